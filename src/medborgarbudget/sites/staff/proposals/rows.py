"""How does staff see a proposal: its state as a tag, and what is shared by their pages?"""

from __future__ import annotations

from typing import Any

from django.http import Http404

from medborgarbudget.design import parts
from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.proposals import queries
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.domain.proposals.policy import STATE_TONES
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.request import OrganisationRequest


def tag_of(state: str) -> parts.Tag:
    """A state in words, with its colour."""
    known = ProposalState(state)
    return parts.Tag(str(known.label), STATE_TONES[known])


def proposal_or_404(request: OrganisationRequest, cycle: str, reference: str) -> tuple[Cycle, Proposal]:
    """The sent proposal at this address, hidden or not; another organisation's is not found."""
    found = staff_cycle_or_404(request, cycle)
    try:
        return found, queries.staff_proposal(found, reference)
    except Proposal.DoesNotExist as missing:
        raise Http404 from missing


def base_map(request: OrganisationRequest, areas: list[CycleArea]) -> dict[str, Any]:
    """The organisation's base map with the areas on top."""
    drawn = request.organisation.basemap if isinstance(request.organisation.basemap, dict) else {}
    features = [*(drawn.get("features") or [])]
    features += [
        {"type": "Feature", "geometry": area.area.geometry, "properties": {"kind": "area", "name": area.area.name}}
        for area in areas
        if area.area.geometry
    ]
    return {"type": "FeatureCollection", "features": features} if features else {}
