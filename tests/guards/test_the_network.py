"""Do the network's pages keep what every page promises: for everybody, for members in their room, and in the office?

The same walks as an organisation's own (test_every_page, test_forms, test_hostile_texts), over the addresses that only a network has.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import Resolver404, resolve

from medborgarbudget.domain.network.library.models import LibraryItem
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.people.models import Person, Role
from tests.guards.test_every_page import open_each
from tests.guards.test_forms import Attempts
from tests.guards.test_hostile_texts import BREAKING_OUT, FORMULA, assert_no_formulas, assert_texts, write_over
from tests.support.network_world import Network, addresses, network_in_database, own_routes, unknown_parameters
from tests.support.pages import PageClient

NETWORK = "/natverket/"
ROUTES = own_routes()
OFFICE = [route for route in ROUTES if route.startswith("kansli/")]
OTHERS = [route for route in ROUTES if not route.startswith("kansli/")]
WITH_MORE = ("rummet/", "medlemmar/", "traffar/", "experter/", "exempel/", "jamforelse/", "bibliotek/")
ROOM = [route for route in OTHERS if route.startswith(WITH_MORE)]
"""Where somebody who speaks for a member meets more than everybody does."""
PARTS = (
    "organisations", "people", "foundation", "network_membership", "network_pages", "network_contact", "network_room", "network_experts",
    "network_meetings", "network_library", "network_examples", "network_comparison", "network_newsletter", "network_search",
)  # fmt: skip


@pytest.fixture(scope="module")
def network_rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[Network]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield network_in_database()
        transaction.set_rollback(True)


@pytest.fixture
def network(network_rows: Network, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Network:
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", tmp_path)
    cache.clear()
    return network_rows


def some(network: Network, routes: list[str], most: int) -> Iterator[str]:
    for route in routes:
        yield from addresses(route, network, most)


def person_of(network: Network, who: str) -> Person | None:
    """The same person as the rows tell now."""
    return Person.objects.get(pk=getattr(network, who).pk) if who else None


def test_the_table_of_real_values_knows_every_parameter() -> None:
    assert not {route: unknown for route in ROUTES if (unknown := unknown_parameters(route))}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "routes", "most", "language"),
    [
        ("", OTHERS, 4, 0),
        ("", OTHERS, 1, 1),
        ("contact", ROOM, 2, 2),
        ("office", OFFICE, 3, 0),
        ("second", OFFICE, 1, 1),
        ("office", ROOM, 1, 1),
    ],
)
def test_every_page_keeps_its_promises(network: Network, who: str, routes: list[str], most: int, language: int) -> None:
    strange = ["Grannätet", "Zebulon"]
    assert open_each(NETWORK, person_of(network, who), some(network, routes, most), language, strange) > 30


class AttemptsAtOnce(Attempts):
    """Every form once for each kind of address it is sent to, wherever it stands."""

    def kind(self, route: str, action: str) -> tuple[str, ...]:
        try:
            return (resolve(f"/{action.partition('?')[0]}", settings.NETWORK_URLCONF).route,)
        except Resolver404:
            return super().kind(route, action)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "routes", "refused"), [("office", OFFICE, 60), ("contact", ROOM, 30), ("", OTHERS, 10)]
)
def test_forms_take_nonsense(network: Network, who: str, routes: list[str], refused: int) -> None:
    attempts = AttemptsAtOnce(person_of(network, who), 7, strangers_of(network), NETWORK)
    for route in routes:
        for address in addresses(route, network, 2):
            attempts.page(address, route, most=3)
    assert not attempts.wrong, "\n".join(attempts.wrong)
    assert attempts.refused > refused


def strangers_of(network: Network) -> list[str]:
    """Ids of the other network's things."""
    found = [model.objects.of(network.other).values_list("pk", flat=True) for model in (Member, LibraryItem, Role)]
    return [str(pk) for some_of_one in found for pk in some_of_one]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "routes"), [("", OTHERS), ("contact", ROOM), ("office", OFFICE)])
def test_what_breaks_out_elsewhere_is_text_here(network: Network, who: str, routes: list[str]) -> None:
    assert write_over(BREAKING_OUT, PARTS) > 50
    client = PageClient()
    if person := person_of(network, who):
        client.signed_in_as(person)
    assert_texts(client, NETWORK, some(network, routes, 1))


@pytest.mark.django_db
def test_no_cell_of_a_table_is_a_formula(network: Network) -> None:
    write_over(FORMULA, PARTS)
    client = PageClient().signed_in_as(Person.objects.get(pk=network.office.pk))
    seen = 0
    for address in some(network, [route for route in ROUTES if route.endswith(".csv")], 1):
        response = client.get(NETWORK + address)
        if response.status_code == 200:
            assert_no_formulas(address, response.content)
            seen += 1
    assert seen >= 3
