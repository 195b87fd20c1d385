"""Is a broken file refused with line, column and reason, or counted right, and never with a traceback?"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pbcount import RuleSpec, count
from pbcount.pabulib import PabulibError, check, read
from pbcount.pabulib.problem import MESSAGES

SOUND = """META
key;value
description;A small vote
country;Sweden
unit;Lund
instance;2026
num_projects;3
num_votes;4
budget;100
vote_type;approval
rule;greedy
date_begin;01.02.2026
date_end;14.02.2026
PROJECTS
project_id;cost;votes;name;selected
1;60;3;Playground;1
2;50;2;Trees;0
3;30;2;Benches;1
VOTES
voter_id;vote;age
a;1,2;33
b;1,3;44
c;1;55
d;2,3;66
"""
POINTS = SOUND.replace("vote_type;approval", "vote_type;cumulative").replace("\nVOTES", "\nVOTES", 1)
POINTS = POINTS.replace("voter_id;vote;age", "voter_id;vote;points").replace(";33", ";3,1").replace(";44", ";2,2")
POINTS = POINTS.replace("c;1;55", "c;1;4").replace(";66", ";1,1")
CHOICE = SOUND.replace("vote_type;approval", "vote_type;choose-1")
RANKS = SOUND.replace("vote_type;approval", "vote_type;ordinal")
SCORES = POINTS.replace("vote_type;cumulative", "vote_type;scoring\ndefault_score;1").replace("3,1", "3,-1.5")


def swap(old: str, new: str, text: str = SOUND) -> bytes:
    assert text.count(old) >= 1, old
    return text.replace(old, new, 1).encode()


# name: (bytes, code, line, column) of the first problem that must be told.
BROKEN: dict[str, tuple[bytes, str, int | None, str | None]] = {
    "nothing": (b"", "empty-file", None, None),
    "blank lines": (b"\n\n \n", "empty-file", None, None),
    "latin-1": (SOUND.replace("Trees", "Träd").encode("latin-1"), "not-utf8", 17, None),
    "utf-16": (SOUND.encode("utf-16"), "not-utf8", 1, None),
    "cut inside a letter": (SOUND.encode() + "e;1;å".encode()[:-1], "not-utf8", 25, None),
    "a NUL": (swap("Trees", "Tr\0es"), "nul", 17, None),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-utf8", 1, None),
    "something else": (b"Hello, this is a letter.\nYours\n", "before-section", 1, None),
    "JSON": (b'{"a": 1}\n', "before-section", 1, None),
    "no META": (SOUND.split("PROJECTS")[1].encode(), "before-section", 2, None),
    "only META": (SOUND.split("PROJECTS")[0].encode(), "section-missing", None, None),
    "no VOTES": (SOUND.split("VOTES")[0].encode(), "section-missing", None, None),
    "no PROJECTS": (swap(SOUND[SOUND.index("PROJECTS") : SOUND.index("VOTES")], ""), "section-order", 14, None),
    "PROJECTS twice": (swap("3;30;2", "PROJECTS\n3;30;2"), "section-twice", 18, None),
    "META twice": (swap("PROJECTS\n", "META\nPROJECTS\n"), "section-twice", 14, None),
    "META without lines": (swap(SOUND[5 : SOUND.index("PROJECTS")], ""), "header-missing", None, None),
    "PROJECTS without lines": (
        swap(SOUND[SOUND.index("project_id") : SOUND.index("VOTES")], ""),
        "header-missing",
        None,
        None,
    ),
    "VOTES without lines": (SOUND[: SOUND.index("voter_id")].encode(), "header-missing", 19, None),
    "META with another header": (swap("key;value", "name;content"), "header-wrong", 2, None),
    "META without header": (swap("key;value\n", ""), "header-wrong", 2, None),
    "a key twice": (swap("unit;Lund", "unit;Lund\nunit;Lund"), "key-twice", 6, "unit"),
    "no key": (swap("unit;Lund", ";Lund"), "key-empty", 5, None),
    "a key alone": (swap("unit;Lund", "unit"), "row-short", 5, None),
    "a semicolon in META": (swap("A small vote", "A small; vote"), "row-long", 3, None),
    "no budget": (swap("budget;100\n", ""), "key-missing", None, "budget"),
    "an empty budget": (swap("budget;100", "budget;"), "value-missing", 9, "budget"),
    "a budget in words": (swap("budget;100", "budget;much"), "number-wrong", 9, "budget"),
    "a negative budget": (swap("budget;100", "budget;-100"), "number-negative", 9, "budget"),
    "a budget with a comma": (swap("budget;100", "budget;99,5"), "number-comma", 9, "budget"),
    "a budget of 10^30": (swap("budget;100", "budget;1" + 30 * "0"), "number-large", 9, "budget"),
    "a budget as 1e3": (swap("budget;100", "budget;1e3"), "number-wrong", 9, "budget"),
    "a budget of nan": (swap("budget;100", "budget;nan"), "number-wrong", 9, "budget"),
    "a budget in Arabic digits": (swap("budget;100", "budget;١٠٠"), "number-wrong", 9, "budget"),
    "a budget with a blank inside": (swap("budget;100", "budget;1 000"), "number-wrong", 9, "budget"),
    "no vote_type": (swap("vote_type;approval\n", ""), "key-missing", None, "vote_type"),
    "an unknown vote_type": (swap("vote_type;approval", "vote_type;shout"), "choice-unknown", 10, "vote_type"),
    "too many projects promised": (swap("num_projects;3", "num_projects;4"), "count-differs", 7, "num_projects"),
    "too few votes promised": (swap("num_votes;4", "num_votes;3"), "count-differs", 8, "num_votes"),
    "votes promised in words": (swap("num_votes;4", "num_votes;four"), "number-wrong", 8, "num_votes"),
    "no cost column": (swap("project_id;cost;votes", "project_id;price;votes"), "column-missing", 15, "cost"),
    "no project_id column": (swap("project_id;cost", "id;cost"), "first-column", 15, "id"),
    "cost first": (swap("project_id;cost", "cost;project_id"), "first-column", 15, "cost"),
    "a column twice": (swap("votes;name;", "votes;votes;"), "column-twice", 15, "votes"),
    "a nameless column": (swap("votes;name;", "votes;;"), "column-nameless", 15, None),
    "a blank round a column": (swap("project_id;cost;", "project_id; cost;"), "blank-around", 15, None),
    "no project id": (swap("\n2;50", "\n;50"), "project-id-empty", 17, "project_id"),
    "a project twice": (swap("\n2;50", "\n1;50"), "project-twice", 17, "project_id"),
    "a comma in a project id": (swap("\n2;50", '\n"2,5";50'), "project-id-comma", 17, "project_id"),
    "a blank round a project id": (swap("\n2;50", "\n 2;50"), "blank-around", 17, "project_id"),
    "no cost": (swap("\n2;50", "\n2;"), "value-missing", 17, "cost"),
    "a cost in words": (swap("\n2;50", "\n2;free"), "number-wrong", 17, "cost"),
    "a negative cost": (swap("\n2;50", "\n2;-50"), "number-negative", 17, "cost"),
    "a cost with a comma": (swap("\n2;50", "\n2;50,5"), "number-comma", 17, "cost"),
    "a hexadecimal cost": (swap("\n2;50", "\n2;0x50"), "number-wrong", 17, "cost"),
    "a cost of infinity": (swap("\n2;50", "\n2;inf"), "number-wrong", 17, "cost"),
    "votes in words": (swap("\n2;50;2", "\n2;50;two"), "number-wrong", 17, "votes"),
    "half a vote": (swap("\n2;50;2", "\n2;50;2.5"), "integer-wrong", 17, "votes"),
    "selected 7": (swap("Trees;0", "Trees;7"), "selected-wrong", 17, "selected"),
    "a short project": (swap("2;50;2;Trees;0", "2;50;2"), "row-short", 17, None),
    "a long project": (swap("Trees;0", "Trees;0;more"), "row-long", 17, None),
    "an open quote in PROJECTS": (swap("Trees", '"Trees'), "quote-open", 17, None),
    "text after a quote": (swap("Trees", '"Trees" big'), "cell-wrong", 17, None),
    "returns of an old Macintosh": (SOUND.replace("\n", "\r").encode(), "return-alone", 1, None),
    "a return in a cell": (swap("Trees", "Tr\rees"), "return-alone", 17, None),
    "a very long cell": (swap("Trees", "T" * 200_000), "cell-long", 17, None),
    "no vote column": (swap("voter_id;vote;", "voter_id;votes;"), "column-missing", 20, "vote"),
    "vote first": (swap("voter_id;vote;", "vote;voter_id;"), "first-column", 20, "vote"),
    "vote twice": (swap("voter_id;vote;age", "voter_id;vote;vote"), "column-twice", 20, "vote"),
    "an unknown project": (swap("b;1,3", "b;1,9"), "project-unknown", 22, "vote"),
    "a project named None": (swap("b;1,3", "b;None"), "project-unknown", 22, "vote"),
    "an empty ballot": (swap("b;1,3", "b;"), "vote-empty", 22, "vote"),
    "a gap in a ballot": (swap("b;1,3", "b;1,,3"), "vote-gap", 22, "vote"),
    "a blank in a ballot": (swap("b;1,3", "b;1, 3"), "blank-in-list", 22, "vote"),
    "semicolons in a ballot": (swap("b;1,3", "b;1;3"), "row-long", 22, None),
    "a short ballot": (swap("b;1,3;44", "b"), "row-short", 22, None),
    "no voter id": (swap("b;1,3", ";1,3"), "voter-id-empty", 22, "voter_id"),
    "a voter twice": (swap("c;1;", "b;1;"), "voter-twice", 23, "voter_id"),
    "an open quote in VOTES": (swap("b;1,3", 'b;"1,3'), "cell-wrong", None, None),
    "a file cut short": (SOUND[:-20].encode(), "row-short", 22, None),
    "a section inside VOTES": (swap("c;1;55", "PROJECTS\nc;1;55"), "row-short", 23, None),
    "two choices of one": (CHOICE.encode(), "one-project", 21, "vote"),
    "no points column": (swap("voter_id;vote;points", "voter_id;vote;p", POINTS), "column-missing", 20, "points"),
    "no points": (swap("a;1,2;3,1", "a;1,2;", POINTS), "points-missing", 21, "points"),
    "too few points": (swap("a;1,2;3,1", "a;1,2;3", POINTS), "points-count", 21, "points"),
    "points in words": (swap("a;1,2;3,1", "a;1,2;3,x", POINTS), "points-wrong", 21, "points"),
    "negative points": (swap("a;1,2;3,1", "a;1,2;3,-1", POINTS), "points-negative", 21, "points"),
}


def test_there_are_enough_broken_files_and_the_sound_ones_are_sound() -> None:
    assert len(BROKEN) >= 60
    assert check(SOUND.encode()) == []
    assert read(SOUND.encode()).election.votes == (3, 2, 2)
    assert read(POINTS.encode()).election.scores == (9, 2, 3)
    assert read(SOUND.replace("\n", "\r\n").encode()).election.votes == (3, 2, 2)
    assert read(b"\xef\xbb\xbf" + SOUND.encode()).election.votes == (3, 2, 2)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_at_the_place(name: str) -> None:
    data, code, line, column = BROKEN[name]
    with pytest.raises(PabulibError) as refused:
        read(data)
    told = [(problem.code, problem.line, problem.column) for problem in refused.value.problems]
    assert (code, line, column) in told, told
    for problem in refused.value.problems:
        assert problem.message
        assert "{" not in problem.message.replace("'{", "")


@pytest.mark.parametrize(
    ("name", "votes"),
    [
        ("a budget with a comma", (3, 2, 2)),
        ("too few votes promised", (3, 2, 2)),
        ("a blank in a ballot", (3, 2, 2)),
        ("a gap in a ballot", (3, 2, 2)),
        ("an empty ballot", (2, 2, 1)),
        ("no voter id", (3, 2, 2)),
        ("a blank round a project id", (3, 2, 2)),
        ("a short project", (3, 2, 2)),
        ("META with another header", None),
        ("a project twice", None),
        ("an unknown project", None),
        ("a negative cost", None),
    ],
)
def test_repairing_mends_what_has_one_plain_meaning_and_says_so(name: str, votes: tuple[int, ...] | None) -> None:
    data = BROKEN[name][0]
    if votes is None:
        with pytest.raises(PabulibError):
            read(data, repair=True)
        return
    file = read(data, repair=True)
    assert file.election.votes == votes
    assert [notice.code for notice in file.notices if notice.severity == "repaired"] == [BROKEN[name][1]]


def test_decimals_are_scaled_once_and_exactly() -> None:
    data = SOUND.replace("budget;100", "budget;100.05").replace("2;50;", "2;49.90;").encode()
    election = read(data).election
    assert (election.scale, election.budget, [p.cost for p in election.projects]) == (100, 10005, [6000, 4990, 3000])


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("date_end;14.02.2026", "date_end;31.02.2026", "date-wrong", "date_end"),
        ("date_end;14.02.2026", "date_end;01.01.2026", "date-order", "date_end"),
        ("rule;greedy", "rule;dice", "choice-unknown", "rule"),
        ("country;Sweden\n", "", "key-missing", "country"),
        ("country;Sweden", "country;", "value-missing", "country"),
        ("unit;Lund", "unit;Lund\nmayor;Doris", "key-unknown", "mayor"),
        ("unit;Lund", "unit;Lund\nmax_length;9", "limit-order", "max_length"),
        ("unit;Lund", "unit;Lund\nmin_length;x", "number-wrong", "min_length"),
        ("2;50;2;", "2;0;2;", "project-free", "cost"),
        ("2;50;2;", "2;500;2;", "project-dear", "cost"),
        ("Trees;0", "Trees;1", "selected-mismatch", "selected"),
    ],
)
def test_checking_finds_what_counting_can_live_with(old: str, new: str, code: str, column: str) -> None:
    data = swap(old, new)
    read(data)
    assert (code, column) in [(problem.code, problem.column) for problem in check(data) if problem.severity == "error"]


def test_every_message_can_be_said() -> None:
    texts = Path(__file__).read_text()
    assert sum(code in texts for code in MESSAGES) > 50


def test_a_mutated_file_is_refused_or_counted_and_nothing_else() -> None:
    """A short run; the seed is fixed so that a failure can be found again."""
    chance = random.Random(1)
    refused = counted = 0
    for _ in range(600):
        data = bytearray(chance.choice([SOUND, POINTS, CHOICE, RANKS, SCORES]).encode())
        for _ in range(chance.randint(1, 4)):
            mutate(data, chance)
        try:
            election = read(bytes(data), repair=chance.random() < 0.3).election
        except PabulibError as wrong:
            refused += 1
            assert all(problem.message for problem in wrong.problems)
            continue
        counted += 1
        outcome = count(election, RuleSpec("equal-shares", completion="greedy"))
        assert outcome.spent <= outcome.budget
    assert refused > 150
    assert counted > 60


def mutate(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    kind = chance.randrange(6)
    if kind == 0:
        data[at:at] = bytes([chance.choice(b';,"\n\r 0123456789.-\0\xff\xc3abz')])
    elif kind == 1 and at < len(data):
        del data[at]
    elif kind == 2 and at < len(data):
        data[at] = chance.randrange(256)
    elif kind == 3:
        lines = bytes(data).split(b"\n")
        lines.insert(chance.randrange(len(lines)), chance.choice(lines))
        data[:] = b"\n".join(lines)
    elif kind == 4:
        lines = bytes(data).split(b"\n")
        del lines[chance.randrange(len(lines))]
        data[:] = b"\n".join(lines)
    else:
        del data[at : at + chance.randrange(40)]
