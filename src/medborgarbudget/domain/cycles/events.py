"""What does a cycle announce, for those who come later in it to act on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from medborgarbudget.domain.cycles.models import Cycle, Decision
from medborgarbudget.domain.people.models import Person


@dataclass(frozen=True)
class StepsChanged:
    """The steps of a cycle, or their times, are other than before; also when the cycle is published or archived."""

    cycle: Cycle
    now: datetime


@dataclass(frozen=True)
class TermsChanged:
    """Rules, money or areas are other than before. Whoever has built on them refuses by raising Refused, which undoes the change."""

    cycle: Cycle
    now: datetime


@dataclass(frozen=True)
class DecisionRegistered:
    """An elected body's decision has been written into the register."""

    decision: Decision
    actor: Person
    now: datetime


@dataclass(frozen=True)
class CycleCreated:
    """There is a new draft; `copied_from` is the cycle whose set-up it took over. Later parts copy theirs then (criteria)."""

    cycle: Cycle
    copied_from: Cycle | None
    actor: Person | None
    now: datetime
