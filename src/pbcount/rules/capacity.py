"""Which projects can no longer win once some have been chosen?

Projects in conflict (at most one of a set) and places per cost class (at most so many of a class) are the same thing: a
group with a number of places. When a group is full, the rest of it is out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Group = tuple[frozenset[int], int]
"""Positions, and how many of them may win."""


@dataclass(frozen=True, slots=True)
class Capacity:
    groups: tuple[Group, ...] = ()

    def counter(self) -> Counter:
        return Counter(self.groups)


class Counter:
    """Follows one count. ``out`` holds what is blocked so far."""

    __slots__ = ("_left", "_taken", "groups", "out")

    def __init__(self, groups: tuple[Group, ...]) -> None:
        self.groups = groups
        self._left = [places for _, places in groups]
        self._taken: set[int] = set()
        self.out: set[int] = set()
        for members, places in groups:
            if not places:
                self.out |= members

    def take(self, position: int) -> Iterable[int]:
        """Note that this one was chosen; answers with those that are out now and were not before."""
        self._taken.add(position)
        blocked: set[int] = set()
        for at, (members, _) in enumerate(self.groups):
            if position in members:
                self._left[at] -= 1
                if self._left[at] == 0:
                    blocked |= members
        new = blocked - self.out - self._taken
        self.out |= new
        return new
