"""Points: each voter has a sum of points to lay on proposals, stacked on one or spread, as far as the rules let one stack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.ballots.kind import MAX_POINTS, Control, Kind, Limits, Marked


class Points(Kind):
    name = "points"
    control = Control.NUMBER
    rules = ("points", "equal-shares")
    election = "points"
    settings = frozenset({"points_total", "points_each", "min_choices"})

    def values(self, limits: Limits) -> range:
        return range(1, most_on_one(limits) + 1)

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        given = sum(mark.value for mark in marks)
        wrong = too_few_points(limits, len(marks))
        if limits.points is not None and given > limits.points:
            text = _("Du har gett %(given)d poäng i %(pot)s. Du har %(points)d att ge. Ta bort %(over)d.")
            values = {
                "given": given,
                "pot": limits.named,
                "points": limits.points,
                "over": given - limits.points,
            }
            wrong.insert(0, ("too_many_points", text % values))
        return wrong

    def faults(self, limits: Limits) -> dict[str, str]:
        faults: dict[str, str] = {}
        if not 1 <= (limits.points or 0) <= MAX_POINTS:
            faults["points_total"] = _("Ange hur många poäng man har att ge, 1 till %(most)d.") % {"most": MAX_POINTS}
        elif limits.most_each is not None and not 1 <= limits.most_each <= (limits.points or 0):
            faults["points_each"] = _(
                "Ange 1 till %(most)d, eller lämna tomt. Man kan inte ge ett förslag fler poäng än man har."
            ) % {"most": limits.points or 0}
        if limits.least < 0:
            faults["min_choices"] = _("Ange noll eller ett större antal.")
        elif limits.least > (limits.points or 0):
            faults["min_choices"] = _(
                "Poängen räcker inte till minst %(least)d förslag. Ange ett lägre antal eller fler poäng."
            ) % {"least": limits.least}
        return faults

    def fitted(self, limits: Limits, options: int) -> Limits:
        room = max(options, 1) * most_on_one(limits)
        return limits if limits.points is None or limits.points <= room else replace(limits, points=room)

    def in_words(self, limits: Limits) -> str:
        points = limits.points or 0
        first = ngettext("Du har %(points)d poäng att ge.", "Du har %(points)d poäng att ge.", points) % {
            "points": points
        }
        return f"{first} {_stacking(limits)}"

    def instruction(self, limits: Limits) -> str:
        return _("Fördela upp till %(points)d poäng. %(stacking)s") % {
            "points": limits.points or 0,
            "stacking": _stacking(limits),
        }

    def on_paper(self, limits: Limits) -> str:
        return _(
            "Skriv antal poäng i rutan vid de förslag du vill ha, tillsammans högst %(points)d. Fler poäng gör rösten ogiltig. %(stacking)s"
        ) % {"points": limits.points or 0, "stacking": _stacking(limits)}

    def live(self, limits: Limits) -> str:
        return _("{sum} av %(max)d poäng") % {"max": limits.points or 0}

    def asked(self) -> str:
        return _("Poäng")

    def said(self, limits: Limits, value: int) -> str:
        return ngettext("%(n)d poäng", "%(n)d poäng", value) % {"n": value}


def most_on_one(limits: Limits) -> int:
    """How many points one option can get."""
    total = limits.points or 0
    return total if limits.most_each is None else min(limits.most_each, total)


def too_few_points(limits: Limits, named: int) -> list[tuple[str, str]]:
    """Points on fewer options than demanded."""
    if not 0 < named < limits.least:
        return []
    text = _(
        "Du har gett poäng till %(chosen)d förslag i %(pot)s. Ge poäng till minst %(least)d, eller till inget alls."
    )
    return [("too_few", text % {"chosen": named, "pot": limits.named, "least": limits.least})]


def _stacking(limits: Limits) -> str:
    each = most_on_one(limits)
    if each == 1 and (limits.points or 0) > 1:
        return _("Ett förslag kan få en poäng.")
    if each < (limits.points or 0):
        return _("Ett förslag kan få högst %(each)d.") % {"each": each}
    return _("Du får lägga alla på ett förslag eller sprida dem.")
