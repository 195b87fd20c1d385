"""Does the recount that runs in readers' browsers agree with pbcount? A seeded choice here; `python -m bench recount` takes all."""

from __future__ import annotations

import json
import subprocess

import pytest

from bench import recount
from pbcount import Election, Project, RuleSpec, count
from pbcount.pabulib import write

pytestmark = pytest.mark.skipif(bool(recount.missing()), reason=recount.missing() or "can be run")


def test_both_programs_choose_the_same_and_every_proof_holds():
    found = recount.agreement(quick=True)
    assert found.differ == []
    assert found.files >= 12 and found.counts >= 90 and found.proofs >= 50


@pytest.fixture
def asked(tmp_path):
    """Ask the JavaScript about one election."""
    projects = [Project("a", 300), Project("b", 200), Project("c", 250), Project("d", 90)]
    ballots = [["a", "b"]] * 7 + [["b", "c"]] * 5 + [["c"]] * 6 + [["d", "a"]] * 3
    election = Election.from_approvals(projects, 600, ballots)
    path = tmp_path / "liten.pb"
    meta = {
        "description": "Liten", "country": "Sweden", "unit": "X", "instance": "2027", "rule": "unknown",
        "date_begin": "01.03.2027", "date_end": "14.03.2027",
    }  # fmt: skip
    path.write_bytes(write(election, meta))

    def ask(*counts):
        job = json.dumps({"file": str(path), "counts": list(counts)})
        command = ["node", str(recount.ROOT / "bench/recount.mjs"), str(recount.SCRIPT)]
        answer = subprocess.run(command, input=job, capture_output=True, text=True, check=True, timeout=60)
        return json.loads(answer.stdout)

    return election, ask


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"rule": "phragmen"}, "phragmen"),
        ({"rule": "equal-shares", "completion": "phragmen"}, "Phragmén"),
        ({"rule": "equal-shares", "utility": "points"}, "points"),
        ({"rule": "greedy", "conflicts": (("a", "b"),)}, "conflicts"),
        ({"rule": "greedy", "places": ((300, 1),)}, "places"),
        ({"rule": "greedy", "fund_from": "4/5"}, "fund_from"),
    ],
)
def test_what_the_browser_does_not_count_it_refuses(asked, options, word):
    _election, ask = asked
    (answer,) = ask({"spec": RuleSpec(**options).to_json()})
    assert word in answer["refused"]


def changed(certificate, row, **values):
    rows = [dict(each) for each in certificate["rows"]]
    rows[row] |= values
    return {**certificate, "rows": rows}


def test_a_proof_that_has_been_tampered_with_does_not_hold(asked):
    election, ask = asked
    outcome = count(election, RuleSpec("equal-shares", completion="add1")).to_json()
    whole, spec = outcome["certificate"], outcome["spec"]
    assert len(whole["rows"]) >= 2
    first = whole["rows"][0]
    wrong = [
        changed(whole, 0, full=first["full"] - 1),
        changed(whole, 0, poor=first["poor"] + 1),
        changed(whole, 0, cost=first["cost"] - 1),
        changed(whole, 0, project="finns inte"),
        {**whole, "rows": whole["rows"][1:]},
        {**whole, "rows": whole["rows"][:-1]},
        {**whole, "endowment": str(10**6)},
    ]
    good, *bad = ask(*({"spec": spec, "certificate": each} for each in [whole, *wrong]))
    assert good["proven"] == [row["project"] for row in whole["rows"]]
    assert all("CertificateError" in each["refused"] for each in bad), bad
