"""How does a resident propose something? Write the idea, look it through, send: no account is needed before the last step.

What is written is kept as a draft from the first press of a button: the person's own, or the browser session's until somebody signs in or
confirms an address. So a picture that was taken is not lost when something else has to be mended.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from medborgarbudget.design.parts import Row
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.proposals import actions, permissions, policy, queries
from medborgarbudget.domain.proposals.content import FIELDS, ProposalContent, content_of
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.proposals.cards import card_of, shows_supports
from medborgarbudget.sites.residents.proposals.forms import IdeaForm, SenderForm, idea_of
from medborgarbudget.sites.residents.proposals.maps import base_map, map_data
from medborgarbudget.sites.residents.proposals.pictures import keep_pictures

HELD = "draft"
"""In the session: cycle's id → id of the draft that this browser is writing."""


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """The idea. `?utkast=7` goes on with one of one's own drafts, `?nytt=1` begins another."""
    found = public_cycle_or_404(request, cycle)
    open_now = permissions.may_propose(request.person, found, request.now)
    if request.method != "POST":
        if not open_now:
            return TemplateResponse(
                request, "residents/proposals/closed.html", {"cycle": found, "reason": open_now.reason}
            )
        if "nytt" in request.GET:
            _let_go(request, found)
        draft = _asked_draft(request, found) or held_draft(request, found)
        return _page(request, found, IdeaForm(cycle=found, initial=idea_of(draft)), draft)
    draft = held_draft(request, found)
    form = IdeaForm(request.POST, request.FILES, cycle=found)
    form.is_valid()
    if not open_now:
        form.add_error(None, str(open_now.reason))
        return _page(request, found, form, draft, status=409)
    draft = _kept(request, found, form, draft)
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204, content_type="text/plain")
    if draft is not None:
        keep_pictures(request, form, draft)
    deed = request.POST.get("gor", "granska")
    if deed == "granska":
        _look_for_gaps(form, found, draft)
    if form.errors:
        return _page(request, found, form, draft, status=422)
    if deed == "granska":
        return HttpResponseRedirect(reverse("residents:propose-review", kwargs={"cycle": found.slug}), status=303)
    if deed == "spara" and request.person is not None:
        messages.success(request, _("Utkastet är sparat. Du hittar det bland dina förslag."))
        return HttpResponseRedirect(reverse("residents:my-proposals"), status=303)
    return HttpResponseRedirect(
        reverse("residents:propose", kwargs={"cycle": found.slug}) + "#id_pictures_field", status=303
    )


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Look it through, say who one is, send."""
    found = public_cycle_or_404(request, cycle)
    draft = held_draft(request, found)
    if draft is None:
        return _after_sending(request, found) or HttpResponseRedirect(
            reverse("residents:propose", kwargs={"cycle": found.slug})
        )
    signed_in = request.person is not None
    if request.method != "POST":
        initial = {"display_name": request.person.name if request.person else ""} | {
            name: value for name, value in idea_of(draft).items() if value
        }
        return _review_page(request, found, draft, SenderForm(initial=initial, signed_in=signed_in))
    form = SenderForm(request.POST, signed_in=signed_in)
    if form.is_robot:
        return HttpResponseRedirect(reverse("residents:proposals", kwargs={"cycle": found.slug}), status=303)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.cleaned_data if name in FIELDS}
        content = ProposalContent(**{**idea_of(draft), **given})
        try:
            actions.save_draft(cycle=found, author=draft.author, content=content, now=request.now, proposal=draft)
            actions.submit(proposal=draft, now=request.now)
        except ValidationError as error:
            _tell(form, error)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _remember_sent(request, found, draft)
            if draft.state != ProposalState.UNCONFIRMED:
                messages.success(
                    request,
                    _("Tack! Ditt förslag är inlämnat och har nummer %(reference)s.") % {"reference": draft.reference},
                )
            return HttpResponseRedirect(_status_address(found, draft), status=303)
    return _review_page(request, found, draft, form, status=422)


@public
@require_safe
def similar(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Proposals that are like what is being written; a piece of the page for htmx, no page of its own."""
    found = public_cycle_or_404(request, cycle)
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(reverse("residents:propose", kwargs={"cycle": found.slug}))
    text = f"{request.GET.get('title', '')} {request.GET.get('what', '')}"[:4000]
    supports = shows_supports(found, request.now)
    cards = [card_of(proposal, found, supports=supports) for proposal in queries.similar(found, text)]
    return TemplateResponse(request, "residents/proposals/similar.html", {"similar": cards})


def held_draft(request: OrganisationRequest, cycle: Cycle) -> Proposal | None:
    """The draft that this browser is writing in the cycle, if it is still a draft and the visitor's own."""
    pk = request.session.get(HELD, {}).get(str(cycle.pk))
    draft = queries.draft(cycle, pk) if isinstance(pk, int) else None
    if draft is None or draft.state != ProposalState.DRAFT:
        return None
    if draft.author_id is None and request.person is not None:
        draft = actions.claim_draft(proposal=draft, person=request.person)
    return draft if draft.author_id == (request.person.pk if request.person else None) else None


def hold(request: OrganisationRequest, cycle: Cycle, draft: Proposal) -> None:
    """Go on with this draft in this browser."""
    request.session[HELD] = {**request.session.get(HELD, {}), str(cycle.pk): draft.pk}


def _let_go(request: OrganisationRequest, cycle: Cycle) -> None:
    request.session[HELD] = {key: pk for key, pk in request.session.get(HELD, {}).items() if key != str(cycle.pk)}


