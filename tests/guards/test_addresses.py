"""Does every address declare who may open it, and does the declaration hold?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.sites.access.guards import MEMBER, OPERATOR, SIGNED_IN, STAFF, access_of
from tests.support.cast import grant
from tests.support.pages import PageClient
from tests.support.urls import all_views

URLCONFS = (settings.ROOT_URLCONF, settings.ORGANISATION_URLCONF, settings.NETWORK_URLCONF)
PLACES = (
    ("/", settings.ROOT_URLCONF),
    ("/lund/", settings.ORGANISATION_URLCONF),
    ("/natverket/", settings.NETWORK_URLCONF),
)
"""Under which address each URLconf is found in these tests. Where they share pages, a network's are walked for what is its own."""
SHARED = ("konto/", "personal/", "media/")
FILLERS = {
    "slug": "finns-inte",
    "int": "999999",
    "str": "finns-inte",
    "path": "finns/inte.jpg",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def address_of(route: str) -> str:
    """A route with made-up values in place of its parameters."""
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda match: FILLERS[match[1] or "str"], route)
    return (
        re.sub(r"\(\?P<\w+>[^)]*\)", "finns-inte", filled)
        .replace("^", "")
        .replace("$", "")
        .replace("\\Z", "")
        .replace("\\", "")
    )


@pytest.mark.parametrize("urlconf", URLCONFS)
def test_every_view_declares_who_may_open_it(urlconf: str) -> None:
    undeclared = [f"{route} {view.__module__}" for route, view in all_views(urlconf) if access_of(view) is None]
    assert not undeclared


def places() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """(prefix, route, view) of every address, those that a network shares with other organisations once."""
    for prefix, urlconf in PLACES:
        for route, view in all_views(urlconf):
            own = not view.__module__.startswith("medborgarbudget.sites.residents") and not route.startswith(SHARED)
            if urlconf != settings.NETWORK_URLCONF or own:
                yield prefix, route, view


def test_closed_pages_send_strangers_to_sign_in(client: PageClient, lund: Organisation, hub: Organisation) -> None:
    open_by_mistake = []
    for prefix, route, view in places():
        access = access_of(view)
        if access is None or access.kind not in {SIGNED_IN, STAFF, OPERATOR, MEMBER}:
            continue
        for method in (client.get, client.post):
            response = method(prefix + address_of(route))
            if response.status_code != 302 or "/konto/logga-in/" not in response.headers["Location"]:
                open_by_mistake.append(f"{method.__name__} {route}: {response.status_code}")
    assert not open_by_mistake


def test_staff_pages_refuse_those_without_a_role_and_say_which_roles_may(
    client: PageClient, lund: Organisation, hub: Organisation, asta: object
) -> None:
    client.signed_in_as(asta)  # type: ignore[arg-type]
    for prefix, route, view in places():
        access = access_of(view)
        if prefix != "/" and access is not None and access.kind == STAFF:
            response = client.get(prefix + address_of(route))
            assert response.status_code == 403, route
            assert "rollerna" in response.content.decode(), route


def test_members_pages_refuse_those_who_speak_for_nobody(client: PageClient, hub: Organisation, doris: object) -> None:
    client.signed_in_as(doris)  # type: ignore[arg-type]
    seen = 0
    for prefix, route, view in places():
        access = access_of(view)
        if access is not None and access.kind == MEMBER:
            for method in (client.get, client.post):
                response = method(prefix + address_of(route))
                assert response.status_code == 403 and "nätverkets medlemmar" in response.content.decode(), route
            seen += 1
    assert seen > 10


def test_a_lead_elsewhere_is_a_stranger_here(client: PageClient, lund: Organisation, egil: object) -> None:
    client.signed_in_as(egil)  # type: ignore[arg-type]
    for route, view in all_views(settings.ORGANISATION_URLCONF):
        access = access_of(view)
        if access is not None and access.kind == STAFF:
            assert client.get("/lund/" + address_of(route)).status_code == 403, route


def test_no_address_answers_nonsense_with_a_server_error(
    client: PageClient, lund: Organisation, hub: Organisation, doris: Person
) -> None:
    client.signed_in_as(grant(doris, hub, RoleName.ADMINISTRATOR))
    client.raise_request_exception = True
    for prefix, route, _view in places():
        for query in ("", "?sida=-1&sok=%00&sortering=%27", "?sida=99999999999999999999"):
            assert client.get(prefix + address_of(route) + query).status_code < 500, route
