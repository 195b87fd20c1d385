"""How does the office keep the directory of experts and see requests for help through?"""

from __future__ import annotations

from dataclasses import fields as fields_of
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Event, Link, Row
from medborgarbudget.domain.network.experts import actions, permissions, policy, queries
from medborgarbudget.domain.network.experts.actions import ExpertContent
from medborgarbudget.domain.network.experts.models import Expert, HelpRequest
from medborgarbudget.domain.network.pages.queries import people_of_the_office
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.experts.forms import ExpertForm, HandleForm
from medborgarbudget.sites.hub.experts.views import card_of, tag_of
from medborgarbudget.sites.hub.pages.views import take_errors

KEEPERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
A_PAGE = 40


@staff()
def experts(request: StaffRequest) -> HttpResponse:
    """The whole directory, with those that should be looked through again."""
    network, now = request.organisation, request.now
    new, stale = queries.new_requests(network).count(), queries.still_requests(network, now).count()
    return TemplateResponse(
        request,
        "office/experts/list.html",
        {
            "rows": [
                {**card_of(row), "old": now - row.checked_at > policy.CHECK_AFTER}
                for row in queries.all_experts(network)
            ],
            "waiting": new + stale,
            "may_keep": permissions.may_keep(request.person, network, now),
        },
    )


@staff(*KEEPERS)
def new(request: StaffRequest) -> HttpResponse:
    """Add somebody."""
    form = ExpertForm(request.POST if request.method == "POST" else None)
    return _edited(request, form, None)


@staff(*KEEPERS)
def edit(request: StaffRequest, slug: str) -> HttpResponse:
    """Change what is told of somebody."""
    try:
        found = queries.expert_of(request.organisation, slug)
    except Expert.DoesNotExist as missing:
        raise Http404 from missing
    initial = {one.name: getattr(found, one.name) for one in fields_of(ExpertContent) if one.name != "shown"}
    form = ExpertForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "shown": found.published_at is not None},
    )
    return _edited(request, form, found)


def _edited(request: StaffRequest, form: ExpertForm, found: Expert | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        content = ExpertContent(**form.cleaned_data)
        try:
            if found is None:
                actions.create_expert(
                    network=request.organisation, content=content, actor=request.person, now=request.now
                )
            else:
                actions.change_expert(expert=found, content=content, actor=request.person, now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Sparat."))
            return HttpResponseRedirect(reverse("office:experts"))
    return TemplateResponse(
        request,
        "office/experts/edit.html",
        {"form": form, "expert": found, "tab": "office:experts"},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff()
def requests(request: StaffRequest) -> HttpResponse:
    """Requests for help: those open, or all."""
    every = request.GET.get("vy") == "alla"
    found = queries.requests(request.organisation)
    page = Paginator(found if every else found.filter(state__in=policy.OPEN), A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "office/experts/requests.html",
        {
            "rows": [
                {
                    "request": row,
                    "tag": tag_of(row),
                    "late": row.state in policy.OPEN and request.now - row.changed_at > policy.FOLLOW_UP_AFTER,
                }
                for row in page
            ],
            "page_obj": page,
            "views": [Link(_("Öppna"), "?", not every), Link(_("Alla"), "?vy=alla", every)],
            "query": "vy=alla" if every else "",
        },
    )


@staff()
def help_request(request: StaffRequest, pk: int) -> HttpResponse:
    """One request: what has happened, and what to do next."""
    try:
        found = queries.request_of(request.organisation, min(pk, 2**63 - 1))
    except HelpRequest.DoesNotExist as missing:
        raise Http404 from missing
    verdict = permissions.may_handle(request.person, found, request.now)
    form: Any = None
    if verdict:
        form = HandleForm(
            request.POST if request.method == "POST" else None,
            state=found.state,
            experts=queries.all_experts(request.organisation),
            people=people_of_the_office(request.organisation),
            initial={
                "state": found.state,
                "expert": found.expert,
                "assigned_to": found.assigned_to or request.person,
            },
        )
        if request.method == "POST" and form.is_valid():
            try:
                actions.handle(request=found, actor=request.person, now=request.now, **form.cleaned_data)
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                messages.success(request, _("Sparat."))
                return HttpResponseRedirect(reverse("office:help-request", kwargs={"pk": found.pk}))
    rows = [
        Row(_("Medlem"), found.member),
        Row(_("Frågar"), found.asker),
        Row(_("Gäller"), found.get_topic_display()),
        Row(_("Vill fråga"), found.expert or _("den som kansliet hittar")),
        Row(_("Behövs"), dates.long_date(found.wanted_by, request.now) or "–"),
        Row(_("Följs upp av"), found.assigned_to or "–"),
    ]
    if found.outcome:
        rows.append(Row(_("Hjälpte det?"), f"{found.get_outcome_display()}\n{found.outcome_text}".strip()))
    return TemplateResponse(
        request,
        "office/experts/request.html",
        {
            "help": found,
            "tag": tag_of(found),
            "rows": rows,
            "form": form,
            "events": [
                Event(
                    f"{note.get_state_display()} – {note.by}"
                    + (f" ({_('medlemmen läser')})" if note.for_member else ""),
                    dates.long_moment(note.at, request.now),
                    note.text,
                )
                for note in reversed(list(queries.notes(found, for_member=False)))
            ],
            "may_handle": verdict,
        },
        status=422 if form is not None and form.is_bound and form.errors else 200,
    )
