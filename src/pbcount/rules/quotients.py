"""How are values compared exactly when each price is a quotient of sums of earlier prices?

A price is ``factor · top / bottom``, top and bottom being whole numbers plus whole multiples of earlier prices. Written
out as fractions, prices would double in length at every step, so they are held as whole numbers scaled by a power of two
with a bound on the error. Two products of sums that these cannot tell apart are compared modulo a prime of 521 bits:
there they differ unless they are equal (or their difference, which is not zero, happens to be a multiple of that prime,
which nobody can bring about and chance does once in 2^500). When they differ, the precision is doubled until the greater
one shows. So no rounding ever decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

PRIME = 2**521 - 1
FIRST_BITS = 256


class Sum(NamedTuple):
    """A whole number plus whole multiples of the prices of earlier rows."""

    constant: int
    amounts: Mapping[int, int]

    def times(self, factor: int) -> Sum:
        return Sum(self.constant * factor, {row: amount * factor for row, amount in self.amounts.items()})

    def plus(self, other: Sum) -> Sum:
        amounts = dict(self.amounts)
        for row, amount in other.amounts.items():
            amounts[row] = amounts.get(row, 0) + amount
        return Sum(self.constant + other.constant, amounts)


class Quotient(NamedTuple):
    """factor · Π above / Π below; no sum is less than zero, none below is zero."""

    factor: int
    above: Sequence[Sum]
    below: Sequence[Sum]


class Quotients:
    """Prices in the order in which they came about."""

    def __init__(self) -> None:
        self.bits = FIRST_BITS
        self.rows: list[Quotient] = []
        self.lows: list[int] = []
        self.highs: list[int] = []
        self.residues: list[int] = []

    def __len__(self) -> int:
        return len(self.rows)

    def add(self, price: Quotient) -> float:
        """The new price, rounded to a float (right to its last place or next to it)."""
        self.rows.append(price)
        self.residues.append(self._residue(price))
        low, high = self._bounds(price)
        while low <= 0 or (high - low) << 60 > low:
            self._refine(len(self.rows) - 1)
            low, high = self._bounds(price)
        self.lows.append(low)
        self.highs.append(high)
        return (low + high) / (1 << (self.bits + 1))

    def sign(self, amount: Sum) -> int:
        """-1, 0 or 1: the exact sign of a sum."""
        return self.compare(
            Quotient(1, (Sum(max(0, amount.constant), _positive(amount.amounts, 1)),), ()),
            Quotient(1, (Sum(max(0, -amount.constant), _positive(amount.amounts, -1)),), ()),
        )

    def rounded(self, amount: Sum) -> float:
        low, high = self._sum(amount)
        return (low + high) / (1 << (self.bits + 1))

    def compare(self, one: Quotient, two: Quotient) -> int:
        """-1, 0 or 1: whether one is less than, equal to or more than two, exactly."""
        left = (one.factor, [*one.above, *two.below])
        right = (two.factor, [*two.above, *one.below])
        same = None
        while True:
            (low, high), (other_low, other_high) = self._product(*left), self._product(*right)
            # Each sum is scaled by 2^bits; a side with fewer sums is scaled as often all the same.
            lift = self.bits * (len(left[1]) - len(right[1]))
            low, high = low << max(0, -lift), high << max(0, -lift)
            other_low, other_high = other_low << max(0, lift), other_high << max(0, lift)
            if low > other_high:
                return 1
            if high < other_low:
                return -1
            if same is None:
                same = (self._residue_of(*left) - self._residue_of(*right)) % PRIME == 0
            if same:
                return 0
            self._refine(len(self.rows))

    def _product(self, factor: int, sums: Sequence[Sum]) -> tuple[int, int]:
        low = high = factor
        for each in sums:
            least, most = self._sum(each)
            low, high = low * max(0, least), high * most
        return low, high

    def _sum(self, amount: Sum) -> tuple[int, int]:
        """Bounds, scaled by 2^bits."""
        low = high = amount.constant << self.bits
        for row, many in amount.amounts.items():
            if many >= 0:
                low, high = low + many * self.lows[row], high + many * self.highs[row]
            else:
                low, high = low + many * self.highs[row], high + many * self.lows[row]
        return low, high

    def _bounds(self, price: Quotient) -> tuple[int, int]:
        """Bounds of a row's price, scaled by 2^bits; (0, 1) when they cannot be told yet."""
        low, high = self._product(price.factor, price.above)
        least, most = self._product(1, price.below)
        shift = self.bits * (1 + len(price.below) - len(price.above))
        if least <= 0:
            return 0, 1
        return (low << shift) // most, (high << shift) // least + 1

    def _refine(self, rows: int) -> None:
        """Twice as many bits, for the first rows."""
        self.bits *= 2
        self.lows, self.highs = [], []
        for price in self.rows[:rows]:
            low, high = self._bounds(price)
            self.lows.append(low)
            self.highs.append(high)

    def _residue(self, price: Quotient) -> int:
        below = self._residue_of(1, price.below)
        return self._residue_of(price.factor, price.above) * pow(below, -1, PRIME) % PRIME

    def _residue_of(self, factor: int, sums: Sequence[Sum]) -> int:
        product = factor % PRIME
        for each in sums:
            total = each.constant + sum(many * self.residues[row] for row, many in each.amounts.items())
            product = product * total % PRIME
        return product


def _positive(amounts: Mapping[int, int], sign: int) -> dict[int, int]:
    return {row: many * sign for row, many in amounts.items() if many * sign > 0}
