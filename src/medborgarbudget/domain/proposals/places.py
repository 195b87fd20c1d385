"""In which of a cycle's areas does a point lie? The border belongs to the area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import Point, shape

from medborgarbudget.domain.cycles.models import CycleArea

BORDER = 1e-7
"""Degrees (about a centimetre) within which a point is on the border: coordinates are rounded on their way here."""


def contains(geometry: dict[str, Any] | None, latitude: float, longitude: float) -> bool:
    """Whether the GeoJSON Polygon or MultiPolygon holds the point, border included. An area without border holds every point."""
    if not geometry:
        return True
    try:
        border = shape(geometry)
        return bool(border.is_empty or border.distance(Point(longitude, latitude)) <= BORDER)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError):
        return True


def area_at(areas: Iterable[CycleArea], latitude: float, longitude: float) -> CycleArea | None:
    """The first area with a border that holds the point; None if none does."""
    return next(
        (area for area in areas if area.area.geometry and contains(area.area.geometry, latitude, longitude)),
        None,
    )
