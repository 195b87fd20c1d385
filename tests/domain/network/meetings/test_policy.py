"""Are scarce places given by the rule and by nothing else, and do evaluations tell of nobody?"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from medborgarbudget.domain.network.meetings import policy
from medborgarbudget.domain.network.meetings.models import Selection
from medborgarbudget.domain.network.meetings.policy import Applicant
from tests.support.cast import NOW


def order(
    applicants: list[Applicant], selection: str, seed: str = "frö", places: int = 99, most: int | None = None
) -> list[int]:
    return [
        row.number
        for row in policy.placed(applicants, selection=selection, seed=seed, places=places, max_per_member=most)
    ]


def test_a_draw_is_the_order_of_the_sha256_of_seed_and_number() -> None:
    applicants = [Applicant(number) for number in range(1, 30)]
    by_hand = sorted(range(1, 30), key=lambda n: hashlib.sha256(f"frö:{n}".encode()).hexdigest())
    assert order(applicants, Selection.DRAW) == by_hand
    assert order(list(reversed(applicants)), Selection.DRAW) == by_hand, "the order of arrival does not matter"
    assert order(applicants, Selection.DRAW, seed="annat") != by_hand


def test_every_applicant_is_drawn_first_about_equally_often() -> None:
    firsts = [order([Applicant(n) for n in (1, 2, 3, 4)], Selection.DRAW, seed=str(seed))[0] for seed in range(4_000)]
    assert all(900 < firsts.count(number) < 1_100 for number in (1, 2, 3, 4))


@pytest.mark.parametrize("seed", [str(n) for n in range(25)])
def test_the_rule_takes_one_per_member_then_new_then_refused_whatever_the_lot(seed: str) -> None:
    applicants = [
        Applicant(1, "gammal"),
        Applicant(2, "gammal"),
        Applicant(3, "ny", is_new=True),
        Applicant(4, "utan", was_refused=True),
        Applicant(5, "ny-och-utan", is_new=True, was_refused=True),
        Applicant(6, "ny", is_new=True),
    ]
    found = order(applicants, Selection.RULE, seed)
    place = {number: found.index(number) for number in found}
    first_of = {
        member: min(place[a.number] for a in applicants if a.member == member)
        for member in ("gammal", "ny", "utan", "ny-och-utan")
    }
    assert first_of["ny-och-utan"] == 0
    assert first_of["ny"] == 1
    assert first_of["utan"] == 2
    assert first_of["gammal"] == 3
    assert {found[4], found[5]} <= {1, 2, 3, 6}, "nobody's second comes before everybody's first"


def test_nobody_gets_more_than_the_most_per_member_and_each_is_told_why() -> None:
    applicants = [Applicant(n, "solvik") for n in (1, 2, 3)] + [Applicant(4, "granby"), Applicant(5)]
    rows = policy.placed(applicants, selection=Selection.DRAW, seed="x", places=4, max_per_member=2)
    chosen = [row.number for row in rows if row.chosen]
    assert len(chosen) == 4 and len({1, 2, 3} & set(chosen)) == 2
    [left_out] = [row for row in rows if not row.chosen]
    assert any("redan så många platser" in reason for reason in left_out.why)
    assert all(row.why for row in rows)


def test_the_last_place_is_the_last() -> None:
    rows = policy.placed([Applicant(n) for n in range(1, 8)], selection=Selection.DRAW, seed="x", places=3)
    assert [row.chosen for row in rows] == [True] * 3 + [False] * 4
    assert "Platserna var slut." in rows[3].why


def test_a_mean_is_told_from_five_and_how_many_only_when_no_group_is_small() -> None:
    assert policy.scale_result([5, 5, 4, 4]).mean is None
    few = policy.scale_result([5, 5, 5, 5, 1])
    assert few.mean == pytest.approx(4.2) and few.counts is None, "one person gave a 1"
    many = policy.scale_result([5, 5, 5, 4, 4, 4])
    assert many.counts == (0, 0, 0, 3, 3)


def test_choices_hide_a_small_group() -> None:
    assert policy.choice_result(["ja", "nej"], ["ja"] * 6 + ["nej"]) is None
    assert policy.choice_result(["ja", "nej"], ["ja"] * 6 + ["nej"] * 3) == {"ja": 6, "nej": 3}
    assert policy.choice_result(["ja", "nej"], ["ja"] * 4) is None


def test_a_reminder_is_due_at_its_time_and_not_long_after() -> None:
    starts = NOW + timedelta(days=7)
    assert not policy.due("week", starts, NOW - timedelta(minutes=1))
    assert policy.due("week", starts, NOW)
    assert policy.due("week", starts, NOW + timedelta(hours=3))
    assert not policy.due("week", starts, NOW + policy.REMINDERS_LATE)
    assert not policy.due("day", NOW + timedelta(hours=10), NOW + timedelta(hours=11))
