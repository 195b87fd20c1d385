"""Maximin support: the cost of what is chosen is spread as evenly as can be over those who want it.

Source: H. Aziz, B. Lee, N. Talmon, "Proportionally Representative Participatory Budgeting: Axioms and Algorithms" (2018),
which takes to budgets the method of L. Sánchez-Fernández, N. Fernández, J. Fisteus, M. Brill, "The maximin support
method" (2016/2022).

The cost of each chosen project is divided among its supporters in any way; the *load* is the most that any voter bears,
in the division that makes it least. Unlike under Phragmén all is divided anew each time. The next project is the one
with which the load is least, among those that fit what is left; so it goes on until nothing that anyone wants fits.

The least load of a set is the greatest, over its parts, of their cost over the number of voters who want any of them:
so a part shows that the load is no less, and a division that it is no more. For each waiting project the worst part
known so far bounds its load from below, exactly and for good, since loads only rise. The least bound is put to the test
by a flow of whole numbers: it finds either a division, and the project is chosen, or a worse part, and the bound is
raised. Nothing here is a float but the order in which things are tried.
"""

from __future__ import annotations

import heapq
from fractions import Fraction
from itertools import pairwise

import numpy as np

from pbcount.election import IntArray
from pbcount.outcome import Step
from pbcount.rules.contest import Choice, Contest

LARGEST = 2**62


def choose(contest: Contest) -> Choice:
    return _Loads(contest).run()


class _Loads:
    def __init__(self, contest: Contest) -> None:
        self.contest = contest
        self.election = contest.election
        self.weights = contest.election.ballots.weights
        self.chosen: list[int] = []
        self.division: Division | None = None
        self.found: dict[int, Division] = {}
        """Divisions of what is chosen and one project more, since something was chosen last."""

    def run(self) -> Choice:
        contest, election = self.contest, self.election
        choice = Choice()
        left = contest.budget
        counter = contest.capacity.counter()
        waiting = [p for p in contest.eligible if election.votes[p]]
        queue = [(Fraction(election.projects[p].cost, election.votes[p]), contest.ranks[p], p) for p in waiting]
        heapq.heapify(queue)
        while True:
            queue = [
                entry for entry in queue if entry[2] not in counter.out and election.projects[entry[2]].cost <= left
            ]
            heapq.heapify(queue)
            if not queue:
                break
            load, tied = self._least(queue)
            position = tied[0]
            if len(tied) > 1:
                choice.ties.append((len(self.chosen), sorted(tied), position))
            for other in tied[1:]:
                heapq.heappush(queue, (load, contest.ranks[other], other))
            left -= election.projects[position].cost
            counter.take(position)
            project, votes = election.projects[position], election.votes[position]
            choice.steps.append(
                Step(
                    round=len(self.chosen),
                    project=project.id,
                    chosen=True,
                    reason="fits",
                    phase="maximin-support",
                    cost=project.cost,
                    supporters=votes,
                    left=left,
                    price_per_utility=float(load),
                )
            )
            self.chosen.append(position)
            self.division = self.found[election.twins[position]]
            self.found.clear()
        choice.chosen = list(self.chosen)
        taken = set(self.chosen)
        for position in contest.eligible:
            if position not in taken:
                project, votes = election.projects[position], election.votes[position]
                reason = "no-place" if position in counter.out else "does-not-fit" if votes else "no-votes"
                choice.steps.append(
                    Step(len(taken), project.id, False, reason, "maximin-support", project.cost, votes, left)
                )
        return choice

    def _least(self, queue: list[tuple[Fraction, int, int]]) -> tuple[Fraction, list[int]]:
        """The least load there is with one project more, and all projects that give it, by rank."""
        twins = self.election.twins
        tested: dict[tuple[int, Fraction], Fraction | None] = {}
        tied: list[int] = []
        least: Fraction | None = None
        while queue and (least is None or queue[0][0] <= least):
            bound, rank, position = heapq.heappop(queue)
            test = twins[position], bound
            if test not in tested:
                if self.contest.progress:
                    self.contest.progress("maximin-support", len(self.chosen), None)
                tested[test] = self._worse_part(position, bound)
            worse = tested[test]
            if worse is None:
                least = bound
                tied.append(position)
            else:
                heapq.heappush(queue, (worse, rank, position))
        assert least is not None
        tied.sort(key=lambda position: self.contest.ranks[position])
        return least, tied

    def _worse_part(self, position: int, load: Fraction) -> Fraction | None:
        """The load that some part of the chosen ones and this one must cause, if more than ``load``; else None."""
        division = Division(self.contest, [*self.chosen, position], load, self.division)
        part = division.part_too_dear()
        if part is None:
            self.found[self.election.twins[position]] = division
            return None
        cost = sum(self.election.projects[p].cost for p in part)
        who = self.election.supporters
        wanted = np.zeros(len(self.weights), np.bool_)
        for p in part:
            wanted[who.ballots[int(who.starts[p]) : int(who.starts[p + 1])]] = True
        return Fraction(cost, int(self.weights[wanted].sum()))


