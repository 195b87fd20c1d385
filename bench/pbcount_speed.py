"""How long does pbcount take, beside the research library, in one run on this machine?

    python bench/pbcount_speed.py [FILE.pb ...] [--voters 1000000] [--peer-seconds 120]

Times are processor seconds of one process, reading told apart from counting. Without files it takes those it finds in
../shared/pb. ``--voters`` sets the size of the made election (0 leaves it out). The peer, pabutools, is run when
``PABUTOOLS_PYTHON`` names a Python that has it; its own reading is not counted.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from pbcount import Election, RuleSpec, count, explain
from pbcount.pabulib import read
from pbcount.tables import columns

SHARED = Path(__file__).resolve().parents[2] / "shared" / "pb"
CHOSEN = [
    "Poland_Wieliczka_2023_Green_Budget.pb",
    "France_Toulouse_2022.pb",
    "Poland_Warszawa_2023_Mokotow.pb",
    "Poland_Lodz_2022.pb",
]
SPECS = {
    "greedy": RuleSpec("greedy"),
    "phragmen": RuleSpec("phragmen"),
    "equal-shares": RuleSpec("equal-shares"),
    "add1": RuleSpec("equal-shares", completion="add1", start="exact", stop="over-or-exhaustive"),
}
T = TypeVar("T")

PEER = """
import sys, time
from pabutools.election import parse_pabulib, Cost_Sat
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
instance, profile = parse_pabulib(sys.argv[1])
if sys.argv[3] == "grouped":
    profile = profile.as_multiprofile()
rules = {
    "greedy": lambda: greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat),
    "phragmen": lambda: sequential_phragmen(instance, profile),
    "equal-shares": lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat),
    "add1": lambda: method_of_equal_shares(instance, profile, sat_class=Cost_Sat, voter_budget_increment=1),
}
began = time.process_time()
rules[sys.argv[2]]()
print(time.process_time() - began)
"""


def timed(action: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    result = action()
    return time.process_time() - began, result


def peer(python: str, path: Path, rule: str, seconds: float, grouped: bool) -> str:
    """The peer's processor seconds as text, or why there are none."""
    try:
        done = subprocess.run(
            [python, "-c", PEER, str(path), rule, "grouped" if grouped else "plain"],
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f">{seconds:.0f}"
    return f"{float(done.stdout):.3f}" if done.returncode == 0 else done.stderr.strip().splitlines()[-1][:40]


def made(voters: int, folder: Path) -> Path:
    """An election with tastes that cluster, as real ones have: ten parts of town, a hundred projects."""
    chance = np.random.default_rng(2026)
    projects, parts = 100, 10
    popularity = chance.gamma(1.5, size=projects)
    liking = popularity * (1 + 12 * (np.arange(projects) % parts == np.arange(parts)[:, None]))
    liking /= liking.sum(axis=1, keepdims=True)
    costs = chance.integers(20, 600, projects) * 1000
    path = folder / "made.pb"
    with path.open("w") as out:
        out.write("META\nkey;value\ndescription;Made by the benchmark\ncountry;Sweden\nunit;Made\ninstance;2026\n")
        out.write(f"num_projects;{projects}\nnum_votes;{voters}\nbudget;{int(costs.sum() // 3)}\nvote_type;approval\n")
        out.write("rule;unknown\ndate_begin;2026\ndate_end;2026\nPROJECTS\nproject_id;cost;name\n")
        out.writelines(f"p{number};{cost};Project {number}\n" for number, cost in enumerate(costs))
        out.write("VOTES\nvoter_id;vote\n")
        for first in range(0, voters, 50_000):
            many = min(50_000, voters - first)
            # The k least of exponential times with these rates are k draws without replacement.
            part = chance.integers(0, parts, many)
            order = np.argsort(chance.exponential(size=(many, projects)) / liking[part], axis=1)[:, :8]
            lengths = np.minimum(chance.geometric(0.25, many), 8)
            out.writelines(
                f"{first + at};{','.join(f'p{p}' for p in sorted(order[at, : lengths[at]].tolist()))}\n"
                for at in range(many)
            )
    return path


def measured(path: Path, python: str | None, seconds: float, grouped: bool) -> list[list[str]]:
    reading, file = timed(lambda: read(path))
    election: Election = file.election
    size = f"{election.voters} × {len(election.projects)}"
    rows = [[path.stem[:34], size, "read", f"{reading:.3f}", "", ""]]
    for name, spec in SPECS.items():
        own, outcome = timed(lambda spec=spec: count(election, spec))  # type: ignore[misc]
        told = name if not outcome.endowment or not outcome.endowment.added else f"{name} ({outcome.endowment.added})"
        other = peer(python, path, name, seconds, grouped) if python else "–"
        try:
            ratio = f"{float(other) / (own + reading):.0f}"
        except ValueError:
            ratio = f">{seconds / (own + reading):.0f}" if other.startswith(">") else "–"
        rows.append(["", "", told, f"{own:.3f}", other, ratio])
        if name == "add1":
            own, _ = timed(lambda outcome=outcome: explain(election, outcome))  # type: ignore[misc]
            rows.append(["", "", "explained", f"{own:.3f}", "", ""])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--voters", type=int, default=1_000_000)
    parser.add_argument("--peer-seconds", type=float, default=120)
    parser.add_argument(
        "--peer-grouped", action="store_true", help="let the peer group equal ballots (not its default)"
    )
    given = parser.parse_args()
    files = given.files or [SHARED / name for name in CHOSEN if (SHARED / name).exists()]
    python = os.environ.get("PABUTOOLS_PYTHON")
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(f"numpy {np.__version__}; processor seconds")
    if not python:
        print("No peer: set PABUTOOLS_PYTHON to a Python with pabutools to see it beside.")
    importing = subprocess.run(
        [sys.executable, "-c", "import time; t = time.process_time(); import pbcount; print(time.process_time() - t)"],
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"import pbcount, numpy included: {float(importing.stdout):.3f} s")
    rows = [["election", "ballots × projects", "what", "pbcount", "pabutools", "times faster, reading included"]]
    for path in files:
        rows += measured(path, python, given.peer_seconds, given.peer_grouped)
    if given.voters:
        with tempfile.TemporaryDirectory() as folder:
            rows += measured(made(given.voters, Path(folder)), None, 0, False)
    print(columns(rows, right=(1, 3, 4, 5)))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
