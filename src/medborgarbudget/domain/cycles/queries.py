"""Which cycles, rules, pots and areas are there?"""

from __future__ import annotations

from django.db.models import QuerySet

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Pot, RuleSheet
from medborgarbudget.domain.organisations.models import Organisation


def cycle_of(organisation: Organisation, slug: str) -> Cycle:
    """The organisation's cycle with this address name. Raises Cycle.DoesNotExist."""
    return Cycle.objects.of(organisation).get(slug=slug)


def public_cycle_of(organisation: Organisation, slug: str) -> Cycle:
    """The same, if it has been published. Raises Cycle.DoesNotExist."""
    return Cycle.objects.of(organisation).get(slug=slug, published_at__isnull=False)


def public_cycles(organisation: Organisation) -> QuerySet[Cycle]:
    """Published cycles, newest first."""
    return Cycle.objects.of(organisation).filter(published_at__isnull=False)


def rules_in_force(cycle: Cycle) -> RuleSheet:
    """The rule sheet with the highest version. Raises RuleSheet.DoesNotExist."""
    return RuleSheet.objects.filter(cycle=cycle).order_by("-version")[:1].get()


def pots(cycle: Cycle) -> QuerySet[Pot]:
    """The cycle's pots in their order, each with its area."""
    return Pot.objects.filter(cycle=cycle).select_related("cycle_area__area")


def areas(cycle: Cycle) -> QuerySet[CycleArea]:
    """The areas that the cycle is divided into, in their order."""
    return CycleArea.objects.filter(cycle=cycle).select_related("area")
