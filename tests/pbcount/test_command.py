"""Does the command say what it should, where it should, with the right exit code?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pbcount.cli import main
from tests.pbcount.test_bad_files import BROKEN, POINTS, SOUND


@pytest.fixture
def town(tmp_path: Path) -> str:
    path = tmp_path / "town.pb"
    path.write_text(SOUND)
    return str(path)


def test_json_is_one_object_with_what_was_promised(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--rule", "equal-shares", "--utility", "cost", "--completion", "add1", "--ties", "id", "--json"]
    assert main([town, *options]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"rule", "options", "ballots", "projects", "budget", "spent", "winners", "ties", "digest"} <= set(told)
    assert (told["rule"], told["ballots"], told["projects"], told["budget"]) == ("equal-shares", 4, 3, 100)
    assert told["options"]["completion"] == "add1"
    assert told["winners"] == ["1", "3"]
    assert told["spent"] == 90
    assert len(told["digest"]) == 64


def test_without_json_a_person_can_read_it(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([town, "--rule", "greedy"]) == 0
    out = capsys.readouterr().out
    assert "Playground" in out
    assert "90 of 100 spent" in out


def test_the_files_own_rule_is_checked_against_its_selection(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([town, "--rule", "official", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["official"]
    assert told == {
        "selected": ["1", "3"],
        "agrees": True,
        "passed_over": [],
        "only_counted": [],
        "only_selected": [],
    }
    assert main([town, "--rule", "official"]) == 0
    assert "Agrees with the file's own selection." in capsys.readouterr().out


def test_explaining_a_loser_says_what_would_have_made_it_win(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([town, "--rule", "equal-shares", "--completion", "add1", "--explain", "2"]) == 0
    out = capsys.readouterr().out
    assert "2: its supporters could not pay; 2 votes, cost 50" in out
    assert "it would have won with" in out
    assert main([town, "--rule", "equal-shares", "--explain", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["explanation"]["votes"] == 2


def test_out_writes_outcome_and_explanation(town: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "a" / "b"
    assert main([town, "--rule", "phragmen", "--out", str(folder)]) == 0
    assert json.loads((folder / "outcome.json").read_text())["winners"] == ["3", "1"]
    assert len(json.loads((folder / "explanation.json").read_text())["projects"]) == 3
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert main([town, "--rule", "phragmen", "--out", str(blocked)]) == 3
    assert "cannot write" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a negative cost", "nothing", "an unknown project", "latin-1"])
def test_a_wrong_file_gives_2_and_the_reason_on_standard_error(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wrong.pb"
    path.write_bytes(BROKEN[name][0])
    assert main([str(path), "--rule", "greedy", "--json"]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert "pbcount: " in heard.err
    assert main(["check", str(path)]) == 2
    assert "not sound" in capsys.readouterr().out


def test_a_missing_file_gives_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "none.pb"), "--rule", "greedy"]) == 2
    assert main([str(tmp_path), "--rule", "greedy"]) == 2
    assert "No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--rule", "best"],
        [],
        ["--rule", "greedy", "--completion", "add1"],
        ["--rule", "greedy", "--ties", "coin"],
        ["--rule", "official", "--ties", "id"],
        ["--rule", "points"],
        ["--rule", "greedy", "--explain", "nobody"],
        ["--rule", "greedy", "--colour", "red"],
    ],
)
def test_options_that_do_not_fit_give_3(town: str, options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main([town, *options])
    except SystemExit as left:
        code = int(str(left.code))
    assert code == 3
    assert "pbcount: " in capsys.readouterr().err


def test_a_declared_rule_that_says_too_little_gives_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.pb"
    path.write_text(SOUND.replace("rule;greedy", "rule;greedy-custom"))
    assert main([str(path), "--rule", "official"]) == 3
    assert "greedy-custom" in capsys.readouterr().err


def test_repairing_tells_what_was_repaired(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "blank.pb"
    path.write_bytes(BROKEN["a blank in a ballot"][0])
    assert main([str(path), "--rule", "greedy", "--repair"]) == 0
    assert "repaired: line 22, vote" in capsys.readouterr().err


def test_checking_a_sound_file_gives_0(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", town]) == 0
    assert main(["check", town, "--json"]) == 0
    assert capsys.readouterr().out.endswith("[]\n")


def test_comparing_puts_the_rules_side_by_side(town: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", town]) == 0
    assert "equal-shares add1" in capsys.readouterr().out
    points = tmp_path / "points.pb"
    points.write_text(POINTS)
    assert main(["compare", str(points), "--json"]) == 0
    names = [told["name"] for told in json.loads(capsys.readouterr().out)]
    assert "points" in names


def test_amounts_with_many_digits_and_decimals_are_counted_exactly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "long.pb"
    text = SOUND.replace("budget;100", "budget;999999999999998.000000000001")
    path.write_text(text.replace("1;60;", "1;999999999999998.000000000001;").replace("2;50;", "2;0.000000000001;"))
    assert main(["compare", str(path), "--json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["winners"], first["spent"]) == (["1"], "999999999999998.000000000001")
    for rule in ("phragmen", "equal-shares", "max-utility"):
        assert main([str(path), "--rule", rule, "--explain", "3"]) == 0


def test_python_m_pbcount_is_the_same_command_and_starts_fast(town: str) -> None:
    command = [sys.executable, "-m", "pbcount", town, "--rule", "greedy", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["winners"] == ["1", "3"]
    timed = "import time; t = time.process_time(); import numpy; n = time.process_time(); import pbcount.cli"
    timed += "; print(time.process_time() - n, n - t)"
    own = min(
        float(
            subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout.split()[0]
        )
        for _ in range(3)
    )
    assert own < 0.15, f"importing pbcount takes {own:.2f} s of processor time beside numpy"


def test_nothing_is_printed_by_the_library(town: str, capsys: pytest.CaptureFixture[str]) -> None:
    from pbcount import RuleSpec, count, explain
    from pbcount.pabulib import check, read

    began = time.monotonic()
    election = read(town).election
    explain(election, count(election, RuleSpec("equal-shares"))).counterfactual("2")
    check(town)
    heard = capsys.readouterr()
    assert (heard.out, heard.err) == ("", "")
    assert time.monotonic() - began < 30


def test_levels_are_counted_in_order_and_what_won_before_stands_in_the_way(
    town: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = tmp_path / "city.pb"
    city.write_text(SOUND)
    options = ["--rule", "equal-shares", "--completion", "add1"]
    assert main(["levels", town, str(city), *options, "--json"]) == 0
    apart = json.loads(capsys.readouterr().out)["levels"]
    assert [(level["file"], level["winners"]) for level in apart] == [("town.pb", ["1", "3"]), ("city.pb", ["1", "3"])]
    assert main(["levels", town, str(city), *options, "--conflict", "1:1,2:3", "--conflict", "1:2,2:1", "--json"]) == 0
    district, whole = json.loads(capsys.readouterr().out)["levels"]
    assert district["winners"] == ["1", "3"]
    assert "3" not in whole["winners"]
    assert "1" in whole["winners"]
    assert main(["levels", town, str(city), "--rule", "official", "--conflict", "2:1,2:3"]) == 0
    told = capsys.readouterr().out
    assert told.index("town.pb: ") < told.index("city.pb: ")
    # Of two in conflict within the second file only one may win.
    assert main(["levels", town, str(city), *options, "--conflict", "2:1,2:3", "--json"]) == 0
    assert sorted(json.loads(capsys.readouterr().out)["levels"][1]["winners"]) != ["1", "3"]


@pytest.mark.parametrize("conflict", ["1:1,3:2", "1:1,2", "0:1,1:2", "1:1,2:no-such", "x:1", "1:"])
def test_conflicts_between_levels_must_name_a_file_and_a_project_of_it(
    town: str, conflict: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["levels", town, town, "--rule", "greedy", "--conflict", conflict]) == 3
    assert "conflict" in capsys.readouterr().err
