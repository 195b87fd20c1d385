"""What does a rule get to decide on, and what does it answer?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from pbcount.election import Election
from pbcount.outcome import Certificate, Endowment, Step
from pbcount.rules.capacity import Capacity
from pbcount.spec import RuleSpec

Progress = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it is done, and of how much (None when that cannot be known)."""


@dataclass(frozen=True, slots=True)
class Contest:
    """The projects a rule may choose among (positions), with the money it may spend."""

    election: Election
    spec: RuleSpec
    ranks: list[int]
    eligible: list[int]
    budget: int
    capacity: Capacity
    progress: Progress | None = None
    weigh_ties: bool = True
    """Whether the rule should find out what the reverse tie order would have given."""

    def rest(self, chosen: list[int]) -> Contest:
        """What remains when these have been chosen."""
        projects = self.election.projects
        taken = set(chosen)
        groups = tuple(
            (members - taken, max(0, places - len(members & taken))) for members, places in self.capacity.groups
        )
        return replace(
            self,
            eligible=[position for position in self.eligible if position not in taken],
            budget=self.budget - sum(projects[position].cost for position in chosen),
            capacity=Capacity(groups),
        )


@dataclass(slots=True)
class Choice:
    """What a rule chose: positions in order, with steps; ``ties`` as (round, tied positions, chosen position)."""

    chosen: list[int] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    ties: list[tuple[int, list[int], int]] = field(default_factory=list)
    endowment: Endowment | None = None
    certificate: Certificate | None = None
    reversed_chosen: set[int] | None = None
    """The winners under the reverse tie order, where the rule found them on its way."""

    def followed_by(self, other: Choice) -> Choice:
        """This choice completed by another over what it left."""
        rounds = len(self.chosen)
        taken = [step for step in self.steps if step.chosen]
        return replace(
            self,
            chosen=self.chosen + other.chosen,
            steps=taken + [replace(step, round=step.round + rounds) for step in other.steps],
            ties=self.ties + [(at + rounds, tied, chosen) for at, tied, chosen in other.ties],
        )


def share_of(money: int | Fraction, voters: int) -> Fraction:
    """Money divided equally, 0 among nobody."""
    return Fraction(money, voters) if voters else Fraction(0)
