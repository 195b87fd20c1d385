"""Is every main page clean in a real browser, on a phone and on a wide screen: no fault that axe finds, nothing to scroll sideways, one h1,
no script error? Walks the network by its own links, and the pages of a municipality that no other journey comes to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import Resolver404, get_resolver

from medborgarbudget.demo.hub.build import build_hub
from medborgarbudget.domain.network.membership.models import MemberContact
from medborgarbudget.domain.organisations.models import OrganisationKind
from medborgarbudget.domain.people.models import Person as Account
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation import clock
from tests.journeys.conftest import Person
from tests.support.cast import grant, make_organisation, make_person
from tests.support.real_values import real_addresses
from tests.support.two_municipalities import Municipality, with_every_role, world_in_database

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

NOT_PAGES = re.compile(r"/(fil|hamta)/$|\.\w+$")
"""Files, which a browser saves instead of showing."""


def kinds_of_page(person: Person, start: str, *, within: str) -> Iterator[str]:
    """From a page on, by links: the first address of each kind of page that lies under `within`. The person looks at each."""
    routes = get_resolver(settings.NETWORK_URLCONF)
    known: set[str] = set()
    waiting = [start]
    while waiting:
        address = waiting.pop(0)
        try:
            route = routes.resolve("/" + address.split("/", 2)[2]).route
        except Resolver404:
            raise AssertionError(f"{person.page.url} leads to {address}, which is nowhere") from None
        if route in known:
            continue
        known.add(route)
        person.opens_at_both_widths(address)
        yield route
        found = person.page.eval_on_selector_all("a[href]", "links => links.map(a => a.pathname)")
        waiting += [path for path in found if path.startswith(within) and not NOT_PAGES.search(path)]


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
    contact = MemberContact.objects.filter(member__slug="klintebro-kommun", role="lead").select_related("person").earliest("pk")
    return {"office": office["vera"], "member": contact.person}


def test_the_networks_pages(people: Callable[..., Person], network: dict[str, Account]) -> None:
    anybody, member, office = people(), people(), people()
    open_to_all = set(kinds_of_page(anybody, "/natverket/", within="/natverket/"))
    assert {"exempel/<slug:example>/", "bibliotek/<int:item>/", "traffar/<slug:slug>/", "intresse/"} <= open_to_all
    anybody.opens_at_both_widths("/natverket/sok/?q=pengar").sees("träffar")
    member.is_signed_in_as(network["member"])
    room = set(kinds_of_page(member, "/natverket/rummet/", within="/natverket/rummet/"))
    assert {"rummet/fragor/<int:question>/", "rummet/dokument/<int:document>/"} <= room
    office.is_signed_in_as(network["office"])
    desk = set(kinds_of_page(office, "/natverket/kansli/", within="/natverket/kansli/"))
    assert {"kansli/medlemmar/<slug:member>/", "kansli/kontakt/<str:reference>/"} <= desk


# --- a municipality ---

STAFF = (
    ("voting", "rostlangd/"), ("ideas", "rostlangd/"), ("ideas", "rostlangd/ladda-upp/"), ("ideas", "rostlangd/<int:version>/"),
    ("voting", "papper/"), ("voting", "papper/disk/<int:desk_id>/"), ("voting", "papper/bunt/<int:batch>/"),
    ("voting", "papper/bunt/<int:batch>/las/"), ("result", "papper/stickprov/"),
    ("assessment", "omrostning/nycklar/"), ("assessment", "omrostning/nycklar/<int:place>/"), ("voting", "omrostning/nycklar/"),
    ("voting", "omrostning/"), ("result", "omrostning/"), ("voting", "omrostning/beslut/<slug:deed>/"),
    ("ideas", "regler/prova/"), ("ideas", "regler/prova/<int:simulation>/"), ("result", "rakning/"), ("result", "rakning/jamfor/"),
    ("voting", "brev/"), ("voting", "skolklasser/"), ("voting", "rosthjalp/"), ("delivery", "gott-exempel/"),
)  # fmt: skip
RESIDENTS = (
    ("result", "resultat/"), ("result", "resultat/jamfor/"), ("result", "resultat/forslag/<str:reference>/"),
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


def test_the_pages_of_a_municipality(people: Callable[..., Person], lund_in_full_swing: Municipality) -> None:
    lund = lund_in_full_swing
    lead, visitor = people().is_signed_in_as(with_every_role(lund.lead, lund)), people()
    for address in addresses(lund, STAFF, "personal/"):
        lead.opens_at_both_widths(address)
    for route in ("personal/tva-personer/", "personal/tva-personer/<int:deed_id>/"):
        lead.opens_at_both_widths("/lund/" + next(real_addresses(route, lund, None)))
    visitor.opens_at_both_widths("/design/")  # where every kind of ballot is
    for address in addresses(lund, RESIDENTS, ""):
        visitor.opens_at_both_widths(address)
    of_a_class = next(real_addresses("skolklass/<str:token>/", lund, lund.cycles["voting"]))
    visitor.opens_at_both_widths(f"/lund/{of_a_class}")
