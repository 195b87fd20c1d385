"""What does a cycle's map show: the organisation's own base map, the areas, and proposals as markers?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from medborgarbudget.design.svgmap import Marker
from medborgarbudget.domain.cycles.models import Cycle, CycleArea
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.sites.residents.proposals.cards import address_of


def base_map(organisation: Organisation, areas: Iterable[CycleArea]) -> dict[str, Any]:
    """GeoJSON of the organisation's base map with the cycle's areas on top; {} when there is neither."""
    drawn = organisation.basemap if isinstance(organisation.basemap, dict) else {}
    features = [*(drawn.get("features") or [])]
    features += [
        {
            "type": "Feature",
            "geometry": area.area.geometry,
            "properties": {"kind": "area", "name": area.area.name},
        }
        for area in areas
        if area.area.geometry
    ]
    return {"type": "FeatureCollection", "features": features} if features else {}


def marker_of(proposal: Proposal, cycle: Cycle, number: int | None = None) -> Marker:
    """A proposal's marker. It has a point."""
    return Marker(
        lat=proposal.latitude or 0.0,
        lon=proposal.longitude or 0.0,
        label=proposal.title,
        url=address_of(proposal, cycle),
        number=number,
        id=proposal.reference,
    )


def map_data(base: Mapping[str, Any], markers: Iterable[Marker]) -> dict[str, Any]:
    """What map.js reads."""
    return {
        "base": base,
        "markers": [
            {"id": m.id, "lat": m.lat, "lon": m.lon, "label": m.label, "url": m.url, "number": m.number}
            for m in markers
        ],
    }
