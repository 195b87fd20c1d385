"""Do the winners become real? An overview of all of them, and the story of each."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Fact, Link
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.delivery import policy, queries
from medborgarbudget.domain.delivery.models import Delivery
from medborgarbudget.domain.delivery.policy import Overview
from medborgarbudget.domain.proposals import actions as proposals
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public, signed_in
from medborgarbudget.sites.access.request import OrganisationRequest, SignedInRequest
from medborgarbudget.sites.residents.delivery.shown import (
    address_of,
    card_of,
    events_of,
    stages_of,
    tag_of,
    when_in_words,
)

KINDS = {
    "pa-gang": tuple(state for state in policy.UNDER_WAY if state != policy.S.PAUSED),
    "klara": policy.FINISHED,
    "pausade": (policy.S.PAUSED,),
    "stoppade": (policy.S.STOPPED,),
}


@public
@kept_for_visitors(30)
def deliveries(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """How much is done, in time, for how much money; and a card for each."""
    found = public_cycle_or_404(request, cycle)
    rows = list(queries.public_deliveries(found))
    kind = request.GET.get("lage", "")
    shown = [row for row in rows if kind not in KINDS or row.state in KINDS[kind]]
    newest, before = queries.latest_pictures(shown), queries.proposal_pictures(shown)
    overview = queries.overview(rows, to_local(request.now).date())

    def area_of(row: Delivery) -> str:
        return row.proposal.cycle_area.area.name if row.proposal.cycle_area else ""

    groups = [
        {"name": name, "cards": [card_of(row, found, request.now, newest, before) for row in group]}
        for name, group in groupby(shown, key=area_of)
    ]
    return render(
        request,
        "residents/delivery/deliveries.html",
        {
            "cycle": found,
            "overview": overview,
            "facts": _facts(overview),
            "links": _links(rows, kind),
            "groups": groups,
            "many_areas": len(groups) > 1,
        },
    )


def _links(rows: list[Delivery], kind: str) -> list[Link]:
    labels = {"pa-gang": _("På gång"), "klara": _("Klara"), "pausade": _("Pausade"), "stoppade": _("Genomförs inte")}
    links = [Link(_("Alla"), "?", kind not in KINDS, len(rows))]
    for key, label in labels.items():
        count = sum(row.state in KINDS[key] for row in rows)
        if count or key == kind:
            links.append(Link(label, f"?lage={key}", key == kind, count))
    return links


def _facts(overview: Overview) -> list[Fact]:
    facts = [Fact(_("av %(all)d förslag är klara") % {"all": overview.all}, str(overview.finished))]
    if overview.timed:
        facts.append(
            Fact(
                _("av %(all)d klara blev klara i tid") % {"all": overview.timed},
                str(overview.on_time),
                _("Mot det första datum som lovades"),
            )
        )
    elif overview.under_way:
        facts.append(Fact(_("är på gång"), str(overview.under_way)))
    if overview.late:
        facts.append(Fact(_("är försenade just nu"), str(overview.late)))
    facts.append(Fact(_("är beslutade att användas"), kronor(overview.budget)))
    if overview.spent:
        facts.append(Fact(_("har använts hittills"), kronor(overview.spent)))
    return facts


def _delivery_or_404(request: OrganisationRequest, cycle: str, reference: str) -> tuple[Cycle, Delivery]:
    found = public_cycle_or_404(request, cycle)
    try:
        return found, queries.public_delivery_of(found, reference)
    except Delivery.DoesNotExist as missing:
        raise Http404 from missing


@public
@kept_for_visitors(30)
def delivery(request: OrganisationRequest, cycle: str, reference: str) -> HttpResponse:
    """The story of one delivery: stages, photos, dates with their reasons, money."""
    found, row = _delivery_or_404(request, cycle, reference)
    updates, changes = list(queries.updates(row)), list(queries.plan_changes(row))
    picture = next((p for update in updates for p in update.pictures.all()), None)
    before = None if picture else queries.proposal_pictures([row]).get(row.proposal_id)
    return render(
        request,
        "residents/delivery/delivery.html",
        {
            "cycle": found,
            "crumbs": [Link(_("Genomförande"), reverse("residents:deliveries", kwargs={"cycle": found.slug}))],
            "delivery": row,
            "proposal": row.proposal,
            "tag": tag_of(row.state),
            "when": when_in_words(row, request.now),
            "stages": stages_of(row, updates, request.now),
            "events": events_of(row, updates, changes, request.now),
            "changes": list(reversed(changes)) if len(changes) > 1 else [],
            "picture": picture or before,
            "follows": queries.follows(request.person, row),
            "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': address_of(row, found)})}",
            "description": f"{row.proposal.title}: {when_in_words(row, request.now)}",
        },
    )


@signed_in
def follow(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """Hear of each change, or no longer."""
    found, row = _delivery_or_404(request, cycle, reference)
    if request.method == "POST":
        if request.POST.get("gor") == "sluta":
            proposals.unfollow(proposal=row.proposal, person=request.person, now=request.now)
            messages.info(request, _("Du följer inte längre förslaget."))
        else:
            proposals.follow(proposal=row.proposal, person=request.person, now=request.now)
            messages.success(request, _("Du följer förslaget. Vi hör av oss när något händer."))
    return HttpResponseRedirect(address_of(row, found))
