"""What is proposed, what has happened with it, and what do people say? One proposal's page and what can be done there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import may_now
from medborgarbudget.domain.proposals import actions, permissions, queries
from medborgarbudget.domain.proposals.models import Comment, Proposal, ProposalState, Stance
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public, signed_in
from medborgarbudget.sites.access.request import OrganisationRequest, SignedInRequest
from medborgarbudget.sites.residents.proposals.cards import address_of, events_of, pictures_of, shows_supports, tag_of
from medborgarbudget.sites.residents.proposals.forms import CommentForm, FlagForm
from medborgarbudget.sites.residents.proposals.maps import base_map, map_data, marker_of

VOTED_ON = frozenset({ProposalState.WON_VOTE, ProposalState.NOT_WON})
"""What a proposal becomes when the result of its vote is published."""


def proposal_or_404(request: OrganisationRequest, cycle: str, reference: str) -> tuple[Cycle, Proposal]:
    """The public proposal at this address; hidden, withdrawn and unsent ones are not found."""
    found = public_cycle_or_404(request, cycle)
    try:
        return found, queries.public_proposal(found, reference)
    except Proposal.DoesNotExist as missing:
        raise Http404 from missing


@public
@require_safe
@kept_for_visitors(30)
def proposal(request: OrganisationRequest, cycle: str, reference: str) -> HttpResponse:
    """The page. For anonymous visitors it holds links where others have buttons, so that it can be kept."""
    found, shown = proposal_or_404(request, cycle, reference)
    return TemplateResponse(request, "residents/proposals/proposal.html", page_context(request, found, shown))


def page_context(
    request: OrganisationRequest, cycle: Cycle, proposal: Proposal, form: CommentForm | None = None
) -> dict[str, Any]:
    """What the page shows, with a comment form that may hold errors."""
    person, now = request.person, request.now
    talk = queries.comments(proposal)
    history = queries.history(proposal)
    sides = {
        stance: [comment for comment in talk if comment.stance == stance]
        for stance in (Stance.FOR, Stance.AGAINST, Stance.QUESTION)
    }
    base = (
        base_map(request.organisation, [proposal.cycle_area] if proposal.cycle_area else [])
        if proposal.latitude is not None
        else {}
    )
    markers = [marker_of(proposal, cycle)] if proposal.latitude is not None else []
    answering = next((c for c in talk if str(c.pk) == request.GET.get("svara", "")), None)
    if form is None and person is not None:
        initial = {"answer_to": answering.pk, "stance": answering.stance} if answering else {}
        form = CommentForm(initial=initial)
    return {
        "cycle": cycle,
        "tab": "residents:proposals",
        "proposal": proposal,
        "crumbs": [Link(_("Förslag"), reverse("residents:proposals", kwargs={"cycle": cycle.slug}))],
        "tag": tag_of(proposal.state),
        "pictures": pictures_of(proposal),
        "events": events_of(history, now),
        "latest": history[-1] if history else None,
        "voted_on": any(change.to_state in VOTED_ON for change in history),
        "standing": queries.standing_of(person, proposal),
        "shows_supports": shows_supports(cycle, now),
        "support_open": may_now(cycle, Deed.SUPPORT, now),
        "may_support": permissions.may_support(person, proposal, now),
        "comments_open": may_now(cycle, Deed.COMMENT, now),
        "may_edit": permissions.may_edit(person, proposal, now),
        "may_withdraw": permissions.may_withdraw(person, proposal, now),
        "for_": sides[Stance.FOR],
        "against": sides[Stance.AGAINST],
        "questions": sides[Stance.QUESTION],
        "comment_form": form,
        "answering": answering,
        "is_author": person is not None and proposal.author_id == person.pk,
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': address_of(proposal, cycle)})}",
        "base": base,
        "markers": markers,
        "map_data": map_data(base, markers),
        "description": " ".join(proposal.what.split())[:160],
    }


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def support(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Stand behind it, or no longer."""
    found, shown = proposal_or_404(request, cycle, reference)
    if request.method == "POST":
        if request.POST.get("gor") == "ta-tillbaka":
            actions.take_back_support(proposal=shown, person=request.person, now=request.now)
            messages.info(request, _("Du stöder inte längre förslaget."))
        else:
            actions.support(proposal=shown, person=request.person, now=request.now)
            messages.success(request, _("Tack! Du stöder förslaget."))
    return _back(found, shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Hear of it, or no longer."""
    found, shown = proposal_or_404(request, cycle, reference)
    if request.method == "POST":
        if request.POST.get("gor") == "sluta":
            actions.unfollow(proposal=shown, person=request.person, now=request.now)
            messages.info(request, _("Du följer inte längre förslaget."))
        else:
            actions.follow(proposal=shown, person=request.person, now=request.now)
            messages.success(request, _("Du följer förslaget. Vi hör av oss när något händer."))
    return _back(found, shown)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Say something. What is wrong is told on the proposal's own page, with all that was written."""
    found, shown = proposal_or_404(request, cycle, reference)
    if request.method != "POST":
        return _back(found, shown, "#kommentera")
    form = CommentForm(request.POST)
    if form.is_valid():
        answer_to = form.cleaned_data["answer_to"]
        try:
            actions.comment(
                proposal=shown,
                person=request.person,
                stance=Stance(form.cleaned_data["stance"]),
                text=form.cleaned_data["text"],
                now=request.now,
                answer_to=_answered(shown, answer_to) if answer_to else None,
            )
        except ValidationError as error:
            form.add_error("text", error.message_dict["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Tack för din kommentar."))
            return _back(found, shown, "#kommentarer")
    context = page_context(request, found, shown, form)
    return TemplateResponse(request, "residents/proposals/proposal.html", context, status=422)


def _answered(proposal: Proposal, pk: int) -> Comment:
    found = queries.comment_of(proposal, pk) if abs(pk) < 2**62 else None
    if found is None:
        raise ValidationError({"text": _("Kommentaren som du svarar på finns inte längre.")})
    return found


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Tell that the proposal, or the comment `?kommentar=7`, breaks the rules."""
    found, shown = proposal_or_404(request, cycle, reference)
    pk = request.GET.get("kommentar", "")
    said = queries.comment_of(shown, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if pk and said is None:
        raise Http404
    allowed = permissions.may_flag(request.person, said or shown, request.now)
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.flag(
                proposal=shown, comment=said, person=request.person, reason=form.cleaned_data["reason"], now=request.now
            )
        except ValidationError as error:
            form.add_error("reason", error.message_dict["reason"])
        else:
            messages.success(request, _("Tack. Vi tittar på det så snart vi kan."))
            return _back(found, shown)
    context = {
        "cycle": found,
        "tab": "residents:proposals",
        "proposal": shown,
        "comment": said,
        "form": form,
        "allowed": allowed,
        "back": address_of(shown, found),
    }
    return TemplateResponse(request, "residents/proposals/flag.html", context, status=422 if form.errors else 200)


def _back(cycle: Cycle, proposal: Proposal, part: str = "") -> HttpResponse:
    return HttpResponseRedirect(address_of(proposal, cycle) + part, status=303)
