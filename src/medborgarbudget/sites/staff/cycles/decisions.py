"""What have elected bodies decided about the cycle, and how is it written into the register or put right?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.cycles import actions, permissions, queries
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import CorrectionForm, DecisionForm, take_errors
from medborgarbudget.sites.staff.cycles.views import LEADING, cycle_url

FIELDS = ("kind", "body", "decided_on", "paragraph", "diary_number", "link", "summary")


@staff()
def register(request: StaffRequest, cycle: str) -> HttpResponse:
    """The register for all staff; whoever leads adds to it."""
    chosen = staff_cycle_or_404(request, cycle)
    verdict = permissions.may_register_decision(request.person, chosen, request.now)
    form = None
    if request.method == "POST":
        require(verdict)
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                actions.register_decision(cycle=chosen, actor=request.person, now=request.now, **form.cleaned_data)
            except ValidationError as refusal:
                take_errors(form, refusal)
            else:
                messages.success(request, _("Beslutet är registrerat och syns på omgångens sida."))
                return HttpResponseRedirect(cycle_url("cycle-decisions", chosen))
    elif verdict:
        form = DecisionForm()
    context: dict[str, Any] = {
        "cycle": chosen,
        "form": form,
        "may_correct": bool(verdict),
        "decisions": [
            {"decision": each, "url": cycle_url("decision", chosen, decision=each.pk)}
            for each in queries.decisions(chosen)
        ],
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "staff/cycles/decisions.html", context, status=status)


@staff(*LEADING)
def correct(request: StaffRequest, cycle: str, decision: int) -> HttpResponse:
    """Put a registered decision right, with a reason."""
    chosen = staff_cycle_or_404(request, cycle)
    registered = queries.decisions(chosen).filter(pk=decision).first()
    if registered is None:
        raise Http404
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        initial={field: getattr(registered, field) for field in FIELDS},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_decision(decision=registered, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, _("Beslutet är rättat. Det som stod tidigare finns i loggen."))
            return HttpResponseRedirect(cycle_url("cycle-decisions", chosen))
    context = {
        "cycle": chosen,
        "form": form,
        "decision": registered,
        "crumbs": [Link(_("Beslut"), cycle_url("cycle-decisions", chosen))],
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "staff/cycles/decision.html", context, status=status)
