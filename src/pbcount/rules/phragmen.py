"""Phragmén: every ballot earns money at the same rate; a project is bought when its supporters hold its cost together.

Source: M. Brill, R. Freeman, S. Janson, M. Lackner, "Phragmén's Voting Methods and Justified Representation" (2017);
for budgets M. Los, Z. Christoff, D. Grossi, "Proportional Budget Allocations: Towards a Systematization" (2022).
The count ends when the next project bought would cost more than what is left of the budget.

A project with supporters' voters N is bought at the time t with N · t = cost + Σ voters · (when each was last empty).
That time only rises as others are bought, so a queue of old times says which few must be looked at again; floats find
the least, and whatever is nearer than their error is compared exactly (``pbcount.rules.triangle``).
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np

from pbcount.election import FloatArray, IntArray
from pbcount.outcome import Step
from pbcount.rules.contest import Choice, Contest
from pbcount.rules.triangle import Triangle

if TYPE_CHECKING:
    from pbcount.rules.equal_shares.run import Run

EPS = 2.0**-53
Form = tuple[int, int, dict[int, int]]


def choose(contest: Contest) -> Choice:
    return _Clock(contest, None).run()


def complete(contest: Contest, before: Run) -> Choice:
    """Go on where an Equal Shares run ended: ballots start with the money they have left."""
    return _Clock(contest, before).run()


class _Clock:
    def __init__(self, contest: Contest, before: Run | None) -> None:
        election = contest.election
        self.contest = contest
        self.before = before
        self.unit = before.market.unit if before else 1
        self.weights = election.ballots.weights
        self.triangle = before.triangle if before else Triangle()
        self.first = len(self.triangle)
        self.paid_at: IntArray = np.full(election.ballots.groups, -1, np.int64)
        self.empty: FloatArray = -before.money if before else np.zeros(election.ballots.groups)
        self.largest = float(before.share) if before else 0.0
        self.count = (4 * before.market.longest + 2) if before else 2
        self.waiting = [p for p in contest.eligible if election.votes[p]]

    def run(self) -> Choice:
        contest, election = self.contest, self.contest.election
        choice = Choice()
        left = contest.budget
        counter = contest.capacity.counter()
        self.waiting = [position for position in self.waiting if position not in counter.out]
        queue = [(-np.inf, contest.ranks[p], p) for p in self.waiting]
        heapq.heapify(queue)
        while queue:
            form, position, tied = self._next(queue)
            project = election.projects[position]
            if project.cost > left:
                heapq.heappush(queue, (-np.inf, contest.ranks[position], position))
                break
            if len(tied) > 1:
                choice.ties.append((len(choice.chosen), tied, position))
            self._pay(position, form)
            if blocked := set(counter.take(position)):
                queue = [entry for entry in queue if entry[2] not in blocked]
                heapq.heapify(queue)
            left -= project.cost
            votes = election.votes[position]
            price = self.triangle.rounded(len(self.triangle) - 1) / self.unit
            choice.chosen.append(position)
            at = len(choice.chosen) - 1
            choice.steps.append(
                Step(at, project.id, True, "bought", "phragmen", project.cost, votes, left, price_per_utility=price)
            )
        taken = set(choice.chosen)
        for position in contest.eligible:
            if position not in taken:
                project = election.projects[position]
                votes = election.votes[position]
                reason = "no-votes" if not votes else "does-not-fit" if project.cost > left else "stopped"
                reason = "no-place" if position in counter.out else reason
                choice.steps.append(Step(len(taken), project.id, False, reason, "phragmen", project.cost, votes, left))
        return choice

    def _ballots(self, position: int) -> IntArray:
        who = self.contest.election.supporters
        return who.ballots[int(who.starts[position]) : int(who.starts[position + 1])]

    def _next(self, queue: list[tuple[float, int, int]]) -> tuple[Form, int, list[int]]:
        """The project bought first from now, as (its exact equation, position, all tied with it)."""
        looked: list[tuple[float, int]] = []
        bar = np.inf
        while queue and queue[0][0] <= bar:
            _, _, position = heapq.heappop(queue)
            low, high = self._time(position)
            looked.append((low, position))
            bar = min(bar, high)
        best: list[tuple[Form, int]] = []
        near = [position for low, position in looked if low <= bar]
        for position in near:
            form = self._form(position)
            sign = self._difference(form, best[0][0]) if best else -1
            if sign < 0:
                best = [(form, position)]
            elif sign == 0:
                best.append((form, position))
        chosen = min(best, key=lambda found: self.contest.ranks[found[1]])
        for low, position in looked:
            if position != chosen[1]:
                heapq.heappush(queue, (low, self.contest.ranks[position], position))
        return chosen[0], chosen[1], sorted(position for _, position in best)

    def _time(self, position: int) -> tuple[float, float]:
        """Between which times the project would be bought."""
        ballots = self._ballots(position)
        cost = float(self.contest.election.projects[position].cost * self.unit)
        votes = self.contest.election.votes[position]
        total = float((self.weights[ballots] * self.empty[ballots]).sum())
        error = (self.count + len(ballots) + 8) * 2 * EPS * (self.largest * votes + cost)
        return (cost + total - error) / votes, (cost + total + error) / votes

    def _form(self, position: int) -> Form:
        """constant, voters, coefficients of: voters · time = constant + Σ coefficient · value of an earlier row."""
        ballots = self._ballots(position)
        rows = self.paid_at[ballots]
        weights = self.weights[ballots]
        paid = rows >= 0
        sums = np.bincount(rows[paid], weights=weights[paid])
        coefficients = {row: int(total) for row, total in enumerate(sums.tolist()) if total}
        constant = self.contest.election.projects[position].cost * self.unit
        if self.before is not None:
            holding = ~paid & (self.empty[ballots] < 0)
            held, earlier = self.before.holdings(ballots[holding])
            constant -= held
            coefficients |= earlier
        return constant, self.contest.election.votes[position], coefficients

    def _difference(self, one: Form, two: Form) -> int:
        """The sign of one's time less two's."""
        coefficients = {row: two[1] * amount for row, amount in one[2].items()}
        for row, amount in two[2].items():
            coefficients[row] = coefficients.get(row, 0) - one[1] * amount
        return self.triangle.sign(two[1] * one[0] - one[1] * two[0], coefficients)

    def _pay(self, position: int, form: Form) -> None:
        ballots = self._ballots(position)
        self.triangle.add(form[0], form[1], form[2])
        row = len(self.triangle) - 1
        time = self.triangle.rounded(row)
        self.paid_at[ballots] = row
        self.empty[ballots] = time
        self.largest = max(self.largest, time)
