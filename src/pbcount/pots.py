"""What wins when parts of the budget are set aside for areas?

Each pot is counted on its own, over the projects of its area, by whoever named any of them. What a pot leaves may roll
over to the common pot, which is counted last over all that has not won; without a common pot it is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from pbcount.counting import count
from pbcount.election import Ballots, Election, ElectionError
from pbcount.outcome import Outcome
from pbcount.spec import RuleSpec


@dataclass(frozen=True, slots=True)
class PotsOutcome:
    """``pots`` by area in the order given; ``common`` where what was left of them, and of the budget, was spent."""

    pots: Mapping[str, Outcome]
    common: Outcome | None

    @property
    def winners(self) -> tuple[str, ...]:
        last = self.common.winners if self.common else ()
        return tuple(winner for outcome in self.pots.values() for winner in outcome.winners) + last


def count_pots(election: Election, pots: Mapping[str, int], spec: RuleSpec, roll_over: bool) -> PotsOutcome:
    """Count each area's pot (amounts in the election's units), then the common rest if ``roll_over``.

    A project belongs to the pot of its ``area``; one without a pot can win in the common count only. With a spec that
    has conflicts, each count sees those among its own projects alone.
    """
    if sum(pots.values()) > election.budget:
        raise ElectionError(f"the pots hold {sum(pots.values())}, more than the budget of {election.budget}")
    areas = {project.area for project in election.projects}
    for area, amount in pots.items():
        if area not in areas:
            raise ElectionError(f"no project is in the area {area!r}")
        if amount < 0:
            raise ElectionError(f"the pot of {area!r} is negative")
    outcomes: dict[str, Outcome] = {}
    for area, amount in pots.items():
        own = {project.id for project in election.projects if project.area == area}
        outcomes[area] = count(part_of(election, own, amount), _within(spec, own))
    if not roll_over:
        return PotsOutcome(outcomes, None)
    won = {winner for outcome in outcomes.values() for winner in outcome.winners}
    rest = {project.id for project in election.projects if project.id not in won}
    left = election.budget - sum(outcome.spent for outcome in outcomes.values())
    everyone = part_of(election, rest, left, keep_empty=True)
    return PotsOutcome(outcomes, count(everyone, _within(spec, rest)))


def part_of(election: Election, projects: set[str], budget: int, keep_empty: bool = False) -> Election:
    """The election over these projects alone; voters who named none of them are left out unless ``keep_empty``."""
    kept = [position for position, project in enumerate(election.projects) if project.id in projects]
    place = np.full(len(election.projects) + 1, -1, np.int64)
    place[kept] = np.arange(len(kept))
    ballots = election.ballots
    members = place[ballots.members]
    inside = members >= 0
    row = np.repeat(np.arange(ballots.groups), np.diff(ballots.starts))[inside]
    lengths = np.bincount(row, minlength=ballots.groups)
    some = np.ones(ballots.groups, np.bool_) if keep_empty else lengths > 0
    starts = np.zeros(int(some.sum()) + 1, np.int64)
    np.cumsum(lengths[some], out=starts[1:])
    points = None if ballots.points is None else ballots.points[inside]
    part = Ballots(starts, members[inside], ballots.weights[some], points, ballots.points_scale)
    return replace(election, projects=tuple(election.projects[p] for p in kept), budget=budget, ballots=part)


def _within(spec: RuleSpec, projects: set[str]) -> RuleSpec:
    groups = (tuple(name for name in group if name in projects) for group in spec.conflicts)
    return replace(spec, conflicts=tuple(group for group in groups if len(group) > 1))
