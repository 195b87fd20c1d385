"""Which cycles, rules, pots, areas and decisions are there?"""

from __future__ import annotations

from django.db.models import QuerySet

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Decision, Pot, RuleSheet, Theme
from medborgarbudget.domain.organisations.models import Organisation


def all_cycles(organisation: Organisation) -> QuerySet[Cycle]:
    """Drafts and archived ones too, newest first, with their steps."""
    return Cycle.objects.of(organisation).select_related("organisation").prefetch_related("steps")


def cycles_in_whole(organisation: Organisation) -> QuerySet[Cycle]:
    """Cycles that are not archived, with all that `readiness` looks at, in as many queries for ten as for one."""
    return (
        all_cycles(organisation)
        .filter(archived_at=None)
        .prefetch_related("pots", "cycle_areas__area", "rule_sheets", "decisions")
    )


def cycle_of(organisation: Organisation, slug: str) -> Cycle:
    """The organisation's cycle with this address name, with its steps. Raises Cycle.DoesNotExist."""
    return all_cycles(organisation).get(slug=slug)


def public_cycle_of(organisation: Organisation, slug: str) -> Cycle:
    """The same, if it has been published. Raises Cycle.DoesNotExist."""
    return all_cycles(organisation).get(slug=slug, published_at__isnull=False)


def public_cycles(organisation: Organisation) -> QuerySet[Cycle]:
    """Published cycles, newest first, with their steps."""
    return all_cycles(organisation).filter(published_at__isnull=False)


def rules_in_force(cycle: Cycle) -> RuleSheet:
    """The rule sheet with the highest version. Raises RuleSheet.DoesNotExist."""
    return RuleSheet.objects.filter(cycle=cycle).order_by("-version")[:1].get()


def rule_versions(cycle: Cycle) -> QuerySet[RuleSheet]:
    """All versions, newest first, each with who made it."""
    return RuleSheet.objects.filter(cycle=cycle).select_related("created_by").order_by("-version")


def pots(cycle: Cycle) -> QuerySet[Pot]:
    """The cycle's pots in their order, each with its area."""
    return Pot.objects.filter(cycle=cycle).select_related("cycle_area__area")


def areas(cycle: Cycle) -> QuerySet[CycleArea]:
    """The areas that the cycle is divided into, in their order."""
    return CycleArea.objects.filter(cycle=cycle).select_related("area")


def themes(cycle: Cycle) -> QuerySet[Theme]:
    """What proposals may be about, in their order."""
    return Theme.objects.filter(cycle=cycle)


def decisions(cycle: Cycle) -> QuerySet[Decision]:
    """What elected bodies have decided, oldest first."""
    return Decision.objects.filter(cycle=cycle).select_related("registered_by")


def is_used(organisation: Organisation, area_id: int) -> bool:
    """Whether a cycle is divided into the area; then it can no longer be removed."""
    return CycleArea.objects.filter(area_id=area_id, area__organisation=organisation).exists()
