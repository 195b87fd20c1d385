"""What is missing before a cycle can be published, and before its next step can go well?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import policy, steps
from medborgarbudget.domain.cycles.models import Cycle, DecisionKind, Deed, RuleSheet, Step
from medborgarbudget.foundation.money import kronor

Part = Literal["facts", "steps", "money", "rules", "decisions"]


@dataclass(frozen=True)
class Gap:
    """Something missing, in which part of the cycle's pages it is mended, and whether it stops the cycle from being published."""

    text: str
    part: Part
    stops: bool = True


def plan_of(step: Step) -> policy.StepPlan:
    """A stored step as plain values."""
    return policy.StepPlan(
        id=step.pk,
        name=step.name,
        description=step.description,
        deeds=tuple(step.deeds),
        opens_at=step.opens_at,
        closes_at=step.closes_at,
    )


def values_of(sheet: RuleSheet) -> policy.RuleValues:
    """A stored rule sheet as plain values."""
    return policy.RuleValues(
        min_age=sheet.min_age,
        age_on=sheet.age_on,
        tie_to_place=sheet.tie_to_place,
        group_kind=sheet.group_kind,
        groups=tuple(sheet.groups),
        ballot_kind=sheet.ballot_kind,
        max_choices=sheet.max_choices,
        min_choices=sheet.min_choices,
        points_total=sheet.points_total,
        points_each=sheet.points_each,
        counting_rule=sheet.counting_rule,
        completion=sheet.completion,
        utility=sheet.utility,
        cost_ceiling=sheet.cost_ceiling,
        vote_threshold=sheet.vote_threshold,
        identities=tuple(sheet.identities),
    )


def gaps(cycle: Cycle, now: datetime) -> list[Gap]:
    """All that is missing, what stops publishing first. Asks nothing more of a cycle that `queries.cycles_in_whole` gave."""
    found = [*_facts(cycle), *_steps(cycle, now), *_money(cycle), *_rules(cycle), *_decisions(cycle, now)]
    return sorted(found, key=lambda gap: not gap.stops)


def gaps_that_stop(cycle: Cycle, now: datetime) -> list[Gap]:
    """What has to be there before everybody sees the cycle."""
    return [gap for gap in gaps(cycle, now) if gap.stops]


def _facts(cycle: Cycle) -> list[Gap]:
    found: list[Gap] = []
    if not cycle.promise.strip():
        found.append(Gap(_("Löftet saknas: vad ni lovar att göra med resultatet, i en mening."), "facts"))
    if not cycle.level:
        found.append(Gap(_("Välj steg på delaktighetstrappan."), "facts"))
    if not cycle.orientations:
        found.append(Gap(_("Välj minst en inriktning."), "facts"))
    if not cycle.summary.strip():
        found.append(Gap(_("En kort beskrivning saknas."), "facts", stops=False))
    if not (cycle.organisation.contact_email or cycle.organisation.contact_phone):
        found.append(Gap(_("Organisationen har ingen e-post eller telefon för frågor."), "facts", stops=False))
    return found


def _steps(cycle: Cycle, now: datetime) -> list[Gap]:
    found: list[Gap] = []
    held = steps.steps_of(cycle)
    if not any(step.opens_at for step in held):
        found.append(Gap(_("Inget steg har något datum."), "steps"))
    else:
        undated = [step.name for step in held if step.opens_at is None]
        if undated:
            found.append(Gap(_("Datum saknas för: %(steps)s.") % {"steps": ", ".join(undated)}, "steps", stops=False))
    opening, _closing = steps.times_of(cycle, Deed.VOTE)
    if cycle.published_at is None and opening is not None and opening <= now:
        found.append(Gap(_("Omröstningens öppning har redan passerat. Flytta fram den."), "steps"))
    plans = [plan_of(step) for step in held]
    found += [Gap(fault.text, "steps") for fault in policy.step_faults(plans)]
    found += [Gap(text, "steps", stops=False) for text in policy.step_warnings(plans)]
    return found


def _money(cycle: Cycle) -> list[Gap]:
    found: list[Gap] = []
    pots, areas = list(cycle.pots.all()), list(cycle.cycle_areas.all())
    total = sum(pot.amount for pot in pots)
    if not total:
        found.append(Gap(_("Det finns inga pengar i omgången."), "money"))
    if total > cycle.budget:
        found.append(
            Gap(
                _("Potterna är tillsammans %(sum)s, men omgången har bara %(budget)s.")
                % {"sum": kronor(total), "budget": kronor(cycle.budget)},
                "money",
            )
        )
    elif total and total < cycle.budget:
        found.append(
            Gap(
                _("%(rest)s är inte fördelat på någon pott.") % {"rest": kronor(cycle.budget - total)},
                "money",
                stops=False,
            )
        )
    if pots and all(pot.cycle_area_id for pot in pots):
        with_pot = {pot.cycle_area_id for pot in pots}
        without = [str(area) for area in areas if area.pk not in with_pot]
        if without:
            found.append(Gap(_("Pott saknas för: %(areas)s.") % {"areas": ", ".join(without)}, "money"))
    return found


def _rules(cycle: Cycle) -> list[Gap]:
    sheet = max(cycle.rule_sheets.all(), key=lambda each: each.version, default=None)
    if sheet is None:
        return [Gap(_("Omgången har inga regler."), "rules")]
    amounts = [pot.amount for pot in cycle.pots.all()]
    return [Gap(text, "rules") for text in policy.rule_faults(values_of(sheet), amounts).values()]


def _decisions(cycle: Cycle, now: datetime) -> list[Gap]:
    kinds = {decision.kind for decision in cycle.decisions.all()}
    found: list[Gap] = []
    if DecisionKind.FRAME not in kinds:
        found.append(Gap(_("Rambeslutet är inte registrerat."), "decisions", stops=False))
    _opened, closed = steps.times_of(cycle, Deed.VOTE)
    decided, _end = steps.times_of(cycle, Deed.DECIDE)
    if closed and closed <= now and decided and decided <= now and DecisionKind.WINNERS not in kinds:
        found.append(Gap(_("Beslutet om vilka förslag som genomförs är inte registrerat."), "decisions", stops=False))
    return found
