"""What does a person get to read of a count: who won, why, why the others did not, and how it fell out for the voters?

One page of HTML that needs nothing else (pictures inside it, no scripts), and the pictures as files of their own.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from html import escape

from pbcount import measures
from pbcount.counting import count
from pbcount.election import Election
from pbcount.explain import Counterfactual, Explanation, ProjectExplanation, SearchStoppedError, Share, counterfactual
from pbcount.outcome import Outcome
from pbcount.pabulib.numbers import written
from pbcount.pictures import Bar, Picture, table
from pbcount.spec import RuleSpec
from pbcount.tables import WHY

SEARCH_SECONDS = 20.0
"""So long it is looked for what would have made losers win; the others are left without."""
MOST_DRAWN = 60
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:52rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;margin:1rem 0;display:block;overflow-x:auto}"
    "th,td{text-align:left;padding:.3rem .7rem;border-bottom:1px solid #ccd3d9;vertical-align:top}"
    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}svg{max-width:100%;height:auto}"
    "h1{line-height:1.2}h2{margin-top:2.5rem}dt{font-weight:600;margin-top:1rem}dd{margin:0}code{overflow-wrap:anywhere}"
)


def pictures(election: Election, reasons: Explanation) -> list[Picture]:
    named = {project.id: project.name or project.id for project in election.projects}
    drawn = []
    told = list(reasons.projects)
    if any(each.effective_support is not None for each in told):
        told.sort(key=lambda each: (not each.won, -(each.effective_support or 0.0), -each.votes))
        bars = [
            Bar(named[e.id], (e.effective_support or 0.0,), f"{100 * (e.effective_support or 0):.1f} %", e.won)
            for e in told
        ]
        title = "How much of its cost each project's supporters covered"
        drawn.append(Picture("support", title, ("project", "effective support"), tuple(bars[:MOST_DRAWN]), 1.0))
    told.sort(key=lambda each: (-each.votes, each.id))
    bars = [Bar(named[e.id], (float(e.votes),), str(e.votes), e.won) for e in told]
    drawn.append(
        Picture("votes", "Votes, winners in the darker colour", ("project", "votes"), tuple(bars[:MOST_DRAWN]))
    )
    voters = reasons.voters or 1
    bars = [
        Bar(str(wins), (many / voters,), f"{100 * many / voters:.1f} %", wins > 0)
        for wins, many in sorted(reasons.voters_by_wins.items())
    ]
    title = "Voters by how many of their projects won"
    drawn.append(Picture("satisfaction", title, ("projects won", "voters"), tuple(bars)))
    bars = [Bar(str(at), (part,), f"{100 * part:.1f} %") for at, part in enumerate(reasons.tenths, 1)]
    title = "Money decided by each tenth of the voters, from those who decided least"
    drawn.append(Picture("tenths", title, ("tenth", "part of the money"), tuple(bars), 0.1))
    for name, shares in (("categories", reasons.categories), ("areas", reasons.areas)):
        if shares:
            drawn.append(_shares(name, shares))
    return drawn


def _shares(name: str, shares: Sequence[Share]) -> Picture:
    bars = [
        Bar(s.name or "(none)", (s.votes, s.money), f"{100 * s.votes:.0f} / {100 * s.money:.0f} %")
        for s in sorted(shares, key=lambda share: -share.votes)[:MOST_DRAWN]
    ]
    title = f"Votes and money by {'category' if name == 'categories' else 'area'}"
    return Picture(name, title, (name, "part of the votes", "part of the money"), tuple(bars))


def searched(election: Election, outcome: Outcome, seconds: float = SEARCH_SECONDS) -> dict[str, Counterfactual]:
    """For losers, those with most votes first, what would have made them win; as many as there is time for."""
    until = time.monotonic() + seconds
    found: dict[str, Counterfactual] = {}
    order = sorted(range(len(election.projects)), key=lambda position: -election.votes[position])
    for position in order:
        project = election.projects[position]
        if project.id in outcome.winners or project.withdrawn:
            continue
        try:
            found[project.id] = counterfactual(election, outcome, project.id, lambda: time.monotonic() < until)
        except SearchStoppedError:
            break
    return found


def sentences(
    election: Election, outcome: Outcome, told: ProjectExplanation, other: Counterfactual | None
) -> tuple[str, ...]:
    """Why it won or did not, in two or three sentences."""
    scale = election.scale

    def money(units: float) -> str:
        return written(int(units), 1) if scale == 1 and units == int(units) else f"{units / scale:.2f}"

    cost = written(told.cost, scale)
    if told.won:
        if told.price is None:
            return (f"It won: {told.votes} voters named it, and its cost of {cost} fitted what was left.",)
        rest = ""
        if told.paying_rest:
            rest = f" Another {told.paying_rest} gave what they had left, which was less."
        return (f"It won: {told.paying_full} of its {told.votes} supporters paid {money(told.price)} each.{rest}",)
    if told.reason not in ("supporters-cannot-pay", "does-not-fit", "stopped"):
        said = [f"It did not win: {WHY[told.reason]}."]
    elif told.supporters_left is not None:
        part = (
            ""
            if told.effective_support is None
            else f" At best they would have covered {100 * told.effective_support:.1f} %."
        )
        said = [
            f"It did not win: its {told.votes} supporters had {money(told.supporters_left)} left of the {cost} it costs.{part}"
        ]
    else:
        said = [f"It did not win: it costs {cost}, and {written(told.budget_left, scale)} was left when its turn came."]
    if told.spent_on:
        went = ", ".join(f"{money(amount)} to {winner}" for winner, amount in told.spent_on[:4])
        said.append(f"Of its supporters' money went {went}{' and more elsewhere' if len(told.spent_on) > 4 else ''}.")
    if other is not None:
        ways = []
        if other.more_supporters is not None:
            ways.append(f"with {other.more_supporters} more supporters")
        if other.lower_cost is not None:
            ways.append(f"at a cost of {written(other.lower_cost, scale)}")
        said.append(
            f"It would have won {' or '.join(ways)}."
            if ways
            else "No number of new supporters nor a lower cost alone would have made it win."
        )
    return tuple(said)


def html(election: Election, outcome: Outcome, reasons: Explanation, others: dict[str, Counterfactual]) -> str:
    spec = outcome.spec
    name = election.meta.get("description") or "Count"
    spent, budget = written(outcome.spent, outcome.scale), written(outcome.budget, outcome.scale)
    some = f"{reasons.voters_with_any} voters ({_percent(reasons.voters_with_any, reasons.voters)})"
    won = f"{len(outcome.winners)} of {outcome.projects} projects won, {spent} of {budget} is spent"
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_e(name)}: {_e(spec.rule)}</title><style>{STYLE}</style></head><body>",
        f"<h1>{_e(name)}</h1>",
        f"<p>Counted by <strong>{_e(spec.rule)}</strong>: {outcome.voters} ballots, {won}.",
        f"{some} got at least one of their projects.</p>",
    ]
    if outcome.endowment:
        start, final = (float(share) / outcome.scale for share in (outcome.endowment.start, outcome.endowment.final))
        raised = f", raised to {final:.2f} in {outcome.endowment.added} steps" if outcome.endowment.added else ""
        parts.append(f"<p>Each ballot held {start:.2f} at first{raised}.</p>")
    parts.append("<h2>Projects</h2>" + _projects(election, reasons))
    for picture in pictures(election, reasons):
        parts.append(f"<h2>{_e(picture.title)}</h2>{picture.svg()}")
        parts.append(f"<details><summary>As a table</summary>{_table(table(picture), numbers=1)}</details>")
    parts.append("<h2>Beside greedy</h2>" + _table(beside_greedy(election, outcome), numbers=1))
    parts.append("<h2>Why</h2><dl>")
    for position, told in enumerate(reasons.projects):
        title = election.projects[position].name or told.id
        said = " ".join(sentences(election, outcome, told, others.get(told.id)))
        parts.append(f"<dt>{_e(title)} ({_e(told.id)})</dt><dd>{_e(said)}</dd>")
    parts.append("</dl>")
    if outcome.ties:
        parts.append("<h2>Ties</h2><ul>")
        for tie in outcome.ties:
            mattered = "it mattered" if tie.mattered else "it did not matter"
            parts.append(
                f"<li>Round {tie.round + 1}: {_e(', '.join(tie.projects))}; {_e(tie.chosen)} came first; {mattered}.</li>"
            )
        parts.append("</ul>")
    options = ", ".join(f"{key} {value}" for key, value in spec.to_json().items() if value not in (None, [], 0))
    parts.append(f"<h2>To repeat the count</h2><p>{_e(options)}.</p><p>Digest <code>{outcome.digest}</code></p>")
    parts.append("</body></html>\n")
    return "\n".join(parts)


def beside_greedy(election: Election, outcome: Outcome) -> list[list[str]]:
    """The measures of this outcome and of greedy, as a table."""
    greedy = count(election, RuleSpec("greedy", ties=outcome.spec.ties))
    rows = [["", outcome.rule, "greedy"]]
    both = (outcome, greedy)
    rows.append(["winners", *(str(len(each.winners)) for each in both)])
    rows.append(["spent", *(written(each.spent, each.scale) for each in both)])
    rows.append(
        ["voters with none of theirs", *(f"{100 * measures.exclusion_ratio(election, e.winners):.1f} %" for e in both)]
    )
    rows.append(
        ["winners a voter named", *(f"{measures.average_satisfaction(election, each.winners):.2f}" for each in both)]
    )
    rows.append(["power inequality", *(f"{measures.power_inequality(election, each.winners):.2f}" for each in both)])
    rows.append(["EJR+ broken", *(str(len(measures.ejr_plus_violations(election, each.winners))) for each in both)])
    return rows


def _projects(election: Election, reasons: Explanation) -> str:
    rows = [["", "id", "project", "cost", "votes", "effective support"]]
    for project, told in zip(election.projects, reasons.projects, strict=True):
        support = "" if told.effective_support is None else f"{100 * told.effective_support:.1f} %"
        cost = written(project.cost, election.scale)
        rows.append(["won" if told.won else "", project.id, project.name, cost, str(told.votes), support])
    first, rest = rows[0], sorted(rows[1:], key=lambda row: row[0] == "")
    return _table([first, *rest], numbers=3)


def _table(rows: Sequence[Sequence[str]], numbers: int) -> str:
    """``numbers``: from this column on they are aligned to the right."""
    head, *body = rows

    def cells(row: Sequence[str], tag: str) -> str:
        return "".join(f"<{tag}{' class=n' if at >= numbers else ''}>{_e(cell)}</{tag}>" for at, cell in enumerate(row))

    lines = "".join(f"<tr>{cells(row, 'td')}</tr>" for row in body)
    return f"<table><thead><tr>{cells(head, 'th')}</tr></thead><tbody>{lines}</tbody></table>"


def _percent(some: int, whole: int) -> str:
    return f"{100 * some / whole:.1f} %" if whole else "0 %"


def _e(text: str) -> str:
    return escape(text)
