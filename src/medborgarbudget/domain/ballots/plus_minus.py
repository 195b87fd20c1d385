"""Plus and minus: each voter says for or against as many proposals as they like."""

from __future__ import annotations

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Control, Kind, Level, Limits


class PlusMinus(Kind):
    name = "plus_minus"
    control = Control.SCALE
    rules = ("plus-minus",)
    election = "scores"
    settings = frozenset({"max_choices"})

    def values(self, limits: Limits) -> range:
        return range(-1, 2, 2)

    def faults(self, limits: Limits) -> dict[str, str]:
        return super().faults(limits) if limits.most is not None else {}

    def in_words(self, limits: Limits) -> str:
        if limits.most is None:
            return _("Du säger plus eller minus om de förslag du vill.")
        return _("Du säger plus eller minus om högst %(most)d förslag.") % {"most": limits.most}

    def instruction(self, limits: Limits) -> str:
        if limits.most is None:
            return _("Säg plus om det du vill ha och minus om det du inte vill ha. Resten kan du lämna.")
        return _("Säg plus om det du vill ha och minus om det du inte vill ha, högst %(most)d förslag i allt.") % {
            "most": limits.most
        }

    def on_paper(self, limits: Limits) -> str:
        first = _("Sätt kryss under plus för det du vill ha och under minus för det du inte vill ha.")
        if limits.most is None:
            return first
        return first + " " + _("Högst %(most)d kryss i allt.") % {"most": limits.most}

    def live(self, limits: Limits) -> str:
        return _("{plus} plus, {minus} minus")

    def asked(self) -> str:
        return _("Plus eller minus")

    def unmarked(self) -> str:
        return _("Avstår")

    def levels(self, limits: Limits) -> tuple[Level, ...]:
        return (Level(1, _("Plus")), Level(-1, _("Minus")))
