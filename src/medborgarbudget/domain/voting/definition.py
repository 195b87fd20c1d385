"""What is on the ballot? The ballot definition: plain data whose hash is bound into every envelope, so that it cannot change unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from medborgarbudget.domain.ballots.kind import Kind, Limits, Marked
from medborgarbudget.domain.ballots.kinds import kind_of

UP_TO_K = "up_to_k"
KNAPSACK = "knapsack"

Choice = int | tuple[int, int]
"""What a ballot marks: an option's number, or with a value on it (number, value) where the kind of ballot has values."""


@dataclass(frozen=True)
class PotOnBallot:
    """Money to be voted on, and the limits within this pot: how many options at most and at least, points in all and on one option."""

    id: int
    name: str
    amount: int
    max_choices: int | None = None
    min_choices: int = 0
    points: int | None = None
    points_each: int | None = None

    @property
    def limits(self) -> Limits:
        return Limits(self.amount, self.max_choices, self.min_choices, self.points, self.points_each, self.name)


@dataclass(frozen=True)
class OptionOnBallot:
    """A proposal as it stood when the vote was prepared; `number` is the same on web and paper."""

    number: int
    title: str
    cost: int
    pot: int


@dataclass(frozen=True)
class Style:
    """A ballot for the voters of one area: its code ("" when nobody chooses area), name and the ids of its pots, the area's own first."""

    code: str
    name: str
    pots: tuple[int, ...]


@dataclass(frozen=True)
class Definition:
    """The whole of what can be chosen and within which limits."""

    kind: str
    styles: tuple[Style, ...]
    pots: tuple[PotOnBallot, ...]
    options: tuple[OptionOnBallot, ...]
    ceiling: int | None = None

    @cached_property
    def options_by_number(self) -> dict[int, OptionOnBallot]:
        return {option.number: option for option in self.options}

    @cached_property
    def pots_by_id(self) -> dict[int, PotOnBallot]:
        return {pot.id: pot for pot in self.pots}

    @cached_property
    def styles_by_code(self) -> dict[str, Style]:
        return {style.code: style for style in self.styles}

    def option(self, number: int) -> OptionOnBallot | None:
        return self.options_by_number.get(number)

    def pots_of(self, style: str) -> tuple[int, ...] | None:
        """Ids of the pots that a ballot of this style covers; None if there is no such style."""
        found = self.styles_by_code.get(style)
        return found.pots if found is not None else None

    def options_of(self, style: str) -> list[OptionOnBallot]:
        """The options on a ballot of this style, by number."""
        pots = self.pots_of(style) or ()
        return [option for option in self.options if option.pot in pots]

    @cached_property
    def how(self) -> Kind:
        """The kind of ballot: what may be marked and how it is explained."""
        return kind_of(self.kind)

    def pots_within_reach(self, style: str) -> frozenset[int]:
        """Ids of all pots that a ballot of this style may mark options in, also those of areas that the voter chooses freely."""
        if self.how.free_areas:
            return frozenset(self.pots_by_id)
        return frozenset(self.pots_of(style) or ())

    def pots_of_free_area(self, style: str, other: str) -> tuple[int, ...]:
        """The pots that voting in the area `other` too adds for somebody whose own ballot is of `style`."""
        own = self.pots_of(style) or ()
        if not self.how.free_areas or other == style:
            return ()
        return tuple(pot for pot in self.pots_of(other) or () if pot not in own)

    def marked(self, choices: Iterable[Choice], pot: int | None = None) -> list[Marked]:
        """The options that the choices name, in one pot or in all, with their values; unknown numbers are left out."""
        found = []
        for choice in choices:
            number, value = choice if isinstance(choice, tuple) else (choice, 1)
            option = self.options_by_number.get(number)
            if option is not None and (pot is None or option.pot == pot):
                found.append(Marked(number, option.title, option.cost, value))
        return found

    @property
    def sealed_size(self) -> int:
        """Bytes that every sealed ballot of this vote takes before sealing: what the longest possible one needs, rounded up."""
        longest = max((len(style.code.encode()) for style in self.styles), default=0)
        values = 3 + max((self.how.longest(pot.limits) for pot in self.pots), default=0) if self.how.has_values else 0
        numbers = sum(len(str(option.number)) + 1 + values for option in self.options)
        return -(-(40 + 2 * longest + numbers) // 128) * 128

    def as_data(self) -> dict[str, Any]:
        """As stored and published."""
        data = asdict(self)
        return {"version": 1, **json.loads(json.dumps(data))}

    @property
    def hash(self) -> str:
        """SHA-256 in hex of the canonical JSON."""
        return hashlib.sha256(canonical(self.as_data())).hexdigest()


def from_data(data: dict[str, Any]) -> Definition:
    """The definition from what `as_data` gave."""
    return Definition(
        kind=data["kind"],
        styles=tuple(Style(style["code"], style["name"], tuple(style["pots"])) for style in data["styles"]),
        pots=tuple(PotOnBallot(**pot) for pot in data["pots"]),
        options=tuple(OptionOnBallot(**option) for option in data["options"]),
        ceiling=data["ceiling"],
    )


def read_choices(stored: Sequence[Any]) -> list[Choice]:
    """Choices as they come out of JSON: numbers, or pairs of them. Raises ValueError or TypeError for anything else."""
    choices: list[Choice] = []
    for each in stored:
        if isinstance(each, list | tuple):
            number, value = each
            choices.append((int(number), int(value)))
        else:
            choices.append(int(each))
    return choices


def numbers_in(choices: Iterable[Any]) -> list[int]:
    """The numbers of the options that choices name, whether or not they carry values."""
    return [each[0] if isinstance(each, list | tuple) else each for each in choices]


def canonical(data: object) -> bytes:
    """JSON with sorted keys, no spaces and UTF-8: the same bytes for the same data, everywhere."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
