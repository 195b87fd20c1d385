"""What did a cycle come to, in numbers that may be published? Straight from the cycle; small groups of people are left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from medborgarbudget.domain.counting.models import ResultPublication
from medborgarbudget.domain.counting.queries import Result, published_result
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.queries import areas
from medborgarbudget.domain.delivery import queries as delivering
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.delivery.policy import FINISHED, S, was_on_time
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.proposals.queries import counts_by_state

_PASSED = (
    ProposalState.ACCEPTED,
    ProposalState.ON_BALLOT,
    ProposalState.WON_VOTE,
    ProposalState.NOT_WON,
    ProposalState.DECIDED,
    ProposalState.DELIVERED,
)


@dataclass(frozen=True)
class CycleFigures:
    """A finished cycle in numbers; None where nobody knows or where it must not be told. Money in kronor.

    `on_time` of `timed` finished deliveries kept the first day promised. `days_to_delivery` is the median from decision to finished.
    `inequality` is the Hoover index of money over areas: the share that would have to move for each inhabitant to have the same.
    """

    year: int
    money: int
    inhabitants: int | None = None
    proposals: int | None = None
    assessed: int | None = None
    accepted: int | None = None
    on_ballot: int | None = None
    winners: int | None = None
    voters: int | None = None
    ballot_kind: str = ""
    counting_rule: str = ""
    deliveries: int | None = None
    delivered: int | None = None
    on_time: int | None = None
    timed: int | None = None
    days_to_delivery: int | None = None
    inequality: float | None = None


def figures_of(cycle: Cycle) -> CycleFigures | None:
    """The cycle's figures, or None before its result is public."""
    result = published_result(cycle)
    if result is None:
        return None
    by_state = counts_by_state(cycle)
    sent = sum(number for state, number in by_state.items() if state != ProposalState.UNCONFIRMED)
    accepted = sum(by_state.get(state, 0) for state in _PASSED)
    assessed = accepted + by_state.get(ProposalState.REFUSED, 0)
    rows = list(delivering.public_deliveries(cycle))
    finished = [row for row in rows if row.state in FINISHED]
    kept = [
        was_on_time(first_planned=row.first_planned, finished_on=row.finished_on)  # type: ignore[attr-defined]
        for row in finished
    ]
    days = [(row.finished_on - row.decision.decided_on).days for row in finished if row.finished_on is not None]
    return CycleFigures(
        year=cycle.year,
        money=result.money or cycle.budget,
        inhabitants=cycle.organisation.inhabitants,
        proposals=sent,
        assessed=assessed,
        accepted=accepted,
        on_ballot=result.options,
        winners=result.winners,
        voters=result.voters,
        ballot_kind=result.vote.rule_sheet.ballot_kind,
        counting_rule=str(result.pots[0].count.spec["rule"]) if result.pots else result.vote.rule_sheet.counting_rule,
        deliveries=len(rows) if rows else None,
        delivered=len(finished) if rows else None,
        on_time=sum(each is True for each in kept) if rows else None,
        timed=sum(each is not None for each in kept) if rows else None,
        days_to_delivery=int(median(days)) if days else None,
        inequality=_inequality_of(cycle, result, rows),
    )


def _inequality_of(cycle: Cycle, result: Result, rows: list[Delivery]) -> float | None:
    """Over the cycle's areas, by what is decided, or by what won before anything is."""
    if rows:
        spent = [(row.proposal.cycle_area_id, row.budget) for row in rows if row.state != S.STOPPED]
    else:
        spent = [
            (each.option.proposal.cycle_area_id, each.cost or 0)
            for pot in result.pots
            for each in pot.options
            if each.won
        ]
    money: dict[int, int] = {}
    for area, amount in spent:
        if area is not None:
            money[area] = money.get(area, 0) + amount
    people = {area.pk: area.inhabitants for area in areas(cycle) if area.inhabitants}
    return hoover((money.get(area, 0), number) for area, number in people.items())


def hoover(parts: Iterable[tuple[float, float]]) -> float | None:
    """The Hoover index (Edgar M. Hoover, 1936) of what is shared over people: parts are (amount, people).

    0 when each person has the same; the share of the whole that would have to move for that. None with fewer than two parts or nothing shared.
    """
    rows = list(parts)
    amount, people = sum(row[0] for row in rows), sum(row[1] for row in rows)
    if len(rows) < 2 or amount <= 0 or people <= 0:
        return None
    return sum(abs(a / amount - p / people) for a, p in rows) / 2


def finished_cycles(organisation: Organisation) -> list[Cycle]:
    """Cycles whose result is public, newest first."""
    published = ResultPublication.objects.of(organisation).values("vote__cycle_id")
    return list(
        Cycle.objects.of(organisation)
        .filter(pk__in=published, published_at__isnull=False)
        .select_related("organisation")
        .order_by("-year", "-id")
    )
