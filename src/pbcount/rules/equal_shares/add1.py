"""How far may every ballot's share be raised before the outcome costs more than the budget?

``stop`` = ``over``: one whole unit at a time until the next outcome costs more than the budget, or all that anyone
wants is bought. ``over-or-exhaustive`` also stops when nothing more fits what is left. The two differ in about every
tenth real election, so the spec must say which.

Outcomes are not monotone in the share, so no step may be skipped without proof. The proof (``run`` with a ``lead``):
with the order of winners fixed, prices only fall as the share rises; if every winner is cheaper at the lower share than
all others are at the higher, the same is bought at every share between.
"""

from __future__ import annotations

from collections.abc import Iterator

from pbcount.rules.contest import Contest
from pbcount.rules.equal_shares.abreast import NARROWEST, abreast, width
from pbcount.rules.equal_shares.accelerator import Accelerator
from pbcount.rules.equal_shares.market import Market
from pbcount.rules.equal_shares.run import run


def raise_share(market: Market, start: int, contest: Contest) -> int:
    """How many units are added to each ballot's share in the end."""
    return _Climb(market, start, contest).climb()


class _Climb:
    def __init__(self, market: Market, start: int, contest: Contest) -> None:
        self.market = market
        self.start = start
        self.contest = contest
        self.unit = contest.election.scale * market.unit
        self.wide = width(market)
        self.accelerator = Accelerator(market, contest.budget)
        self.costs = [project.cost for project in contest.election.projects]

    def climb(self) -> int:
        added = 0
        order = self._order(0)
        leap = 1
        # The climb may be short: begin with a narrow batch.
        wide = min(NARROWEST, self.wide)
        while not self._done(order):
            if leap > 1:
                reached = self._leap(added, leap)
                if reached > added:
                    added, leap = reached, leap * 4
                    continue
                leap = 1
            batch = [added + step for step in range(1, wide + 1)]
            wide = min(2 * wide, self.accelerator.width() or self.wide)
            steady = True
            for step, following in zip(batch, self._orders(batch), strict=True):
                if self._cost(following) > self.contest.budget:
                    return added
                steady = steady and following == order
                order, added = following, step
                if self._done(order):
                    return added
            if self.contest.progress:
                self.contest.progress("add1", added, None)
            # The same order all along: try to prove it for many more shares at once.
            leap = 4 * self.wide if steady else 1
        return added

    def _share(self, added: int) -> int:
        return self.start + added * self.unit

    def _order(self, added: int) -> list[int]:
        found = run(self.market, self._share(added))
        assert found is not None  # only a run that follows another can fail
        return found.order

    def _orders(self, batch: list[int]) -> Iterator[list[int]]:
        shares = [self._share(added) for added in batch]
        found: list[list[int] | None] = [None] * len(batch)
        if self.accelerator.width():
            found = self.accelerator.orders(shares)
        elif len(batch) > 1:
            found = abreast(self.market, shares)
        self.accelerator.looked += len(batch)
        for added, order in zip(batch, found, strict=True):
            yield self._order(added) if order is None else order

    def _leap(self, added: int, leap: int) -> int:
        """The farthest share tried up to which the order is proved to stay as it is here."""
        here = run(self.market, self._share(added))
        while leap > self.wide:
            if run(self.market, self._share(added + leap), lead=here) is not None:
                return added + leap
            leap //= 4
        return added

    def _cost(self, order: list[int]) -> int:
        return sum([self.costs[position] for position in order])

    def _done(self, order: list[int]) -> bool:
        out: set[int] = set()
        if self.market.capacity.groups:
            counter = self.market.capacity.counter()
            for position in order:
                counter.take(position)
            out = counter.out
        if len(order) == len(self.market.demands.keys() - out):
            return True
        if self.contest.spec.stop == "over":
            return False
        gone = out | set(order)
        left = self.contest.budget - self._cost(order)
        return all(self.costs[p] > left or self.costs[p] == 0 for p in self.contest.eligible if p not in gone)
