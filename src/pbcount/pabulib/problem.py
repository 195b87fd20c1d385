"""What is wrong with a .pb file, where, and in words a program can translate?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN = 200
"""More problems than this are not listed: the file is something else altogether."""

MESSAGES = {
    "not-utf8": "the file is not UTF-8 text (byte {byte})",
    "nul": "the file holds a NUL character: it is not text",
    "return-alone": "a carriage return stands alone inside the line",
    "empty-file": "the file is empty",
    "before-section": "expected META, found {found}",
    "section-missing": "the section {section} is missing",
    "section-twice": "the section {section} occurs twice",
    "section-order": "the section {section} stands in the wrong place; the order is META, PROJECTS, VOTES",
    "header-missing": "the section {section} has no header line",
    "header-wrong": "the header of META must be key;value, not {found}",
    "first-column": "the first column of {section} must be {column}, not {found}",
    "column-missing": "the column {column} is missing in {section}",
    "column-twice": "the column {column} occurs twice in {section}",
    "column-nameless": "column {number} of {section} has no name",
    "row-short": "the row has {found} cells, the header {expected}",
    "row-long": "the row has {found} cells, the header {expected}",
    "row-empty": "the line is empty",
    "quote-open": "a quoted cell is never closed",
    "cell-wrong": "the line cannot be taken apart into cells: {reason}",
    "cell-long": "the cell is longer than {limit} characters",
    "key-twice": "the key {key} occurs twice",
    "key-empty": "the key is empty",
    "key-missing": "the key {key} is missing",
    "key-unknown": "the key {key} is not part of the format",
    "key-order": "the key {key} does not stand in the format's order",
    "value-missing": "the value is empty",
    "number-wrong": "{value} is not a number (digits, with a point before decimals)",
    "number-comma": "{value} has a decimal comma; the format wants a point",
    "number-negative": "{value} is negative",
    "number-large": "{value} has more digits than any amount of money",
    "integer-wrong": "{value} is not a whole number",
    "choice-unknown": "{value} is not one of {allowed}",
    "count-differs": "the file says {said}, but has {found}",
    "date-wrong": "{value} is neither a year nor a date as DD.MM.YYYY",
    "date-order": "the vote ends ({end}) before it begins ({begin})",
    "limit-order": "{low} is more than {high}",
    "project-id-empty": "the project id is empty",
    "project-id-comma": "the project id {id} holds a comma, which separates ids on a ballot",
    "project-twice": "the project {id} occurs twice (first on line {first})",
    "project-free": "the project {id} costs nothing",
    "project-dear": "the project {id} costs more than the budget ({cost} > {budget})",
    "project-withdrawn": "the project {id} has the cost 999999999: withdrawn, it cannot win",
    "coordinate-wrong": "{value} is not a {column}",
    "coordinate-half": "latitude and longitude must both be given or both be empty",
    "selected-wrong": "{value} is not one of 0, 1, 2, 3",
    "blank-around": "the cell begins or ends with a blank: {value!r}",
    "blank-in-list": "there are blanks round a comma: {value!r}",
    "votes-differ": "the project {id} says {said} votes, the ballots give {found}",
    "score-differs": "the project {id} says {said} points, the ballots give {found}",
    "voter-id-empty": "the voter id is empty",
    "voter-twice": "the voter {id} occurs twice (first on line {first})",
    "vote-empty": "the ballot names no project",
    "vote-gap": "the ballot has an empty place in its list: {value!r}",
    "project-unknown": "the ballot names a project that is not listed: {id!r}",
    "project-repeated": "the ballot names the project {id} twice; it is counted once",
    "one-project": "the ballot names {found} projects; this kind of vote allows one",
    "too-many-projects": "the ballot names {found} projects; at most {limit} are allowed",
    "too-few-projects": "the ballot names {found} projects; at least {limit} are needed",
    "points-missing": "the ballot has no points",
    "points-count": "the ballot names {projects} projects and gives {points} numbers of points",
    "points-wrong": "{value} is not a number of points",
    "points-negative": "{value} points are negative",
    "points-sum": "the ballot gives {found} points in all; at most {limit} are allowed",
    "selected-mismatch": "the rule {rule} chooses {should}, the file says otherwise for {ids}",
    "order-differs": "the columns of {section} do not stand in the format's order",
    "votes-and-score-missing": "projects have neither votes nor score",
    "not-a-file": "{reason}",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """``code`` is stable and ``params`` fill its message, so that it can be said in any language.

    ``line`` counts from 1; ``column`` is the name of the column, or the key in META. ``severity`` is ``error`` (the
    file is refused), ``repaired`` (it was an error, and has been put right) or ``warning``.
    """

    line: int | None
    column: str | None
    code: str
    params: dict[str, object] = field(default_factory=dict)
    severity: str = "error"

    @property
    def message(self) -> str:
        return MESSAGES[self.code].format(**self.params)

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        return f"{place}{f', {self.column}' if self.column else ''}: {self.message}"


class PabulibError(ValueError):
    """A file that cannot be read, with every reason found (at most ``SHOWN``)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        more = f" (and {len(self.problems) - 1} more problems)" if len(self.problems) > 1 else ""
        super().__init__(f"{self.problems[0]}{more}")


class Findings:
    """Gathers problems while a file is read; in repair mode what can be put right is noted, not refused."""

    def __init__(self, repair: bool) -> None:
        self.repair = repair
        self.problems: list[Problem] = []
        self.errors = 0

    def error(self, line: int | None, column: str | None, code: str, /, **params: object) -> None:
        self._note(Problem(line, column, code, params))
        self.errors += 1
        if self.errors >= SHOWN:
            self.stop()

    def mend(self, line: int | None, column: str | None, code: str, /, **params: object) -> None:
        """An error, unless repairing was asked for."""
        if self.repair:
            self._note(Problem(line, column, code, params, "repaired"))
        else:
            self.error(line, column, code, **params)

    def warn(self, line: int | None, column: str | None, code: str, /, **params: object) -> None:
        self._note(Problem(line, column, code, params, "warning"))

    def _note(self, problem: Problem) -> None:
        if len(self.problems) < 5 * SHOWN or problem.severity == "error":
            self.problems.append(problem)

    def stop(self) -> None:
        """Refuse the file if anything so far is an error."""
        if self.errors:
            raise PabulibError([problem for problem in self.problems if problem.severity == "error"])
