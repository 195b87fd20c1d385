"""When does each step of a demo cycle open and close, so that the present falls in the step one wants to see?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from medborgarbudget.foundation import clock

IDEAS, ASSESSMENT, VOTING, RESULT, DELIVERY = "ideas", "assessment", "voting", "result", "delivery"
MOMENTS = {IDEAS: 21, ASSESSMENT: 58, VOTING: 92, RESULT: 112, DELIVERY: 420}
"""Step to see → which day of the cycle it is then. Day 0 is when proposals are first taken in."""

IDEAS_CLOSE, ANSWERS, OBJECTIONS_CLOSE, ASSESSMENT_CLOSES = 35, 66, 76, 80
VOTING_OPENS, VOTING_CLOSES, COUNTED, DECIDED, DELIVERY_CLOSES = 82, 103, 105, 128, 560


@dataclass(frozen=True)
class Timeline:
    """The days of one cycle. `step` is the step to see; `at(day)` is nine in the morning of a day of it."""

    step: str
    first_day: datetime

    @classmethod
    def seen_at(cls, step: str, now: datetime) -> Timeline:
        """The timeline on which it is now `step`. Raises KeyError for an unknown one."""
        day = clock.to_local(now) - timedelta(days=MOMENTS[step])
        return cls(step, day.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None))

    def at(self, day: float) -> datetime:
        """Nine in the morning, Swedish time, of a day; a part of a day goes on from there."""
        whole = int(day // 1)
        return clock.from_local(self.first_day + timedelta(days=whole)) + timedelta(days=day - whole)

    def evening(self, day: int) -> datetime:
        """Six in the evening: when steps close."""
        return clock.from_local((self.first_day + timedelta(days=day)).replace(hour=18))

    def reached(self, step: str) -> bool:
        """Whether the cycle has come to the step or past it."""
        order = list(MOMENTS)
        return order.index(self.step) >= order.index(step)
