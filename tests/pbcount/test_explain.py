"""Do the explanations say what happened, and would what they promise have happened?"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from pbcount import Election, Project, RuleSpec, count, explain
from pbcount.explain import Counterfactual, SearchStoppedError, counterfactual
from tests.pbcount.elections import approval_elections

TOWN = Election.from_approvals(
    [
        Project("playground", 700, area="north", categories=("play",)),
        Project("trees", 300, area="north", categories=("green",)),
        Project("library", 400, area="south", categories=("culture", "play")),
        Project("benches", 100, area="south", categories=("green",)),
    ],
    1000,
    [["playground", "trees"]] * 5 + [["trees"]] + [["library", "benches"]] * 3 + [["library"]],
)
SHARES = RuleSpec("equal-shares", completion="add1")


def test_money_of_a_losers_supporters_is_followed_to_the_last_krona() -> None:
    outcome = count(TOWN, SHARES)
    why = explain(TOWN, outcome).of("playground")
    assert not why.won
    assert why.votes == 5
    # 5 supporters hold 189 each and paid 50 each for the trees.
    assert why.spent_on == (("trees", pytest.approx(250)),)
    assert why.supporters_left == pytest.approx(5 * 189 - 250)
    assert why.effective_support == pytest.approx(695 / 700)


def test_a_winner_says_what_each_supporter_paid() -> None:
    why = explain(TOWN, count(TOWN, SHARES))
    trees = why.of("trees")
    assert (trees.won, trees.price, trees.paying_full, trees.paying_rest) == (True, 50.0, 6, 0)
    assert trees.effective_support == 1.0


def test_figures_of_the_whole_election() -> None:
    why = explain(TOWN, count(TOWN, SHARES))
    assert (why.voters, why.voters_with_any) == (10, 10)
    assert why.voters_by_wins == {1: 7, 2: 3}
    assert sum(why.tenths) == pytest.approx(1)
    assert all(less <= more + 1e-9 for less, more in pairwise(why.tenths))
    areas = {share.name: (share.votes, share.money) for share in why.areas}
    assert areas["north"] == pytest.approx((6 / 10, 300 / 800))
    assert areas["south"] == pytest.approx((4 / 10, 500 / 800))
    play = next(share for share in why.categories if share.name == "play")
    assert play.votes == pytest.approx((2.5 + 2.5 / 2) / 10)
    assert play.money == pytest.approx(200 / 800)


def test_under_greedy_the_budget_left_is_told() -> None:
    why = explain(TOWN, count(TOWN, RuleSpec("greedy")))
    library = why.of("library")
    assert (library.won, library.reason, library.budget_left) == (False, "does-not-fit", 0)
    assert library.effective_support is None
    assert why.counterfactual("library") == Counterfactual(more_supporters=1, lower_cost=None)


@pytest.mark.parametrize("rule", ["greedy", "equal-shares", "phragmen", "add1"])
@settings(max_examples=60, deadline=None)
@given(election=approval_elections(most_projects=4, most_voters=6))
def test_counterfactuals_hold_when_they_are_carried_out(rule: str, election: Election) -> None:
    spec = SHARES if rule == "add1" else RuleSpec(rule)
    outcome = count(election, spec)
    why = explain(election, outcome)
    for project in election.projects:
        told = why.counterfactual(project.id)
        if project.id in outcome.winners or project.withdrawn:
            assert told == Counterfactual(None, None)
            continue
        if told.more_supporters is not None:
            wins = [
                project.id in count(election.with_supporters(project.id, many), spec).winners
                for many in (told.more_supporters - 1, told.more_supporters)
                if many
            ]
            assert wins[-1]
            assert not any(wins[:-1])
        if told.lower_cost is not None:
            costs = [told.lower_cost, told.lower_cost + 1]
            assert [
                project.id in count(election.with_project(replace(project, cost=cost)), spec).winners for cost in costs
            ] == [True, False]


def test_a_search_can_be_stopped() -> None:
    asked = []

    def twice() -> bool:
        asked.append(1)
        return len(asked) <= 2

    with pytest.raises(SearchStoppedError):
        counterfactual(TOWN, count(TOWN, SHARES), "playground", twice)
    assert len(asked) == 3


@settings(max_examples=100, deadline=None)
@given(election=approval_elections())
def test_what_voters_decided_adds_up_to_what_was_spent(election: Election) -> None:
    for spec in (RuleSpec("equal-shares", completion="phragmen"), RuleSpec("phragmen"), SHARES):
        outcome = count(election, spec)
        why = explain(election, outcome)
        assert math.isclose(sum(why.tenths), 1 if outcome.spent else 0, abs_tol=1e-9)
        for project in why.projects:
            assert project.effective_support is None or 0 <= project.effective_support <= 1
            assert project.supporters_left is None or project.supporters_left >= -1e-6
            if not project.won and project.supporters_left is not None and spec.rule == "equal-shares":
                assert project.supporters_left < project.cost + 1e-6 or spec.completion == "phragmen"
