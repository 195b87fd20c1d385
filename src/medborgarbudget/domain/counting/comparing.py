"""What would other rules have given on the same ballots, and how good is each outcome for the voters?

The rules are named by what tells them apart. A rule that does not fit the ballots, or that cannot be counted in time, is left out.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pbcount import Election, OptionsError, Outcome, RuleSpec, count, measures

AT_MOST = 120.0
"""Seconds that one rule may take."""


@dataclass(frozen=True, slots=True)
class Variant:
    """A rule that is counted beside the official one. `name` is kept with the count."""

    name: str
    spec: RuleSpec


@dataclass(frozen=True, slots=True)
class Measures:
    """How an outcome is for the voters. What each measure is, and where it comes from, stands in `measures_told`.

    `projects` and `money`: winners that a voter chose, and what those cost, on average. `inequality`: how unequally voters decided over
    the money. `broken_claims`: proposals whose supporters could claim that they were passed over (EJR+ up to one).
    """

    projects: float
    money: float
    inequality: float
    broken_claims: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Measures:
        return cls(**given)


class TookTooLong(Exception):  # noqa: N818 - it reads as what happened
    """A rule was not done counting in the time that it may take."""


def variants(official: RuleSpec, *, by_points: bool) -> list[Variant]:
    """The rules to compare with, the first being the one shown on the result page and the slowest last. Ties and threshold as in the
    official rule.
    """

    def like(rule: str, **options: str) -> RuleSpec:
        return RuleSpec(rule, ties=official.ties, threshold=official.threshold, **options)  # type: ignore[arg-type]

    if by_points:
        found = {
            "equal-shares-add1": like("equal-shares", utility="points", completion="add1"),
            "greedy": like("points"),
            "equal-shares": like("equal-shares", utility="points"),
            "equal-shares-add1-greedy": like("equal-shares", utility="points", completion="add1-then-greedy"),
            "bounded-overspending": like("bounded-overspending", utility="points"),
        }
    else:
        found = {
            "equal-shares-add1": like("equal-shares", completion="add1"),
            "greedy": like("greedy"),
            "greedy-per-krona": like("greedy", utility="cardinality"),
            "equal-shares": like("equal-shares"),
            "equal-shares-add1-greedy": like("equal-shares", completion="add1-then-greedy"),
            "equal-shares-projects": like("equal-shares", utility="cardinality", completion="add1"),
            "bounded-overspending": like("bounded-overspending"),
            "phragmen": like("phragmen"),
            "max-utility": like("max-utility"),
            "maximin-support": like("maximin-support"),
        }
    if official.rule == "equal-shares":
        found = {"greedy": found["greedy"], **found}
    return [Variant(name, spec) for name, spec in found.items() if not _alike(spec, official)]


def _alike(one: RuleSpec, other: RuleSpec) -> bool:
    """Whether readers would call both the same rule: the start, the stop and a comparison are not told apart."""
    return one == replace(other, start="floor", stop="over", compare=None)


def counted(election: Election, spec: RuleSpec, *, seconds: float = AT_MOST) -> Outcome | None:
    """The outcome, or None where the rule does not fit these ballots or takes too long."""
    try:
        return counted_in_time(election, spec, seconds=seconds)
    except (OptionsError, TookTooLong):
        return None


def counted_in_time(election: Election, spec: RuleSpec, *, seconds: float = AT_MOST) -> Outcome:
    """The outcome. Raises TookTooLong when its time is up, and pbcount's OptionsError where the rule does not fit these ballots."""
    until = time.perf_counter() + seconds

    def keep_on(_what: str, _done: int, _of: int | None) -> None:
        if time.perf_counter() > until:
            raise TookTooLong

    return count(election, spec, keep_on)


def measured(election: Election, outcome: Outcome) -> Measures:
    """The outcome's measures."""
    by_cost = outcome.spec.utility != "cardinality"
    return Measures(
        projects=measures.average_satisfaction(election, outcome.winners),
        money=measures.average_satisfaction(election, outcome.winners, "cost") / election.scale,
        inequality=measures.power_inequality(election, outcome.winners),
        broken_claims=len(
            measures.ejr_plus_violations(election, outcome.winners, "cost" if by_cost else "cardinality")
        ),
    )
