"""Which numbers may be published without telling how, or whether, somebody voted?

No published number of people is under ten, none is everybody, and none that is hidden can be had by subtracting those shown from a
published sum. Hidden cells are not marked by cause: the reader cannot tell a small one from one that is hidden to protect it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

SMALLEST_CELL = 10
BALLOTS_TO_PUBLISH = 100
"""The fewest ballots in a published area for the ballots themselves to be published."""

K = TypeVar("K", bound=Hashable)


def published_parts(parts: Mapping[K, int], everybody: Mapping[K, int] | None = None) -> dict[K, int | None]:
    """Parts of a sum that is itself published; None where a part must stay hidden.

    `everybody` gives, where it is known, how many there are in all of each part: a part that is all of them is hidden.
    """
    hidden = {key for key, count in parts.items() if _tells_too_much(count, (everybody or {}).get(key))}
    _widen(hidden, parts)
    return {key: None if key in hidden else count for key, count in parts.items()}


def published_table(
    rows: Sequence[Sequence[int]], *, voters: Sequence[int], columns_add_up: bool = True
) -> list[list[int | None]]:
    """A table of how many in each row (of `voters[row]` people) chose each column, with None where a cell must stay hidden.

    The sum of each column is taken to be published. With `columns_add_up` the row's own number of people is the sum of its cells, as
    when everybody chooses one thing; then nothing may be had by subtraction along the row either.
    """
    hidden = {
        (row, column)
        for row, cells in enumerate(rows)
        for column, count in enumerate(cells)
        if _tells_too_much(count, voters[row])
    }
    width = max((len(cells) for cells in rows), default=0)
    lines = [[(row, column) for row in range(len(rows))] for column in range(width)]
    if columns_add_up:
        lines += [[(row, column) for column in range(width)] for row in range(len(rows))]
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for line in lines:
            here = {place for place in line if place in hidden}
            _widen(here, {(row, column): rows[row][column] for row, column in line})
            hidden |= here
    return [
        [None if (row, column) in hidden else count for column, count in enumerate(cells)]
        for row, cells in enumerate(rows)
    ]


def published_share(count: int, whole: int) -> int | None:
    """A number of people out of a published whole, or None when it or what is left of the whole is too small."""
    return count if count >= SMALLEST_CELL and whole - count >= SMALLEST_CELL else None


def unique_share(ballots: Iterable[Hashable]) -> float:
    """How large a share of the ballots have a pattern that no other ballot has: those could be recognised by somebody who knows them."""
    seen: dict[Hashable, int] = {}
    for ballot in ballots:
        seen[ballot] = seen.get(ballot, 0) + 1
    total = sum(seen.values())
    return sum(1 for count in seen.values() if count == 1) / total if total else 0.0


def _tells_too_much(count: int, everybody: int | None) -> bool:
    return count < SMALLEST_CELL or (everybody is not None and count >= everybody)


def _widen(hidden: set[K], parts: Mapping[K, int]) -> None:
    """Hide more parts, the smallest first, until the hidden ones are at least two and at least ten people together."""
    shown = sorted((key for key in parts if key not in hidden), key=lambda key: (parts[key], str(key)))
    while hidden and shown and (len(hidden) < 2 or sum(parts[key] for key in hidden) < SMALLEST_CELL):
        hidden.add(shown.pop(0))
