"""Knapsack: each voter spends at most the pot, as if the money were theirs to lay out."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Kind, Limits, Marked
from medborgarbudget.foundation.money import kronor


class Knapsack(Kind):
    name = "knapsack"

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        total = sum(mark.cost for mark in marks)
        if total <= limits.amount:
            return []
        text = _("Dina val i %(pot)s kostar %(total)s. Det är %(over)s mer än potten på %(amount)s. Ta bort något.")
        values = {
            "pot": limits.named,
            "total": kronor(total),
            "over": kronor(total - limits.amount),
            "amount": kronor(limits.amount),
        }
        return [("over_pot", text % values)]

    def cannot_fill(self, limits: Limits, options: Sequence[int]) -> str:
        if options and not any(options):
            return _("Förslagen i %(pot)s saknar kostnad. Då finns inget att räkna på när man handlar för potten.") % {
                "pot": limits.named
            }
        return ""

    def in_words(self, limits: Limits) -> str:
        return _("Du väljer så många förslag du vill, så länge pengarna räcker till dem du har valt.")

    def instruction(self, limits: Limits) -> str:
        return _("Välj förslag så länge pengarna räcker. Du behöver inte använda allt.")

    def on_paper(self, limits: Limits) -> str:
        return _(
            "Sätt ett kryss för varje förslag du vill ha. Tillsammans får de kosta högst %(amount)s. Kostar de mer är rösten ogiltig."
        ) % {"amount": kronor(limits.amount)}
