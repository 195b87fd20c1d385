"""Star: each voter gives each proposal up to five stars; the two with most meet, and the one that more voters prefer wins the place."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.ballots.kind import Control, Kind, Level, Limits, Marked

STARS = 5


class Star(Kind):
    name = "star"
    control = Control.SCALE
    rules = ("star", "points", "equal-shares")
    election = "scores"

    def values(self, limits: Limits) -> range:
        return range(1, STARS + 1)

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        return []

    def in_words(self, limits: Limits) -> str:
        return _("Du ger förslagen 0 till %(most)d stjärnor, så många förslag du vill.") % {"most": STARS}

    def instruction(self, limits: Limits) -> str:
        return _("Ge förslagen 0 till %(most)d stjärnor. Utan stjärna räknas som 0.") % {"most": STARS}

    def on_paper(self, limits: Limits) -> str:
        return _("Sätt ett kryss på varje rad, under antalet stjärnor. En rad utan kryss räknas som 0.")

    def live(self, limits: Limits) -> str:
        return _("{n} med stjärnor")

    def asked(self) -> str:
        return _("Stjärnor")

    def unmarked(self) -> str:
        return "0"

    def levels(self, limits: Limits) -> tuple[Level, ...]:
        return tuple(
            Level(value, ngettext("%(n)d stjärna", "%(n)d stjärnor", value) % {"n": value}, str(value))
            for value in range(1, STARS + 1)
        )
