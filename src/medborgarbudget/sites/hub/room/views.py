"""What meets a member in the room: what is new, whom to talk to, and how to hear of more?"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from medborgarbudget.design.forms import take_errors
from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.membership import queries as membership
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.network.room import actions, permissions, queries
from medborgarbudget.sites.access.guards import member
from medborgarbudget.sites.access.request import MemberRequest
from medborgarbudget.sites.hub.room.forms import AskForm, HearingForm

SHOWN = 5


def tabs_of(current: str) -> list[Link]:
    """The room's own navigation."""
    names = (
        ("network:room", _("Nytt")),
        ("network:questions", _("Frågor")),
        ("network:documents", _("Dokument")),
        ("network:matches", _("Vem kan ni prata med?")),
        ("network:hearing", _("Så hör du av oss")),
    )
    return [Link(label, reverse(name), name == current) for name, label in names]


@member
@never_cache
def room(request: MemberRequest) -> HttpResponse:
    """The newest of everything, and what is mine."""
    newcomers = membership.public_members(request.organisation).exclude(joined_at=None).order_by("-joined_at")
    context = {
        "tabs": tabs_of("network:room"),
        "mine": request.member,
        "profile_empty": request.member is not None and not (request.member.about and request.member.needs),
        "questions": list(queries.questions(request.organisation)[:SHOWN]),
        "documents": list(queries.documents(request.organisation)[:SHOWN]),
        "suggestions": queries.suggestions(request.member, 3) if request.member else [],
        "newcomers": list(newcomers[:SHOWN]),
        "may_write": bool(permissions.may_take_part(request.person, request.organisation, request.now)),
        "first_name": (request.person.name or _("du")).split()[0],
    }
    return render(request, "network/room/room.html", context)


@member
@never_cache
def matches(request: MemberRequest) -> HttpResponse:
    """Whom one may learn from, with the reasons."""
    found = queries.suggestions(request.member, 12) if request.member else []
    context = {"tabs": tabs_of("network:matches"), "mine": request.member, "suggestions": found}
    return render(request, "network/room/matches.html", context)


@member
@never_cache
def hearing(request: MemberRequest) -> HttpResponse:
    """Which topics, and how often."""
    initial: dict[str, Any] = {
        "topics": sorted(queries.topics_followed(request.person, request.organisation)),
        "frequency": queries.digest_of(request.person, request.organisation),
    }
    form = HearingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_hearing(
            network=request.organisation, person=request.person, now=request.now, **form.cleaned_data
        )
        messages.success(request, _("Sparat. Du kan ändra när du vill."))
        return HttpResponseRedirect(reverse("network:hearing"))
    context = {"tabs": tabs_of("network:hearing"), "form": form}
    return render(request, "network/room/hearing.html", context, status=422 if form.errors else 200)


@member
@never_cache
def ask_contact(request: MemberRequest, member: str) -> HttpResponse:
    """Ask another member's people to get in touch."""
    try:
        found = membership.public_member_of(request.organisation, member)
    except Member.DoesNotExist as missing:
        raise Http404 from missing
    form = AskForm(request.POST or None, initial={"key": secrets.token_hex(16)})
    here = reverse("network:member", kwargs={"member": found.slug})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_contact(
                to=found,
                text=form.cleaned_data["text"],
                key=form.cleaned_data["key"] or secrets.token_hex(16),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(
                request, _("{name} har fått din fråga och svarar till din e-postadress.").format(name=found.name)
            )
            return HttpResponseRedirect(here)
    context = {"member": found, "form": form, "here": here}
    return render(request, "network/room/ask_contact.html", context, status=422 if form.errors else 200)
