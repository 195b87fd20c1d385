"""What does every page's frame show: whose site it is, where one can go, in which languages, as whom?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, get_script_prefix, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.foundation import notifications
from medborgarbudget.sites.access.guards import MEMBER, PUBLIC, SIGNED_IN, STAFF, Access, access_of
from medborgarbudget.sites.access.language import LANGUAGE_PARAMETER, languages_of

STAFF_PATH = "/personal/"
OFFICE_PATH = "/kansli/"

RESIDENT_NAV: tuple[tuple[str, Promise], ...] = (
    ("residents:start", gettext_lazy("Start")),
    ("residents:cycles", gettext_lazy("Omgångar")),
    ("residents:how", gettext_lazy("Så funkar det")),
)
STAFF_NAV: tuple[tuple[str, Promise], ...] = (
    ("staff:desk", gettext_lazy("Skrivbord")),
    ("staff:cycles", gettext_lazy("Omgångar")),
    ("staff:people", gettext_lazy("Medarbetare")),
    ("staff:organisation", gettext_lazy("Organisation")),
    ("staff:audit", gettext_lazy("Logg")),
)
NETWORK_NAV: tuple[tuple[str, Promise], ...] = (
    ("network:front", gettext_lazy("Start")),
    ("network:examples", gettext_lazy("Goda exempel")),
    ("network:meetings", gettext_lazy("Träffar")),
    ("network:library", gettext_lazy("Bibliotek")),
    ("network:experts", gettext_lazy("Experter")),
    ("network:members", gettext_lazy("Medlemmar")),
    ("network:room", gettext_lazy("Medlemsrummet")),
    ("network:search", gettext_lazy("Sök")),
)
OFFICE_NAV: tuple[tuple[str, Promise], ...] = (
    ("office:desk", gettext_lazy("Skrivbord")),
    ("office:interests", gettext_lazy("Intressen")),
    ("office:members", gettext_lazy("Medlemmar")),
    ("office:meetings", gettext_lazy("Träffar")),
    ("office:experts", gettext_lazy("Experter")),
    ("office:examples", gettext_lazy("Exempel")),
    ("office:comparison", gettext_lazy("Jämförelse")),
    ("office:library", gettext_lazy("Bibliotek")),
    ("office:newsletters", gettext_lazy("Nyhetsbrev")),
    ("office:pages", gettext_lazy("Sidor")),
    ("office:contact", gettext_lazy("Inkorg")),
    ("staff:people", gettext_lazy("Medarbetare")),
    ("staff:organisation", gettext_lazy("Organisation")),
    ("staff:audit", gettext_lazy("Logg")),
)
FOOTER: tuple[tuple[str, Promise], ...] = (
    ("residents:how", gettext_lazy("Så funkar det")),
    ("residents:accessibility", gettext_lazy("Tillgänglighet")),
    ("residents:privacy", gettext_lazy("Personuppgifter")),
    ("staff:desk", gettext_lazy("För medarbetare")),
)
NETWORK_FOOTER: tuple[tuple[str, Promise], ...] = (
    ("network:contact", gettext_lazy("Kontakta oss")),
    ("network:newsletters", gettext_lazy("Nyhetsbrev")),
    ("network:comparison", gettext_lazy("Jämförelse")),
    ("residents:accessibility", gettext_lazy("Tillgänglighet")),
    ("residents:privacy", gettext_lazy("Personuppgifter")),
    ("office:desk", gettext_lazy("För kansliet")),
)

_access: dict[tuple[str, str], Access | None] = {}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of design/base.html. Safe where the middlewares have not run. Asks the database once, for the signed-in."""
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
    context = {
        "organisation": organisation,
        "site_name": organisation.name if organisation else "Medborgarbudget",
        "site_tagline": _("Medborgarbudget") if organisation else "",
        "site_url": get_script_prefix(),
        "site_logo_url": organisation.logo.url if organisation and organisation.logo else "",
        "theme_url": _theme_url(organisation),
        "languages": languages,
        "person": person,
        "person_menu": _person_menu(request, person),
        "roles": getattr(request, "roles", frozenset()),
        "now": getattr(request, "now", None),
        "demo": settings.DEMO,
    }
    if settings.DEMO:
        context |= {
            "demo_ribbon": _("Demo med påhittade personer och förslag."),
            "demo_url": f"{settings.PUBLIC_URL}/demo/",
        }
    if organisation is not None:
        context |= {
            "site_nav": links_open_to(request, _nav(organisation, request.path_info)),
            "footer_links": [link for link in links_open_to(request, _footer(organisation), for_all=True) if link],
            "footer_text": _footer_text(organisation),
        }
    return context


