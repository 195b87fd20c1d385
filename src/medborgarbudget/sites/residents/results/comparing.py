"""How is the result set beside what other rules would have given on the same ballots?"""

from __future__ import annotations

from dataclasses import dataclass

from medborgarbudget.domain.counting import queries
from medborgarbudget.domain.counting.contrast import Contrast
from medborgarbudget.domain.counting.queries import PotResult, Result


@dataclass(frozen=True)
class PotComparison:
    """One pot's comparison; none where so few voted that it would tell how somebody did, or before it has been made."""

    pot: PotResult
    anchor: str
    contrast: Contrast | None


def comparisons(result: Result) -> list[PotComparison]:
    """A comparison for each pot."""
    return [PotComparison(pot, f"pott-{pot.pot.pk}", queries.contrast_of(pot)) for pot in result.pots]
