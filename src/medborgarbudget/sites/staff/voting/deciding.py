"""How does a lead ask for what takes two people: open the vote, move its end, open the urn, make a ballot void?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import deeds, permissions
from medborgarbudget.domain.voting.actions.releasing import check_extension
from medborgarbudget.domain.voting.actions.setting_aside import leaf_to_void
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Verdict, require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.voting.forms import ExtendForm, OpenForm, OpenUrnForm, VoidForm
from medborgarbudget.sites.staff.voting.views import FOLDER, vote_or_404

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


@dataclass(frozen=True)
class Asked:
    """A deed as its page has it: its form, who may ask when, what is checked before anybody is bothered, and its words."""

    kind: str
    form: Callable[..., Any]
    may: Callable[[Person, Vote, datetime], Verdict]
    payload: Callable[[Vote, dict[str, Any]], dict[str, Any]]
    title: Any
    lead: Any


def _nothing(vote: Vote, values: dict[str, Any]) -> dict[str, Any]:
    return {}


def _extension(vote: Vote, values: dict[str, Any]) -> dict[str, Any]:
    check_extension(vote, values["closes_at"], values["reason"])
    return {"closes_at": values["closes_at"].isoformat()}


def _urn(vote: Vote, values: dict[str, Any]) -> dict[str, Any]:
    verdict = permissions.slots_are_known(vote)
    if not verdict:
        raise ValidationError(verdict.reason)
    return {}


def _voided(vote: Vote, values: dict[str, Any]) -> dict[str, Any]:
    letter, receipt = values["letter"], values["receipt"]
    if leaf_to_void(vote, letter=letter, receipt=receipt) is None:
        raise ValidationError({"letter": _("Ingen röst är lagd med det brevet.")})
    return {"letter": letter} if letter else {"receipt": receipt}


ASKED = {
    "godkann": Asked(
        deeds.OPEN,
        OpenForm,
        permissions.may_release,
        _nothing,
        gettext_lazy("Godkänn att omröstningen öppnar"),
        gettext_lazy(
            "Omröstningen tar inte emot röster förrän två personer har godkänt det. Den öppnar sedan av sig själv på utsatt tid."
        ),
    ),
    "forlang": Asked(
        deeds.EXTEND,
        ExtendForm,
        permissions.may_extend,
        _extension,
        gettext_lazy("Förläng omröstningen"),
        gettext_lazy(
            "Två personer måste godkänna innan omröstningen stänger. Efter det går den inte att förlänga. Väljarna ser den nya tiden och skälet."
        ),
    ),
    "urnan": Asked(
        deeds.OPEN_URN,
        OpenUrnForm,
        permissions.may_open_urn,
        _urn,
        gettext_lazy("Öppna urnan"),
        gettext_lazy("Två personer beslutar om att urnan öppnas. Det kan inte göras om."),
    ),
    "ogiltig": Asked(
        deeds.VOID,
        VoidForm,
        permissions.may_set_aside,
        _voided,
        gettext_lazy("Ogiltigförklara en röst"),
        gettext_lazy(
            "Till exempel när någon har röstat med ett stulet brev. Rösten räknas inte, och det syns i loggen och protokollet. "
            "Vad som stod på den får ingen veta."
        ),
    ),
}


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: StaffRequest, cycle: str, deed: str) -> HttpResponse:
    """Say what and why; then another person confirms."""
    found = staff_cycle_or_404(request, cycle)
    asked = ASKED.get(deed)
    if asked is None:
        raise Http404
    vote = vote_or_404(found)
    require(asked.may(request.person, vote, database_now()))
    form = asked.form(request.POST if request.method == "POST" else None, vote=vote)
    if form.is_bound and form.is_valid():
        try:
            payload = asked.payload(vote, form.cleaned_data)
            return asked_for(request, asked.kind, vote, payload, form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
    context = {
        "cycle": found,
        "tab": "staff:vote",
        "vote": vote,
        "form": form,
        "title": asked.title,
        "lead": asked.lead,
    }
    return render(request, f"{FOLDER}/ask.html", context, status=422 if form.is_bound else 200)


def asked_for(request: StaffRequest, kind: str, vote: Vote, payload: dict[str, Any], reason: str) -> HttpResponse:
    """Put the deed before a second person, and show it."""
    made = two_people.ask(
        kind=kind,
        subject=vote,
        organisation=request.organisation,
        payload=payload,
        reason=reason,
        actor=request.person,
        now=request.now,
    )
    messages.success(request, _("Nu väntar det på att en annan person godkänner."))
    return redirect("staff:two-people-one", deed_id=made.pk)
