"""Ranking with points: each voter puts some proposals in order. Of k that are ranked the first gets k points and the last one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Control, Kind, Level, Limits, Marked


class Ranking(Kind):
    name = "ranking"
    control = Control.PLACE
    rules = ("points", "equal-shares")
    election = "ranking"
    settings = frozenset({"max_choices", "min_choices"})

    def values(self, limits: Limits) -> range:
        return range(1, (limits.most or 1) + 1)

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        wrong: list[tuple[str, str]] = []
        held: dict[int, list[str]] = {}
        for mark in marks:
            held.setdefault(mark.value, []).append(mark.title)
        for place in sorted(held):
            if len(held[place]) > 1:
                text = _("Flera förslag i %(pot)s har plats %(place)d: %(titles)s. Ge dem olika platser.")
                values = {"pot": limits.named, "place": place, "titles": ", ".join(held[place])}
                wrong.append(("same_place", text % values))
        missing = [place for place in range(1, max(held, default=0)) if place not in held]
        if missing:
            text = _("Plats %(place)d i %(pot)s är tom. Börja med plats 1 och hoppa inte över någon.")
            wrong.append(("gap", text % {"place": missing[0], "pot": limits.named}))
        if 0 < len(marks) < limits.least:
            text = _("Du har rangordnat %(chosen)d förslag i %(pot)s. Rangordna minst %(least)d, eller inget alls.")
            wrong.append(("too_few", text % {"chosen": len(marks), "pot": limits.named, "least": limits.least}))
        return wrong

    def in_words(self, limits: Limits) -> str:
        most = limits.most or 1
        if limits.least == most:
            return _("Du rangordnar %(most)d förslag. Det första får %(most)d poäng och det sista 1.") % {"most": most}
        return _(
            "Du rangordnar upp till %(most)d förslag. Det sista du rangordnar får 1 poäng, nästa uppåt 2 och så vidare, "
            "så ju fler du rangordnar, desto fler poäng får det första."
        ) % {"most": most}

    def instruction(self, limits: Limits) -> str:
        most = limits.most or 1
        if limits.least == most:
            return _("Välj %(most)d förslag och ge dem plats 1 till %(most)d. Plats 1 är det du helst vill ha.") % {
                "most": most
            }
        return _("Ge upp till %(most)d förslag en plats. Plats 1 är det du helst vill ha.") % {"most": most}

    def on_paper(self, limits: Limits) -> str:
        most = limits.most or 1
        return _(
            "Skriv 1 vid det förslag du helst vill ha, 2 vid det näst bästa och så vidare, högst till %(most)d. Använd varje siffra en gång."
        ) % {"most": most}

    def live(self, limits: Limits) -> str:
        return _("{n} av %(max)d platser") % {"max": limits.most or 1}

    def asked(self) -> str:
        return _("Plats")

    def unmarked(self) -> str:
        return _("Ingen plats")

    def levels(self, limits: Limits) -> tuple[Level, ...]:
        return tuple(Level(place, _("Plats %(place)d") % {"place": place}) for place in self.values(limits))

    def in_order(self, marks: Sequence[Marked]) -> list[Marked]:
        return sorted(marks, key=lambda mark: mark.value)
