"""Do thousands of lines taken together give the ballots that each gives alone?"""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pbcount import Election, Project
from pbcount.pabulib import PabulibError, plain_lines, read, votes
from pbcount.pabulib.plain_lines import MULTIPLIERS, PAD, Marks, PlainLines, hash_of, hashes, overlapping_words

IDS = st.sampled_from(
    [
        [str(number) for number in range(1, 8)],
        [f"2023/SRO/{number:04d}" for number in range(70)],
        ["å", "ä", "ö", "naïve-project-with-a-long-name", "x"],
        [f"p{number}" for number in range(300)],
        ["ab", "a", "abcdefgh", "abcdefghi", "abcdefghijklmnop"],
    ]
)


def file_of(
    names: list[str], ballots: list[list[str]], end: str, columns: str = "voter_id;vote;age", most: int | None = None
) -> bytes:
    head = ["META", "key;value", f"num_projects;{len(names)}", f"num_votes;{len(ballots)}", "budget;100"]
    head += [f"max_length;{most}"] if most else []
    head += ["vote_type;approval", "PROJECTS", "project_id;cost", *(f"{name};10" for name in names), "VOTES", columns]
    where = columns.split(";").index("vote")
    for voter, ballot in enumerate(ballots):
        cells = [f"v{voter}", "x,y", "33"][: len(columns.split(";"))]
        cells[where] = ",".join(ballot)
        head.append(";".join(cells))
    return end.join(head).encode() + end.encode()


@settings(max_examples=60, deadline=None)
@given(
    IDS,
    st.data(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["voter_id;vote;age", "voter_id;age;vote", "voter_id;vote"]),
    st.sampled_from([None, 3, 6, 8]),
)
def test_a_file_read_together_is_the_election_made_by_hand(
    names: list[str], data: st.DataObject, end: str, columns: str, most: int | None
) -> None:
    ballots = data.draw(
        st.lists(st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True), min_size=1, max_size=12)
    )
    election = read(file_of(names, ballots, end, columns, most)).election
    by_hand = Election.from_approvals([Project(name, 10) for name in names], 100, ballots)
    assert election.digest == by_hand.digest
    assert election.votes == by_hand.votes


def test_pieces_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(5)
    names = [f"p{number}" for number in range(130)]
    ballots = [chance.sample(names, chance.randint(1, 5)) for _ in range(400)]
    text = file_of(names, ballots, "\n")
    whole = read(text).election
    monkeypatch.setattr(votes, "PIECE", 300)
    monkeypatch.setattr(plain_lines, "MOST_WAITING", 50)
    assert read(text).election.digest == whole.digest


@pytest.mark.parametrize("most", [None, 3, 8])
def test_ballots_of_any_length_and_oddity_are_counted_with_their_equals(
    most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than allowed, a name twice, blanks, in any order: all are ballots, and equal ones are one."""
    names = [str(number) for number in range(1, 256)]
    ballots = [["7", "3"], ["3", "7"], ["255"], ["3", "7", "3"], [" 3", "7"], names[:9], names[8::-1], names[:8], ["1"]]
    monkeypatch.setattr(votes, "PIECE", 60)
    election = read(file_of(names, ballots, "\n", most=most), repair=True).election
    named = sorted((members, weight) for weight, members, _ in election.ballots.rows())
    assert named == [([0], 1), (list(range(8)), 1), (list(range(9)), 2), ([2, 6], 4), ([254], 1)]
    by_hand = Election.from_approvals(
        [Project(name, 10) for name in names], 100, [[name.strip() for name in ballot] for ballot in ballots]
    )
    assert election.digest == by_hand.digest


def test_odd_lines_among_plain_ones_are_told_at_their_place() -> None:
    names = ["1", "2", "3"]
    text = file_of(names, [["1"]] * 50 + [["1", "9"]] + [["2", "2"]] + [["3"]] * 50, "\n")
    with pytest.raises(PabulibError) as refused:
        read(text)
    assert [(p.line, p.code, p.params["id"]) for p in refused.value.problems] == [(64, "project-unknown", "9")]
    mended = read(text.replace(b"1,9", b"1,3"))
    assert [(n.line, n.code) for n in mended.notices if n.code == "project-repeated"] == [(65, "project-repeated")]
    assert mended.election.votes == (51, 1, 51)


def test_different_ballots_of_one_number_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were all multipliers 0, every ballot would have the same number."""
    monkeypatch.setattr(plain_lines, "MULTIPLIERS", np.zeros_like(MULTIPLIERS))
    lines = PlainLines([str(number) for number in range(100)])
    lines.add_sets([([1], 2), ([99], 1), ([1], 3), ([2, 99], 1)])
    rows = sorted((members, weight) for weight, members, _ in lines.ballots().rows())
    assert rows == [([1], 5), ([2, 99], 1), ([99], 1)]


@given(st.lists(st.binary(max_size=80).filter(lambda cell: not set(cell) & set(b";\n,\0")), min_size=1, max_size=5))
def test_the_number_of_a_cell_is_the_same_alone(cells: list[bytes]) -> None:
    piece = b"".join(cell + b";1\n" for cell in cells)
    marks = Marks.of(piece, 2)
    assert marks is not None
    found = hashes(overlapping_words(piece + PAD), *marks.cells(0))
    assert found.tolist() == [hash_of(cell) for cell in cells]


@pytest.mark.parametrize("piece", [b"a;1\nb\n", b"a;1;2\nb;1\n", b"a\nb;1;2\n", b"a;1\n\n"])
def test_uneven_lines_are_left_to_the_patient_way(piece: bytes) -> None:
    assert Marks.of(piece, 2) is None
