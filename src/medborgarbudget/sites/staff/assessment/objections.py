"""How is a request for a new look answered?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.assessment.access import (
    READERS,
    address,
    assessment_or_404,
    frame,
    outcome_tag,
    take_errors,
)
from medborgarbudget.sites.staff.assessment.forms import ObjectionAnswerForm


@staff(*READERS)
def objection(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """What the proposer wrote beside the first answer, and the form of whoever looks again."""
    found, row = assessment_or_404(request, cycle, reference)
    made = queries.objection_of(row)
    if made is None:
        raise Http404
    made.assessment = row
    verdict = permissions.may_answer_objection(request.person, made, request.now)
    form = ObjectionAnswerForm(request.POST or None, initial={"cost": row.cost, "running_cost": row.running_cost})
    if request.method == "POST":
        require(verdict)
        if form.is_valid():
            given = form.cleaned_data
            upheld = given["upheld"] == "yes"
            try:
                actions.answer_objection(
                    objection=made,
                    upheld=upheld,
                    answer=given["answer"],
                    cost=given["cost"] if upheld else None,
                    running_cost=given["running_cost"] if upheld else None,
                    actor=request.person,
                    now=request.now,
                )
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                messages.success(request, _("Svaret är lämnat till förslagsställaren."))
                return HttpResponseRedirect(address(row))
    not_met = queries.criteria_not_met([row]).get(row.pk, [])
    return render(
        request,
        "staff/assessment/objection.html",
        {
            **frame(found),
            "assessment": row,
            "proposal": row.proposal,
            "here": address(row),
            "made": made,
            "outcome": outcome_tag(row.outcome),
            "refusals": [criterion.refusal_text for criterion in not_met],
            "verdict": verdict,
            "form": form,
            "ceiling": queries.ceiling_of(found),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
