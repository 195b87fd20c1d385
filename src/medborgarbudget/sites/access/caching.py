"""Which pages are answered without asking the database? Public pages marked with `@kept_for_visitors`, for those not signed in.

A kept page is the same for every visitor with the same address, language and fair order, and is kept in this process for at most
the seconds that the view says; a step that opens or closes is never shown wrong for longer than that.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from medborgarbudget.sites.access.visitor import order_of, remember_order

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

MARK = "kept_for_visitors"
MESSAGES = CookieStorage.cookie_name
"""Carries what somebody without session is to be told once, such as that they have signed out: theirs alone."""


def kept_for_visitors(seconds: int, *, by_order: bool = False) -> Callable[[V], V]:
    """Mark a public view's pages as the same for all visitors. `by_order`: they differ by the visitor's fair order.

    The page must hold no form with a token and nothing about the visitor.
    """

    def mark(view: V) -> V:
        @functools.wraps(view)
        def marked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            setattr(response, MARK, (seconds, by_order))
            return response

        return marked  # type: ignore[return-value]

    return mark


class VisitorCacheMiddleware:
    """Answers from the cache before anything else is asked, for whoever carries no session and waits for no message."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        own = {settings.SESSION_COOKIE_NAME, MESSAGES} & request.COOKIES.keys()
        if request.method != "GET" or own or "sprak" in request.GET:
            return self.get_response(request)
        request.order = order_of(request)  # type: ignore[attr-defined]
        for by_order in (False, True):
            kept = cache.get(_key(request, by_order=by_order))
            if kept is not None:
                response: HttpResponseBase = HttpResponse(kept[0], headers=kept[1])
                remember_order(request, response)
                return response
        response = self.get_response(request)
        mark = getattr(response, MARK, None)
        if (
            mark is not None
            and isinstance(response, HttpResponse)
            and response.status_code == 200
            and not _is_personal(response)
        ):
            seconds, by_order = mark
            headers = {name: value for name, value in response.headers.items() if name not in {"Set-Cookie", "Vary"}}
            cache.set(_key(request, by_order=by_order), (response.content, headers), seconds)
        return response


def _key(request: HttpRequest, *, by_order: bool) -> str:
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    host = request.META.get("HTTP_HOST", "")
    part = f"HX:{request.headers.get('HX-Request', '')}"
    order = f"{order_of(request)}" if by_order else "-"
    whole = "\n".join((host, request.get_full_path(), language[:8], order, part))
    return "page:" + hashlib.sha256(whole.encode()).hexdigest()


def _is_personal(response: HttpResponse) -> bool:
    return any(name in response.cookies for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, MESSAGES))
