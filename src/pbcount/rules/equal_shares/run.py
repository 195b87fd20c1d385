"""Given the share of each ballot, what does the Method of Equal Shares buy, in which order, at what prices?

Source: D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021).

Every ballot holds the share. A project is affordable when its supporters hold its cost together. Its price per point
is the least q at which everyone paying min(q · points, money left) covers the cost; among affordable projects the one
with the least price per unit of utility is bought, until none is affordable.

How it is fast: a project's price only rises as money is spent, so a queue of old prices says which few must be looked
at again; the price is found without sorting, in a few passes that move those who cannot pay in full aside.

How it is exact: money is a float within ``slack`` of the truth. Whatever that cannot decide (which price is least,
whether a project is affordable, whether a supporter pays in full) is decided by the triangle of whole numbers
(``pbcount.rules.triangle``): a ballot either paid the full price of each earlier winner it names, or has been emptied.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pbcount.election import FloatArray, IntArray
from pbcount.rules.equal_shares.market import Demand, Market
from pbcount.rules.triangle import Triangle, to_float

EPS = 2.0**-53
NEAR = 1.0 + 1e-9
"""Prices nearer to the least one than this are compared exactly."""
TINY = 1e-300
"""What a ballot holds that is empty in truth or nearly, but was never asked for more than it had; emptied ones hold 0."""

BoolArray = npt.NDArray[np.bool_]


class Row(NamedTuple):
    """An exact equation for a price: full · q = constant + Σ coefficients · earlier prices."""

    constant: int
    full: int
    poor: int
    coefficients: dict[int, int]
    poor_mask: BoolArray | None


@dataclass(slots=True)
class Bought:
    project: int
    row: Row
    price: float
    per_utility: float
    paying_full: int
    paying_rest: int
    simple: Fraction | None
    """The price per utility, where everyone who had not been emptied paid in full."""


@dataclass(slots=True)
class Run:
    """A finished run. ``money`` is what each ballot holds at the end (0.0 for emptied ones)."""

    share: int
    bought: list[Bought]
    triangle: Triangle
    ties: list[tuple[int, list[int], int]]
    money: FloatArray
    round_of: IntArray
    market: Market = field(repr=False)

    @property
    def order(self) -> list[int]:
        return [each.project for each in self.bought]

    def holdings(self, ballots: IntArray) -> tuple[int, dict[int, int]]:
        """What these ballots, never emptied, hold together: whole units less Σ amount · price of each row."""
        voters = self.market.voters[ballots]
        return int(voters.sum()) * self.share, _paid(self.market, self.round_of, ballots, voters)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a look at one project found: ``low`` bounds the price per utility from below, ``near`` estimates it.

    ``simple`` is the price per utility exactly, where everyone who has not been emptied pays in full; ``full`` is then
    the weight of those.
    """

    project: int
    low: float
    near: float
    price: float
    simple: Fraction | None = None
    full: int = 0


def run(market: Market, share: int, lead: Run | None = None) -> Run | None:
    """All that is bought when each ballot holds ``share``.

    With ``lead``, a run at a smaller share: the same projects are bought in the same order, and ``None`` is the answer
    unless it is proved that they are what every share from the lead's up to this one buys, in that order. Prices at a
    fixed order only fall as the share rises, so it is enough that each winner's price at the lead's share is below all
    other prices at this one.
    """
    return _Purse(market, share).shop(lead)


