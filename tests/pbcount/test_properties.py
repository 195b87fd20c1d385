"""Does every rule keep within the budget, and is it blind to names and to the order of ballots?"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, Outcome, Project, RuleSpec, count
from pbcount.election import Ballots
from pbcount.measures import exhaustive, feasible
from tests.pbcount import oracles
from tests.pbcount.elections import approval_elections, point_elections

SPECS = [
    RuleSpec("greedy"),
    RuleSpec("greedy", utility="cardinality"),
    RuleSpec("greedy-stop"),
    RuleSpec("max-utility"),
    RuleSpec("phragmen"),
    RuleSpec("maximin-support"),
    RuleSpec("bounded-overspending"),
    RuleSpec("bounded-overspending", utility="cardinality"),
    RuleSpec("equal-shares"),
    RuleSpec("equal-shares", completion="add1"),
    RuleSpec("equal-shares", completion="add1-then-greedy"),
    RuleSpec("equal-shares", completion="phragmen"),
    RuleSpec("equal-shares", completion="add1", compare="greedy"),
]
NAMES = st.permutations([f"q{number}" for number in range(6)])


def said(spec: RuleSpec) -> str:
    return " ".join(part for part in (spec.rule, spec.utility, spec.completion, spec.compare or "") if part)


def same_but_for_names(election: Election, names: dict[str, str], chance: Random) -> Election:
    """Other names, other order of projects and of ballots, and equal ballots not grouped."""
    order = list(range(len(election.projects)))
    chance.shuffle(order)
    projects = [replace(election.projects[at], id=names[election.projects[at].id]) for at in order]
    ballots = []
    for weight, members, _ in election.ballots.rows():
        ballots += [[names[election.projects[member].id] for member in members]] * weight
    chance.shuffle(ballots)
    return Election.from_approvals(projects, election.budget, ballots)


@pytest.mark.parametrize("spec", SPECS, ids=said)
def test_names_and_orders_do_not_matter_unless_there_is_a_tie(spec: RuleSpec) -> None:
    @settings(max_examples=20, deadline=None)
    @given(approval_elections(), NAMES, st.randoms())
    def check(election: Election, others: list[str], chance: Random) -> None:
        names = {project.id: other for project, other in zip(election.projects, others, strict=False)}
        outcome, other = count(election, spec), count(same_but_for_names(election, names, chance), spec)
        if spec.rule == "max-utility" or any(tie.mattered for tie in (*outcome.ties, *other.ties)):
            assert outcome.spent <= election.budget
            assert other.spent <= election.budget
            return
        assert {names[winner] for winner in outcome.winners} == set(other.winners)

    check()


BY_POINTS = [
    RuleSpec("points"),
    RuleSpec("star"),
    RuleSpec("equal-shares", utility="points"),
    RuleSpec("equal-shares", utility="points", completion="add1"),
    RuleSpec("bounded-overspending", utility="points"),
]


@pytest.mark.parametrize("spec", BY_POINTS, ids=said)
def test_names_and_orders_do_not_matter_where_points_are_given(spec: RuleSpec) -> None:
    @settings(max_examples=25, deadline=None)
    @given(point_elections(), NAMES, st.randoms())
    def check(election: Election, others: list[str], chance: Random) -> None:
        names = {project.id: other for project, other in zip(election.projects, others, strict=False)}
        ballots = []
        for weight, members, points in election.ballots.rows():
            given = {names[election.projects[at].id]: value for at, value in zip(members, points or (), strict=True)}
            ballots += [given] * weight
        chance.shuffle(ballots)
        projects = [replace(project, id=names[project.id]) for project in election.projects]
        chance.shuffle(projects)
        turned = Election.from_points(projects, election.budget, ballots, kind=election.kind)
        outcome, other = count(election, spec), count(turned, spec)
        if not any(tie.mattered for tie in (*outcome.ties, *other.ties)):
            assert {names[winner] for winner in outcome.winners} == set(other.winners)

    check()


@pytest.mark.parametrize("spec", SPECS, ids=said)
def test_each_outcome_is_feasible_whole_and_survives_being_written_down(spec: RuleSpec) -> None:
    @settings(max_examples=20, deadline=None)
    @given(approval_elections())
    def check(election: Election) -> None:
        outcome = count(election, spec)
        assert feasible(election, outcome.winners)
        assert len(set(outcome.winners)) == len(outcome.winners)
        assert sorted(step.project for step in outcome.steps) == sorted(project.id for project in election.projects)
        assert [step.project for step in outcome.steps if step.chosen] == list(outcome.winners)
        assert Outcome.from_json(outcome.to_json()) == outcome
        wanted = replace(
            election,
            projects=tuple(
                replace(p, withdrawn=p.withdrawn or not v)
                for p, v in zip(election.projects, election.votes, strict=True)
            ),
        )
        if spec.rule == "maximin-support" or spec.completion == "add1-then-greedy":
            assert exhaustive(wanted, outcome.winners)

    check()


@pytest.mark.parametrize("rule", ["bounded-overspending", "equal-shares", "phragmen", "maximin-support"])
def test_differences_that_no_double_can_hold_decide(rule: str) -> None:
    """Costs of 15 digits that differ by one: the cheaper of two projects with as many voters comes first in all four."""
    huge = 10**15
    projects = [Project("a", huge), Project("b", huge - 1), Project("c", 3)]
    election = Election.from_approvals(projects, 4 * huge + 9, [["a"]] * 3 + [["b"]] * 3 + [["c"]])
    utility = "cardinality" if rule in ("bounded-overspending", "equal-shares") else "cost"
    outcome = count(election, RuleSpec(rule, utility=utility))
    assert outcome.winners.index("b") < outcome.winners.index("a")
    assert not outcome.ties
    even = Election.from_approvals([Project("a", huge), Project("b", huge)], 2 * huge, [["a"]] * 3 + [["b"]] * 3)
    assert count(even, RuleSpec(rule, utility=utility)).ties[0].projects == ("a", "b")


def test_bounded_overspending_in_many_rounds_is_still_exact() -> None:
    """Prices there are quotients of quotients; written out as fractions they would fill the memory after thirty rounds."""
    chance = Random(3)
    projects = [Project(f"p{number:02d}", 90 + number // 2) for number in range(60)]
    names = [project.id for project in projects]
    pairs = [[names[at], names[at + 1]] for at in range(0, 60, 2)]
    ballots = [pair + chance.sample(names, 6) for pair in pairs * 4]
    election = Election.from_approvals(projects, 3000, ballots)
    outcome = count(election, RuleSpec("bounded-overspending"))
    turned = replace(election, ballots=_turned(election.ballots))
    assert len(outcome.winners) > 25
    assert count(turned, RuleSpec("bounded-overspending")).winners == outcome.winners
    assert outcome.winners[:6] == tuple(oracles.bounded_overspending(_few(election), "cost")[:6])


def _few(election: Election) -> oracles.Plain:
    """As the plain version sees it, which stops after six rounds for want of time: its budget is what they cost."""
    case = oracles.plain(election)
    first = count(election, RuleSpec("bounded-overspending")).winners[:6]
    case.costs = {name: cost for name, cost in case.costs.items() if name in first}
    return case


def _turned(ballots: Ballots) -> Ballots:
    """The same ballots from last to first."""
    rows = list(ballots.rows())[::-1]
    election = Election.from_approvals(
        [Project(str(at), 1) for at in range(int(ballots.members.max()) + 1)],
        1,
        [[str(member) for member in members] for weight, members, _ in rows for _ in range(weight)],
    )
    return election.ballots


def triangle_holds(election: Election, outcome: Outcome) -> bool:
    """A second checker of certificates, in a dozen lines: solve the equations, and pay."""
    assert outcome.certificate is not None
    voters = [set(members) for weight, members, _ in election.ballots.rows() for _ in range(weight)]
    money = [outcome.certificate.endowment] * len(voters)
    prices: list[Fraction] = []
    for row in outcome.certificate.rows:
        owed = row.cost - row.poor * outcome.certificate.endowment + sum(n * prices[at] for at, n in row.earlier)
        price = Fraction(owed) / row.full
        project = election.index[row.project]
        paid = [
            min(have, price) if project in ballot else Fraction(0) for have, ballot in zip(money, voters, strict=True)
        ]
        if (
            sum(paid) != row.cost
            or sum(p == price for p, b in zip(paid, voters, strict=True) if project in b) < row.full
        ):
            return False
        money = [have - part for have, part in zip(money, paid, strict=True)]
        prices.append(price)
    return all(have >= 0 for have in money)


@settings(max_examples=150, deadline=None)
@given(approval_elections(), st.sampled_from(["cost", "cardinality"]), st.sampled_from(["none", "add1"]))
def test_certificates_hold_for_a_second_checker(election: Election, utility: str, completion: str) -> None:
    assert triangle_holds(election, count(election, RuleSpec("equal-shares", utility=utility, completion=completion)))
