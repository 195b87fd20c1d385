"""How do tests get proposals without going the residents' whole way?"""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import policy
from medborgarbudget.domain.proposals.actions import new_key
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from tests.support.cast import NOW

_keys = itertools.count(1)


def make_proposal(
    cycle: Cycle,
    author: Person | None = None,
    state: ProposalState = ProposalState.PUBLISHED,
    title: str = "Fler bänkar vid ån",
    cost: int | None = None,
    *,
    now: datetime = NOW,
    **fields: Any,
) -> Proposal:
    """A proposal as it would lie in the database: with the cycle's next number and reference unless it has not been sent."""
    number = None
    if state not in policy.NOT_SENT:
        last = Proposal.objects.filter(cycle=cycle, number__isnull=False).order_by("-number").first()
        number = (last.number or 0) + 1 if last else 1
    values: dict[str, Any] = {
        "what": "Sätt upp tre bänkar med ryggstöd längs stigen.",
        "why": "Äldre behöver kunna vila på vägen.",
        "display_name": str(author) if author else "Någon i kommunen",
        "random_key": next(_keys) * 2_654_435_761 % 2**31,
        "submitted_at": now if number else None,
        **fields,
    }
    return Proposal.objects.create(
        organisation=cycle.organisation, cycle=cycle, author=author, state=state, title=title, cost=cost, number=number,
        reference=f"{cycle.reference_prefix}-{number:04d}" if number else "", status_key=new_key(),
        created_at=now, changed_at=now, **values,
    )  # fmt: skip
