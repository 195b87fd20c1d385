"""What is there to say of a kind of ballot, whatever kind it is?

A ballot marks options within pots of money. On some kinds a mark only names an option (its value is 1), on others it carries a value:
points, a place, a grade. Each kind says which values there are, what breaks its rules, what it asks of a rule sheet, how it is explained
and which kind of election pbcount is to see in it. Pages, paper, counting and export are written against this and know no kind by name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from django.utils.translation import gettext as _

MAX_CHOICES = 50
MAX_POINTS = 100


class Control(StrEnum):
    """What a voter does beside an option, on a page and on paper."""

    TICK = "tick"
    PICK = "pick"
    NUMBER = "number"
    PLACE = "place"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a ballot may hold within one pot: how many options, how many points in all and on one option, and how much money.

    `named` is the name of the pot in sentences. None means that there is no such limit. `least` binds whoever votes in the pot at all.
    """

    amount: int = 0
    most: int | None = None
    least: int = 0
    points: int | None = None
    most_each: int | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """An option that a ballot marks, and with what."""

    number: int
    title: str
    cost: int
    value: int = 1


@dataclass(frozen=True, slots=True)
class Level:
    """One of the values that can be put on an option, as it is read out; `short` is what there is room for beside others."""

    value: int
    label: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a ballot. `option` and `pot` say where; `text` says what, and what to do, in the reader's language."""

    code: str
    text: str
    option: int | None = None
    pot: int | None = None


class Kind(ABC):
    """A kind of ballot. Subclasses say what is particular to theirs; most of what is here suits those that only name options."""

    name: ClassVar[str]
    control: ClassVar[Control] = Control.TICK
    rules: ClassVar[tuple[str, ...]] = ("equal-shares", "greedy")
    """Counting rules, by pbcount's names, that can count it; the first is the one we propose."""
    election: ClassVar[str] = "approval"
    """What pbcount calls ballots of this kind."""
    settings: ClassVar[frozenset[str]] = frozenset()
    """The fields of a rule sheet that have a meaning for it."""
    free_areas: ClassVar[int] = 0
    """In how many areas besides one's own one may vote."""

    @property
    def has_values(self) -> bool:
        """Whether a mark carries more than the option's number."""
        return self.control in {Control.NUMBER, Control.PLACE, Control.SCALE}

    # --- what a ballot may hold ---

    def values(self, limits: Limits) -> range:
        """Every value a mark may have."""
        return range(1, 2)

    def breaks(self, limits: Limits, marks: Sequence[Marked]) -> list[tuple[str, str]]:
        """What is wrong with these marks within one pot, taken together: (code, text). Values are already known to be allowed."""
        return too_many(limits, len(marks)) + too_few(limits, len(marks))

    def longest(self, limits: Limits) -> int:
        """How many signs a value takes at most."""
        values = self.values(limits)
        return max(len(str(values[0])), len(str(values[-1])))

    # --- what a rule sheet must say ---

    def faults(self, limits: Limits) -> dict[str, str]:
        """Field of the rule sheet → why it cannot be followed."""
        faults: dict[str, str] = {}
        if "max_choices" in self.settings and not 1 <= (limits.most or 0) <= MAX_CHOICES:
            faults["max_choices"] = _("Ange hur många förslag man får välja, 1 till %(most)d.") % {"most": MAX_CHOICES}
        elif "min_choices" in self.settings and limits.least < 0:
            faults["min_choices"] = _("Ange noll eller ett större antal.")
        elif "min_choices" in self.settings and limits.most is not None and limits.least > limits.most:
            faults["min_choices"] = _(
                "Man kan inte behöva välja minst %(least)d när man får välja högst %(most)d. Ange ett lägre antal."
            ) % {"least": limits.least, "most": limits.most}
        return faults

    def fitted(self, limits: Limits, options: int) -> Limits:
        """The limits of a pot that has fewer options than the rules have in mind: nobody is told to do what cannot be done there."""
        return limits if limits.most is None or limits.most <= options else replace(limits, most=max(options, 1))

    def cannot_fill(self, limits: Limits, options: Sequence[int]) -> str:
        """Why the ballot makes no sense with options of these costs in the pot; empty when it does."""
        if limits.least > len(options):
            return _(
                "%(pot)s har bara %(n)d förslag, men man måste välja minst %(least)d. Sänk lägsta antalet val i reglerna."
            ) % {"pot": limits.named, "n": len(options), "least": limits.least}
        return ""

    # --- how it is said ---

    @abstractmethod
    def in_words(self, limits: Limits) -> str:
        """How one votes, for the rules of the cycle: a sentence or two."""

    @abstractmethod
    def instruction(self, limits: Limits) -> str:
        """What to do on this page of the ballot."""

    @abstractmethod
    def on_paper(self, limits: Limits) -> str:
        """What to do with a pen."""

    def live(self, limits: Limits) -> str:
        """How far one has come, with places for numbers: {n} options marked, {sum} of their values, {plus} above and {minus} below zero."""
        return _("{n} av %(max)d valda") % {"max": limits.most} if limits.most else _("Valda: {n}")

    def standing(self, limits: Limits, marks: Sequence[Marked]) -> str:
        """How far one has come: "2 av 3 valda"."""
        return self.live(limits).format(
            n=len(marks),
            sum=sum(mark.value for mark in marks),
            plus=sum(mark.value > 0 for mark in marks),
            minus=sum(mark.value < 0 for mark in marks),
        )

    def asked(self) -> str:
        """What is asked for beside an option: "Poäng"; empty for what is ticked."""
        return ""

    def unmarked(self) -> str:
        """What leaving an option without a mark is called."""
        return _("Inget av dem")

    def levels(self, limits: Limits) -> tuple[Level, ...]:
        """The steps of a scale, or the places, in the order they are offered; none for what is ticked or written."""
        return ()

    def said(self, limits: Limits, value: int) -> str:
        """What a mark says, when the voter looks through the ballot; empty when naming the option says it all."""
        return next((level.label for level in self.levels(limits) if level.value == value), "")

    def in_order(self, marks: Sequence[Marked]) -> list[Marked]:
        """The order in which a voter looks through the marks: as chosen, or the most wanted first."""
        return sorted(marks, key=lambda mark: -mark.value) if self.has_values else list(marks)


def too_many(limits: Limits, chosen: int) -> list[tuple[str, str]]:
    """More options than allowed."""
    if limits.most is None or chosen <= limits.most:
        return []
    text = _("Du har valt %(chosen)d förslag i %(pot)s. Du kan välja högst %(most)d. Ta bort %(over)d.")
    values = {"chosen": chosen, "pot": limits.named, "most": limits.most, "over": chosen - limits.most}
    return [("too_many", text % values)]


def too_few(limits: Limits, chosen: int) -> list[tuple[str, str]]:
    """Fewer options than demanded of whoever votes in the pot."""
    if not 0 < chosen < limits.least:
        return []
    text = _("Du har valt %(chosen)d förslag i %(pot)s. Välj minst %(least)d, eller inget alls.")
    return [("too_few", text % {"chosen": chosen, "pot": limits.named, "least": limits.least})]
