"""How do tests get a counted and a published vote?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now
from tests.support.proposals import make_proposal
from tests.support.voting import leader_of, opened_vote

Ballots = Iterable[tuple[str, Sequence[int]]]


def with_costs(cycle: Cycle, *costs: int, area: CycleArea | None = None, title: str = "Förslag") -> None:
    """Accepted proposals with these costs, named by their order."""
    for place, cost in enumerate(costs, 1):
        make_proposal(cycle, None, ProposalState.ACCEPTED, f"{title} {place}", cost, cycle_area=area)


def votes(**given: int) -> list[tuple[str, list[int]]]:
    """`votes(n1=90, n12=3)`: ninety ballots for option 1 alone, three for options 1 and 2 (single digits)."""
    return [("", [int(digit) for digit in name[1:]]) for name, many in given.items() for _ in range(many)]


def counted_vote(cycle: Cycle, ballots: Ballots) -> Vote:
    """A vote with these ballots, closed, opened and counted, not published."""
    vote = opened_vote(cycle, list(ballots))
    count_vote(vote=vote, actor=leader_of(cycle), now=database_now())
    return vote


def published_vote(cycle: Cycle, ballots: Ballots, *, publish_ballots: bool = False) -> Vote:
    """The same, with its result made public."""
    vote = counted_vote(cycle, ballots)
    publish_result(vote=vote, actor=leader_of(cycle), now=database_now(), publish_ballots=publish_ballots)
    return vote
