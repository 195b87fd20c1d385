"""Which election does a .pb file describe, and if none, why not?

The format: one UTF-8 file, sections META, PROJECTS and VOTES, cells split by semicolons. A file is read as it is or
refused with line, column and reason; ``repair=True`` puts right what has one plain meaning and lists it.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, cast

from pbcount.election import Election, Kind, Project
from pbcount.pabulib.file import KIND_OF, WITHDRAWN_COST, PabulibFile, ProjectRow
from pbcount.pabulib.numbers import NumberError, decimal, money, power_of_ten
from pbcount.pabulib.problem import Findings, PabulibError, Problem
from pbcount.pabulib.table import Row, fitted, header
from pbcount.pabulib.votes import VoteSection, ballots_of

SECTIONS = ("META", "PROJECTS", "VOTES")
Progress = Callable[[str, int, int | None], None]


def read(source: Path | str | bytes | BinaryIO, repair: bool = False, progress: Progress | None = None) -> PabulibFile:
    """Read a file (a path, its bytes, or an open binary file). Raises ``PabulibError``."""
    found = Findings(repair)
    data = _bytes(source)
    _text_only(data, found)
    data = _whole_lines(data, found)
    head = _Head(data, found)
    head.read()
    found.stop()
    meta = _meta(head, found)
    kind, budget = _basics(meta, head, found)
    rows, costs = _projects(head, found)
    found.stop()
    scale = power_of_ten([budget, *costs])
    total = int(budget * scale)
    projects = []
    listed = []
    for row, cost in zip(rows, costs, strict=True):
        units = int(cost * scale)
        withdrawn = cost == WITHDRAWN_COST
        if withdrawn:
            found.warn(row.line, "cost", "project-withdrawn", id=row.id)
        area = row.neighborhood or row.district or None
        projects.append(Project(row.id, units, row.name, area, row.categories, withdrawn))
        listed.append(
            ProjectRow(**{name: getattr(row, name) for name in row.__dataclass_fields__ if name != "cost"}, cost=units)
        )
    section = VoteSection(data, head.position, head.line, [project.id for project in projects], kind, meta, found)
    ballots = ballots_of(section, progress)
    found.stop()
    _counted(meta, "num_votes", ballots.total, head, found)
    _counted(meta, "num_projects", len(projects), head, found)
    found.stop()
    election = Election(tuple(projects), total, ballots, cast(Kind, kind), meta, scale)
    _compare_sums(election, listed, found)
    return PabulibFile(election, meta, tuple(listed), tuple(found.problems), section.rows)


def _bytes(source: Path | str | bytes | BinaryIO) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return Path(source).read_bytes() if isinstance(source, Path | str) else source.read()
    except OSError as reason:
        raise PabulibError([Problem(None, None, "not-a-file", {"reason": reason.strerror or str(reason)})]) from None


def _text_only(data: bytes, found: Findings) -> None:
    if not data or data.isspace():
        found.error(None, None, "empty-file")
        found.stop()
    if data.isascii() and b"\0" not in data:
        return
    step = 1 << 16
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), step):
        part = data[start : start + step]
        if part.isascii() and not decoder.getstate()[0]:
            continue
        try:
            decoder.decode(part, final=start + step >= len(data))
        except UnicodeDecodeError:
            try:
                data.decode()
            except UnicodeDecodeError as wrong:
                line = data.count(b"\n", 0, wrong.start) + 1
                found.error(line, None, "not-utf8", byte=f"0x{data[wrong.start]:02x}")
            found.stop()
    nul = data.find(b"\0")
    if nul >= 0:
        found.error(data.count(b"\n", 0, nul) + 1, None, "nul")
        found.stop()


def _whole_lines(data: bytes, found: Findings) -> bytes:
    """Lines end with a line feed, before which a carriage return may stand; one anywhere else is a mistake."""
    if b"\r" not in data or data.count(b"\r") == data.count(b"\r\n") + data.endswith(b"\r"):
        return data
    alone = next(match.start() for match in re.finditer(rb"\r(?!\n)", data))
    found.mend(data.count(b"\n", 0, alone) + 1, None, "return-alone")
    found.stop()
    return re.sub(rb"\r(?!\n)", b"\n", data)


class _Head:
    """META and PROJECTS as rows of cells, and where the lines of VOTES begin."""

    def __init__(self, data: bytes, found: Findings) -> None:
        self.data = data
        self.found = found
        self.position = 3 if data.startswith(codecs.BOM_UTF8) else 0
        self.line = 0
        self.headers: dict[str, Row] = {}
        self.rows: dict[str, list[Row]] = {"META": [], "PROJECTS": []}
        self.key_lines: dict[str, int] = {}

    def _lines(self) -> Iterator[str]:
        while self.position < len(self.data):
            end = self.data.find(b"\n", self.position)
            end = len(self.data) if end < 0 else end + 1
            text = self.data[self.position : end].decode()
            self.position = end
            self.line += 1
            yield text

    def read(self) -> None:
        found = self.found
        seen: list[str] = []
        reader = csv.reader(self._lines(), delimiter=";", strict=True)
        start = 1
        try:
            for cells in reader:
                line, start = start, self.line + 1
                name = cells[0].strip().upper() if cells else ""
                if name in SECTIONS and not any(cells[1:]):
                    if name in seen:
                        found.error(line, None, "section-twice", section=name)
                    elif len(seen) != SECTIONS.index(name):
                        found.error(line, None, "section-order", section=name)
                    seen.append(name)
                    if name == "VOTES":
                        break
                    continue
                if not any(cell.strip() for cell in cells):
                    found.warn(line, None, "row-empty")
                elif not seen:
                    found.error(line, None, "before-section", found=repr(";".join(cells)[:40]))
                    found.stop()
                elif seen[-1] not in self.headers:
                    self.headers[seen[-1]] = (line, cells)
                else:
                    self.rows[seen[-1]].append((line, cells))
        except csv.Error as wrong:
            text = str(wrong)
            if "field larger" in text:
                found.error(start, None, "cell-long", limit=csv.field_size_limit())
            elif "unexpected end" in text:
                found.error(start, None, "quote-open")
            else:
                found.error(start, None, "cell-wrong", reason=text)
            found.stop()
        for name in SECTIONS:
            if name not in seen:
                found.error(None, None, "section-missing", section=name)
            elif name != "VOTES" and name not in self.headers:
                found.error(None, None, "header-missing", section=name)


def _meta(head: _Head, found: Findings) -> dict[str, str]:
    line, cells = head.headers["META"]
    names = [cell.strip().lower() for cell in cells]
    if names != ["key", "value"]:
        found.error(line, None, "header-wrong", found=";".join(cells)[:60])
        found.stop()
    elif cells != names:
        found.mend(line, None, "header-wrong", found=";".join(cells)[:60])
    meta: dict[str, str] = {}
    for line, cells in head.rows["META"]:
        key = cells[0].strip()
        if not key:
            found.error(line, None, "key-empty")
            continue
        if len(cells) > 2 and any(cells[2:]) and found.repair:
            found.mend(line, key, "row-long", found=len(cells), expected=2)
            cells = [key, ";".join(cells[1:])]
        row = fitted(line, cells, names, found)
        if row is None:
            continue
        if key in meta:
            found.error(line, key, "key-twice", key=key)
            continue
        meta[key] = row[1].strip()
        head.key_lines[key] = line
    return meta


def _basics(meta: dict[str, str], head: _Head, found: Findings) -> tuple[str, Fraction]:
    kind = "approval"
    if "vote_type" not in meta:
        found.error(None, "vote_type", "key-missing", key="vote_type")
    elif meta["vote_type"] not in KIND_OF:
        allowed = ", ".join(KIND_OF)
        line = head.key_lines["vote_type"]
        found.error(line, "vote_type", "choice-unknown", value=repr(meta["vote_type"]), allowed=allowed)
    else:
        kind = KIND_OF[meta["vote_type"]]
    budget = Fraction(0)
    if "budget" not in meta:
        found.error(None, "budget", "key-missing", key="budget")
    else:
        budget = _money(meta["budget"], head.key_lines["budget"], "budget", found)
    return kind, budget


def _money(text: str, line: int, column: str, found: Findings) -> Fraction:
    if not text:
        found.error(line, column, "value-missing")
        return Fraction(0)
    try:
        return money(text)
    except NumberError as wrong:
        if wrong.code == "number-comma":
            found.mend(line, column, wrong.code, value=repr(text))
            return money(text.replace(",", ".")) if found.repair else Fraction(0)
        found.error(line, column, wrong.code, value=repr(text[:40]))
        return Fraction(0)


def _projects(head: _Head, found: Findings) -> tuple[list[ProjectRow], list[Fraction]]:
    line, cells = head.headers["PROJECTS"]
    names = header("PROJECTS", (line, cells), found)
    if names[0] != "project_id":
        found.error(line, names[0], "first-column", section="PROJECTS", column="project_id", found=repr(names[0][:40]))
    if "cost" not in names:
        found.error(line, "cost", "column-missing", column="cost", section="PROJECTS")
    found.stop()
    rows: list[ProjectRow] = []
    costs: list[Fraction] = []
    first_line: dict[str, int] = {}
    for line, cells in head.rows["PROJECTS"]:
        fit = fitted(line, cells, names, found)
        if fit is None:
            continue
        given = dict(zip(names, fit, strict=True))
        for name in ("project_id", "cost"):
            if given[name] != given[name].strip():
                found.mend(line, name, "blank-around", value=given[name][:60])
        given = {name: value.strip() for name, value in given.items()}
        name = given["project_id"]
        if not name:
            found.error(line, "project_id", "project-id-empty")
            continue
        if "," in name:
            found.error(line, "project_id", "project-id-comma", id=name)
        if name in first_line:
            found.error(line, "project_id", "project-twice", id=name, first=first_line[name])
            continue
        first_line[name] = line
        costs.append(_money(given["cost"], line, "cost", found))
        rows.append(_project(line, given, found))
    return rows, costs


def _project(line: int, given: dict[str, str], found: Findings) -> ProjectRow:
    votes = _whole(line, "votes", given, found)
    selected = _whole(line, "selected", given, found)
    if selected is not None and selected not in (0, 1, 2, 3):
        found.error(line, "selected", "selected-wrong", value=selected)
    latitude = _coordinate(line, "latitude", 90, given, found)
    longitude = _coordinate(line, "longitude", 180, given, found)
    if (latitude is None) != (longitude is None):
        found.warn(line, "latitude" if latitude is None else "longitude", "coordinate-half")
        latitude = longitude = None
    read_here = {"project_id", "cost", "votes", "score", "name", "category", "beneficiaries", "target", "selected"}
    read_here |= {"neighborhood", "district", "latitude", "longitude"}
    return ProjectRow(
        id=given["project_id"],
        line=line,
        cost=0,
        votes=votes,
        score=given.get("score") or None,
        name=given.get("name", ""),
        categories=_list(given.get("category", "")),
        beneficiaries=_list(given.get("beneficiaries", "") or given.get("target", "")),
        selected=selected,
        neighborhood=given.get("neighborhood", ""),
        district=given.get("district", ""),
        latitude=latitude,
        longitude=longitude,
        extra={name: value for name, value in given.items() if name not in read_here and value},
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _whole(line: int, column: str, given: dict[str, str], found: Findings) -> int | None:
    text = given.get(column, "")
    if not text:
        return None
    try:
        value = decimal(text)
    except NumberError as wrong:
        found.error(line, column, wrong.code, value=repr(text[:40]))
        return None
    if value.denominator != 1:
        found.error(line, column, "integer-wrong", value=repr(text[:40]))
        return None
    return int(value)


def _coordinate(line: int, column: str, most: int, given: dict[str, str], found: Findings) -> float | None:
    text = given.get(column, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        found.warn(line, column, "coordinate-wrong", value=repr(text[:40]), column=column)
        return None
    return value


def _counted(meta: dict[str, str], key: str, counted: int, head: _Head, found: Findings) -> None:
    if key not in meta:
        found.warn(None, key, "key-missing", key=key)
        return
    line = head.key_lines[key]
    try:
        said = decimal(meta[key])
    except NumberError as wrong:
        found.mend(line, key, wrong.code, value=repr(meta[key][:40]))
        return
    if said != counted:
        found.mend(line, key, "count-differs", said=meta[key], found=counted)


def _compare_sums(election: Election, rows: list[ProjectRow], found: Findings) -> None:
    """What PROJECTS says of votes and points, beside what the ballots give: a warning where they differ."""
    named = election.votes
    for row, counted, points in zip(rows, named, election.scores, strict=True):
        if row.votes is not None and row.votes != counted and election.kind in ("approval", "choose-1", "ranking"):
            found.warn(row.line, "votes", "votes-differ", id=row.id, said=row.votes, found=counted)
        if row.score is not None and election.ballots.points is not None:
            summed = Fraction(points, election.ballots.points_scale)
            try:
                same = decimal(row.score) == summed
            except NumberError as wrong:
                found.warn(row.line, "score", wrong.code, value=repr(row.score[:40]))
                continue
            if not same:
                found.warn(row.line, "score", "score-differs", id=row.id, said=row.score, found=str(summed))
