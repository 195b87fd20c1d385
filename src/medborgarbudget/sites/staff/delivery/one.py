"""What is done with one delivery: plan, money, news, inauguration, or a stop?"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Event, Picture, Row
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.delivery import actions, permissions, policy, queries
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.delivery.forms import (
    InaugurationForm,
    MoneyForm,
    PlanForm,
    StopForm,
    UpdateForm,
    decision_in_words,
)
from medborgarbudget.sites.staff.delivery.table import tag_of, take_errors


def _delivery_or_404(request: StaffRequest, cycle: str, reference: str) -> tuple[Cycle, Delivery]:
    found = staff_cycle_or_404(request, cycle)
    try:
        row = queries.delivery_of(found, reference)
    except Delivery.DoesNotExist as missing:
        raise Http404 from missing
    row.organisation = request.organisation
    return found, row


def _address(cycle: Cycle, row: Delivery) -> str:
    return reverse("staff:delivery", kwargs={"cycle": cycle.slug, "reference": row.proposal.reference})


@staff()
def delivery(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """All about one delivery, with the way to each deed."""
    found, row = _delivery_or_404(request, cycle, reference)
    today = to_local(request.now).date()
    rows = [
        Row(_("Vem som genomför"), row.responsible or "–"),
        Row(_("Håller sidan aktuell"), row.responsible_person or "–"),
        Row(_("Planerat klart"), dates.long_date(row.planned_for, request.now) or "–"),
        Row(_("Klart"), dates.long_date(row.finished_on, request.now) or "–"),
        Row(_("Beslut"), decision_in_words(row.decision)),
    ]
    if row.overspend_reason:
        rows.append(Row(_("Varför det kostade mer"), row.overspend_reason))
    if row.stopped_reason:
        rows.append(Row(_("Varför det inte genomförs"), row.stopped_reason))
    return render(
        request,
        "staff/delivery/one.html",
        {
            "cycle": found,
            "delivery": row,
            "proposal": row.proposal,
            "tag": tag_of(row.state),
            "late": queries.days_late(row, today) if row.state in policy.UNDER_WAY else 0,
            "rows": rows,
            "events": [
                Event(
                    title=update.get_state_display(),
                    when=dates.long_moment(update.at, request.now),
                    text=update.text,
                    pictures=[Picture(p.thumbnail.url, p.alt, p.alt) for p in update.pictures.all()],
                )
                for update in queries.updates(row)
            ],
            "changes": queries.plan_changes(row),
            "may_plan": permissions.may_plan(request.person, row, request.now),
            "may_update": permissions.may_update(request.person, row, request.now),
            "may_inaugurate": permissions.may_inaugurate(request.person, row, request.now),
            "may_stop": permissions.may_stop(request.person, row, request.now),
        },
    )


def _page(
    request: StaffRequest,
    cycle: Cycle,
    row: Delivery,
    form: Form,
    template: str,
    deed: Callable[[dict[str, Any]], object],
    done: str,
) -> HttpResponse:
    """Show a form, or do the deed and go back to the delivery."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(_address(cycle, row))
    return render(
        request,
        f"staff/delivery/{template}.html",
        {
            "cycle": cycle,
            "tab": "staff:deliveries",
            "delivery": row,
            "proposal": row.proposal,
            "form": form,
            "here": _address(cycle, row),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@staff()
def plan(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Who and when; a moved day needs a reason."""
    found, row = _delivery_or_404(request, cycle, reference)
    require(permissions.may_plan(request.person, row, request.now))
    form = PlanForm(
        request.POST or None,
        people=queries.people_who_can_deliver(request.organisation),
        initial={
            "responsible": row.responsible,
            "responsible_person": row.responsible_person,
            "planned_for": row.planned_for,
        },
    )
    return _page(
        request, found, row, form, "plan",
        lambda given: actions.save_plan(delivery=row, actor=request.person, now=request.now, **given),
        _("Planen är sparad."),
    )  # fmt: skip


@staff()
def money(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """What it has cost; more than decided needs a reason."""
    found, row = _delivery_or_404(request, cycle, reference)
    require(permissions.may_plan(request.person, row, request.now))
    form = MoneyForm(request.POST or None, initial={"spent": row.spent, "reason": row.overspend_reason})
    return _page(
        request, found, row, form, "money",
        lambda given: actions.save_money(delivery=row, actor=request.person, now=request.now, **given),
        _("Utfallet är sparat."),
    )  # fmt: skip


@staff()
def update(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """News with pictures."""
    found, row = _delivery_or_404(request, cycle, reference)
    require(permissions.may_update(request.person, row, request.now))
    form = UpdateForm(
        request.POST or None,
        request.FILES or None,
        state=row.state,
        initial={"state": row.state, "key": secrets.token_hex(16)},
    )
    return _page(
        request, found, row, form, "update",
        lambda given: actions.add_update(
            delivery=row, state=given["state"], text=given["text"], pictures=form.pictures, key=given["key"],
            actor=request.person, now=request.now,
        ),
        _("Tack! De som följer förslaget har fått veta det."),
    )  # fmt: skip


@staff()
def inauguration(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """The day it was opened."""
    found, row = _delivery_or_404(request, cycle, reference)
    require(permissions.may_inaugurate(request.person, row, request.now))
    form = InaugurationForm(
        request.POST or None,
        request.FILES or None,
        initial={"on": to_local(request.now).date(), "key": secrets.token_hex(16)},
    )
    return _page(
        request, found, row, form, "inauguration",
        lambda given: actions.inaugurate(
            delivery=row, on=given["on"], text=given["text"], pictures=form.pictures, key=given["key"],
            actor=request.person, now=request.now,
        ),
        _("Grattis! Förslaget är genomfört, och de som följer det har fått veta det."),
    )  # fmt: skip


@staff()
def stop(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """End a delivery that will not be carried out."""
    found, row = _delivery_or_404(request, cycle, reference)
    require(permissions.may_stop(request.person, row, request.now))
    form = StopForm(request.POST or None)
    return _page(
        request, found, row, form, "stop",
        lambda given: actions.stop(delivery=row, reason=given["reason"], actor=request.person, now=request.now),
        _("Genomförandet är avbrutet."),
    )  # fmt: skip
