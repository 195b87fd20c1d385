"""How long does it take to read a real election of 6,586 ballots, store it, count it and publish its result?

The file is not part of this repository; name it in ELECTION, or put it beside the checkout as shared/pb/…. Without it an election of the
same size and kind is made with a fixed seed.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from bench.scratch import configure

NAME = "Poland_Wieliczka_2023_Green_Budget.pb"
LIMIT = 10.0
BALLOTS, PROJECTS = 6_586, 64


def run() -> bool:
    """Print the figures; True when all of it took less than LIMIT seconds. Nothing of it stays in the database."""
    configure()
    from django.db import transaction

    from medborgarbudget.domain.counting.import_election import import_election
    from medborgarbudget.foundation import clock

    name, data = _election()
    with transaction.atomic():
        wall, processor = time.perf_counter(), time.process_time()
        done = import_election(data=data, file_name=name, now=clock.now())
        took, used = time.perf_counter() - wall, time.process_time() - processor
        (counted,) = done.counts
        transaction.set_rollback(True)
    print(f"election import      {name}")
    print(f"  ballots, proposals {counted.ballots} {len(counted.story.fates)}")
    print(f"  count, with what the nearest losers lacked   {counted.milliseconds / 1000:6.2f} s")
    print(
        f"  all: read, store, count, compare, publish    {took:6.2f} s ({used:.2f} s of processor time; limit {LIMIT:.0f} s)"
    )
    return took < LIMIT


def _election() -> tuple[str, bytes]:
    named = os.environ.get("ELECTION", "")
    for path in (Path(named) if named else None, Path(__file__).resolve().parents[2] / "shared" / "pb" / NAME):
        if path is not None and path.is_file():
            return path.name, path.read_bytes()
    return "made with a seed", _made()


def _made() -> bytes:
    """An election as large as Wieliczka's: tastes cluster by place, costs range widely."""
    chance = random.Random(2023)
    costs = [chance.choice((600, 5_000, 20_000, 35_000, 50_000, 85_000, 100_000)) for _ in range(PROJECTS)]
    rows = [f"{number};{cost};Projekt {number}" for number, cost in enumerate(costs, 1)]
    ballots = []
    for voter in range(1, BALLOTS + 1):
        home = chance.randrange(8)
        near = [number for number in range(1, PROJECTS + 1) if number % 8 == home]
        chosen = chance.sample(near, chance.randint(1, 3)) + chance.sample(range(1, PROJECTS + 1), chance.randint(0, 2))
        ballots.append(f"{voter};{','.join(map(str, dict.fromkeys(chosen)))}")
    head = (
        "META\nkey;value\ndescription;A made election\ncountry;Poland\nunit;Solberga\ninstance;2023\n"
        f"num_projects;{PROJECTS}\nnum_votes;{BALLOTS}\nbudget;1000000\nvote_type;approval\nrule;equalshares/add1\n"
        "date_begin;03.04.2023\ndate_end;21.04.2023\n"
    )
    return "\n".join(
        [f"{head}PROJECTS", "project_id;cost;name", *rows, "VOTES", "voter_id;vote", *ballots, ""]
    ).encode()


if __name__ == "__main__":
    raise SystemExit(0 if run() else 1)
