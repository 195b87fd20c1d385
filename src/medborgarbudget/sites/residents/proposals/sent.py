"""What becomes of a proposal that I have sent? Its secret status page, the confirmation of an address, changing and taking back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.actions import person_for
from medborgarbudget.domain.proposals import actions, confirmation, permissions, policy, queries
from medborgarbudget.domain.proposals.content import FIELDS, ProposalContent
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access import accounts, links
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public, signed_in
from medborgarbudget.sites.access.request import OrganisationRequest, SignedInRequest
from medborgarbudget.sites.residents.proposals.cards import address_of, events_of, pictures_of, tag_of
from medborgarbudget.sites.residents.proposals.forms import IdeaForm, WithdrawForm, idea_of
from medborgarbudget.sites.residents.proposals.maps import base_map, map_data
from medborgarbudget.sites.residents.proposals.pictures import keep_pictures
from medborgarbudget.sites.residents.proposals.propose import hold


def _with_key(request: OrganisationRequest, cycle: str, key: str) -> tuple[Cycle, Proposal]:
    found = public_cycle_or_404(request, cycle)
    try:
        return found, queries.proposal_with_status_key(found, key)
    except Proposal.DoesNotExist as missing:
        raise Http404 from missing


@public
@never_cache
@require_safe
def status(request: OrganisationRequest, cycle: str, key: str) -> HttpResponse:
    """What has happened, for whoever holds the secret address: the proposer with or without account."""
    found, proposal = _with_key(request, cycle, key)
    context: dict[str, Any] = {
        "cycle": found,
        "tab": "residents:proposals",
        "proposal": proposal,
        "tag": tag_of(proposal.state),
        "events": events_of(queries.history(proposal), request.now),
        "pictures": pictures_of(proposal),
        "waits": proposal.state == ProposalState.UNCONFIRMED,
        "address": veiled(proposal.contact_email),
        "public_url": address_of(proposal, found) if proposal.is_public else "",
        "may_edit": permissions.may_edit(request.person, proposal, request.now),
        "may_withdraw": permissions.may_withdraw(request.person, proposal, request.now),
        "is_author": request.person is not None and proposal.author_id == request.person.pk,
        "noindex": True,
    }
    return TemplateResponse(request, "residents/proposals/status.html", context)


def veiled(email: str) -> str:
    """ "gunilla@example.org" → "g…@example.org": enough to see a slip of the pen, too little to pass on."""
    name, at, host = email.rpartition("@")
    return f"{name[:1]}…{at}{host}" if at else ""


@public
@require_POST
def reopen(request: OrganisationRequest, cycle: str, key: str) -> HttpResponse:
    """The address was wrong, or the mail did not come: back to the last step with all that was written."""
    found, proposal = _with_key(request, cycle, key)
    if proposal.state != ProposalState.UNCONFIRMED:
        return HttpResponseRedirect(
            reverse("residents:proposal-status", kwargs={"cycle": found.slug, "key": key}), status=303
        )
    actions.reopen(proposal=proposal, now=request.now)
    hold(request, found, proposal)
    return HttpResponseRedirect(reverse("residents:propose-review", kwargs={"cycle": found.slug}), status=303)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: OrganisationRequest, cycle: str, token: str) -> HttpResponseBase:
    """The link in the mail: opening it shows a button, since mail programs open links by themselves; the button sends the proposal in.

    Whoever reads the address's mail is signed in by it, as by a sign-in link; a second factor is still asked for.
    """
    found = public_cycle_or_404(request, cycle)
    proposal = confirmation.proposal_of_token(request.organisation, token)
    if proposal is None or proposal.cycle_id != found.pk:
        return TemplateResponse(
            request, "residents/proposals/confirm_over.html", {"cycle": found, "noindex": True}, status=410
        )
    waits = proposal.state == ProposalState.UNCONFIRMED
    if not waits or confirmation.is_too_late(proposal, request.now):
        context = {
            "cycle": found,
            "proposal": proposal,
            "done": not waits and proposal.number is not None,
            "noindex": True,
        }
        context["public_url"] = address_of(proposal, found) if proposal.is_public else ""
        return TemplateResponse(
            request, "residents/proposals/confirm_over.html", context, status=200 if context["done"] else 410
        )
    if request.method != "POST":
        context = {"cycle": found, "tab": "residents:proposals", "proposal": proposal, "noindex": True}
        return TemplateResponse(request, "residents/proposals/confirm.html", context)
    person = person_for(
        email=proposal.contact_email, name=proposal.contact_name or proposal.display_name, now=request.now
    )
    if not person.is_active:
        raise Refused(_("Kontot med den adressen är avslutat."))
    actions.confirm_email(proposal=proposal, person=person, now=request.now)
    messages.success(
        request, _("Tack! Ditt förslag är inlämnat och har nummer %(reference)s.") % {"reference": proposal.reference}
    )
    address = reverse("residents:proposal-status", kwargs={"cycle": found.slug, "key": proposal.status_key})
    if request.person == person:
        return HttpResponseRedirect(address, status=303)
    into = accounts.sign_in_by_link(request, links.make_token(email=person.email, next_path=address, now=request.now))
    return into or HttpResponseRedirect(address, status=303)


def _own_or_404(request: SignedInRequest, cycle: str, reference: str) -> tuple[Cycle, Proposal]:
    """One's own proposal, seen by others or not; somebody else's is not found here."""
    found = public_cycle_or_404(request, cycle)
    proposal = queries.all_proposals(found).filter(author=request.person, reference=reference).first()
    if proposal is None:
        raise Http404
    return found, proposal


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Change one's own proposal while that may be done."""
    found, proposal = _own_or_404(request, cycle, reference)
    allowed = permissions.may_edit(request.person, proposal, request.now)
    if not allowed:
        raise Refused(allowed.reason)
    if request.method != "POST":
        return _edit_page(request, found, proposal, IdeaForm(cycle=found, initial=idea_of(proposal)))
    form = IdeaForm(request.POST, request.FILES, cycle=found)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.cleaned_data if name in FIELDS}
        try:
            actions.edit(
                proposal=proposal,
                content=ProposalContent(**{**idea_of(proposal), **given}),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.told(error)
    keep_pictures(request, form, proposal)
    if form.errors:
        return _edit_page(request, found, proposal, form, status=422)
    if request.POST.get("gor", "") == "bild" or request.POST.get("ta_bort"):
        here = reverse("residents:proposal-edit", kwargs={"cycle": found.slug, "reference": reference})
        return HttpResponseRedirect(f"{here}#id_pictures_field", status=303)
    messages.success(request, _("Ändringen är sparad."))
    return HttpResponseRedirect(_seen_at(found, proposal), status=303)


def _edit_page(
    request: OrganisationRequest, cycle: Cycle, proposal: Proposal, form: IdeaForm, status: int = 200
) -> HttpResponse:
    form.mark_needed()
    base = base_map(request.organisation, form.areas)
    pictures = list(proposal.pictures.order_by("position", "id"))
    context = {
        "cycle": cycle,
        "tab": "residents:proposals",
        "form": form,
        "proposal": proposal,
        "pictures": pictures,
        "room_for_pictures": policy.MAX_PICTURES - len(pictures),
        "base": base,
        "map_data": map_data(base, []),
        "back": _seen_at(cycle, proposal),
        "noindex": True,
    }
    return TemplateResponse(request, "residents/proposals/edit.html", context, status=status)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Take one's own proposal back, after a question."""
    found, proposal = _own_or_404(request, cycle, reference)
    allowed = permissions.may_withdraw(request.person, proposal, request.now)
    if not allowed:
        raise Refused(allowed.reason)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.withdraw(proposal=proposal, actor=request.person, reason=form.cleaned_data["reason"], now=request.now)
        messages.success(request, _("Förslaget är tillbakadraget."))
        return HttpResponseRedirect(_seen_at(found, proposal), status=303)
    context = {
        "cycle": found,
        "tab": "residents:proposals",
        "form": form,
        "proposal": proposal,
        "back": _seen_at(found, proposal),
    }
    return TemplateResponse(request, "residents/proposals/withdraw.html", context, status=422 if form.errors else 200)


def _seen_at(cycle: Cycle, proposal: Proposal) -> str:
    """The public page while there is one, the author's status page otherwise."""
    if proposal.is_public:
        return address_of(proposal, cycle)
    return reverse("residents:proposal-status", kwargs={"cycle": cycle.slug, "key": proposal.status_key})
