"""Is a .pb file sound by all the rules of the format, not only fit to be counted?"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import BinaryIO

from pbcount.pabulib.file import META_KEYS, META_REQUIRED, PROJECT_COLUMNS, RULES, PabulibFile
from pbcount.pabulib.numbers import NumberError, decimal
from pbcount.pabulib.official import official
from pbcount.pabulib.problem import Findings, PabulibError, Problem
from pbcount.pabulib.reading import read
from pbcount.spec import OptionsError

WHOLE = (
    "min_length",
    "max_length",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "min_project_cost",
    "max_project_cost",
    "min_project_score_threshold",
)
NUMBERS = ("min_sum_cost", "max_sum_cost")
PAIRS = (("min_length", "max_length"), ("min_sum_cost", "max_sum_cost"), ("min_project_cost", "max_project_cost"))
_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def check(source: Path | str | bytes | BinaryIO, repair: bool = False) -> list[Problem]:
    """Everything found, errors first, then by line. No error means that the file can be counted and is sound."""
    try:
        file = read(source, repair=repair)
    except PabulibError as wrong:
        return wrong.problems
    found = Findings(repair=False)
    try:
        _meta(file, found)
        _projects(file, found)
        _selected(file, found)
    except PabulibError as wrong:
        return wrong.problems
    problems = [*found.problems, *file.notices]
    return sorted(problems, key=lambda problem: (problem.severity != "error", problem.line or 0))


def _meta(file: PabulibFile, found: Findings) -> None:
    meta = file.meta
    for key in META_REQUIRED:
        if key not in meta:
            found.error(None, key, "key-missing", key=key)
    if meta["vote_type"] == "cumulative" and "max_sum_points" not in meta:
        found.error(None, "max_sum_points", "key-missing", key="max_sum_points")
    place = -1
    for key, value in meta.items():
        if not value:
            found.error(None, key, "value-missing")
        if key not in META_KEYS:
            found.error(None, key, "key-unknown", key=key)
            continue
        if META_KEYS.index(key) < place:
            found.warn(None, key, "key-order", key=key)
        place = max(place, META_KEYS.index(key))
    if "rule" in meta and meta["rule"] not in RULES:
        found.error(None, "rule", "choice-unknown", value=repr(meta["rule"]), allowed=", ".join(RULES))
    _limits(file, found)
    _dates(file, found)


def _limits(file: PabulibFile, found: Findings) -> None:
    values = {}
    for key in (*WHOLE, *NUMBERS):
        if not file.meta.get(key):
            continue
        try:
            values[key] = decimal(file.meta[key])
        except NumberError as wrong:
            found.error(None, key, wrong.code, value=repr(file.meta[key][:40]))
            continue
        if key in WHOLE and values[key].denominator != 1:
            found.error(None, key, "integer-wrong", value=repr(file.meta[key][:40]))
    for low, high in PAIRS:
        if low in values and high in values and values[low] > values[high]:
            found.error(None, low, "limit-order", low=file.meta[low], high=file.meta[high])
    if values.get("max_length", 0) > len(file.projects):
        found.error(None, "max_length", "limit-order", low=file.meta["max_length"], high=len(file.projects))


def _dates(file: PabulibFile, found: Findings) -> None:
    days = []
    for key in ("date_begin", "date_end"):
        text = file.meta.get(key, "")
        day = _date(text)
        if text and day is None:
            found.error(None, key, "date-wrong", value=repr(text[:40]))
        days.append(day)
    begin, end = days
    if begin and end and end < begin[: len(end)]:
        found.error(None, "date_end", "date-order", begin=file.meta["date_begin"], end=file.meta["date_end"])


def _date(text: str) -> tuple[int, ...] | None:
    if re.fullmatch(r"\d{4}", text):
        return (int(text),)
    parts = _DATE.fullmatch(text)
    if not parts:
        return None
    day, month, year = (int(part) for part in parts.groups())
    try:
        date(year, month, day)
    except ValueError:
        return None
    return (year, month, day)


def _projects(file: PabulibFile, found: Findings) -> None:
    budget = file.election.budget
    for row, project in zip(file.projects, file.election.projects, strict=True):
        if not project.cost:
            found.error(row.line, "cost", "project-free", id=row.id)
        if project.cost > budget and not project.withdrawn:
            found.error(row.line, "cost", "project-dear", id=row.id, cost=str(project.cost), budget=str(budget))
        for name in row.extra:
            if name not in PROJECT_COLUMNS:
                found.warn(row.line, name, "key-unknown", key=name)
    if all(row.votes is None and row.score is None for row in file.projects):
        found.warn(None, None, "votes-and-score-missing")


def _selected(file: PabulibFile, found: Findings) -> None:
    try:
        agreement = official(file)
    except OptionsError:
        return
    if agreement.selected is None:
        return
    wrong = [*agreement.passed_over, *agreement.only_counted, *agreement.only_selected]
    if wrong:
        found.error(
            None,
            "selected",
            "selected-mismatch",
            rule=file.meta["rule"],
            should=", ".join(agreement.outcome.winners),
            ids=", ".join(wrong),
        )
