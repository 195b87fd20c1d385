"""When is a delivery late, and where can it go from where it is?"""

from __future__ import annotations

from datetime import date

import pytest

from medborgarbudget.domain.delivery import policy

PLANNED, TODAY = date(2027, 6, 1), date(2027, 6, 11)


@pytest.mark.parametrize(
    ("planned_for", "finished_on", "state", "days"),
    [
        (PLANNED, None, "building", 10),
        (TODAY, None, "building", 0),
        (None, None, "planned", 0),
        (PLANNED, None, "stopped", 0),
        (PLANNED, date(2027, 6, 4), "done", 3),
        (PLANNED, date(2027, 5, 20), "inaugurated", 0),
        (PLANNED, None, "paused", 10),
    ],
)
def test_days_late(planned_for: date | None, finished_on: date | None, state: str, days: int) -> None:
    assert policy.days_late(planned_for=planned_for, finished_on=finished_on, state=state, today=TODAY) == days


@pytest.mark.parametrize(
    ("first", "finished", "kept"),
    [(PLANNED, PLANNED, True), (PLANNED, TODAY, False), (None, TODAY, None), (PLANNED, None, None)],
)
def test_on_time_is_measured_against_the_first_day_promised(
    first: date | None, finished: date | None, kept: bool | None
) -> None:
    assert policy.was_on_time(first_planned=first, finished_on=finished) is kept


def test_what_is_over_stays_as_it_is() -> None:
    for state in policy.OVER:
        assert policy.states_after(state) == (state,)


def test_what_is_under_way_can_be_finished_or_paused_but_not_inaugurated_by_an_update() -> None:
    for state in policy.UNDER_WAY:
        assert {"done", "paused", "building"} < set(policy.states_after(state))
        assert "inaugurated" not in policy.states_after(state)
        assert "stopped" not in policy.states_after(state)
