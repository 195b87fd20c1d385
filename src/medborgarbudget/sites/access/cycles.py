"""Which cycle is the page about? Another organisation's cycle, and for residents a draft, is not found."""

from __future__ import annotations

from django.http import Http404

from medborgarbudget.domain.cycles import queries
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.sites.access.request import OrganisationRequest


def public_cycle_or_404(request: OrganisationRequest, slug: str) -> Cycle:
    """The published cycle at this address; staff of the organisation see a draft too, as a preview."""
    try:
        if request.roles:
            return queries.cycle_of(request.organisation, slug)
        return queries.public_cycle_of(request.organisation, slug)
    except Cycle.DoesNotExist as missing:
        raise Http404 from missing


def staff_cycle_or_404(request: OrganisationRequest, slug: str) -> Cycle:
    """The organisation's cycle at this address, published or not."""
    try:
        return queries.cycle_of(request.organisation, slug)
    except Cycle.DoesNotExist as missing:
        raise Http404 from missing
