"""What does a page hand to a component? Plain values; a dict with the same keys does as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "accent", "success", "warning", "danger", "info", "highlight", "outline"]
StepState = Literal["past", "now", "coming"]


@dataclass(frozen=True)
class Tag:
    """A status in one or two words; the icon makes it readable without colour."""

    label: str
    tone: Tone = ""
    icon: str = ""


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a cycle; `when` is ready text such as "3 dec–14 jan"."""

    name: str
    state: StepState
    when: str = ""
    url: str = ""


@dataclass(frozen=True)
class Picture:
    """`alt` says what is seen; empty only for a picture that adds nothing."""

    url: str
    alt: str
    caption: str = ""
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Event:
    """A happening in a timeline, newest first in the list."""

    title: str
    when: str
    text: str = ""
    tag: Tag | None = None
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Action:
    """Something a person can do now."""

    label: str
    url: str
    text: str = ""
    icon: str = "arrow-right"
    main: bool = False


@dataclass(frozen=True)
class Fact:
    """A number worth a tile; `value` is ready text."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a summary list; `change_url` gives a link "Ändra"."""

    label: str
    value: object
    change_url: str = ""
    change_label: str = ""


@dataclass(frozen=True)
class ProposalCard:
    """A proposal as seen in a list. Without a photo a picture is drawn from theme and title, the same each time for the same reference."""

    title: str
    url: str
    reference: str
    text: str = ""
    theme: str = ""
    area: str = ""
    place: str = ""
    image_url: str = ""
    image_alt: str = ""
    cost: int | None = None
    status: Tag | None = None
    supports: int | None = None
    comments: int | None = None


@dataclass(frozen=True)
class Mark:
    """What a voter puts on an option of a ballot: points (`control` "number"), a place ("place") or a step of a scale ("scale").

    `steps` are (value, label, short label) to choose from; `text` is what is there now; `asked` names it: "Poäng".
    """

    control: str
    number: int
    title: str
    asked: str
    unmarked: str
    steps: tuple[tuple[str, str, str], ...] = ()
    text: str = ""
    most: int = 0
    closed: bool = False

    @property
    def name(self) -> str:
        return f"mark-{self.number}"

    @property
    def none_first(self) -> bool:
        """Whether no mark is the lowest of a row of numbers, and stands before them."""
        return self.unmarked.isdigit()

    @property
    def is_short(self) -> bool:
        """Whether all steps have room beside one another on a phone."""
        return all(short for _value, _label, short in self.steps) or len(self.steps) <= 2


@dataclass(frozen=True)
class Tile:
    """A county on the schematic map: `code` is its two digits, which say where it lies; `count` is how many there are of what is shown."""

    code: str
    label: str
    count: int
    url: str = ""
    current: bool = False
