"""Does any form fall over, lose what was typed, or store half of it, whatever is sent in? (C118)

Every form on every page is filled in badly in a few ways, drawn from a seed; each attempt is undone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from medborgarbudget.domain.assessment.models import Assessment
from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Pot, Theme
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.network.experts.models import HelpRequest
from medborgarbudget.domain.network.meetings.models import Registration
from medborgarbudget.domain.organisations.models import Area
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Comment, Proposal
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.sites.hub.human.check import TRAP
from tests.support.junk import Form, forms_on, payloads
from tests.support.pages import PageClient
from tests.support.real_values import WHOLE_INSTALLATION, parameters, real_addresses
from tests.support.two_municipalities import Municipality, World, row_counts, with_every_role
from tests.support.urls import all_views

ROUTES = [route for route, _view in all_views(settings.ORGANISATION_URLCONF) if route not in WHOLE_INSTALLATION]
STAFF, ACCOUNT = "personal/", "konto/"

KEPT_ALTHOUGH_REFUSED = {
    "sessions.Session": "holds drafts and messages",
    "foundation.AuditEntry": "refused attempts on the urn and wrong codes are written down",
    "voting.EmailCode": "a code that was sent counts against the limit",
    "voting.WrongLetterCode": "so do wrong codes",
    "account.EmailAddress": "none; allauth keeps an unverified address while it waits for the code",
}
"""Tables that may grow when a form is refused, and why."""

DRAFTS = re.compile(r"/forslag/nytt/(granska/)?$")
"""Here what was right is kept as a draft on purpose, whatever else was wrong."""


PICTURES_FOR_THEMSELVES = re.compile(r"/forslag/[^/]+/andra/$")
"""Here a picture that is taken away is gone, whatever is wrong with the texts beside it."""


def may_change(label: str, action: str) -> bool:
    """Whether the table may change when the form at the address is refused."""
    apart = label == "proposals.ProposalPicture" and PICTURES_FOR_THEMSELVES.search(action)
    return label in KEPT_ALTHOUGH_REFUSED or bool(DRAFTS.search(action) or apart)


def crossings() -> int:
    """How many rows tie one organisation's things to another's."""
    return (
        Proposal.objects.exclude(cycle_area=None).exclude(cycle_area__cycle=F("cycle")).count()
        + Proposal.objects.exclude(theme=None).exclude(theme__cycle=F("cycle")).count()
        + CycleArea.objects.exclude(area__organisation=F("cycle__organisation")).count()
        + Pot.objects.exclude(cycle_area=None).exclude(cycle_area__cycle=F("cycle")).count()
        + Comment.objects.exclude(answer_to=None).exclude(answer_to__proposal=F("proposal")).count()
        + Assessment.objects.exclude(assignee=None).exclude(assignee__roles__organisation=F("organisation")).count()
        + Delivery.objects.exclude(responsible_person=None)
        .exclude(responsible_person__roles__organisation=F("organisation"))
        .count()
        + Cycle.objects.exclude(copied_from=None).exclude(copied_from__organisation=F("organisation")).count()
        + Registration.objects.exclude(member=None).exclude(member__organisation=F("organisation")).count()
        + HelpRequest.objects.exclude(expert=None).exclude(expert__organisation=F("organisation")).count()
    )


def strangers_of(place: Municipality) -> list[str]:
    """Ids of the other municipality's things."""
    found = [
        model._base_manager.filter(**{path: place.organisation}).values_list("pk", flat=True)[:2]
        for model, path in (
            (Area, "organisation"),
            (CycleArea, "cycle__organisation"),
            (Theme, "cycle__organisation"),
            (Pot, "cycle__organisation"),
            (Proposal, "organisation"),
            (Comment, "proposal__organisation"),
        )
    ]
    return [str(pk) for some in found for pk in some] + [str(place.lead.pk), place.cycles["ideas"].slug]