class _Purse:
    """The state of one run."""

    __slots__ = ("bought", "counter", "demands", "market", "money", "round_of", "share", "slack", "ties", "triangle")

    def __init__(self, market: Market, share: int) -> None:
        self.market = market
        self.demands = market.demands
        self.share = share
        self.money: FloatArray = np.full(market.groups, float(share))
        self.round_of: IntArray = np.full(market.projects, -1, np.int64)
        self.triangle = Triangle()
        self.bought: list[Bought] = []
        self.ties: list[tuple[int, list[int], int]] = []
        self.slack = 2 * EPS * share
        self.counter = market.capacity.counter()

    def shop(self, lead: Run | None) -> Run | None:
        queue = [
            (demand.cost / demand.total_weight / demand.utility * (1 - 8 * EPS), demand.rank, project)
            for project, demand in self.demands.items()
            if demand.total_voters * self.share >= demand.cost and project not in self.counter.out
        ]
        heapq.heapify(queue)
        if lead is None:
            while (found := self._cheapest(queue)) is not None:
                self._buy(*found)
                self._block(queue)
        else:
            for led in lead.bought:
                if not self._follow(queue, led):
                    return None
            if self._cheapest(queue) is not None:
                return None
        return Run(self.share, self.bought, self.triangle, self.ties, self.money, self.round_of, self.market)

    def _block(self, queue: list[tuple[float, int, int]]) -> None:
        """Take out of the queue what shares a full group with the last one bought."""
        if blocked := set(self.counter.take(self.bought[-1].project)):
            queue[:] = [entry for entry in queue if entry[2] not in blocked]
            heapq.heapify(queue)

    def _cheapest(self, queue: list[tuple[float, int, int]]) -> tuple[Quote, Row] | None:
        """Look at projects by their old prices until no other can be cheaper."""
        looked: list[Quote] = []
        bar = float("inf")
        while True:
            while queue and queue[0][0] <= bar:
                quote = self._quote(heapq.heappop(queue)[2])
                if quote is not None:
                    looked.append(quote)
                    bar = min(bar, quote.near * NEAR)
            if not looked:
                return None
            best, row = self._least([quote for quote in looked if quote.low <= bar])
            exact = self._price(row) / self.demands[best.project].utility
            if exact <= bar:
                break
            bar = exact * NEAR
        for quote in looked:
            if quote is not best:
                heapq.heappush(queue, (quote.low, self.demands[quote.project].rank, quote.project))
        return best, row

    def _follow(self, queue: list[tuple[float, int, int]], led: Bought) -> bool:
        """Buy what the lead bought, if at both shares no other project can be as cheap."""
        bar = led.per_utility * (1 + 1e-12)
        winner = self.demands[led.project]
        back = []
        fits = True
        while queue and queue[0][0] <= bar:
            _, _, project = heapq.heappop(queue)
            if project == led.project:
                continue
            quote = self._quote(project)
            if quote is None:
                continue
            back.append((quote.low, self.demands[project].rank, project))
            if quote.low <= bar:
                other = self.demands[project]
                fits = (
                    led.simple is not None
                    and quote.simple is not None
                    and (led.simple, winner.rank) < (quote.simple, other.rank)
                )
                if not fits:
                    break
        for entry in back:
            heapq.heappush(queue, entry)
        if not fits:
            return False
        quote = self._quote(led.project)
        if quote is None:
            return False
        self._buy(quote, self._row(quote))
        for place, entry in enumerate(queue):
            if entry[2] == led.project:
                queue[place] = queue[-1]
                queue.pop()
                heapq.heapify(queue)
                break
        self._block(queue)
        return True

    def _quote(self, project: int) -> Quote | None:
        """The price as floats see it, or None when the supporters cannot pay."""
        demand = self.demands[project]
        held = self.money.take(demand.ballots)
        points = demand.points
        cost = float(demand.cost)
        price = cost / demand.total_weight
        if points is None:
            lowest = float(held.min())
        else:
            lowest = float((held / points).min())
        if lowest >= price * (1 + 8 * EPS) + self.slack:
            per_utility = price / demand.utility
            low = per_utility * (1 - 8 * EPS)
            return Quote(project, low, per_utility, price, demand.best_price, demand.total_weight)
        # Sums are not left to BLAS: its threads cost more than they save on arrays of this length.
        count = len(held)
        total = float((demand.voters * held).sum())
        error = demand.total_voters * self.slack + (count + 8) * 2 * EPS * (total + cost)
        if total < cost - error or (total <= cost + error and not self._affordable(demand, held)):
            return None
        weight = float(demand.total_weight)
        rich_weight = weight
        while True:
            poor = held < (price if points is None else price * points)
            voters = demand.voters * poor
            gathered = float((voters * held).sum())
            aside = float(voters.sum()) if points is None else float((voters * points).sum())
            if weight - aside >= rich_weight:
                break
            if weight - aside < 0.5:
                # The supporters hold the cost almost to the unit, so the price is what the richest of them hold: one
                # who kept more than twice the error would leave the others short.
                top = float(held.max() if points is None else (held / points).max())
                low = (top - 2 * error - self.slack) / demand.utility * (1 - 8 * EPS)
                return Quote(project, low, top / demand.utility, top)
            rich_weight = weight - aside
            price = max(price, (cost - gathered) / rich_weight)
        near = price / demand.utility
        short = held < (
            price * (1 + 8 * EPS) + self.slack if points is None else (price * (1 + 8 * EPS)) * points + self.slack
        )
        if not held[short].any():
            full = int(rich_weight)
            return Quote(project, near * (1 - 8 * EPS), near, price, Fraction(demand.cost, full * demand.utility), full)
        low = (price - error / rich_weight) / demand.utility * (1 - 8 * EPS)
        return Quote(project, low, near, price)

    def _affordable(self, demand: Demand, held: FloatArray) -> bool:
        left = held > 0
        coefficients = _paid(self.market, self.round_of, demand.ballots[left], demand.voters[left])
        constant = int(demand.voters[left].sum()) * self.share - demand.cost
        return self.triangle.sign(constant, {row: -paid for row, paid in coefficients.items()}) >= 0

    def _row(self, quote: Quote) -> Row:
        """The exact equation for the price, knowing for certain who pays in full."""
        demand = self.demands[quote.project]
        if quote.full == demand.total_weight:
            return Row(demand.cost, quote.full, 0, {}, None)
        held = self.money.take(demand.ballots)
        if quote.full:
            return Row(demand.cost, quote.full, 0, {}, held == 0)
        points = 1.0 if demand.points is None else demand.points
        asked = quote.price * points
        # Nobody within the margin, and the exact price within the tolerance, proves that all stand on the right side.
        tolerance = 1e-12 * quote.price + self.slack
        margin = self.slack + tolerance * points + 8 * EPS * asked
        gap = held - asked
        poor = gap < -margin
        if not (gap[~poor] <= (margin if isinstance(margin, float) else margin[~poor])).any():
            row = self._row_for(demand, held, poor)
            if row.full > 0 and abs(self._price(row) - quote.price) <= tolerance:
                return row
        return self._row_exactly(demand, held, quote.price, 1e-6 * quote.price + 4 * self.slack)

    def _price(self, row: Row) -> float:
        return to_float(self.triangle.solve(row.constant, row.full, row.coefficients)[0])

    def _row_for(self, demand: Demand, held: FloatArray, poor: BoolArray) -> Row:
        aside = int(demand.weight[poor].sum())
        some = poor & (held > 0)
        ballots = demand.ballots[some]
        voters = demand.voters[some]
        count = int(voters.sum())
        return Row(
            demand.cost - count * self.share,
            demand.total_weight - aside,
            count,
            _paid(self.market, self.round_of, ballots, voters),
            poor,
        )

    def _row_exactly(self, demand: Demand, held: FloatArray, price: float, far: float) -> Row:
        """Move supporters aside one by one, the poorest first, in exact rationals where floats are too near to tell."""
        ratio = held if demand.points is None else held / demand.points
        poor = ratio < price - far
        memo: dict[tuple[tuple[int, int], ...], Fraction] = {}
        near = [
            (self._exact_money(int(demand.ballots[at]), float(held[at]), memo) / self._points(demand, int(at)), int(at))
            for at in np.flatnonzero(np.abs(ratio - price) <= far)
        ]
        near.sort()
        row = self._row_for(demand, held, poor)
        place = 0
        while place < len(near):
            limit = near[place][0]
            # Poor when money < q · points, that is when full · money / points < full · q.
            if row.full > 0 and limit * row.full >= self.triangle.exact_sum(row.constant, row.coefficients):
                break
            while place < len(near) and near[place][0] == limit:
                poor[near[place][1]] = True
                place += 1
            row = self._row_for(demand, held, poor)
        if far < float("inf") and not (row.full > 0 and abs(self._price(row) - price) < far / 2):
            return self._row_exactly(demand, held, price, float("inf"))
        return row

    @staticmethod
    def _points(demand: Demand, at: int) -> int:
        return 1 if demand.points is None else int(demand.points[at])

    def _exact_money(self, ballot: int, held: float, memo: dict[tuple[tuple[int, int], ...], Fraction]) -> Fraction:
        if held == 0:
            return Fraction(0)
        market = self.market
        cut = slice(int(market.starts[ballot]), int(market.starts[ballot + 1]))
        rows = self.round_of[market.members[cut]].tolist()
        points = [1] * len(rows) if market.points is None else market.points[cut].astype(np.int64).tolist()
        paid = tuple(sorted((row, point) for row, point in zip(rows, points, strict=True) if row >= 0))
        if paid not in memo:
            memo[paid] = self.triangle.exact_sum(self.share, {row: -point for row, point in paid})
        return memo[paid]

    def _least(self, contenders: list[Quote]) -> tuple[Quote, Row]:
        """The contender with the least price per utility, exactly; ties by rank, and noted."""
        tied: list[Quote] = []
        row: Row | None = None
        if all(quote.simple is not None for quote in contenders):
            least = min(quote.simple for quote in contenders if quote.simple is not None)
            tied = [quote for quote in contenders if quote.simple == least]
        else:
            for quote in contenders:
                other = self._row(quote)
                sign = -1 if row is None else self._difference(quote, other, tied[0], row)
                if sign < 0:
                    tied, row = [quote], other
                elif sign == 0:
                    tied.append(quote)
        chosen = min(tied, key=lambda quote: self.demands[quote.project].rank)
        if len(tied) > 1:
            self.ties.append((len(self.bought), sorted(quote.project for quote in tied), chosen.project))
        return chosen, self._row(chosen)

    def _difference(self, one: Quote, row: Row, two: Quote, other: Row) -> int:
        """The sign of one's price per utility less two's."""
        left = other.full * self.demands[two.project].utility
        right = row.full * self.demands[one.project].utility
        coefficients = {at: left * amount for at, amount in row.coefficients.items()}
        for at, amount in other.coefficients.items():
            coefficients[at] = coefficients.get(at, 0) - right * amount
        return self.triangle.sign(left * row.constant - right * other.constant, coefficients)

    def _buy(self, quote: Quote, row: Row) -> None:
        demand = self.demands[quote.project]
        self.triangle.add(row.constant, row.full, row.coefficients)
        number = len(self.bought)
        price = self.triangle.rounded(number)
        held = self.money.take(demand.ballots)
        left = held - (price if demand.points is None else price * demand.points)
        np.maximum(left, TINY, out=left)
        full_voters = demand.total_voters
        if row.poor_mask is not None:
            left[row.poor_mask] = 0.0
            full_voters -= int(demand.voters[row.poor_mask].sum())
        self.money[demand.ballots] = left
        self.round_of[quote.project] = number
        per_utility = price / demand.utility
        self.bought.append(Bought(quote.project, row, price, per_utility, full_voters, row.poor, quote.simple))
        self.slack = (4 * min(len(self.bought), self.market.longest) + 2) * EPS * self.share


def _paid(market: Market, round_of: IntArray, ballots: IntArray, voters: FloatArray) -> dict[int, int]:
    """For never emptied ballots: row → Σ voters · points of those who paid that row's price."""
    if not len(ballots):
        return {}
    first = market.starts[ballots]
    lengths = market.starts[ballots + 1] - first
    ends = np.cumsum(lengths)
    entries = np.arange(int(ends[-1])) + np.repeat(first - (ends - lengths), lengths)
    rows = round_of[market.members[entries]]
    amounts = np.repeat(voters, lengths)
    if market.points is not None:
        amounts = amounts * market.points[entries]
    known = rows >= 0
    sums = np.bincount(rows[known], weights=amounts[known])
    return {row: int(paid) for row, paid in enumerate(sums.tolist()) if paid}
