"""Is every main page clean in a real browser, on a phone and on a wide screen: no fault that axe finds, nothing to scroll sideways, one h1,
no script error? Walks the network by its own links, and the pages of a municipality that no other journey comes to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import Resolver404, get_resolver
from playwright.sync_api import Error as PlaywrightError

from medborgarbudget.demo.hub.build import build_hub
from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.organisations.models import OrganisationKind
from medborgarbudget.domain.people.models import Person as Account
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation import clock
from tests.journeys.conftest import Person
from tests.support.cast import grant, make_organisation, make_person
from tests.support.cycles import make_cycle
from tests.support.key_holders import standard_vote
from tests.support.real_values import real_addresses
from tests.support.two_municipalities import Municipality, with_every_role, world_in_database

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NOT_PAGES = re.compile(r"/(fil|hamta)/$|\.\w+$")
"""Files, which a browser saves instead of showing."""


class Walk:
    """One person's way over many pages. What is wrong with them is gathered, so that one page does not hide the next."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.wrong: list[str] = []

    def sees(self, address: str) -> bool:
        try:
            self.person.opens_at_both_widths(address)
        except (AssertionError, PlaywrightError) as fault:
            self.wrong.append(f"{address}: {fault}")
            self.person.errors.clear()
            return False
        return True

    def follows_links(self, start: str) -> set[str]:
        """From a page on: the first address of each kind of page that lies under it. Gives the kinds."""
        routes = get_resolver(settings.NETWORK_URLCONF)
        known: set[str] = set()
        waiting = [start]
        while waiting:
            address = waiting.pop(0)
            try:
                route = routes.resolve("/" + address.split("/", 2)[2]).route
            except Resolver404:
                self.wrong.append(f"{address} is nowhere, but a page leads there")
                continue
            if route in known:
                continue
            known.add(route)
            if self.sees(address):
                found = self.person.page.eval_on_selector_all("a[href]", "links => links.map(a => a.pathname)")
                waiting += [path for path in found if path.startswith(start) and not NOT_PAGES.search(path)]
        return known


# --- the network ---


@pytest.fixture
def network(transactional_db: None) -> dict[str, Account]:
    """The demo's network, and whom to see it as."""
    cache.clear()
    office = {name: make_person(name.title()) for name in ("vera", "hugo")}
    with transaction.atomic():
        organisation = make_organisation("natverket", "Nätverket Medborgarbudget", OrganisationKind.NETWORK)
        grant(office["vera"], organisation, RoleName.ADMINISTRATOR, RoleName.LEAD)
        grant(office["hugo"], organisation, RoleName.COMMUNICATOR)
        build_hub(organisation, office, clock.now())
    contact = (
        MemberContact.objects.filter(member__slug="klintebro-kommun", role="lead")
        .select_related("person")
        .earliest("pk")
    )
    return {"office": office["vera"], "member": contact.person}


def test_the_networks_pages(people: Callable[..., Person], network: dict[str, Account]) -> None:
    anybody = Walk(people())
    member = Walk(people().is_signed_in_as(network["member"]))
    office = Walk(people().is_signed_in_as(network["office"]))
    open_to_all = anybody.follows_links("/natverket/")
    anybody.sees("/natverket/sok/?q=pengar")
    room = member.follows_links("/natverket/rummet/")
    desk = office.follows_links("/natverket/kansli/")
    wrong = anybody.wrong + member.wrong + office.wrong
    assert not wrong, "\n".join(wrong)
    assert {"exempel/<slug:example>/", "bibliotek/<int:item>/", "traffar/<slug:slug>/", "intresse/"} <= open_to_all
    assert {"rummet/fragor/<int:question>/", "rummet/dokument/<int:document>/"} <= room
    assert {"kansli/medlemmar/<slug:member>/", "kansli/kontakt/<str:reference>/"} <= desk


# --- a municipality ---

STAFF = (
    ("voting", "rostlangd/"), ("ideas", "rostlangd/"), ("ideas", "rostlangd/<int:version>/"),
    ("voting", "papper/"), ("voting", "papper/disk/<int:desk_id>/"), ("voting", "papper/bunt/<int:batch>/"),
    ("result", "papper/stickprov/"),
    ("voting", "omrostning/"), ("result", "omrostning/"),
    ("ideas", "regler/prova/"), ("ideas", "regler/prova/<int:simulation>/"), ("result", "rakning/"), ("result", "rakning/jamfor/"),
    ("voting", "brev/"), ("voting", "skolklasser/"), ("voting", "rosthjalp/"), ("delivery", "gott-exempel/"),
)  # fmt: skip
RESIDENTS = (
    ("result", "resultat/"), ("result", "resultat/siffror/"), ("result", "resultat/rakna-om/"), ("result", "resultat/jamfor/"),
    ("result", "resultat/forslag/<str:reference>/"),
    ("voting", "rosta/"), ("voting", "rosta/kvitto/"), ("voting", "rosta/sakerhet/"), ("voting", "rosta/registrerad/"),
    ("voting", "rosta/granskning/"), ("result", "rosta/granskning/"),
)  # fmt: skip


def addresses(place: Municipality, pages: tuple[tuple[str, str], ...], before: str) -> Iterator[str]:
    """The first real address of each page at its step."""
    for step, page in pages:
        yield "/lund/" + next(real_addresses(f"{before}omgangar/<slug:cycle>/{page}", place, place.cycles[step]))


@pytest.fixture
def lund_in_full_swing(transactional_db: None) -> Municipality:
    cache.clear()
    with transaction.atomic():
        return world_in_database().lund


def test_the_pages_of_a_municipality(
    people: Callable[..., Person], lund_in_full_swing: Municipality, tmp_path: Path
) -> None:
    lund = lund_in_full_swing
    held = make_cycle(lund.organisation, clock.now(), open_deeds=[Deed.VOTE])
    standard_vote(held, tmp_path, actor=lund.lead, second=lund.second)
    lead, visitor = Walk(people().is_signed_in_as(with_every_role(lund.lead, lund))), Walk(people())
    for address in addresses(lund, STAFF, "personal/"):
        lead.sees(address)
    for route in ("personal/tva-personer/", "personal/tva-personer/<int:deed_id>/"):
        lead.sees("/lund/" + next(real_addresses(route, lund, None)))
    lead.sees(f"/lund/personal/omgangar/{held.slug}/omrostning/nycklar/")
    visitor.sees("/design/")  # where every kind of ballot is
    for address in addresses(lund, RESIDENTS, ""):
        visitor.sees(address)
    of_a_class = next(real_addresses("skolklass/<str:token>/", lund, lund.cycles["voting"]))
    visitor.sees(f"/lund/{of_a_class}")
    wrong = lead.wrong + visitor.wrong
    assert not wrong, "\n".join(wrong)
