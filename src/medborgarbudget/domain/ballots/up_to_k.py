"""Up to k: each voter names at most so many proposals in each pot, and at least so many where the rules say so."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.ballots.kind import Kind, Limits


class UpToK(Kind):
    name = "up_to_k"
    settings = frozenset({"max_choices", "min_choices"})

    def in_words(self, limits: Limits) -> str:
        most = limits.most or 1
        if limits.least > 1 and limits.least == most:
            return _("Du väljer %(most)d förslag.") % {"most": most}
        if limits.least > 1:
            return _("Du väljer mellan %(least)d och %(most)d förslag.") % {"least": limits.least, "most": most}
        return ngettext("Du väljer %(most)d förslag.", "Du väljer upp till %(most)d förslag.", most) % {"most": most}

    def instruction(self, limits: Limits) -> str:
        if limits.most is None:
            return _("Välj de förslag du vill ha.")
        if limits.most == 1:
            return _("Välj ett förslag.")
        if limits.least == limits.most:
            return _("Välj %(most)d förslag.") % {"most": limits.most}
        if limits.least > 1:
            return _("Välj mellan %(least)d och %(most)d förslag.") % {"least": limits.least, "most": limits.most}
        return _("Välj upp till %(most)d förslag. Du får välja färre.") % {"most": limits.most}

    def on_paper(self, limits: Limits) -> str:
        most = limits.most or 1
        if most == 1:
            return _("Sätt ett kryss för det förslag du vill ha. Bara ett.")
        if limits.least == most:
            return _("Sätt %(most)d kryss, ett för varje förslag du vill ha.") % {"most": most}
        if limits.least > 1:
            return _("Sätt minst %(least)d och högst %(most)d kryss.") % {"least": limits.least, "most": most}
        return _("Sätt högst %(most)d kryss. Färre går bra. Fler kryss gör rösten ogiltig.") % {"most": most}
