"""Grades: each voter grades as many proposals as they like; the best middle grade wins (majority judgement). No grade counts as the lowest."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Control, Kind, Level, Limits, Marked

HIGHEST = 4


class Grades(Kind):
    name = "grades"
    control = Control.SCALE
    rules = ("majority-judgement",)
    # The format of published files has no grades of its own; as scores they are the same numbers and count the same.
    election = "scores"

    def values(self, limits: Limits) -> range:
        return range(HIGHEST + 1)

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        return []

    def in_words(self, limits: Limits) -> str:
        return _("Du ger förslagen betyg, så många du vill. Ett förslag som du inte ger något betyg får det lägsta.")

    def instruction(self, limits: Limits) -> str:
        return _("Ge förslagen betyg. Ett förslag utan betyg räknas som Dåligt.")

    def on_paper(self, limits: Limits) -> str:
        return _("Sätt ett kryss på varje rad, under betyget du vill ge. En rad utan kryss räknas som Dåligt.")

    def live(self, limits: Limits) -> str:
        return _("{n} med betyg")

    def asked(self) -> str:
        return _("Betyg")

    def unmarked(self) -> str:
        return _("Inget betyg")

    def levels(self, limits: Limits) -> tuple[Level, ...]:
        return (
            Level(4, _("Utmärkt")),
            Level(3, _("Bra")),
            Level(2, _("Godtagbart")),
            Level(1, _("Tveksamt")),
            Level(0, _("Dåligt")),
        )
