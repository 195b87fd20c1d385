"""Is the compiled way to count at hand, and is it worth fetching?

numba is optional (the extra ``fast``): with it or without it the outcomes are the same. Fetching it takes a fraction of a
second, which only long counts win back. Compiling takes longer, so it is done when installing (``pbcount compile``) and
never while somebody waits for a count: where it has not been done, or ``PBCOUNT_PLAIN`` is set, numpy does the counting.
"""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

import numpy as np

from pbcount.rules.equal_shares.market import Market

WORTHWHILE = 2_000_000
"""So many supporters, times shares, take numpy about as long as fetching the compiled code."""
TOGETHER = 64
AT_ONCE = 4_000_000
"""So many supporters, times shares, may be looked at in vain when the search ends before its last share."""
EXACT = 2**62
"""Products below this are exact in 64 bits."""
COMPILED = "pbcount.rules.equal_shares.compiled"


class Accelerator:
    """The compiled search of one market, from when it is worth fetching; ``budget`` as in ``compiled.orders_at``."""

    def __init__(self, market: Market, budget: int) -> None:
        self.market = market
        self.budget = budget
        self.named = sum(len(demand.ballots) for demand in market.demands.values())
        self.fits = self._fits()
        self.looked = 0
        self.arrays: tuple[Any, ...] = ()

    def _fits(self) -> bool:
        """Prices are compared in 64 bits, and groups with so many places are left to numpy."""
        demands = self.market.demands.values()
        if not demands or self.market.capacity.groups:
            return False
        dearest = max(demand.cost for demand in demands)
        weight = max(demand.total_weight for demand in demands)
        return dearest * max(weight, len(demands)) < EXACT and self.budget * self.market.unit < EXACT

    def width(self) -> int:
        """How many shares to look at together; 0 when numpy is to look."""
        if not self.fits or os.environ.get("PBCOUNT_PLAIN"):
            return 0
        if COMPILED not in sys.modules and self.looked * self.named < WORTHWHILE:
            return 0
        return max(1, min(TOGETHER, AT_ONCE // self.named)) if fetched() else 0

    def orders(self, shares: list[int]) -> list[list[int] | None]:
        """For each share the projects bought, in order; None where floats could not tell, or after an outcome too dear."""
        compiled = fetched()
        assert compiled is not None  # the width was not 0
        if not self.arrays:
            self.arrays = self._laid_out()
        found, many = compiled.orders_at(np.array(shares, np.float64), *self.arrays)
        projects = list(self.market.demands)
        return [
            None if length < 0 else [projects[at] for at in row[:length]]
            for row, length in zip(found.tolist(), many.tolist(), strict=True)
        ]

    def _laid_out(self) -> tuple[Any, ...]:
        """The market as ``compiled.orders_at`` takes it."""
        demands = list(self.market.demands.values())
        starts = np.zeros(len(demands) + 1, np.int64)
        np.cumsum([len(demand.ballots) for demand in demands], out=starts[1:])
        points = [np.ones(len(each.ballots)) if each.points is None else each.points for each in demands]
        return (
            self.market.groups,
            starts,
            np.concatenate([demand.ballots for demand in demands]),
            np.concatenate([demand.voters for demand in demands]),
            np.concatenate(points),
            np.array([demand.cost for demand in demands], np.int64),
            np.array([demand.total_weight for demand in demands], np.int64),
            np.array([demand.rank for demand in demands], np.int64),
            all(demand.utility == demand.cost for demand in demands),
            self.budget * self.market.unit,
        )


@lru_cache(maxsize=1)
def fetched() -> ModuleType | None:
    """The compiled search, or None where numba is not installed or nothing was compiled when it was."""
    try:
        module = import_module(COMPILED)
        return module if module.at_hand() else None
    except (ImportError, RuntimeError, OSError, AttributeError):
        # Not there, not made for this numpy, nowhere to keep compiled code: all of that only means to do without.
        return None


def compile_now() -> str | None:
    """Compile, to be kept for later counts; answers why not, if that cannot be done."""
    try:
        import_module(COMPILED).at_hand(compiling=True)
    except (ImportError, RuntimeError, OSError) as reason:
        return str(reason)
    fetched.cache_clear()
    return None