class Division:
    """Can the cost of these projects be divided among their supporters so that nobody bears more than ``load``?

    A flow from projects to ballots, in whole numbers: everything is multiplied by the load's denominator. What a project
    cannot place with its own supporters it passes on: a supporter who bears something for another project takes over a
    little, and that other project must place as much elsewhere. ``before``, a division of all these projects but the
    last under a load that was no more, is where it begins.
    """

    def __init__(self, contest: Contest, projects: list[int], load: Fraction, before: Division | None) -> None:
        election = contest.election
        who = election.supporters
        weights = election.ballots.weights
        costs = [election.projects[p].cost * load.denominator for p in projects]
        large = max([sum(costs), int(weights.sum()) * load.numerator]) >= LARGEST
        kind: type = object if large else np.int64
        self.load = load
        self.projects = projects
        self.ballots = [who.ballots[int(who.starts[p]) : int(who.starts[p + 1])] for p in projects]
        self.room: IntArray = weights.astype(kind) * load.numerator
        self.owed = costs
        self.borne: IntArray = np.zeros((len(projects), len(weights)), kind)
        """For each project what each ballot bears of its cost."""
        if before is not None and not large and before.borne.dtype == np.int64:
            # In the new unit, rounded down by more than a float can be wrong: so no project is paid for twice over.
            ratio = load.denominator / before.load.denominator
            begun = before.borne * (ratio * (1 - 1e-15))
            begun -= begun * 2e-15
            self.borne[:-1] = begun
            self.room -= self.borne.sum(axis=0)
            self.owed = [cost - int(borne) for cost, borne in zip(costs, self.borne.sum(axis=1), strict=True)]

    def part_too_dear(self) -> list[int] | None:
        """None if it can be done; otherwise projects whose supporters together have too little room for their cost."""
        for at in range(len(self.projects)):
            if self.owed[at]:
                self._place(at, self._fill(at))
        for at in range(len(self.projects)):
            while self.owed[at]:
                chain, reached = self._chain(at)
                if chain is None:
                    return [self.projects[one] for one in reached]
                self._push(chain)
        return None

    def _fill(self, at: int) -> IntArray:
        """How the room of a project's supporters takes up what is owed, the same part of each room where it is enough."""
        room = self.room[self.ballots[at]]
        whole = int(room.sum())
        if whole <= self.owed[at]:
            return room
        taken = np.zeros_like(room)
        if room.dtype == np.int64:
            taken = np.minimum(room, (room * (self.owed[at] / whole)).astype(np.int64))
            if int(taken.sum()) > self.owed[at]:
                taken = np.zeros_like(room)
        return taken + _first(room - taken, self.owed[at] - int(taken.sum()))

    def _place(self, at: int, taken: IntArray) -> None:
        ballots = self.ballots[at]
        self.borne[at, ballots] += taken
        self.room[ballots] -= taken
        self.owed[at] -= int(taken.sum())

    def _chain(self, start: int) -> tuple[list[int] | None, list[int]]:
        """The shortest way from a project to one whose supporters have room; and all projects reached."""
        came = {start: -1}
        line = [start]
        for at in line:
            ballots = self.ballots[at]
            if (self.room.take(ballots) > 0).any():
                chain = [at]
                while came[chain[-1]] >= 0:
                    chain.append(came[chain[-1]])
                return chain[::-1], line
            bearing = self.borne.take(ballots, axis=1).any(axis=1)
            for other in np.flatnonzero(bearing).tolist():
                if other not in came:
                    came[other] = at
                    line.append(other)
        return None, line

    def _push(self, chain: list[int]) -> None:
        """As much as goes: each project of the chain takes over ballots of the next, the last fills room."""
        most = min(
            self.owed[chain[0]],
            int(self.room[self.ballots[chain[-1]]].sum()),
            *(int(self.borne[two, self.ballots[one]].sum()) for one, two in pairwise(chain)),
        )
        for one, two in pairwise(chain):
            ballots = self.ballots[one]
            moved = _first(self.borne[two, ballots], most)
            self.borne[two, ballots] -= moved
            self.borne[one, ballots] += moved
        last = self.ballots[chain[-1]]
        filled = _first(self.room[last], most)
        self.borne[chain[-1], last] += filled
        self.room[last] -= filled
        self.owed[chain[0]] -= most


def _first(amounts: IntArray, whole: int) -> IntArray:
    """As much of the amounts, from the first on, as makes the whole (or all there is)."""
    upto = np.cumsum(amounts)
    taken: IntArray = np.minimum(amounts, np.maximum(0, whole - (upto - amounts)))
    return taken
