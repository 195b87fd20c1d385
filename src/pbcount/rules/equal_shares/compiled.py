"""What is bought at each of many shares, found one after the other by code compiled to the machine?

The same question, answer and bounds on errors as ``pbcount.rules.equal_shares.abreast``: money is a float with a bound
on its error, carried along for each ballot, and a share for which floats cannot tell which project is next is left
undecided. Needs numba, so only ``pbcount.rules.equal_shares.accelerator`` imports this module.
"""

from __future__ import annotations

import numpy as np
from numba import njit, types

from pbcount.election import FloatArray, IntArray

# What numba has compiled it keeps until this file changes, so the figures are said here, not imported.
EPS = 2.0**-53
TINY = 1e-300
"""What a ballot holds that is empty in truth or nearly; emptied ones hold 0."""
NEAR = 1.0 + 1e-8
"""Prices nearer to the least one than this are not told apart here (unless all their supporters pay in full)."""
FAR = 1e300
"""Dearer than anything."""
BELOW = 1 - 8 * EPS
"""Times a figure that was rounded a few times: not more than the true one."""
UNDECIDED = -1
GONE, DOUBTFUL, BEYOND, FOUND = 0, 1, 2, 3
"""What a look at a price may show: nobody can pay it; perhaps nobody; it is over the bar; here it is."""


@njit(cache=True, fastmath={"reassoc"})
def _sums(
    ballots: IntArray, voters: FloatArray, points: FloatArray, purses: FloatArray, price: float
) -> tuple[float, float, float]:
    """Of those who hold less than is asked: what they hold, their weight; and what the former may be off by.

    Added up in any order (so eight at a time): the bound on rounding holds for each. What depends on a comparison is
    multiplied by 1 or 0: a branch that goes either way by chance would cost more.
    """
    gathered = aside = off = 0.0
    for at in range(len(ballots)):
        held, error = purses[ballots[at], 0], purses[ballots[at], 1]
        asked = price * points[at]
        poor = 1.0 if held < asked else 0.0
        # Only those who may be unable to pay in full can make the price other than it seems.
        short = 1.0 if held - error < asked else 0.0
        off += short * (voters[at] * error)
        gathered += poor * (voters[at] * held)
        aside += poor * (voters[at] * points[at])
    return gathered, aside, off


@njit(cache=True)
def _quote(
    ballots: IntArray,
    voters: FloatArray,
    points: FloatArray,
    purses: FloatArray,
    price: float,
    cost: float,
    weight: float,
    rounding: float,
    beyond: float,
) -> tuple[int, float, float, float]:
    """(what was seen, price per point, weight of those who pay it in full, what their payments may be off by).

    Newton's steps from a price that is too low. Whoever is set aside as too poor, the others pay no less than what is
    then asked of them, so each step's price is too low as well, and one over the bar will do.
    """
    rich = np.inf
    while True:
        gathered, aside, off = _sums(ballots, voters, points, purses, price)
        left = weight - aside
        if left < 0.5:
            total, _, doubt = _sums(ballots, voters, points, purses, FAR)
            allowed = doubt + rounding * (total + cost) / cost
            return (DOUBTFUL if total >= cost - allowed else GONE), price, left, off
        if left >= rich:
            return FOUND, price, rich, off
        rich = left
        higher = (cost - gathered) / rich
        if higher <= price:
            return FOUND, price, rich, off
        price = higher
        if price - (off + rounding) / rich > beyond:
            return BEYOND, price, rich, off


@njit(cache=True)
def _pay(
    ballots: IntArray,
    voters: FloatArray,
    points: FloatArray,
    purses: FloatArray,
    price: float,
    cost: float,
    weight: float,
    rounding: float,
    simple: bool,
    share: float,
) -> bool:
    """Take the price from those who can pay it and what they have from the others; False if that is not sure."""
    wrong = 4 * EPS * price
    if not simple:
        # The bar is only a bar if at a price that much higher more than the cost would surely be paid.
        _, aside, off = _sums(ballots, voters, points, purses, price * NEAR)
        off += rounding
        rich = weight - aside
        if rich < 0.5 or rich * price * (NEAR - 1) <= off:
            return False
        wrong = off / rich
    for at in range(len(ballots)):
        held, error = purses[ballots[at], 0], purses[ballots[at], 1]
        gap = held - price * points[at]
        error += wrong * points[at] + 4 * EPS * share
        if gap < -error:
            purses[ballots[at], 0] = purses[ballots[at], 1] = 0.0
        else:
            purses[ballots[at], 0] = max(gap, TINY)
            purses[ballots[at], 1] = error
    return True


