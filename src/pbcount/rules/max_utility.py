"""The most utility for the money: the set of projects with the greatest total utility that the budget allows.

Total utility is the sum, over winners, of votes (utility cardinality), votes times cost (cost) or points (points).
Source: N. Talmon, P. Faliszewski, "A Framework for Approval-Based Budgeting Methods" (2019). It is a knapsack, solved
exactly in whole numbers: sets are built up project by project, and one that costs no less and is worth no more than
another, or that could not reach the best known even with fractions of what is left, is dropped (G. Nemhauser,
Z. Ullmann, 1969, with bounds). Of sets worth as much the cheaper one is taken, then the one with more projects early in
the tie order. Conflicts and places are not supported, and hard cases are refused rather than left to run for hours.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction

from pbcount.election import Election
from pbcount.outcome import Step
from pbcount.rules.contest import Choice, Contest, Progress
from pbcount.spec import OptionsError

MOST_SETS = 400_000
"""So many sets may be under consideration at once."""
Part = tuple[int, int, int]
"""cost, worth, and the projects as bits (the project first in the tie order has the highest)."""


def choose(contest: Contest) -> Choice:
    election = contest.election
    if contest.capacity.groups:
        raise OptionsError("conflicts", "max-utility takes no conflicts and no places")
    worth = {p: _worth(election, p, contest.spec.utility) for p in contest.eligible}
    free = [p for p in contest.eligible if not election.projects[p].cost and election.votes[p]]
    wanted = free + [p for p in contest.eligible if election.projects[p].cost and worth[p] > 0]
    by_rank = sorted(wanted, key=lambda position: contest.ranks[position])
    bit = {position: 1 << (len(by_rank) - 1 - place) for place, position in enumerate(by_rank)}
    priced = [position for position in wanted if election.projects[position].cost]
    priced.sort(key=lambda p: (-Fraction(worth[p], election.projects[p].cost), contest.ranks[p]))
    items = [(election.projects[p].cost, worth[p], bit[p]) for p in priced]
    best = _knapsack(items, contest.budget, contest.progress)
    chosen = [p for p in by_rank if best[2] & bit[p] or p in free]
    choice = Choice(chosen=chosen)
    left = contest.budget
    for at, position in enumerate(chosen):
        project = election.projects[position]
        left -= project.cost
        votes = election.votes[position]
        choice.steps.append(Step(at, project.id, True, "fits", "max-utility", project.cost, votes, left))
    for position in contest.eligible:
        if position not in chosen:
            project = election.projects[position]
            votes = election.votes[position]
            reason = "not-in-best" if position in wanted else "no-votes"
            choice.steps.append(Step(len(chosen), project.id, False, reason, "max-utility", project.cost, votes, left))
    return choice


def _worth(election: Election, position: int, utility: str) -> int:
    if utility == "points":
        return election.scores[position]
    return election.votes[position] * (election.projects[position].cost if utility == "cost" else 1)


def _knapsack(items: list[tuple[int, int, int]], budget: int, progress: Progress | None = None) -> Part:
    """``items`` by falling worth per cost. The best part, cheaper and then higher in bits where worth is equal."""
    costs, worths = [0], [0]
    for cost, worth, _ in items:
        costs.append(costs[-1] + cost)
        worths.append(worths[-1] + worth)

    def reachable(part: Part, at: int) -> int:
        """No completion by items from ``at`` on is worth more (whole part of the fractional bound)."""
        room = budget - part[0]
        full = bisect_right(costs, costs[at] + room) - 1
        bound = part[1] + worths[full] - worths[at]
        if full < len(items):
            bound += (room - (costs[full] - costs[at])) * items[full][1] // items[full][0]
        return bound

    known = 0
    room = budget
    for cost, worth, _ in items:
        if cost <= room:
            known, room = known + worth, room - cost
    parts: list[Part] = [(0, 0, 0)]
    for at, (cost, worth, bit) in enumerate(items):
        if progress:
            progress("max-utility", at, len(items))
        with_it = [(have[0] + cost, have[1] + worth, have[2] | bit) for have in parts if have[0] + cost <= budget]
        known = max([known, *(part[1] for part in with_it)])
        merged = sorted(parts + with_it, key=lambda part: (part[0], -part[1], -part[2]))
        parts = []
        most = -1
        for part in merged:
            # Of equal worth and cost the one with higher bits came first; a dearer one must be worth more.
            if part[1] > most and reachable(part, at + 1) >= known:
                parts.append(part)
                most = part[1]
        if len(parts) > MOST_SETS:
            raise OptionsError("rule", "max-utility has too many near-equal sets to consider on this election")
    return max(parts, key=lambda part: (part[1], -part[0], part[2]))
