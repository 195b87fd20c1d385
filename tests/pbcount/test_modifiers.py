"""Do thresholds, conflicts, places and the rule of four fifths bind every rule in the same way?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, ElectionError, OptionsError, Project, RuleSpec, count, count_levels
from pbcount.certificate import verify
from pbcount.cli import main
from tests.pbcount import oracles
from tests.pbcount.elections import approval_elections


def town(*costs: int, budget: int = 100) -> Election:
    """Projects a, b, c … with 9, 8, 7 … votes."""
    names = "abcdefgh"[: len(costs)]
    ballots = [[name for at, name in enumerate(names) if voter < 9 - at] for voter in range(9)]
    return Election.from_approvals([Project(n, c) for n, c in zip(names, costs, strict=True)], budget, ballots)


@settings(max_examples=150, deadline=None)
@given(approval_elections(most_projects=5, most_voters=6), st.data())
def test_conflicts_and_places_in_every_rule(election: Election, data: st.DataObject) -> None:
    names = [project.id for project in election.projects]
    conflicts = data.draw(st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True), max_size=2))
    places = data.draw(st.sampled_from([(), ((10, 1),), ((5, 0), (30, 2))]))
    groups = [(set(group), 1) for group in conflicts]
    above = -1
    case = oracles.plain(election)
    for cost, number in places:
        groups.append(({name for name, price in case.costs.items() if above < price <= cost}, number))
        above = cost
    case.groups = groups
    given_options = {"conflicts": tuple(map(tuple, conflicts)), "places": places}
    share = Fraction(election.budget, max(1, election.voters))
    shared, money = oracles.equal_shares(case, share, "cost")
    left = election.budget - sum(case.costs[project] for project in shared)
    expected = {
        RuleSpec("greedy", **given_options): oracles.greedy(case, "cost"),
        RuleSpec("equal-shares", **given_options): shared,
        RuleSpec("equal-shares", completion="greedy", **given_options): shared
        + oracles.greedy(case, "cost", left=left, taken=shared),
        RuleSpec("equal-shares", completion="phragmen", **given_options): shared
        + oracles.phragmen(case, money, shared),
        RuleSpec("phragmen", **given_options): oracles.phragmen(case),
        RuleSpec("equal-shares", completion="add1", **given_options): oracles.add1(case, "cost", "floor", "over")[0],
    }
    for spec, winners in expected.items():
        outcome = count(election, spec)
        assert list(outcome.winners) == winners, spec
        if spec.rule == "equal-shares":
            verify(election, outcome)
        assert RuleSpec.from_json(spec.to_json()) == spec


def test_a_threshold_shuts_out_those_below_it() -> None:
    election = town(60, 30, 20, 10)
    outcome = count(election, RuleSpec("greedy", threshold=8))
    assert outcome.winners == ("a", "b")
    assert [step.reason for step in outcome.steps if not step.chosen] == ["below-threshold"] * 2


def test_a_threshold_counts_what_the_rule_counts() -> None:
    election = Election.from_points([Project("a", 1), Project("b", 1)], 2, [{"a": 9}, {"b": 1}, {"b": 1}])
    assert count(election, RuleSpec("points", threshold=2)).winners == ("a", "b")
    assert count(election, RuleSpec("points", threshold=3)).winners == ("a",)
    assert count(election, RuleSpec("greedy", threshold=2)).winners == ("b",)


def test_a_threshold_by_cost_asks_dear_projects_for_more_voters() -> None:
    """Świecie: votes / voters at least a third of cost / budget. 9 voters, budget 100: 3 votes for each 100."""
    election = Election.from_approvals(
        [Project("a", 90), Project("b", 91), Project("c", 10)], 270, [["a", "b"]] * 1 + [["c"]] * 8
    )
    assert count(election, RuleSpec("greedy", threshold_per_cost="1/3")).winners == ("c", "a")


def test_of_projects_in_conflict_only_the_first_wins() -> None:
    outcome = count(town(30, 30, 30), RuleSpec("greedy", conflicts=(("a", "b"),)))
    assert outcome.winners == ("a", "c")
    assert {step.project: step.reason for step in outcome.steps}["b"] == "no-place"


def test_the_first_that_does_not_fit_is_funded_when_four_fifths_are_left() -> None:
    """Poznań: by votes until the next does not fit; that one too if 80 % of it is left."""
    spec = RuleSpec("greedy-stop", fund_from="4/5")
    assert count(town(60, 50, 10), spec).winners == ("a", "b")
    just_too_dear = count(town(60, 51, 10), spec)
    assert just_too_dear.winners == ("a",)
    outcome = count(town(60, 50, 10), spec)
    assert outcome.spent == 110
    assert [step.reason for step in outcome.steps] == ["fits", "nearly-fits", "stopped"]
    assert count(town(60, 51, 10), RuleSpec("greedy", fund_from="4/5")).winners == ("a", "c")


@settings(max_examples=100, deadline=None)
@given(approval_elections(most_projects=5), st.integers(0, 4), st.sampled_from(["greedy", "equal-shares", "phragmen"]))
def test_at_least_so_many_win_if_shutting_out_the_dearest_can_do_it(election: Election, least: int, rule: str) -> None:
    plain = count(election, RuleSpec(rule))
    outcome = count(election, RuleSpec(rule, at_least=least))
    assert sorted(step.project for step in outcome.steps) == sorted(project.id for project in election.projects)
    limits = sorted({project.cost for project in election.projects}, reverse=True)
    expected = plain.winners
    if len(expected) < least:
        for limit in limits:
            kept = [replace(p, withdrawn=p.withdrawn or p.cost >= limit) for p in election.projects]
            winners = count(replace(election, projects=tuple(kept)), RuleSpec(rule)).winners
            if len(winners) >= least:
                expected = winners
                break
    assert outcome.winners == expected
    assert outcome.digest == plain.digest or least


def test_a_spec_without_the_option_looks_as_it_always_did() -> None:
    assert "at_least" not in RuleSpec("greedy").to_json()
    assert RuleSpec.from_json(RuleSpec("greedy", at_least=3).to_json()).at_least == 3


def test_districts_are_counted_before_the_city_and_a_project_wins_once() -> None:
    district = Election.from_approvals([Project("d1", 50), Project("d2", 60)], 100, [["d1"], ["d1"], ["d2"]])
    city = Election.from_approvals([Project("c1", 50), Project("c2", 50)], 50, [["c1"], ["c1"], ["c2"]])
    counts = [(district, RuleSpec("greedy")), (city, RuleSpec("greedy"))]
    assert [outcome.winners for outcome in count_levels(counts)] == [("d1",), ("c1",)]
    kept = count_levels(counts, conflicts=[[(0, "d1"), (1, "c1")]])
    assert [outcome.winners for outcome in kept] == [("d1",), ("c2",)]
    assert [outcome.winners for outcome in count_levels(counts, [[(0, "d2"), (1, "c1")]])] == [("d1",), ("c1",)]
    with pytest.raises(ElectionError):
        count_levels(counts, [[(0, "c1"), (1, "c1")]])


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"fund_from": "0"}, "fund_from"),
        ({"fund_from": "5/4"}, "fund_from"),
        ({"fund_from": "much"}, "fund_from"),
        ({"fund_from": "4/5", "rule": "phragmen"}, "fund_from"),
        ({"threshold_per_cost": "1/0"}, "threshold_per_cost"),
        ({"places": [[20, 1], [10, 1]]}, "places"),
        ({"places": [[20, -1]]}, "places"),
    ],
)
def test_modifiers_that_make_no_sense_are_refused(options: dict[str, object], named: str) -> None:
    with pytest.raises(OptionsError) as refused:
        RuleSpec.from_json({"rule": "greedy-stop", **options})
    assert refused.value.option == named


def test_a_conflict_with_nobody_is_refused() -> None:
    with pytest.raises(OptionsError):
        count(town(10, 10), RuleSpec("greedy", conflicts=(("a", "nobody"),)))


def test_the_command_takes_the_modifiers(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    from pathlib import Path

    from tests.pbcount.test_bad_files import SOUND

    path = Path(str(tmp_path)) / "town.pb"
    path.write_text(SOUND)
    assert main([str(path), "--rule", "greedy", "--json", "--conflict", "1,2", "--conflict", "1,3"]) == 0
    assert '"winners": ["1"]' in capsys.readouterr().out
    assert main([str(path), "--rule", "greedy", "--json", "--places", "50:1", "--places", "60:1"]) == 0
    assert '"winners": ["1", "3"]' in capsys.readouterr().out
    assert main([str(path), "--rule", "greedy", "--places", "many"]) == 3


GRADES = [Project("a", 40), Project("b", 40), Project("c", 40)]


def test_majority_judgement_goes_by_the_median_grade_and_then_the_gauge() -> None:
    """Balinski and Laraki: of equal medians, the one with more grades above than below goes first."""
    ballots = [{"a": 2, "b": 3}, {"a": 2, "b": 2}, {"a": 2, "b": 2}, {"a": 1, "b": 2}, {"a": 4, "b": 1, "c": 4}]
    election = Election.from_points(GRADES, 80, ballots, kind="grades")
    # a: 1 2 2 2 4, b: 1 2 2 2 3: as many above as below; c: 0 0 0 0 4. Equal gauges, so the tie order decides.
    outcome = count(election, RuleSpec("majority-judgement"))
    assert outcome.winners == ("a", "b")
    better = Election.from_points(GRADES, 40, [*ballots, {"b": 4, "a": 0}, {"b": 2, "a": 2}], kind="grades")
    assert count(better, RuleSpec("majority-judgement")).winners == ("b",)


def test_plus_and_minus_never_chooses_what_more_are_against() -> None:
    ballots = [{"a": 1, "b": -1}, {"a": 1, "b": 1, "c": -1}, {"a": -1, "b": 1}, {"c": 1}]
    outcome = count(Election.from_points(GRADES, 200, ballots, kind="scores"), RuleSpec("plus-minus"))
    assert outcome.winners == ("a", "b")
    assert outcome.steps[-1].reason == "not-liked"


def test_star_lets_the_two_with_most_points_meet() -> None:
    """a has more points, but more voters give b more than a; then a meets c."""
    ballots = [{"a": 5}, {"a": 5, "b": 4}, {"b": 3, "a": 2}, {"b": 3, "a": 2}, {"b": 1}]
    election = Election.from_points(GRADES, 80, ballots, kind="scores")
    assert election.scores == (14, 11, 0)
    assert count(election, RuleSpec("star")).winners == ("b", "a")


@pytest.mark.parametrize("rule", ["points", "plus-minus", "majority-judgement", "star"])
def test_rules_by_points_stay_within_the_budget_and_name_every_project(rule: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(-2, 5)), max_size=6), st.integers(0, 130))
    def check(ballots: list[dict[str, int]], budget: int) -> None:
        outcome = count(Election.from_points(GRADES, budget, ballots, kind="scores"), RuleSpec(rule))
        assert outcome.spent <= budget
        assert sorted(step.project for step in outcome.steps) == ["a", "b", "c"]
        assert [step.project for step in outcome.steps if step.chosen] == list(outcome.winners)

    check()
