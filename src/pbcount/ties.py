"""When two projects are exactly equal, which comes first?

A tie is decided by an order fixed before the count: a rank for each project, the same in all steps of a count.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pbcount.election import Election


@dataclass(frozen=True, slots=True)
class Tie:
    """Projects that were exactly equal when ``chosen`` was taken.

    ``mattered`` is true when the reverse order would have given other winners and this tie holds a project that only
    one of the two outcomes has (or when no single tie can be named).
    """

    round: int
    projects: tuple[str, ...]
    chosen: str
    mattered: bool = False


def ranks(election: Election, ties: str) -> list[int]:
    """For each project its place in the tie order (0 goes first).

    ``id``: ascending id as text. ``file``: order of the file. ``cost-votes-seed:HEX``: lower cost, then more votes,
    then the SHA-256 of the text ``HEX:id`` in UTF-8, ascending.
    """
    positions = range(len(election.projects))
    if ties == "file":
        return list(positions)
    if ties == "id":
        order = sorted(positions, key=lambda p: election.projects[p].id)
    else:
        seed = ties.removeprefix("cost-votes-seed:")
        order = sorted(
            positions,
            key=lambda p: (
                election.projects[p].cost,
                -election.votes[p],
                hashlib.sha256(f"{seed}:{election.projects[p].id}".encode()).digest(),
                election.projects[p].id,
            ),
        )
    places = [0] * len(order)
    for place, position in enumerate(order):
        places[position] = place
    return places
