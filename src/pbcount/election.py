"""What is counted: which projects, what budget, which ballots?

Money is in whole units (``int``). A file with decimals is scaled once: ``scale`` says how many units make one whole
krona (1 when nothing was scaled). Equal ballots are kept once with a weight, so a count depends on distinct ballots,
not on the number of voters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt

Kind = Literal["approval", "choose-1", "points", "ranking", "grades", "scores"]
KINDS: tuple[str, ...] = get_args(Kind)
MOST_POINTS = 2**40
MOST_IN_TABLE = 2**24
IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class ElectionError(ValueError):
    """The projects, the budget or a ballot make no election; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Project:
    """Something voted on. ``cost`` is in the election's units; ``withdrawn`` projects are never chosen."""

    id: str
    cost: int
    name: str = ""
    area: str | None = None
    categories: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Distinct ballots with weights.

    Ballot ``i`` names the projects ``members[starts[i]:starts[i + 1]]`` (indices into the election's projects) and
    stands for ``weights[i]`` voters. ``points`` runs beside ``members``: points, grades, scores, or the place points
    of a ranking (the first of k gets k, the last 1); ``None`` where a ballot only names projects. ``points_scale``
    says how many units make one point, when a file has decimals.
    """

    starts: IntArray
    members: IntArray
    weights: IntArray
    points: IntArray | None = None
    points_scale: int = 1

    @property
    def groups(self) -> int:
        return len(self.weights)

    @property
    def total(self) -> int:
        return int(self.weights.sum())

    def rows(self) -> Iterable[tuple[int, list[int], list[int] | None]]:
        """Each distinct ballot as (weight, project indices, points)."""
        starts, members, weights = self.starts.tolist(), self.members.tolist(), self.weights.tolist()
        points = None if self.points is None else self.points.tolist()
        for row, weight in enumerate(weights):
            cut = slice(starts[row], starts[row + 1])
            yield weight, members[cut], None if points is None else points[cut]


class Supporters(NamedTuple):
    """For project p: the ballots ``ballots[starts[p]:starts[p + 1]]`` name it, with these points (ones without)."""

    starts: IntArray
    ballots: IntArray
    points: IntArray


@dataclass(frozen=True, eq=False)
class Election:
    """One count: one budget, one list of projects in file order, ballots of one kind."""

    projects: tuple[Project, ...]
    budget: int
    ballots: Ballots
    kind: Kind = "approval"
    meta: Mapping[str, str] = field(default_factory=dict)
    scale: int = 1

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ElectionError(f"unknown kind of ballot {self.kind!r}; known: {', '.join(KINDS)}")
        if not isinstance(self.budget, int) or not all(isinstance(project.cost, int) for project in self.projects):
            raise ElectionError("the budget and all costs must be whole numbers (int)")
        if self.budget < 0:
            raise ElectionError(f"the budget is negative: {self.budget}")
        seen: set[str] = set()
        for project in self.projects:
            if project.id in seen:
                raise ElectionError(f"project {project.id!r} occurs twice")
            seen.add(project.id)
            if project.cost < 0:
                raise ElectionError(f"project {project.id!r} has a negative cost: {project.cost}")

    @classmethod
    def from_approvals(
        cls,
        projects: Iterable[Project],
        budget: int,
        ballots: Iterable[Collection[str]],
        *,
        kind: Kind = "approval",
        meta: Mapping[str, str] | None = None,
        scale: int = 1,
    ) -> Election:
        """Each ballot is a collection of project ids; a project named twice on a ballot counts once."""
        listed = tuple(projects)
        index = {project.id: position for position, project in enumerate(listed)}
        grouped: dict[tuple[int, ...], int] = {}
        for number, ballot in enumerate(ballots, 1):
            if isinstance(ballot, str):
                raise ElectionError(f"ballot {number} is a text, not a collection of project ids")
            try:
                key = tuple(sorted({index[name] for name in ballot}))
            except KeyError as unknown:
                raise ElectionError(f"ballot {number} names an unknown project: {unknown.args[0]!r}") from None
            grouped[key] = grouped.get(key, 0) + 1
        return cls(
            listed, budget, _pack((key, None, weight) for key, weight in grouped.items()), kind, meta or {}, scale
        )

    @classmethod
    def from_points(
        cls,
        projects: Iterable[Project],
        budget: int,
        ballots: Iterable[Mapping[str, int | Fraction]],
        *,
        kind: Kind = "points",
        meta: Mapping[str, str] | None = None,
        scale: int = 1,
    ) -> Election:
        """Each ballot maps project ids to points (also for ``kind`` "scores" and "grades", where more is better)."""
        listed = tuple(projects)
        index = {project.id: position for position, project in enumerate(listed)}
        rows = list(ballots)
        if any(isinstance(value, float) for row in rows for value in row.values()):
            raise ElectionError("points must be whole numbers or fractions, never floats")
        units = lcm(*(Fraction(value).denominator for row in rows for value in row.values()))
        grouped: dict[tuple[tuple[int, int], ...], int] = {}
        for number, ballot in enumerate(rows, 1):
            try:
                key = tuple(sorted((index[name], int(Fraction(value) * units)) for name, value in ballot.items()))
            except KeyError as unknown:
                raise ElectionError(f"ballot {number} names an unknown project: {unknown.args[0]!r}") from None
            grouped[key] = grouped.get(key, 0) + 1
        if any(abs(value) > MOST_POINTS for key in grouped for _, value in key):
            raise ElectionError("points are larger than anyone can mean")
        packed = _pack((tuple(p for p, _ in key), tuple(v for _, v in key), weight) for key, weight in grouped.items())
        with_points = packed.points if packed.points is not None else np.zeros(0, np.int64)
        return cls(listed, budget, replace(packed, points=with_points, points_scale=units), kind, meta or {}, scale)

    @classmethod
    def from_rankings(
        cls,
        projects: Iterable[Project],
        budget: int,
        ballots: Iterable[Sequence[str]],
        *,
        meta: Mapping[str, str] | None = None,
        scale: int = 1,
    ) -> Election:
        """Each ballot lists project ids, the most wanted first; the first of k gets k points, the last 1."""
        listed = tuple(projects)
        index = {project.id: position for position, project in enumerate(listed)}
        grouped: dict[tuple[int, ...], int] = {}
        for number, ballot in enumerate(ballots, 1):
            try:
                key = tuple(dict.fromkeys(index[name] for name in ballot))
            except KeyError as unknown:
                raise ElectionError(f"ballot {number} names an unknown project: {unknown.args[0]!r}") from None
            grouped[key] = grouped.get(key, 0) + 1
        packed = _pack((key, tuple(range(len(key), 0, -1)), weight) for key, weight in grouped.items())
        with_points = packed.points if packed.points is not None else np.zeros(0, np.int64)
        return cls(listed, budget, replace(packed, points=with_points), "ranking", meta or {}, scale)

    @property
    def voters(self) -> int:
        return self.ballots.total

    @cached_property
    def index(self) -> dict[str, int]:
        """Project id to position."""
        return {project.id: position for position, project in enumerate(self.projects)}

    @cached_property
    def wishes(self) -> Ballots:
        """The ballots without what they name with no points, or fewer."""
        ballots = self.ballots
        if ballots.points is None or not len(ballots.points) or ballots.points.min() > 0:
            return ballots
        keep = ballots.points > 0
        kept = np.zeros(len(keep) + 1, np.int64)
        np.cumsum(keep, out=kept[1:])
        return replace(ballots, starts=kept[ballots.starts], members=ballots.members[keep], points=ballots.points[keep])

    @cached_property
    def supporters(self) -> Supporters:
        """Who names each project with more than zero points."""
        ballots = self.wishes
        row = np.repeat(np.arange(ballots.groups, dtype=np.int64), np.diff(ballots.starts))
        members = ballots.members
        points = np.ones(len(members), np.int64) if ballots.points is None else ballots.points
        small = members.astype(np.uint16) if len(self.projects) < 2**16 else members
        order = np.argsort(small, kind="stable")
        counts = np.bincount(members, minlength=len(self.projects))
        starts = np.zeros(len(self.projects) + 1, np.int64)
        np.cumsum(counts, out=starts[1:])
        return Supporters(starts, row[order], points[order])

    @cached_property
    def twins(self) -> tuple[int, ...]:
        """For each project the first one with the same cost and the same supporters, giving the same points."""
        who = self.supporters
        first: dict[tuple[int, bytes, bytes], int] = {}
        alike = []
        for position, project in enumerate(self.projects):
            cut = slice(int(who.starts[position]), int(who.starts[position + 1]))
            key = (project.cost, who.ballots[cut].tobytes(), who.points[cut].tobytes())
            alike.append(first.setdefault(key, position))
        return tuple(alike)

    @cached_property
    def votes(self) -> tuple[int, ...]:
        """For each project, how many voters name it (with more than zero points)."""
        who = self.supporters
        weights = self.ballots.weights[who.ballots]
        return tuple(_sums(weights, who.starts))

    @cached_property
    def scores(self) -> tuple[int, ...]:
        """For each project the sum of its points, in units of ``ballots.points_scale`` (votes where none are given)."""
        ballots = self.ballots
        if ballots.points is None:
            return self.votes
        weights = np.repeat(ballots.weights, np.diff(ballots.starts))
        totals = np.zeros(len(self.projects), np.int64)
        np.add.at(totals, ballots.members, weights * ballots.points)
        return tuple(totals.tolist())

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hex) of the canonical input: the same for any order of projects and ballots.

        What is hashed: a JSON object without blanks, keys sorted, of ``budget``, ``kind``, ``points_scale``,
        ``projects`` ([id, cost, area, categories, withdrawn], sorted by id) and ``scale``; a line feed; then, as 64-bit
        integers with the highest byte first, the weights of the distinct ballots, how many projects each names, the
        places of these in the list of projects (the first is 1, ascending on each ballot), and their points if ballots
        have any. Ballots are sorted by their places (32 bits each), then by their points (64 bits each, plus 2^63), as
        texts of bytes.
        """
        by_id = sorted(range(len(self.projects)), key=lambda position: self.projects[position].id)
        canonical = {
            "budget": self.budget,
            "kind": self.kind,
            "points_scale": self.ballots.points_scale,
            "projects": [
                [p.id, p.cost, p.area, list(p.categories), p.withdrawn] for p in (self.projects[i] for i in by_id)
            ],
            "scale": self.scale,
        }
        place = np.zeros(len(self.projects) + 1, np.int64)
        place[by_id] = np.arange(1, len(self.projects) + 1)
        text = json.dumps(canonical, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
        hashed = hashlib.sha256(text.encode() + b"\n")
        for part in _canonical(self.ballots, place):
            hashed.update(part.astype(">i8").tobytes())
        return hashed.hexdigest()

    def with_project(self, changed: Project) -> Election:
        """The same election with one project replaced by another of the same id."""
        projects = list(self.projects)
        projects[self.index[changed.id]] = changed
        return replace(self, projects=tuple(projects))

    def with_supporters(self, project: str, more: int) -> Election:
        """The same election with ``more`` new voters who name this project only (one point, where points are given)."""
        ballots = self.ballots
        points = None if ballots.points is None else np.append(ballots.points, ballots.points_scale)
        grown = Ballots(
            np.append(ballots.starts, ballots.starts[-1] + 1),
            np.append(ballots.members, self.index[project]),
            np.append(ballots.weights, more),
            points,
            ballots.points_scale,
        )
        return replace(self, ballots=grown)


def _canonical(ballots: Ballots, place: IntArray) -> list[IntArray]:
    """Weights, lengths, places and points of the distinct ballots in canonical order."""
    lengths = np.diff(ballots.starts)
    row = np.repeat(np.arange(ballots.groups, dtype=np.int64), lengths)
    places, points = place[ballots.members], ballots.points
    keys = row * (len(place) + 1) + places
    if (np.diff(keys) < 0).any():
        if points is None:
            keys.sort()
            places = keys - row * (len(place) + 1)
        else:
            order = np.argsort(keys, kind="stable")
            places, points = places[order], points[order]
    longest = int(lengths.max(initial=0))
    if len(place) < 2**16 and longest * ballots.groups <= MOST_IN_TABLE:
        chosen, totals = _in_order_by_table(ballots.weights, lengths, row, places, points, longest)
    else:
        chosen, totals = _in_order_by_text(ballots, places, points)
    many = lengths[chosen]
    entries = np.repeat(ballots.starts[chosen] - np.cumsum(many) + many, many) + np.arange(int(many.sum()))
    told = [totals, many, places[entries]]
    return told if points is None else [*told, points[entries]]


def _in_order_by_table(
    weights: IntArray, lengths: IntArray, row: IntArray, places: IntArray, points: IntArray | None, longest: int
) -> tuple[IntArray, IntArray]:
    """Ballots in canonical order, equal ones once, and their weights: by a table of places, four or eight to a number."""
    if not len(weights):
        return np.zeros(0, np.int64), weights
    size = 1 if int(places.max(initial=0)) < 2**8 else 2
    cells = 8 // size
    column = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    table = np.zeros((len(weights), max(1, -(-longest // cells)) * cells), f">u{size}")
    table[row, column] = places
    keys = list(table.view(">u8").T.astype(np.uint64, order="C"))
    if points is not None:
        given = np.zeros((longest, len(weights)), np.uint64)
        given[column, row] = points.astype(np.uint64) + np.uint64(1 << 63)
        keys += list(given)
    # Which of several equal ones comes first makes no difference.
    order = np.lexsort(keys[::-1]) if len(keys) > 1 else np.argsort(keys[0])
    new = np.zeros(len(order), np.bool_)
    new[0] = True
    for key in keys:
        key = key[order]
        new[1:] |= key[1:] != key[:-1]
    first = np.flatnonzero(new)
    return order[first], np.add.reduceat(weights[order], first)


def _in_order_by_text(ballots: Ballots, places: IntArray, points: IntArray | None) -> tuple[IntArray, IntArray]:
    """The same by comparing texts of bytes, ballot by ballot."""
    text = places.astype(">u4").tobytes()
    cuts = ballots.starts.tolist()
    named = [text[4 * first : 4 * last] for first, last in pairwise(cuts)]
    given: list[bytes] = []
    if points is not None:
        text = (points.astype(np.uint64) + np.uint64(1 << 63)).astype(">u8").tobytes()
        given = [text[8 * first : 8 * last] for first, last in pairwise(cuts)]
    by_text = sorted(range(len(named)), key=(lambda at: (named[at], given[at])) if given else named.__getitem__)
    weights = ballots.weights.tolist()
    kept: list[int] = []
    totals: list[int] = []
    for at in by_text:
        if kept and named[at] == named[kept[-1]] and (not given or given[at] == given[kept[-1]]):
            totals[-1] += weights[at]
        else:
            kept.append(at)
            totals.append(weights[at])
    return np.array(kept, np.int64), np.array(totals, np.int64)


def _pack(rows: Iterable[tuple[tuple[int, ...], tuple[int, ...] | None, int]]) -> Ballots:
    members: list[int] = []
    points: list[int] = []
    starts = [0]
    weights = []
    for named, given, weight in rows:
        members += named
        if given is not None:
            points += given
        starts.append(len(members))
        weights.append(weight)
    return Ballots(
        np.array(starts, np.int64),
        np.array(members, np.int64),
        np.array(weights, np.int64),
        np.array(points, np.int64) if points else None,
    )


def _sums(values: IntArray, starts: IntArray) -> list[int]:
    """Sum of each slice; empty slices give zero."""
    running = np.zeros(len(values) + 1, np.int64)
    np.cumsum(values, out=running[1:])
    return [int(total) for total in running[starts[1:]] - running[starts[:-1]]]
