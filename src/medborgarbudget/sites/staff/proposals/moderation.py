"""May this be seen by everybody? What waits to be looked at, and what others say breaks the rules."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medborgarbudget.domain.cycles.models import Cycle, Moderation
from medborgarbudget.domain.proposals import actions, queries
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.domain.proposals.permissions import MODERATORS
from medborgarbudget.domain.proposals.policy import HideGround
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.proposals.forms import HideForm, ReasonForm, SettleForm
from medborgarbudget.sites.staff.proposals.rows import proposal_or_404


@staff(*MODERATORS)
@never_cache
@require_safe
def queue(request: StaffRequest, cycle: str) -> HttpResponse:
    """Everything that waits, oldest first."""
    found = staff_cycle_or_404(request, cycle)
    context = {
        "cycle": found,
        "tab": "staff:moderation",
        "new": list(queries.awaiting_review(found)[:100]),
        "flags": list(queries.open_flags(found)[:200]),
        "before": found.moderation == Moderation.BEFORE,
    }
    return TemplateResponse(request, "staff/proposals/moderation.html", context)


@staff(*MODERATORS)
@require_POST
def publish(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Let everybody see it."""
    found, proposal = proposal_or_404(request, cycle, reference)
    actions.publish_proposal(proposal=proposal, actor=request.person, now=request.now)
    messages.success(request, _("”%(title)s” är publicerat.") % {"title": proposal.title})
    return _to_queue(found)


@staff(*MODERATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hide(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Take it out of sight, with the ground that its author is told."""
    found, proposal = proposal_or_404(request, cycle, reference)
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide(
                proposal=proposal,
                ground=HideGround(form.cleaned_data["ground"]),
                words=form.cleaned_data["words"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error("words", error.message_dict["words"])
        else:
            messages.success(
                request, _("”%(title)s” är dolt. Förslagsställaren har fått veta varför.") % {"title": proposal.title}
            )
            return _to_proposal(found, proposal)
    return _question(request, found, proposal, form, _("Dölj förslaget"), _("Dölj förslaget"), danger=True)


@staff(*MODERATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """Bring it back."""
    found, proposal = proposal_or_404(request, cycle, reference)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.show_again(proposal=proposal, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
        messages.success(request, _("”%(title)s” visas igen.") % {"title": proposal.title})
        return _to_proposal(found, proposal)
    return _question(request, found, proposal, form, _("Visa förslaget igen"), _("Visa igen"))


@staff(*MODERATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: StaffRequest, cycle: str, flag: int) -> HttpResponse:
    """Decide on a flag."""
    found = staff_cycle_or_404(request, cycle)
    told = queries.flag_in(found, flag) if flag < 2**62 else None
    if told is None:
        raise Http404
    if told.settled_at is not None:
        messages.info(request, _("Anmälan är redan avgjord."))
        return _to_queue(found)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        upheld = form.cleaned_data["decision"] == "hide"
        try:
            actions.settle_flag(
                flag=told,
                upheld=upheld,
                ground=HideGround(form.cleaned_data["ground"] or HideGround.OTHER),
                words=form.cleaned_data["words"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error("words", error.message_dict["words"])
        else:
            messages.success(request, _("Det är dolt.") if upheld else _("Anmälan är avskriven."))
            return _to_queue(found)
    return _question(
        request,
        found,
        told.proposal,
        form,
        _("Avgör anmälan"),
        _("Spara beslutet"),
        flag=told,
        comment=told.comment,
        back="queue",
    )


@staff(*MODERATORS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hide_comment(request: StaffRequest, cycle: str, comment: int) -> HttpResponse:
    """Take a comment out of sight, with the ground that its author is told."""
    found = staff_cycle_or_404(request, cycle)
    said = queries.comment_in(found, comment) if comment < 2**62 else None
    if said is None:
        raise Http404
    form = HideForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hide_comment(
                comment=said,
                ground=HideGround(form.cleaned_data["ground"]),
                words=form.cleaned_data["words"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error("words", error.message_dict["words"])
        else:
            messages.success(request, _("Kommentaren är dold."))
            return _to_proposal(found, said.proposal)
    return _question(
        request, found, said.proposal, form, _("Dölj kommentaren"), _("Dölj kommentaren"), danger=True, comment=said
    )


def _question(
    request: StaffRequest, cycle: Cycle, proposal: Proposal, form: Any, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "tab": "staff:moderation" if more.get("back") == "queue" else "staff:proposals",
        "proposal": proposal,
        "form": form,
        "title": title,
        "button": button,
        **more,
    }
    return TemplateResponse(request, "staff/proposals/question.html", context, status=422 if form.errors else 200)


def _to_queue(cycle: Cycle) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:moderation", kwargs={"cycle": cycle.slug}), status=303)


def _to_proposal(cycle: Cycle, proposal: Proposal) -> HttpResponse:
    address = reverse("staff:proposal", kwargs={"cycle": cycle.slug, "reference": proposal.reference})
    return HttpResponseRedirect(address, status=303)
