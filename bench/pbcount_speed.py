"""How long does pbcount take, beside the research library, in one run on this machine?

    python -m bench count                       all of it, as make bench does
    python bench/pbcount_speed.py [FILE.pb ...] [--voters 1000000] [--peer-seconds 300] [--no-peer]

Times are processor seconds on one core. For pbcount they are those of reading the file and counting it, digest, steps
and certificate included, the best of three; add1 is counted by compiled code (numba, if it is installed) and by numpy
alone; for the peer, pabutools, counting alone, once, since it takes minutes. It is
installed in an environment of its own (var/bench/pabutools) unless ``PABUTOOLS_PYTHON`` names a Python that has it; a
count it has not finished after so many processor seconds is shown as more than that. The files are those in ../shared/pb.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# One core: numpy's threads would only be counted twice over. Must be said before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from pbcount import RuleSpec, count, explain
from pbcount.pabulib import read
from pbcount.rules.equal_shares.accelerator import compile_now, fetched
from pbcount.tables import columns

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared" / "pb"
RULES = ("greedy", "phragmen", "equal-shares", "add1")
CHOSEN = {
    "Poland_Wieliczka_2023_Green_Budget.pb": RULES,
    "France_Toulouse_2022.pb": RULES,
    "Poland_Warszawa_2023_Mokotow.pb": RULES,
    "Poland_Lodz_2022.pb": RULES,
}
"""Which rules the peer is asked for as well: all, for as long as it is given."""
SPECS = {
    "greedy": RuleSpec("greedy"),
    "phragmen": RuleSpec("phragmen"),
    "equal-shares": RuleSpec("equal-shares"),
    # As pabutools understands add1, so that both do the same work.
    "add1": RuleSpec("equal-shares", completion="add1", start="exact", stop="over-or-exhaustive"),
}
TARGETS = {
    ("France_Toulouse_2022.pb", "add1"): 250,
    ("Poland_Lodz_2022.pb", "equal-shares"): 500,
    ("Poland_Lodz_2022.pb", "phragmen"): 50,
    ("Poland_Lodz_2022.pb", "greedy"): 50,
}
PEER_SECONDS = 300.0
VOTERS = 1_000_000

PEER = """
import resource, sys, time
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]), int(sys.argv[3]) + 5))
from pabutools.election import parse_pabulib, Cost_Sat
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
instance, profile = parse_pabulib(sys.argv[1])
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


def peer_python() -> str | None:
    """A Python that has pabutools, or None after saying why there is none."""
    if named := os.environ.get("PABUTOOLS_PYTHON"):
        return named
    folder = REPOSITORY / "var" / "bench" / "pabutools"
    python = folder / "bin" / "python"
    try:
        if not (folder / "ready").exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True, timeout=120)
            install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pabutools"]
            subprocess.run(install, check=True, capture_output=True, timeout=300)
            (folder / "ready").touch()
    except (OSError, subprocess.SubprocessError) as wrong:
        print(f"No peer: pabutools could not be installed ({type(wrong).__name__}), so there are no ratios.")
        return None
    return str(python)


def peer(python: str, path: Path, rule: str, seconds: float) -> float | str:
    """The peer's processor seconds, or why there are none."""
    command = [python, "-c", PEER, str(path), rule, str(int(seconds))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=6 * seconds, check=False)
    except subprocess.TimeoutExpired:
        return f"> {seconds:.0f}"
    if done.returncode == -signal.SIGXCPU:
        return f"> {seconds:.0f}"
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["failed"])[-1][:40]
    return float(done.stdout.split()[-1])


PLAIN = "PBCOUNT_PLAIN"


@contextmanager
def numpy_alone() -> Iterator[None]:
    os.environ[PLAIN] = "1"
    try:
        yield
    finally:
        del os.environ[PLAIN]


def own(path: Path, rule: str) -> tuple[float, float, int]:
    """Best of three: (seconds to read and count, of which to read, units added to each share)."""
    best = (float("inf"), 0.0, 0)
    for _ in range(3):
        began = time.process_time()
        election = read(path).election
        reading = time.process_time() - began
        outcome = count(election, SPECS[rule])
        whole = time.process_time() - began
        best = min(best, (whole, reading, outcome.endowment.added if outcome.endowment else 0))
    return best


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


ONE = """
import json, resource, sys, time
from pathlib import Path
from pbcount import RuleSpec, count
from pbcount.pabulib import read
began = time.process_time()
election = read(Path(sys.argv[1])).election
reading = time.process_time() - began
outcome = count(election, RuleSpec("equal-shares", completion="add1"))
whole = time.process_time() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([election.voters, election.ballots.groups, reading, whole, outcome.endowment.added, peak]))
"""


def million(voters: int) -> None:
    told = []
    with tempfile.TemporaryDirectory() as folder:
        path = made(voters, Path(folder))
        size = path.stat().st_size / 1e6
        for plain in ("", "1"):
            done = subprocess.run(
                [sys.executable, "-c", ONE, str(path)],
                env=os.environ | {PLAIN: plain},
                capture_output=True,
                text=True,
                check=True,
            )
            told.append(json.loads(done.stdout))
    ballots, distinct, reading, whole, added, peak = told[0]
    print(
        f"\n{ballots:,} made ballots × 100 projects ({size:.0f} MB, {distinct:,} distinct): read in {reading:.2f} s, read and "
        f"counted with add1 ({added} steps) in {whole:.2f} s, peak memory {peak:.0f} MB; by numpy alone {told[1][3]:.2f} s "
        f"and {told[1][5]:.0f} MB (goal: 20 s and 1,000 MB)"
    )


