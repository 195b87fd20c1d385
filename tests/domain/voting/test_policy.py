"""Which ballots are right, and what is said about those that are not? Which channel replaces which?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from medborgarbudget.domain.voting import policy
from medborgarbudget.domain.voting.definition import (
    KNAPSACK,
    UP_TO_K,
    Definition,
    OptionOnBallot,
    PotOnBallot,
    Style,
    from_data,
)
from medborgarbudget.domain.voting.policy import Channel, replaces, validate


def ballot(kind: str = UP_TO_K, most: int | None = 2) -> Definition:
    """Two areas with a pot each, and a pot of the whole: options 1–3 in Norr, 4–5 in Söder, 6–8 for all."""
    pots = (PotOnBallot(10, "Norr", 100, most), PotOnBallot(20, "Söder", 100, most), PotOnBallot(30, "Hela", 300, most))
    costs = {1: 40, 2: 60, 3: 61, 4: 50, 5: 50, 6: 100, 7: 200, 8: 150}
    options = tuple(
        OptionOnBallot(number, f"Förslag {number}", cost, 10 if number < 4 else 20 if number < 6 else 30)
        for number, cost in costs.items()
    )
    return Definition(kind, (Style("norr", "Norr", (10, 30)), Style("soder", "Söder", (20, 30))), pots, options)


@pytest.mark.parametrize(
    ("kind", "style", "choices", "withdrawn", "codes"),
    [
        (UP_TO_K, "norr", [1], (), []),
        (UP_TO_K, "norr", [1, 2, 6, 7], (), []),
        (UP_TO_K, "norr", [6, 7], (), []),
        (UP_TO_K, "norr", [], (), ["empty"]),
        (UP_TO_K, "", [1], (), ["style"]),
        (UP_TO_K, "vast", [1], (), ["style"]),
        (UP_TO_K, "norr", [99], (), ["unknown"]),
        (UP_TO_K, "norr", ["1"], (), ["unknown"]),
        (UP_TO_K, "norr", [True], (), ["unknown"]),
        (UP_TO_K, "norr", [None], (), ["unknown"]),
        (UP_TO_K, "norr", [1, 1], (), ["twice"]),
        (UP_TO_K, "norr", [4], (), ["wrong_pot"]),
        (UP_TO_K, "norr", [1, 2, 3], (), ["too_many"]),
        (UP_TO_K, "norr", [1, 2, 3, 6, 7, 8], (), ["too_many", "too_many"]),
        (UP_TO_K, "norr", [1], (1,), ["withdrawn"]),
        (UP_TO_K, "norr", [1, 2, 3], (3,), ["withdrawn"]),
        (KNAPSACK, "norr", [1, 2], (), []),
        (KNAPSACK, "norr", [1, 2, 6, 7], (), []),
        (KNAPSACK, "norr", [1, 3], (), ["over_pot"]),
        (KNAPSACK, "norr", [6, 7, 8], (), ["over_pot"]),
        (KNAPSACK, "soder", [4, 5, 7], (), []),
    ],
)
def test_each_way_a_ballot_can_be_wrong_is_named(
    kind: str, style: str, choices: list[object], withdrawn: tuple[int, ...], codes: list[str]
) -> None:
    assert [problem.code for problem in validate(ballot(kind), style, choices, withdrawn)] == codes


def test_a_reason_says_how_much_too_much_and_where() -> None:
    (problem,) = validate(ballot(KNAPSACK), "norr", [1, 3])
    assert (
        problem.text
        == "Dina val i Norr kostar 101\u00a0kr. Det är 1\u00a0kr mer än potten på 100\u00a0kr. Ta bort något."
    )


@pytest.mark.parametrize(
    ("held", "new", "takes"),
    [
        (Channel.EMAIL, Channel.EMAIL, True),
        (Channel.EMAIL, Channel.LETTER, True),
        (Channel.EMAIL, Channel.EID, True),
        (Channel.EMAIL, Channel.PAPER, True),
        (Channel.LETTER, Channel.EMAIL, False),
        (Channel.LETTER, Channel.LETTER, True),
        (Channel.LETTER, Channel.EID, True),
        (Channel.LETTER, Channel.PAPER, True),
        (Channel.EID, Channel.EMAIL, False),
        (Channel.EID, Channel.LETTER, False),
        (Channel.EID, Channel.EID, True),
        (Channel.EID, Channel.PAPER, True),
        (Channel.PAPER, Channel.EMAIL, False),
        (Channel.PAPER, Channel.LETTER, False),
        (Channel.PAPER, Channel.EID, False),
        (Channel.PAPER, Channel.PAPER, False),
        (Channel.EMAIL, Channel.POSTED, True),
        (Channel.SMS, Channel.POSTED, True),
        (Channel.LETTER, Channel.POSTED, True),
        (Channel.SCHOOL, Channel.POSTED, True),
        (Channel.EID, Channel.POSTED, False),
        (Channel.ASSISTED, Channel.POSTED, False),
        (Channel.PAPER, Channel.POSTED, False),
        (Channel.POSTED, Channel.POSTED, False),
        (Channel.POSTED, Channel.EMAIL, False),
        (Channel.POSTED, Channel.SMS, True),
        (Channel.POSTED, Channel.LETTER, True),
        (Channel.POSTED, Channel.SCHOOL, True),
        (Channel.POSTED, Channel.EID, True),
        (Channel.POSTED, Channel.ASSISTED, True),
        (Channel.POSTED, Channel.PAPER, True),
    ],
)
def test_the_table_of_precedence_is_the_published_one(held: Channel, new: Channel, takes: bool) -> None:
    assert replaces(held, new) is takes
    assert (held, new, takes) in policy.precedence()


def test_the_definition_is_the_same_after_being_stored_and_its_hash_tells_any_change() -> None:
    definition = ballot()
    assert from_data(definition.as_data()) == definition
    assert from_data(definition.as_data()).hash == definition.hash
    dearer = definition.as_data()
    dearer["options"][0]["cost"] += 1
    assert from_data(dearer).hash != definition.hash


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (2, 0), (3, 2), (4, 4), (7, 32), (8, 60), (500, 60)])
def test_wrong_letter_codes_wait_longer_each_time_but_never_more_than_a_minute(failures: int, seconds: int) -> None:
    assert policy.wait_after(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("sent", "minutes"), [(0, 0), (1, 1), (2, 2), (3, 4), (5, 10), (90, 10)])
def test_a_new_email_code_is_never_more_than_ten_minutes_away(sent: int, minutes: int) -> None:
    assert policy.wait_before_new_code(sent) == timedelta(minutes=minutes)
