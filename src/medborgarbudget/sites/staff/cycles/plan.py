"""How is a cycle's step line shown to staff?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Step as StepPart
from medborgarbudget.design.parts import StepState
from medborgarbudget.domain.cycles import steps
from medborgarbudget.domain.cycles.models import Cycle


def step_parts(cycle: Cycle, now: datetime) -> list[StepPart]:
    """Each step with its state by the clock and its days."""
    parts = []
    for step in steps.steps_of(cycle):
        state: StepState = "past" if steps.is_past(step, now) else "now" if steps.is_open(step, now) else "coming"
        if step.opens_at is None:
            when = _("datum saknas")
        elif step.closes_at is None:
            when = _("från %(day)s") % {"day": dates.short_date(step.opens_at, now)}
        else:
            when = f"{dates.short_date(step.opens_at, step.closes_at)}–{dates.short_date(step.closes_at, now)}"
        parts.append(StepPart(step.name, state, when))
    return parts
