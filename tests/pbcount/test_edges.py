"""Are the odd elections defined, and do whole numbers decide where floats cannot tell?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, ElectionError, OptionsError, Outcome, Project, RuleSpec, count
from pbcount.certificate import CertificateError, verify
from pbcount.outcome import digest_of
from tests.pbcount import oracles
from tests.pbcount.elections import approval_elections, point_elections

SPECS = [
    RuleSpec("greedy"),
    RuleSpec("greedy", utility="cardinality"),
    RuleSpec("greedy-stop"),
    RuleSpec("phragmen"),
    RuleSpec("equal-shares"),
    RuleSpec("equal-shares", utility="cardinality"),
    RuleSpec("equal-shares", completion="add1"),
    RuleSpec("equal-shares", completion="add1", start="exact", stop="over-or-exhaustive"),
    RuleSpec("equal-shares", completion="add1-then-greedy"),
    RuleSpec("equal-shares", completion="greedy"),
    RuleSpec("equal-shares", completion="phragmen"),
]
each_rule = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: f"{spec.rule}-{spec.utility}-{spec.completion}")


@each_rule
def test_no_projects_no_ballots_no_budget(spec: RuleSpec) -> None:
    assert count(Election.from_approvals([], 100, []), spec).winners == ()
    assert count(Election.from_approvals([], 100, [[]]), spec).winners == ()
    nobody = count(Election.from_approvals([Project("a", 10)], 100, []), spec)
    greedily = "greedy" in (spec.rule, spec.completion) or spec.rule == "greedy-stop" or "then" in spec.completion
    assert nobody.winners == (("a",) if greedily else ())
    penniless = Election.from_approvals([Project("a", 10), Project("b", 0)], 0, [["a", "b"]])
    expected = ("b",) if spec.rule != "greedy-stop" else ()
    assert count(penniless, spec).winners == expected


@each_rule
def test_one_voter_and_a_project_that_costs_exactly_the_budget(spec: RuleSpec) -> None:
    assert count(Election.from_approvals([Project("a", 997)], 997, [["a"]]), spec).winners == ("a",)
    three = Election.from_approvals([Project("a", 997)], 997, [["a"]] * 3)
    assert count(three, spec).winners == ("a",)


@each_rule
def test_dear_and_withdrawn_projects_never_win(spec: RuleSpec) -> None:
    projects = [Project("dear", 101), Project("gone", 10, withdrawn=True), Project("good", 60)]
    election = Election.from_approvals(projects, 100, [["gone", "good"]] * 3 + [["dear", "gone"]] * 2)
    outcome = count(election, spec)
    assert outcome.winners == ("good",)
    reasons = {step.project: step.reason for step in outcome.steps}
    assert reasons["gone"] == "withdrawn"


@each_rule
def test_the_outcome_does_not_depend_on_the_order_of_ballots_or_the_names(spec: RuleSpec) -> None:
    costs = {"a": 40, "b": 30, "c": 55, "d": 20}
    ballots = [["a", "b"], ["a", "c"], ["b"], ["c", "d"], ["c", "d"], ["a"]]
    forth = Election.from_approvals([Project(n, c) for n, c in costs.items()], 100, ballots)
    back = Election.from_approvals([Project(n, c) for n, c in reversed(costs.items())], 100, ballots[::-1])
    assert count(forth, spec).to_json() | {"steps": ()} == count(back, spec).to_json() | {"steps": ()}
    assert sorted(map(str, count(forth, spec).steps)) == sorted(map(str, count(back, spec).steps))
    renamed = Election.from_approvals(
        [Project(f"z{n}", c) for n, c in costs.items()], 100, [[f"z{n}" for n in ballot] for ballot in ballots]
    )
    assert [f"z{winner}" for winner in count(forth, spec).winners] == list(count(renamed, spec).winners)


@each_rule
def test_an_outcome_survives_json_and_names_every_project_once(spec: RuleSpec) -> None:
    costs = {"a": 40, "b": 30, "c": 55, "d": 20, "e": 500}
    ballots = [["a", "b"], ["a", "c"], ["b"], ["c", "d"], ["c", "d"], ["a", "e"]]
    election = Election.from_approvals([Project(n, c) for n, c in costs.items()], 100, ballots)
    outcome = count(election, spec)
    assert Outcome.from_json(outcome.to_json()) == outcome
    assert sorted(step.project for step in outcome.steps) == sorted(costs)
    assert [step.project for step in outcome.steps if step.chosen] == list(outcome.winners)
    assert outcome.spent <= outcome.budget
    assert outcome.digest == digest_of(election, spec)


def test_a_sum_that_floats_get_wrong_still_buys_the_project() -> None:
    """0.1 + 0.2 > 0.3 in floats: three voters with a third each of 0.3 in units of a tenth, many times over."""
    for voters in range(1, 60):
        for cost in (1, 7, 10, 97, 1000003):
            election = Election.from_approvals([Project("a", cost)], cost, [["a"]] * voters)
            assert count(election, RuleSpec("equal-shares")).winners == ("a",)


def test_prices_that_differ_by_less_than_a_float_can_tell() -> None:
    """10^17 + 1 and 10^17 are one float. The cheaper per supporter goes first, whatever its id."""
    big = 10**17
    for first, second in ((big + 1, big), (big, big + 1)):
        projects = [Project("a", first), Project("b", second)]
        election = Election.from_approvals(projects, 2 * big + 1, [["a", "b"]] * 3)
        cheaper = "b" if second < first else "a"
        by_number = count(election, RuleSpec("equal-shares", utility="cardinality"))
        assert by_number.winners[0] == cheaper
        assert not by_number.ties
        assert count(election, RuleSpec("phragmen")).winners[0] == cheaper
        assert count(election, RuleSpec("greedy", utility="cardinality")).winners[0] == cheaper


def test_near_ties_after_some_have_paid_are_decided_exactly() -> None:
    """x and y are equally wanted by voters with different histories; a unit in 10^12 tips the scale."""
    for more in (-1, 0, 1):
        big = 10**12
        projects = [Project("o", 3 * big), Project("x", 5 * big), Project("y", 5 * big + more)]
        ballots = [["o", "x"]] * 2 + [["o", "y"]] * 2 + [["x"]] * 3 + [["y"]] * 3
        election = Election.from_approvals(projects, 14 * big, ballots)
        outcome = count(election, RuleSpec("equal-shares", utility="cardinality"))
        expected, _ = oracles.equal_shares(oracles.plain(election), Fraction(14 * big, 10), "cardinality")
        assert list(outcome.winners) == expected
        assert bool(outcome.ties) == (more == 0)
        verify(election, outcome)


def test_ties_that_matter_are_told_from_those_that_do_not() -> None:
    both_fit = Election.from_approvals([Project("a", 10), Project("b", 10)], 20, [["a", "b"]])
    assert [tie.mattered for tie in count(both_fit, RuleSpec("equal-shares")).ties] == [False]
    one_fits = Election.from_approvals([Project("a", 10), Project("b", 10)], 10, [["a", "b"]])
    for rule in ("greedy", "equal-shares", "phragmen"):
        (tie,) = count(one_fits, RuleSpec(rule)).ties
        assert (tie.projects, tie.chosen, tie.mattered) == (("a", "b"), "a", True)


def test_the_seeded_order_takes_the_cheaper_then_the_more_wanted_then_the_lot() -> None:
    projects = [Project("a", 20), Project("b", 10), Project("c", 10), Project("d", 10)]
    election = Election.from_approvals(projects, 10, [["c", "d"], ["b"], ["c", "d"], ["a", "a"]])
    lots = {count(election, RuleSpec("phragmen", ties=f"cost-votes-seed:{seed:04x}")).winners for seed in range(12)}
    assert lots == {("c",), ("d",)}


def test_a_false_certificate_is_found_out() -> None:
    projects = [Project("a", 4), Project("b", 12), Project("c", 30)]
    election = Election.from_approvals(projects, 30, [["a", "b"], ["b"], ["c"]])
    outcome = count(election, RuleSpec("equal-shares"))
    verify(election, outcome)
    assert outcome.certificate is not None
    assert len(outcome.certificate.rows) == 2
    for index in range(2):
        rows = list(outcome.certificate.rows)
        for changed in (
            replace(rows[index], full=rows[index].full + 1),
            replace(rows[index], cost=rows[index].cost - 1),
            replace(rows[index], project="c"),
        ):
            forged = [*rows[:index], changed, *rows[index + 1 :]]
            with pytest.raises(CertificateError):
                verify(election, replace(outcome, certificate=replace(outcome.certificate, rows=tuple(forged))))
    with pytest.raises(CertificateError):
        verify(election, replace(outcome, certificate=replace(outcome.certificate, rows=outcome.certificate.rows[:1])))


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"rule": "best"}, "rule"),
        ({"rule": "greedy", "completion": "add1"}, "completion"),
        ({"rule": "equal-shares", "start": "exact"}, "start"),
        ({"rule": "equal-shares", "stop": "over-or-exhaustive"}, "stop"),
        ({"rule": "greedy", "ties": "coin"}, "ties"),
        ({"rule": "greedy", "ties": "cost-votes-seed:XY"}, "ties"),
        ({"rule": "greedy", "utility": "joy"}, "utility"),
        ({"rule": "greedy-stop", "utility": "cardinality"}, "utility"),
        ({"rule": "phragmen", "utility": "points"}, "utility"),
        ({"rule": "greedy", "compare": "greedy"}, "compare"),
        ({"rule": "greedy", "threshold": -1}, "threshold"),
        ({"rule": "greedy", "version": 99}, "version"),
        ({"rule": "greedy", "colour": "red"}, "colour"),
        ({}, "rule"),
    ],
)
def test_options_that_do_not_fit_are_refused_by_name(options: dict[str, object], named: str) -> None:
    with pytest.raises(OptionsError) as refused:
        RuleSpec.from_json(options)
    assert refused.value.option == named


def test_options_that_do_not_fit_the_ballots_are_refused() -> None:
    election = Election.from_approvals([Project("a", 1)], 1, [["a"]])
    for spec in (RuleSpec("points"), RuleSpec("equal-shares", utility="points"), RuleSpec("greedy", utility="points")):
        with pytest.raises(OptionsError):
            count(election, spec)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Election.from_approvals([Project("a", 1), Project("a", 2)], 1, []),
        lambda: Election.from_approvals([Project("a", -1)], 1, []),
        lambda: Election.from_approvals([Project("a", 1)], -1, []),
        lambda: Election.from_approvals([Project("a", 1)], 1, [["b"]]),
        lambda: Election.from_approvals([Project("a", 1)], 1, ["a"]),
        lambda: Election.from_points([Project("a", 1)], 1, [{"b": 1}]),
        lambda: Election.from_points([Project("a", 1)], 1, [{"a": 0.1}]),  # type: ignore[dict-item]
        lambda: Election.from_points([Project("a", 1)], 1, [{"a": 10**20}]),
        lambda: Election.from_approvals([Project("a", 1.5)], 1, []),  # type: ignore[arg-type]
        lambda: Election.from_rankings([Project("a", 1)], 1, [["b"]]),
    ],
)
def test_what_is_no_election_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ElectionError):
        make()


def test_a_spec_survives_json_and_changes_the_digest() -> None:
    election = Election.from_approvals([Project("a", 1), Project("b", 1)], 1, [["a"]])
    specs = {digest_of(election, spec): spec for spec in SPECS}
    assert len(specs) == len(SPECS)
    for spec in SPECS:
        assert RuleSpec.from_json(spec.to_json()) == spec


def test_the_order_of_the_file_is_part_of_the_digest_only_where_it_decides() -> None:
    forth = Election.from_approvals([Project("a", 1), Project("b", 1)], 1, [["a"]])
    back = Election.from_approvals([Project("b", 1), Project("a", 1)], 1, [["a"]])
    assert digest_of(forth, RuleSpec("greedy")) == digest_of(back, RuleSpec("greedy"))
    assert digest_of(forth, RuleSpec("greedy", ties="file")) != digest_of(back, RuleSpec("greedy", ties="file"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(approval_elections(), point_elections()), st.randoms())
def test_the_digest_can_be_made_by_anyone_from_its_description(election: Election, chance: Random) -> None:
    ids = sorted(project.id for project in election.projects)
    ballots: dict[tuple[bytes, bytes], int] = {}
    rows = list(election.ballots.rows())
    chance.shuffle(rows)
    for weight, members, points in rows:
        given_points = points if points is not None else [0] * len(members)
        pairs = sorted((ids.index(election.projects[m].id) + 1, p) for m, p in zip(members, given_points, strict=True))
        places = b"".join(place.to_bytes(4, "big") for place, _ in pairs)
        worth = b"".join((point + 2**63).to_bytes(8, "big") for _, point in pairs)
        key = (places, worth if points is not None else b"")
        ballots[key] = ballots.get(key, 0) + weight
    order = sorted(ballots)
    numbers = [ballots[key] for key in order] + [len(key[0]) // 4 for key in order]
    numbers += [int.from_bytes(key[0][at : at + 4], "big") for key in order for at in range(0, len(key[0]), 4)]
    if election.ballots.points is not None:
        numbers += [
            int.from_bytes(key[1][at : at + 8], "big") - 2**63 for key in order for at in range(0, len(key[1]), 8)
        ]
    projects = sorted(election.projects, key=lambda project: project.id)
    head = {
        "budget": election.budget,
        "kind": election.kind,
        "points_scale": 1,
        "projects": [[p.id, p.cost, p.area, list(p.categories), p.withdrawn] for p in projects],
        "scale": 1,
    }
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    text += b"".join(number.to_bytes(8, "big", signed=True) for number in numbers)
    assert hashlib.sha256(text).hexdigest() == election.digest
