"""Can a person read what the command writes, and does it say what the figures say?"""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pbcount import Election, Project, RuleSpec, count, explain
from pbcount.cli import main
from pbcount.pictures import Bar, Picture, table
from pbcount.report import html, pictures, searched, sentences
from tests.pbcount.test_bad_files import SOUND

TOWN = Election.from_approvals(
    [
        Project("playground", 700, "Play <ground> & \x07swings", area="north", categories=("play",)),
        Project("trees", 300, "Trees", area="north", categories=("green",)),
        Project("library", 400, "Library", area="south", categories=("culture", "play")),
        Project("benches", 100, "Benches", area="south", categories=("green",)),
    ],
    1000,
    [["playground", "trees"]] * 5 + [["trees"]] + [["library", "benches"]] * 3 + [["library"]],
)
RULES = [
    RuleSpec("equal-shares", completion="add1"),
    RuleSpec("greedy"),
    RuleSpec("phragmen"),
    RuleSpec("bounded-overspending"),
    RuleSpec("maximin-support"),
]


@pytest.mark.parametrize("spec", RULES, ids=lambda spec: spec.rule)
def test_every_picture_is_sound_and_has_its_table(spec: RuleSpec) -> None:
    outcome = count(TOWN, spec)
    drawn = pictures(TOWN, explain(TOWN, outcome))
    names = {picture.name for picture in drawn}
    assert {"votes", "satisfaction", "tenths", "categories", "areas"} <= names
    assert ("support" in names) == (spec.rule in ("equal-shares", "phragmen", "bounded-overspending"))
    for picture in drawn:
        root = ElementTree.fromstring(picture.svg())
        assert root.attrib["role"] == "img"
        assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
        rows = table(picture)
        assert len(rows) == 1 + len(picture.bars)
        assert {len(row) for row in rows} == {len(picture.columns)}


def test_lengths_follow_the_figures() -> None:
    bars = (Bar("a", (2.0,), "2"), Bar("b", (1.0,), "1", strong=False), Bar("c", (0.0,), "0"))
    root = ElementTree.fromstring(Picture("p", "P", ("x", "y"), bars).svg())
    rects = [each for each in root if each.tag.endswith("rect")][1:]
    widths = [float(rect.attrib["width"]) for rect in rects]
    assert widths[0] == pytest.approx(2 * widths[1], abs=0.1)
    assert widths[2] == 0
    assert rects[0].attrib["fill"] != rects[1].attrib["fill"]


def test_the_sentences_say_what_happened_and_what_would_have_helped() -> None:
    outcome = count(TOWN, RULES[0])
    reasons = explain(TOWN, outcome)
    others = searched(TOWN, outcome)
    lost = " ".join(sentences(TOWN, outcome, reasons.of("playground"), others["playground"]))
    assert "5 supporters had 695 left of the 700" in lost or "5 supporters had 695.00 left of the 700" in lost
    assert "99.3 %" in lost
    assert "to trees" in lost
    assert "with 3 more supporters or at a cost of 300" in lost
    won = " ".join(sentences(TOWN, outcome, reasons.of("trees"), None))
    assert won == "It won: 6 of its 6 supporters paid 50 each."


def test_a_search_that_has_no_time_left_leaves_losers_out() -> None:
    assert searched(TOWN, count(TOWN, RULES[0]), seconds=-1.0) == {}


def test_the_page_holds_everything_and_nothing_unescaped() -> None:
    outcome = count(TOWN, RULES[0])
    page = html(TOWN, outcome, explain(TOWN, outcome), {})
    assert page.count("<svg") == page.count("<details>")
    assert "Play &lt;ground&gt;" in page
    assert "<ground>" not in page
    assert outcome.digest in page
    assert "<script" not in page
    for project in TOWN.projects:
        assert f"({project.id})" in page


def test_the_command_writes_report_and_pictures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.pb"
    path.write_text(SOUND)
    assert main([str(path), "--rule", "equal-shares", "--completion", "add1", "--out", str(tmp_path / "out")]) == 0
    written = {each.name for each in (tmp_path / "out").iterdir()}
    assert {"outcome.json", "explanation.json", "report.html", "table.txt", "support.svg", "tenths.svg"} <= written
    assert json.loads((tmp_path / "out" / "outcome.json").read_text())["winners"] == ["1", "3"]


def test_pots_in_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.pb"
    text = SOUND.replace("name;selected", "name;selected;neighborhood")
    text = text.replace("Playground;1", "Playground;1;North").replace("Trees;0", "Trees;0;South")
    path.write_text(text.replace("Benches;1", "Benches;1;South"))
    pots = ["--pot", "North:30", "--pot", "South:40"]
    assert main([str(path), "--rule", "greedy", *pots, "--roll-over", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["pots"]["South"]["winners"] == ["3"]
    assert told["winners"] == ["3", "1"]
    assert told["common"]["budget"] == 70
    assert main([str(path), "--rule", "greedy", *pots]) == 0
    assert "South: greedy" in capsys.readouterr().out
    for wrong in (
        ["--pot", "East:3"],
        ["--pot", "North"],
        ["--roll-over"],
        ["--pot", "North:300"],
        [*pots, "--irresolute"],
    ):
        assert main([str(path), "--rule", "greedy", *wrong]) == 3
