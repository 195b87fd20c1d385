"""Which kinds of ballots are there?"""

from __future__ import annotations

from medborgarbudget.domain.ballots.grades import Grades
from medborgarbudget.domain.ballots.kind import Kind
from medborgarbudget.domain.ballots.knapsack import Knapsack
from medborgarbudget.domain.ballots.one import One
from medborgarbudget.domain.ballots.own_and_free import OwnAndFree
from medborgarbudget.domain.ballots.plus_minus import PlusMinus
from medborgarbudget.domain.ballots.points import Points
from medborgarbudget.domain.ballots.ranking import Ranking
from medborgarbudget.domain.ballots.star import Star
from medborgarbudget.domain.ballots.up_to_k import UpToK

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (UpToK(), OwnAndFree(), One(), Knapsack(), Points(), Ranking(), Grades(), PlusMinus(), Star())
}


def kind_of(name: str) -> Kind:
    """The kind of this name. KeyError for one that there is not."""
    return KINDS[name]
