"""Bounded overspending: Equal Shares whose voters may pay for a part of a project as if it were the whole.

Source: G. Papasotiropoulos, S. Z. Pishbin, O. Skibski, P. Skowron, T. Wąs, "Method of Equal Shares with Bounded
Overspending" (2024; EC 2025), the rule BOS Equal Shares.

Each ballot holds budget / voters. Paying at most x per point, and at most what they have, a project's supporters gather
M(x), the part a = min(1, M(x) / cost) of it. That makes x / a per point of the whole project, and a rate of x / a² per
unit of utility: dear when much is missing. The project and part with the least rate are taken, among projects that fit
what is left of the real budget; its supporters pay x / a per point each, or all they have. What they lack is overspent:
the real budget bears it. It ends when nothing fits, or nobody with money wants what does, so no completion is needed.

Among parts of one project with an equal rate the least is taken, as in the authors' own programs. Between the amounts
that some voter holds per point the rate first rises, then falls (M is linear there), so only those amounts and the one
that gathers the whole cost need be tried.

How it is fast: rates only rise as money is spent, so a queue of old rates says which few projects must be looked at
again. How it is exact: floats with a bound on their error find the few offers that may be the least; those are compared
by ``pbcount.rules.quotients``.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key
from typing import NamedTuple

import numpy as np

from pbcount.election import FloatArray, IntArray
from pbcount.outcome import Endowment, Step
from pbcount.rules.contest import Choice, Contest, share_of
from pbcount.rules.equal_shares import free_of_charge
from pbcount.rules.equal_shares.market import Demand, Market, market_of
from pbcount.rules.quotients import Quotient, Quotients, Sum

EPS = 2.0**-53
WIDE = 1e-10
"""Offers nearer to each other than this are compared exactly, whatever their errors."""
NOTHING = Sum(0, {})


def choose(contest: Contest) -> Choice:
    election = contest.election
    free = free_of_charge(contest)
    priced = [p for p in contest.eligible if election.projects[p].cost and election.votes[p]]
    rest = contest.rest(free)
    market = market_of(rest, priced, max(1, election.voters))
    choice = Choice(chosen=list(free))
    for at, position in enumerate(free):
        project, votes = election.projects[position], election.votes[position]
        choice.steps.append(
            Step(at, project.id, True, "free", "bounded-overspending", 0, votes, contest.budget, 0.0, 0.0, votes, 0)
        )
    share = share_of(contest.budget, election.voters)
    choice.endowment = Endowment(share, share)
    return _Spree(rest, market, choice).run()


class Look(NamedTuple):
    """What floats say of a project: bounds of its least rate, and the amounts per point at which that may be reached."""

    low: float
    high: float
    at: FloatArray
    lows: FloatArray
    errors: FloatArray


@dataclass(frozen=True, slots=True)
class Offer:
    """A project at one amount per point: its exact rate per unit of utility, and the exact price per point."""

    project: int
    rate: Quotient
    price: Quotient


class _Spree:
    def __init__(self, contest: Contest, market: Market, choice: Choice) -> None:
        self.contest = contest
        self.market = market
        self.choice = choice
        self.share = contest.budget
        self.money: FloatArray = np.full(market.groups, float(self.share))
        self.empty = np.zeros(market.groups, np.bool_)
        self.row_of: IntArray = np.full(market.projects, -1, np.int64)
        self.prices = Quotients()
        self.slack = 2 * EPS * self.share

    def run(self) -> Choice:
        contest, election, choice = self.contest, self.contest.election, self.choice
        left = contest.budget
        counter = contest.capacity.counter()
        queue = [(0.0, demand.rank, position) for position, demand in self.market.demands.items()]
        heapq.heapify(queue)
        while True:
            queue = [
                entry for entry in queue if entry[2] not in counter.out and election.projects[entry[2]].cost <= left
            ]
            heapq.heapify(queue)
            offer = self._best(queue)
            if offer is None:
                break
            left -= election.projects[offer.project].cost
            counter.take(offer.project)
            self._pay(offer, left)
            if contest.progress:
                contest.progress("bounded-overspending", len(choice.chosen), None)
        taken = set(choice.chosen)
        for position in contest.eligible:
            if position not in taken:
                project, votes = election.projects[position], election.votes[position]
                reason = "does-not-fit" if project.cost > left else "supporters-cannot-pay"
                reason = "no-place" if position in counter.out else "no-votes" if not votes else reason
                demand = self.market.demands.get(position)
                holds = None
                if demand is not None:
                    holds = float((demand.voters * self.money[demand.ballots]).sum()) / self.market.unit
                choice.steps.append(
                    Step(
                        round=len(taken),
                        project=project.id,
                        chosen=False,
                        reason=reason,
                        phase="bounded-overspending",
                        cost=project.cost,
                        supporters=votes,
                        left=left,
                        supporters_left=holds,
                    )
                )
        return choice

    def _best(self, queue: list[tuple[float, int, int]]) -> Offer | None:
        """The offer with the least rate; the other projects looked at go back into the queue."""
        twins = self.contest.election.twins
        looks: dict[int, Look | None] = {}
        looked: list[tuple[int, Look]] = []
        bar = np.inf
        while queue and queue[0][0] <= bar:
            position = heapq.heappop(queue)[2]
            twin = twins[position]
            if twin not in looks:
                looks[twin] = self._look(self.market.demands[position])
            look = looks[twin]
            if look is not None:
                looked.append((position, look))
                bar = min(bar, look.high)
        best: list[Offer] = []
        for position, look in looked:
            if look.low > bar or twins[position] in (twins[offer.project] for offer in best):
                continue
            offer = self._offer(position, look, bar)
            sign = self.prices.compare(offer.rate, best[0].rate) if best else -1
            if sign <= 0:
                best = [offer, *best] if sign == 0 else [offer]
        if not best:
            return None
        ranks = self.contest.ranks
        offers = {twins[offer.project]: offer for offer in best}
        tied = [position for position, _ in looked if twins[position] in offers]
        chosen = min(tied, key=lambda position: ranks[position])
        if len(tied) > 1:
            self.choice.ties.append((len(self.choice.chosen), sorted(tied), chosen))
        for position, look in looked:
            if position != chosen:
                heapq.heappush(queue, (look.low, ranks[position], position))
        return replace(offers[twins[chosen]], project=chosen)

    def _look(self, demand: Demand) -> Look | None:
        """None when no supporter has any money."""
        some = ~self.empty[demand.ballots]
        if not some.any():
            return None
        held = self.money[demand.ballots[some]]
        weight = demand.weight[some]
        ratio = held if demand.points is None else held / demand.points[some]
        order = np.argsort(ratio)
        ratio = ratio[order]
        poor = np.cumsum((demand.voters[some] * held)[order])
        aside = np.cumsum(weight[order])
        rich = aside[-1] - aside
        cost = float(demand.cost)
        gathered = poor + ratio * rich
        rounding = (len(ratio) + 8) * EPS * self.share
        with np.errstate(over="ignore", divide="ignore"):
            error = WIDE + 8 * self.slack / ratio + 8 * (self.slack + rounding) * aside[-1] / gathered
            error = np.minimum(error, 1.0)
            rates = ratio / (gathered / cost) ** 2
        within = gathered <= cost * (1 + error)
        at, error, rates = ratio[within], error[within], rates[within]
        lows = np.zeros(len(at))
        known = error < 1
        lows[known] = rates[known] * (1 - error[known]) ** 3
        high = float((rates[known] * (1 + error[known]) ** 3).min(initial=np.inf))
        doubt = 8 * (self.slack * aside[-1] + rounding)
        if gathered[-1] >= cost - doubt:
            # They hold the whole cost, or so nearly that floats cannot tell: the last x is where they gather it.
            first = min(int(np.searchsorted(gathered, cost)), len(gathered) - 1)
            spent, weights = (poor[first - 1], rich[first - 1]) if first else (0.0, aside[-1])
            missing = max(cost - spent, 1e-300)
            whole = max(missing / weights, ratio[first - 1] if first else 0.0)
            wrong = min(1.0, WIDE + doubt / missing)
            at, error = np.append(at, whole), np.append(error, wrong)
            lows = np.append(lows, whole * (1 - wrong))
            if gathered[-1] >= cost + doubt:
                high = min(high, whole * (1 + wrong) if wrong < 1 else np.inf)
        return Look(float(lows.min()) / demand.utility, high / demand.utility, at, lows / demand.utility, error)

    def _offer(self, position: int, look: Look, bar: float) -> Offer:
        """The best of the project's offers that may be under the bar, exactly."""
        demand = self.market.demands[position]
        some = ~self.empty[demand.ballots]
        ballots, weight, voters = demand.ballots[some], demand.weight[some], demand.voters[some]
        points = None if demand.points is None else demand.points[some]
        ratio = self.money[ballots] if points is None else self.money[ballots] / points
        contending = look.lows <= bar
        near = look.at[contending]
        low, high = 0.0, np.inf
        if look.errors[contending].max() < 1e-9:
            low, high = (
                float(near.min()) * (1 - 1e-8) - 16 * self.slack,
                float(near.max()) * (1 + 1e-8) + 16 * self.slack,
            )
        sure = ratio < low
        poor = self._sum(ballots[sure], voters[sure])
        rich = int(demand.total_weight) - int(demand.weight[~some].sum()) - int(weight[sure].sum())
        offers: list[Offer] = []
        for tied in self._in_order(ballots, points, np.flatnonzero((ratio >= low) & (ratio <= high))):
            worth = 1 if points is None else int(points[tied[0]])
            money = self._money(int(ballots[tied[0]]))
            # Is x = money / worth enough for the whole cost? Then the price is found among the poorer ones.
            missing = Sum(demand.cost, {}).plus(poor.times(-1))
            if rich and self.prices.sign(money.times(rich).plus(missing.times(-worth))) >= 0:
                break
            gathered = poor.times(worth).plus(money.times(rich))
            offers.append(
                Offer(
                    position,
                    Quotient(demand.cost**2 * worth, (money,), (gathered, gathered, Sum(demand.utility, {}))),
                    Quotient(demand.cost, (money,), (gathered,)),
                )
            )
            poor = poor.plus(self._sum(ballots[tied], voters[tied]))
            rich -= int(weight[tied].sum())
        missing = Sum(demand.cost, {}).plus(poor.times(-1))
        if rich > 0 and high >= self.prices.rounded(missing) / rich * (1 - 1e-12):
            whole = (missing,)
            offers.append(
                Offer(
                    position,
                    Quotient(1, whole, (Sum(rich * demand.utility, {}),)),
                    Quotient(1, whole, (Sum(rich, {}),)),
                )
            )
        best = offers[0]
        for offer in offers[1:]:
            if self.prices.compare(offer.rate, best.rate) < 0:
                best = offer
        return best

    def _in_order(self, ballots: IntArray, points: FloatArray | None, near: IntArray) -> list[list[int]]:
        """Places of ballots by what they hold per point, exactly; those that hold as much together."""
        alike: dict[tuple[tuple[tuple[int, int], ...], int], list[int]] = {}
        for place in near.tolist():
            paid = tuple(sorted(self._money(int(ballots[place])).amounts.items()))
            alike.setdefault((paid, 1 if points is None else int(points[place])), []).append(place)
        kinds = [(self._money(int(ballots[places[0]])), key[1], places) for key, places in alike.items()]

        def order(one: tuple[Sum, int, list[int]], two: tuple[Sum, int, list[int]]) -> int:
            return self.prices.sign(one[0].times(two[1]).plus(two[0].times(-one[1])))

        kinds.sort(key=cmp_to_key(order))
        merged: list[list[int]] = []
        for at, kind in enumerate(kinds):
            if at and order(kinds[at - 1], kind) == 0:
                merged[-1].extend(kind[2])
            else:
                merged.append(list(kind[2]))
        return merged

    def _money(self, ballot: int) -> Sum:
        """What a ballot that was never emptied holds, exactly."""
        market = self.market
        cut = slice(int(market.starts[ballot]), int(market.starts[ballot + 1]))
        rows = self.row_of[market.members[cut]].tolist()
        points = [1] * len(rows) if market.points is None else market.points[cut].astype(np.int64).tolist()
        return Sum(self.share, {row: -many for row, many in zip(rows, points, strict=True) if row >= 0})

    def _sum(self, ballots: Sequence[int] | IntArray, voters: FloatArray) -> Sum:
        total = NOTHING
        paid: dict[int, int] = {}
        if len(ballots):
            market = self.market
            first = market.starts[ballots]
            lengths = market.starts[np.asarray(ballots) + 1] - first
            ends = np.cumsum(lengths)
            entries = np.arange(int(ends[-1])) + np.repeat(first - (ends - lengths), lengths)
            rows = self.row_of[market.members[entries]]
            weights = np.repeat(voters, lengths)
            if market.points is not None:
                weights = weights * market.points[entries]
            sums = np.bincount(rows[rows >= 0], weights=weights[rows >= 0])
            paid = {row: -int(many) for row, many in enumerate(sums.tolist()) if many}
            total = Sum(int(voters.sum()) * self.share, paid)
        return total

    def _pay(self, offer: Offer, left: int) -> None:
        election, demand = self.contest.election, self.market.demands[offer.project]
        per_point = self.prices.add(offer.price)
        points = 1.0 if demand.points is None else demand.points
        held = self.money[demand.ballots]
        some = ~self.empty[demand.ballots]
        gap = held - per_point * points
        margin = 16 * self.slack + 1e-12 * per_point * points
        emptied = some & (gap < 0)
        memo: dict[tuple[tuple[tuple[int, int], ...], int], bool] = {}
        for place in np.flatnonzero(some & (np.abs(gap) <= margin)).tolist():
            money = self._money(int(demand.ballots[place]))
            worth = 1 if demand.points is None else int(demand.points[place])
            key = (tuple(sorted(money.amounts.items())), worth)
            if key not in memo:
                row = len(self.prices) - 1
                memo[key] = self.prices.sign(money.plus(Sum(0, {row: -worth}))) <= 0
            emptied[place] = memo[key]
        paid = np.where(emptied, held, per_point * points)
        self.money[demand.ballots] = np.where(some & ~emptied, np.maximum(gap, 1e-300), 0.0)
        self.empty[demand.ballots[emptied]] = True
        self.row_of[offer.project] = len(self.prices) - 1
        self.slack += 4 * EPS * self.share
        full = int(demand.voters[some & ~emptied | (some & emptied & (paid >= per_point * points))].sum())
        project = election.projects[offer.project]
        choice = self.choice
        choice.steps.append(
            Step(
                round=len(choice.chosen),
                project=project.id,
                chosen=True,
                reason="bought",
                phase="bounded-overspending",
                cost=project.cost,
                supporters=election.votes[offer.project],
                left=left,
                price=per_point / self.market.unit,
                price_per_utility=per_point
                / (demand.utility if self.contest.spec.utility == "cost" else self.market.unit),
                paying_full=full,
                paying_rest=int(demand.voters[some].sum()) - full,
            )
        )
        choice.chosen.append(offer.project)
