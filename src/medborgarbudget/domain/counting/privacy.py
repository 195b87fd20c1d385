"""Which numbers may be published without telling how, or whether, somebody voted?

No published number of people is under ten, none is everybody, and none that is hidden can be had by subtracting those shown from a
published sum. Hidden cells are not marked by cause: the reader cannot tell a small one from one that is hidden to protect it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
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


def published_lines(parts: Mapping[K, int], lines: Sequence[Sequence[K]]) -> dict[K, int | None]:
    """Parts, some of which make up sums that are published (`lines`); None where a part must stay hidden for any of them."""
    hidden = {key for key, count in parts.items() if _tells_too_much(count, None)}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for line in lines:
            here = {key for key in line if key in hidden}
            _widen(here, {key: parts[key] for key in line})
            hidden |= here
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
    cells = {(row, column): count for row, counts in enumerate(rows) for column, count in enumerate(counts)}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for line in lines:
            here = {place for place in line if place in hidden}
            _widen(here, {place: cells[place] for place in line})
            hidden |= here
        hidden |= _to_hide_with(_settled(hidden, lines), hidden, lines, cells)
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


def _settled(hidden: set[K], lines: Sequence[Sequence[K]]) -> set[K]:
    """Hidden cells that the lines' sums, taken together, settle to one number each: found by elimination, in exact fractions."""
    unknowns = sorted(hidden, key=str)
    rows = [[Fraction(name in line) for name in unknowns] for line in map(set, lines) if line & hidden]
    done = 0
    for column in range(len(unknowns)):
        lead = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if lead is None:
            continue
        rows[done], rows[lead] = rows[lead], rows[done]
        rows[done] = [cell / rows[done][column] for cell in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [cell - factor * other for cell, other in zip(rows[row], rows[done], strict=True)]
        done += 1
    alone = [[place for place, cell in enumerate(row) if cell] for row in rows[:done]]
    return {unknowns[places[0]] for places in alone if len(places) == 1}


def _to_hide_with(settled: set[K], hidden: set[K], lines: Sequence[Sequence[K]], cells: Mapping[K, int]) -> set[K]:
    """For each settled cell the smallest shown one beside it, if there is one: hidden as well, the sums no longer settle it."""
    more: set[K] = set()
    for name in sorted(settled, key=str):
        beside = [place for line in lines if name in line for place in line if place not in hidden | more]
        if beside:
            more.add(min(beside, key=lambda place: (cells[place], str(place))))
    return more


def _widen(hidden: set[K], parts: Mapping[K, int]) -> None:
    """Hide more parts, the smallest first, until the hidden ones are at least two and at least ten people together."""
    shown = sorted((key for key in parts if key not in hidden), key=lambda key: (parts[key], str(key)))
    while hidden and shown and (len(hidden) < 2 or sum(parts[key] for key in hidden) < SMALLEST_CELL):
        hidden.add(shown.pop(0))
