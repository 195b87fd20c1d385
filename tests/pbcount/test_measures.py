"""Are the measures what their definitions say, and does each rule keep the promises it is known to keep?"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, Project, RuleSpec, count, measures
from tests.pbcount import oracles
from tests.pbcount.elections import approval_elections
from tests.pbcount.test_properties import same_but_for_names

TOWN = Election.from_approvals(
    [Project("a", 60), Project("b", 30), Project("c", 40)], 100, [["a", "b"], ["a"], ["b"], ["c"]]
)


def test_measures_on_a_small_town() -> None:
    winners = ("a", "b")
    assert measures.exclusion_ratio(TOWN, winners) == 0.25
    assert measures.average_satisfaction(TOWN, winners) == 1.0
    assert measures.average_satisfaction(TOWN, winners, "cost") == (90 + 60 + 30) / 4
    assert sorted(measures.money_decided(TOWN, winners)) == [0, 15, 30, 45]
    assert measures.power_inequality(TOWN, winners) == pytest.approx((22.5 + 7.5 + 7.5 + 22.5) / 4 / 22.5)
    assert measures.effective_vote_count(TOWN, "a", 30.0) == 2
    assert measures.feasible(TOWN, winners)
    assert not measures.feasible(TOWN, ("a", "b", "c"))
    assert measures.exhaustive(TOWN, winners)
    assert not measures.exhaustive(TOWN, ("a",))


def ejr_plus_is_broken(election: Election, winners: tuple[str, ...], utility: str) -> bool:
    """By the definition: some project not chosen, and some group of its supporters, tried one by one."""
    case = oracles.plain(election)

    def worth(project: str) -> int:
        return case.costs[project] if utility == "cost" else 1

    got = [sum(worth(winner) for winner in winners if ballot.get(winner)) for ballot in case.voters]
    for project, cost in case.costs.items():
        who = case.supporters(project)
        if project in winners or not cost:
            continue
        for size in range(1, len(who) + 1):
            claim = Fraction(worth(project) * size * case.budget, len(case.voters))
            for group in combinations(who, size):
                if all((got[voter] + worth(project)) * cost <= claim for voter in group):
                    return True
    return False


@settings(max_examples=200, deadline=None)
@given(approval_elections(most_projects=5, most_voters=7), st.sampled_from(["cost", "cardinality"]), st.data())
def test_the_check_of_ejr_plus_finds_what_trying_all_groups_finds(
    election: Election, utility: str, data: st.DataObject
) -> None:
    names = [p.id for p in election.projects if not p.withdrawn and p.cost <= election.budget]
    winners = tuple(sorted(data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))))
    found = measures.ejr_plus_violations(election, winners, utility)
    assert bool(found) == ejr_plus_is_broken(election, winners, utility)


@settings(max_examples=200, deadline=None)
@given(approval_elections(), st.sampled_from(["cost", "cardinality"]), st.sampled_from(["none", "add1", "greedy"]))
def test_equal_shares_never_breaks_ejr_plus(election: Election, utility: str, completion: str) -> None:
    """Peters, Pierczyński, Skowron (2021); add1 and greedy completion only add to what was promised when the start is
    exact (a share rounded down may fall short of it)."""
    start = "exact" if completion == "add1" else "floor"
    spec = RuleSpec("equal-shares", utility=utility, completion=completion, start=start)
    assert measures.ejr_plus_violations(election, count(election, spec).winners, utility) == []


@settings(max_examples=200, deadline=None)
@given(approval_elections())
def test_every_rule_stays_within_the_budget_and_greedy_leaves_nothing_that_fits(election: Election) -> None:
    for spec in (
        RuleSpec("greedy"),
        RuleSpec("greedy", utility="cardinality"),
        RuleSpec("equal-shares", completion="greedy"),
        RuleSpec("equal-shares", completion="add1-then-greedy"),
    ):
        winners = count(election, spec).winners
        assert measures.feasible(election, winners)
        assert measures.exhaustive(election, winners)
    for spec in (RuleSpec("greedy-stop"), RuleSpec("phragmen"), RuleSpec("equal-shares", completion="phragmen")):
        assert measures.feasible(election, count(election, spec).winners)


def worth_of(election: Election, projects: Iterable[str], utility: str) -> int:
    return sum(election.projects[election.index[each]].cost if utility == "cost" else 1 for each in projects)


def ejr_up_to_one_is_broken(election: Election, winners: tuple[str, ...], utility: str) -> bool:
    """By the definition of Peters, Pierczyński and Skowron (2021): every group S and every set T of projects that all of S want and
    could pay for with their equal parts of the budget; somebody in S must have as much as T gives, or more with one project of T added."""
    case = oracles.plain(election)
    names = list(case.costs)
    for size in range(1, len(names) + 1):
        for wanted in combinations(names, size):
            cost, worth = sum(case.costs[each] for each in wanted), worth_of(election, wanted, utility)
            fans = [voter for voter, ballot in enumerate(case.voters) if all(ballot.get(each) for each in wanted)]
            unhappy = []
            for voter in fans:
                got = [each for each in winners if case.voters[voter].get(each)]
                best = max((worth_of(election, {*got, each}, utility) for each in wanted), default=0)
                if worth_of(election, got, utility) < worth and best <= worth:
                    unhappy.append(voter)
            # The larger the group the more it can pay for, so all who have too little are the group to try.
            if unhappy and len(unhappy) * case.budget >= cost * len(case.voters):
                return True
    return False


@settings(max_examples=150, deadline=None)
@given(
    approval_elections(most_projects=5, most_voters=7),
    st.sampled_from(["cost", "cardinality"]),
    st.sampled_from(["none", "greedy", "phragmen"]),
)
def test_equal_shares_gives_ejr_up_to_one_by_trying_all_groups_and_sets(
    election: Election, utility: str, completion: str
) -> None:
    winners = count(election, RuleSpec("equal-shares", utility=utility, completion=completion)).winners
    assert not ejr_up_to_one_is_broken(election, winners, utility)


def test_greedy_breaks_it_where_a_majority_takes_all() -> None:
    projects = [Project("a", 50), Project("b", 50), Project("c", 30)]
    election = Election.from_approvals(projects, 100, [["a", "b"]] * 6 + [["c"]] * 4)
    for utility in ("cost", "cardinality"):
        assert ejr_up_to_one_is_broken(election, count(election, RuleSpec("greedy")).winners, utility)
        assert measures.ejr_plus_violations(election, count(election, RuleSpec("greedy")).winners, utility)


def figures(election: Election, winners: tuple[str, ...]) -> list[object]:
    return [
        measures.exclusion_ratio(election, winners),
        round(measures.average_satisfaction(election, winners), 9),
        round(measures.average_satisfaction(election, winners, "cost"), 9),
        round(measures.power_inequality(election, winners), 9),
        len(measures.ejr_plus_violations(election, winners)),
        len(measures.ejr_plus_violations(election, winners, "cardinality")),
        measures.feasible(election, winners),
        measures.exhaustive(election, winners),
    ]


@settings(max_examples=60, deadline=None)
@given(approval_elections(), st.permutations([f"q{number}" for number in range(6)]), st.randoms(), st.data())
def test_no_measure_sees_names_or_the_order_of_ballots(
    election: Election, others: list[str], chance: Random, data: st.DataObject
) -> None:
    names = {project.id: other for project, other in zip(election.projects, others, strict=False)}
    winners = tuple(sorted(data.draw(st.sets(st.sampled_from(list(names))))))
    renamed = same_but_for_names(election, names, chance)
    assert figures(election, winners) == figures(renamed, tuple(names[winner] for winner in winners))


def test_every_measure_names_its_source() -> None:
    own = [
        value
        for value in vars(measures).values()
        if inspect.isfunction(value) and value.__module__ == measures.__name__
    ]
    public = {value.__name__: value.__doc__ or "" for value in own if not value.__name__.startswith("_")}
    assert {name for name, text in public.items() if "Source:" not in text} == {"satisfied", "feasible", "exhaustive"}
