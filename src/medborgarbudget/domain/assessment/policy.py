"""When is an assessment whole enough to be proposed, and how long does a link to an official work? Plain values: no database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from medborgarbudget.foundation.money import kronor

GRACE = timedelta(days=7)
"""How long after its deadline an official's link still takes an answer: late is better than never."""

YES, NO, UNCLEAR = "yes", "no", "unclear"
ACCEPTED, REFUSED = "accepted", "refused"

SHORTEST_REASON = 20
"""A refusal in fewer characters than this explains nothing."""


@dataclass(frozen=True)
class Findings:
    """What an assessor has found. `met` maps criterion id → "yes", "no", "unclear"; `notes` criterion id → comment. Money in kronor."""

    outcome: str = ""
    reason: str = ""
    conditions: str = ""
    cost: int | None = None
    running_cost: int | None = None
    met: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)


def met_field(criterion_id: int) -> str:
    """The name that errors about a criterion's answer carry, and that forms give the field."""
    return f"met_{criterion_id}"


def wrong_with_money(cost: int | None, running_cost: int | None) -> dict[str, str]:
    """Field → what is wrong, for amounts that could never be stored."""
    wrong = {}
    if cost is not None and cost <= 0:
        wrong["cost"] = _("Ange kostnaden i hela kronor, minst 1.")
    if running_cost is not None and running_cost < 0:
        wrong["running_cost"] = _("Ange kostnaden per år i hela kronor. Skriv 0 om det inte kostar något.")
    return wrong


def wrong_with_acceptance(cost: int | None, running_cost: int | None, ceiling: int | None) -> dict[str, str]:
    """Field → what is missing or too much in a yes."""
    wrong = wrong_with_money(cost, running_cost)
    if cost is None:
        wrong["cost"] = _("Ange vad förslaget kostar. Ett förslag utan kostnad kan inte gå vidare.")
    elif ceiling is not None and cost > ceiling:
        wrong["cost"] = _("Ett förslag får kosta högst %(ceiling)s i den här omgången.") % {"ceiling": kronor(ceiling)}
    if running_cost is None:
        wrong["running_cost"] = _("Ange kostnaden per år i hela kronor. Skriv 0 om det inte kostar något.")
    return wrong


def wrong_with(findings: Findings, questions: Mapping[int, str], ceiling: int | None) -> dict[str, str]:
    """Field → what is missing before the outcome can be proposed; empty when all is there. `questions`: criterion id → its question."""
    wrong = wrong_with_money(findings.cost, findings.running_cost)
    unanswered = [pk for pk in questions if findings.met.get(pk) not in {YES, NO, UNCLEAR}]
    for pk in unanswered:
        wrong[met_field(pk)] = _("Svara på frågan ”%(question)s”") % {"question": questions[pk]}
    if findings.outcome not in {ACCEPTED, REFUSED}:
        wrong["outcome"] = _("Välj om förslaget går vidare eller inte.")
    elif findings.outcome == ACCEPTED:
        for pk in questions:
            if findings.met.get(pk) in {NO, UNCLEAR}:
                wrong[met_field(pk)] = _("Svara ja på ”%(question)s”, annars kan förslaget inte gå vidare.") % {
                    "question": questions[pk]
                }
        wrong |= wrong_with_acceptance(findings.cost, findings.running_cost, ceiling)
    else:
        if questions and not unanswered and not any(findings.met.get(pk) == NO for pk in questions):
            wrong["outcome"] = _(
                "Svara nej på minst en fråga, så att det syns vad som gör att förslaget inte går vidare."
            )
        if len(findings.reason.strip()) < SHORTEST_REASON:
            wrong["reason"] = _("Skriv en motivering som förslagsställaren förstår, med minst %(least)d tecken.") % {
                "least": SHORTEST_REASON
            }
    return wrong


def link_works_until(deadline: date) -> date:
    """The last day on which an official's link takes an answer."""
    return deadline + GRACE
