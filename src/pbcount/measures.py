"""How good is an outcome for the voters, and does it keep the promises of proportionality?

Each measure is a function of an election and its winners (ids). Money is shared out by exact rationals where a promise
is checked, and by floats where a figure is only read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pbcount.election import Election, FloatArray, IntArray

Scalar = TypeVar("Scalar", np.int64, np.float64)


def satisfied(election: Election, chosen: Iterable[int]) -> IntArray:
    """For each distinct ballot, how many of its projects (with more than zero points) are among the chosen positions."""
    won = np.zeros(len(election.projects) + 1, np.int64)
    won[list(chosen)] = 1
    return _per_ballot(election, won)


def exclusion_ratio(election: Election, winners: Collection[str]) -> float:
    """The part of the voters with none of their projects among the winners.

    Source: P. Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis" (2023).
    """
    got = satisfied(election, _positions(election, winners))
    return _part(int(election.ballots.weights[got == 0].sum()), election.voters)


def average_satisfaction(election: Election, winners: Collection[str], utility: str = "cardinality") -> float:
    """Winners each voter named, on average; with utility "cost" what those winners cost.

    Source: N. Talmon, P. Faliszewski, "A Framework for Approval-Based Budgeting Methods" (2019).
    """
    gain = np.zeros(len(election.projects) + 1, np.float64)
    for position in _positions(election, winners):
        gain[position] = election.projects[position].cost if utility == "cost" else 1
    per_ballot = _per_ballot(election, gain)
    return float((per_ballot * election.ballots.weights).sum()) / election.voters if election.voters else 0.0


def money_decided(election: Election, winners: Collection[str]) -> FloatArray:
    """For each distinct ballot what one of its voters decided over, each winner's cost split among those who named it.

    Source: M. Lackner, J. Maly, S. Rey, "Fairness in Long-Term Participatory Budgeting" (2021), where it is the *share*.
    """
    part = np.zeros(len(election.projects) + 1, np.float64)
    for position in _positions(election, winners):
        if election.votes[position]:
            part[position] = election.projects[position].cost / election.votes[position]
    return _per_ballot(election, part)


def power_inequality(election: Election, winners: Collection[str]) -> float:
    """How far voters are from having decided over equal parts of the spent money: the mean distance from the mean,
    over the mean (0 when all decided over as much, near 2 when one decided over all).

    Source: after the measure of that name in P. Faliszewski et al., "Participatory Budgeting: Data, Tools, and
    Analysis" (2023), which takes the distance from budget / voters.
    """
    decided = money_decided(election, winners)
    weights = election.ballots.weights
    if not election.voters or not (mean := float((decided * weights).sum()) / election.voters):
        return 0.0
    return float((np.abs(decided - mean) * weights).sum()) / election.voters / mean


def effective_vote_count(election: Election, project: str, price: float) -> float:
    """How many supporters paying the whole price the project would have needed: cost / price.

    Source: D. Peters, G. Pierczyński, P. Skowron (2021); the number by which equalshares.net explains the rule.
    """
    return election.projects[election.index[project]].cost / price if price else float("inf")


@dataclass(frozen=True, slots=True)
class Violation:
    """``voters`` supporters of ``project`` who together hold a claim to it, and each of whom got too little."""

    project: str
    voters: int


def ejr_plus_violations(election: Election, winners: Collection[str], utility: str = "cost") -> list[Violation]:
    """Where EJR+ up to one project is broken; Equal Shares never breaks it for its own utility.

    A violation is a project c that did not win and a group of s of its supporters, each with utility u(W) from the
    winners, so small that (u(W) + u(c)) · cost(c) ≤ u(c) · s · budget / voters: with their equal parts of the budget
    they could have paid for what they have and c too, at no more per unit of utility than c costs them.

    Source: M. Brill, J. Peters, "Robust and Verifiable Proportionality Axioms for Multiwinner Voting" (2023), section
    on participatory budgeting. Checked exactly, in the time of sorting each project's supporters.
    """
    chosen = set(_positions(election, winners))
    gain = [0] * (len(election.projects) + 1)
    for position in chosen:
        gain[position] = election.projects[position].cost if utility == "cost" else 1
    # Costs with many decimals make units that together do not fit 64 bits.
    got = _per_ballot(election, np.array(gain, np.int64 if sum(gain) < 2**62 else object))
    found = []
    who = election.supporters
    for position, project in enumerate(election.projects):
        if position in chosen or project.withdrawn or not project.cost or project.cost > election.budget:
            continue
        ballots = who.ballots[int(who.starts[position]) : int(who.starts[position + 1])]
        order = np.argsort(got[ballots], kind="stable")
        utilities = got[ballots][order].tolist()
        sizes = np.cumsum(election.ballots.weights[ballots][order]).tolist()
        own = project.cost if utility == "cost" else 1
        for have, size in zip(utilities, sizes, strict=True):
            claim = Fraction(own * size * election.budget, election.voters)
            if (have + own) * project.cost <= claim:
                found.append(Violation(project.id, size))
                break
    return found


def feasible(election: Election, winners: Collection[str]) -> bool:
    """The winners cost no more than the budget."""
    return sum(election.projects[p].cost for p in _positions(election, winners)) <= election.budget


def exhaustive(election: Election, winners: Collection[str]) -> bool:
    """No project that may win fits what is left of the budget."""
    chosen = set(_positions(election, winners))
    left = election.budget - sum(election.projects[p].cost for p in chosen)
    return all(
        position in chosen or project.withdrawn or project.cost > left
        for position, project in enumerate(election.projects)
    )


def _positions(election: Election, winners: Collection[str]) -> list[int]:
    return [election.index[winner] for winner in winners]


def _part(some: int, whole: int) -> float:
    return some / whole if whole else 0.0


def _per_ballot(election: Election, gain: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """For each distinct ballot the sum of ``gain`` (by position) over the projects it names with more than zero points."""
    ballots = election.wishes
    each = gain[ballots.members]
    running = np.zeros(len(each) + 1, gain.dtype)
    np.cumsum(each, out=running[1:])
    return running[ballots.starts[1:]] - running[ballots.starts[:-1]]
