"""How does a voter show who they are with an e-ID? To the broker and back, in the same browser, once.

What the browser needs to remember lies sealed in its session: the vote, and the secrets that the answer has to match. The number that the
broker answers with becomes a keyed reference here and goes no further.
"""

from __future__ import annotations

import base64
import json
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET

from medborgarbudget.domain.cycles.models import Identity
from medborgarbudget.domain.rolls.personnummer import Number, NumberRefused, read_number
from medborgarbudget.domain.voting import keys, queries
from medborgarbudget.domain.voting.identity import Voter, eid_voter
from medborgarbudget.foundation import eid
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.voting.views import _private, _require_own_area, _Way

log = logging.getLogger(__name__)

IN_SESSION = "eid"
PURPOSE = "eid order"


@public
@_private
@require_GET
def start(request: OrganisationRequest, cycle: str, provider: str) -> HttpResponse:
    """Send the browser to the broker. A link leads here, not a form: pages may send forms nowhere but home."""
    way = _Way(request, cycle)
    chosen = provider_named(provider)
    if chosen is None or Identity.EID not in queries.identities_of(way.vote.rule_sheet):
        raise Http404
    if not way.is_open:
        return way.go("vote")
    if way.problems():
        return way.go("vote-review")
    return_to = request.build_absolute_uri(reverse("residents:eid-answer"))
    try:
        order, address = eid.begin(chosen, return_to)
    except eid.Unreachable as error:
        log.error("e-ID %s cannot be reached: %s", chosen.name, error)
        return _not_now(way)
    content = json.dumps({"cycle": cycle, "vote": way.vote.pk, **order.as_data()})
    request.session[IN_SESSION] = base64.b64encode(keys.wrap(PURPOSE, content.encode())).decode()
    way.keep()
    return redirect(address)


def provider_named(name: str) -> eid.Provider | None:
    """One of the brokers that the installation offers."""
    providers: tuple[eid.Provider, ...] = settings.EID_PROVIDERS
    return next((provider for provider in providers if provider.name == name), None)


@public
@_private
@require_GET
@sensitive_variables()
def answer(request: OrganisationRequest) -> HttpResponse:
    """The browser is back from the broker. Whatever comes of it, the order is used up."""
    kept = _taken(request)
    if kept is None:
        log.warning("e-ID answer without an order in this browser")
        messages.error(
            request, _("Legitimeringen började inte i den här webbläsaren, eller är redan använd. Börja om här.")
        )
        return redirect("residents:start")
    way = _Way(request, kept.pop("cycle"))
    if kept.pop("vote") != way.vote.pk or not way.is_open:
        return way.go("vote")
    order = eid.Order(**kept)
    provider = provider_named(order.provider)
    if provider is None:
        return _not_now(way)
    try:
        claims = eid.finish(provider, order, request.GET.dict(), timestamp=request.now.timestamp())
        voter = _voter(way, claims, request.now)
        _require_own_area(way, voter)
    except eid.Unreachable as error:
        log.error("e-ID %s cannot be reached: %s", provider.name, error)
        return _not_now(way)
    except eid.NotVouched as refused:
        log.warning("e-ID %s was not accepted: %s", provider.name, refused.check)
        if refused.check == "cancelled":
            messages.info(request, _("Du avbröt legitimeringen. Din röst är inte registrerad."))
        elif refused.check == "level of assurance":
            messages.error(
                request, _("Din e-legitimation har en för låg tillitsnivå. Välj ett annat sätt att visa vem du är.")
            )
        else:
            messages.error(request, _("Legitimeringen gick inte att godta. Börja om, eller välj ett annat sätt."))
        return way.go("vote-identify")
    except (Refused, ValidationError) as error:
        text = str(error) if isinstance(error, Refused) else " ".join(error.messages)
        messages.error(request, text)
        return way.go("vote-identify")
    way.draft.let_in(voter, request.now)
    request.session.cycle_key()
    way.keep()
    return way.identified()


def _taken(request: OrganisationRequest) -> dict[str, Any] | None:
    """The order of this browser, which is then gone."""
    sealed = request.session.pop(IN_SESSION, None)
    if not sealed:
        return None
    try:
        kept: dict[str, Any] = json.loads(keys.unwrap(PURPOSE, base64.b64decode(sealed)))
    except (keys.KeyUnusable, ValueError):
        return None
    return kept


@sensitive_variables()
def _voter(way: _Way, claims: eid.Claims, now: datetime) -> Voter:
    """The person. Raises NotVouched when the broker has no number that is one."""
    today = to_local(now).date()
    try:
        number = read_number(claims.number, today)
        previous: Number | None = read_number(claims.previous, today) if claims.previous else None
    except NumberRefused:
        raise eid.NotVouched("number") from None
    return eid_voter(way.vote, number, previous, now)


def _not_now(way: _Way) -> HttpResponse:
    messages.error(
        way.request,
        _(
            "E-legitimation fungerar inte just nu. Försök igen om en stund, eller välj ett annat sätt att visa vem du är."
        ),
    )
    return way.go("vote-identify")
