"""How is a count shown to a person at a terminal?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pbcount import measures
from pbcount.counting import count
from pbcount.election import Election
from pbcount.explain import Explanation, explain
from pbcount.outcome import Outcome, Step
from pbcount.pabulib.numbers import written
from pbcount.spec import RuleSpec

NAME_WIDTH = 44
MOST_DIVIDED = 400_000
"""Maximin support is compared where distinct ballots times projects are no more; beyond that it takes minutes."""
WHY = {
    "fits": "won",
    "bought": "won",
    "free": "won, costs nothing",
    "does-not-fit": "did not fit what was left",
    "stopped": "the count had stopped",
    "supporters-cannot-pay": "its supporters could not pay",
    "no-votes": "nobody named it",
    "too-dear": "dearer than the budget",
    "below-threshold": "below the threshold",
    "withdrawn": "withdrawn",
    "nearly-fits": "won, most of its cost was left",
    "no-place": "no place left for it",
    "not-in-best": "not in the best set",
    "makes-room": "shut out, as too dear for enough others to win",
    "not-liked": "more against it than for it",
}


def columns(rows: Sequence[Sequence[str]], right: Sequence[int]) -> str:
    """Rows under each other, the columns in ``right`` aligned to the right."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def outcome_table(election: Election, outcome: Outcome) -> str:
    named = {project.id: project.name for project in election.projects}
    rows = [["", "id", "project", "cost", "votes", "price", "why"]]
    for step in outcome.steps:
        name = named[step.project]
        short = name if len(name) <= NAME_WIDTH else name[: NAME_WIDTH - 1] + "…"
        price = "" if step.price is None else f"{step.price / outcome.scale:.2f}"
        cost = written(step.cost, outcome.scale)
        mark = "✓" if step.chosen else "·"
        rows.append([mark, step.project, short, cost, str(step.supporters), price, WHY[step.reason]])
    head = (
        f"{outcome.rule}, {outcome.voters} ballots, {len(outcome.winners)} of {outcome.projects} projects, "
        f"{written(outcome.spent, outcome.scale)} of {written(outcome.budget, outcome.scale)} spent"
    )
    lines = [head, *_endowment(outcome), "", columns(rows, right=(3, 4, 5)), ""]
    for tie in outcome.ties:
        weight = "it mattered" if tie.mattered else "it did not matter"
        lines.append(f"Tie in round {tie.round + 1}: {', '.join(tie.projects)}; {tie.chosen} came first; {weight}.")
    lines.append(f"Digest {outcome.digest}")
    return "\n".join(lines)


def _endowment(outcome: Outcome) -> list[str]:
    lines = []
    if outcome.endowment:
        start, final = (float(money) / outcome.scale for money in (outcome.endowment.start, outcome.endowment.final))
        raised = f", raised to {final:.2f} in {outcome.endowment.added} steps" if outcome.endowment.added else ""
        lines.append(f"each ballot holds {start:.2f}{raised}")
    if outcome.comparison:
        compared = outcome.comparison
        taken = "greedy is taken" if compared.taken else "greedy is not taken"
        lines.append(
            f"{compared.more_here} voters have more of their projects here, {compared.more_there} under greedy: {taken}"
        )
    return lines


def explanation_text(election: Election, outcome: Outcome, reasons: Explanation, project: str) -> str:
    told = reasons.of(project)
    step = next(step for step in outcome.steps if step.project == project)
    scale = outcome.scale
    lines = ["", f"{project}: {WHY[told.reason]}; {told.votes} votes, cost {written(told.cost, scale)}"]
    lines += _won(step, scale) if told.won else _lost(election, reasons, project)
    return "\n".join(lines)


def _won(step: Step, scale: int) -> list[str]:
    if step.price is None:
        return [f"  {written(step.left, scale)} was left of the budget after it"]
    rest = f", {step.paying_rest} gave what they had left, which was less" if step.paying_rest else ""
    return [f"  {step.paying_full} supporters paid {step.price / scale:.2f} each{rest}"]