def _asked_draft(request: OrganisationRequest, cycle: Cycle) -> Proposal | None:
    pk = request.GET.get("utkast", "")
    if request.person is None or not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    draft = queries.draft(cycle, int(pk))
    if draft is None or draft.author_id != request.person.pk or draft.state != ProposalState.DRAFT:
        return None
    hold(request, cycle, draft)
    return draft


SENT = "sent"


def _remember_sent(request: OrganisationRequest, cycle: Cycle, proposal: Proposal) -> None:
    _let_go(request, cycle)
    request.session[SENT] = {**request.session.get(SENT, {}), str(cycle.pk): proposal.status_key}


def _after_sending(request: OrganisationRequest, cycle: Cycle) -> HttpResponse | None:
    """Where a form that is sent twice leads: to what was sent the first time."""
    key = request.session.get(SENT, {}).get(str(cycle.pk))
    if request.method != "POST" or not key:
        return None
    return HttpResponseRedirect(
        reverse("residents:proposal-status", kwargs={"cycle": cycle.slug, "key": key}), status=303
    )


def _status_address(cycle: Cycle, proposal: Proposal) -> str:
    return reverse("residents:proposal-status", kwargs={"cycle": cycle.slug, "key": proposal.status_key})


def _kept(request: OrganisationRequest, cycle: Cycle, form: IdeaForm, draft: Proposal | None) -> Proposal | None:
    """Store what was right of what was written. Nothing is made of a page that nobody has written on."""
    before = content_of(draft) if draft is not None else ProposalContent()
    content = form.content(before)
    if draft is None and content == ProposalContent() and not request.FILES:
        return None
    try:
        return _store(request, cycle, content, draft)
    except ValidationError as error:
        form.told(error)
        wrong = {"latitude", "longitude"} if {"latitude", "longitude"} & set(error.message_dict) else set()
        wrong |= set(error.message_dict)
        kept = ProposalContent(**{name: getattr(before if name in wrong else content, name) for name in FIELDS})
        return _store(request, cycle, kept, draft)


def _store(request: OrganisationRequest, cycle: Cycle, content: ProposalContent, draft: Proposal | None) -> Proposal:
    author = draft.author if draft is not None else request.person
    saved = actions.save_draft(cycle=cycle, author=author, content=content, now=request.now, proposal=draft)
    hold(request, cycle, saved)
    return saved


def _look_for_gaps(form: IdeaForm, cycle: Cycle, draft: Proposal | None) -> None:
    """What a sent proposal needs and this one lacks, at its fields."""
    try:
        actions.check(content=content_of(draft) if draft is not None else ProposalContent(), cycle=cycle)
    except ValidationError as error:
        for field in set(error.message_dict) - set(form.errors):
            form.told(ValidationError({field: error.message_dict[field]}))


def _tell(form: SenderForm, error: ValidationError) -> None:
    for field, texts in error.message_dict.items():
        form.add_error(field if field in form.fields else None, texts)


def _page(
    request: OrganisationRequest, cycle: Cycle, form: IdeaForm, draft: Proposal | None, status: int = 200
) -> HttpResponse:
    form.mark_needed()
    base = base_map(request.organisation, form.areas)
    pictures = queries.pictures(draft) if draft is not None else []
    context: dict[str, Any] = {
        "cycle": cycle,
        "form": form,
        "draft": draft,
        "pictures": pictures,
        "room_for_pictures": policy.MAX_PICTURES - len(pictures),
        "base": base,
        "map_data": map_data(base, []),
        "other_drafts": _other_drafts(request, draft),
        "noindex": True,
    }
    return TemplateResponse(request, "residents/proposals/propose.html", context, status=status)


def _other_drafts(request: OrganisationRequest, draft: Proposal | None) -> int:
    if request.person is None:
        return 0
    mine = queries.drafts_of(request.person, request.organisation)
    return mine.exclude(pk=draft.pk).count() if draft is not None else mine.count()


def _review_page(
    request: OrganisationRequest, cycle: Cycle, draft: Proposal, form: SenderForm, status: int = 200
) -> HttpResponse:
    back = reverse("residents:propose", kwargs={"cycle": cycle.slug})
    supports = shows_supports(cycle, request.now)
    alike = queries.similar(cycle, f"{draft.title} {draft.title} {draft.what}", but_not=draft.pk)
    context: dict[str, Any] = {
        "cycle": cycle,
        "tab": "residents:proposals",
        "draft": draft,
        "form": form,
        "rows": _rows(draft, back),
        "pictures": queries.pictures(draft),
        "back": back,
        "similar": [card_of(proposal, cycle, supports=supports) for proposal in alike],
        "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}",
        "open_now": permissions.may_propose(request.person, cycle, request.now),
        "noindex": True,
    }
    return TemplateResponse(request, "residents/proposals/review.html", context, status=status)


def _rows(draft: Proposal, back: str) -> list[Row]:
    rows = [
        Row(_("Förslag"), draft.title, f"{back}#id_title_field"),
        Row(_("Beskrivning"), draft.what, f"{back}#id_what_field"),
    ]
    if draft.why:
        rows.append(Row(_("Varför"), draft.why, f"{back}#id_why_field"))
    where = [part for part in (draft.place, _("punkt på kartan") if draft.latitude is not None else "") if part]
    rows.append(Row(_("Var"), ", ".join(where) or _("Ingen särskild plats"), f"{back}#id_place_field"))
    if draft.cycle_area:
        rows.append(Row(_("Område"), draft.cycle_area.area.name, f"{back}#id_cycle_area_field"))
    if draft.theme:
        rows.append(Row(_("Tema"), draft.theme.name, f"{back}#id_theme_field"))
    return rows
