"""How do all deliveries of a cycle stand, and which winners wait for a decision?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.parts import Fact, Link, Tag
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import DecisionKind
from medborgarbudget.domain.delivery import actions, permissions, policy, queries
from medborgarbudget.domain.delivery.models import Delivery, DeliveryState
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.delivery.forms import StartForm

KINDS = {"pa-gang": policy.UNDER_WAY, "klara": policy.FINISHED, "stoppade": (policy.S.STOPPED,)}


def tag_of(state: str) -> Tag:
    """A state in words, with colour and icon."""
    known = DeliveryState(state)
    return Tag(str(known.label), policy.STATE_TONES[known], policy.STATE_ICONS[known])  # type: ignore[arg-type]


def take_errors(form: Form, wrong: ValidationError) -> None:
    """Put a domain's errors at the form's fields; what has no field stands in the summary."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


@staff()
def deliveries(request: StaffRequest, cycle: str) -> HttpResponse:
    """The table, with what is late marked."""
    found = staff_cycle_or_404(request, cycle)
    today = to_local(request.now).date()
    rows = list(queries.deliveries(found))
    view = request.GET.get("vy", "")
    late = [row for row in rows if row.state in policy.UNDER_WAY and queries.days_late(row, today)]
    mine = [row for row in rows if row.responsible_person_id == request.person.pk]
    shown = (
        {"sena": late, "mina": mine}.get(view)
        if view in {"sena", "mina"}
        else [r for r in rows if r.state in KINDS.get(view, (r.state,))]
    )
    overview = queries.overview(rows, today)
    views = [Link(_("Alla"), "?", view not in {*KINDS, "sena", "mina"}, len(rows))]
    for key, label in (("pa-gang", _("På gång")), ("klara", _("Klara")), ("stoppade", _("Genomförs inte"))):
        views.append(Link(label, f"?vy={key}", view == key, sum(row.state in KINDS[key] for row in rows)))
    views += [
        Link(_("Försenade"), "?vy=sena", view == "sena", len(late)),
        Link(_("Mina"), "?vy=mina", view == "mina", len(mine)),
    ]
    facts = [
        Fact(_("av %(all)d klara") % {"all": overview.all}, str(overview.finished)),
        Fact(_("försenade"), str(overview.late)),
        Fact(_("av %(all)d blev klara i tid") % {"all": overview.timed}, str(overview.on_time)),
        Fact(_("budget"), kronor(overview.budget)),
        Fact(_("utfall"), kronor(overview.spent)),
    ]
    return render(
        request,
        "staff/delivery/table.html",
        {
            "cycle": found,
            "rows": [_row(row, today) for row in shown or []],
            "views": views,
            "facts": facts if rows else [],
            "waiting": queries.awaiting_decision(found),
            "may_start": permissions.may_start(request.person, found, request.now),
        },
    )


def _row(row: Delivery, today: Any) -> dict[str, Any]:
    return {
        "delivery": row,
        "tag": tag_of(row.state),
        "late": queries.days_late(row, today) if row.state in policy.UNDER_WAY else 0,
        "over": row.spent is not None and row.spent > row.budget,
    }


@staff(RoleName.LEAD)
def deliveries_new(request: StaffRequest, cycle: str) -> HttpResponse:
    """Make deliveries of what a registered decision covers."""
    found = staff_cycle_or_404(request, cycle)
    require(permissions.may_start(request.person, found, request.now))
    decisions = cycles.decisions(found).filter(kind__in=[DecisionKind.WINNERS, DecisionKind.DEVIATION])
    waiting = queries.awaiting_decision(found)
    instead = request.GET.get("avvikelse") == "1"
    proposals = queries.may_be_decided_instead(found) if instead else waiting
    form = StartForm(
        request.POST or None,
        decisions=decisions.filter(kind=DecisionKind.DEVIATION) if instead else decisions,
        proposals=proposals,
        initial={"decision": decisions.last(), "proposals": [] if instead else list(waiting)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_deliveries(
                decision=form.cleaned_data["decision"],
                proposals=list(form.cleaned_data["proposals"]),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(
                request,
                ngettext("%(n)d förslag ska genomföras.", "%(n)d förslag ska genomföras.", len(made))
                % {"n": len(made)},
            )
            return HttpResponseRedirect(reverse("staff:deliveries", kwargs={"cycle": found.slug}))
    return render(
        request,
        "staff/delivery/new.html",
        {
            "cycle": found,
            "tab": "staff:deliveries",
            "form": form,
            "decisions": list(form.fields["decision"].queryset),  # type: ignore[attr-defined]
            "proposals": list(proposals),
            "instead": instead,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(RoleName.LEAD)
def deliveries_deviate(request: StaffRequest, cycle: str) -> HttpResponse:
    """Let winners go that a registered decision to deviate does not carry out."""
    found = staff_cycle_or_404(request, cycle)
    require(permissions.may_start(request.person, found, request.now))
    decisions = cycles.decisions(found).filter(kind=DecisionKind.DEVIATION)
    waiting = queries.awaiting_decision(found)
    form = StartForm(
        request.POST or None, decisions=decisions, proposals=waiting, initial={"decision": decisions.last()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            gone = actions.deviate(
                decision=form.cleaned_data["decision"],
                proposals=list(form.cleaned_data["proposals"]),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(
                request,
                ngettext("%(n)d förslag genomförs inte.", "%(n)d förslag genomförs inte.", len(gone))
                % {"n": len(gone)},
            )
            return HttpResponseRedirect(reverse("staff:deliveries", kwargs={"cycle": found.slug}))
    return render(
        request,
        "staff/delivery/deviate.html",
        {
            "cycle": found,
            "tab": "staff:deliveries",
            "form": form,
            "decisions": list(decisions),
            "proposals": list(waiting),
        },
        status=422 if form.is_bound and form.errors else 200,
    )
