"""What is on the ballot? The ballot definition: plain data whose hash is bound into every envelope, so that it cannot change unseen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

UP_TO_K = "up_to_k"
KNAPSACK = "knapsack"


@dataclass(frozen=True)
class PotOnBallot:
    """Money to be voted on. `max_choices` is the limit within this pot for a ballot of the kind up_to_k."""

    id: int
    name: str
    amount: int
    max_choices: int | None = None


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

    @property
    def sealed_size(self) -> int:
        """Bytes that every sealed ballot of this vote takes before sealing: what the longest possible one needs, rounded up."""
        longest = max((len(style.code.encode()) for style in self.styles), default=0)
        numbers = sum(len(str(option.number)) + 1 for option in self.options)
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


def canonical(data: object) -> bytes:
    """JSON with sorted keys, no spaces and UTF-8: the same bytes for the same data, everywhere."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