def fresh() -> None:
    """The command from its start to its end: Python, numpy and, where it is fetched, the compiled code are loaded too."""
    told = []
    for name, words in (
        ("France_Toulouse_2022.pb", ["--completion", "add1"]),
        ("Poland_Warszawa_2023_Mokotow.pb", ["--completion", "add1"]),
        ("Poland_Lodz_2022.pb", []),
    ):
        command = [sys.executable, "-m", "pbcount", str(SHARED / name), "--rule", "equal-shares", *words, "--json"]
        if (SHARED / name).exists():
            for plain in ("", "1"):
                seconds = []
                for _ in range(3):
                    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
                    subprocess.run(command, env=os.environ | {PLAIN: plain}, capture_output=True, check=True)
                    seconds.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
                way = "numpy alone" if plain else f"{name[:-3]} {' '.join(words[1:]) or 'equal-shares'}"
                told.append(f"{way} {min(seconds):.2f} s")
    if told:
        print(f"\nthe command in a process of its own: {', '.join(told)}")


def every_file() -> None:
    """add1 with cost utility, as the cities have used it, on each election there is."""
    times = []
    for path in sorted(SHARED.glob("*.pb")):
        began = time.process_time()
        count(read(path).election, RuleSpec("equal-shares", completion="add1"))
        times.append((time.process_time() - began, path.stem))
    if times:
        slowest = ", ".join(f"{name[:40]} {seconds:.2f} s" for seconds, name in sorted(times, reverse=True)[:3])
        within = sum(seconds < 2 for seconds, _ in times)
        way = ", by numpy alone" if PLAIN in os.environ else ""
        print(f"\nadd1 on each of {len(times)} files{way}: {within} in under 2 s; slowest {slowest}")


def importing() -> None:
    code = "import time; t = time.process_time(); import numpy; n = time.process_time(); import pbcount; e = time.process_time()"
    code += "; print(e - t, e - n)"
    runs = [
        tuple(
            map(
                float,
                subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split(),
            )
        )
        for _ in range(5)
    ]
    whole, alone = min(runs)
    print(f"\nimport pbcount: {whole:.3f} s with numpy, {alone:.3f} s without (goal: 0.2 s)")


def table(paths: list[Path], python: str | None, seconds: float) -> None:
    rows = [
        [
            "election",
            "ballots × projects",
            "rule",
            "pbcount",
            "of it reading",
            "numpy alone",
            "pabutools",
            "times faster",
            "goal",
            "numpy alone",
            "goal",
        ]
    ]
    for path in paths:
        election = read(path).election
        name = path.stem[:34]
        for rule in CHOSEN.get(path.name, RULES):
            whole, reading, added = own(path, rule)
            alone = None
            if rule == "add1" and fetched():
                with numpy_alone():
                    alone = own(path, rule)[0]
            told = f"{rule} ({added} steps)" if added else rule
            other = peer(python, path, rule, seconds) if python else "–"
            goal = TARGETS.get((path.name, rule))
            size = f"{election.voters:,} × {len(election.projects)}"
            rows.append(
                [name, size, told, f"{whole:.3f}", f"{reading:.3f}", f"{alone:.3f}" if alone else ""]
                + [f"{other:.2f}" if isinstance(other, float) else other]
                + [_times(other, whole, seconds), str(goal or "")]
                + ([_times(other, alone, seconds), str(goal // 10 if goal else "")] if alone else ["", ""])
            )
            print(f"  {name} {told}: {whole:.3f} s, pabutools {other}", file=sys.stderr, flush=True)
        outcome = count(election, SPECS["add1"])
        began = time.process_time()
        explain(election, outcome)
        rows.append([name, "", "explaining it all", f"{time.process_time() - began:.3f}", *[""] * 7])
    print(columns(rows, right=(1, 3, 4, 5, 6, 7, 8, 9, 10)))


def _times(other: float | str, own: float, seconds: float) -> str:
    """How many times as long the peer took."""
    if isinstance(other, float):
        return f"{other / own:.0f}"
    return f"> {seconds / own:.0f}" if other.startswith("> ") else "–"


def run(
    paths: list[Path] | None = None, voters: int = VOTERS, seconds: float = PEER_SECONDS, beside: bool = True
) -> None:
    print(
        f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, numpy {np.__version__}; "
        "processor seconds on one core"
    )
    began = time.process_time()
    missing = compile_now()
    print(
        f"No compiled code, so all is by numpy alone: {missing}"
        if missing
        else f"Compiled code fetched (compiled, if it was not kept) in {time.process_time() - began:.2f} s."
    )
    files = paths or [SHARED / name for name in CHOSEN if (SHARED / name).exists()]
    if not files:
        print(f"The real elections are not there: {SHARED}. Name some .pb files to count them.")
    python = peer_python() if beside and files else None
    print("equalshares.net's tool is a web page, not a package that could be found, so it is not run beside.\n")
    if files:
        table(files, python, seconds)
    importing()
    if paths is None:
        every_file()
        if fetched():
            with numpy_alone():
                every_file()
        fresh()
    if voters:
        million(voters)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--voters", type=int, default=VOTERS, help="size of the made election (0 leaves it out)")
    parser.add_argument("--peer-seconds", type=float, default=PEER_SECONDS)
    parser.add_argument("--no-peer", action="store_true")
    given = parser.parse_args()
    run(given.files or None, given.voters, given.peer_seconds, not given.no_peer)


if __name__ == "__main__":
    main()
