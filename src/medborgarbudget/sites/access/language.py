"""In which language is the page shown? The visitor's choice in a cookie, among the organisation's languages; Swedish otherwise."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

LANGUAGE_PARAMETER = "sprak"


class LanguageMiddleware:
    """Activates the language. `?sprak=en` on any page chooses one and is remembered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        offered = languages_of(request)
        asked = request.GET.get(LANGUAGE_PARAMETER, "")
        kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = asked if asked in offered else kept if kept in offered else offered[0]
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if asked in offered and asked != kept:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                asked,
                max_age=settings.LANGUAGE_COOKIE_AGE,
                samesite="Lax",
                secure=settings.LANGUAGE_COOKIE_SECURE,
            )
        return response


def languages_of(request: HttpRequest) -> list[str]:
    """Codes of the languages offered, the first being the one a newcomer gets."""
    known = [code for code, _ in settings.LANGUAGES]
    organisation = request.organisation  # type: ignore[attr-defined]
    if organisation is None:
        return known
    return [code for code in organisation.languages if code in known] or known
