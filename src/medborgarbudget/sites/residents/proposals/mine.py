"""Which proposals are mine: drafts, sent ones, and those I follow?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from medborgarbudget.domain.proposals import actions, queries
from medborgarbudget.sites.access.guards import signed_in
from medborgarbudget.sites.access.request import SignedInRequest
from medborgarbudget.sites.residents.proposals.cards import card_of


@signed_in
@never_cache
@require_safe
def my_proposals(request: SignedInRequest) -> HttpResponse:
    """All of them in this organisation."""
    sent = [
        card_of(
            proposal,
            proposal.cycle,
            supports=False,
            url=""
            if proposal.is_public
            else reverse(
                "residents:proposal-status", kwargs={"cycle": proposal.cycle.slug, "key": proposal.status_key}
            ),
        )
        for proposal in queries.sent_by(request.person, request.organisation)
    ]
    followed = queries.followed_by(request.person, request.organisation)
    context = {
        "drafts": list(queries.drafts_of(request.person, request.organisation)),
        "sent": sent,
        "followed": [card_of(proposal, proposal.cycle, supports=False) for proposal in followed],
        "noindex": True,
    }
    return TemplateResponse(request, "residents/proposals/mine.html", context)


@signed_in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedInRequest, draft: int) -> HttpResponse:
    """Throw away one of one's own drafts, after a question."""
    found = queries.drafts_of(request.person, request.organisation).filter(pk=draft).first() if draft < 2**62 else None
    if found is None:
        raise Http404
    if request.method == "POST":
        actions.discard(proposal=found)
        messages.info(request, _("Utkastet är kastat."))
        return HttpResponseRedirect(reverse("residents:my-proposals"), status=303)
    return TemplateResponse(request, "residents/proposals/discard.html", {"draft": found, "noindex": True})
