"""How are other departments asked?"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import ExpertQuestion
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.assessment.access import ASSESSORS, address, assessment_or_404, frame, take_errors
from medborgarbudget.sites.staff.assessment.forms import QuestionForm

USUAL_TIME = timedelta(days=10)


@staff(*ASSESSORS)
def ask(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """One question to one address."""
    found, row = assessment_or_404(request, cycle, reference)
    require(permissions.may_ask_expert(request.person, row, request.now))
    usual = {"deadline": (to_local(request.now) + USUAL_TIME).date(), "key": secrets.token_hex(16)}
    form = QuestionForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_expert(assessment=row, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Frågan är skickad till %(email)s.") % {"email": asked.email})
            return HttpResponseRedirect(address(row))
    return render(
        request,
        "staff/assessment/ask.html",
        {**frame(found), "assessment": row, "proposal": row.proposal, "here": address(row), "form": form},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*ASSESSORS)
@require_POST
def withdraw(request: StaffRequest, cycle: str, reference: str, pk: int) -> HttpResponse:
    """Take a question back; its link stops working."""
    _found, row = assessment_or_404(request, cycle, reference)
    try:
        question = queries.question_of(row, pk)
    except ExpertQuestion.DoesNotExist as missing:
        raise Http404 from missing
    actions.withdraw_question(question=question, actor=request.person, now=request.now)
    messages.success(request, _("Frågan är återtagen och länken gäller inte längre."))
    return HttpResponseRedirect(address(row))
