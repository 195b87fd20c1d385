"""Is the most useful set found, are all outcomes of ties told, and do pots keep to themselves?"""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, ElectionError, OptionsError, Project, RuleSpec, all_outcomes, count, count_pots
from tests.pbcount import oracles
from tests.pbcount.elections import approval_elections


@settings(max_examples=200, deadline=None)
@given(approval_elections(most_projects=7), st.sampled_from(["cost", "cardinality"]))
def test_the_most_useful_set_is_the_best_of_all_sets(election: Election, utility: str) -> None:
    case = oracles.plain(election)

    def worth(project: str) -> int:
        return case.votes(project) * (case.costs[project] if utility == "cost" else 1)

    wanted = sorted(project for project in case.costs if case.votes(project))
    bits = {project: 1 << (len(wanted) - place) for place, project in enumerate(wanted)}
    sets = [
        group
        for size in range(len(wanted) + 1)
        for group in combinations(wanted, size)
        if sum(case.costs[project] for project in group) <= case.budget
    ]
    best = max(
        sets,
        key=lambda group: (
            sum(worth(p) for p in group),
            -sum(case.costs[p] for p in group),
            sum(bits[p] for p in group),
        ),
    )
    assert count(election, RuleSpec("max-utility", utility=utility)).winners == best


@settings(max_examples=80, deadline=None)
@given(
    approval_elections(most_projects=4, most_voters=5), st.sampled_from(["greedy", "equal-shares", "add1", "phragmen"])
)
def test_all_outcomes_are_those_of_all_tie_orders(election: Election, rule: str) -> None:
    case = oracles.plain(election)
    expected = set()
    for order in permutations(sorted(case.costs)):
        case.rank = {name: place for place, name in enumerate(order)}
        winners = {
            "greedy": lambda: oracles.greedy(case, "cost"),
            "equal-shares": lambda: oracles.equal_shares(
                case, oracles.Fraction(case.budget, max(1, len(case.voters))), "cost"
            )[0],
            "add1": lambda: oracles.add1(case, "cost", "floor", "over")[0],
            "phragmen": lambda: oracles.phragmen(case),
        }[rule]()
        expected.add(tuple(sorted(winners)))
    spec = RuleSpec("equal-shares", completion="add1") if rule == "add1" else RuleSpec(rule)
    assert all_outcomes(election, spec) == sorted(expected)


def test_too_many_ties_are_refused() -> None:
    names = "abcdefghij"
    election = Election.from_approvals([Project(name, 10) for name in names], 30, [list(names)])
    with pytest.raises(OptionsError):
        all_outcomes(election, RuleSpec("phragmen"))


TOWNS = Election.from_approvals(
    [
        Project("n1", 40, area="north"),
        Project("n2", 30, area="north"),
        Project("s1", 50, area="south"),
        Project("s2", 20, area="south"),
        Project("x", 10),
    ],
    120,
    [["n1", "n2", "x"]] * 3 + [["s1", "s2", "x"]] * 2 + [["n2"], ["s2"]],
)


def test_each_pot_is_counted_on_its_own() -> None:
    outcome = count_pots(TOWNS, {"north": 45, "south": 55}, RuleSpec("greedy"), roll_over=False)
    assert outcome.pots["north"].winners == ("n2",)
    assert outcome.pots["north"].voters == 4
    assert outcome.pots["south"].winners == ("s2",)
    assert outcome.winners == ("n2", "s2")
    assert outcome.common is None


def test_what_pots_leave_rolls_over_to_the_common_pot() -> None:
    outcome = count_pots(TOWNS, {"north": 45, "south": 55}, RuleSpec("greedy"), roll_over=True)
    # 120 less 30 and 20: 70 for x (5 votes), n1 (3 votes); s1 does not fit what is left.
    assert outcome.common is not None
    assert outcome.common.budget == 70
    assert outcome.winners == ("n2", "s2", "x", "n1")
    assert outcome.common.voters == 7


@pytest.mark.parametrize("pots", [{"north": 121}, {"east": 10}, {"north": -1}])
def test_pots_that_cannot_be_are_refused(pots: dict[str, int]) -> None:
    with pytest.raises(ElectionError):
        count_pots(TOWNS, pots, RuleSpec("greedy"), roll_over=True)
