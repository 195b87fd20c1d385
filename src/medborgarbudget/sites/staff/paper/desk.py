"""How does a desk with a queue in front of it look somebody up and hand out a ballot?

Two presses of Enter: look up, hand out. When the network is gone the page keeps what was to be handed out in the browser, with the key
that makes it harmless to send twice, and sends it when the network is back (desk.js). Without JavaScript it is two plain forms.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from medborgarbudget.domain.paper import actions, permissions
from medborgarbudget.domain.paper.models import Desk
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import take_errors
from medborgarbudget.sites.staff.paper.forms import ExchangeForm, FindForm
from medborgarbudget.sites.staff.paper.views import CLERKS, page, vote_at


def _desk_or_404(vote: Vote, pk: int) -> Desk:
    desk = (
        Desk.objects.filter(vote=vote, pk=pk, posted=False)
        .select_related("vote__cycle__organisation", "vote__rule_sheet")
        .first()
    )
    if desk is None:
        raise Http404
    return desk


@staff(*CLERKS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def at_desk(request: StaffRequest, cycle: str, desk_id: int) -> HttpResponse:
    """Look somebody up: has voted, yes or no, and the button to hand out a ballot."""
    found, vote = vote_at(request, cycle)
    desk = _desk_or_404(vote, desk_id)
    form = FindForm(request.POST if request.method == "POST" else None, vote=vote)
    standing: Any = None
    if form.is_bound and form.is_valid():
        try:
            standing = actions.look_up(desk=desk, actor=request.person, now=request.now, **form.cleaned_data)
            if standing is None:
                form.add_error("query", _("Det finns ingen sådan väljare. Kontrollera och sök igen."))
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                take_errors(form, error)
            else:
                form.add_error("query", error)
    return page(
        request,
        "desk",
        found,
        422 if form.errors else 200,
        desk=desk,
        form=form,
        standing=standing,
        exchange_form=ExchangeForm(prefix="exchange"),
        key=secrets.token_urlsafe(24),
        verdict=permissions.may_hand_out(request.person, vote, database_now()),
        handed_out=desk.hand_outs.count(),
        exchanged=desk.exchanges.count(),
        desk_data={
            "texts": {
                "waiting": _("väntar på nätet"),
                "offline": _("Nätet är borta. Utlämnandet ligger i kön och skickas när nätet är tillbaka."),
                "signIn": _("Du är utloggad. Logga in igen i en annan flik."),
            }
        },
    )


@staff(*CLERKS)
@require_POST
def hand_out(request: StaffRequest, cycle: str, desk_id: int) -> HttpResponse:
    """Hand out a ballot. Asked for by a script it answers in JSON: done, or refused with the reason."""
    found, vote = vote_at(request, cycle)
    desk = _desk_or_404(vote, desk_id)
    by_script = request.headers.get("Accept", "").startswith("application/json")
    try:
        actions.hand_out(
            desk=desk,
            way=request.POST.get("way", ""),
            query=request.POST.get("query", "")[:254],
            reason=request.POST.get("reason", "")[:200],
            key=request.POST.get("key", ""),
            actor=request.person,
            now=request.now,
        )
    except (ValidationError, Refused) as refusal:
        text = _why_not(refusal)
        if by_script:
            return JsonResponse({"done": False, "text": text}, status=409)
        messages.error(request, text)
        return redirect("staff:paper-desk", cycle=found.slug, desk_id=desk.pk)
    text = _("Klart. Ge personen en valsedel och pricka av på listan.")
    if by_script:
        return JsonResponse({"done": True, "text": text})
    messages.success(request, text)
    return redirect("staff:paper-desk", cycle=found.slug, desk_id=desk.pk)


@staff(*CLERKS)
@require_POST
def exchange(request: StaffRequest, cycle: str, desk_id: int) -> HttpResponse:
    """Take back a spoiled ballot and hand out another."""
    found, vote = vote_at(request, cycle)
    desk = _desk_or_404(vote, desk_id)
    try:
        actions.exchange(
            desk=desk,
            way=request.POST.get("way", ""),
            query=request.POST.get("query", "")[:254],
            reason=request.POST.get("exchange-reason", "")[:200],
            key=request.POST.get("key", ""),
            actor=request.person,
            now=request.now,
        )
    except (ValidationError, Refused) as refusal:
        messages.error(request, _why_not(refusal))
    else:
        messages.success(request, _("Klart. Lägg den förstörda valsedeln i kuvertet och ge personen en ny."))
    return redirect("staff:paper-desk", cycle=found.slug, desk_id=desk.pk)


def _why_not(refusal: ValidationError | Refused) -> str:
    return str(refusal.reason) if isinstance(refusal, Refused) else " ".join(refusal.messages)
