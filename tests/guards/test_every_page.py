"""Does every page of an organisation work at every step, for everybody who may come there, in every language?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from medborgarbudget.domain.people.models import Person
from tests.support.pages import PageClient
from tests.support.promises import broken_promises
from tests.support.real_values import WHOLE_INSTALLATION, parameters, real_addresses
from tests.support.two_municipalities import Municipality, World, telling
from tests.support.urls import all_views

LANGUAGES = ("sv", "en", "fi")
ROUTES = [route for route, _view in all_views(settings.ORGANISATION_URLCONF) if route not in WHOLE_INSTALLATION]
STAFF_ROUTES = [route for route in ROUTES if route.startswith("personal/")]
OTHER_ROUTES = [route for route in ROUTES if not route.startswith(("personal/", "konto/"))]
ACCOUNT_ROUTES = [route for route in ROUTES if route.startswith("konto/")]

PIECES = ("/forslag/nytt/liknande/",)
"""Not pages but pieces that scripts put into one."""

PAGES_OF_A_LIST = 1
"""Of each route with several real addresses in a cycle, so many are visited."""


def addresses(routes: list[str], place: Municipality, steps: list[str]) -> Iterator[str]:
    """One real address of each route, for each of the steps where it leads somewhere."""
    for route in routes:
        for cycle in [place.cycles[step] for step in steps] if "cycle" in parameters(route) else [None]:
            found = list(real_addresses(route, place, cycle))
            yield from found[:PAGES_OF_A_LIST]


def visit(world: World, person: Person | None, pages: Iterator[str], first_language: int) -> None:
    """Open each page of Lund; none may tell of Ystad."""
    mine = set(telling(world.lund))
    strange = [word for word in telling(world.ystad) if word not in mine]
    open_each("/lund/", person, pages, first_language, strange)


def open_each(place: str, person: Person | None, pages: Iterator[str], first_language: int, strange: list[str]) -> int:
    """Open each page; nothing may be wrong with any, nor may one hold a strange word. The languages take turns. Says how many opened."""
    client = PageClient()
    if person is not None:
        client.signed_in_as(person)
    wrong, opened = [], 0
    for turn, address in enumerate(pages):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = LANGUAGES[(turn + first_language) % 3]
        try:
            response = client.get(
                f"{place}{address}", headers={"HX-Request": "true"} if address.endswith(PIECES) else {}
            )
        except AssertionError as fault:
            wrong.append(str(fault))
            continue
        if response.status_code >= 500 or response.status_code == 400:
            wrong.append(f"{address}: {response.status_code}")
        opened += response.status_code == 200
        wrong += [f"{address}: {fault}" for fault in broken_promises(response)]
        text = "" if response.streaming else response.content.decode(errors="replace")
        wrong += [f"{address} tells of another organisation: {word}" for word in strange if word in text]
    assert not wrong, "\n".join(wrong)
    assert opened > 5
    return opened


@pytest.mark.django_db
def test_a_lead_sees_every_staff_page_at_every_step(world: World) -> None:
    lund = world.lund
    visit(world, lund.lead, addresses(STAFF_ROUTES, lund, list(lund.cycles)), 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "step", "language"),
    [("assessor", "assessment", 1), ("desk", "ideas", 2), ("auditor", "result", 0), ("communicator", "voting", 1)],
)
def test_other_staff_see_their_pages(world: World, who: str, step: str, language: int) -> None:
    lund = world.lund
    visit(world, getattr(lund, who), addresses(STAFF_ROUTES, lund, [step]), language)


@pytest.mark.django_db
@pytest.mark.parametrize("language", [0, 1, 2])
def test_everybody_sees_the_residents_pages_at_every_step(world: World, language: int) -> None:
    lund = world.lund
    visit(world, None, addresses(OTHER_ROUTES, lund, list(lund.cycles)), language)


@pytest.mark.django_db
def test_a_resident_sees_their_own(world: World) -> None:
    lund = world.lund
    visit(world, lund.resident, addresses(OTHER_ROUTES, lund, ["ideas", "assessment", "delivery"]), 1)


@pytest.mark.django_db
def test_staff_see_the_residents_pages(world: World) -> None:
    lund = world.lund
    visit(world, lund.lead, addresses(OTHER_ROUTES, lund, ["voting", "result"]), 2)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["", "resident", "lead"])
def test_everybody_sees_the_pages_of_their_account(world: World, who: str) -> None:
    lund = world.lund
    visit(world, getattr(lund, who) if who else None, addresses(ACCOUNT_ROUTES, lund, []), 2)
