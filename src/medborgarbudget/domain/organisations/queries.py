"""Which organisations are there, and which areas have they?"""

from __future__ import annotations

from django.db.models import QuerySet

from medborgarbudget.domain.organisations.models import Area, Organisation


def organisation_with_slug(slug: str) -> Organisation | None:
    """The organisation reached at this path, or None."""
    return Organisation.objects.filter(slug=slug).first()


def organisation_with_host(host: str) -> Organisation | None:
    """The organisation reached at this host, or None."""
    return Organisation.objects.filter(host=host).first()


def organisations() -> QuerySet[Organisation]:
    """All organisations by name."""
    return Organisation.objects.order_by("name")


def areas(organisation: Organisation) -> QuerySet[Area]:
    """The organisation's areas in their order."""
    return Area.objects.of(organisation)
