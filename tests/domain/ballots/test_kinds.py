"""Does each kind of ballot take what its rules allow, refuse the rest with a reason, and refuse rule sheets that nobody could follow?"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from medborgarbudget.domain.ballots.kind import Limits, Marked
from medborgarbudget.domain.ballots.kinds import KINDS, kind_of
from medborgarbudget.domain.cycles import policy as rules
from medborgarbudget.domain.cycles import wording
from medborgarbudget.domain.cycles.models import BallotKind, CountingRule
from medborgarbudget.domain.cycles.policy import RuleValues
from medborgarbudget.domain.voting.definition import (
    Definition,
    OptionOnBallot,
    PotOnBallot,
    Style,
    canonical,
    from_data,
    read_choices,
)
from medborgarbudget.domain.voting.policy import validate
from tests.support.random_ballots import SETTINGS, random_choices


def ballot(kind: str, **limits: Any) -> Definition:
    """Two areas with a pot each and a pot for all: options 1-4 in Norr, 5-8 in Söder, 9-11 for all, 12 in a third area."""
    costs = {1: 100, 2: 250, 3: 400, 4: 100}
    return Definition(
        kind=kind,
        styles=(Style("norr", "Norr", (1, 3)), Style("soder", "Söder", (2, 3)), Style("vaster", "Väster", (4, 3))),
        pots=tuple(PotOnBallot(pk, name, 500, **limits) for pk, name in ((1, "Norr"), (2, "Söder"), (3, "Hela"), (4, "Väster"))),
        options=tuple(
            OptionOnBallot(number, f"Förslag {number}", costs.get(number, 200), 1 if number < 5 else 2 if number < 9 else 3 if number < 12 else 4)
            for number in range(1, 13)
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "limits", "choices", "codes"),
    [
        ("up_to_k", {"max_choices": 3, "min_choices": 2}, [1, 2], []),
        ("up_to_k", {"max_choices": 3, "min_choices": 2}, [1, 2, 3, 4], ["too_many"]),
        ("up_to_k", {"max_choices": 3, "min_choices": 2}, [1], ["too_few"]),
        ("up_to_k", {"max_choices": 3, "min_choices": 2}, [1, 2, 9], ["too_few"]),
        ("up_to_k", {"max_choices": 3}, [(1, 1)], ["unknown"]),
        ("one", {}, [1], []),
        ("one", {}, [1, 9], []),
        ("one", {}, [1, 2], ["too_many"]),
        ("knapsack", {}, [1, 3], []),
        ("knapsack", {}, [2, 3], ["over_pot"]),
        ("own_and_free", {"max_choices": 2}, [1, 2, 5, 6], []),
        ("own_and_free", {"max_choices": 2}, [5], []),
        ("own_and_free", {"max_choices": 2}, [1, 5, 6, 7], ["too_many"]),
        ("own_and_free", {"max_choices": 2}, [1, 5, 12], ["free_areas"]),
        ("up_to_k", {"max_choices": 2}, [1, 5], ["wrong_pot"]),
        ("points", {"points": 10}, [(1, 10)], []),
        ("points", {"points": 10}, [(1, 6), (2, 4), (9, 10)], []),
        ("points", {"points": 10}, [(1, 6), (2, 5)], ["too_many_points"]),
        ("points", {"points": 10, "points_each": 5}, [(1, 6)], ["value"]),
        ("points", {"points": 3, "points_each": 1}, [(1, 1), (2, 1), (3, 1)], []),
        ("points", {"points": 3, "points_each": 1}, [(1, 2)], ["value"]),
        ("points", {"points": 3, "min_choices": 2}, [(1, 3)], ["too_few"]),
        ("points", {"points": 3}, [(1, 0)], ["value"]),
        ("points", {"points": 3}, [(1, -1)], ["value"]),
        ("points", {"points": 3}, [1], ["unknown"]),
        ("points", {"points": 3}, [(1, True)], ["unknown"]),
        ("points", {"points": 3}, [(1, 1), (1, 1)], ["twice"]),
        ("points", {"points": 3}, [("1", 1)], ["unknown"]),
        ("points", {"points": 3}, [(1, 1, 1)], ["unknown"]),
        ("ranking", {"max_choices": 3}, [(2, 1), (1, 2), (3, 3), (9, 1)], []),
        ("ranking", {"max_choices": 3}, [(2, 1), (1, 1)], ["same_place"]),
        ("ranking", {"max_choices": 3}, [(2, 1), (1, 3)], ["gap"]),
        ("ranking", {"max_choices": 3}, [(2, 2)], ["gap"]),
        ("ranking", {"max_choices": 3}, [(2, 4)], ["value"]),
        ("ranking", {"max_choices": 3, "min_choices": 3}, [(2, 1)], ["too_few"]),
        ("grades", {}, [(1, 4), (2, 0), (3, 2)], []),
        ("grades", {}, [(1, 5)], ["value"]),
        ("grades", {}, [(1, -1)], ["value"]),
        ("plus_minus", {}, [(1, 1), (2, -1)], []),
        ("plus_minus", {}, [(1, 0)], ["value"]),
        ("plus_minus", {"max_choices": 1}, [(1, 1), (2, -1)], ["too_many"]),
        ("star", {}, [(1, 5), (2, 1)], []),
        ("star", {}, [(1, 6)], ["value"]),
        ("star", {}, [], ["empty"]),
    ],
)
def test_a_ballot_is_taken_or_refused_with_its_reasons(
    kind: str, limits: dict[str, Any], choices: list[Any], codes: list[str]
) -> None:
    problems = validate(ballot(kind, **limits), "norr", choices)
    assert [problem.code for problem in problems] == codes
    assert all(problem.text for problem in problems)


def test_nobody_has_to_choose_more_than_is_left_when_an_option_is_withdrawn() -> None:
    definition = ballot("up_to_k", max_choices=4, min_choices=4)
    assert [problem.code for problem in validate(definition, "norr", [1, 2, 3])] == ["too_few"]
    assert not validate(definition, "norr", [1, 2, 3], [4])
    assert not validate(definition, "norr", [1, 2, 3], gone=[4])
    assert not validate(definition, "norr", [1, 2, 3, 4], gone=[4])


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_reads_back_and_every_ballot_fits_in_the_envelope(kind: str) -> None:
    limits = {
        "points": {"points": 100},
        "ranking": {"max_choices": 4},
        "up_to_k": {"max_choices": 4},
        "own_and_free": {"max_choices": 4},
    }
    definition = ballot(kind, **limits.get(kind, {}))
    assert from_data(definition.as_data()) == definition
    chance = random.Random(kind)
    for _ballot in range(200):
        choices = random_choices(definition, "norr", chance)
        assert not validate(definition, "norr", choices)
        content = canonical({"choices": sorted(choices), "style": "norr"})
        assert len(content) + 4 <= definition.sealed_size
        assert sorted(read_choices([list(each) if isinstance(each, tuple) else each for each in choices])) == sorted(
            choices
        )
    full = [(option.number, definition.how.values(definition.pots[0].limits)[-1]) for option in definition.options]
    assert (
        len(canonical({"choices": full if definition.how.has_values else [n for n, _v in full], "style": "vaster"})) + 4
        <= definition.sealed_size
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_can_be_explained_and_counted(kind: Any) -> None:
    assert BallotKind(kind.name).label and {CountingRule(rule) for rule in kind.rules}
    for settings in SETTINGS[kind.name]:
        values = rules.settled(replace(GOOD, ballot_kind=kind.name, counting_rule=kind.rules[0], **settings))
        limits = rules.limits_of(values, amount=500, named="Potten")
        marks = [Marked(1, "Bänkar", 100, kind.values(limits)[-1])]
        told = [kind.in_words(limits), kind.instruction(limits), kind.on_paper(limits), kind.standing(limits, marks)]
        assert all(told) and "{" not in "".join(told) and "%(" not in "".join(told)
        if kind.has_values:
            assert kind.asked() and kind.said(limits, marks[0].value)
        assert wording.count_in_words(values) and wording.ballot_in_words(values)
        assert not rules.rule_faults(values, [500, 700])


def test_every_ballot_kind_of_the_rule_sheet_is_described() -> None:
    assert set(BallotKind.values) == set(KINDS)
    assert {rule for kind in KINDS.values() for rule in kind.rules} == set(CountingRule.values)


GOOD = RuleValues(tie_to_place="Du som bor i Lund", age_on=date(2027, 5, 1), min_age=12)
POINTS: dict[str, Any] = {"ballot_kind": "points", "counting_rule": "points", "max_choices": None, "points_total": 10}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"counting_rule": "points"}, "counting_rule", "kan inte räkna valsedeln"),
        ({"counting_rule": "majority-judgement"}, "counting_rule", "Jämlika andelar"),
        ({**POINTS, "counting_rule": "greedy"}, "counting_rule", "Flest poäng först"),
        ({**POINTS, "counting_rule": "star"}, "counting_rule", "kan inte räkna"),
        ({"ballot_kind": "grades", "max_choices": None}, "counting_rule", "Bästa mittbetyg"),
        ({"ballot_kind": "plus_minus", "max_choices": None}, "counting_rule", "Plus minus minus"),
        ({"ballot_kind": "knapsack", "counting_rule": "points"}, "counting_rule", "kan inte räkna"),
        ({"min_choices": 4}, "min_choices", "minst 4"),
        ({"min_choices": -1}, "min_choices", "noll"),
        ({**POINTS, "points_total": None}, "points_total", "hur många poäng"),
        ({**POINTS, "points_total": 101}, "points_total", "1 till 100"),
        ({**POINTS, "points_each": 11}, "points_each", "fler poäng än man har"),
        ({**POINTS, "points_each": 0}, "points_each", "fler poäng än man har"),
        ({**POINTS, "min_choices": 11}, "min_choices", "räcker inte"),
        ({"ballot_kind": "ranking", "counting_rule": "points", "max_choices": None}, "max_choices", "1 till 50"),
        (
            {"ballot_kind": "grades", "max_choices": None, "counting_rule": "majority-judgement", "vote_threshold": 5},
            "vote_threshold",
            "Ange noll",
        ),
    ],
)
def test_rules_that_cannot_be_followed_are_refused_in_plain_words(
    change: dict[str, Any], field: str, words: str
) -> None:
    faults = rules.rule_faults(replace(GOOD, **change), [200_000, 500_000], 30_000)
    assert list(faults) == [field]
    assert words in faults[field]


def test_one_pot_has_no_other_area_to_vote_in() -> None:
    values = replace(GOOD, ballot_kind="own_and_free")
    assert not rules.rule_faults(values, [200_000, 500_000])
    assert list(rules.rule_faults(values, [500_000])) == ["ballot_kind"]


def test_a_sum_of_points_may_be_larger_than_the_number_of_inhabitants() -> None:
    assert not rules.rule_faults(replace(GOOD, **POINTS, vote_threshold=40_000), [500_000], 30_000)


def test_what_does_not_apply_to_the_kind_is_left_out() -> None:
    points = rules.settled(replace(GOOD, **{**POINTS, "max_choices": 3, "counting_rule": "equal-shares"}))
    assert (points.max_choices, points.points_total, points.utility, points.completion) == (None, 10, "points", "add1")
    back = rules.settled(replace(points, ballot_kind="up_to_k", max_choices=3))
    assert (back.points_total, back.utility) == (None, "cost")
    assert rules.settled(replace(GOOD, **POINTS)).completion == "none"


@pytest.mark.parametrize(
    ("kind", "limits", "options", "instruction"),
    [
        ("up_to_k", Limits(most=5), 2, "Välj upp till 2 förslag"),
        ("up_to_k", Limits(most=5), 1, "Välj ett förslag"),
        ("points", Limits(points=10, most_each=3), 2, "upp till 6 poäng"),
        ("ranking", Limits(most=5), 3, "upp till 3 förslag"),
    ],
)
def test_a_small_pot_promises_no_more_than_it_holds(kind: str, limits: Limits, options: int, instruction: str) -> None:
    assert instruction in kind_of(kind).instruction(kind_of(kind).fitted(limits, options))


def test_a_minimum_that_a_pot_cannot_give_is_refused() -> None:
    kind = kind_of("up_to_k")
    limits = Limits(most=4, least=3, named="Norr")
    assert "minst 3" in kind.cannot_fill(limits, [100, 200])
    assert not kind.cannot_fill(limits, [100, 200, 300])
    assert "saknar kostnad" in kind_of("knapsack").cannot_fill(Limits(named="Norr"), [0, 0])
