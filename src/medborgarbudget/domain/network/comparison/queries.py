"""Which cycles are compared, with which values, and whose ballots may be fetched?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from medborgarbudget.domain.counting.models import Count, ResultPublication
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.comparison.measures import values_of
from medborgarbudget.domain.network.comparison.models import ComparableState, ComparedCycle, SigningKey
from medborgarbudget.domain.network.examples.figures import finished_cycles
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation


@dataclass(frozen=True)
class ComparedRow:
    """A cycle with its values: measure → number, None where it is not known or not shown."""

    cycle: ComparedCycle
    values: dict[str, float | None]

    @property
    def label(self) -> str:
        """ "Sala kommun 2026"; the cycle's name is beside it in the table."""
        return f"{self.cycle.member.name} {self.cycle.year}"


def shown(network: Organisation, year: int | None = None) -> list[ComparedRow]:
    """What everybody sees: cycles of members that are still in, the newest first. One query."""
    rows = (
        ComparedCycle.objects.of(network)
        .filter(state=ComparableState.SHOWN, member__state__in=[MemberState.MEMBER, MemberState.PAUSED])
        .select_related("member")
    )
    if year is not None:
        rows = rows.filter(year=year)
    found = [ComparedRow(row, values_of(row.figures, row.shown)) for row in rows]
    return [row for row in found if any(value is not None for value in row.values.values())]


def by_measure(rows: Sequence[ComparedRow], measure: str) -> list[tuple[ComparedRow, float]]:
    """Those whose value is known, the highest first (for days to delivery the lowest)."""
    known = [(row, value) for row in rows if (value := row.values[measure]) is not None]
    return sorted(known, key=lambda each: (each[1] if measure == "dagar" else -each[1], each[0].label))


def of_member(member: Member) -> QuerySet[ComparedCycle]:
    """All that the member has brought, newest first."""
    return ComparedCycle.objects.of(member.organisation).filter(member=member).select_related("key", "member")


def row_of(network: Organisation, pk: int) -> ComparedCycle:
    """One cycle of the comparison. Raises ComparedCycle.DoesNotExist."""
    return ComparedCycle.objects.of(network).select_related("member__organisation", "received_by").get(pk=pk)


def keys_of(member: Member) -> QuerySet[SigningKey]:
    """The member's running keys."""
    return SigningKey.objects.filter(member=member, ended_at=None)


def key_of(member: Member, pk: int) -> SigningKey:
    """One running key of the member. Raises SigningKey.DoesNotExist."""
    return keys_of(member).select_related("member__organisation").get(pk=pk)


def may_be_shared(member: Member) -> list[Cycle]:
    """Finished cycles of the member's organisation here that are not in the comparison."""
    if member.tenant is None:
        return []
    taken = set(
        of_member(member)
        .exclude(state=ComparableState.WITHDRAWN)
        .exclude(cycle=None)
        .values_list("cycle_id", flat=True)
    )
    return [cycle for cycle in finished_cycles(member.tenant) if cycle.pk not in taken]


def for_office(network: Organisation, view: str) -> QuerySet[ComparedCycle]:
    """The office's views: what waits, or all."""
    rows = ComparedCycle.objects.of(network).select_related("member", "received_by", "key")
    return rows.filter(state=ComparableState.WAITING).order_by("received_at", "id") if view == "waiting" else rows


def members(network: Organisation) -> QuerySet[Member]:
    """Members for whom the office may bring figures."""
    return Member.objects.of(network).filter(state=MemberState.MEMBER).order_by("name")


def published_counts(network: Organisation) -> list[Count]:
    """Official counts of compared cycles whose ballots their own organisation has published."""
    cycles = ComparedCycle.objects.of(network).filter(state=ComparableState.SHOWN, cycle__isnull=False)
    votes = ResultPublication.objects.filter(vote__cycle_id__in=cycles.values("cycle_id"), publish_ballots=True).values(
        "vote_id"
    )
    return list(
        Count.objects.filter(vote_id__in=votes, official=True)
        .select_related("vote__cycle__organisation", "vote__rule_sheet", "pot")
        .order_by("-vote__cycle__year", "vote__cycle__organisation__name", "pot__position", "pk")
    )


def middle(rows: Sequence[ComparedRow], measure: str) -> float | None:
    """The middle value of those known (median), to compare oneself with."""
    known = sorted(value for row in rows if (value := row.values[measure]) is not None)
    if len(known) < 3:
        return None
    half = len(known) // 2
    return known[half] if len(known) % 2 else (known[half - 1] + known[half]) / 2
