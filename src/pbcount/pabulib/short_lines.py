"""Which ballots stand on many lines of VOTES, when none may name more than eight of at most 255 projects?

The same question as ``pbcount.pabulib.plain_lines`` answers for ballots of any length. Here a ballot fits in eight bytes,
the last of them for the projects it names, in ascending order: equal ballots are equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from pbcount.election import Ballots, IntArray
from pbcount.pabulib.plain_lines import Ids, Marks, Words

LONGEST = 8
MOST_PROJECTS = 255
Places = npt.NDArray[np.uint8]


class ShortLines:
    """Gathers plain ballots as numbers of eight bytes; others are added as the sets they turn out to be."""

    def __init__(self, projects: Sequence[str]) -> None:
        self.ids = Ids(projects)
        self._ballots: list[Words] = [np.zeros(0, np.uint64)]
        self._longer: list[tuple[Sequence[int], int]] = []
        """Ballots of more than eight projects, as sets and with their voters."""

    def take(self, text: Words, marks: Marks, column: int, least: int, most: int) -> IntArray:
        """Take the ballots in this column; answers which lines are not plain, as ``PlainLines.take`` does."""
        first, lengths, starts, ends = marks.parts(column)
        found, known = self.ids.find(text, starts, ends)
        places = np.zeros(len(found) + LONGEST, np.uint8)
        places[: len(found)] = found + 1
        longest = min(LONGEST, int(lengths.max()))
        named = [places[first + at] * (lengths > at) for at in range(longest)]
        plain = (lengths >= least) & (lengths <= min(most, LONGEST))
        _sort(named)
        for one, other in pairwise(named):
            plain &= (one != other) | (one == 0)
        if not known.all():
            plain &= np.logical_and.reduceat(known, first)
        odd = np.flatnonzero(~plain)
        packed = np.zeros((len(first), LONGEST), np.uint8)
        for at, each in enumerate(named):
            packed[:, LONGEST - len(named) + at] = each
        ballots = packed.view(np.uint64).ravel()
        self._ballots.append(ballots[plain] if len(odd) else ballots)
        return odd

    def add_sets(self, ballots: Iterable[tuple[Sequence[int], int]]) -> None:
        """Ballots taken apart elsewhere, as (projects in ascending order, voters)."""
        for members, voters in ballots:
            if len(members) > LONGEST:
                self._longer.append((members, voters))
            else:
                packed = np.zeros(LONGEST, np.uint8)
                packed[LONGEST - len(members) :] = [member + 1 for member in members]
                self._ballots.append(np.repeat(packed.view(np.uint64), voters))

    def ballots(self) -> Ballots:
        ballots = np.concatenate(self._ballots)
        ballots.sort()
        new = np.ones(len(ballots) + 1, np.bool_)
        new[1:-1] = ballots[1:] != ballots[:-1]
        borders = np.flatnonzero(new)
        packed = ballots[borders[:-1]].view(np.uint8)
        named = packed > 0
        members = [packed[named].astype(np.int64) - 1]
        lengths = [np.count_nonzero(named.reshape(-1, LONGEST), axis=1)]
        weights = [np.diff(borders)]
        for longer, voters in self._longer:
            members.append(np.array(longer, np.int64))
            lengths.append(np.array([len(longer)]))
            weights.append(np.array([voters]))
        starts = np.zeros(len(borders) + len(self._longer), np.int64)
        np.cumsum(np.concatenate(lengths), out=starts[1:])
        return Ballots(starts, np.concatenate(members), np.concatenate(weights).astype(np.int64))


def _sort(columns: list[Places]) -> None:
    """Each row of the columns in ascending order, nothing (0) first; all rows at once, neighbours changing places."""
    for done in range(len(columns) - 1):
        for at in range(len(columns) - 1 - done):
            one, other = columns[at], columns[at + 1]
            columns[at], columns[at + 1] = np.minimum(one, other), np.maximum(one, other)
