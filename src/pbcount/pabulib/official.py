"""Which rule does a .pb file say the city used, and does it give what the city chose?"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pbcount.counting import count
from pbcount.outcome import Outcome
from pbcount.pabulib.file import PabulibFile
from pbcount.spec import OptionsError, RuleSpec

LOT = "cost-votes-seed:00"
"""Cheaper first, then more votes, as the format's checker decides; nobody knows what lot the city would have drawn."""
PASSED_OVER = 3
"""So many projects may a city have passed over for reasons the file does not tell; with more, the rule is another."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A count by the declared rule beside the file's own ``selected``.

    ``passed_over``: projects that the rule would choose and the city did not, though without them the rule gives
    exactly what the city chose (as when two projects exclude each other, or one was withdrawn after the vote). The
    file does not say why; the outcome is counted without them. ``only_counted`` and ``only_selected``: what else
    differs.
    """

    outcome: Outcome
    selected: tuple[str, ...] | None
    passed_over: tuple[str, ...]
    only_counted: tuple[str, ...]
    only_selected: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.only_counted and not self.only_selected


def official_spec(file: PabulibFile) -> RuleSpec:
    """The rule, threshold and tie order the file declares. Raises ``OptionsError`` for a rule it does not define.

    Greedy rules go by points where ballots have them and the file has a column ``score``, else by votes, as the format
    says; the order of the file breaks ties.
    """
    rule = file.meta.get("rule", "")
    by_points = file.election.ballots.points is not None and any(row.score is not None for row in file.projects)
    if rule in ("greedy", "greedy-threshold"):
        threshold = _threshold(file) if rule == "greedy-threshold" else 0
        return RuleSpec("points" if by_points else "greedy", ties="file", threshold=threshold)
    if rule == "greedy-no-skip":
        return RuleSpec("greedy-stop", utility="points" if by_points else "cost", ties="file")
    if rule == "equalshares":
        return RuleSpec("equal-shares", ties=LOT)
    if rule == "equalshares/add1":
        return RuleSpec("equal-shares", completion="add1", ties=LOT)
    if rule in ("equalshares-comparison", "equalshares/add1-comparison"):
        completion = "add1" if "add1" in rule else "none"
        return RuleSpec("equal-shares", completion=completion, compare="greedy", ties=LOT)
    raise OptionsError("rule", f"the file declares the rule {rule!r}, which says too little to be counted by")


def _threshold(file: PabulibFile) -> int:
    text = file.meta.get("min_project_score_threshold", "")
    if not text.isdecimal():
        raise OptionsError("threshold", "the file declares greedy-threshold but no min_project_score_threshold")
    return int(text)


def official(file: PabulibFile) -> Agreement:
    """Count by the rule the file declares, and compare with what it says was selected."""
    spec = official_spec(file)
    election = file.election
    outcome = count(election, spec)
    selected = file.selected
    if selected is None:
        return Agreement(outcome, None, (), (), ())
    plain = outcome
    passed: list[str] = []
    while len(passed) < PASSED_OVER and set(outcome.winners) != set(selected):
        extra = [winner for winner in outcome.winners if winner not in selected]
        if not extra:
            break
        # The first one chosen that the city did not have: what follows it may only be its consequence.
        passed.append(extra[0])
        election = election.with_project(replace(election.projects[election.index[extra[0]]], withdrawn=True))
        outcome = count(election, spec)
    if set(outcome.winners) != set(selected):
        outcome, passed = plain, []
    return Agreement(
        outcome,
        selected,
        tuple(passed),
        tuple(sorted(set(outcome.winners) - set(selected))),
        tuple(sorted(set(selected) - set(outcome.winners))),
    )
