"""Does a request reach the organisation it names, and never another by a trick with the host?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_script_prefix, reverse, set_script_prefix

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.sites.access.caching import VisitorCacheMiddleware, kept_for_visitors
from medborgarbudget.sites.access.tenancy import TenancyMiddleware
from tests.support.cast import grant
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def own_host(lund: Organisation) -> Organisation:
    lund.host = "budget.lund.example"
    lund.save()
    return lund


def seen(path: str, **headers: str) -> dict[str, Any]:
    """What a view would see of a request."""
    found: dict[str, Any] = {}

    def view(request: HttpRequest) -> HttpResponse:
        organisation = request.organisation  # type: ignore[attr-defined]
        found.update(
            slug=organisation.slug if organisation else None,
            path_info=request.path_info,
            prefix=get_script_prefix(),
            sign_in=reverse("account_login", urlconf=getattr(request, "urlconf", None)),
        )
        return HttpResponse("ok")

    response = TenancyMiddleware(view)(RequestFactory().get(path, **headers))  # type: ignore[arg-type]
    return {**found, "status": response.status_code}


def test_a_path_names_the_organisation_and_addresses_get_its_prefix(lund: Organisation) -> None:
    assert seen("/lund/konto/logga-in/") == {
        "slug": "lund", "path_info": "/konto/logga-in/", "prefix": "/lund/", "sign_in": "/lund/konto/logga-in/", "status": 200,
    }  # fmt: skip


def test_an_installation_below_a_path_keeps_it(lund: Organisation) -> None:
    found = seen("/lund/konto/logga-in/", SCRIPT_NAME="/budget")
    assert (found["slug"], found["sign_in"]) == ("lund", "/budget/lund/konto/logga-in/")


def test_a_host_names_the_organisation_and_addresses_have_no_prefix(own_host: Organisation) -> None:
    for host in ("budget.lund.example", "BUDGET.LUND.EXAMPLE", "budget.lund.example:8443"):
        found = seen("/konto/logga-in/", HTTP_HOST=host)
        assert (found["slug"], found["sign_in"]) == ("lund", "/konto/logga-in/")


def test_one_organisations_host_does_not_open_another_ones_path(own_host: Organisation, ystad: Organisation) -> None:
    found = seen("/ystad/konto/logga-in/", HTTP_HOST="budget.lund.example")
    assert (found["slug"], found["path_info"]) == ("lund", "/ystad/konto/logga-in/")
    assert PageClient().get("/ystad/konto/logga-in/", HTTP_HOST="budget.lund.example").status_code == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "budget.lund.example.", "budget.lund.example.evil.example", "budget.lund.example@evil",
        "budget.lund.example:x", "a b", "a,budget.lund.example", "budget.lund.example/x", "\\", "[::1", "xn--", "é",
        "a" * 300, "",
    ],
)  # fmt: skip
def test_an_unknown_host_is_not_found(own_host: Organisation, host: str) -> None:
    found = seen("/lund/", HTTP_HOST=host, SERVER_NAME="evil.example")
    assert found["status"] == 404 and "slug" not in found


def test_a_forwarded_host_is_not_believed(own_host: Organisation) -> None:
    found = seen("/", HTTP_X_FORWARDED_HOST="budget.lund.example", HTTP_FORWARDED="host=budget.lund.example")
    assert found["slug"] is None


@pytest.mark.parametrize("path", ["/Lund/", "/lund", "//lund/", "/../lund/", "/lun/", "/lund\0/"])
def test_only_the_exact_path_reaches_an_organisation(lund: Organisation, path: str) -> None:
    found = seen(path)
    assert found["slug"] is None or path == "//lund/"


def test_the_prefix_is_put_back_also_after_an_error(lund: Organisation) -> None:
    set_script_prefix("/before/")

    def failing(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    try:
        with pytest.raises(RuntimeError):
            TenancyMiddleware(failing)(RequestFactory().get("/lund/"))
        assert get_script_prefix() == "/before/"
    finally:
        set_script_prefix("/")


def test_roles_are_those_of_the_organisation_that_the_request_reached(
    client: PageClient, lund: Organisation, ystad: Organisation, bo: Person
) -> None:
    grant(bo, lund, RoleName.ADMINISTRATOR)
    client.signed_in_as(bo)
    assert client.get("/lund/personal/medarbetare/").status_code == 200
    assert client.get("/ystad/personal/medarbetare/").status_code == 403
    assert client.get("/lund/personal/medarbetare/").status_code == 200


def test_an_unknown_address_is_our_own_page(client: PageClient, lund: Organisation) -> None:
    for path in ("/lund/finns-inte/", "/finns-inte/", "/lund/mitt/../../etc/", "/media/x.svg"):
        answer = client.get(path)
        assert answer.status_code == 404, path


# --- what is kept for visitors ---


def kept(view: Callable[..., HttpResponse], path: str, *, host: str = "testserver", **cookies: str) -> HttpResponse:
    request = RequestFactory().get(path, HTTP_HOST=host)
    request.COOKIES.update(cookies)
    response = VisitorCacheMiddleware(view)(request)
    assert isinstance(response, HttpResponse)
    return response


def counting(*, by_order: bool = False) -> Callable[..., HttpResponse]:
    calls: list[int] = []

    @kept_for_visitors(60, by_order=by_order)
    def view(request: HttpRequest) -> HttpResponse:
        calls.append(1)
        return HttpResponse(f"{len(calls)}")

    return view


def test_a_page_is_kept_for_the_next_visitor() -> None:
    view = counting()
    assert kept(view, "/a/").content == kept(view, "/a/").content == b"1"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"path": "/a/"}, {"path": "/b/"}),
        ({"path": "/a/?x=1"}, {"path": "/a/?x=2"}),
        ({"path": "/a/", "host": "one.example"}, {"path": "/a/", "host": "two.example"}),
        ({"path": "/a/", "sprak": "sv"}, {"path": "/a/", "sprak": "en"}),
        ({"path": "/lund/"}, {"path": "/ystad/"}),
    ],
)
def test_pages_never_cross(first: dict[str, str], second: dict[str, str]) -> None:
    view = counting()
    assert kept(view, **first).content != kept(view, **second).content  # type: ignore[arg-type]


def test_a_list_in_fair_order_is_kept_for_each_order() -> None:
    view = counting(by_order=True)
    assert kept(view, "/a/", ordning="1").content == kept(view, "/a/", ordning="1").content
    assert kept(view, "/a/", ordning="1").content != kept(view, "/a/", ordning="2").content


def test_whoever_has_a_session_is_never_given_a_kept_page() -> None:
    view = counting()
    kept(view, "/a/")
    assert kept(view, "/a/", sessionid="x").content == b"2"


def test_a_page_that_sets_a_session_or_token_is_not_kept() -> None:
    @kept_for_visitors(60)
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("personal")
        response.set_cookie("csrftoken", "x")
        return response

    kept(view, "/a/")
    assert cache.get("x") is None and not [key for key in cache._cache if "page:" in key]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/", "/lund/tillganglighet/", "/lund/personuppgifter/"])
def test_the_second_visitor_costs_no_query(client: PageClient, lund: Organisation, path: str) -> None:
    first = client.get(path).content
    with CaptureQueriesContext(connection) as queries:
        second = PageClient().get(path).content
    assert len(queries) == 0 and first == second


def test_kept_pages_hold_nothing_of_another_organisation_or_language(
    client: PageClient, lund: Organisation, ystad: Organisation
) -> None:
    path = "tillganglighet/"
    assert "Lunds kommun" in client.get(f"/lund/{path}").content.decode()
    page = client.get(f"/ystad/{path}").content.decode()
    assert "Ystads kommun" in page and "Lunds" not in page
    english = PageClient()
    english.cookies["sprak"] = "en"
    assert english.get(f"/lund/{path}").headers["Content-Language"] == "en"
    assert PageClient().get(f"/lund/{path}").headers["Content-Language"] == "sv"
