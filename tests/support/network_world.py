"""How do guards over the whole system get a network in full swing, and what can stand in the parameters of its addresses?

The demo's network is told by the product's own verbs, with what the demo does not leave lying beside it; the rows are kept in this
process. `TABLE` is the whole truth: an address with a parameter that it does not know stops the guards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, product
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import models

from medborgarbudget.demo.hub.build import build_hub
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.comparison import actions as comparison
from medborgarbudget.domain.network.comparison.models import ComparedCycle, SigningKey
from medborgarbudget.domain.network.contact import links as contact_links
from medborgarbudget.domain.network.contact.models import ContactMessage
from medborgarbudget.domain.network.examples.models import Example
from medborgarbudget.domain.network.experts.models import Expert, HelpRequest
from medborgarbudget.domain.network.library.models import LibraryItem
from medborgarbudget.domain.network.meetings import actions as meetings
from medborgarbudget.domain.network.meetings import links as meeting_links
from medborgarbudget.domain.network.meetings.models import CalendarKey, Material, Meeting, Mode, Registration
from medborgarbudget.domain.network.membership import links as interest_links
from medborgarbudget.domain.network.membership.deeds import CONTACTS
from medborgarbudget.domain.network.membership.models import Interest, Member, MemberContact, MemberState, Reminder
from medborgarbudget.domain.network.newsletter.models import Newsletter, NewsletterItem, Subscriber
from medborgarbudget.domain.network.pages.content import BlockType
from medborgarbudget.domain.network.pages.models import Page, PageFeedback, PageKind
from medborgarbudget.domain.network.room.models import Answer, Question, SharedDocument
from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.foundation import clock, notifications
from tests.support.cast import grant, make_organisation, make_person
from tests.support.cycles import make_cycle
from tests.support.knowledge import make_item
from tests.support.network import SKANE, make_member
from tests.support.real_values import PARAMETER, WHOLE_INSTALLATION, parameters
from tests.support.two_municipalities import kept_rows
from tests.support.urls import all_views


@dataclass
class Network:
    """The hub with its office, a member's projektansvarig who takes part in everything, and another network that is not visited."""

    organisation: Organisation
    office: Person
    second: Person
    contact: Person
    member: Member
    other: Organisation


_kept: tuple[Network, list[list[models.Model]]] | None = None


def network_in_database() -> Network:
    """The network, in the database as the present transaction sees it."""
    global _kept
    if _kept is None:
        _kept = (_tell(clock.now()), list(kept_rows()))
    else:
        for rows in _kept[1]:
            type(rows[0])._base_manager.bulk_create([copy(row) for row in rows], batch_size=500)
    return _kept[0]


def _tell(now: datetime) -> Network:
    office = {name: make_person(name.title()) for name in ("vera", "hugo")}
    hub = make_organisation("natverket", "Nätverket Medborgarbudget", OrganisationKind.NETWORK)
    grant(office["vera"], hub, RoleName.ADMINISTRATOR, RoleName.LEAD)
    grant(office["hugo"], hub, RoleName.COMMUNICATOR)
    with patch.object(notifications, "mail_person"), patch.object(notifications, "mail_address"):
        build_hub(hub, office, now)
        digital = Meeting.objects.of(hub).filter(slug__startswith="fragestund").earliest("pk")
        first = MemberContact.objects.filter(
            member__organisation=hub, role="lead", person__in=digital.registrations.values("person")
        ).earliest("pk")
        made = Network(hub, office["vera"], office["hugo"], first.person, first.member, _another(now))
        _loose_ends(made, now)
    return made


def _another(now: datetime) -> Organisation:
    """Another network with things of its own, which forms of the first must not be able to point at."""
    other = make_organisation("grannnatet", "Grannätet", OrganisationKind.NETWORK)
    editor = grant(make_person("Gerd"), other, RoleName.ADMINISTRATOR)
    make_member(other, SKANE, make_person("Zebulon"), now=now)
    make_item(other, editor, now, title="Grannätets vägledning")
    return other


