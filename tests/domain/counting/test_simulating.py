from __future__ import annotations

import numpy as np
import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from medborgarbudget.domain.counting import actions, comparing, policy, simulating
from medborgarbudget.domain.counting.background import run_simulation
from medborgarbudget.domain.counting.elections import tried_spec
from medborgarbudget.domain.counting.invented import Invention, invent
from medborgarbudget.domain.counting.models import Simulation, SimulationState
from medborgarbudget.domain.counting.queries import contrast_of_simulation, official_counts, votes_to_try
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import Refused
from pbcount import RuleSpec, count
from tests.support.counting import counted_vote, published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.voting import leader_of

pytestmark = pytest.mark.writes

SHARES = tried_spec(rule="equal-shares", completion="add1", utility="cost", threshold=0)
GREEDY = tried_spec(rule="greedy", completion="none", utility="cost", threshold=0)
INVENTION = Invention(voters=400, projects=12, budget=500_000, groups=3, spread=60, choices=4, seed=7)
FILE = """META
key;value
description;Prov
country;Sweden
unit;Provstad
instance;2024
num_projects;3
num_votes;4
budget;1000
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name;selected
a;600;3;Lek;1
b;500;2;Ljus;0
c;400;2;"Träd; stora";1
VOTES
voter_id;vote
1;a,b
2;a,c
3;a,b
4;c
"""


@pytest.fixture
def cycle(lund, now):
    return make_cycle(lund, now, open_deeds=["vote"], pots=[1000])


def tried(cycle, now, **given):
    given = {"invention": INVENTION, "spec": SHARES, **given}
    return actions.simulate_invented(cycle=cycle, actor=leader_of(cycle), now=now, **given)


def from_file(cycle, now, text, spec=GREEDY):
    data = text if isinstance(text, bytes) else text.encode()
    return actions.simulate_file(
        cycle=cycle, data=data, file_name="prov.pb", spec=spec, actor=leader_of(cycle), now=now
    )


# --- invented elections ---


def test_the_same_settings_invent_the_same_election_and_another_seed_another():
    assert invent(INVENTION).digest == invent(INVENTION).digest
    other = Invention.from_json({**INVENTION.to_json(), "seed": 8})
    assert invent(other).digest != invent(INVENTION).digest


def test_an_invented_election_is_as_it_was_asked_for():
    election = invent(INVENTION)
    assert (election.voters, len(election.projects), election.budget) == (400, 12, 500_000)
    assert np.diff(election.ballots.starts).max() <= 4 and np.diff(election.ballots.starts).min() >= 1
    costs = [project.cost for project in election.projects]
    assert max(costs) <= 250_000 and all(cost % 100 == 0 and cost > 0 for cost in costs)
    assert {project.area for project in election.projects} <= {"Grupp 1", "Grupp 2", "Grupp 3"}


def own_share(spread):
    """How large a part of all votes go to the projects of the area that gives them most: 1 / groups when nobody is apart."""
    invention = Invention(voters=3000, projects=40, budget=10**6, groups=2, spread=spread, choices=3, seed=3)
    election = invent(invention)
    mixed = 0
    for weight, members, _points in election.ballots.rows():
        mixed += weight * (len({election.projects[at].area for at in members}) > 1)
    return mixed / election.voters


def test_the_more_spread_the_more_each_group_keeps_to_its_own():
    assert own_share(100) < own_share(50) < own_share(0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"voters": 5}, "voters"),
        ({"voters": 10**7}, "voters"),
        ({"projects": 1}, "projects"),
        ({"choices": 13}, "choices"),
        ({"groups": 0}, "groups"),
        ({"spread": 101}, "spread"),
        ({"budget": 10}, "budget"),
        ({"wanted": 90}, "wanted"),
        ({"seed": -1}, "seed"),
    ],
)
def test_settings_that_make_no_election_are_refused_at_their_field(cycle, now, changes, field):
    with pytest.raises(ValidationError) as refused:
        tried(cycle, now, invention=Invention.from_json({**INVENTION.to_json(), **changes}))
    assert field in refused.value.message_dict
    assert not Simulation.objects.exists()


# --- trying ---


def test_what_is_tried_gives_what_pbcount_gives_and_stands_first(cycle, now):
    simulation = tried(cycle, now)
    simulation.refresh_from_db()
    assert (simulation.state, simulation.done) == (SimulationState.DONE, simulation.total)
    first = simulation.result["counts"][0]
    expected = count(invent(INVENTION), SHARES)
    won = {fate["number"] for fate in first["story"]["fates"] if fate["won"]}
    assert {str(number) for number in won} == set(expected.winners)
    contrast = contrast_of_simulation(simulation)
    assert contrast.columns[0].base and contrast.columns[0].title == "Jämlika andelar"
    assert len(contrast.columns) == simulation.total == 10
    assert AuditEntry.objects.filter(verb="simulation.start").count() == 1


def test_a_file_is_tried_and_not_kept_when_it_has_been_counted(cycle, now):
    simulation = from_file(cycle, now, FILE)
    simulation.refresh_from_db()
    assert simulation.label == "Provstad, 2024" and simulation.data is None
    assert simulation.state == SimulationState.DONE
    contrast = contrast_of_simulation(simulation)
    assert {row.title for row in contrast.rows if row.won[0]} == {"Lek", "Träd; stora"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("b;500;", "b;5,5;"), "Rad 15, kolumn cost"),
        (("4;c", "4;d"), "Rad 22, kolumn vote"),
        (("VOTES\n", ""), "Avsnittet VOTES saknas"),
        ((FILE, ""), "tom"),
        ((FILE, "\x00\x01"), "textfil"),
    ],
)
def test_a_broken_file_is_refused_with_line_column_and_reason(cycle, now, change, words):
    with pytest.raises(ValidationError) as refused:
        from_file(cycle, now, FILE.replace(*change))
    assert words in " ".join(refused.value.message_dict["file"])
    assert not Simulation.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(cycle, now, monkeypatch):
    monkeypatch.setattr(policy, "LARGEST_FILE", 100)
    with pytest.raises(ValidationError, match="för stor"):
        from_file(cycle, now, FILE)


