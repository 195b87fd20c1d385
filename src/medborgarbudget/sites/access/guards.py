"""Who may open a page? Each view declares it with one of these decorators; a page that declares nothing is never served.

@public            anybody
@signed_in         whoever is signed in
@member            whoever speaks for a member of the network, or has a role in its office
@staff(*roles)     whoever has one of the roles (any role, if none is named) in the organisation, with a second factor
@operator          whoever runs the installation, with a second factor
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.errors import refused

V = TypeVar("V", bound=Callable[..., HttpResponseBase])

PUBLIC, SIGNED_IN, MEMBER, STAFF, OPERATOR = "public", "signed_in", "member", "staff", "operator"

LIBRARY_VIEWS = ("allauth.",)
"""Views of libraries that declare nothing here and guard themselves."""


@dataclass(frozen=True)
class Access:
    """Who may open a view."""

    kind: str
    roles: frozenset[str] = frozenset()


def public(view: V) -> V:
    """Anybody may open it."""
    return _declare(view, Access(PUBLIC))


def signed_in(view: V) -> V:
    """Whoever is signed in may open it; others are sent to sign in and come back."""
    return _declare(view, Access(SIGNED_IN))


def staff(*roles: RoleName) -> Callable[[V], V]:
    """Whoever has one of the roles in the organisation may open it; with no role named, any role will do."""

    def declare(view: V) -> V:
        return _declare(view, Access(STAFF, frozenset(role.value for role in (roles or RoleName))))

    return declare


def member(view: V) -> V:
    """Whoever speaks for a member of the network may open it, and the office's own people. Sets `request.member` (None for the office's)."""
    return _declare(view, Access(MEMBER))


def operator(view: V) -> V:
    """Whoever runs the installation may open it."""
    return _declare(view, Access(OPERATOR))


def _declare(view: V, access: Access) -> V:
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(view: Callable[..., Any]) -> Access | None:
    """What a view declares; None if it declares nothing and is no library's."""
    declared: Access | None = getattr(view, "access", None)
    if declared is None and getattr(view, "__module__", "").startswith(LIBRARY_VIEWS):
        return Access(PUBLIC)
    return declared


class GuardMiddleware:
    """Holds each request to what its view declares, and turns a domain's refusal into a page with the reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        access = access_of(view)
        if access is None:
            raise ImproperlyConfigured(
                f"{view.__module__}.{getattr(view, '__name__', view)} does not declare who may open it"
            )
        if access.kind == PUBLIC:
            return None
        person = request.person  # type: ignore[attr-defined]
        if person is None:
            return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        if access.kind == SIGNED_IN:
            return None
        if access.kind == MEMBER:
            request.member = membership_of(request.organisation, person)  # type: ignore[attr-defined]
            if request.member is None and not request.roles:  # type: ignore[attr-defined]
                return refused(
                    request,
                    _(
                        "Sidan är till för nätverkets medlemmar. Är din kommun eller region medlem? Be kansliet lägga till dig."
                    ),
                )
            return None
        if access.kind == OPERATOR:
            if not person.is_operator:
                return refused(request, _("Sidan är till för den som driver installationen."))
        elif not access.roles & request.roles:  # type: ignore[attr-defined]
            names = ", ".join(str(RoleName(role).label).lower() for role in RoleName.values if role in access.roles)
            return refused(
                request,
                _(
                    "Sidan är till för den som har någon av rollerna: %(roles)s. Be administratören om rollen om du behöver den."
                )
                % {"roles": names},
            )
        if not is_mfa_enabled(person):
            return HttpResponseRedirect(f"{reverse('mfa_index')}?{urlencode({'next': request.get_full_path()})}")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused(request, str(exception), status=409 if exception.conflict else 403)
        return None