def _loose_ends(made: Network, now: datetime) -> None:
    """What the demo does not leave lying: the contact's own certificate, needs, calendar, keys, and a cycle to compare."""
    hub, contact, member = made.organisation, made.contact, made.member
    past = Meeting.objects.of(hub).earliest("pk")
    joined = meetings.register(
        meeting=past, person=contact, mode=Mode.PLACE, now=past.register_until - timedelta(days=1)
    )
    joined.meeting = past
    meetings.check_in(registration=joined, actor=made.office, now=past.starts_at)
    full = Meeting.objects.of(hub).filter(slug__startswith="utbildning").earliest("pk")
    meetings.register(meeting=full, person=contact, mode=Mode.PLACE, diet="vegan", access="hörslinga", now=now)
    meetings.register_colleague(
        meeting=Meeting.objects.of(hub).filter(slug__startswith="fragestund").earliest("pk"), member=member,
        name="Gun Ek", email="gun@exempel.example", mode=Mode.DIGITAL, accept_waiting=True, actor=contact, now=now,
    )  # fmt: skip
    meetings.register_colleague(
        meeting=full, member=member, name="Hans Ek", email="hans@exempel.example", mode=Mode.PLACE, accept_waiting=True,
        actor=contact, now=now,
    )  # fmt: skip
    meetings.calendar_key_for(network=hub, person=contact, now=now)
    comparison.add_key(member=member, text="A" * 42 + "E=", actor=contact, now=now)
    two_people.ask(
        kind=CONTACTS, subject=hub, organisation=hub, payload={"members": [member.pk]}, reason="Inbjudan", actor=made.office, now=now
    )  # fmt: skip
    tenant = make_organisation("lund", "Lunds kommun")
    make_cycle(tenant, now)
    Member.objects.filter(pk=member.pk).update(tenant=tenant)
    member.refresh_from_db()


def own_routes() -> list[str]:
    """The addresses that only a network has."""
    return [
        route
        for route, view in all_views(settings.NETWORK_URLCONF)
        if view.__module__.startswith("medborgarbudget.sites.hub") and route not in WHOLE_INSTALLATION
    ]


Values = Callable[[Network], Iterable[Any]]


def _meetings(place: Network) -> Iterable[str]:
    """One that has been, one that is full, one that is digital, one whose places are drawn, one called off, a draft."""
    return Meeting.objects.of(place.organisation).order_by("pk").values_list("slug", flat=True)


def _members(place: Network) -> Iterable[str]:
    """The contact's own, then one in each state."""
    rows = Member.objects.of(place.organisation).exclude(pk=place.member.pk).order_by("pk")
    return [place.member.slug, *(row.slug for state in MemberState if (row := rows.filter(state=state).first()))]


def _with_block(place: Network) -> tuple[Page, str]:
    for page in Page.objects.of(place.organisation).filter(kind=PageKind.PAGE).order_by("pk"):
        for version in page.versions.filter(language="sv"):
            if version.blocks:
                return page, str(version.blocks[0]["id"])
    raise AssertionError("no page has a block")


def _answered(place: Network) -> Question:
    return Question.objects.of(place.organisation).filter(answers__isnull=False).earliest("pk")


def _pks(model: Any, **narrowed: Any) -> Values:
    """Ids of the network's rows, the oldest first."""
    return lambda place: (
        model.objects.of(place.organisation).filter(**narrowed).order_by("pk").values_list("pk", flat=True)
    )


def _of_each(model: Any, field: str, value: str = "pk") -> Values:
    """One for each value of a field, such as a state: the page looks different for each."""

    def values(place: Network) -> Iterable[Any]:
        rows = dict(model.objects.of(place.organisation).order_by("-pk").values_list(field, value))
        return rows.values()

    return values


def _tokens(token_of: Callable[[Any], str], model: Any, *, confirmed: bool) -> Values:
    """The secret part of the link to something that waits to be confirmed, or has been."""
    return lambda place: [
        token_of(row) for row in model.objects.of(place.organisation).filter(confirmed_at__isnull=not confirmed)[:2]
    ]


