"""How does a lead rename, merge, split, add, remove, move and date the steps of a cycle, with or without JavaScript?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import actions, permissions, policy, readiness
from medborgarbudget.domain.cycles import steps as clockwork
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import (
    PREFIX,
    ReasonForm,
    StepFormSet,
    Steps,
    changed_rows,
    rows_as_data,
    take_errors,
    typed_rows,
)
from medborgarbudget.sites.staff.cycles.views import LEADING, cycle_url


@staff(*LEADING)
def edit(request: StaffRequest, cycle: str) -> HttpResponse:
    """All steps in one form. The buttons at a step change the form; only "Spara" changes the cycle."""
    chosen = staff_cycle_or_404(request, cycle)
    require(permissions.may_change(request.person, chosen, request.now))
    needed = permissions.needs_reason(chosen, request.now)
    if request.method != "POST":
        initial = [
            {
                "id": step.pk,
                "name": step.name,
                "description": step.description,
                "deeds": step.deeds,
                "opens_at": step.opens_at,
                "closes_at": step.closes_at,
            }
            for step in clockwork.steps_of(chosen)
        ]
        return _page(request, chosen, Steps(initial=initial, prefix=PREFIX), ReasonForm(needed=needed))
    order = request.POST.get("order", "save")
    if order != "save":
        rows = changed_rows(typed_rows(request.POST), order)
        formset = Steps(rows_as_data(rows), prefix=PREFIX).without_errors()
        reason = ReasonForm(initial={"reason": request.POST.get("reason", "")}, needed=needed)
        return _page(request, chosen, formset, reason, changed=True)
    formset = Steps(rows_as_data(typed_rows(request.POST)), prefix=PREFIX)
    reason = ReasonForm(request.POST, needed=needed)
    if formset.is_valid() & reason.is_valid() and _saved(request, chosen, formset, reason):
        messages.success(request, _("Stegen är sparade."))
        return HttpResponseRedirect(cycle_url("cycle-steps", chosen))
    return _page(request, chosen, formset, reason, status=422)


def _saved(request: StaffRequest, cycle: Cycle, formset: StepFormSet, reason: ReasonForm) -> bool:
    try:
        actions.save_steps(
            cycle=cycle,
            steps=[form.plan() for form in formset.forms],
            actor=request.person,
            now=request.now,
            reason=reason.words,
        )
    except actions.StepsError as refusal:
        for fault in refusal.faults:
            if fault.place < len(formset.forms):
                formset.forms[fault.place].add_error(fault.field or None, fault.text)
            else:
                take_errors(reason, refusal)
        return False
    except ValidationError as refusal:
        take_errors(reason, refusal)
        return False
    except Refused as refusal:
        reason.add_error(None, str(refusal))
        return False
    return True


def _page(
    request: StaffRequest,
    cycle: Cycle,
    formset: StepFormSet,
    reason: ReasonForm,
    *,
    changed: bool = False,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "cycle": cycle,
        "formset": formset,
        "reason": reason,
        "changed": changed,
        "vote_is_frozen": clockwork.voting_has_opened(cycle, request.now),
        "warnings": []
        if changed
        else policy.step_warnings([readiness.plan_of(step) for step in clockwork.steps_of(cycle)]),
    }
    return TemplateResponse(request, "staff/cycles/steps.html", context, status=status)
