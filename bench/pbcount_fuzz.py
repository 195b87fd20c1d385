"""Does any of thousands of broken files bring pbcount down, or make it swell?

    python -m bench fuzz
    python bench/pbcount_fuzz.py [--mutations 20000] [--seed 2026]

Sound files of every kind of ballot, and the smaller real ones of ../shared/pb, are changed in one to three places; each is
read (every third with ``repair``), checked, and counted when it can be. A file may be refused with its reasons or
counted within its budget; anything else is a fault, and is printed with the seed that repeats it.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
import traceback
from pathlib import Path

from pbcount import OptionsError, RuleSpec, count
from pbcount.pabulib import PabulibError, check, read
from tests.pbcount.test_bad_files import CHOICE, POINTS, RANKS, SCORES, SOUND, mutate

SHARED = Path(__file__).resolve().parents[2] / "shared" / "pb"
MUTATIONS = 20_000
RULES = [
    RuleSpec("greedy"),
    RuleSpec("greedy-stop", ties="file"),
    RuleSpec("phragmen"),
    RuleSpec("equal-shares", completion="add1-then-greedy"),
    RuleSpec("equal-shares", utility="cardinality", completion="phragmen"),
    RuleSpec("bounded-overspending"),
    RuleSpec("maximin-support"),
    RuleSpec("points"),
]


def seeds() -> list[bytes]:
    made = [text.encode() for text in (SOUND, POINTS, CHOICE, RANKS, SCORES)]
    made.append(SOUND.replace("\n", "\r\n").encode())
    real = [path.read_bytes() for path in sorted(SHARED.glob("*.pb")) if path.stat().st_size < 30_000]
    return made * 4 + real[:12]


def one(sound: list[bytes], seed: int) -> str:
    """What came of the mutation with this seed: refused or counted. Anything else is raised."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(sound))
    for _ in range(chance.randint(1, 3)):
        mutate(data, chance)
    text = bytes(data)
    if chance.random() < 0.2:
        check(text)
    try:
        election = read(text, repair=chance.random() < 0.34).election
    except PabulibError as wrong:
        assert wrong.problems
        assert all(problem.message for problem in wrong.problems)
        return "refused"
    try:
        outcome = count(election, chance.choice(RULES))
    except OptionsError:
        return "counted"
    assert outcome.spent <= outcome.budget
    return "counted"


def run(mutations: int = MUTATIONS, seed: int = 2026) -> int:
    sound = seeds()
    told = {"refused": 0, "counted": 0, "fault": 0}
    began = time.process_time()
    for at in range(mutations):
        try:
            told[one(sound, seed * 1_000_000 + at)] += 1
        except Exception:
            told["fault"] += 1
            if told["fault"] <= 5:
                print(f"seed {seed * 1_000_000 + at}:")
                traceback.print_exc()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{mutations:,} mutated files (seed {seed}): {told['refused']:,} refused with reasons, {told['counted']:,} counted, "
        f"{told['fault']} tracebacks; peak memory {peak:.0f} MB (goal: 0 and 500 MB); {time.process_time() - began:.0f} s"
    )
    return told["fault"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutations", type=int, default=MUTATIONS)
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args()
    raise SystemExit(1 if run(given.mutations, given.seed) else 0)
