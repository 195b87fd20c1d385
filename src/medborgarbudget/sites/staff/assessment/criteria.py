"""What is every proposal held against?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import Criterion
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.assessment.access import READERS, frame, take_errors
from medborgarbudget.sites.staff.assessment.forms import CriterionForm


def _list(cycle: Cycle) -> str:
    return reverse("staff:criteria", kwargs={"cycle": cycle.slug})


@staff(*READERS)
def criteria(request: StaffRequest, cycle: str) -> HttpResponse:
    """All criteria in order; those that have been answered are locked. A lead can begin with the usual ones."""
    found = staff_cycle_or_404(request, cycle)
    may_edit = permissions.may_edit_criteria(request.person, found, request.now)
    if request.method == "POST":
        require(may_edit)
        actions.add_default_criteria(cycle=found, actor=request.person, now=request.now)
        messages.success(request, _("De vanliga kriterierna är inlagda. Ändra dem så att de passar er."))
        return HttpResponseRedirect(_list(found))
    return render(
        request,
        "staff/assessment/criteria.html",
        {**frame(found, "criteria"), "criteria": queries.criteria_with_use(found), "may_edit": may_edit},
    )


@staff(RoleName.LEAD)
def criterion_new(request: StaffRequest, cycle: str) -> HttpResponse:
    """A criterion of one's own."""
    found = staff_cycle_or_404(request, cycle)
    require(permissions.may_edit_criteria(request.person, found, request.now))
    return _edit(request, found, None, {})


@staff(RoleName.LEAD)
def criterion(request: StaffRequest, cycle: str, pk: int) -> HttpResponse:
    """Change a criterion that nobody has answered."""
    found, row = _criterion_or_404(request, cycle, pk)
    require(permissions.may_change_criterion(request.person, row, request.now))
    initial = {"code": row.code, "question": row.question, "refusal_text": row.refusal_text}
    return _edit(request, found, row, initial)


def _edit(request: StaffRequest, cycle: Cycle, row: Criterion | None, initial: dict[str, Any]) -> HttpResponse:
    form = CriterionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_criterion(
                cycle=cycle, criterion=row, actor=request.person, now=request.now, **form.cleaned_data
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Kriteriet är sparat."))
            return HttpResponseRedirect(_list(cycle))
    return render(
        request,
        "staff/assessment/criterion.html",
        {**frame(cycle), "criterion": row, "form": form, "back": _list(cycle)},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(RoleName.LEAD)
@require_POST
def criterion_move(request: StaffRequest, cycle: str, pk: int) -> HttpResponse:
    """One step up or down."""
    found, row = _criterion_or_404(request, cycle, pk)
    actions.move_criterion(criterion=row, up=request.POST.get("way") == "up", actor=request.person, now=request.now)
    return HttpResponseRedirect(_list(found))


@staff(RoleName.LEAD)
def criterion_remove(request: StaffRequest, cycle: str, pk: int) -> HttpResponse:
    """Asks, and takes away a criterion that nobody has answered."""
    found, row = _criterion_or_404(request, cycle, pk)
    require(permissions.may_change_criterion(request.person, row, request.now))
    if request.method == "POST":
        actions.remove_criterion(criterion=row, actor=request.person, now=request.now)
        messages.success(request, _("Kriteriet är borttaget."))
        return HttpResponseRedirect(_list(found))
    return render(
        request, "staff/assessment/criterion_remove.html", {**frame(found), "criterion": row, "back": _list(found)}
    )


def _criterion_or_404(request: StaffRequest, cycle: str, pk: int) -> tuple[Cycle, Criterion]:
    found = staff_cycle_or_404(request, cycle)
    row = queries.criteria(found).filter(pk=pk).first()
    if row is None:
        raise Http404
    row.cycle = found
    return found, row