TABLE: dict[tuple[str, str], Values] = {
    ("kontakter/", "deed_id"): lambda place: TwoPersonDeed.objects.of(place.organisation).values_list("pk", flat=True),
    ("siffror/", "year"): lambda place: [clock.now().year],
    ("", "member"): _members,
    ("lage/", "to"): lambda place: ["pausa", "avsluta", "ater"],
    ("paminnelse/", "reminder"): lambda place: Reminder.objects.filter(member__organisation=place.organisation).values_list("pk", flat=True),
    ("tillagg/", "reference"): lambda place: Interest.objects.of(place.organisation).filter(addition=True).values_list("reference", flat=True),
    ("kontakt/", "reference"): _of_each(ContactMessage, "state", "reference"),
    ("kontakter/", "contact"): lambda place: MemberContact.objects.filter(member=place.member).values_list("pk", flat=True),
    ("sidor/svar/", "pk"): _pks(PageFeedback, helped=False),
    ("sidor/", "pk"): lambda place: [_with_block(place)[0].pk],
    ("", "language"): lambda place: ["sv", "en"],
    ("historik/", "number"): lambda place: [1],
    ("", "block_type"): lambda place: BlockType.values,
    ("", "block_id"): lambda place: [_with_block(place)[1]],
    ("traffar/", "slug"): _meetings,
    ("anmalda/", "pk"): lambda place: Registration.objects.filter(meeting__slug__in=list(_meetings(place))[:1]).values_list("pk", flat=True)[:1],
    ("material/", "pk"): lambda place: Material.objects.filter(meeting__organisation=place.organisation).values_list("pk", flat=True),
    ("mina/", "key"): lambda place: CalendarKey.objects.of(place.organisation).values_list("key", flat=True),
    ("experter/fragor/", "pk"): _of_each(HelpRequest, "state"),
    ("experter/", "slug"): lambda place: Expert.objects.of(place.organisation).values_list("slug", flat=True),
    ("bibliotek/", "item"): _of_each(LibraryItem, "state"),
    ("nyhetsbrev/", "newsletter"): _of_each(Newsletter, "state"),
    ("delar/", "item"): lambda place: NewsletterItem.objects.filter(newsletter__organisation=place.organisation).values_list("pk", flat=True)[:1],
    ("exempel/", "example"): _of_each(Example, "state", "slug"),
    ("jamforelse/vara/", "row"): _pks(ComparedCycle),
    ("jamforelse/", "row"): _of_each(ComparedCycle, "state"),
    ("", "cycle"): lambda place: Cycle.objects.of(place.member.tenant).values_list("pk", flat=True) if place.member.tenant else [],
    ("nyckel/", "key"): lambda place: SigningKey.objects.filter(member=place.member).values_list("pk", flat=True),
    ("roster/", "count"): lambda place: [1],
    ("om/", "slug"): lambda place: Page.objects.of(place.organisation).filter(kind=PageKind.PAGE).values_list("slug", flat=True),
    ("nyheter/", "slug"): lambda place: Page.objects.of(place.organisation).filter(kind=PageKind.NEWS).values_list("slug", flat=True),
    ("intresse/bekrafta/", "token"): _tokens(interest_links.token_of, Interest, confirmed=False),
    ("intresse/lage/", "token"): _tokens(interest_links.token_of, Interest, confirmed=True),
    ("kontakt/bekrafta/", "token"): _tokens(contact_links.token_of, ContactMessage, confirmed=False),
    ("kontakt/skickat/", "token"): _tokens(contact_links.token_of, ContactMessage, confirmed=True),
    ("nyhetsbrev/bekrafta/", "token"): lambda place: [f"{row.token}.sv" for row in Subscriber.objects.of(place.organisation)[:1]],
    ("nyhetsbrev/avsluta/", "token"): lambda place: [row.token for row in Subscriber.objects.of(place.organisation)[:1]],
    ("anmalan/", "token"): lambda place: [
        meeting_links.token_of(row)
        for row in Registration.objects.filter(organisation=place.organisation, registered_by=place.contact)
    ],
    ("fragor/", "question"): lambda place: [_answered(place).pk],
    ("svar/", "answer"): lambda place: Answer.objects.filter(question=_answered(place)).values_list("pk", flat=True),
    ("dokument/", "document"): _pks(SharedDocument),
    ("", "number"): lambda place: [1],
}  # fmt: skip


def unknown_parameters(route: str) -> list[str]:
    """Those that the table does not tell values of."""
    return [match[1] for match in PARAMETER.finditer(route) if _entry(route[: match.start()], match[1]) is None]


def addresses(route: str, place: Network, most: int) -> Iterator[str]:
    """Up to `most` real addresses of the route."""
    choices = []
    for match in PARAMETER.finditer(route):
        entry = _entry(route[: match.start()], match[1])
        assert entry is not None, f"{route}: tests/support/network_world.py does not know {match[1]}"
        choices.append(list(entry(place)))
    assert len(choices) == len(parameters(route))
    for values in islice(product(*choices), most):
        filled = iter(values)
        yield PARAMETER.sub(lambda _match: str(next(filled)), route)  # noqa: B023


def _entry(before: str, name: str) -> Values | None:
    for (ending, known), values in TABLE.items():
        if known == name and before.endswith(ending):
            return values
    return None
