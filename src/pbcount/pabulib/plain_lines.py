"""Which ballots stand on many lines of VOTES, all of them plain?

A ballot that only names projects is a set, so a line is plain when each of its ids is known and none is repeated. The
bytes of thousands of lines are taken apart together: where a cell begins and ends, which project each id is (eight bytes
of it compared at a time), and which projects each line names, as bits. Lines that are not plain are told, and looked at
one by one elsewhere; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from pbcount.election import Ballots, IntArray

Words = npt.NDArray[np.uint64]
MOST_WORDS = 64
"""So many times 64 projects can be told apart here."""
LONGEST_ID = 64
TABLE = 14
"""The table of ids has 2^14 places."""
MULTIPLIERS = np.array(
    [(0x9E3779B97F4A7C15 * (2 * at + 1) ** 5) % 2**64 | 1 for at in range(1, 1 + max(MOST_WORDS, LONGEST_ID // 8))],
    np.uint64,
)
MASKS = np.array([(1 << (8 * length)) - 1 for length in range(9)], np.uint64)
MOST_WAITING = 1 << 22
"""So many words of bits may wait to be grouped."""
PAD = bytes(LONGEST_ID + 8)


def within_reach(projects: Sequence[str]) -> bool:
    return 0 < len(projects) <= 64 * MOST_WORDS and all(len(name.encode()) <= LONGEST_ID for name in projects)


class Ids:
    """Finds the project that an id in the text names."""

    def __init__(self, projects: Sequence[str]) -> None:
        names = [name.encode() for name in projects]
        self.words = max(1, (max(map(len, names)) + 7) // 8)
        self.keys: Words = np.zeros((len(names), self.words), np.uint64)
        for at, name in enumerate(names):
            self.keys[at] = np.frombuffer(name.ljust(8 * self.words, b"\0"), "<u8")
        mixed = self._mixed(list(self.keys.T))
        # Most often some factor puts every id at a place of its own; if not, those that share one are odd for good.
        self.factor = MULTIPLIERS[0]
        best = -1
        for factor in MULTIPLIERS.tolist():
            places = (mixed * np.uint64(factor)) >> np.uint64(64 - TABLE)
            different = len(np.unique(places))
            if different > best:
                best, self.factor = different, np.uint64(factor)
            if different == len(names):
                break
        self.table: IntArray = np.zeros(1 << TABLE, np.int64)
        self.table[(mixed * self.factor) >> np.uint64(64 - TABLE)] = np.arange(len(names))

    @staticmethod
    def _mixed(words: Sequence[Words]) -> Words:
        mixed = words[0]
        for at, word in enumerate(words[1:], 1):
            mixed = mixed + word * MULTIPLIERS[at]
        spread: Words = mixed ^ (mixed >> np.uint64(32))
        return spread

    def find(self, text: Words, starts: IntArray, ends: IntArray) -> tuple[IntArray, npt.NDArray[np.bool_]]:
        """The projects whose ids stand there, and whether they do."""
        words = [_word(text, starts, ends, at) for at in range(self.words)]
        found = self.table[(self._mixed(words) * self.factor) >> np.uint64(64 - TABLE)]
        known = ends - starts <= 8 * self.words
        for at, word in enumerate(words):
            known &= self.keys[:, at][found] == word
        return found, known


def overlapping_words(text: bytes) -> Words:
    """Eight bytes from every place of a text that ends with ``PAD``, as numbers."""
    return np.ndarray((len(text) - 7,), "<u8", text, 0, (1,))


def _word(text: Words, starts: IntArray, ends: IntArray, at: int) -> Words:
    """The bytes 8 · at and on of each cell, none beyond its end."""
    left = np.clip(ends - starts - 8 * at, 0, 8) if at else np.minimum(ends - starts, 8)
    place = starts + 8 * at if at else starts
    word: Words = text[np.minimum(place, len(text) - 1) if at else place] & MASKS[left]
    return word


def hashes(text: Words, starts: IntArray, ends: IntArray) -> Words:
    """A number for each cell, the same for the same bytes; ``hash_of`` gives it for one."""
    total: Words = _word(text, starts, ends, 0) * MULTIPLIERS[0]
    longest = int((ends - starts).max(initial=0))
    for at in range(1, min((longest + 7) // 8, LONGEST_ID // 8)):
        total += _word(text, starts, ends, at) * MULTIPLIERS[at]
    return total


def hash_of(cell: bytes) -> int:
    padded = cell[:LONGEST_ID].ljust(LONGEST_ID, b"\0")
    return sum(
        int.from_bytes(padded[8 * at : 8 * at + 8], "little") * int(MULTIPLIERS[at]) for at in range(LONGEST_ID // 8)
    ) % (1 << 64)


class Marks:
    """Where the cells of lines begin and end, and the parts of their lists."""

    __slots__ = ("columns", "places", "semicolons")

    def __init__(self, places: IntArray, semicolons: IntArray, columns: int) -> None:
        self.places = places
        """Where semicolons, commas and line ends stand, after a line end thought before the text."""
        self.semicolons = semicolons
        """For each line which of the places are those before, between and after its cells."""
        self.columns = columns

    @classmethod
    def of(cls, piece: bytes, columns: int) -> Marks | None:
        """None unless each line has so many cells. The piece ends with a line end."""
        text = np.frombuffer(piece, np.uint8)
        marked = text == ord(";")
        marked |= text == ord("\n")
        marked |= text == ord(",")
        places = np.empty(int(np.count_nonzero(marked)) + 1, np.int64)
        places[0] = -1
        places[1:] = np.flatnonzero(marked)
        sign = text[places[1:]]
        borders = np.flatnonzero(sign != ord(",")) + 1
        if len(borders) % columns:
            return None
        ends = (sign[borders - 1] == ord("\n")).reshape(-1, columns)
        if ends[:, :-1].any() or not ends[:, -1].all():
            return None
        semicolons = np.empty((len(ends), columns + 1), np.int64)
        semicolons[:, 1:] = borders.reshape(-1, columns)
        semicolons[0, 0] = 0
        semicolons[1:, 0] = semicolons[:-1, columns]
        return cls(places, semicolons, columns)

    def cells(self, column: int) -> tuple[IntArray, IntArray]:
        """Where the cells of a column begin and end."""
        return self.places[self.semicolons[:, column]] + 1, self.places[self.semicolons[:, column + 1]]

    def parts(self, column: int) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Of the lists in a column: the first part of each, how many there are, and where each part begins and ends."""
        before = self.semicolons[:, column]
        lengths = self.semicolons[:, column + 1] - before
        ends = np.cumsum(lengths)
        first = ends - lengths
        at = np.arange(int(ends[-1])) + np.repeat(before - first, lengths)
        return first, lengths, self.places[at] + 1, self.places[at + 1]


