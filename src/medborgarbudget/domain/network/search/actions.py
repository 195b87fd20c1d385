"""How is the index kept? By what the rooms tell, and by a rebuilding that never takes anything away that a room has not taken back."""

from __future__ import annotations

from django.db import connection, transaction

from medborgarbudget.domain.network.search.events import Found, Lost, ToldAnew
from medborgarbudget.domain.network.search.models import SearchEntry
from medborgarbudget.domain.network.search.words import stemmed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation import events

LONGEST_TEXT = 60_000
"""Characters of a text that are searched in; what comes after says little that the beginning did not."""

_BATCH = 500


def keep_found(event: Found) -> None:
    """Store what a room tells, in place of what it told before about the same thing."""
    text = event.text[:LONGEST_TEXT]
    SearchEntry.objects.update_or_create(
        organisation=event.network,
        kind=event.kind,
        key=event.key,
        defaults={
            "title": event.title[:300],
            "text": text,
            "url_name": event.url_name,
            "url_kwargs": event.url_kwargs,
            "at": event.at,
            "language": event.language,
            "audience": event.audience,
            "title_stems": stemmed(event.title),
            "text_stems": stemmed(text),
        },
    )


def forget_lost(event: Lost) -> None:
    """What is no longer for others to see is no longer found."""
    SearchEntry.objects.of(event.network).filter(kind=event.kind, key=event.key).delete()


@transaction.atomic
def rebuild(*, network: Organisation) -> int:
    """Stem every text anew, ask the rooms to tell again, and build the database's own index from that. Gives the number of entries."""
    batch: list[SearchEntry] = []
    for entry in SearchEntry.objects.of(network).order_by("pk").iterator(chunk_size=_BATCH):
        entry.title_stems, entry.text_stems = stemmed(entry.title), stemmed(entry.text)
        batch.append(entry)
        if len(batch) == _BATCH:
            SearchEntry.objects.bulk_update(batch, ["title_stems", "text_stems"])
            batch = []
    if batch:
        SearchEntry.objects.bulk_update(batch, ["title_stems", "text_stems"])
    events.publish(ToldAnew(network))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO network_search_words (network_search_words) VALUES ('rebuild')")
    return SearchEntry.objects.of(network).count()
