"""Is what is written a file of the format, which holds what it should and no more?"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, Project, RuleSpec, count
from pbcount.pabulib import ProjectRow, WritingError, check, read, write, write_file
from tests.pbcount.elections import approval_elections, point_elections
from tests.pbcount.test_bad_files import SOUND

META = {
    "description": "A small vote",
    "country": "Sweden",
    "unit": "Lund",
    "instance": "2026",
    "rule": "unknown",
    "date_begin": "2026",
    "date_end": "2026",
    "max_sum_points": "20",
}


@settings(max_examples=150, deadline=None)
@given(st.one_of(approval_elections(), point_elections()))
def test_what_is_written_reads_back_as_it_was_but_for_empty_ballots(election: Election) -> None:
    meta = META if election.kind == "points" else {k: v for k, v in META.items() if k != "max_sum_points"}
    data = write(election, meta)
    file = read(data)
    again = file.election
    assert again.scores == election.scores
    assert again.votes == election.votes
    assert [(p.id, p.withdrawn) for p in again.projects] == [(p.id, p.withdrawn) for p in election.projects]
    assert [p.cost for p in again.projects if not p.withdrawn] == [p.cost for p in election.projects if not p.withdrawn]
    allowed = {"project-free", "project-dear"}
    assert {problem.code for problem in check(data) if problem.severity == "error"} <= allowed
    if all(len(members) for _, members, _ in election.ballots.rows()) and not any(
        p.withdrawn for p in election.projects
    ):
        assert again.digest == election.digest


def test_names_with_quotes_semicolons_and_line_ends_survive_as_one_line() -> None:
    projects = [Project("a", 5, 'The "big"; one\nand only', "Norra", ("green", "play"))]
    election = Election.from_approvals(projects, 9, [["a"]])
    row = ProjectRow("a", 1, 5, latitude=55.7, longitude=13.2, extra={"proposer": "Asta", "unheard-of": "x"})
    data = write(election, META | {"max_sum_points": ""}, [row], selected=["a"])
    read_back = read(data)
    project = read_back.projects[0]
    assert project.name == 'The "big"; one and only'
    assert (project.categories, project.neighborhood) == (("green", "play"), "Norra")
    assert (project.latitude, project.longitude, project.selected) == (55.7, 13.2, 1)
    assert project.extra == {"proposer": "Asta"}
    assert read_back.meta["fully_funded"] == "1"


def test_voters_attributes_are_told_only_when_asked_for() -> None:
    file = read(SOUND.encode())
    assert b"age" not in write_file(file)
    kept = read(write_file(file, attributes=True))
    assert [ballot.attributes["age"] for ballot in kept.ballots()] == ["33", "44", "55", "66"]
    assert [ballot.voter for ballot in kept.ballots()] == ["a", "b", "c", "d"]
    assert [ballot.voter for ballot in read(write_file(file)).ballots()] == ["1", "2", "3", "4"]
    told = write(file.election, voters=[{"age": "20-29", "sex": "F"}] * 4)
    assert b"voter_id;vote;age;sex" in told
    assert [ballot.attributes["sex"] for ballot in read(told).ballots()] == ["F"] * 4
    with pytest.raises(WritingError):
        write(file.election, voters=[{"age": "20-29"}])


def test_winners_are_marked_and_amounts_written_as_they_came() -> None:
    file = read(SOUND.replace("budget;100", "budget;100.50").replace("2;50;", "2;49.90;").encode())
    outcome = count(file.election, RuleSpec("greedy"))
    again = read(write_file(file, selected=outcome.winners))
    assert again.selected == tuple(sorted(outcome.winners))
    assert (again.meta["budget"], again.election.scale) == ("100.5", 10)
    assert [row.cost for row in again.projects] == [600, 499, 300]


@pytest.mark.parametrize("key", ["description", "country", "unit", "instance", "rule", "date_begin", "date_end"])
def test_meta_that_lacks_something_is_refused_by_name(key: str) -> None:
    election = Election.from_approvals([Project("a", 5)], 9, [["a"]])
    with pytest.raises(WritingError, match=key):
        write(election, {name: value for name, value in META.items() if name != key})


def test_what_the_format_does_not_know_is_refused() -> None:
    election = Election.from_approvals([Project("a", 5)], 9, [["a"]])
    with pytest.raises(WritingError, match="mayor"):
        write(election, META | {"mayor": "Doris"})
    grades = Election.from_points([Project("a", 5)], 9, [{"a": 3}], kind="grades")
    with pytest.raises(WritingError, match="grades"):
        write(grades, META)
