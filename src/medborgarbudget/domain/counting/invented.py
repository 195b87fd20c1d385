"""How does an invented election vote, so that a rule can be tried on it? In groups that want different things, as real voters do.

Drawn from a seed: the same settings give the same ballots, to the last one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import policy
from medborgarbudget.foundation.money import kronor
from pbcount import Ballots, Election, Project

AT_A_TIME = 5000
LEAST_BUDGET = 10_000
MOST_BUDGET = 10**10


@dataclass(frozen=True, slots=True)
class Invention:
    """What an invented election is like.

    `groups` of voters of unequal size each have their own favourites; `spread` (0–100) is how much their wishes differ. A voter chooses up
    to `choices` projects. What the projects cost together is `wanted` times the budget, in per cent.
    """

    voters: int
    projects: int
    budget: int
    groups: int
    spread: int
    choices: int
    seed: int
    wanted: int = 300

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Invention:
        return cls(**given)

    def faults(self) -> dict[str, str]:
        """What is wrong, by the name of the setting."""
        limits = {
            "voters": (10, policy.MOST_INVENTED_VOTERS),
            "projects": (2, policy.MOST_INVENTED_PROJECTS),
            "groups": (1, policy.MOST_INVENTED_GROUPS),
            "spread": (0, 100),
            "choices": (1, self.projects),
            "seed": (0, 2**31 - 1),
            "wanted": (110, 2000),
        }
        faults = {
            name: _("Ange ett tal mellan %(low)s och %(high)s.") % {"low": low, "high": high}
            for name, (low, high) in limits.items()
            if not low <= getattr(self, name) <= high
        }
        if not LEAST_BUDGET <= self.budget <= MOST_BUDGET:
            faults["budget"] = _("Ange en summa mellan %(low)s och %(high)s.") % {
                "low": kronor(LEAST_BUDGET),
                "high": kronor(MOST_BUDGET),
            }
        return faults


def invent(invention: Invention) -> Election:
    """The election. Each project is dearest to one of the groups, which stands as its area."""
    chance = np.random.default_rng(invention.seed)
    many = invention.projects
    home = chance.integers(invention.groups, size=many)
    sizes = chance.dirichlet([2.5] * invention.groups)
    popularity = chance.normal(0, 0.9, size=many)
    liking = popularity + invention.spread / 100 * np.where(
        home == np.arange(invention.groups)[:, None], 4.5, chance.normal(0, 0.6, size=(invention.groups, many))
    )
    costs = _costs(chance, invention)
    belongs = chance.choice(invention.groups, size=invention.voters, p=sizes)
    wanted = 1 + chance.binomial(invention.choices - 1, 0.6, size=invention.voters)
    grouped: dict[tuple[int, ...], int] = {}
    for start in range(0, invention.voters, AT_A_TIME):
        some = slice(start, min(start + AT_A_TIME, invention.voters))
        drawn = liking[belongs[some]] + chance.gumbel(size=(len(wanted[some]), many))
        order = np.argsort(-drawn, axis=1)[:, : invention.choices]
        for row, number in zip(order.tolist(), wanted[some].tolist(), strict=True):
            key = tuple(sorted(row[:number]))
            grouped[key] = grouped.get(key, 0) + 1
    projects = [
        Project(str(number), int(cost), _("Förslag %(id)s") % {"id": number}, area=_("Grupp %(n)s") % {"n": at + 1})
        for number, (cost, at) in enumerate(zip(costs, home.tolist(), strict=True), 1)
    ]
    return Election(tuple(projects), invention.budget, _packed(grouped))


def _costs(chance: np.random.Generator, invention: Invention) -> list[int]:
    """Unequal costs as real ones are, none above half the budget, in even hundreds of kronor."""
    drawn = chance.lognormal(0, 0.8, size=invention.projects)
    whole = drawn / drawn.sum() * invention.budget * invention.wanted / 100
    return [max(100, min(invention.budget // 2, round(cost / 100) * 100)) for cost in whole.tolist()]


def _packed(grouped: Mapping[tuple[int, ...], int]) -> Ballots:
    lengths = [len(key) for key in grouped]
    return Ballots(
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.array([member for key in grouped for member in key], np.int64),
        np.array(list(grouped.values()), np.int64),
    )
