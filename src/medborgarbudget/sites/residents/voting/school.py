"""How does a teacher without an account get the slips of a class? By a signed link from the municipality: one page, one button, once."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.models import BatchKind, CodeLetterBatch
from medborgarbudget.domain.voting.school_links import batch_of
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest


@public
@require_http_methods(["GET", "HEAD", "POST"])
def slips(request: OrganisationRequest, token: str) -> HttpResponse:
    """What the teacher gets, and the slips themselves when the button is pressed."""
    batch = _batch_or_404(request, token)
    if request.method == "POST":
        try:
            document = actions.take_slips_by_link(batch=batch, now=request.now, address=_address(request, batch))
        except Refused as refused:
            return _page(request, batch, str(refused), status=409)
        response = HttpResponse(document, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="lappar-{batch.pk}.pdf"'
        response.headers["Cache-Control"] = "no-store"
        return response
    return _page(request, batch, _("Lapparna är redan hämtade. Be kommunen om nya.") if batch.taken_at else "")


def _page(request: OrganisationRequest, batch: CodeLetterBatch, refusal: str, status: int = 200) -> HttpResponse:
    context = {"batch": batch, "vote": batch.vote, "refusal": refusal, "noindex": True}
    response = render(request, "residents/voting/slips.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _batch_or_404(request: OrganisationRequest, token: str) -> CodeLetterBatch:
    try:
        pk = batch_of(token)
    except signing.BadSignature as wrong:
        raise Http404 from wrong
    found = (
        CodeLetterBatch.objects.filter(pk=pk, kind=BatchKind.SCHOOL, vote__organisation=request.organisation)
        .select_related("vote__cycle__organisation", "vote__rule_sheet", "cycle_area__area", "taken_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _address(request: OrganisationRequest, batch: CodeLetterBatch) -> str:
    return request.build_absolute_uri(reverse("residents:vote", kwargs={"cycle": batch.vote.cycle.slug}))