def _lost(election: Election, reasons: Explanation, project: str) -> list[str]:
    told = reasons.of(project)
    scale = election.scale
    lines = []
    if told.supporters_left is not None:
        left = told.supporters_left / scale
        lines.append(f"  its supporters had {left:.2f} left of the {written(told.cost, scale)} it costs")
    else:
        lines.append(f"  {written(told.budget_left, scale)} was left of the budget")
    if told.effective_support is not None:
        lines.append(f"  effective support {100 * told.effective_support:.1f} %")
    for winner, money in told.spent_on[:5]:
        lines.append(f"  {money / scale:.2f} of its supporters' money went to {winner}")
    other = reasons.counterfactual(project)
    if other.more_supporters is not None:
        lines.append(f"  it would have won with {other.more_supporters} more supporters")
    if other.lower_cost is not None:
        lines.append(f"  it would have won at a cost of {written(other.lower_cost, scale)}")
    return lines


def comparable(election: Election, ties: str) -> list[tuple[str, RuleSpec]]:
    """The rules worth comparing on these ballots, each with the name it is shown under."""
    specs = [
        ("greedy", RuleSpec("greedy", ties=ties)),
        ("greedy per krona", RuleSpec("greedy", utility="cardinality", ties=ties)),
        ("greedy-stop", RuleSpec("greedy-stop", ties=ties)),
        ("phragmen", RuleSpec("phragmen", ties=ties)),
        ("equal-shares", RuleSpec("equal-shares", ties=ties)),
        ("equal-shares add1", RuleSpec("equal-shares", completion="add1", ties=ties)),
        ("… then greedy", RuleSpec("equal-shares", completion="add1-then-greedy", ties=ties)),
        ("equal-shares by number", RuleSpec("equal-shares", utility="cardinality", completion="add1", ties=ties)),
    ]
    specs.insert(4, ("bounded-overspending", RuleSpec("bounded-overspending", ties=ties)))
    if election.ballots.groups * len(election.projects) <= MOST_DIVIDED:
        specs.insert(4, ("maximin-support", RuleSpec("maximin-support", ties=ties)))
    if election.ballots.points is not None:
        by_points = RuleSpec("equal-shares", utility="points", completion="add1", ties=ties)
        specs += [("points", RuleSpec("points", ties=ties)), ("equal-shares by points", by_points)]
    return specs


def comparison_table(election: Election, ties: str) -> tuple[str, list[dict[str, Any]]]:
    """Text and values: each rule with its winners and measures."""
    rows = [["rule", "winners", "spent", "voters with any", "own winners", "power inequality", "EJR+ broken"]]
    values: list[dict[str, Any]] = []
    chosen: dict[str, tuple[str, ...]] = {}
    for name, spec in comparable(election, ties):
        outcome = count(election, spec)
        winners = chosen[name] = outcome.winners
        broken = len(measures.ejr_plus_violations(election, winners))
        told = {
            "name": name,
            "spec": spec.to_json(),
            "winners": list(winners),
            "spent": written(outcome.spent, election.scale),
            "exclusion_ratio": measures.exclusion_ratio(election, winners),
            "average_satisfaction": measures.average_satisfaction(election, winners),
            "power_inequality": measures.power_inequality(election, winners),
            "ejr_plus_violations": broken,
            "tenths": list(explain(election, outcome).tenths),
        }
        values.append(told)
        included = 100 * (1 - measures.exclusion_ratio(election, winners))
        rows.append(
            [
                name,
                str(len(winners)),
                str(told["spent"]),
                f"{included:.1f} %",
                f"{told['average_satisfaction']:.2f}",
                f"{told['power_inequality']:.2f}",
                str(broken),
            ]
        )
    marks = [["id", "cost", "votes", *(str(at) for at in range(1, len(chosen) + 1))]]
    for position, project in enumerate(election.projects):
        won = ["✓" if project.id in winners else "·" for winners in chosen.values()]
        marks.append([project.id, written(project.cost, election.scale), str(election.votes[position]), *won])
    numbered = [["", *rows[0]], *([str(at), *row] for at, row in enumerate(rows[1:], 1))]
    text = columns(numbered, right=(0, 2, 3, 4, 5, 6, 7)) + "\n\n" + columns(marks, right=(1, 2))
    if "maximin-support" not in chosen:
        text += (
            "\n\nmaximin-support is left out: on so many ballots it takes long. Count it with --rule maximin-support."
        )
    return text, values
