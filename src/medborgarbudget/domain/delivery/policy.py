"""Which way can a delivery go, and when is it late? Plain values: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medborgarbudget.domain.delivery.models import DeliveryState

MAX_PICTURES = 4
"""How many pictures one update takes."""

S = DeliveryState

UNDER_WAY = (S.PLANNED, S.PROCUREMENT, S.BUILDING, S.PAUSED)
FINISHED = (S.DONE, S.INAUGURATED)
OVER = (*FINISHED, S.STOPPED)

STATE_TONES: dict[str, str] = {
    S.PLANNED: "info",
    S.PROCUREMENT: "info",
    S.BUILDING: "warning",
    S.DONE: "success",
    S.INAUGURATED: "success",
    S.PAUSED: "outline",
    S.STOPPED: "danger",
}
STATE_ICONS: dict[str, str] = {
    S.PLANNED: "calendar",
    S.PROCUREMENT: "paper",
    S.BUILDING: "tools",
    S.DONE: "check",
    S.INAUGURATED: "trophy",
    S.PAUSED: "pause",
    S.STOPPED: "cross",
}


def states_after(state: str) -> tuple[DeliveryState, ...]:
    """The states that an update can set. To inaugurate and to stop are verbs of their own; what is over stays as it is."""
    if state in OVER:
        return (S(state),)
    return (*UNDER_WAY[:3], S.DONE, S.PAUSED)


def days_late(*, planned_for: date | None, finished_on: date | None, state: str, today: date) -> int:
    """Whole days after the planned day: so far, or when it was finished; 0 when in time, without a plan or stopped."""
    if planned_for is None or state == S.STOPPED:
        return 0
    until = finished_on if state in FINISHED and finished_on is not None else today
    return max(0, (until - planned_for).days)


def was_on_time(*, first_planned: date | None, finished_on: date | None) -> bool | None:
    """Whether it was finished by the first day that was promised; None while it is not finished or had no plan."""
    if first_planned is None or finished_on is None:
        return None
    return finished_on <= first_planned


@dataclass(frozen=True)
class Overview:
    """All of a cycle's deliveries in numbers. `on_time` of `timed` finished ones kept the first day promised. Money in kronor."""

    all: int = 0
    finished: int = 0
    under_way: int = 0
    paused: int = 0
    stopped: int = 0
    late: int = 0
    on_time: int = 0
    timed: int = 0
    budget: int = 0
    spent: int = 0

    @property
    def share_finished(self) -> float:
        return self.finished / self.all if self.all else 0.0