@pytest.mark.parametrize("rule", ["bounded-overspending", "maximin-support"])
def test_a_rule_that_no_vote_is_counted_by_can_be_tried(cycle, now, rule):
    spec = tried_spec(rule=rule, completion="none", utility="cost", threshold=0)
    simulation = tried(cycle, now, spec=spec)
    simulation.refresh_from_db()
    assert (simulation.state, simulation.done) == (SimulationState.DONE, simulation.total)
    told = contrast_of_simulation(simulation)
    assert {str(row.number) for row in told.rows if row.won[0]} == set(count(invent(INVENTION), spec).winners)
    assert [column.title for column in told.columns].count(told.columns[0].title) == 1
    assert all(each.why for difference in told.differences for each in difference.there[:1])


def test_a_rule_that_takes_too_long_to_try_says_so(cycle, now, monkeypatch):
    monkeypatch.setattr(comparing.counted_in_time, "__kwdefaults__", {"seconds": -1.0})
    simulation = tried(
        cycle, now, spec=tried_spec(rule="maximin-support", completion="none", utility="cost", threshold=0)
    )
    simulation.refresh_from_db()
    assert simulation.state == SimulationState.FAILED and "tar för lång tid" in simulation.problem


def test_points_are_counted_by_points(cycle, now):
    text = FILE.replace("vote_type;approval", "vote_type;cumulative\nmax_sum_points;9")
    text = text.replace("voter_id;vote", "voter_id;vote;points")
    for row, points in (("1;a,b", "1,8"), ("2;a,c", "2,7"), ("3;a,b", "1,8"), ("4;c", "9")):
        text = text.replace(row, f"{row};{points}")
    simulation = from_file(cycle, now, text)
    simulation.refresh_from_db()
    assert simulation.problem == ""
    specs = [RuleSpec.from_json(each["spec"]) for each in simulation.result["counts"]]
    assert specs[0].rule == "points" and specs[1].utility == "points"


def test_own_published_votes_can_be_tried_and_no_others(cycle, lund, ystad, now):
    with_costs(cycle, 600, 600)
    vote = published_vote(cycle, votes(n1=70, n2=40))
    (official,) = official_counts(vote)
    simulation = actions.simulate_vote(cycle=cycle, count=official, spec=GREEDY, actor=leader_of(cycle), now=now)
    simulation.refresh_from_db()
    assert simulation.state == SimulationState.DONE
    won = {fate["number"] for fate in simulation.result["counts"][0]["story"]["fates"] if fate["won"]}
    assert won == {1}
    assert list(votes_to_try(ystad)) == []
    elsewhere = make_cycle(ystad, now, open_deeds=["vote"], pots=[1000])
    with pytest.raises(ValidationError):
        actions.simulate_vote(cycle=elsewhere, count=official, spec=GREEDY, actor=leader_of(elsewhere), now=now)


def test_a_vote_that_is_not_published_is_not_there_to_try(cycle, now):
    with_costs(cycle, 600, 600)
    vote = counted_vote(cycle, votes(n1=70, n2=40))
    assert list(votes_to_try(vote.organisation)) == []


def test_only_so_many_are_counted_at_once(cycle, now):
    simulation = tried(cycle, now)
    for state in (SimulationState.WAITING, SimulationState.RUNNING, SimulationState.WAITING):
        Simulation.objects.create(
            organisation=cycle.organisation, cycle=cycle, source="invented", label="x", spec={}, state=state,
            created_at=now, created_by=simulation.created_by,
        )  # fmt: skip
    with pytest.raises(Refused, match="räknas redan"):
        tried(cycle, now)


def test_old_ones_go_when_there_are_too_many(cycle, now, monkeypatch):
    monkeypatch.setattr(policy, "SIMULATIONS_KEPT", 2)
    made = [tried(cycle, now).pk for _turn in range(3)]
    assert set(Simulation.objects.values_list("pk", flat=True)) == set(made[1:])


def test_only_those_who_lead_may_try(cycle, now, asta):
    with pytest.raises(Refused):
        actions.simulate_invented(cycle=cycle, invention=INVENTION, spec=SHARES, actor=asta, now=now)


def test_a_second_worker_and_one_that_comes_too_late_do_nothing(cycle, now):
    simulation = tried(cycle, now)
    kept = Simulation.objects.get(pk=simulation.pk).finished_at
    run_simulation.func(simulation.pk)
    assert Simulation.objects.get(pk=simulation.pk).finished_at == kept
    actions.remove_simulation(simulation=simulation, actor=leader_of(cycle), now=now)
    run_simulation.func(simulation.pk)
    assert not Simulation.objects.exists()


def test_what_nobody_foresaw_is_said_and_does_not_block_the_next(cycle, now, monkeypatch):
    def broken(*_given):
        raise RuntimeError

    monkeypatch.setattr(simulating, "run", broken)
    simulation = tried(cycle, now)
    simulation.refresh_from_db()
    assert simulation.state == SimulationState.FAILED and simulation.finished_at is not None


def test_reasons_are_in_the_language_of_whoever_reads(cycle, now):
    with override("sv"), pytest.raises(simulating.CannotTry) as refused:
        simulating.title_of(b"hej", "x.pb")
    assert "META" in str(refused.value)