def _nav(organisation: Organisation, path: str) -> tuple[tuple[str, Promise], ...]:
    inside = path.startswith((STAFF_PATH, OFFICE_PATH))
    if organisation.kind == OrganisationKind.NETWORK:
        return OFFICE_NAV if inside else NETWORK_NAV
    return STAFF_NAV if inside else RESIDENT_NAV


def _footer(organisation: Organisation) -> tuple[tuple[str, Promise], ...]:
    return NETWORK_FOOTER if organisation.kind == OrganisationKind.NETWORK else FOOTER


def links_open_to(
    request: HttpRequest, names: Iterable[tuple[str, str | Promise]], *, for_all: bool = False, **kwargs: str
) -> list[dict[str, Any]]:
    """Links to those of the named pages that exist and that the guard lets this visitor open, in order.

    `for_all`: also those that want a sign-in or a role. `kwargs` are the address's, the same for all.
    """
    links: list[dict[str, Any]] = []
    for name, label in names:
        try:
            url = reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
        if for_all or _may_open(request, name, url):
            links.append({"name": name, "label": label, "url": url, "current": _is_current(request, name)})
    return links


def mark_tab(links: list[dict[str, Any]], named: str, path: str) -> None:
    """Make one of the tabs the present one: the one named, or else the one whose address the page's address goes furthest along."""
    under = max((link["url"] for link in links if path.startswith(link["url"])), key=len, default="")
    for link in links:
        link["current"] = link["name"] == named if named else link["url"] == under


def _is_current(request: HttpRequest, name: str) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name == name


def _may_open(request: HttpRequest, name: str, url: str) -> bool:
    key = (str(getattr(request, "urlconf", "")), name)
    if key not in _access:
        try:
            _access[key] = access_of(resolve("/" + url.removeprefix(get_script_prefix())).func)
        except Resolver404:
            _access[key] = None
    access = _access[key]
    if access is None:
        return False
    if access.kind == PUBLIC:
        return True
    if access.kind == STAFF:
        return bool(access.roles & getattr(request, "roles", frozenset()))
    person = getattr(request, "person", None)
    # Whether somebody speaks for a member is not looked up for a link: the page itself says no in words.
    return person is not None and (access.kind in {SIGNED_IN, MEMBER} or person.is_operator)


def _person_menu(request: HttpRequest, person: Any) -> dict[str, Any]:
    try:
        if person is None:
            return {"sign_in_url": reverse("account_login")}
        menu: dict[str, Any] = {"name": str(person), "sign_out_url": reverse("account_logout"), "links": []}
    except NoReverseMatch:
        return {}
    wanted = [("residents:my", _("Mina sidor"), "home"), ("residents:notifications", _notices(request, person), "bell")]
    if getattr(request, "roles", frozenset()):
        wanted.append(("office:desk", _("Kansliets sidor"), "tools"))
        wanted.append(("staff:desk", _("Personalens sidor"), "tools"))
    if person.is_operator:
        wanted.append(("hub:organisations", _("Drift"), "settings"))
    for name, label, icon in wanted:
        menu["links"] += [{**link, "icon": icon} for link in links_open_to(request, [(name, label)])]
    return menu


def _notices(request: HttpRequest, person: Any) -> str:
    organisation = getattr(request, "organisation", None)
    number = notifications.unread(person.pk, organisation.pk) if organisation is not None else 0
    return _("Aviseringar (%(number)s nya)") % {"number": number} if number else _("Aviseringar")


def _footer_text(organisation: Any) -> str:
    ways = [way for way in (organisation.contact_email, organisation.contact_phone) if way]
    if not ways:
        return ""
    return _("Frågor om medborgarbudgeten? Kontakta oss: %(ways)s.") % {"ways": ", ".join(ways)}


def _theme_url(organisation: Any) -> str:
    if organisation is None:
        return ""
    try:
        return f"{reverse('residents:theme')}?{int(organisation.changed_at.timestamp())}"
    except NoReverseMatch:
        return ""
