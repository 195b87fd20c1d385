"""Do pots, steps and rules come out as the tables say?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.domain.cycles import policy
from medborgarbudget.domain.cycles.policy import PotPlan, RuleValues, StepPlan
from medborgarbudget.domain.cycles.template import TEMPLATES
from medborgarbudget.foundation.clock import to_local

START = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)


def fixed(amount: int, name: str = "Fast") -> PotPlan:
    return PotPlan(name, "fixed", fixed_amount=amount)


def share(inhabitants: int | None, name: str = "Andel") -> PotPlan:
    return PotPlan(name, "population_share", inhabitants=inhabitants)


def per_head(kronor: int, inhabitants: int, cap: int | None = None) -> PotPlan:
    return PotPlan("Per invånare", "per_inhabitant", per_inhabitant=kronor, cap=cap, inhabitants=inhabitants)


@pytest.mark.parametrize(
    ("plans", "budget", "amounts"),
    [
        ([], 0, []),
        ([fixed(1_000_000)], 1_000_000, [1_000_000]),
        ([fixed(400), fixed(0)], 1_000, [400, 0]),
        ([per_head(60, 8_803)], 900_000, [528_180]),  # Uppsala area 1, 2018
        ([per_head(60, 14_070)], 900_000, [844_200]),  # Uppsala area 2, 2019
        ([per_head(60, 20_000, cap=900_000)], 900_000, [900_000]),
        ([share(1), share(1), share(1)], 496_380, [165_460, 165_460, 165_460]),  # Rasbo and Vaksala, 2021
        ([share(1), share(1), share(1)], 100, [34, 33, 33]),
        ([share(2), share(1)], 100, [67, 33]),
        ([fixed(100), share(3), share(1)], 500, [100, 300, 100]),
        ([share(7), fixed(500)], 500, [0, 500]),
    ],
)
def test_pots_come_out_as_the_table_says(plans: list[PotPlan], budget: int, amounts: list[int]) -> None:
    assert policy.pot_amounts(plans, budget) == amounts


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=40))
def test_shares_by_population_sum_exactly_and_never_stray_a_krona(total: int, weights: list[int]) -> None:
    parts = policy.largest_remainder(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1 + 1e-6


@pytest.mark.parametrize(
    ("plans", "budget", "words"),
    [
        ([fixed(501)], 500, "omgången har bara"),
        ([share(None, "Norr")], 500, "antalet invånare för ”Norr”"),
        ([PotPlan("Söder")], 500, "beloppet för potten ”Söder”"),
        ([PotPlan("Öst", "per_inhabitant", inhabitants=10)], 500, "kronor per invånare för potten ”Öst”"),
    ],
)
def test_pots_that_cannot_be_are_refused_by_name(plans: list[PotPlan], budget: int, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        policy.pot_amounts(plans, budget)


def step(name: str, deeds: str, start: int | None = None, end: int | None = None) -> StepPlan:
    """Days from START."""
    return StepPlan(
        name,
        tuple(deeds.split()),
        START + timedelta(days=start) if start is not None else None,
        START + timedelta(days=end) if end is not None else None,
    )


@pytest.mark.parametrize(
    ("plans", "words"),
    [
        ([step("Idé", "propose", 0, 10), step("Röst", "vote", 10, 20)], []),
        (
            [step("Idé", "propose", 0, 10), step("Röst", "vote", 9, 20)],
            ["”Röst” kan öppna först när steget ”Idé” har stängt"],
        ),
        ([step("Röst", "vote", 0, 5), step("Idé", "propose", 6, 10)], ["”Röst” kan öppna först när steget ”Idé”"]),
        ([step("Idé", "propose", 0), step("Röst", "vote", 10, 20)], ["”Röst” kan öppna först när steget ”Idé”"]),
        (
            [step("Bedöm", "assess object", 0, 11), step("Röst", "vote", 10, 20)],
            ["”Röst” kan öppna först när steget ”Bedöm”"],
        ),
        ([step("Röst", "vote", 10, 20), step("Beslut", "decide", 19)], ["”Beslut” kan öppna först när steget ”Röst”"]),
        ([step("Idé", "propose comment", 0, 10), step("Bedöm", "assess", 0, 12)], []),
        ([step("Allt", "propose vote", 0, 5)], ["inte öppna både ”Lämna förslag” och ”Rösta”"]),
        ([step("Bak", "propose", 5, 5)], ["måste stänga efter"]),
        ([step("Bak", "propose", 5, 4)], ["måste stänga efter"]),
        ([step("Halv", "propose", None, 4)], ["Ange när steget öppnar"]),
        ([step("Röst", "vote", 4)], ["Ange när omröstningen stänger"]),
        ([step(" ", "propose")], ["Ange ett namn"]),
        ([step("Inget", "")], ["Välj minst en sak"]),
        ([step("Konstigt", "dance")], ["Okänt val"]),
    ],
)
def test_steps_that_contradict_each_other_are_refused_naming_the_other(plans: list[StepPlan], words: list[str]) -> None:
    faults = [fault.text for fault in policy.step_faults(plans)]
    assert len(faults) == len(words)
    for fault, wanted in zip(faults, words, strict=True):
        assert wanted in fault


def test_a_short_vote_and_a_late_answer_are_told_but_allowed() -> None:
    plans = [step("Röst", "vote", 20, 22), step("Idé", "propose", 0, 10), step("Bedöm", "assess", 12, 15)]
    assert policy.step_faults(plans) == []
    warnings = " ".join(policy.step_warnings(plans))
    assert "kortare än en vecka" in warnings
    assert "står efter ”Röst” men öppnar tidigare" in warnings
    assert "Inget steg öppnar ”Genomföra”" in warnings


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_every_template_stands_and_opens_all_that_a_cycle_needs(template: object) -> None:
    plans = [StepPlan(str(each.name), tuple(each.deeds)) for each in template.steps]  # type: ignore[attr-defined]
    assert policy.step_faults(plans) == []
    assert policy.step_warnings(plans) == []


def test_a_merged_step_opens_what_both_did_from_first_to_last() -> None:
    one = policy.merged(step("Göra känt", "inform", 0, 20), step("Kriterier", "criteria", 5, 10))
    assert one.name == "Göra känt och kriterier"
    assert one.deeds == ("criteria", "inform")
    assert (one.opens_at, one.closes_at) == (START, START + timedelta(days=20))
    assert policy.merged(step("A", "inform", 0), step("B", "criteria", 5, 10)).closes_at is None


@pytest.mark.parametrize(
    ("local", "years", "moved"),
    [
        ("2026-09-01 08:00", 1, "2027-08-31 08:00"),  # a Tuesday, to the nearest Tuesday
        ("2026-01-12 12:00", 1, "2027-01-11 12:00"),
        ("2024-02-29 12:00", 2, "2026-02-26 12:00"),
        ("2026-03-29 03:30", 1, "2027-03-28 03:30"),  # the same wall clock, whichever side of summer time
        ("2026-03-29 01:30", 1, "2027-03-28 01:30"),
        ("2020-03-22 02:30", 1, "2021-03-21 02:30"),
        ("2026-04-05 02:15", -1, "2025-04-06 02:15"),
        ("2027-04-04 02:30", -1, "2026-04-05 02:30"),
        ("2025-03-23 02:30", 1, "2026-03-22 02:30"),
        ("2020-03-30 02:30", 1, "2021-03-29 02:30"),
    ],
)
def test_copied_dates_keep_weekday_and_time_of_day(local: str, years: int, moved: str) -> None:
    from medborgarbudget.foundation import clock

    given = clock.from_local(datetime.fromisoformat(local))
    result = policy.years_later(given, years)
    assert result is not None
    assert to_local(result).strftime("%Y-%m-%d %H:%M") == moved
    assert to_local(result).weekday() == to_local(given).weekday()


@pytest.mark.parametrize(
    ("local", "moved"),
    [
        ("2026-03-30 02:30", "2027-03-29 02:30"),
        ("2021-03-29 02:30", "2022-03-28 02:30"),
        ("2022-03-28 02:30", "2023-03-27 02:30"),
        ("2026-03-22 02:30", "2027-03-21 02:30"),
        ("2027-03-27 02:30", "2028-03-25 02:30"),
        ("2029-04-01 02:30", "2030-03-31 03:30"),  # the hour that the clock skips
        ("2026-11-01 02:30", "2027-10-31 03:30"),  # the hour that it has twice
    ],
)
def test_a_copied_time_that_the_clock_skips_or_repeats_moves_one_hour_on(local: str, moved: str) -> None:
    from medborgarbudget.foundation import clock

    result = policy.years_later(clock.from_local(datetime.fromisoformat(local)), 1)
    assert result is not None
    assert to_local(result).strftime("%Y-%m-%d %H:%M") == moved


GOOD = RuleValues(tie_to_place="Du som bor i Lund", age_on=date(2027, 5, 1), min_age=12)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({}, None),
        ({"tie_to_place": "  "}, "tie_to_place"),
        ({"min_age": -1}, "min_age"),
        ({"min_age": 101}, "min_age"),
        ({"ballot_kind": "coin"}, "ballot_kind"),
        ({"max_choices": None}, "max_choices"),
        ({"max_choices": 0}, "max_choices"),
        ({"max_choices": 50}, None),
        ({"max_choices": 51}, "max_choices"),
        ({"ballot_kind": "knapsack", "max_choices": None}, None),
        ({"counting_rule": "coin"}, "counting_rule"),
        ({"completion": "magic"}, "completion"),
        ({"cost_ceiling": 0}, "cost_ceiling"),
        ({"cost_ceiling": 500_000}, None),
        ({"cost_ceiling": 500_001}, "cost_ceiling"),
        ({"vote_threshold": -1}, "vote_threshold"),
        ({"vote_threshold": 50}, None),
        ({"vote_threshold": 40_000}, "vote_threshold"),
        ({"group_kind": "group"}, "groups"),
        ({"groups": ("7A",)}, "group_kind"),
        ({"group_kind": "tribe", "groups": ("7A",)}, "group_kind"),
        ({"group_kind": "class", "groups": ("7A" * 41,)}, "groups"),
        ({"group_kind": "group", "groups": ("19900118-9811",)}, "groups"),
        ({"identities": ()}, "identities"),
        ({"identities": ("palm_reading",)}, "identities"),
    ],
)
def test_rules_that_cannot_be_followed_are_refused_at_their_field(change: dict[str, object], field: str | None) -> None:
    faults = policy.rule_faults(replace(GOOD, **change), [200_000, 500_000], 30_000)  # type: ignore[arg-type]
    assert list(faults) == ([field] if field else [])


def test_what_does_not_apply_is_left_out_of_the_rules() -> None:
    settled = policy.settled(
        replace(GOOD, ballot_kind="knapsack", counting_rule="greedy", identities=("code_letter", "email_code"))
    )
    assert (settled.max_choices, settled.completion) == (None, "none")
    assert settled.identities == ("email_code", "code_letter")


@pytest.mark.parametrize(
    ("kind", "name", "inside"),
    [
        ("class", "lerbäckskolan  7b", True),
        ("class", "Lerbäckskolan 7C", False),
        ("class", "Fäladsskolan 9A", True),
        ("class", "Fäladsskolan", True),
        ("class", "Fäladsskolanrektorn 1A", False),
        ("group", "Fäladsskolan 9A", False),
        ("group", "FÄLADSSKOLAN", True),
        ("group", "", False),
    ],
)
def test_a_class_is_inside_when_it_or_its_school_is_named_and_a_group_by_its_name(
    kind: str, name: str, inside: bool
) -> None:
    assert policy.in_one_of(["Lerbäckskolan 7B", "Fäladsskolan"], name, kind=kind) == inside


def test_groups_are_settled_once_each_in_order() -> None:
    values = replace(GOOD, group_kind="group", groups=(" Ungdoms  rådet", "", "ungdoms RÅDET", "Pensionärsrådet"))
    assert policy.settled(values).groups == ("Ungdoms rådet", "Pensionärsrådet")
