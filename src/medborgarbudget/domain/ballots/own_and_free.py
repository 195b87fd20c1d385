"""Own area and one more: up to k in the area where one belongs, and up to k in one other area that one chooses freely; one submit for both."""

from __future__ import annotations

from django.utils.translation import ngettext

from medborgarbudget.domain.ballots.kind import Limits
from medborgarbudget.domain.ballots.up_to_k import UpToK


class OwnAndFree(UpToK):
    name = "own_and_free"
    free_areas = 1

    def in_words(self, limits: Limits) -> str:
        most = limits.most or 1
        return ngettext(
            "Du röstar i ditt eget område och, om du vill, i ett till som du väljer själv. Du väljer %(most)d förslag i vart och ett.",
            "Du röstar i ditt eget område och, om du vill, i ett till som du väljer själv. Du väljer upp till %(most)d förslag i vart och ett.",
            most,
        ) % {"most": most}
