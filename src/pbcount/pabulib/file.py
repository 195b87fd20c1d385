"""What does a .pb file hold, besides the election?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pbcount.election import Election
from pbcount.pabulib.problem import Problem

KIND_OF = {
    "approval": "approval",
    "choose-1": "choose-1",
    "cumulative": "points",
    "ordinal": "ranking",
    "scoring": "scores",
}
VOTE_TYPE_OF = {kind: vote_type for vote_type, kind in KIND_OF.items()}
WITHDRAWN_COST = 999999999
META_KEYS = [
    "description",
    "country",
    "unit",
    "district",
    "subunit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
    "default_score",
    "scoring_fn",
    "min_project_cost",
    "max_project_cost",
    "min_project_score_threshold",
    "neighborhoods",
    "subdistricts",
    "categories",
    "edition",
    "language",
    "currency",
    "fully_funded",
    "experimental",
    "comment",
    "acknowledgments",
    "leftover_budget",
    "budget_per_category",
    "budget_per_neighborhood",
    "min_length_per_category",
    "max_length_per_category",
    "min_sum_cost_per_category",
    "max_sum_cost_per_category",
]
META_REQUIRED = [
    "description",
    "country",
    "unit",
    "instance",
    "num_projects",
    "num_votes",
    "budget",
    "vote_type",
    "rule",
    "date_begin",
    "date_end",
]
RULES = [
    "greedy",
    "greedy-no-skip",
    "greedy-threshold",
    "greedy-exclusive",
    "greedy-custom",
    "equalshares",
    "equalshares-comparison",
    "equalshares/add1",
    "equalshares/add1-comparison",
    "unknown",
]
PROJECT_COLUMNS = [
    "project_id",
    "cost",
    "votes",
    "score",
    "name",
    "category",
    "beneficiaries",
    "selected",
    "neighborhood",
    "subunit",
    "district",
    "description",
    "proposer",
    "public_id",
    "latitude",
    "longitude",
]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """One line of PROJECTS. ``selected`` as the file has it (1 funded by the rule, 2 and 3 in special ways)."""

    id: str
    line: int
    cost: int
    votes: int | None = None
    score: str | None = None
    name: str = ""
    categories: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    selected: int | None = None
    neighborhood: str = ""
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One line of VOTES. ``projects`` in the order of the file, each once."""

    line: int
    voter: str
    projects: tuple[str, ...]
    points: tuple[str, ...] | None
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PabulibFile:
    """An election with all that the file says about it. ``notices`` are warnings and what was repaired."""

    election: Election
    meta: Mapping[str, str]
    projects: tuple[ProjectRow, ...]
    notices: tuple[Problem, ...]
    _ballots: Callable[[], Iterator[BallotRow]]

    def ballots(self) -> Iterator[BallotRow]:
        """Each line of VOTES, read again from the file's bytes."""
        return self._ballots()

    @property
    def selected(self) -> tuple[str, ...] | None:
        """The official winners (``selected`` = 1), or None when the file does not say."""
        if all(project.selected is None for project in self.projects):
            return None
        return tuple(project.id for project in self.projects if project.selected == 1)
