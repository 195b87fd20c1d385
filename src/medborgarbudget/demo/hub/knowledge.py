"""Which library, newsletters, examples and figures has the demo's network?"""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle as around

from medborgarbudget.demo.hub import Hub
from medborgarbudget.demo.hub.shelf import THINGS, Thing
from medborgarbudget.demo.hub.stories import STORIES, Told
from medborgarbudget.domain.network.comparison import actions as comparing
from medborgarbudget.domain.network.examples import actions as examples
from medborgarbudget.domain.network.examples.figures import figures_of, finished_cycles
from medborgarbudget.domain.network.examples.policy import ExampleContent
from medborgarbudget.domain.network.library import actions as library
from medborgarbudget.domain.network.library.actions import ItemContent
from medborgarbudget.domain.network.library.policy import tags_of
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.network.newsletter import actions as letters
from medborgarbudget.domain.network.newsletter import policy as letter_policy
from medborgarbudget.domain.network.newsletter.models import (
    IssueMail,
    LetterState,
    MailState,
    Newsletter,
    Subscriber,
    SubscriberState,
)
from medborgarbudget.domain.network.places import COUNTIES
from medborgarbudget.domain.network.search.models import SearchEntry
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation.clock import to_local

READERS = {"sv": 212, "en": 14, "fi": 9}
"""Invented subscribers by language."""


def build(hub: Hub) -> None:
    """Tell it by the product's own verbs."""
    for thing in THINGS:
        _shelve(hub, thing)
    _suggest(hub)
    members = [member for member in hub.members.values() if member.state == MemberState.MEMBER]
    elsewhere = [member for member in members if member.tenant_id is None]
    free = {kind: [each for each in elsewhere if each.kind == kind] for kind in ("municipality", "region")}
    for told in reversed(STORIES):
        # A member of the name, or the next of its kind, so that most examples are some member's.
        mine = next((each for each in free[told.kind] if each.name == told.place), None)
        others = [each for each in free[told.kind] if all(each.name != other.place for other in STORIES)]
        member = mine or next(iter(others), None)
        if member is not None:
            free[told.kind].remove(member)
        _tell(hub, told, member)
    for member in members:
        if member.tenant is not None:
            _share_cycles(hub, member)
    _bring_figures(hub, elsewhere)
    _write_letters(hub)


# --- library ---


def _shelve(hub: Hub, thing: Thing) -> None:
    then = hub.now - timedelta(days=thing.days)
    row = library.publish_item(
        network=hub.network,
        content=ItemContent(
            kind=thing.kind,
            title=thing.title,
            summary=thing.summary,
            source=thing.source,
            dated=to_local(then).date(),
            language=thing.language,
            country=thing.country,
            tags=tags_of(thing.tags),
            link=thing.link or f"https://bibliotek.example/{thing.days}",
        ),
        actor=hub.office["hugo"],
        now=then,
        invented=not thing.link,
    )
    if thing.days == 100:
        library.check_link(
            item=row, problem="Rapporten har flyttat.", actor=hub.office["hugo"], now=hub.now - timedelta(days=3)
        )


def _suggest(hub: Hub) -> None:
    """Two suggestions wait for the office."""
    for number, (title, summary) in enumerate(
        (
            ("Podd: att leda ett medborgarråd", "Sex korta avsnitt med dem som har gjort det."),
            ("Mall för återkoppling till förslagsställare", "Brev och sms som har fungerat hos oss."),
        ),
        1,
    ):
        library.suggest_item(
            network=hub.network,
            content=ItemContent(
                kind="method",
                title=title,
                summary=summary,
                source="En medlem",
                dated=to_local(hub.now).date(),
                tags=["återkoppling"],
                link=f"https://tips.example/{number}",
            ),
            member=None,
            actor=hub.office["vera"],
            now=hub.now - timedelta(days=number),
        )


# --- examples ---


def _tell(hub: Hub, told: Told, member: Member | None) -> None:
    """With a member of the demo behind it where there is one of the kind; then it is about that member."""
    place = member.name if member is not None else told.place
    county = member.code[:2] if member is not None and member.code[:2] in COUNTIES else told.county
    then = hub.now - timedelta(days=told.days)

    def words(text: str) -> str:
        return text.replace("{place}", place)

    made = examples.submit_example(
        network=hub.network,
        content=ExampleContent(
            title=told.title,
            summary=words(told.summary),
            did=words(told.did),
            result=words(told.result),
            learnt=words(told.learnt),
            advice=words(told.advice),
            body_kind=told.kind,
            place=place,
            county=county,
            latitude=told.point[0],
            longitude=told.point[1],
            contact="medborgarbudget@kommun.example",
            **told.figures,
        ),
        member=member,
        actor=hub.office["vera"],
        now=then - timedelta(days=4),
        invented=True,
    )
    if told.days:
        examples.publish_example(example=made, actor=hub.office["vera"], now=then)


