"""Does every address declare who may open it, and does the declaration hold?"""

from __future__ import annotations

import re

import pytest
from django.conf import settings

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.sites.access.guards import OPERATOR, SIGNED_IN, STAFF, access_of
from tests.support.pages import PageClient
from tests.support.urls import all_views

URLCONFS = (settings.ROOT_URLCONF, settings.ORGANISATION_URLCONF)
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


def test_closed_pages_send_strangers_to_sign_in(client: PageClient, lund: Organisation) -> None:
    open_by_mistake = []
    for prefix, urlconf in (("/", settings.ROOT_URLCONF), ("/lund/", settings.ORGANISATION_URLCONF)):
        for route, view in all_views(urlconf):
            access = access_of(view)
            if access is None or access.kind not in {SIGNED_IN, STAFF, OPERATOR}:
                continue
            for method in (client.get, client.post):
                response = method(prefix + address_of(route))
                if response.status_code != 302 or "/konto/logga-in/" not in response.headers["Location"]:
                    open_by_mistake.append(f"{method.__name__} {route}: {response.status_code}")
    assert not open_by_mistake


def test_staff_pages_refuse_those_without_a_role_and_say_which_roles_may(
    client: PageClient, lund: Organisation, asta: object
) -> None:
    client.signed_in_as(asta)  # type: ignore[arg-type]
    for route, view in all_views(settings.ORGANISATION_URLCONF):
        access = access_of(view)
        if access is not None and access.kind == STAFF:
            response = client.get("/lund/" + address_of(route))
            assert response.status_code == 403, route
            assert "rollerna" in response.content.decode(), route


def test_a_lead_elsewhere_is_a_stranger_here(client: PageClient, lund: Organisation, egil: object) -> None:
    client.signed_in_as(egil)  # type: ignore[arg-type]
    for route, view in all_views(settings.ORGANISATION_URLCONF):
        access = access_of(view)
        if access is not None and access.kind == STAFF:
            assert client.get("/lund/" + address_of(route)).status_code == 403, route


def test_no_address_answers_nonsense_with_a_server_error(client: PageClient, lund: Organisation, doris: object) -> None:
    client.signed_in_as(doris)  # type: ignore[arg-type]
    client.raise_request_exception = True
    for prefix, urlconf in (("/", settings.ROOT_URLCONF), ("/lund/", settings.ORGANISATION_URLCONF)):
        for route, _view in all_views(urlconf):
            for query in ("", "?sida=-1&sok=%00&sortering=%27", "?sida=99999999999999999999"):
                assert client.get(prefix + address_of(route) + query).status_code < 500, route
