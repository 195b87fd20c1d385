"""Does the recount in readers' browsers, in JavaScript, agree with pbcount on every real election of its kinds?

    python -m bench recount            all files in ../shared/pb (a quarter of an hour); prints "N of N agree"
    python -m bench.recount --quick    those that the test suite takes

Needs node. Certificates are proved by the JavaScript too.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pbcount import Election, Outcome, RuleSpec, count
from pbcount.pabulib import read

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "src/medborgarbudget/sites/residents/static/residents/recount.js"
ELECTIONS = ROOT.parent / "shared" / "pb"
KINDS = ("approval", "choose-1")
LOT = "cost-votes-seed:5eed"

FAST = (
    RuleSpec("greedy"),
    RuleSpec("greedy", ties="file", threshold=30),
    RuleSpec("greedy", utility="cardinality", ties=LOT),
    RuleSpec("equal-shares", ties="file"),
    RuleSpec("equal-shares", utility="cardinality", completion="greedy", ties=LOT),
    RuleSpec("equal-shares", completion="greedy", threshold_per_cost="1/3", compare="greedy"),
)
"""Counted in a moment each."""
SLOW = (
    RuleSpec("equal-shares", completion="add1", ties=LOT),
    RuleSpec("equal-shares", completion="add1", utility="cardinality"),
    RuleSpec("equal-shares", completion="add1", start="exact", stop="over-or-exhaustive", ties="file"),
    RuleSpec("equal-shares", completion="add1-then-greedy", threshold=20, compare="greedy", ties=LOT),
    RuleSpec("equal-shares", completion="add1", compare="greedy", threshold_per_cost="1/3"),
)
"""Up to a minute each on the largest elections."""
QUICK_FILES = 18
"""So many files, a seeded choice, are counted in the test suite,"""
QUICK_BYTES = 1_000_000
"""of those no larger than this,"""
QUICK_WORK = 60_000
"""by the slow rules too where raises times votes are no more than this."""


@dataclass
class Agreement:
    """How many counts were compared, in how many files, and where the two differ."""

    counts: int = 0
    files: int = 0
    proofs: int = 0
    differ: list[str] = field(default_factory=list)


def missing() -> str:
    """Why the comparison cannot be made here; empty when it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    if not ELECTIONS.exists():
        return "the real elections are not beside the checkout (../shared/pb)"
    return ""


def files(*, quick: bool) -> Sequence[Path]:
    """Which files are counted."""
    every = sorted(ELECTIONS.glob("*.pb"))
    if not quick:
        return every
    return random.Random(1).sample([path for path in every if path.stat().st_size <= QUICK_BYTES], QUICK_FILES)


def outcomes_of(election: Election, *, quick: bool) -> list[Outcome]:
    """What pbcount gives."""
    outcomes = [count(election, spec) for spec in (*FAST, *SLOW)]
    return [outcome for outcome in outcomes if not quick or _work(election, outcome) <= QUICK_WORK]


def _work(election: Election, outcome: Outcome) -> int:
    added = outcome.endowment.added if outcome.endowment is not None else 0
    return added * len(election.ballots.members)


def agreement(*, quick: bool) -> Agreement:
    """Compare the two programs, winners in order of choice, and have the JavaScript prove each certificate."""
    found = Agreement()
    process = subprocess.Popen(
        ["node", str(ROOT / "bench/recount.mjs"), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        for path in files(quick=quick):
            election = read(path).election
            if election.kind not in KINDS:
                continue
            outcomes = outcomes_of(election, quick=quick)
            told = [outcome.to_json() for outcome in outcomes]
            asked = [{"spec": each["spec"], "certificate": each["certificate"]} for each in told]
            process.stdin.write(json.dumps({"file": str(path), "counts": asked}) + "\n")
            process.stdin.flush()
            answers = json.loads(process.stdout.readline())
            found.files += 1
            if len(answers) != len(outcomes):
                found.differ.append(f"{path.name}: {answers}")
                continue
            for outcome, answer in zip(outcomes, answers, strict=True):
                found.counts += 1
                if answer.get("winners") != list(outcome.winners):
                    found.differ.append(f"{path.name} {outcome.spec}: {answer}")
                if outcome.certificate is not None:
                    found.proofs += 1
                    if answer.get("proven") != [row.project for row in outcome.certificate.rows]:
                        found.differ.append(f"{path.name} {outcome.spec}: not proven: {answer.get('proven')}")
        process.stdin.close()
    return found


def run(*, quick: bool = False) -> None:
    """Print the figure."""
    reason = missing()
    if reason:
        print(f"Not run: {reason}.")
        return
    began = time.perf_counter()
    found = agreement(quick=quick)
    print("\n".join(found.differ))
    wrong = len({line.split(": ")[0] for line in found.differ})
    print(
        f"{found.counts - wrong} of {found.counts} agree ({found.files} elections, {found.proofs} proofs checked,",
        end=" ",
    )
    print(f"{time.perf_counter() - began:.0f} s)")
    if found.differ:
        raise SystemExit(1)


if __name__ == "__main__":
    run(quick="--quick" in sys.argv)
