"""When may the ballots themselves be published, and how much may be tried before a rule is decided on?"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from medborgarbudget.domain.counting.privacy import BALLOTS_TO_PUBLISH, SMALLEST_CELL
from medborgarbudget.foundation.decisions import YES, Verdict, no

SIMULATIONS_AT_ONCE = 3
"""So many simulations of one organisation may wait or run at the same time."""

SIMULATIONS_KEPT = 40
"""So many are kept for a cycle; the oldest goes when another is made."""

LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of a file with an election that is tried."""

MOST_INVENTED_VOTERS = 100_000
MOST_INVENTED_PROJECTS = 300
MOST_INVENTED_GROUPS = 12


def may_publish_ballots(sizes: Iterable[int]) -> Verdict:
    """`sizes` tells how many ballots each pot has, and each area, by envelope and on paper: all must have enough for nobody to be recognised."""
    fewest = min(sizes, default=0)
    if fewest < BALLOTS_TO_PUBLISH:
        return no(
            _(
                "Rösterna kan inte publiceras: minst %(least)s röster behövs i varje pott och varje område, "
                "på nätet och på papper var för sig, och något har färre. "
                "Resultatet i summor kan publiceras."
            )
            % {"least": BALLOTS_TO_PUBLISH}
        )
    return YES


def shows_numbers(ballots: int) -> bool:
    """Whether a pot has so many ballots that its numbers may be shown at all."""
    return ballots >= SMALLEST_CELL
