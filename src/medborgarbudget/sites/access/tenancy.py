"""Which organisation is the request for? Told by its own host, or by the first part of the path on the installation's host.

For an organisation the addresses are those of config/urls_organisation.py, and `reverse()` gives them with the right prefix:
views and templates never need to know how the organisation is reached.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_script_prefix, set_script_prefix

from medborgarbudget.domain.organisations import queries
from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind

MAYBE_SLUG = re.compile(r"[a-z0-9-]{1,40}")
"""Anything else is no organisation's, and is not worth asking the database about."""


class TenancyMiddleware:
    """Sets `request.organisation` (None on the installation's own pages), the URLconf and the prefix of addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = get_script_prefix()
        # A server that mounts the whole installation under a path says so in SCRIPT_NAME.
        root = f"{request.META.get('SCRIPT_NAME', '').rstrip('/')}/"
        set_script_prefix(root)
        try:
            if not self._direct(request, root):
                return HttpResponse("Okänd adress.", status=404, content_type="text/plain; charset=utf-8")
            return self.get_response(request)
        finally:
            set_script_prefix(before)

    def _direct(self, request: HttpRequest, root: str) -> bool:
        host = _plain_host(request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", ""))
        request.organisation = None  # type: ignore[attr-defined]
        if host in settings.INSTALLATION_HOSTS:
            slug, slash, rest = request.path_info.lstrip("/").partition("/")
            organisation = queries.organisation_with_slug(slug) if slash and MAYBE_SLUG.fullmatch(slug) else None
            if organisation is not None:
                request.organisation = organisation  # type: ignore[attr-defined]
                request.path_info = "/" + rest
                set_script_prefix(f"{root}{slug}/")
                request.urlconf = addresses_of(organisation)
            return True
        organisation = queries.organisation_with_host(host) if host else None
        if organisation is None:
            return False
        request.organisation = organisation  # type: ignore[attr-defined]
        request.urlconf = addresses_of(organisation)
        return True


def addresses_of(organisation: Organisation) -> str:
    """The URLconf of an organisation's pages: a network office has others than a municipality or region."""
    network = organisation.kind == OrganisationKind.NETWORK
    return str(settings.NETWORK_URLCONF if network else settings.ORGANISATION_URLCONF)


def _plain_host(header: str) -> str:
    """The host of a Host header in lower case without port; empty when it is not one plain name."""
    host = header.strip().lower()
    if host.startswith("["):
        return host.partition("]")[0].lstrip("[")
    name, _, port = host.partition(":")
    if (port and not port.isdigit()) or any(character in name for character in "/@\\, \t\0") or name.endswith("."):
        return ""
    return name
