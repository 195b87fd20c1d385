"""What is kept of why a count came out as it did? Plain values, stored as JSON with the count, that pages and documents are written from.

Proposals are named by their option numbers. Money is whole kronor, but for what each voter paid, which may be a part of a krona.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

OTHERS = 0
"""In `Fate.elsewhere`: proposals that are told of together, since one of them alone would tell how somebody voted."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What happened to one proposal in a count.

    `reason` is pbcount's stable code of the step (bought, fits, does-not-fit, supporters-cannot-pay, …) and `phase` the rule that took the
    step. `turn` is its place in the order in which winners were chosen, from 1. `support` is how large a part of its cost its voters could
    pay at best: 1 and more is enough. `left` is what remained of the pot when it was tried. Winners under equal shares: `full` voters paid
    `price` each, `rest` voters gave what they had, which was less; both are 0 where that would tell of a few. The others: `had` is what
    its voters had left, `elsewhere` where the rest of their money went (number, kronor), largest first, with what went to those that may
    not be told apart under the number OTHERS. When `searched`, `more_votes` and `lower_cost` tell what would have made it win, None when
    nothing would.
    """

    number: int
    won: bool
    votes: int
    cost: int
    reason: str
    phase: str
    support: float | None = None
    points: float | None = None
    left: int = 0
    price: float | None = None
    full: int = 0
    rest: int = 0
    had: int | None = None
    elsewhere: tuple[tuple[int, int], ...] = ()
    more_votes: int | None = None
    lower_cost: int | None = None
    turn: int = 0
    searched: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Of a theme's or an area's proposals: how large a part of the votes they had, and how large a part of the money."""

    name: str
    votes: float
    money: float


@dataclass(frozen=True, slots=True)
class Story:
    """Why a count came out as it did. `satisfied[k]` voters had k of their proposals among the winners.

    `each` is what every ballot had to give under equal shares, `each_at_first` before the raises that used up what was left.
    `instead` is set when the rule gave way to the other one in its own comparison (more voters were better off there). `ties` are those
    that decided something, each as option numbers with the one taken first. `tenths` is the part of the spent money that each tenth of the
    voters decided over, those who decided least first. `finished` is False while it is still being searched for what would have made the
    others win, which has taken `sought` seconds so far; those that took too long are `put_by`.
    Where it is `priced_by_points` a price is for each point that a voter gave.
    """

    rule: str
    ballots: int
    pot: int
    spent: int
    threshold: int
    fates: tuple[Fate, ...]
    satisfied: tuple[int, ...]
    themes: tuple[Share, ...] = ()
    areas: tuple[Share, ...] = ()
    each: float | None = None
    each_at_first: float | None = None
    instead: bool = False
    ties: tuple[tuple[int, ...], ...] = ()
    counted_by_points: bool = False
    finished: bool = True
    tenths: tuple[float, ...] = ()
    put_by: tuple[int, ...] = ()
    sought: float = 0.0
    priced_by_points: bool = False
    _by_number: dict[int, Fate] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self._by_number.update({fate.number: fate for fate in self.fates})

    def of(self, number: int) -> Fate:
        """What happened to the proposal with this option number."""
        return self._by_number[number]

    @property
    def winners(self) -> frozenset[int]:
        return frozenset(fate.number for fate in self.fates if fate.won)

    @property
    def with_something(self) -> int:
        """How many voters had at least one of their proposals among the winners."""
        return sum(self.satisfied[1:])

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        del values["_by_number"]
        return values

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Story:
        values = dict(given)
        values["fates"] = tuple(
            Fate(**{**fate, "elsewhere": tuple((number, amount) for number, amount in fate["elsewhere"])})
            for fate in values["fates"]
        )
        values["satisfied"] = tuple(values["satisfied"])
        values["put_by"] = tuple(values.get("put_by", ()))
        values["tenths"] = tuple(values.get("tenths", ()))
        values["themes"] = tuple(Share(**share) for share in values["themes"])
        values["areas"] = tuple(Share(**share) for share in values["areas"])
        values["ties"] = tuple(tuple(tie) for tie in values["ties"])
        return cls(**values)
