"""Which proposals are assessed, by whom, until when, and how far have they come?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.proposals.content import plain_line
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.assessment.access import READERS, address, frame, outcome_tag, state_tag, take_errors
from medborgarbudget.sites.staff.assessment.forms import AssignForm

PAGE = 50


@staff(*READERS)
def assessments(request: StaffRequest, cycle: str) -> HttpResponse:
    """The table with filters; a lead assigns the chosen rows from here."""
    found = staff_cycle_or_404(request, cycle)
    people = queries.assessors(request.organisation)
    form = AssignForm(request.POST if request.method == "POST" else None, people=people)
    chosen = {int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdigit() and len(pk) < 18}
    if request.method == "POST":
        require(permissions.may_assign(request.person, found, request.now))
        if form.is_valid():
            try:
                number = actions.assign(
                    cycle=found,
                    assessments=list(queries.live(found).filter(pk__in=chosen)),
                    actor=request.person,
                    now=request.now,
                    **form.cleaned_data,
                )
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                messages.success(
                    request,
                    ngettext("%(n)d förslag är fördelat.", "%(n)d förslag är fördelade.", number) % {"n": number},
                )
                return HttpResponseRedirect(request.get_full_path())
    return _table(request, found, form, chosen)


def _table(request: StaffRequest, cycle: Cycle, form: AssignForm, chosen: set[int]) -> HttpResponse:
    view = request.GET.get("vy", "")
    state = request.GET.get("lage", "")
    area = request.GET.get("omrade", "")
    assignee = request.GET.get("ansvarig", "")
    words = plain_line(request.GET.get("q", ""))[:100]
    today = to_local(request.now).date()
    rows = queries.table(
        cycle,
        state={"signera": AssessmentState.PROPOSED, "omprovning": AssessmentState.OBJECTED}.get(
            view, state if state in AssessmentState.values else ""
        ),
        area=_number(area),
        assignee=request.person.pk if view == "mina" else _number(assignee),
        unassigned=view == "lediga",
        words=words,
    )
    if view == "signera":
        rows = rows.exclude(proposed_by=request.person)
    if view == "lediga":
        rows = rows.filter(state=AssessmentState.OPEN)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "staff/assessment/table.html",
        {
            **frame(cycle, "assessments"),
            "views": _views(request, cycle, view),
            "view": view,
            "rows": [_row(row, cycle, chosen, today) for row in page.object_list],
            "page": page,
            "query": query.urlencode(),
            "states": [] if view in {"signera", "omprovning", "lediga"} else AssessmentState.choices,
            "state": state,
            "areas": cycles.areas(cycle),
            "area": _number(area),
            "people": [] if view in {"mina", "lediga"} else form.fields["assignee"].queryset,  # type: ignore[attr-defined]
            "assignee": _number(assignee),
            "words": words,
            "form": form,
            "may_assign": permissions.may_assign(request.person, cycle, request.now),
            "to_open": queries.to_open(cycle).count(),
            "may_open": permissions.may_open_assessments(request.person, cycle, request.now),
            "in_moderation": queries.in_moderation(cycle),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _row(row: Assessment, cycle: Cycle, chosen: set[int], today: Any) -> dict[str, Any]:
    row.proposal.cycle = cycle
    return {
        "assessment": row,
        "url": address(row),
        "state": state_tag(row),
        "outcome": outcome_tag(row.outcome) if row.state != AssessmentState.OPEN else None,
        "late": queries.is_late(row, today),
        "checked": row.pk in chosen,
    }


def _views(request: StaffRequest, cycle: Cycle, view: str) -> list[Link]:
    counts = queries.counts_by_state(cycle)
    live = queries.live(cycle)
    mine = live.filter(assignee=request.person).count()
    to_sign = live.filter(state=AssessmentState.PROPOSED).exclude(proposed_by=request.person).count()
    free = live.filter(assignee=None, state=AssessmentState.OPEN).count()
    wanted = (
        ("", _("Alla"), sum(counts.values())),
        ("mina", _("Mina"), mine),
        ("lediga", _("Lediga"), free),
        ("signera", _("Att signera"), to_sign),
        ("omprovning", _("Omprövning"), counts[AssessmentState.OBJECTED]),
    )
    return [Link(label, f"?vy={key}" if key else "?", key == view, count) for key, label, count in wanted]


@staff(RoleName.LEAD)
def assessments_open(request: StaffRequest, cycle: str) -> HttpResponse:
    """Asks before the assessment is started, since every proposer is told."""
    found = staff_cycle_or_404(request, cycle)
    back = reverse("staff:assessments", kwargs={"cycle": found.slug})
    if request.method == "POST":
        opened = actions.open_assessments(cycle=found, actor=request.person, now=request.now)
        messages.success(
            request,
            ngettext(
                "Bedömningen av %(n)d förslag har startat.", "Bedömningen av %(n)d förslag har startat.", len(opened)
            )
            % {"n": len(opened)},
        )
        return HttpResponseRedirect(back)
    return render(
        request,
        "staff/assessment/open.html",
        {
            **frame(found),
            "number": queries.to_open(found).count(),
            "criteria": queries.criteria(found),
            "verdict": permissions.may_open_assessments(request.person, found, request.now),
            "back": back,
        },
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
