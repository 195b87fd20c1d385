"""What does every page's frame show: whose site it is, where one can go, in which languages, as whom?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language_info, gettext as _

from medborgarbudget.sites.access.language import LANGUAGE_PARAMETER, languages_of

RESIDENT_NAV = (("residents:start", _("Start")),)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of design/base.html. Safe on error pages, where the middlewares may not have run."""
    if not hasattr(request, "organisation"):
        return {"site_name": "Medborgarbudget"}
    organisation = request.organisation
    person = getattr(request, "person", None)
    query = request.GET.copy()
    languages = []
    for code in languages_of(request):
        query[LANGUAGE_PARAMETER] = code
        languages.append(
            {
                "code": code,
                "label": get_language_info(code)["name_local"].capitalize(),
                "url": f"{request.path}?{query.urlencode()}",
                "current": code == getattr(request, "LANGUAGE_CODE", "sv"),
            }
        )
    return {
        "organisation": organisation,
        "site_name": organisation.name if organisation else "Medborgarbudget",
        "site_logo_url": organisation.logo.url if organisation and organisation.logo else "",
        "theme_url": _theme_url(organisation),
        "languages": languages,
        "person": person,
        "roles": getattr(request, "roles", frozenset()),
        "now": getattr(request, "now", None),
        "demo": settings.DEMO,
    }


def _theme_url(organisation: Any) -> str:
    if organisation is None:
        return ""
    try:
        return f"{reverse('residents:theme')}?{int(organisation.changed_at.timestamp())}"
    except NoReverseMatch:
        return ""
