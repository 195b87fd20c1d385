"""Whom can one ask, how does a member ask, and what has become of it?"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Event, Row, Tag
from medborgarbudget.domain.network.experts import actions, permissions, policy, queries
from medborgarbudget.domain.network.experts.models import Expert, ExpertKind, HelpRequest, Topic
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import member, public
from medborgarbudget.sites.access.request import MemberRequest, OrganisationRequest
from medborgarbudget.sites.hub.experts.forms import AskForm, OutcomeForm
from medborgarbudget.sites.hub.pages.views import take_errors

ICONS = {
    ExpertKind.RESEARCHER: "book",
    ExpertKind.PRACTITIONER: "person",
    ExpertKind.NETWORK: "language",
    ExpertKind.SISTER: "people",
    ExpertKind.CIVIL: "heart",
}


def card_of(expert: Expert) -> dict[str, Any]:
    """What a list shows of an expert."""
    names = dict(policy.LANGUAGES)
    return {
        "expert": expert,
        "icon": ICONS[ExpertKind(expert.kind)],
        "topics": [str(Topic(topic).label) for topic in expert.topics if topic in Topic.values],
        "languages": ", ".join(str(names[code]) for code in expert.languages if code in names),
    }


def tag_of(request: HelpRequest) -> Tag:
    """How far a request has come."""
    return Tag(str(request.get_state_display()), policy.TONES[request.state])  # type: ignore[index, arg-type]


@public
@kept_for_visitors(60)
def experts(request: OrganisationRequest) -> HttpResponse:
    """The directory, filtered by what one needs."""
    wanted = {
        "topic": _known(request.GET.get("amne", ""), Topic.values),
        "language": _known(request.GET.get("tal", ""), [code for code, _label in policy.LANGUAGES]),
        "kind": _known(request.GET.get("slag", ""), ExpertKind.values),
    }
    every = list(queries.public_experts(request.organisation))
    return TemplateResponse(
        request,
        "network/experts/list.html",
        {
            "cards": [card_of(row) for row in queries.matching(every, **wanted)],
            "any": bool(every),
            "wanted": wanted,
            "topics": Topic.choices,
            "kinds": ExpertKind.choices,
            "spoken": policy.LANGUAGES,
            "description": _("Forskare, praktiker och nätverk som kan hjälpa till med medborgarbudget."),
        },
    )


def _known(value: str, known: list[str]) -> str:
    return value if value in known else ""


def _expert_or_404(request: OrganisationRequest, slug: str) -> Expert:
    try:
        return queries.public_expert(request.organisation, slug)
    except Expert.DoesNotExist as missing:
        raise Http404 from missing


@public
@kept_for_visitors(60)
def expert(request: OrganisationRequest, slug: str) -> HttpResponse:
    """One of them."""
    found = _expert_or_404(request, slug)
    card = card_of(found)
    rows = [Row(_("Slag"), found.get_kind_display())]
    rows += [Row(label, value) for label, value in (
        (_("Organisation"), found.affiliation), (_("Land"), found.country), (_("Språk"), card["languages"]),
    ) if value]  # fmt: skip
    rows.append(Row(_("Uppgifterna sågs över"), dates.long_date(found.checked_at, request.now)))
    return TemplateResponse(
        request,
        "network/experts/expert.html",
        {**card, "rows": rows, "description": found.summary[:155]},
    )


@member
def ask(request: MemberRequest, slug: str = "") -> HttpResponse:
    """Ask for help, of one in particular or of whoever the office finds."""
    found = _expert_or_404(request, slug) if slug else None
    require(permissions.may_ask(request.member, request.now))
    assert request.member is not None
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial={"key": secrets.token_hex(16), "topic": found.topics[0] if found and len(found.topics) == 1 else None},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(
                network=request.organisation,
                member=request.member,
                asker=request.person,
                expert=found,
                now=request.now,
                **form.cleaned_data,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Frågan är skickad till kansliet. Du får besked när den är förmedlad."))
            return HttpResponseRedirect(reverse("network:help-request", kwargs={"pk": made.pk}))
    return TemplateResponse(
        request,
        "network/experts/ask.html",
        {
            "form": form,
            "expert": found,
            "member": request.member,
            "back": reverse("network:expert", kwargs={"slug": slug}) if slug else reverse("network:experts"),
            "noindex": True,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@member
def requests(request: MemberRequest) -> HttpResponse:
    """What one's member has asked for."""
    if request.member is None:
        return HttpResponseRedirect(reverse("office:help-requests"))
    rows = queries.requests_of_member(request.organisation, request.member)
    return TemplateResponse(
        request,
        "network/experts/requests.html",
        {"rows": [{"request": row, "tag": tag_of(row)} for row in rows], "member": request.member, "noindex": True},
    )


def _own_or_404(request: MemberRequest, pk: int) -> HelpRequest:
    if request.member is None:
        raise Http404
    found = queries.requests_of_member(request.organisation, request.member).filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise Http404
    return found


@member
def help_request(request: MemberRequest, pk: int) -> HttpResponse:
    """One request, and what has happened with it."""
    found = _own_or_404(request, pk)
    return TemplateResponse(
        request,
        "network/experts/request.html",
        {
            "help": found,
            "tag": tag_of(found),
            "events": [
                Event(str(note.get_state_display()), dates.long_moment(note.at, request.now), note.text)
                for note in reversed(list(queries.notes(found, for_member=True)))
            ],
            "may_tell": permissions.may_tell_outcome(request.member, found, request.now),
            "noindex": True,
        },
    )


@member
def outcome(request: MemberRequest, pk: int) -> HttpResponse:
    """Tell what the help led to."""
    found = _own_or_404(request, pk)
    require(permissions.may_tell_outcome(request.member, found, request.now))
    assert request.member is not None
    form = OutcomeForm(
        request.POST if request.method == "POST" else None,
        initial={"outcome": found.outcome, "text": found.outcome_text},
    )
    if request.method == "POST" and form.is_valid():
        actions.tell_outcome(
            request=found, member=request.member, actor=request.person, now=request.now, **form.cleaned_data
        )
        messages.success(request, _("Tack! Det hjälper nästa som frågar."))
        return HttpResponseRedirect(reverse("network:help-request", kwargs={"pk": pk}))
    return TemplateResponse(
        request,
        "network/experts/outcome.html",
        {"form": form, "help": found, "noindex": True},
        status=422 if form.is_bound and form.errors else 200,
    )
