"""Does each fast rule choose what its slow and plain version chooses?"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, Project, RuleSpec, count
from pbcount.certificate import verify
from pbcount.ties import ranks
from tests.pbcount import oracles
from tests.pbcount.elections import approval_elections, point_elections

UTILITIES = st.sampled_from(["cost", "cardinality"])
quickly = settings(max_examples=150, deadline=None)


@quickly
@given(approval_elections(), UTILITIES)
def test_greedy(election: Election, utility: str) -> None:
    outcome = count(election, RuleSpec("greedy", utility=utility))
    assert list(outcome.winners) == oracles.greedy(oracles.plain(election), utility)


@quickly
@given(approval_elections())
def test_greedy_that_stops(election: Election) -> None:
    case = oracles.plain(election)
    case.costs = {project.id: project.cost for project in election.projects if not project.withdrawn}
    assert list(count(election, RuleSpec("greedy-stop")).winners) == oracles.greedy(case, "cost", stop=True)


@quickly
@given(point_elections())
def test_points(election: Election) -> None:
    assert list(count(election, RuleSpec("points")).winners) == oracles.greedy(oracles.plain(election), "score")


@settings(max_examples=400, deadline=None)
@given(approval_elections(), UTILITIES)
def test_equal_shares_and_its_certificate(election: Election, utility: str) -> None:
    outcome = count(election, RuleSpec("equal-shares", utility=utility))
    share = Fraction(election.budget, max(1, election.voters))
    assert list(outcome.winners) == oracles.equal_shares(oracles.plain(election), share, utility)[0]
    verify(election, outcome)


@quickly
@given(point_elections(), st.sampled_from(["points", "cost", "cardinality"]))
def test_equal_shares_with_points(election: Election, utility: str) -> None:
    outcome = count(election, RuleSpec("equal-shares", utility=utility))
    share = Fraction(election.budget, max(1, election.voters))
    assert list(outcome.winners) == oracles.equal_shares(oracles.plain(election), share, utility)[0]
    verify(election, outcome)


@quickly
@given(
    approval_elections(most_projects=5, most_voters=6),
    UTILITIES,
    st.sampled_from(["floor", "exact"]),
    st.sampled_from(["over", "over-or-exhaustive"]),
)
def test_add1(election: Election, utility: str, start: str, stop: str) -> None:
    spec = RuleSpec("equal-shares", utility=utility, completion="add1", start=start, stop=stop)
    outcome = count(election, spec)
    chosen, share = oracles.add1(oracles.plain(election), utility, start, stop)
    assert list(outcome.winners) == chosen
    assert outcome.endowment is not None
    assert outcome.endowment.final == share
    verify(election, outcome)


@quickly
@given(approval_elections(), UTILITIES)
def test_completion_by_greedy(election: Election, utility: str) -> None:
    case = oracles.plain(election)
    chosen, _ = oracles.equal_shares(case, Fraction(election.budget, max(1, election.voters)), utility)
    left = election.budget - sum(case.costs[project] for project in chosen)
    more = oracles.greedy(case, utility, left=left, taken=chosen)
    outcome = count(election, RuleSpec("equal-shares", utility=utility, completion="greedy"))
    assert list(outcome.winners) == chosen + more


@quickly
@given(approval_elections())
def test_completion_by_phragmen(election: Election) -> None:
    case = oracles.plain(election)
    chosen, money = oracles.equal_shares(case, Fraction(election.budget, max(1, election.voters)), "cost")
    outcome = count(election, RuleSpec("equal-shares", completion="phragmen"))
    assert list(outcome.winners) == chosen + oracles.phragmen(case, money, chosen)


@settings(max_examples=300, deadline=None)
@given(approval_elections())
def test_phragmen(election: Election) -> None:
    assert list(count(election, RuleSpec("phragmen")).winners) == oracles.phragmen(oracles.plain(election))


@settings(max_examples=400, deadline=None)
@given(approval_elections(), UTILITIES)
def test_bounded_overspending(election: Election, utility: str) -> None:
    outcome = count(election, RuleSpec("bounded-overspending", utility=utility))
    assert list(outcome.winners) == oracles.bounded_overspending(oracles.plain(election), utility)


@quickly
@given(point_elections(), st.sampled_from(["points", "cost", "cardinality"]))
def test_bounded_overspending_by_points(election: Election, utility: str) -> None:
    outcome = count(election, RuleSpec("bounded-overspending", utility=utility))
    assert list(outcome.winners) == oracles.bounded_overspending(oracles.plain(election), utility)


@settings(max_examples=300, deadline=None)
@given(approval_elections())
def test_maximin_support(election: Election) -> None:
    outcome = count(election, RuleSpec("maximin-support"))
    case = oracles.plain(election)
    assert list(outcome.winners) == oracles.maximin_support(case)
    loads = [step.price_per_utility for step in outcome.steps if step.chosen]
    expected = [float(oracles.load(case, outcome.winners[: at + 1])) for at in range(len(loads))]
    assert loads == pytest.approx(expected)


@pytest.mark.parametrize("ties", ["id", "file", "cost-votes-seed:c0ffee"])
def test_two_hundred_equal_projects_are_taken_in_the_tie_order(ties: str) -> None:
    projects = [Project(f"{number * 7919 % 200:03d}", 10) for number in range(200)]
    names = [project.id for project in projects]
    election = Election.from_approvals(projects, 1005, [names] * 3)
    order = ranks(election, ties)
    expected = [name for _, name in sorted(zip(order, names, strict=True))][:100]
    specs = [RuleSpec(rule, ties=ties) for rule in ("greedy", "equal-shares", "phragmen", "bounded-overspending")]
    specs.append(RuleSpec("equal-shares", completion="add1", ties=ties))
    if ties == "id":
        specs.append(RuleSpec("maximin-support", ties=ties))
    for spec in specs:
        outcome = count(election, spec)
        assert list(outcome.winners) == expected, spec
        assert all(tie.mattered for tie in outcome.ties if set(tie.projects) - set(outcome.winners)), spec