class PlainLines:
    """Gathers plain ballots as bits, equal ones together with how often they occur."""

    def __init__(self, projects: Sequence[str]) -> None:
        self.projects = len(projects)
        self.ids = Ids(projects)
        self.width = (self.projects + 63) // 64
        self._bits: list[Words] = [np.zeros((self.width, 0), np.uint64)]
        self._weights: list[IntArray] = [np.zeros(0, np.int64)]
        self._waiting = 0

    def take(self, text: Words, marks: Marks, column: int, least: int, most: int) -> IntArray:
        """Take the ballots in this column; answers which lines are not plain.

        A ballot that names fewer than ``least`` or more than ``most`` projects is not plain either.
        """
        first, lengths, starts, ends = marks.parts(column)
        found, known = self.ids.find(text, starts, ends)
        bits: Words = np.empty((self.width, len(first)), np.uint64)
        single = np.uint64(1) << (found & 63).astype(np.uint64)
        if self.width == 1:
            np.bitwise_or.reduceat(single, first, out=bits[0])
        else:
            word = found >> 6
            for at in range(self.width):
                np.bitwise_or.reduceat(single * (word == at), first, out=bits[at])
        plain = (_named(bits) == lengths) & (lengths >= least) & (lengths <= most)
        if not known.all():
            plain &= np.logical_and.reduceat(known, first)
        odd = np.flatnonzero(~plain)
        self.add(bits[:, plain] if len(odd) else bits, np.ones(len(first) - len(odd), np.int64))
        return odd

    def add(self, bits: Words, weights: IntArray) -> None:
        self._bits.append(bits)
        self._weights.append(weights)
        self._waiting += bits.size
        if self._waiting > MOST_WAITING:
            self._group()
            self._waiting = 0

    def _group(self) -> None:
        grouped = _grouped(np.concatenate(self._bits, axis=1), np.concatenate(self._weights))
        self._bits, self._weights = [grouped[0]], [grouped[1]]

    def add_sets(self, ballots: Iterable[tuple[Sequence[int], int]]) -> None:
        """Ballots taken apart elsewhere, as (projects, voters)."""
        listed = list(ballots)
        bits: Words = np.zeros((self.width, len(listed)), np.uint64)
        for at, (members, _) in enumerate(listed):
            for member in members:
                bits[member >> 6, at] |= np.uint64(1) << np.uint64(member & 63)
        self.add(bits, np.array([weight for _, weight in listed], np.int64))

    def ballots(self) -> Ballots:
        self._group()
        (bits,), (weights,) = self._bits, self._weights
        starts = np.zeros(bits.shape[1] + 1, np.int64)
        np.cumsum(_named(bits), out=starts[1:])
        members = [np.zeros(0, np.int64)]
        for first in range(0, bits.shape[1], 1 << 16):
            part = np.ascontiguousarray(bits[:, first : first + (1 << 16)].T).astype("<u8", copy=False)
            spread = np.unpackbits(part.view(np.uint8), bitorder="little")
            members.append(np.flatnonzero(spread.view(np.bool_)) % (64 * self.width))
        return Ballots(starts, np.concatenate(members), weights)


