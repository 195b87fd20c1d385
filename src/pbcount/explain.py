"""Why did each project win or not, and whose money went where?

Numbers and ids, never prose: whoever shows them words them. Amounts of money here are floats for reading (in the
election's units); nothing is decided by them. What would have made a project win is found by counting again, exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from pbcount.counting import decide, decide_at
from pbcount.election import Election, FloatArray, IntArray
from pbcount.measures import satisfied
from pbcount.outcome import Outcome, Step

HAD_A_CHANCE = ("supporters-cannot-pay", "does-not-fit", "stopped")
"""The reasons of losers that the rule looked at; the others could not have won whoever paid."""


@dataclass(frozen=True, slots=True)
class Payment:
    """What each ballot of a winner's supporters paid for it, per voter."""

    position: int
    ballots: IntArray
    paid: FloatArray


@dataclass(frozen=True, slots=True)
class ProjectExplanation:
    """``effective_support``: how much of the cost its supporters would have covered, at the best moment of the count, at
    the price others were bought at (1.0 for winners; None for rules without prices). ``supporters_left``: what they
    held together when the count ended. ``spent_on``: where their money went instead, as (winner, amount), most first;
    under greedy a winner's cost is thought to be split equally among its supporters. ``budget_left``: what was left of
    the budget when the project was chosen or refused.
    """

    id: str
    cost: int
    votes: int
    won: bool
    reason: str
    budget_left: int
    price: float | None = None
    paying_full: int | None = None
    paying_rest: int | None = None
    effective_support: float | None = None
    supporters_left: float | None = None
    spent_on: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A category's or area's part of the votes (each voter's one vote split over her projects) and of the money spent."""

    name: str
    votes: float
    money: float


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """What would have made a project win, everything else being equal. None: nothing of the kind would have.

    ``more_supporters`` new voters who name only this project, the budget being the same; with one fewer it loses.
    ``lower_cost`` is the cost at which it wins, in the election's units; at one whole krona more it loses.
    """

    more_supporters: int | None
    lower_cost: int | None


@dataclass(frozen=True)
class Explanation:
    """``tenths``: the part of the spent money decided by each tenth of the voters, from those who decided least."""

    projects: tuple[ProjectExplanation, ...]
    voters: int
    voters_with_any: int
    voters_by_wins: Mapping[int, int]
    tenths: tuple[float, ...]
    categories: tuple[Share, ...]
    areas: tuple[Share, ...]
    _election: Election = field(repr=False, compare=False)
    _outcome: Outcome = field(repr=False, compare=False)

    def of(self, project: str) -> ProjectExplanation:
        return self.projects[self._election.index[project]]

    def counterfactual(self, project: str) -> Counterfactual:
        """Found by counting again many times; slow where a count is slow."""
        return counterfactual(self._election, self._outcome, project)


def explain(election: Election, outcome: Outcome) -> Explanation:
    """Explain a finished count of this election."""
    steps = {step.project: step for step in outcome.steps}
    flows = _Flows(election, outcome, steps)
    projects = []
    for position, project in enumerate(election.projects):
        step = steps[project.id]
        went = flows.spent[position]
        order = [int(at) for at in np.argsort(-went, kind="stable") if went[at] > 0]
        projects.append(
            ProjectExplanation(
                id=project.id,
                cost=project.cost,
                votes=election.votes[position],
                won=step.chosen,
                reason=step.reason,
                budget_left=step.left,
                price=step.price,
                paying_full=step.paying_full,
                paying_rest=step.paying_rest,
                effective_support=1.0 if step.chosen and flows.priced else flows.support.get(position),
                supporters_left=None if step.chosen else flows.left.get(position),
                spent_on=tuple(
                    (outcome.winners[at], float(went[at])) for at in order if outcome.winners[at] != project.id
                ),
            )
        )
    wins = satisfied(election, (election.index[winner] for winner in outcome.winners))
    weights = election.ballots.weights
    by_wins = np.bincount(wins, weights=weights) if len(wins) else np.zeros(1)
    return Explanation(
        projects=tuple(projects),
        voters=election.voters,
        voters_with_any=int(weights[wins > 0].sum()),
        voters_by_wins={number: int(many) for number, many in enumerate(by_wins) if many},
        tenths=_tenths(flows.decided, weights),
        categories=_shares(election, outcome, {at: p.categories for at, p in enumerate(election.projects)}),
        areas=_shares(election, outcome, {at: (p.area,) if p.area else () for at, p in enumerate(election.projects)}),
        _election=election,
        _outcome=outcome,
    )


class _Flows:
    """Follows the money through the count, winner by winner."""

    def __init__(self, election: Election, outcome: Outcome, steps: Mapping[str, Step]) -> None:
        self.election = election
        winners = [election.index[winner] for winner in outcome.winners]
        self.spent = np.zeros((len(election.projects), len(winners)))
        self.decided: FloatArray = np.zeros(election.ballots.groups)
        self.support: dict[int, float] = {}
        self.left: dict[int, float] = {}
        phases = {steps[winner].phase for winner in outcome.winners} or {outcome.rule}
        self.priced = bool(phases & {"equal-shares", "bounded-overspending", "phragmen"})
        self.losers = [
            position
            for position, project in enumerate(election.projects)
            if steps[project.id].reason in HAD_A_CHANCE and election.votes[position] and project.cost
        ]
        self.money: FloatArray = np.zeros(election.ballots.groups)
        by_shares = outcome.certificate is not None or "bounded-overspending" in phases
        if outcome.endowment is not None and by_shares:
            self.money += float(outcome.endowment.final)
        self.by_points = outcome.spec.utility == "points" and election.ballots.points is not None
        for at, payment in enumerate(self._payments(outcome, steps, winners)):
            self._follow(at, payment)
        if self.priced:
            for position in self.losers:
                ballots = self._supporters(position)[0]
                held = float((election.ballots.weights[ballots] * np.maximum(self.money[ballots], 0)).sum())
                self.left[position] = held
                if position not in self.support:
                    self.support[position] = min(1.0, held / election.projects[position].cost)

    def _supporters(self, position: int) -> tuple[IntArray, IntArray]:
        who = self.election.supporters
        cut = slice(int(who.starts[position]), int(who.starts[position + 1]))
        return who.ballots[cut], who.points[cut]

    def _payments(self, outcome: Outcome, steps: Mapping[str, Step], winners: list[int]) -> Iterator[Payment]:
        weights = self.election.ballots.weights
        time = 0.0
        for position in winners:
            step = steps[self.election.projects[position].id]
            ballots, points = self._supporters(position)
            if step.phase in ("equal-shares", "bounded-overspending"):
                price = step.price or 0.0
                self._support_at(step.price_per_utility or 0.0, outcome)
                paid = np.minimum(self.money[ballots], price * points if self.by_points else price)
                self.money[ballots] -= paid
            elif step.phase == "phragmen":
                now = step.price_per_utility or 0.0
                self.money += now - time
                time = now
                self._support_at(None, outcome)
                paid = self.money[ballots].copy()
                self.money[ballots] = 0.0
            else:
                voters = int(weights[ballots].sum())
                paid = np.full(len(ballots), step.cost / voters if voters else 0.0)
            yield Payment(position, ballots, np.asarray(paid, np.float64))

    def _support_at(self, per_utility: float | None, outcome: Outcome) -> None:
        """How much of their cost the losers' supporters would cover now, at this price (or with all they have)."""
        weights = self.election.ballots.weights
        for position in self.losers:
            ballots, points = self._supporters(position)
            cost = self.election.projects[position].cost
            held = self.money[ballots]
            if per_utility is not None:
                most = per_utility * (cost if outcome.spec.utility == "cost" else 1)
                held = np.minimum(held, most * points if self.by_points else most)
            covered = min(1.0, float((weights[ballots] * held).sum()) / cost)
            self.support[position] = max(self.support.get(position, 0.0), covered)

    def _follow(self, at: int, payment: Payment) -> None:
        """Whose supporters are these voters too? Their payment went here and not there."""
        ballots = self.election.wishes
        self.decided[payment.ballots] += payment.paid
        first = ballots.starts[payment.ballots]
        lengths = ballots.starts[payment.ballots + 1] - first
        ends = np.cumsum(lengths)
        if not len(ends):
            return
        entries = np.arange(int(ends[-1])) + np.repeat(first - (ends - lengths), lengths)
        amounts = np.repeat(payment.paid * ballots.weights[payment.ballots], lengths)
        self.spent[:, at] = np.bincount(
            ballots.members[entries], weights=amounts, minlength=len(self.election.projects)
        )


def _tenths(decided: FloatArray, weights: IntArray) -> tuple[float, ...]:
    """Voters in order of what they decided, in ten equal parts: each part's share of the whole."""
    whole = float((decided * weights).sum())
    voters = int(weights.sum())
    if not whole or not voters:
        return (0.0,) * 10
    order = np.argsort(decided, kind="stable")
    people = np.concatenate([[0.0], np.cumsum(weights[order])])
    money = np.concatenate([[0.0], np.cumsum((decided * weights)[order])])
    upto = np.interp(np.linspace(0, voters, 11), people, money)
    return tuple(float(part) for part in np.diff(upto) / whole)


def _shares(election: Election, outcome: Outcome, groups: Mapping[int, tuple[str, ...]]) -> tuple[Share, ...]:
    if not any(groups.values()):
        return ()
    ballots = election.wishes
    lengths = np.diff(ballots.starts)
    each = np.repeat(ballots.weights / np.maximum(lengths, 1), lengths)
    votes = np.bincount(ballots.members, weights=each, minlength=len(election.projects))
    won = set(outcome.winners)
    parts: dict[str, list[float]] = {}
    for position, project in enumerate(election.projects):
        names = groups[position] or ("",)
        for name in names:
            part = parts.setdefault(name, [0.0, 0.0])
            part[0] += float(votes[position]) / len(names)
            part[1] += project.cost / len(names) if project.id in won else 0.0
    all_votes = sum(part[0] for part in parts.values()) or 1.0
    all_money = sum(part[1] for part in parts.values()) or 1.0
    return tuple(Share(name, part[0] / all_votes, part[1] / all_money) for name, part in sorted(parts.items()))


class SearchStoppedError(Exception):
    """A search for what would have made a project win was told to stop before it had found out."""


def counterfactual(
    election: Election, outcome: Outcome, project: str, keep_on: Callable[[], bool] | None = None
) -> Counterfactual:
    """How many more supporters, or what lower cost, would have made a losing project win.

    Found by counting again, about ten times where a guess is near. ``keep_on`` is asked before each count; when it says
    no, ``SearchStoppedError`` is raised.
    """
    listed = election.projects[election.index[project]]
    if project in outcome.winners or listed.withdrawn:
        return Counterfactual(None, None)
    scale = election.scale

    def with_more(more: int) -> Election:
        return election.with_supporters(project, more)

    def with_lower_cost(down: int) -> Election:
        return election.with_project(replace(listed, cost=listed.cost - down * scale))

    search = _Search(outcome, project, keep_on or (lambda: True))
    dear = listed.cost > election.budget
    more = None if dear else search.least(with_more, 2 * election.voters + 100)
    down = search.least(with_lower_cost, (listed.cost - 1) // scale) if listed.cost > 1 else None
    return Counterfactual(more, None if down is None else listed.cost - down * scale)


@dataclass(frozen=True, slots=True)
class _Search:
    outcome: Outcome
    project: str
    keep_on: Callable[[], bool]

    def least(self, changed: Callable[[int], Election], most: int) -> int | None:
        """The least change near a guess that makes the project win, while one less does not; None up to ``most``."""

        def wins(by: int) -> bool:
            if not self.keep_on():
                raise SearchStoppedError
            return self.project in decide(changed(by), self.outcome.spec)

        def would_win(by: int) -> bool:
            return self.project in decide_at(changed(by), self.outcome.spec, final)

        guess = 1
        endowment = self.outcome.endowment
        if endowment is not None and endowment.added:
            # A count at the last share alone is a hundred times faster, and nearly always of the same mind.
            final = endowment.final
            guess = _least(would_win, most, 1) or 1
        return _least(wins, most, guess)


def _least(wins: Callable[[int], bool], most: int, guess: int) -> int | None:
    """A number that wins while one less does not: by doubling steps away from the guess, then by halving the gap."""
    if most < 1:
        return None
    step, at = 1, min(guess, most)
    if wins(at):
        low, high = at - 1, at
        while low > 0 and wins(low):
            step *= 2
            low, high = max(0, low - step), low
    else:
        low, high = at, min(most, at + step)
        while high > low and not wins(high):
            step *= 2
            low, high = high, min(most, high + step)
        if high == low:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if wins(middle):
            high = middle
        else:
            low = middle
    return high
