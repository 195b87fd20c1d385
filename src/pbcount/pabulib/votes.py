"""Which ballots stand in the section VOTES?

Equal lines are counted before they are looked into, so a file of a million ballots is read in pieces and each distinct
ballot is taken apart once. A hash only ever says where to look; what counts is compared as it stands.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pbcount.election import Ballots
from pbcount.pabulib.file import BallotRow
from pbcount.pabulib.numbers import NumberError, decimal, power_of_ten
from pbcount.pabulib.plain_lines import PAD, Marks, PlainLines, Words, hash_of, hashes, overlapping_words, within_reach
from pbcount.pabulib.problem import SHOWN, Findings
from pbcount.pabulib.short_lines import LONGEST, MOST_PROJECTS, ShortLines
from pbcount.pabulib.table import fitted, header

PIECE = 1 << 20
Progress = Callable[[str, int, int | None], None]
Key = tuple[bytes, bytes]
"""A ballot as its cells vote and points."""
Issue = tuple[str, str, str, Mapping[str, object]]
"""severity, column, code and parameters of a problem that a ballot has wherever it stands."""


@dataclass(slots=True)
class VoteSection:
    """The bytes from ``position``, the line after VOTES, which is line ``before`` + 1 of the file."""

    data: bytes
    position: int
    before: int
    projects: list[str]
    kind: str
    meta: dict[str, str]
    found: Findings

    def limit(self, key: str, otherwise: int) -> int:
        text = self.meta.get(key, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else otherwise

    def header(self) -> tuple[list[str], int, int]:
        """The columns, where the lines after them begin, and how many lines stand before those."""
        position, line = self.position, self.before
        while position < len(self.data):
            end = self.data.find(b"\n", position)
            end = len(self.data) if end < 0 else end
            text = self.data[position:end].decode().rstrip("\r")
            position, line = min(end + 1, len(self.data)), line + 1
            if text.strip():
                names = next(csv.reader([text], delimiter=";"))
                return names, position, line
            self.found.warn(line, None, "row-empty")
        return [], position, line

    def cells(self) -> Iterator[tuple[int, list[str]]]:
        """Each line after the header as (number, cells), empty lines left out. The slow and patient way."""
        _, position, line = self.header()

        def lines() -> Iterator[str]:
            nonlocal position, line
            while position < len(self.data):
                end = self.data.find(b"\n", position)
                end = len(self.data) if end < 0 else end + 1
                text = self.data[position:end].decode()
                position, line = end, line + 1
                yield text

        start = line + 1
        for cells in csv.reader(lines(), delimiter=";", strict=True):
            at, start = start, line + 1
            if any(cells):
                yield at, cells

    def rows(self) -> Iterator[BallotRow]:
        """Each ballot with its voter's attributes."""
        names = [name.strip() for name in self.header()[0]]
        for line, cells in self.cells():
            given = dict(zip(names, (cell.strip() for cell in cells), strict=False))
            projects = [part.strip() for part in given.pop("vote").split(",")] if given["vote"] else []
            points = given.pop("points", None)
            told = dict.fromkeys(projects)
            numbers = [part.strip() for part in points.split(",")] if points else None
            if numbers is not None:
                numbers = list(dict(zip(reversed(projects), reversed(numbers), strict=False)).values())[::-1]
            voter = given.pop("voter_id")
            yield BallotRow(line, voter, tuple(told), None if numbers is None else tuple(numbers), given)


def ballots_of(section: VoteSection, progress: Progress | None = None) -> Ballots:
    found = section.found
    raw, position, line = section.header()
    if not raw:
        found.error(section.before, None, "header-missing", section="VOTES")
        found.stop()
    names = header("VOTES", (line, raw), found)
    if names[0] != "voter_id":
        found.error(line, names[0], "first-column", section="VOTES", column="voter_id", found=repr(names[0][:40]))
    if "vote" not in names:
        found.error(line, "vote", "column-missing", column="vote", section="VOTES")
    if section.kind in ("points", "scores") and "points" not in names:
        found.error(line, "points", "column-missing", column="points", section="VOTES")
    found.stop()
    lines = _Lines(section, names)
    if section.data.find(b'"', position) >= 0:
        lines.take_patiently()
    else:
        lines.take_in_pieces(position, line, progress)
    lines.check_voters()
    found.stop()
    return _Distinct(section, lines).ballots()


