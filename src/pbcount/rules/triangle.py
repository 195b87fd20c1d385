"""How are sums of exact prices compared without carrying rationals about?

Each price q_j is defined by whole numbers alone: ``full_j · q_j = constant_j + Σ coefficient_ji · q_i`` over earlier
rows i. Prices are kept as integers scaled by 2^bits with a bound on the error; a sum's sign is read from them when it
is farther from zero than its bound, and otherwise found in exact rationals. So no rounding ever decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

BITS = 192
Coefficients = Mapping[int, int]


class Triangle:
    """Rows in order; ``values[j]`` is within ``errors[j]`` of q_j · 2^bits."""

    __slots__ = ("_exact", "constants", "errors", "fulls", "rows", "values")

    def __init__(self) -> None:
        self.constants: list[int] = []
        self.fulls: list[int] = []
        self.rows: list[Coefficients] = []
        self.values: list[int] = []
        self.errors: list[int] = []
        self._exact: list[Fraction] = []

    def __len__(self) -> int:
        return len(self.fulls)

    def add(self, constant: int, full: int, coefficients: Coefficients) -> None:
        value, error = self.solve(constant, full, coefficients)
        self.constants.append(constant)
        self.fulls.append(full)
        self.rows.append(coefficients)
        self.values.append(value)
        self.errors.append(error)

    def solve(self, constant: int, full: int, coefficients: Coefficients) -> tuple[int, int]:
        """(value, error) of the row that would stand next."""
        value, error = self.sum(constant, coefficients)
        value, error = value // full, error // full + 2
        if error << 64 > value > 0 and any(self.errors):
            # Rounding has eaten too much (poor voters far outnumber the rich ones, row after row): start from the truth.
            exact = self.exact_sum(constant, coefficients) / full
            value, error = (exact.numerator << BITS) // exact.denominator, 1
        return value, error

    def sum(self, constant: int, coefficients: Coefficients) -> tuple[int, int]:
        """constant + Σ coefficient · q as (value, error), both scaled by 2^bits."""
        value, error = constant << BITS, 0
        values, errors = self.values, self.errors
        for row, coefficient in coefficients.items():
            value += coefficient * values[row]
            error += abs(coefficient) * errors[row]
        return value, error

    def sign(self, constant: int, coefficients: Coefficients) -> int:
        """-1, 0 or 1: the exact sign of constant + Σ coefficient · q."""
        value, error = self.sum(constant, coefficients)
        if value > error:
            return 1
        if value < -error:
            return -1
        if not any(coefficients.values()):
            return (constant > 0) - (constant < 0)
        exact = self.exact_sum(constant, coefficients)
        return (exact > 0) - (exact < 0)

    def exact(self, row: int) -> Fraction:
        """The price of a row as a rational."""
        while len(self._exact) <= row:
            at = len(self._exact)
            self._exact.append(self.exact_sum(self.constants[at], self.rows[at]) / self.fulls[at])
        return self._exact[row]

    def exact_sum(self, constant: int, coefficients: Coefficients) -> Fraction:
        total = Fraction(constant)
        for row, coefficient in coefficients.items():
            if coefficient:
                total += coefficient * self.exact(row)
        return total

    def rounded(self, row: int) -> float:
        """The price of a row as a float, right to its last place or next to it."""
        return to_float(self.values[row])


def to_float(value: int) -> float:
    """A scaled integer as a float (int / int is correctly rounded in Python)."""
    return value / (1 << BITS)
