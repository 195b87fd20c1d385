"""How is one proposal assessed: what is found, what is proposed, and who signs it?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.design.parts import Row
from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState
from medborgarbudget.domain.proposals.queries import pictures
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.assessment.access import (
    ASSESSORS,
    READERS,
    address,
    assessment_or_404,
    frame,
    outcome_tag,
    state_tag,
    take_errors,
)
from medborgarbudget.sites.staff.assessment.forms import FindingsForm, ReasonForm, initial_of


@staff(*READERS)
def assessment(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """The form while it is being written, else what was found. Saves drafts by button and by itself, and proposes an outcome."""
    found, row = assessment_or_404(request, cycle, reference)
    findings = queries.findings_of(row)
    may_assess = permissions.may_assess(request.person, row, request.now)
    form: FindingsForm | None = None
    if request.method == "POST":
        require(may_assess)
        form = FindingsForm(request.POST, findings=findings)
        by_itself = request.headers.get("X-Autosave") == "1"
        propose = request.POST.get("deed") == "propose" and not by_itself
        if form.is_valid():
            deed = actions.propose if propose else actions.save_draft
            try:
                deed(assessment=row, findings=form.findings(), actor=request.person, now=request.now)
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                if by_itself:
                    return HttpResponse(status=204, content_type="text/plain")
                messages.success(
                    request,
                    _("Beskedet är föreslaget. En annan person behöver signera det.")
                    if propose
                    else _("Utkastet är sparat."),
                )
                return HttpResponseRedirect(address(row))
        if by_itself:
            return HttpResponse(status=422, content_type="text/plain")
    elif may_assess:
        form = FindingsForm(findings=findings, initial=initial_of(row))
    status = 422 if form is not None and form.is_bound and form.errors else 200
    if form is not None:
        form.say_what_is_needed()
    return render(
        request,
        "staff/assessment/one.html",
        {
            **frame(found),
            **_about(row),
            "form": form,
            "findings": findings,
            "ceiling": queries.ceiling_of(found),
            "questions": [
                {"question": question, "closed": question.withdrawn_at is not None}
                for question in queries.expert_questions(row)
            ],
            "may_assess": may_assess,
            "may_take": permissions.may_take(request.person, row, request.now),
            "may_sign": permissions.may_sign(request.person, row, request.now),
            "may_take_back": permissions.may_take_back(request.person, row, request.now),
            "may_reopen": permissions.may_reopen(request.person, row, request.now),
            "objection": queries.objection_of(row),
        },
        status=status,
    )


def _about(row: Assessment) -> dict[str, Any]:
    return {
        "assessment": row,
        "proposal": row.proposal,
        "pictures": pictures(row.proposal),
        "state": state_tag(row),
        "outcome": outcome_tag(row.outcome) if row.state != AssessmentState.OPEN else None,
        "answer_rows": _answer_rows(row),
        "here": address(row),
    }


def _answer_rows(row: Assessment) -> list[Row]:
    rows = []
    if row.cost is not None:
        rows.append(Row(_("Kostnad att genomföra"), kronor(row.cost)))
    if row.running_cost is not None:
        rows.append(Row(_("Kostnad per år efteråt"), kronor(row.running_cost)))
    if row.conditions:
        rows.append(Row(_("Ändrat i förslaget"), row.conditions))
    if row.reason:
        rows.append(Row(_("Motivering"), row.reason))
    if row.proposed_by:
        rows.append(Row(_("Föreslaget av"), row.proposed_by))
    if row.signed_by:
        rows.append(Row(_("Signerat av"), row.signed_by))
    return rows


@staff(*ASSESSORS)
@require_POST
def assessment_take(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Take on an assessment that nobody has."""
    _found, row = assessment_or_404(request, cycle, reference)
    actions.take(assessment=row, actor=request.person, now=request.now)
    messages.success(request, _("Bedömningen är din."))
    return HttpResponseRedirect(address(row))


@staff(*ASSESSORS)
@require_POST
def assessment_take_back(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Open a proposed outcome again."""
    _found, row = assessment_or_404(request, cycle, reference)
    actions.take_back(assessment=row, actor=request.person, now=request.now)
    messages.success(request, _("Beskedet är tillbakataget och kan ändras."))
    return HttpResponseRedirect(address(row))


@staff(*ASSESSORS)
def assessment_sign(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """The second person reads what the proposer will read, and signs it or sends it back."""
    found, row = assessment_or_404(request, cycle, reference)
    verdict = permissions.may_sign(request.person, row, request.now)
    form = ReasonForm(request.POST if request.POST.get("deed") == "back" else None)
    if request.method == "POST":
        require(verdict)
        if request.POST.get("deed") == "back":
            if form.is_valid():
                actions.send_back(
                    assessment=row, reason=form.cleaned_data["reason"], actor=request.person, now=request.now
                )
                messages.success(request, _("Bedömningen är skickad tillbaka."))
                return HttpResponseRedirect(address(row))
        else:
            actions.sign(assessment=row, actor=request.person, now=request.now)
            messages.success(request, _("Du har signerat beskedet."))
            return HttpResponseRedirect(address(row))
    not_met = queries.criteria_not_met([row]).get(row.pk, [])
    return render(
        request,
        "staff/assessment/sign.html",
        {
            **frame(found),
            **_about(row),
            "findings": queries.findings_of(row),
            "refusals": [criterion.refusal_text for criterion in not_met],
            "verdict": verdict,
            "form": form,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*ASSESSORS)
def assessment_reopen(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Open a signed assessment again, with a reason."""
    found, row = assessment_or_404(request, cycle, reference)
    require(permissions.may_reopen(request.person, row, request.now))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.reopen(assessment=row, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
        messages.success(request, _("Bedömningen är öppnad igen."))
        return HttpResponseRedirect(address(row))
    return render(
        request,
        "staff/assessment/reopen.html",
        {**frame(found), **_about(row), "form": form},
        status=422 if form.is_bound and form.errors else 200,
    )
