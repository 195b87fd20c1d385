"""Are times and sums what people in Sweden mean by them?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.foundation import clock, money
from medborgarbudget.foundation.decisions import YES, Refused, no, require


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2027, 1, 10, 18, 0), datetime(2027, 1, 10, 17, 0, tzinfo=UTC)),
        (datetime(2027, 7, 10, 18, 0), datetime(2027, 7, 10, 16, 0, tzinfo=UTC)),
        (datetime(2027, 3, 28, 1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 1, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (datetime(2027, 10, 31, 3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_swedish_time_becomes_utc_and_comes_back(local: datetime, utc: datetime) -> None:
    assert clock.from_local(local) == utc
    assert clock.to_local(utc).replace(tzinfo=None) == local


def test_the_hour_that_is_skipped_in_march_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        clock.from_local(datetime(2027, 3, 28, 2, 30))
    assert refusal.value.code == "nonexistent"


def test_the_hour_that_comes_twice_in_october_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        clock.from_local(datetime(2027, 10, 31, 2, 30))
    assert refusal.value.code == "ambiguous"


@pytest.mark.parametrize("day", [datetime(2027, 3, 28, 12, tzinfo=UTC), datetime(2027, 10, 31, 12, tzinfo=UTC)])
def test_a_day_ends_at_its_last_second_also_when_the_clock_is_moved(day: datetime) -> None:
    end = clock.to_local(clock.end_of_local_day(day))
    assert (end.day, end.hour, end.minute, end.second) == (day.day, 23, 59, 59)


@pytest.mark.writes
@pytest.mark.django_db
def test_the_databases_clock_is_aware_and_about_right() -> None:
    assert abs(clock.database_now() - clock.now()) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1 250 000 kr", 1_250_000), ("250000", 250_000), ("1\u00a0000", 1000), ("500:-", 500), ("0", 0)],
)
def test_kronor_are_read_as_people_write_them(text: str, amount: int) -> None:
    assert money.parse_kronor(text) == amount


@pytest.mark.parametrize("text", ["", "-5", "1,50", "1.5", "1e5", "tusen", "٣", "9" * 16, "100000000001"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        money.parse_kronor(text)


def test_kronor_are_written_with_spaces_that_do_not_break() -> None:
    assert money.kronor(1_250_000) == "1\u00a0250\u00a0000\u00a0kr"
    assert money.kronor(-500) == "-500\u00a0kr"


def test_a_verdict_is_yes_or_a_reason() -> None:
    require(YES)
    with pytest.raises(Refused, match="För sent"):
        require(no("För sent"))
    assert YES and not no("x")
