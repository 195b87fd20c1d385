"""What do staff need to know of one proposal, and what may they change?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from medborgarbudget.design import dates, parts
from medborgarbudget.design.svgmap import Marker
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.proposals import actions, permissions, queries
from medborgarbudget.domain.proposals.addresses import status_path
from medborgarbudget.domain.proposals.content import FIELDS, content_of
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.proposals.forms import CorrectionForm, MoveForm
from medborgarbudget.sites.staff.proposals.rows import base_map, proposal_or_404, tag_of


@staff()
@never_cache
@require_safe
def proposal(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """All of it; how to reach the proposer only for those who answer people."""
    found, shown = proposal_or_404(request, cycle, reference)
    sees_contact = permissions.may_see_contact(request.person, request.organisation, request.now)
    moderates = permissions.may_moderate(request.person, request.organisation, request.now)
    base = base_map(request, [shown.cycle_area] if shown.cycle_area else []) if shown.latitude is not None else {}
    markers = [Marker(shown.latitude, shown.longitude or 0.0, shown.title)] if shown.latitude is not None else []
    context = {
        "cycle": found,
        "tab": "staff:proposals",
        "proposal": shown,
        "tag": tag_of(shown.state),
        "facts": _facts(request, shown),
        "contact": _contact(shown) if sees_contact else [],
        "sees_contact": sees_contact,
        "status_url": request.organisation.base_url + status_path(shown) if sees_contact else "",
        "pictures": [
            parts.Picture(picture.image.url, picture.alt, picture.alt, picture.width, picture.height)
            for picture in shown.pictures.all()
        ],
        "events": _events(request, shown),
        "talk": queries.comments(shown, hidden_too=True),
        "flags": queries.flags_of(shown) if moderates else [],
        "may_edit": permissions.may_edit_as_staff(request.person, shown, request.now),
        "may_moderate": moderates,
        "may_move": cycles.areas(found).exists(),
        "waits": shown.state == ProposalState.SUBMITTED,
        "is_hidden": shown.state == ProposalState.HIDDEN,
        "public_url": reverse("residents:proposal", kwargs={"cycle": found.slug, "reference": shown.reference})
        if shown.is_public
        else "",
        "base": base,
        "markers": markers,
    }
    return TemplateResponse(request, "staff/proposals/proposal.html", context)


def _facts(request: StaffRequest, proposal: Proposal) -> list[parts.Row]:
    rows = [
        parts.Row(
            _("Kom in"), f"{dates.long_moment(proposal.submitted_at, request.now)} – {proposal.get_channel_display()}"
        ),
        parts.Row(_("Område"), proposal.cycle_area.area.name if proposal.cycle_area else "–"),
        parts.Row(_("Tema"), proposal.theme.name if proposal.theme else "–"),
        parts.Row(_("Namn som visas"), proposal.display_name or _("Inget")),
    ]
    if proposal.association:
        rows.append(parts.Row(_("Förening"), proposal.association))
    if proposal.entered_by:
        rows.append(parts.Row(_("Registrerat av"), str(proposal.entered_by)))
    return rows


def _contact(proposal: Proposal) -> list[parts.Row]:
    rows = []
    if proposal.author:
        rows.append(parts.Row(_("Konto"), f"{proposal.author.name} {proposal.author.email}".strip()))
    if proposal.contact_name:
        rows.append(parts.Row(_("Kontaktperson"), proposal.contact_name))
    if proposal.contact_email:
        rows.append(parts.Row(_("E-post"), proposal.contact_email))
    if proposal.contact_phone:
        rows.append(parts.Row(_("Telefon"), proposal.contact_phone))
    return rows


def _events(request: StaffRequest, proposal: Proposal) -> list[parts.Event]:
    return [
        parts.Event(
            title=str(ProposalState(change.to_state).label),
            when=f"{dates.long_moment(change.at, request.now)}{f' – {change.by}' if change.by else ''}",
            text=change.reason,
        )
        for change in reversed(queries.history(proposal))
    ]


@staff(*permissions.FRONT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Correct the text, with a reason."""
    found, shown = proposal_or_404(request, cycle, reference)
    require(permissions.may_edit_as_staff(request.person, shown, request.now))
    before = content_of(shown)
    if request.method == "POST":
        form = CorrectionForm(request.POST, cycle=found)
        if form.is_valid():
            try:
                actions.edit(
                    proposal=shown,
                    content=form.content(before),
                    actor=request.person,
                    now=request.now,
                    reason=form.cleaned_data["reason"],
                )
            except ValidationError as error:
                form.told(error)
            else:
                messages.success(request, _("Ändringen är sparad."))
                return _back(found, shown)
    else:
        form = CorrectionForm(cycle=found, initial={name: getattr(before, name) for name in FIELDS})
    base = base_map(request, form.areas)
    context = {
        "cycle": found,
        "tab": "staff:proposals",
        "proposal": shown,
        "form": form,
        "base": base,
        "map_data": {"base": base, "markers": []},
    }
    return TemplateResponse(request, "staff/proposals/edit.html", context, status=422 if form.errors else 200)


@staff(*permissions.FRONT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Put it in another area, with a reason."""
    found, shown = proposal_or_404(request, cycle, reference)
    require(permissions.may_edit_as_staff(request.person, shown, request.now))
    form = MoveForm(
        request.POST if request.method == "POST" else None, cycle=found, initial={"cycle_area": shown.cycle_area_id}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.move_area(
                proposal=shown,
                cycle_area=form.cleaned_data["cycle_area"],
                reason=form.cleaned_data["reason"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Förslaget är flyttat."))
            return _back(found, shown)
    context = {
        "cycle": found,
        "tab": "staff:proposals",
        "proposal": shown,
        "form": form,
        "title": _("Flytta till ett annat område"),
    }
    context["button"] = _("Flytta")
    return TemplateResponse(request, "staff/proposals/question.html", context, status=422 if form.errors else 200)


def _back(cycle: Cycle, proposal: Proposal) -> HttpResponse:
    address = reverse("staff:proposal", kwargs={"cycle": cycle.slug, "reference": proposal.reference})
    return HttpResponseRedirect(address, status=303)
