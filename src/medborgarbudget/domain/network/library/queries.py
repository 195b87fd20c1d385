"""What is there in the library, and which links are to be looked at?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from medborgarbudget.domain.network.library import policy
from medborgarbudget.domain.network.library.models import ItemState, LibraryItem
from medborgarbudget.domain.network.search.queries import keys_found
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. Empty means everything."""

    words: str = ""
    kind: str = ""
    tag: str = ""
    language: str = ""
    country: str = ""

    @property
    def is_narrow(self) -> bool:
        return any((self.words, self.kind, self.tag, self.language, self.country))


def published(network: Organisation) -> QuerySet[LibraryItem]:
    """What everybody sees, the latest first."""
    return LibraryItem.objects.of(network).filter(state=ItemState.PUBLISHED)


def narrowed(network: Organisation, wanted: Wanted) -> QuerySet[LibraryItem]:
    """The published items that fit; by how well they fit when there are words, otherwise the latest first."""
    rows = published(network)
    for name in ("kind", "language", "country"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.tag:
        rows = rows.filter(tag_line__contains=f"|{wanted.tag}|")
    if wanted.words:
        keys = [int(key) for key in keys_found(network, wanted.words, kind="library", most=500)]
        rank = Case(
            *(When(pk=pk, then=Value(place)) for place, pk in enumerate(keys)),
            default=Value(len(keys)),
            output_field=IntegerField(),
        )
        rows = rows.filter(pk__in=keys).order_by(rank)
    return rows


@dataclass(frozen=True)
class Choices:
    """What there is to narrow by, each with how many there are."""

    kinds: dict[str, int]
    tags: list[tuple[str, int]]
    languages: dict[str, int]
    countries: dict[str, int]


def choices(network: Organisation) -> Choices:
    """Over all that is published, in one query."""
    kinds: Counter[str] = Counter()
    tags: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    countries: Counter[str] = Counter()
    for kind, line, language, country in published(network).values_list("kind", "tag_line", "language", "country"):
        kinds[kind] += 1
        languages[language] += 1
        countries.update([country] if country else [])
        tags.update(tag for tag in line.split("|") if tag)
    return Choices(kinds, sorted(tags.items(), key=lambda each: (-each[1], each[0])), languages, countries)


def item_of(network: Organisation, pk: int) -> LibraryItem:
    """One of the network's items, whatever its state. Raises LibraryItem.DoesNotExist."""
    return LibraryItem.objects.of(network).select_related("organisation", "suggested_by", "suggested_for").get(pk=pk)


def public_item(network: Organisation, pk: int) -> LibraryItem:
    """One that everybody may see. Raises LibraryItem.DoesNotExist."""
    return published(network).select_related("organisation").get(pk=pk)


def related(item: LibraryItem, most: int = 3) -> list[LibraryItem]:
    """Others with the same tags, or at least of the same kind."""
    fits = Q(kind=item.kind)
    for tag in item.tags:
        fits |= Q(tag_line__contains=f"|{tag}|")
    rows = list(published(item.organisation).filter(fits).exclude(pk=item.pk)[:60])
    mine = set(item.tags)
    return sorted(rows, key=lambda row: (-len(mine & set(row.tags)), -row.dated.toordinal()))[:most]


def suggestions(network: Organisation) -> QuerySet[LibraryItem]:
    """What waits for the office, oldest first."""
    return (
        LibraryItem.objects.of(network)
        .filter(state=ItemState.SUGGESTED)
        .select_related("suggested_by", "suggested_for")
        .order_by("created_at", "id")
    )


def suggested_by(network: Organisation, person: Person) -> QuerySet[LibraryItem]:
    """What a person has suggested and what became of it, newest first."""
    return LibraryItem.objects.of(network).filter(suggested_by=person).order_by("-created_at", "-id")


def for_office(network: Organisation, view: str, today: date) -> QuerySet[LibraryItem]:
    """One of the office's views: suggested, published, links (broken or long unchecked), gone."""
    rows = LibraryItem.objects.of(network).select_related("suggested_for")
    if view == "suggested":
        return suggestions(network)
    if view == "links":
        return (
            rows.filter(due(today), state=ItemState.PUBLISHED)
            .exclude(link="")
            .order_by(F("checked_on").asc(nulls_first=True), "id")
        )
    if view == "gone":
        return rows.filter(state__in=[ItemState.DECLINED, ItemState.WITHDRAWN]).order_by("-changed_at", "-id")
    return rows.filter(state=ItemState.PUBLISHED)


def due(today: date) -> Q:
    """Links that are broken, or that nobody has looked at for long."""
    return Q(checked_on=None) | Q(checked_on__lte=today - policy.CHECK_EVERY) | ~Q(link_problem="")
