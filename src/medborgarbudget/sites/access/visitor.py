"""Who asks, when, and in which order are lists shown to them?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponseBase

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.people.queries import roles_of
from medborgarbudget.foundation import clock

ORDER_COOKIE = "ordning"
ORDERS = 720
"""How many different orders of a list there are among visitors; each list shows every item first equally often over them."""

PREVIEW_KEY = "preview_at"
"""In staff's session: the moment (ISO) at which residents' pages are previewed. Only reading pages are shown at another time."""


class VisitorMiddleware:
    """Sets `person`, `roles`, `now` and `order` on the request. A visitor's order is kept in a cookie that says nothing about them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        organisation = request.organisation  # type: ignore[attr-defined]
        person = user if user.is_authenticated else None
        roles: frozenset[str] = frozenset()
        if organisation is not None and isinstance(person, Person):
            roles = roles_of(person, organisation)
            # What permissions ask for again and again during the request is looked up once.
            person.roles_held = {organisation.pk: roles}  # type: ignore[attr-defined]
        request.person, request.roles = person, roles  # type: ignore[attr-defined]
        request.now = _moment(request)  # type: ignore[attr-defined]
        request.order = order_of(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        remember_order(request, response)
        return response


def order_of(request: HttpRequest) -> int:
    """The visitor's order, from the cookie or drawn anew."""
    drawn = getattr(request, "order", None)
    if drawn is not None:
        return int(drawn)
    kept = request.COOKIES.get(ORDER_COOKIE, "")
    return (
        int(kept)
        if kept.isascii() and kept.isdigit() and len(kept) < 4 and int(kept) < ORDERS
        else secrets.randbelow(ORDERS)
    )


def remember_order(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie on a page that a visitor without one has been given."""
    if request.COOKIES.get(ORDER_COOKIE) != str(order_of(request)) and request.method == "GET":
        response.set_cookie(
            ORDER_COOKIE,
            str(order_of(request)),
            max_age=timedelta(days=180),
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )


def _moment(request: HttpRequest) -> datetime:
    now = clock.now()
    roles = request.roles  # type: ignore[attr-defined]
    preview = request.session.get(PREVIEW_KEY) if roles and request.method in {"GET", "HEAD"} else None
    if preview and not request.path_info.startswith(("/personal/", "/konto/")):
        return datetime.fromisoformat(preview)
    return now