class _Lines:
    """How often each pair of cells (vote, points) occurs, and who voted."""

    def __init__(self, section: VoteSection, names: list[str]) -> None:
        self.section = section
        self.names = names
        self.vote = names.index("vote")
        takes_points = section.kind in ("points", "scores", "ranking") and "points" in names
        self.points = names.index("points") if takes_points else None
        self.counts: Counter[Key] = Counter()
        self._votes: Counter[bytes] = Counter()
        self._hashes: list[Words] = []
        names_only = section.kind in ("approval", "choose-1")
        self.plain: PlainLines | ShortLines | None = None
        """The ballots that need no second look; the others are in ``counts``."""
        if names_only and within_reach(section.projects):
            short = self.limits()[1] <= LONGEST and len(section.projects) <= MOST_PROJECTS
            self.plain = ShortLines(section.projects) if short else PlainLines(section.projects)

    def take_in_pieces(self, position: int, line: int, progress: Progress | None) -> None:
        data = self.section.data
        needed = self._pattern()
        while position < len(data):
            end = data.find(b"\n", position + PIECE)
            end = len(data) if end < 0 else end + 1
            piece = data[position:end]
            if b"\r" in piece:
                piece = piece.replace(b"\r\n", b"\n").rstrip(b"\r" if end == len(data) else b"")
            if piece and not piece.endswith(b"\n"):
                piece += b"\n"
            marks = Marks.of(piece, len(self.names))
            if marks is None:
                cells = [text.split(b";") for text in piece[:-1].split(b"\n")]
                self._take(self._mended(cells, line), self.vote, self.points or 0)
            elif self.plain is not None:
                self._take_plain(self.plain, piece, marks)
            else:
                swapped = self.points is not None and self.points < self.vote
                self._take(needed.findall(piece), *((2, 1) if swapped else (1, 2)))
            line += piece.count(b"\n")
            position = end
            if progress:
                progress("read", position, len(data))
        self._finish()

    def _pattern(self) -> re.Pattern[bytes]:
        """Finds the cells voter, vote and points of each line, whichever columns they are in."""
        wanted = {0, self.vote, self.points}
        parts = [b"([^;\n]*)" if at in wanted else b"[^;\n]*" for at in range(max(self.vote, self.points or 0) + 1)]
        return re.compile(b"^" + b";".join(parts), re.MULTILINE)

    def _take_plain(self, plain: PlainLines | ShortLines, piece: bytes, marks: Marks) -> None:
        text = overlapping_words(piece + PAD)
        self._hashes.append(hashes(text, *marks.cells(0)))
        least, most = self.limits()
        odd = plain.take(text, marks, self.vote, least, most)
        if len(odd):
            starts, stops = marks.cells(self.vote)
            for at in odd.tolist():
                self._votes[piece[starts[at] : stops[at]]] += 1

    def limits(self) -> tuple[int, int]:
        """The fewest and the most projects a ballot may name without a word about it."""
        section = self.section
        most = section.limit("max_length", len(section.projects))
        return section.limit("min_length", 0), 1 if section.kind == "choose-1" else most

    def take_patiently(self) -> None:
        try:
            for line, texts in self.section.cells():
                cells = self._mended([[text.encode() for text in texts]], line - 1)
                self._take(cells, self.vote, self.points or 0)
        except csv.Error as wrong:
            self.section.found.error(None, None, "cell-wrong", reason=str(wrong))
            self.section.found.stop()
        self._finish()

    def _mended(self, cells: list[list[bytes]], before: int) -> list[list[bytes]]:
        good = []
        for line, each in enumerate(cells, before + 1):
            if not any(each):
                self.section.found.warn(line, None, "row-empty")
                continue
            row = fitted(line, [text.decode() for text in each], self.names, self.section.found)
            if row is not None:
                good.append([text.encode() for text in row])
        return good

    def _take(self, cells: Sequence[Sequence[bytes]], vote: int, points: int) -> None:
        """Count lines whose voter stands first and whose vote and points stand in these places."""
        self._hashes.append(np.fromiter((hash_of(each[0]) for each in cells), np.uint64, len(cells)))
        if self.points is None:
            self._votes.update([each[vote] for each in cells])
        else:
            self.counts.update([(each[vote], each[points]) for each in cells])

    def _finish(self) -> None:
        if self.points is None:
            self.counts = Counter({(text, b""): many for text, many in self._votes.items()})

    def check_voters(self) -> None:
        """Every voter once. Equal hashes only say which ids must be compared."""
        ids = np.sort(np.concatenate([np.zeros(0, np.uint64), *self._hashes]))
        twice = set(ids[1:][ids[1:] == ids[:-1]].tolist())
        if not twice and (not len(ids) or ids[0]):
            return
        found = self.section.found
        first: dict[bytes, int] = {}
        for line, cells in self.section.cells():
            voter = cells[0].encode()
            if not voter:
                found.mend(line, "voter_id", "voter-id-empty")
            elif hash_of(voter) in twice and first.setdefault(voter, line) != line:
                found.error(line, "voter_id", "voter-twice", id=cells[0][:40], first=first[voter])


