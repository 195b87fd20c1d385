"""What is bought at each of many shares, found side by side?

add1 needs the outcome at thousands of neighbouring shares, and each run is mostly small steps over short arrays. Here
one array holds the money of every ballot at every share of a batch, so that each step serves them all.

No exact arithmetic here: money is a float with a bound on its error, carried along for each ballot and share. Where it
cannot tell which project is next, the answer for that share is None and ``pbcount.rules.equal_shares.run``, which can
always tell, is asked instead. Projects all of whose supporters pay in full, or have been emptied, have simple prices
(the cost over a whole number), and these are compared exactly.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from pbcount.election import FloatArray, IntArray
from pbcount.rules.equal_shares.market import Demand, Market
from pbcount.rules.equal_shares.run import EPS, TINY

CELLS = 24_000
"""So many amounts (supporters of a middling project times shares) are looked at in a step: more would only be slower."""
WIDEST, NARROWEST = 384, 8
NEAR = 1.0 + 1e-8
"""Prices nearer to the least one than this are not told apart here (unless all their supporters pay in full)."""
FAR = 1e300
"""Dearer than anything."""
BoolArray = npt.NDArray[np.bool_]


def width(market: Market) -> int:
    """How many shares it pays to look at together."""
    named = sum(len(demand.ballots) for demand in market.demands.values())
    wide = CELLS * len(market.demands) // max(1, named)
    return min(WIDEST, wide) if wide >= NARROWEST else 1


def abreast(market: Market, shares: list[int]) -> list[list[int] | None]:
    """For each share the projects bought, in order; None where floats could not tell."""
    return _Batch(market, shares).run()


class _Batch:
    """Rows are projects (in the order of ``projects``), columns are shares."""

    def __init__(self, market: Market, shares: list[int]) -> None:
        self.projects = list(market.demands)
        self.demands = [market.demands[project] for project in self.projects]
        count, wide = len(self.projects), len(shares)
        self.shares: FloatArray = np.array(shares, np.float64)
        self.money: FloatArray = np.tile(self.shares, (market.groups, 1))
        self.error: FloatArray = 2 * EPS * self.money
        self.base = np.array([demand.cost / demand.total_weight for demand in self.demands])
        self.divisor = np.array([float(demand.utility) for demand in self.demands])
        self.price: FloatArray = np.repeat(self.base[:, None], wide, axis=1)
        self.floor = self.price.copy()
        self.low: FloatArray = (self.base / self.divisor * (1 - 8 * EPS))[:, None] * np.ones(wide)
        self.near: FloatArray = np.full((count, wide), np.inf)
        """The price per utility where it was looked at since anything was bought, else infinite."""
        self.full: IntArray = np.zeros((count, wide), np.int64)
        """Where the price is simple, what the cost is divided by; else 0."""
        self.alive: BoolArray = np.ones(wide, np.bool_)
        self.unsure: BoolArray = np.zeros(wide, np.bool_)
        self.orders: list[list[int]] = [[] for _ in shares]
        self.row_of = {project: row for row, project in enumerate(self.projects)}
        self.counters = [market.capacity.counter() for _ in shares] if market.capacity.groups else []
        for column, counter in enumerate(self.counters):
            self._block(counter.out, column)

    def run(self) -> list[list[int] | None]:
        columns = np.arange(len(self.orders))
        while self.projects and self.alive.any():
            bar = self._look()
            contenders = (self.low <= bar) & self.alive
            many = contenders.sum(axis=0)
            self.alive &= many > 0
            winners = contenders.argmax(axis=0)
            for column in np.flatnonzero(many > 1).tolist():
                self._tell_apart(column, np.flatnonzero(contenders[:, column]).tolist(), winners)
            for row in np.unique(winners[self.alive]).tolist():
                self._buy(row, columns[self.alive & (winners == row)])
        return [None if unsure else order for unsure, order in zip(self.unsure, self.orders, strict=True)]

    def _tell_apart(self, column: int, rows: list[int], winners: IntArray) -> None:
        """Contenders equal or nearly so: by their simple prices, exactly, and ties by rank."""
        fulls = [int(self.full[row, column]) for row in rows]
        if not all(fulls):
            self.alive[column], self.unsure[column] = False, True
            return
        best = 0
        for at in range(1, len(rows)):
            one, other = self.demands[rows[at]], self.demands[rows[best]]
            left = one.cost * fulls[best] * other.utility
            right = other.cost * fulls[at] * one.utility
            if left < right or (left == right and one.rank < other.rank):
                best = at
        winners[column] = rows[best]

    def _block(self, positions: Iterable[int], column: int) -> None:
        for position in positions:
            if position in self.row_of:
                self.low[self.row_of[position], column] = np.inf
                self.near[self.row_of[position], column] = np.inf

    def _doubt(self, columns: BoolArray) -> None:
        self.unsure |= columns
        self.alive &= ~columns

    def _look(self) -> FloatArray:
        """Look at projects until, in every column, all that may be the cheapest have been; the bar they are under."""
        while True:
            bar: FloatArray = np.minimum(self.near.min(axis=0) * NEAR, FAR)
            stale = (self.low <= bar) & np.isinf(self.near) & self.alive
            unseen = bar == FAR
            if unseen.any():
                unseen &= stale.any(axis=0)
            if unseen.any():
                # Nothing looked at yet here: begin with the one that was cheapest before.
                rows = np.unique(np.where(stale, self.low, np.inf).argmin(axis=0)[unseen])
            else:
                rows = np.flatnonzero(stale.any(axis=1))
            if not len(rows):
                return bar
            for row in rows.tolist():
                self._quote(row, bar)

    @staticmethod
    def _rounding(demand: Demand) -> float:
        """What adding up the payments may be off by, when they come to the cost."""
        return (len(demand.ballots) + 8) * 4 * EPS * float(demand.cost)

    def _quote(self, row: int, bar: FloatArray) -> None:
        """The row's price at every share, by Newton's steps from below (what is paid is concave in the price).

        Each step only raises a price that is too low, so when it is over the bar wherever it matters, that will do.
        """
        demand = self.demands[row]
        held = self.money.take(demand.ballots, axis=0)
        points = None if demand.points is None else demand.points[:, None]
        base, divisor = self.base[row], self.divisor[row]
        out = ~np.isfinite(self.low[row])
        asked = self.alive & ~out & np.isinf(self.near[row]) & (self.low[row] <= bar)
        price = self.floor[row].copy()
        rich = np.full(len(price), np.inf)
        gone = np.zeros(len(price), np.bool_)
        beyond = bar * (1 + 1e-7)
        cost = float(demand.cost)
        rounding = self._rounding(demand)
        doubt: FloatArray | None = None
        while True:
            poor = (held < (price if points is None else price * points)).astype(np.float64)
            left = demand.total_weight - demand.weight @ poor
            gone |= left < 0.5
            moved = (left < rich) & ~gone
            rich = np.where(gone, 1.0, left)
            if not moved.any():
                break
            poor *= held
            price = np.where(gone, price, np.maximum(price, (cost - demand.voters @ poor) / rich))
            if (asked & (gone | (price / divisor <= beyond))).any():
                continue
            if doubt is None:
                doubt = demand.voters @ self.error.take(demand.ballots, axis=0) + rounding
            lower = np.maximum(price - doubt / rich, base)
            low = lower / divisor * (1 - 8 * EPS)
            if not (asked & (low <= bar)).any():
                known = ~out & ~gone
                np.maximum(self.floor[row], lower, out=self.floor[row], where=known)
                np.maximum(self.low[row], low, out=self.low[row], where=known)
                return
        # Only those who may be unable to pay in full can make the price other than it seems.
        error = self.error.take(demand.ballots, axis=0)
        short = (held - error < (price if points is None else price * points)).astype(np.float64)
        # An emptied ballot has no error.
        short *= error
        off = demand.voters @ short
        full = np.where((off == 0) & ~gone, rich, 0).astype(np.int64)
        off += rounding
        if (gone & self.alive & ~out).any():
            total = demand.voters @ held
            allowed = demand.voters @ error + (len(held) + 8) * 4 * EPS * (total + cost)
            self._doubt(gone & self.alive & ~out & (total >= cost - allowed))
        lower = np.maximum(price - off / rich, base)
        lower[full > 0] = price[full > 0]
        # What was bought already in a column, or is beyond its supporters' means, stays out of it.
        out |= gone
        self.price[row] = price
        self.floor[row] = lower
        self.low[row] = np.where(out, np.inf, lower / divisor * (1 - 8 * EPS))
        self.full[row] = full
        self.near[row] = np.where(out, np.inf, price / divisor)

    def _buy(self, row: int, columns: IntArray) -> None:
        demand = self.demands[row]
        whole = len(columns) == self.money.shape[1]
        held = self.money.take(demand.ballots, axis=0)
        error = self.error.take(demand.ballots, axis=0)
        if not whole:
            held, error = held.take(columns, axis=1), error.take(columns, axis=1)
        points = 1.0 if demand.points is None else demand.points[:, None]
        price = self.price[row, columns]
        full = self.full[row, columns]
        simple = full > 0
        asked = price * points
        gap = held - asked
        if simple.all():
            sure = simple
            wrong = 4 * EPS * price
        else:
            # The bar is only a bar if at a price that much higher more than the cost would surely be paid.
            higher = asked * (NEAR - 1)
            rich = demand.total_weight - demand.weight @ (gap < higher).astype(np.float64)
            short = (gap - error < higher).astype(np.float64)
            short *= error
            off = demand.voters @ short + self._rounding(demand)
            sure = ((rich > 0.5) & (rich * price * (NEAR - 1) > off)) | simple
            wrong = np.where(simple, 4 * EPS * price, off / np.where(rich > 0.5, rich, 1.0))
        error += wrong * points + 4 * EPS * self.shares[columns]
        emptied = gap < -error
        left = np.maximum(gap, TINY)
        left[emptied] = 0.0
        error[emptied] = 0.0
        if whole:
            self.money[demand.ballots] = left
            self.error[demand.ballots] = error
        else:
            self.money[demand.ballots[:, None], columns] = left
            self.error[demand.ballots[:, None], columns] = error
        self.low[row, columns] = np.inf
        self.near[:, columns] = np.inf
        for column in columns.tolist():
            self.orders[column].append(self.projects[row])
            if self.counters:
                self._block(self.counters[column].take(self.projects[row]), column)
        if not sure.all():
            doubtful = np.zeros(len(self.alive), np.bool_)
            doubtful[columns[~sure]] = True
            self._doubt(doubtful)
