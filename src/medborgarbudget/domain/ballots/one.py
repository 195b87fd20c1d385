"""One: each voter names one proposal in each pot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Control, Kind, Limits, Marked, too_many


class One(Kind):
    name = "one"
    control = Control.PICK
    rules = ("greedy", "equal-shares")
    election = "choose-1"

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        return too_many(replace(limits, most=1), len(marks))

    def live(self, limits: Limits) -> str:
        return super().live(replace(limits, most=1))

    def in_words(self, limits: Limits) -> str:
        return _("Du väljer ett förslag.")

    def instruction(self, limits: Limits) -> str:
        return _("Välj ett förslag.")

    def on_paper(self, limits: Limits) -> str:
        return _("Sätt ett kryss för det förslag du vill ha. Bara ett.")
