"""How does somebody whom another has registered see to their registration, with the link in the mail and no account?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from medborgarbudget.domain.network.meetings import actions, links, permissions, queries
from medborgarbudget.domain.network.meetings.models import MeetingState, Registration, RegistrationState
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.meetings import cards
from medborgarbudget.sites.hub.meetings.forms import NeedsForm


@public
@never_cache
@require_http_methods(["GET", "POST"])
def registration(request: OrganisationRequest, token: str) -> HttpResponse:
    """What one is registered to, and by whom; what one needs is told here."""
    found = _registration_or_404(request, token)
    meeting = found.meeting
    may_leave = permissions.may_leave(found, meeting, request.now)
    form = None
    if meeting.asks_needs and may_leave:
        form = NeedsForm(
            request.POST if request.method == "POST" else None, initial={"diet": found.diet, "access": found.access}
        )
    if request.method == "POST":
        require(may_leave)
        if form is not None and form.is_valid():
            actions.change_needs(registration=found, now=request.now, **form.cleaned_data)
            messages.success(request, _("Sparat. Tack, då vet vi."))
            return HttpResponseRedirect(_page(token))
    line = queries.place_in_line(found) if found.state == RegistrationState.WAITING and may_leave else 0
    context = {
        "registration": found,
        "meeting": meeting,
        "is_in": found.state in permissions.IN,
        "cancelled": meeting.state == MeetingState.CANCELLED,
        "line": line,
        "form": form,
        "may_leave": may_leave,
        "token": token,
        "when": cards.when(meeting, request.now),
        "where": cards.where(meeting),
        "noindex": True,
    }
    wrong = form is not None and bool(form.errors)
    return TemplateResponse(request, "network/meetings/invited.html", context, status=422 if wrong else 200)


@public
@never_cache
@require_POST
def confirm(request: OrganisationRequest, token: str) -> HttpResponse:
    """Say that one can come to the meeting as it is now."""
    actions.confirm(registration=_registration_or_404(request, token), now=request.now)
    messages.success(request, _("Tack, då ses vi."))
    return HttpResponseRedirect(_page(token))


@public
@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: OrganisationRequest, token: str) -> HttpResponse:
    """Take the registration back, after a question: programs that look through mails follow links but press no buttons."""
    found = _registration_or_404(request, token)
    require(permissions.may_leave(found, found.meeting, request.now))
    if request.method == "POST":
        actions.leave(registration=found, now=request.now)
        messages.success(request, _("Du är avanmäld."))
        return HttpResponseRedirect(_page(token))
    context = {"meeting": found.meeting, "back": _page(token), "noindex": True}
    return TemplateResponse(request, "network/meetings/leave.html", context)


def _registration_or_404(request: OrganisationRequest, token: str) -> Registration:
    found = links.registration_in(token, request.organisation.pk)
    if found is None or found.meeting.state == MeetingState.DRAFT:
        raise Http404
    return found


def _page(token: str) -> str:
    return reverse("network:meeting-invited", kwargs={"token": token})