@njit(cache=True)
def _better(one: int, other: int, costs: IntArray, full: IntArray, ranks: IntArray, by_cost: bool) -> bool:
    """Is a simple price per unit of utility, cost / (full · utility), less than another, or as low and first in rank?"""
    left, right = full[other], full[one]
    if not by_cost:
        left, right = costs[one] * full[other], costs[other] * full[one]
    return bool(left < right or (left == right and ranks[one] < ranks[other]))


@njit(cache=True)
def orders_at(
    shares: FloatArray,
    groups: int,
    starts: IntArray,
    ballots: IntArray,
    voters: FloatArray,
    points: FloatArray,
    costs: IntArray,
    weights: IntArray,
    ranks: IntArray,
    by_cost: bool,
    budget: int,
) -> tuple[IntArray, IntArray]:
    """For each share which projects are bought, in order, and how many (``UNDECIDED`` where floats cannot tell).

    The first share that costs more than the budget is the last that is looked at.
    """
    many = len(costs)
    orders = np.full((len(shares), many), -1, np.int64)
    lengths = np.full(len(shares), UNDECIDED, np.int64)
    base, per, rounding = np.empty(many), np.empty(many), np.empty(many)
    for project in range(many):
        base[project] = costs[project] / weights[project]
        per[project] = costs[project] if by_cost else 1.0
        rounding[project] = (starts[project + 1] - starts[project] + 8) * 4 * EPS * costs[project]
    purses = np.empty((groups, 2))
    floor, low, near = np.empty(many), np.empty(many), np.empty(many)
    price = np.empty(many)
    full = np.empty(many, np.int64)
    left = np.empty(many, np.int64)
    for row in range(len(shares)):
        share = shares[row]
        purses[:, 0] = share
        purses[:, 1] = 2 * EPS * share
        remaining, bought, spent, sure = many, 0, 0, True
        for project in range(many):
            left[project] = project
            floor[project] = base[project]
            low[project] = base[project] / per[project] * BELOW
        while remaining:
            near[:] = np.inf
            bar = FAR
            while True:
                # Among those not looked at in this round the one that was cheapest before.
                place, least = -1, bar
                for at in range(remaining):
                    if low[left[at]] <= least and near[left[at]] == np.inf:
                        place, least = at, low[left[at]]
                if place < 0:
                    break
                project = left[place]
                cut = slice(starts[project], starts[project + 1])
                seen, price[project], rich, off = _quote(
                    ballots[cut],
                    voters[cut],
                    points[cut],
                    purses,
                    floor[project],
                    float(costs[project]),
                    float(weights[project]),
                    rounding[project],
                    bar * (1 + 1e-7) * per[project],
                )
                if seen == DOUBTFUL:
                    sure = False
                    break
                if seen == GONE:
                    remaining -= 1
                    left[place] = left[remaining]
                    continue
                full[project] = int(rich) if off == 0.0 and seen == FOUND else 0
                floor[project] = price[project]
                if not full[project]:
                    floor[project] = max(floor[project] - (off + rounding[project]) / rich, base[project])
                low[project] = floor[project] / per[project] * BELOW
                if seen == FOUND:
                    near[project] = price[project] / per[project]
                    bar = min(bar, near[project] * NEAR)
            best, place, contenders, simple = -1, -1, 0, True
            for at in range(remaining):
                project = left[at]
                if low[project] <= bar:
                    contenders += 1
                    simple = simple and full[project] > 0
                    if best < 0 or (simple and _better(project, best, costs, full, ranks, by_cost)):
                        best, place = project, at
            sure = sure and (contenders < 2 or simple)
            if not sure or best < 0:
                break
            cut = slice(starts[best], starts[best + 1])
            sure = _pay(
                ballots[cut],
                voters[cut],
                points[cut],
                purses,
                price[best],
                float(costs[best]),
                float(weights[best]),
                rounding[best],
                full[best] > 0,
                share,
            )
            if not sure:
                break
            orders[row, bought] = best
            bought += 1
            spent += costs[best]
            remaining -= 1
            left[place] = left[remaining]
        if sure:
            lengths[row] = bought
            if spent > budget:
                break
    return orders, lengths


_WHOLE, _REAL = types.int64[::1], types.float64[::1]
SIGNATURE = (
    *(_REAL, types.int64, _WHOLE, _WHOLE, _REAL, _REAL, _WHOLE, _WHOLE, _WHOLE),
    *(types.boolean, types.int64),
)


def at_hand(compiling: bool = False) -> bool:
    """Is the machine code there: kept from an earlier time, or compiled now when that is wanted?"""
    if not orders_at.signatures:
        # numba has no public way to look for kept code without compiling where there is none.
        if not compiling and orders_at._cache.load_overload(SIGNATURE, orders_at.targetctx) is None:
            return False
        orders_at.compile(SIGNATURE)
        orders_at.disable_compile()
    return True