class _Distinct:
    """Each distinct ballot taken apart once."""

    def __init__(self, section: VoteSection, lines: _Lines) -> None:
        self.section = section
        self.lines = lines
        self.index = {name.encode(): position for position, name in enumerate(section.projects)}
        self.issues: dict[Key, list[Issue]] = {}
        self.least = section.limit("min_length", 0)
        self.most = section.limit("max_length", len(section.projects))
        self.ranked = section.kind == "ranking"

    def ballots(self) -> Ballots:
        with_points = self.lines.points is not None
        grouped: dict[tuple[tuple[int, ...], tuple[Fraction, ...]], int] = {}
        index, least, most = self.index, self.least, self.most
        plain = not self.ranked and not with_points
        several = self.section.kind == "choose-1"
        for key, many in self.lines.counts.items():
            try:
                members = [index[name] for name in key[0].split(b",")]
            except KeyError:
                members = []
            points: tuple[Fraction, ...] = ()
            if not members or with_points or (len(members) > 1 and len(set(members)) < len(members)):
                members, points = self._apart(key)
            if not least <= len(members) <= most:
                self._lengths(key, len(members))
            if several and len(members) > 1:
                self._issue(key, "error", "vote", "one-project", found=len(members))
            if plain:
                members.sort()
            place = (tuple(members), points)
            grouped[place] = grouped.get(place, 0) + many
        self._report()
        if self.lines.plain is not None:
            self.lines.plain.add_sets((members, many) for (members, _), many in grouped.items())
            return self.lines.plain.ballots()
        return self._packed(grouped, with_points)

    def _issue(self, key: Key, severity: str, column: str, code: str, **params: object) -> None:
        self.issues.setdefault(key, []).append((severity, column, code, params))

    def _lengths(self, key: Key, many: int) -> None:
        if many > self.most:
            self._issue(key, "warn", "vote", "too-many-projects", found=many, limit=self.most)
        elif many:
            self._issue(key, "warn", "vote", "too-few-projects", found=many, limit=self.least)

    def _apart(self, key: Key) -> tuple[list[int], tuple[Fraction, ...]]:
        """The ballot cell by cell, with whatever is wrong in it."""
        text, given = key[0].decode(), key[1].decode()
        if not text.strip():
            self._issue(key, "mend", "vote", "vote-empty")
            return [], ()
        names = [name.strip() for name in text.split(",")]
        if ",".join(names) != text:
            self._issue(key, "mend", "vote", "blank-in-list", value=text[:60])
        if "" in names:
            self._issue(key, "mend" if self.lines.points is None else "error", "vote", "vote-gap", value=text[:60])
        values: list[Fraction] = []
        if self.lines.points is not None and (given.strip() or not self.ranked):
            values = self._values(key, given)
            if len(values) != len(names):
                code = "points-count" if given.strip() else "points-missing"
                self._issue(key, "error", "points", code, projects=len(names), points=len(values))
                return [], ()
        elif self.ranked:
            values = [Fraction(place) for place in range(len(set(names) - {""}), 0, -1)]
        members: list[int] = []
        points: list[Fraction] = []
        repeated = []
        for at, name in enumerate(names):
            if not name:
                continue
            position = self.index.get(name.encode())
            if position is None:
                self._issue(key, "error", "vote", "project-unknown", id=name[:40])
            elif position in members:
                repeated.append(name)
            else:
                members.append(position)
                if values and at < len(values):
                    points.append(values[at])
        for name in dict.fromkeys(repeated):
            self._issue(key, "warn", "vote", "project-repeated", id=name)
        if self.lines.points is not None and not self.ranked:
            pairs = sorted(zip(members, points, strict=False))
            return [member for member, _ in pairs], tuple(value for _, value in pairs)
        return members, tuple(points) if self.lines.points is not None else ()

    def _values(self, key: Key, given: str) -> list[Fraction]:
        values = []
        for text in given.split(",") if given.strip() else []:
            try:
                value = decimal(text.strip())
            except NumberError:
                self._issue(key, "error", "points", "points-wrong", value=repr(text[:40]))
                value = Fraction(0)
            if value < 0 and self.section.kind == "points":
                self._issue(key, "error", "points", "points-negative", value=text[:40])
            values.append(value)
        return values

    def _report(self) -> None:
        """Find the lines on which the ballots with problems stand."""
        if not self.issues:
            return
        found = self.section.found
        vote, points = self.lines.vote, self.lines.points
        told = 0
        for line, cells in self.section.cells():
            cells += [""] * (len(self.lines.names) - len(cells))
            key = (cells[vote].encode(), b"" if points is None else cells[points].encode())
            if points is None and key not in self.issues:
                continue
            for severity, column, code, params in self.issues.get(key, ()):
                {"error": found.error, "mend": found.mend, "warn": found.warn}[severity](line, column, code, **params)
                told += severity == "warn"
            if told >= 5 * SHOWN:
                break

    def _packed(self, grouped: dict[tuple[tuple[int, ...], tuple[Fraction, ...]], int], with_points: bool) -> Ballots:
        starts = np.zeros(len(grouped) + 1, np.int64)
        np.cumsum([len(members) for members, _ in grouped], out=starts[1:])
        members = np.array([member for named, _ in grouped for member in named], np.int64)
        weights = np.fromiter(grouped.values(), np.int64, len(grouped))
        if not with_points and not self.ranked:
            return Ballots(starts, members, weights)
        if not with_points:
            places = np.concatenate([np.zeros(0, np.int64), *(np.arange(n, 0, -1) for n in np.diff(starts))])
            return Ballots(starts, members, weights, places.astype(np.int64))
        distinct = {value for _, points in grouped for value in points}
        units = power_of_ten(list(distinct))
        whole = {value: int(value * units) for value in distinct}
        points = np.fromiter((whole[value] for _, given in grouped for value in given), np.int64, int(starts[-1]))
        return self._with_default(Ballots(starts, members, weights, points, units))

    def _with_default(self, ballots: Ballots) -> Ballots:
        """Scores: what a ballot does not list gets the file's default, when that is not zero."""
        try:
            default = decimal(self.section.meta.get("default_score", "0") or "0")
        except NumberError:
            default = Fraction(0)
        if self.section.kind != "scores" or not default or not ballots.groups:
            return ballots
        units = max(ballots.points_scale, power_of_ten([default]))
        projects = len(self.section.projects)
        assert ballots.points is not None
        table = np.full((ballots.groups, projects), int(default * units), np.int64)
        rows = np.repeat(np.arange(ballots.groups), np.diff(ballots.starts))
        table[rows, ballots.members] = ballots.points * (units // ballots.points_scale)
        starts = np.arange(ballots.groups + 1, dtype=np.int64) * projects
        members = np.tile(np.arange(projects, dtype=np.int64), ballots.groups)
        return Ballots(starts, members, ballots.weights, table.ravel(), units)