def _share_cycles(hub: Hub, member: Member) -> None:
    """A member whose cycles are in this installation: the last finished one as an example in one click, and all in the comparison."""
    if member.tenant is None:
        return
    cycles = finished_cycles(member.tenant)
    lead = Person.objects.filter(
        roles__organisation=member.tenant, roles__role=RoleName.LEAD, roles__ended_at=None
    ).first()
    for cycle in cycles:
        comparing.share_cycle(member=member, cycle=cycle, actor=hub.office["vera"], now=hub.now, invented=True)
    if cycles and lead is not None and (found := figures_of(cycles[0])) is not None:
        made = examples.make_of_cycle(
            cycle=cycles[0],
            member=member,
            content=examples.content_of_cycle(cycles[0], member, found),
            actor=lead,
            now=hub.now - timedelta(days=6),
            invented=True,
        )
        examples.publish_example(example=made, actor=hub.office["vera"], now=hub.now - timedelta(days=2))


# --- comparison ---


def _bring_figures(hub: Hub, members: list[Member]) -> None:
    """Members whose cycles are run elsewhere bring tables, which the office vouches for; the last one waits."""
    stories = around([told for told in STORIES if told.figures["voters"]])
    named = {told.place: told for told in STORIES}
    for number, (member, other) in enumerate(zip(members, stories, strict=False)):
        told = named.get(member.name, other)
        figures = told.figures
        head = (
            "namn;år;invånare;pengar;förslag;bedömda;godkända;röstande;röstande under 26;beslutade;genomförda;klara med plan;"
            "i tid;dagar till klart;ojämlikhet"
        )
        lines = [head]
        for back in (0, 1):
            change = 1 - 0.12 * back
            row = (
                f"Medborgarbudget {figures['year'] - back}", figures["year"] - back, figures["inhabitants"],
                f"{int(figures['money'] * change):,}".replace(",", " "), int(figures["proposals"] * change),
                int(figures["proposals"] * change * 0.9), int(figures["proposals"] * change * 0.4),
                int(figures["voters"] * change), int(figures["voters"] * change * (0.12 + number % 4 * 0.07)),
                figures["deliveries"], figures["delivered"], figures["timed"], figures["on_time"],
                210 + number * 37 % 260 + back * 25, f"{8 + number * 5 % 23},5 %",
            )  # fmt: skip
            lines.append(";".join(str(cell) for cell in row))
        rows = comparing.receive_file(
            member=member,
            content="\r\n".join(lines).encode("cp1252"),
            actor=hub.office["vera"],
            now=hub.now - timedelta(days=40 - number),
            invented=True,
        )
        if number < len(members) - 1 or len(members) == 1:
            for each in rows:
                comparing.approve(row=each, actor=hub.office["vera"], now=hub.now - timedelta(days=38 - number))


# --- newsletter ---


def _write_letters(hub: Hub) -> None:
    asked = hub.now - timedelta(days=200)
    Subscriber.objects.bulk_create(
        Subscriber(
            organisation=hub.network,
            email=f"lasare{number}.{language}@brev.example",
            language=language,
            state=SubscriberState.CONFIRMED,
            token=f"demo-{hub.network.slug}-{language}-{number}",
            consent=letter_policy.CONSENT_VERSION,
            asked_at=asked,
            confirmed_at=asked,
        )
        for language, many in READERS.items()
        for number in range(1, many + 1)
    )
    then = hub.now - timedelta(days=30)
    sent = _letter(
        hub,
        "Höstens exempel: byar med egna potter",
        "Sex nya saker i biblioteket och tre exempel att låna idéer av.",
        6,
        then,
    )
    # Two hundred mails that nobody waits for are not handed to the demo's outbox: what became of them is told as it would stand.
    Newsletter.objects.filter(pk=sent.pk).update(
        state=LetterState.SENT, started_at=then, progress_at=then, sent_at=then + timedelta(minutes=4)
    )
    readers = Subscriber.objects.of(hub.network).filter(language="sv").order_by("pk")
    IssueMail.objects.bulk_create(
        IssueMail(
            newsletter=sent,
            subscriber=reader,
            state=MailState.BOUNCED if number % 70 == 69 else MailState.SENT,
            attempts=1,
            at=then,
        )
        for number, reader in enumerate(readers)
    )
    sent.refresh_from_db()
    letters.tell_issue(newsletter=sent)
    _letter(hub, "Nytt i nätverket", "Vinterns träffar öppnar för anmälan.", 4, hub.now - timedelta(days=1))


def _letter(hub: Hub, title: str, intro: str, many: int, then: object) -> Newsletter:
    now = hub.now
    row = letters.start_issue(
        network=hub.network, title=title, intro=intro, language="sv", actor=hub.office["hugo"], now=now
    )
    Newsletter.objects.filter(pk=row.pk).update(created_at=then)
    entries = SearchEntry.objects.of(hub.network).filter(kind__in=["example", "library"])[:many]
    letters.add_items(
        newsletter=row,
        chosen=[
            letters.Chosen(
                kind=each.kind,
                key=each.key,
                title=each.title,
                text=each.text,
                path=f"/{'exempel' if each.kind == 'example' else 'bibliotek'}/{each.key}/",
            )
            for each in entries
        ],
        actor=hub.office["hugo"],
        now=now,
    )
    return row
