"""How is an election written as a .pb file that the format's checker accepts?

Voters' attributes (age, sex, area, channel) are left out unless asked for: small groups point to persons.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from pbcount.election import Election
from pbcount.pabulib.file import (
    META_KEYS,
    META_REQUIRED,
    PROJECT_COLUMNS,
    VOTE_TYPE_OF,
    WITHDRAWN_COST,
    PabulibFile,
    ProjectRow,
)
from pbcount.pabulib.numbers import written

ATTRIBUTES = ["age", "sex", "voting_method", "district", "neighborhood", "education"]


class WritingError(ValueError):
    """What is to be written does not make a file the format knows; the message says what is missing or wrong."""


def write(
    election: Election,
    meta: Mapping[str, str] | None = None,
    projects: Iterable[ProjectRow] | None = None,
    selected: Iterable[str] | None = None,
    voters: Sequence[Mapping[str, str]] | None = None,
) -> bytes:
    """The bytes of a .pb file.

    ``meta`` (the election's own unless given) must hold description, country, unit, instance, rule, date_begin and
    date_end; numbers of projects and votes, budget and kind of vote are filled in here. ``projects`` adds what a
    ``Project`` does not hold (coordinates, proposer …); ``selected`` the winners. ``voters`` are attributes of each
    voter (columns of the format such as age and sex) in the order of the ballots, one for each voter; without them
    voters are numbered and nothing else is told. Ballots that name nothing are left out, as the format has none.
    """
    if election.kind not in VOTE_TYPE_OF:
        raise WritingError(f"the format has no kind of vote for {election.kind}")
    rows = {row.id: row for row in projects or ()}
    chosen = None if selected is None else set(selected)
    ballots = list(_ballots(election))
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    lines.writerow(["META"])
    lines.writerow(["key", "value"])
    lines.writerows(_meta(election, election.meta if meta is None else meta, len(ballots)))
    lines.writerow(["PROJECTS"])
    lines.writerows(_projects(election, rows, chosen))
    lines.writerow(["VOTES"])
    lines.writerows(_votes(election, ballots, voters))
    return text.getvalue().encode()


def write_file(file: PabulibFile, selected: Iterable[str] | None = None, attributes: bool = False) -> bytes:
    """A file that was read, written anew; with ``attributes`` what it says of each voter is kept, in its own order."""
    official = file.selected
    chosen = official if selected is None else selected
    if not attributes:
        return write(file.election, projects=file.projects, selected=chosen)
    plain = write(file.election, projects=file.projects, selected=chosen).decode()
    head = plain[: plain.index("\nVOTES\n") + 1]
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\n")
    rows = [row for row in file.ballots() if row.projects]
    names = sorted({name for row in rows for name in row.attributes}, key=_attribute_place)
    with_points = any(row.points for row in rows)
    lines.writerow(["VOTES"])
    lines.writerow(["voter_id", "vote", *(["points"] if with_points else []), *names])
    for row in rows:
        points = [",".join(row.points or ())] if with_points else []
        lines.writerow([row.voter, ",".join(row.projects), *points, *(row.attributes.get(name, "") for name in names)])
    return (head + text.getvalue()).encode()


def _attribute_place(name: str) -> tuple[int, str]:
    return (ATTRIBUTES.index(name) if name in ATTRIBUTES else len(ATTRIBUTES), name)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _meta(election: Election, given: Mapping[str, str], votes: int) -> list[list[str]]:
    meta = {key: _one_line(value) for key, value in given.items() if _one_line(value)}
    counted = {
        "num_projects": str(len(election.projects)),
        "num_votes": str(votes),
        "budget": written(election.budget, election.scale),
        "vote_type": VOTE_TYPE_OF[election.kind],
    }
    meta |= counted
    if sum(project.cost for project in election.projects) <= election.budget:
        meta["fully_funded"] = "1"
    else:
        meta.pop("fully_funded", None)
    if election.kind == "choose-1":
        meta["min_length"] = meta["max_length"] = "1"
    most = meta.get("max_length", "")
    if most.isdecimal() and int(most) > len(election.projects):
        meta["max_length"] = str(len(election.projects))
    missing = [key for key in META_REQUIRED if key not in meta]
    if election.kind == "points" and "max_sum_points" not in meta:
        missing.append("max_sum_points")
    if missing:
        raise WritingError(f"META lacks {', '.join(missing)}")
    comment = meta.get("comment")
    if comment and not comment.startswith("#1: "):
        meta["comment"] = f"#1: {comment}"
    known = {key: place for place, key in enumerate(META_KEYS)}
    unknown = [key for key in meta if key not in known]
    if unknown:
        raise WritingError(f"META has keys the format does not know: {', '.join(sorted(unknown))}")
    return [[key, meta[key]] for key in sorted(meta, key=lambda key: known[key])]


def _projects(election: Election, rows: Mapping[str, ProjectRow], chosen: set[str] | None) -> list[list[str]]:
    columns: list[dict[str, str]] = []
    ballots = election.ballots
    # The format counts every ballot that lists a project, also with no points.
    weights = np.repeat(ballots.weights, np.diff(ballots.starts))
    listed = np.bincount(ballots.members, weights=weights, minlength=len(election.projects))
    for position, project in enumerate(election.projects):
        row = rows.get(project.id) or ProjectRow(project.id, 0, project.cost)
        cost = str(WITHDRAWN_COST) if project.withdrawn else written(project.cost, election.scale)
        known = {
            "project_id": project.id,
            "cost": cost,
            "votes": str(int(listed[position])),
            "name": _one_line(project.name or row.name or project.id),
            "category": ",".join(_one_line(name) for name in project.categories),
            "beneficiaries": ",".join(row.beneficiaries),
            "neighborhood": row.neighborhood,
            "district": row.district,
        }
        if election.ballots.points is not None:
            known["score"] = _number(Fraction(election.scores[position], election.ballots.points_scale))
        if not row.neighborhood and not row.district and project.area:
            known["neighborhood"] = project.area
        if row.latitude is not None and row.longitude is not None:
            known |= {"latitude": repr(row.latitude), "longitude": repr(row.longitude)}
        if chosen is not None:
            also = row.selected if row.selected in (2, 3) else 0
            known["selected"] = "1" if project.id in chosen else str(also)
        known |= {name: _one_line(text) for name, text in row.extra.items() if name in PROJECT_COLUMNS}
        columns.append(known)
    names = [name for name in PROJECT_COLUMNS if any(each.get(name) for each in columns)]
    return [names, *([each.get(name, "") for name in names] for each in columns)]


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))


def _ballots(election: Election) -> Iterable[tuple[str, str]]:
    """Each voter's cells vote and points."""
    names = [project.id for project in election.projects]
    scale = election.ballots.points_scale
    for weight, members, points in election.ballots.rows():
        pairs = [(names[member], 0 if points is None else points[at]) for at, member in enumerate(members)]
        if election.kind == "points":
            pairs.sort(key=lambda pair: -pair[1])
        if not pairs:
            continue
        given = election.kind in ("points", "scores")
        cells = (
            ",".join(name for name, _ in pairs),
            ",".join(_number(Fraction(value, scale)) for _, value in pairs) if given else "",
        )
        yield from (cells for _ in range(weight))


def _votes(
    election: Election, ballots: list[tuple[str, str]], voters: Sequence[Mapping[str, str]] | None
) -> Iterable[list[str]]:
    if voters is not None and len(voters) != len(ballots):
        raise WritingError(f"{len(voters)} voters for {len(ballots)} ballots")
    told = sorted({name for voter in voters or () for name in voter}, key=_attribute_place)
    given = election.kind in ("points", "scores")
    yield ["voter_id", "vote", *(["points"] if given else []), *told]
    for number, (vote, points) in enumerate(ballots, 1):
        about = voters[number - 1] if voters else {}
        yield [str(number), vote, *([points] if given else []), *(about.get(name, "") for name in told)]
