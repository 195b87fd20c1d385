"""How does a finished vote leave the product: as a .pb file that anyone can count again, and as a table for a spreadsheet?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import elections
from medborgarbudget.domain.counting.models import Count
from medborgarbudget.domain.counting.queries import OptionResult, Result, file_name
from medborgarbudget.domain.voting.models import VoteOption
from medborgarbudget.foundation.clock import to_local
from pbcount.pabulib import ProjectRow, write

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes a cell beginning with for a formula."""


def pb_of(kept: Count) -> bytes:
    """The pot's election with its ballots as a .pb file: read back it has the count's digest, and counted it gives the same winners.

    Voters are numbered in the order of the ballots' random keys; nothing else is told of them.
    """
    vote, spec = kept.vote, kept.spec
    election = elections.election_of(vote, kept.pot)
    source = vote.definition.get(elections.SOURCE)
    cycle = vote.cycle
    meta = {
        "description": f"{cycle.organisation.name}, {cycle.name}",
        "country": "Sweden",
        "unit": cycle.organisation.name,
        "subunit": kept.pot.name,
        "instance": str(cycle.year),
        "rule": _rule_of(kept),
        "date_begin": f"{to_local(vote.opens_at):%d.%m.%Y}",
        "date_end": f"{to_local(vote.closes_at):%d.%m.%Y}",
        "language": "sv",
        "currency": "SEK",
        **(source["meta"] if source else {}),
    }
    if source:
        meta["rule"] = _rule_of(kept)
    if spec["threshold"]:
        meta["min_project_score_threshold"] = str(spec["threshold"])
    limit = vote.rule_sheet.max_choices
    if limit and election.kind == "approval":
        meta["max_length"] = str(limit)
    if election.kind == "points":
        meta["max_sum_points"] = str(
            max((sum(points or ()) for _weight, _members, points in election.ballots.rows()), default=0)
        )
    options = vote.options.filter(pot=kept.pot).select_related("proposal")
    return write(election, meta, projects=_rows(options, source), selected=kept.outcome["winners"])


def outcome_of(kept: Count) -> bytes:
    """The count as JSON: rule, winners in order, steps, ties, certificate and digest, as pbcount gives them."""
    return _json(kept.outcome)


def certificate_of(kept: Count) -> bytes:
    """What proves an Equal Shares count without repeating it, as JSON with whole numbers and fractions as text.

    For each winner in order: `full` voters paid its price, `poor` gave less, and `earlier` says how many of these had paid which earlier
    price. With the ballots' file this gives every price exactly, and anyone can check that each winner was paid for and was the cheapest.
    """
    outcome = kept.outcome
    names = ("rule", "winners", "digest", "budget", "scale", "voters", "certificate")
    told = {name: outcome.get(name, kept.spec["rule"]) for name in names}
    return _json({"format": 1, "spec": kept.spec, **told, "file": file_name(kept, "pb")})


def _json(values: object) -> bytes:
    return (json.dumps(values, ensure_ascii=False, indent=1) + "\n").encode()


def csv_of(result: Result) -> str:
    """The result as a table, one row per proposal, for a spreadsheet in Swedish (semicolons, a byte order mark)."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(
        [
            _("Pott"), _("Nummer"), _("Referens"), _("Förslag"), _("Tema"), _("Område"), _("Kostnad i kronor"),
            _("Röster"), _("Stöd i procent av kostnaden"), _("Vann"), _("Varför"),
        ]
    )  # fmt: skip
    for pot in result.pots:
        for each in [*pot.winners, *pot.others]:
            lines.writerow([_safe(cell) for cell in (pot.pot.name, *_cells(each))])
    return "\ufeff" + text.getvalue()


def _cells(each: OptionResult) -> Iterable[str]:
    return (
        str(each.number),
        each.reference,
        each.title,
        each.theme,
        each.area,
        "" if each.cost is None else str(each.cost),
        str(each.fate.votes) if each.shows_numbers else "",
        str(each.support_percent) if each.shows_numbers and each.support_percent is not None else "",
        _("ja") if each.won else _("nej"),
        " ".join(each.why),
    )


def _safe(cell: str) -> str:
    """On one line, and never a formula."""
    line = " ".join(cell.split())
    return f"'{line}" if line.startswith(FORMULA) else line


def _rule_of(kept: Count) -> str:
    """The format's own name for the rule, or "unknown" where it has none; the exact options are published with the result."""
    spec = kept.spec
    if any(tie["mattered"] for tie in kept.outcome["ties"]):
        # The format settles ties by the order of the file or not at all; ours was settled by the published lot.
        return "unknown"
    names = {
        ("equal-shares", "none"): "equalshares",
        ("equal-shares", "add1"): "equalshares/add1",
        ("greedy", "none"): "greedy",
        ("points", "none"): "greedy",
        ("greedy-stop", "none"): "greedy-no-skip",
    }
    name = names.get((spec["rule"], spec["completion"]), "unknown")
    if name == "greedy" and spec["threshold"]:
        # The format's threshold is in votes, ours of the rule points in points.
        return "greedy-threshold" if spec["rule"] == "greedy" else "unknown"
    if name.startswith("equalshares") and (spec["utility"] != "cost" or spec["threshold"]):
        return "unknown"
    return f"{name}-comparison" if spec["compare"] and name.startswith("equalshares") else name


def _rows(options: Iterable[VoteOption], source: dict[str, object] | None) -> list[ProjectRow]:
    return [
        ProjectRow(
            id=elections.project_id(option, source),
            line=0,
            cost=option.cost,
            name=option.title,
            latitude=option.proposal.latitude,
            longitude=option.proposal.longitude,
            extra={} if source else {"public_id": option.proposal.reference},
        )
        for option in options
    ]
