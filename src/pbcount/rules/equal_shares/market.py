"""Who can pay for what in an Equal Shares count, whatever each ballot's share is?

All that does not depend on the share is worked out once here: add1 runs over the same market many times.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from pbcount.election import FloatArray, IntArray
from pbcount.rules.capacity import Capacity
from pbcount.rules.contest import Contest


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """One project's supporters. A supporter pays price · points, or all she has; points are 1 unless utility is points."""

    cost: int
    utility: int
    """What the price per point is divided by to give the price per unit of utility: the cost, or 1."""
    ballots: IntArray
    voters: FloatArray
    points: FloatArray | None
    weight: FloatArray
    """voters · points"""
    total_voters: int
    total_weight: int
    rank: int
    best_price: Fraction
    """The least price per unit of utility there can be: everyone pays in full."""


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Demands by project position; money is multiplied by ``unit`` so that the first share is a whole number."""

    demands: dict[int, Demand]
    unit: int
    groups: int
    starts: IntArray
    members: IntArray
    voters: FloatArray
    points: FloatArray | None
    longest: int
    """The most projects any ballot names: no ballot pays more often."""
    projects: int
    capacity: Capacity


def market_of(contest: Contest, eligible: list[int], unit: int) -> Market:
    """``eligible`` projects cost something and have supporters."""
    election, utility, ranks = contest.election, contest.spec.utility, contest.ranks
    who = election.supporters
    ballots = election.wishes
    voters = ballots.weights.astype(np.float64)
    by_points = utility == "points" and ballots.points is not None
    demands: dict[int, Demand] = {}
    starts = who.starts.tolist()
    all_voters = voters[who.ballots]
    all_points = who.points.astype(np.float64) if by_points else None
    all_weights = all_voters if all_points is None else all_voters * all_points
    for position in eligible:
        cut = slice(starts[position], starts[position + 1])
        total_voters = election.votes[position]
        # Points are read as whole numbers below 2^40; their sum over all voters is kept whole.
        total_weight = int((ballots.weights[who.ballots[cut]] * who.points[cut]).sum()) if by_points else total_voters
        cost = election.projects[position].cost * unit
        per = cost if utility == "cost" else 1
        demands[position] = Demand(
            cost=cost,
            utility=per,
            ballots=who.ballots[cut],
            voters=all_voters[cut],
            points=None if all_points is None else all_points[cut],
            weight=all_weights[cut],
            total_voters=total_voters,
            total_weight=total_weight,
            rank=ranks[position],
            best_price=Fraction(cost, total_weight * per),
        )
    points_of: npt.NDArray[np.float64] | None = None
    if by_points and ballots.points is not None:
        points_of = ballots.points.astype(np.float64)
    lengths = np.diff(ballots.starts)
    return Market(
        demands=demands,
        unit=unit,
        groups=ballots.groups,
        starts=ballots.starts,
        members=ballots.members,
        voters=voters,
        points=points_of,
        longest=int(lengths.max()) if len(lengths) else 0,
        projects=len(election.projects),
        capacity=contest.capacity,
    )
