"""By which rule, with which options, is an election counted?

A ``RuleSpec`` is a frozen value that is published with the count and hashed into its digest. Options that do not fit
together, or not the kind of ballot, raise ``OptionsError``: nothing is ignored in silence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

VERSION = 1
WALKS = ("greedy", "greedy-stop", "points", "plus-minus", "majority-judgement")
"""Rules that order the projects once and walk down the list."""
RULES = (*WALKS, "star", "max-utility", "equal-shares", "bounded-overspending", "phragmen", "maximin-support")
BY_UTILITY = ("greedy", "greedy-stop", "max-utility", "equal-shares", "bounded-overspending")
UTILITIES = ("cost", "cardinality", "points")
COMPLETIONS = ("none", "add1", "add1-then-greedy", "greedy", "phragmen")
STARTS = ("floor", "exact")
STOPS = ("over", "over-or-exhaustive")
_SEED = re.compile(r"cost-votes-seed:[0-9a-fA-F]{1,128}")


class OptionsError(ValueError):
    """The options do not fit each other or the election. ``option`` names the one at fault."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """Everything a count is decided by, besides the election itself."""

    rule: str
    utility: str = "cost"
    completion: str = "none"
    start: str = "floor"
    stop: str = "over"
    ties: str = "id"
    compare: str | None = None
    threshold: int = 0
    threshold_per_cost: str | None = None
    """A fraction f: votes / voters must reach f · cost / budget (Świecie: "1/3")."""
    conflicts: tuple[tuple[str, ...], ...] = ()
    """Sets of ids of which at most one may win."""
    places: tuple[tuple[int, int], ...] = ()
    """(cost, number), by rising cost: so many may win of those that cost no more, and more than the class before."""
    fund_from: str | None = None
    """A fraction f: the first project that does not fit is funded all the same if f of its cost is left, and the money
    is gone with it (Poznań: greedy-stop and "4/5"; the rest comes from elsewhere, so more than the budget is spent)."""
    at_least: int = 0
    """If fewer than so many win, the dearest projects are shut out, one cost after another, until so many do (or it
    cannot be helped, and then nothing is shut out)."""
    version: int = VERSION

    def __post_init__(self) -> None:
        _one_of("rule", self.rule, RULES)
        _one_of("utility", self.utility, UTILITIES)
        _one_of("completion", self.completion, COMPLETIONS)
        _one_of("start", self.start, STARTS)
        _one_of("stop", self.stop, STOPS)
        if self.ties not in ("id", "file") and not _SEED.fullmatch(self.ties):
            raise OptionsError("ties", f"ties must be id, file or cost-votes-seed:HEX, not {self.ties!r}")
        # One spelling, so that one lot has one digest.
        object.__setattr__(self, "ties", self.ties.lower())
        if self.compare not in (None, "greedy"):
            raise OptionsError("compare", f"a count can be compared with greedy, not {self.compare!r}")
        if self.compare and self.rule == "greedy":
            raise OptionsError("compare", "greedy cannot be compared with itself")
        if self.rule == "greedy-stop" and self.utility == "cardinality":
            raise OptionsError("utility", "greedy-stop goes by votes (utility cost) or by points (utility points)")
        if self.rule not in BY_UTILITY and self.utility != "cost":
            raise OptionsError("utility", f"{self.rule} does not depend on a utility")
        if self.completion != "none" and self.rule != "equal-shares":
            raise OptionsError("completion", f"{self.rule} takes no completion")
        adds = self.completion in ("add1", "add1-then-greedy")
        if not adds and (self.start != "floor" or self.stop != "over"):
            option = "start" if self.start != "floor" else "stop"
            raise OptionsError(option, f"{option} only has a meaning with completion add1 or add1-then-greedy")
        for option in ("threshold", "at_least"):
            if getattr(self, option) < 0:
                raise OptionsError(option, f"{option} is negative")
        for option in ("threshold_per_cost", "fund_from"):
            _fraction(option, getattr(self, option))
        if self.fund_from and self.rule not in WALKS:
            raise OptionsError("fund_from", f"{self.rule} takes no fund_from: it does not walk down a list")
        costs = [cost for cost, _ in self.places]
        if costs != sorted(set(costs)) or any(cost < 0 or number < 0 for cost, number in self.places):
            raise OptionsError("places", "places must be (cost, number) by rising cost, none negative")
        if self.version != VERSION:
            raise OptionsError("version", f"version {self.version} of the rule spec is not known here ({VERSION} is)")

    def to_json(self) -> dict[str, Any]:
        """Plain values, every option with its value (``at_least``, which is younger than version 1, only where it is used)."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        if not self.at_least:
            del values["at_least"]
        return values | {name: [list(each) for each in values[name]] for name in ("conflicts", "places")}

    @classmethod
    def from_json(cls, given: Mapping[str, Any] | str) -> RuleSpec:
        values = json.loads(given) if isinstance(given, str) else dict(given)
        known = {each.name for each in fields(cls)}
        for name in values:
            if name not in known:
                raise OptionsError(name, f"unknown option {name!r}")
        if "rule" not in values:
            raise OptionsError("rule", "the rule is missing")
        for name in ("conflicts", "places"):
            if name in values:
                values[name] = tuple(tuple(each) for each in values[name])
        return cls(**values)


def _fraction(option: str, text: str | None) -> None:
    if text is not None and not (re.fullmatch(r"[0-9]{1,9}(/[1-9][0-9]{0,8})?", text) and 0 < Fraction(text) <= 1):
        raise OptionsError(option, f"{option} must be a fraction above 0 and at most 1, as 4/5, not {text!r}")


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise OptionsError(option, f"{option} must be one of {', '.join(allowed)}, not {value!r}")