def _named(bits: Words) -> IntArray:
    """How many projects each column of bits names."""
    total: IntArray = np.bitwise_count(bits[0]).astype(np.int64)
    for word in bits[1:]:
        total += np.bitwise_count(word)
    return total


def _grouped(bits: Words, weights: IntArray) -> tuple[Words, IntArray]:
    """Equal columns once, their weights added."""
    many = bits.shape[1]
    if many < 2:
        return bits, weights
    mixed = bits[0] * MULTIPLIERS[0]
    for at, word in enumerate(bits[1:], 1):
        mixed += word * MULTIPLIERS[at]
    # Numbers are sorted with their places in the lowest bits, which is faster than sorting places by them.
    low = np.uint64(many.bit_length())
    mixed ^= mixed >> np.uint64(32)
    mixed = (mixed << low) | np.arange(many, dtype=np.uint64)
    mixed.sort()
    order = (mixed & ((np.uint64(1) << low) - np.uint64(1))).astype(np.int64)
    mixed >>= low
    new = np.ones(many, np.bool_)
    new[1:] = mixed[1:] != mixed[:-1]
    bits = bits.take(order, axis=1)
    different = np.zeros(many - 1, np.bool_)
    for word in bits:
        different |= word[1:] != word[:-1]
    # Columns of one number must be equal; if not, two different ones met, and all are put in order bit by bit.
    if (different & ~new[1:]).any():
        again = np.lexsort(bits)
        order, bits = order[again], bits[:, again]
        new[1:] = (bits[:, 1:] != bits[:, :-1]).any(axis=0)
    first = np.flatnonzero(new)
    return bits[:, first], np.add.reduceat(weights[order], first)