def shown(value: str) -> str:
    """How a typed text comes back: characters that HTML does not know as such, line breaks as one."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", "\ufffd", value).replace("\r\n", "\n")


def lost(form: Form, sent: dict[str, Any], answer: list[Form]) -> list[str]:
    """Texts that were sent in but do not stand in the form that came back."""
    gone = []
    for name, values in sent.items():
        field = form.fields.get(name)
        if field is None or not field.is_text or name == TRAP or not isinstance(values, list) or values == field.values:
            continue
        back = [one.fields[name].values for one in answer if name in one.fields]
        if not back:
            gone.append(f"{name} is gone")
        elif not any(shown(values[-1]).strip() in [shown(each).strip() for each in found] for found in back):
            gone.append(f"{name} lost {values[-1][:30]!r} and shows {back[0][:1]!r:.60}")
    return gone


class Attempts:
    """Somebody fills in every form they find, badly."""

    def __init__(self, person: Person | None, seed: int, strangers: list[str], place: str = "/lund/") -> None:
        self.client, self.chance = PageClient(), random.Random(seed)
        self.client.raise_request_exception = False
        if person is not None:
            self.client.signed_in_as(person)
        self.strangers, self.place = strangers, place
        self.wrong: list[str] = []
        self.made = self.refused = 0
        self.seen: set[tuple[str, ...]] = set()
        self.before, self.ties = row_counts(), crossings()

    def page(self, address: str, route: str, most: int) -> None:
        """Everything wrong with the forms on one page."""
        response = self.client.get(f"{self.place}{address}")
        if response.status_code != 200 or not response.headers["Content-Type"].startswith("text/html"):
            return
        for form in forms_on(response.content, f"{self.place}{address}"):
            key = (*self.kind(route, form.action.rpartition(self.place)[2]), *form.signature)
            if key in self.seen or "/konto/logga-ut/" in form.action:
                continue
            self.seen.add(key)
            for way, sent in payloads(form, self.chance, self.strangers, most=most):
                self.send(form, way, sent, address)

    def kind(self, route: str, action: str) -> tuple[str, ...]:
        """What makes a form on a page of the route another one, beside its fields."""
        return route, re.sub(r"\d+", "0", action)

    def send(self, form: Form, way: str, sent: dict[str, Any], address: str) -> None:
        cookies = self.client.cookies.copy()
        told = f"{form.action} from {address} with {way}"
        cache.clear()
        with transaction.atomic():
            try:
                response = self.client.post(form.action, sent, HTTP_REFERER=f"http://testserver{self.place}{address}")
            except AssertionError as fault:
                self.wrong.append(f"{told}: {fault}")
            else:
                self.wrong += [f"{told}: {fault}" for fault in self.faults(form, sent, response)]
            transaction.set_rollback(True)
        self.client.cookies = cookies
        self.made += 1

    def faults(self, form: Form, sent: dict[str, Any], response: Any) -> Iterator[str]:
        if response.status_code >= 500:
            yield f"{response.status_code} {response.exc_info[1] if response.exc_info else ''!r:.300}"
            return
        if response.status_code >= 400:
            for label, count in row_counts().items():
                if count != self.before[label] and not may_change(label, form.action):
                    yield f"refused with {response.status_code}, yet {label} went from {self.before[label]} to {count}"
        elif crossings() != self.ties:
            yield "ties something of one organisation to another"
        if response.status_code == 422:
            self.refused += 1
            if b"error-summary" not in response.content:
                yield "no error summary"
            yield from lost(form, sent, list(forms_on(response.content, "")))


def pages(place: Municipality, routes: list[str], steps: list[str]) -> Iterator[tuple[str, str]]:
    for route in routes:
        for cycle in [place.cycles[step] for step in steps] if "cycle" in parameters(route) else [None]:
            for address in list(real_addresses(route, place, cycle))[:1]:
                yield address, route


def staff_routes(part: int) -> list[str]:
    """The staff's addresses in two halves, so that two processes share the work evenly."""
    return [route for route in ROUTES if route.startswith(STAFF)][part::2]


@pytest.mark.django_db
@pytest.mark.parametrize("part", [0, 1])
def test_staff_forms_take_nonsense(world: World, part: int) -> None:
    attempts = Attempts(with_every_role(world.lund.lead, world.lund), part, strangers_of(world.ystad))
    for address, route in pages(world.lund, staff_routes(part), list(world.lund.cycles)):
        attempts.page(address, route, most=4)
    assert not attempts.wrong, "\n".join(attempts.wrong)
    assert attempts.refused > 20


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "resident"])
def test_residents_forms_take_nonsense(world: World, who: str) -> None:
    attempts = Attempts(getattr(world.lund, who) if who else None, len(who), strangers_of(world.ystad))
    routes = [route for route in ROUTES if not route.startswith((STAFF, ACCOUNT))]
    for address, route in pages(world.lund, routes, list(world.lund.cycles)):
        attempts.page(address, route, most=6)
    assert not attempts.wrong, "\n".join(attempts.wrong)
    assert attempts.refused > 10


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "resident"])
def test_the_accounts_forms_take_nonsense(world: World, who: str) -> None:
    attempts = Attempts(getattr(world.lund, who) if who else None, len(who), strangers_of(world.ystad))
    for address, route in pages(world.lund, [route for route in ROUTES if route.startswith(ACCOUNT)], []):
        attempts.page(address, route, most=6)
    assert not attempts.wrong, "\n".join(attempts.wrong)
    assert attempts.made > 15


@pytest.mark.django_db
def test_the_way_of_a_ballot_takes_nonsense(world: World) -> None:
    """The pages after the first are reached only with choices made, so those are made first."""
    vote = Vote.objects.get(cycle=world.lund.cycles["voting"])
    attempts = Attempts(None, 5, strangers_of(world.ystad))
    way = f"omgangar/{vote.cycle.slug}/rosta"
    attempts.client.post(f"/lund/{way}/", {})
    attempts.page(f"{way}/valj/1/", "choose", most=8)
    chosen = vote.options.order_by("cost")[0].number
    assert attempts.client.post(f"/lund/{way}/valj/1/", {"choice": chosen, "shown": chosen}).status_code == 302
    attempts.before = row_counts()
    for page in ("granska", "vem"):
        attempts.page(f"{way}/{page}/", page, most=12)
    identify = attempts.client.post(
        f"/lund/{way}/vem/", {"way": "email", "email": "asta@example.org", "old_enough": "on", "belongs": "on"}
    )
    assert identify.status_code == 302, identify.content.decode()
    attempts.before = row_counts()
    attempts.page(f"{way}/kod/", "code", most=12)
    assert not attempts.wrong, "\n".join(attempts.wrong)
    assert attempts.refused > 10


@pytest.mark.django_db
def test_sending_a_proposal_takes_nonsense(world: World) -> None:
    """The page where it is looked through and sent, with a draft held in the browser."""
    cycle = world.lund.cycles["ideas"]
    attempts = Attempts(None, 6, strangers_of(world.ystad))
    idea = {"title": "Bänkar", "what": "Fler bänkar.", "cycle_area": cycle.cycle_areas.all()[0].pk, "gor": "granska"}
    assert attempts.client.post(f"/lund/omgangar/{cycle.slug}/forslag/nytt/", idea).status_code == 303
    attempts.before = row_counts()
    attempts.page(f"omgangar/{cycle.slug}/forslag/nytt/granska/", "review", most=16)
    assert not attempts.wrong, "\n".join(attempts.wrong)
    assert attempts.refused > 5
