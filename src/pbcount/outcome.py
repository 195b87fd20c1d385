"""What came out of a count, step by step, with what is needed to check it?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pbcount.election import Election
from pbcount.spec import RuleSpec
from pbcount.ties import Tie

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One project chosen or refused.

    ``reason`` is a stable code. Chosen: ``fits``, ``bought``, ``free`` (costs nothing), ``nearly-fits`` (``fund_from``).
    Refused: ``does-not-fit``, ``stopped`` (the rule had stopped), ``supporters-cannot-pay``, ``no-votes``, ``too-dear``
    (dearer than the whole budget), ``below-threshold``, ``withdrawn``, ``no-place`` (conflicts and places),
    ``not-liked``, ``not-in-best`` (max-utility), ``makes-room`` (so dear that fewer than
    ``at_least`` would have won). ``price`` is what a supporter who could pay in full paid (per point, where utility is points),
    ``price_per_utility`` what that is per unit of utility (Phragmén: the time of buying; maximin support: the load);
    both are rounded for reading, the certificate holds prices exactly. ``supporters`` counts voters naming the project,
    ``paying_full`` those who paid the price, ``paying_rest`` those who gave all they had left, which was less. ``supporters_left`` is what a loser's
    supporters held at the end, ``left`` what remained of the budget. Money is in the election's units.
    """

    round: int
    project: str
    chosen: bool
    reason: str
    phase: str
    cost: int
    supporters: int
    left: int
    price: float | None = None
    price_per_utility: float | None = None
    paying_full: int | None = None
    paying_rest: int | None = None
    supporters_left: float | None = None


@dataclass(frozen=True, slots=True)
class Endowment:
    """What each ballot got to spend: at the start, at the end, and how many times one unit was added."""

    start: Fraction
    final: Fraction
    added: int = 0


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """One equation: ``full · price = cost − poor · endowment + Σ count · price of that earlier row``.

    ``full`` sums weights (times points) of the supporters who paid the price, ``poor`` the weights of those who gave a
    smaller rest, ``earlier`` says, as (row, sum), what of the earlier prices those poorer ones had paid.
    """

    project: str
    cost: int
    full: int
    poor: int
    earlier: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    endowment: Fraction
    rows: tuple[CertificateRow, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The step of Wieliczka and Świecie: voters with more of their projects in one outcome than in the other."""

    other: str
    other_winners: tuple[str, ...]
    more_here: int
    more_there: int
    taken: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Winners in order of choice, and the steps that led there. Frozen; ``digest`` covers input and spec."""

    spec: RuleSpec
    winners: tuple[str, ...]
    steps: tuple[Step, ...]
    ties: tuple[Tie, ...]
    spent: int
    budget: int
    voters: int
    projects: int
    digest: str
    scale: int = 1
    endowment: Endowment | None = None
    certificate: Certificate | None = None
    comparison: Comparison | None = None

    @property
    def rule(self) -> str:
        return self.spec.rule

    def to_json(self) -> dict[str, Any]:
        """Plain values for ``json.dumps``; fractions as text "a/b"."""
        values = _plain({**{name: getattr(self, name) for name in self.__slots__}, "spec": self.spec.to_json()})
        return {"format": FORMAT, **values}

    @classmethod
    def from_json(cls, given: Mapping[str, Any] | str) -> Outcome:
        values = dict(json.loads(given) if isinstance(given, str) else given)
        if values.pop("format", None) != FORMAT:
            raise ValueError(f"not an outcome of format {FORMAT}")
        values["spec"] = RuleSpec.from_json(values["spec"])
        values["winners"] = tuple(values["winners"])
        values["steps"] = tuple(Step(**step) for step in values["steps"])
        values["ties"] = tuple(Tie(**{**tie, "projects": tuple(tie["projects"])}) for tie in values["ties"])
        if values["endowment"]:
            told = values["endowment"]
            values["endowment"] = Endowment(Fraction(told["start"]), Fraction(told["final"]), told["added"])
        if values["certificate"]:
            rows = tuple(
                CertificateRow(**{**row, "earlier": tuple((at, count) for at, count in row["earlier"])})
                for row in values["certificate"]["rows"]
            )
            values["certificate"] = Certificate(Fraction(values["certificate"]["endowment"]), rows)
        if values["comparison"]:
            told = values["comparison"]
            values["comparison"] = Comparison(**{**told, "other_winners": tuple(told["other_winners"])})
        return cls(**values)


def digest_of(election: Election, spec: RuleSpec) -> str:
    """SHA-256 of the canonical input: the election's own digest and the spec, as JSON without blanks, keys sorted.

    With ``ties`` = file the order of the projects decides, so it is part of what is hashed.
    """
    canonical: dict[str, Any] = {"election": election.digest, "spec": spec.to_json()}
    if spec.ties == "file":
        canonical["file_order"] = [project.id for project in election.projects]
    text = json.dumps(canonical, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return _plain({name: getattr(value, name) for name in value.__dataclass_fields__})
    return value
