"""make proof: are the promises of the vote kept over long runs? Each part prints its figure; the short runs are part of `make test`.

python -m proof              all parts, long
python -m proof --short      all parts, as long as they are in the test suite
python -m proof killing      only this one
python -m proof tampering    every change of a published vote that the verifier refuses, with its reason
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from proof import crowd, killing
from proof.servers import ROOT

LENGTHS = {
    "PROOF_ROUNDS": "30",
    "PROOF_VOTERS": "40",
    "PROOF_CLOSINGS": "200",
    "PROOF_ENVELOPES": "20000",
    "PROOF_SECRECY": "1000",
    "PROOF_MACHINE": "300",
    "PROOF_COUNTS": "600",
    "PROOF_DESKS": "60",
    "PROOF_TABLES": "3000",
}
"""Read by the tests that print figures: rounds of killing processes, voters with 64 attempts at once, closings under load, envelopes
opened, voters for the attack on secrecy, runs of the machine that casts and voids and opens, random votes counted, desks at once, tables."""

FIGURES = (
    "tests/domain/voting/test_proofs.py",
    "tests/domain/voting/test_urn_machine.py",
    "tests/domain/voting/test_key_holders.py",
    "tests/domain/voting/test_public_log.py",
    "tests/domain/paper/test_at_once.py",
    "tests/domain/counting/test_every_kind.py",
    "tests/domain/counting/test_package.py",
    "tests/domain/counting/test_kinds_checked_by_outsiders.py",
    "tests/domain/counting/test_small_numbers.py",
    "tests/sites/voting/test_secrecy.py",
    "tests/sites/voting/test_nothing_in_clear.py",
    "tests/sites/voting/test_cast_budget.py",
)
"""Tests that print a figure: R1, R2, R3, R9, R13, S8, S9, S10, S16, and statements per cast."""


def tests(short: bool) -> bool:
    """The tests that print a figure, on both databases; the long run sets LENGTHS."""
    kept = True
    for database in ("sqlite", "postgres"):
        environment = {**os.environ, "TEST_DATABASE": database, **({} if short else LENGTHS)}
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", *FIGURES]
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        kept = kept and done.returncode == 0
    return kept


TAMPERING = (
    "tests/domain/counting/test_package.py::test_s9_whatever_an_insider_changes_is_found",
    "tests/domain/counting/test_package.py::test_a_package_changed_on_the_way_is_found_by_its_signature",
    "tests/domain/counting/test_kinds_checked_by_outsiders.py",
)


def tampering(short: bool) -> bool:
    """Each way in which a published vote is tampered with, and the reason with which the stand-alone verifier refuses the copy."""
    environment = {**os.environ, "PROOF_REASONS": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", *TAMPERING]
    # What background work says of itself is not part of the list.
    return subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL, check=False).returncode == 0


PARTS: dict[str, Callable[[bool], bool]] = {
    "killing": lambda short: killing.run(20 if short else 200),
    "crowd": lambda short: crowd.run(50, 5) if short else crowd.run(10_000, 560),
    "tampering": tampering,
    "tests": tests,
}


def main(arguments: list[str]) -> int:
    short = "--short" in arguments
    names = [name for name in arguments if name != "--short"]
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"Unknown part: {', '.join(unknown)}. Known: {', '.join(PARTS)}.")
        return 2
    broken = []
    for name, part in PARTS.items():
        if names and name not in names:
            continue
        began = time.perf_counter()
        if not part(short):
            broken.append(name)
        print(f"({name}: {time.perf_counter() - began:.0f} s)", flush=True)
    print(f"Not kept: {', '.join(broken)}" if broken else "All kept.")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
