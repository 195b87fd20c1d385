"""What would a rule have given on ballots that are tried: a real file's, one's own earlier ones, or invented ones?

Only computed here: who may try, and that it is kept, is decided by actions.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import comparing, elections, telling
from medborgarbudget.domain.counting.file_problems import in_words
from medborgarbudget.domain.counting.invented import Invention, invent
from medborgarbudget.domain.counting.models import Count, Simulation, SimulationSource
from pbcount import Election, OptionsError, Outcome, RuleSpec
from pbcount.pabulib import PabulibError, PabulibFile, read

TRIED = "tried"
"""Name of the rule that is tried, among those it is compared with."""


class CannotTry(Exception):  # noqa: N818 - it reads as the sentence "cannot try"
    """The rule cannot be tried on these ballots. `reasons` are sentences in the language in use."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


@dataclass(frozen=True, slots=True)
class Ballots:
    """An election to try on, what its projects are called, and whether its categories are the file format's own."""

    election: Election
    titles: dict[str, str]
    imported: bool = False


def title_of(data: bytes, file_name: str) -> str:
    """What the election in a file is called. Raises CannotTry with line, column and reason where it cannot be read."""
    file = _read(data)
    parts = [file.meta.get(key, "").strip() for key in ("unit", "subunit", "instance")]
    return ", ".join(part for part in parts if part) or file_name


def run(simulation: Simulation, spec: RuleSpec, tell: Callable[[int, int], None]) -> dict[str, Any]:
    """Count by the tried rule and by those it is compared with. `tell` is told how many rules are done, of how many."""
    ballots = ballots_of(simulation)
    election = ballots.election
    by_points = election.ballots.points is not None
    tried = fitted(spec, by_points=by_points)
    others = comparing.variants(tried, by_points=by_points)
    tell(0, 1 + len(others))
    numbers = {project.id: number for number, project in enumerate(election.projects, 1)}
    found: list[dict[str, Any]] = []
    left_out: list[str] = []
    for done, variant in enumerate([comparing.Variant(TRIED, tried), *others], 1):
        try:
            outcome = comparing.counted(election, variant.spec) if found else _tried(election, variant.spec)
        except OptionsError as wrong:
            raise CannotTry([_("Räknesättet passar inte de här rösterna: %(why)s") % {"why": wrong}]) from wrong
        if outcome is None:
            left_out.append(variant.name)
        else:
            story = telling.story_of(election, outcome, numbers, translate_categories=ballots.imported)
            found.append(
                {
                    "name": variant.name,
                    "spec": variant.spec.to_json(),
                    "story": story.to_json(),
                    "measures": comparing.measured(election, outcome).to_json(),
                }
            )
        tell(done, 1 + len(others))
    return {
        "projects": [
            [numbers[project.id], ballots.titles[project.id], project.cost // election.scale]
            for project in election.projects
        ],
        "counts": found,
        "left_out": left_out,
    }


def _tried(election: Election, spec: RuleSpec) -> Outcome:
    """The outcome of the rule that is tried. Raises OptionsError where it does not fit, and CannotTry when its time is up."""
    try:
        return comparing.counted_in_time(election, spec)
    except comparing.TookTooLong as late:
        raise CannotTry(
            [
                _(
                    "Räknesättet tar för lång tid på så här många röster. Det fick räkna i %(minutes)s minuter. Prova på färre röster."
                )
                % {"minutes": round(comparing.AT_MOST / 60)}
            ]
        ) from late


def ballots_of(simulation: Simulation) -> Ballots:
    """The ballots that the simulation is tried on."""
    match simulation.source:
        case SimulationSource.FILE:
            file = _read(gzip.decompress(bytes(simulation.data or b"")))
            titles = {row.id: " ".join(row.name.split()) or row.id for row in file.projects}
            return Ballots(file.election, titles, imported=True)
        case SimulationSource.VOTE:
            kept = Count.objects.of(simulation.organisation).filter(pk=simulation.settings["count"]).first()
            if kept is None:
                raise CannotTry([_("Omröstningen finns inte kvar.")])
            election = elections.election_of(kept.vote, kept.pot)
            return Ballots(election, {project.id: project.name for project in election.projects})
        case _:
            election = invent(Invention.from_json(simulation.settings))
            return Ballots(election, {project.id: project.name for project in election.projects})


def fitted(spec: RuleSpec, *, by_points: bool) -> RuleSpec:
    """The rule as it is meant on ballots that give points: by points instead of votes."""
    if not by_points:
        return spec
    if spec.rule == "greedy":
        return RuleSpec("points", ties=spec.ties, threshold=spec.threshold)
    if spec.rule in {"greedy-stop", "equal-shares", "bounded-overspending"}:
        return replace(spec, utility="points")
    return spec


def _read(data: bytes) -> PabulibFile:
    try:
        file = read(data)
    except PabulibError as wrong:
        raise CannotTry([in_words(problem) for problem in wrong.problems]) from wrong
    if not file.projects:
        raise CannotTry([_("Filen har inga projekt.")])
    if not file.election.voters:
        raise CannotTry([_("Filen har inga röster.")])
    return file
