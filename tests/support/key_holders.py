"""How do tests get key holders: three people with the stand-alone opener on machines of their own?"""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, urn
from medborgarbudget.domain.voting.models import KeyLevel, Vote
from medborgarbudget.foundation.clock import database_now
from tests.support.voting import accepted_proposals, leader_of, set_times

OPENER = Path(urn.__file__).parent / "standalone" / "opener.py"
NAMES = ("Nils Nyckel", "Nora Nyckel", "Noomi Nyckel")


@lru_cache(maxsize=1)
def opener() -> ModuleType:
    """The program as it lies on a holder's machine: loaded from its file, knowing nothing of the product."""
    spec = importlib.util.spec_from_file_location("standalone_opener", OPENER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def new_key(name: str) -> Any:
    import secrets

    return opener().Key(name, secrets.token_bytes(32), secrets.token_bytes(32))


@lru_cache(maxsize=1)
def three_keys() -> list[Any]:
    return [new_key(name) for name in NAMES]


def register(vote: Vote, keys: list[Any], *, actor: Person) -> None:
    for place, key in enumerate(keys, start=1):
        actions.register_holder(
            vote=vote,
            place=place,
            name=key.name,
            public_line=opener().public_line(key.public),
            read_aloud=opener().fingerprint(key.public),
            actor=actor,
            now=database_now(),
        )


def opened_by_two(urn_file: Path, one: Any, other: Any) -> list[bytes]:
    """What two holders hand in, each having opened on a machine of their own."""
    program = opener()
    read = program.read_urn(urn_file)
    places = {read.place_of(one): one, read.place_of(other): other}
    (first, one), (second, other) = places.items()
    to_second = program.half_open(one, read, second)
    to_first = program.half_open(other, read, first)
    return [
        json.dumps(program.open_half(key, read, half), ensure_ascii=False).encode()
        for key, half in ((one, to_first), (other, to_second))
    ]


def rehearse(vote: Vote, keys: list[Any], folder: Path, *, actor: Person) -> None:
    """Every holder opens the rehearsal with another."""
    made = actions.start_rehearsal(vote=vote, actor=actor, now=database_now())
    file = folder / "ovning.txt"
    file.write_text(made.content)
    for one, other in ((keys[0], keys[1]), (keys[1], keys[2])):
        actions.hand_in_rehearsal(vote=vote, files=opened_by_two(file, one, other), actor=actor, now=database_now())


def standard_vote(
    cycle: Cycle,
    folder: Path,
    *,
    actor: Person | None = None,
    second: Person | None = None,
    keys: list[Any] | None = None,
) -> Vote:
    """A Standard vote that takes ballots now, sealed to three key holders who have rehearsed."""
    actor = actor or leader_of(cycle)
    keys = keys or three_keys()
    now = database_now()
    accepted_proposals(cycle, now=now)
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    step.opens_at, step.closes_at = now + timedelta(days=1), now + timedelta(days=7)
    step.save()
    vote = actions.prepare_vote(cycle=cycle, actor=actor, now=now, level=KeyLevel.STANDARD)
    register(vote, keys, actor=actor)
    rehearse(vote, keys, folder, actor=actor)
    vote = actions.release_vote(vote=vote, actor=actor, second=second, now=now)
    return set_times(vote, now - timedelta(days=1), now + timedelta(days=7))


def open_standard(vote: Vote, keys: list[Any], folder: Path, *, actor: Person) -> Vote:
    """Approve, if nobody has, and open a closed Standard vote with two of the holders."""
    approved = vote if vote.urn_approved_at else actions.open_urn(vote=vote, actor=actor, now=database_now())
    file = folder / "urna.txt"
    file.write_text("".join(urn.urn_of(approved)))
    return actions.hand_in_opening(vote=approved, files=opened_by_two(file, *keys), actor=actor, now=database_now())
