"""What did the cycles give: how many proposals, how many that won or were done, for how much money?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, Proposal, ProposalState

DECIDED = (ProposalState.DECIDED, ProposalState.DELIVERED)


@dataclass(frozen=True)
class Yield:
    """Numbers of one cycle. `decided` and `money` are of what an elected body has decided to do, done or not."""

    proposals: int = 0
    decided: int = 0
    delivered: int = 0
    money: int = 0


def yields(organisation: Organisation, cycles: Iterable[Cycle]) -> dict[int, Yield]:
    """Cycle id → its numbers, in one query whatever their number."""
    rows = (
        Proposal.objects.of(organisation)
        .filter(cycle__in=[cycle.pk for cycle in cycles])
        .exclude(state__in=NOT_PUBLIC)
        .order_by()
        .values("cycle_id")
        .annotate(
            proposals=Count("pk"),
            decided=Count("pk", filter=Q(state__in=DECIDED)),
            delivered=Count("pk", filter=Q(state=ProposalState.DELIVERED)),
            money=Sum("cost", filter=Q(state__in=DECIDED), default=0),
        )
    )
    return {row["cycle_id"]: Yield(row["proposals"], row["decided"], row["delivered"], row["money"]) for row in rows}
