"""What does an invented municipality look like on the map? Areas, water, woods, towns and roads, drawn from a seed.

Nothing here is a real place. Cells around spread-out centres are bent by one smooth field, so that neighbours share their borders.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Any

from shapely import MultiPoint, Point, segmentize, transform, voronoi_polygons
from shapely.geometry import LineString, MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry

METRES_PER_DEGREE = 111_320


@dataclass(frozen=True)
class Geography:
    """`areas` maps an area's name to its GeoJSON geometry, `centres` to (latitude, longitude); `basemap` is a FeatureCollection."""

    areas: dict[str, dict[str, Any]]
    centres: dict[str, tuple[float, float]]
    basemap: dict[str, Any]

    def point_in(self, name: str, chance: random.Random) -> tuple[float, float]:
        """A (latitude, longitude) inside the area."""
        from shapely.geometry import shape

        area = shape(self.areas[name])
        centre = area.representative_point()
        for _ in range(60):
            latitude, longitude = self.centres[name]
            point = Point(longitude + chance.gauss(0, 0.022), latitude + chance.gauss(0, 0.012))
            if area.contains(point):
                return round(point.y, 5), round(point.x, 5)
        return round(centre.y, 5), round(centre.x, 5)


def invent(
    *, seed: int, latitude: float, longitude: float, radius_km: float, names: list[str], coast: bool, lakes: int = 2
) -> Geography:
    """Draw a place of `radius_km` around a point, divided into one area per name; the first is the town in the middle."""
    chance = random.Random(seed)  # noqa: S311
    field = _Bend(chance)
    land: BaseGeometry = _blob(chance, 0, 0, 1.0, 0.16)
    water: list[BaseGeometry] = []
    if coast:
        shore = [
            (0.55 + 0.13 * math.sin(3.1 * y + seed) + 0.06 * math.sin(9.7 * y + 2 * seed), y)
            for y in _steps(-1.6, 1.6, 60)
        ]
        sea = Polygon([*shore, (1.7, 1.6), (1.7, -1.6)])
        islands = [
            _blob(chance, 0.86 + chance.uniform(-0.1, 0.12), chance.uniform(-0.6, 0.6), chance.uniform(0.04, 0.09), 0.3)
            for _ in range(6)
        ]
        for island in islands:
            sea = sea.difference(island)
        water.append(sea)
        land = land.difference(sea)
    for _ in range(lakes):
        angle, distance = chance.uniform(0, 2 * math.pi), chance.uniform(0.3, 0.62)
        water.append(
            _blob(
                chance, distance * math.cos(angle) - 0.12, distance * math.sin(angle), chance.uniform(0.06, 0.13), 0.35
            )
        )
    centres = _spread(chance, len(names), land)
    cells = voronoi_polygons(MultiPoint(centres), extend_to=land.envelope.buffer(1))
    shapes: dict[str, BaseGeometry] = {}
    for name, centre in zip(names, centres, strict=True):
        cell = next(cell for cell in cells.geoms if cell.contains(Point(centre)))
        shapes[name] = cell.intersection(land)
    roads = [LineString([a, b]) for a, b in _network(centres)]
    woods = [
        _blob(chance, chance.uniform(-0.9, 0.7), chance.uniform(-0.9, 0.9), chance.uniform(0.08, 0.2), 0.3)
        for _ in range(13)
    ]
    towns = [
        _blob(chance, x, y, (0.13 if index == 0 else chance.uniform(0.045, 0.08)), 0.25)
        for index, (x, y) in enumerate(centres)
    ]

    scale_y = radius_km * 1000 / METRES_PER_DEGREE
    scale_x = scale_y / math.cos(math.radians(latitude))

    def place(geometry: BaseGeometry) -> BaseGeometry:
        bent = transform(segmentize(geometry, 0.05), field.bend)
        return transform(bent, lambda xy: xy * [scale_x, scale_y] + [longitude, latitude])

    features = [
        ("land", land),
        *(("green", wood.intersection(land)) for wood in woods),
        *(("building", town.intersection(land)) for town in towns),
        *(("water", body) for body in water),
        *(("road", road) for road in roads),
    ]
    placed_centres = {}
    for name, centre in zip(names, centres, strict=True):
        point = place(Point(centre))
        placed_centres[name] = (point.y, point.x)
    return Geography(
        areas={name: _plain(place(shape)) for name, shape in shapes.items()},
        centres=placed_centres,
        basemap={
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"kind": kind}, "geometry": _plain(place(shape))}
                for kind, shape in features
                if not shape.is_empty
            ],
        },
    )


class _Bend:
    """A smooth field that moves points a little; the same point always the same way."""

    def __init__(self, chance: random.Random) -> None:
        self.waves = [
            (chance.uniform(1.5, 6), chance.uniform(0, 6.3), chance.uniform(1.5, 6), chance.uniform(0, 6.3))
            for _ in range(4)
        ]

    def bend(self, points: Any) -> Any:
        import numpy

        x, y = points[:, 0], points[:, 1]
        moved_x, moved_y = x.copy(), y.copy()
        for frequency_x, phase_x, frequency_y, phase_y in self.waves:
            moved_x = moved_x + 0.022 * numpy.sin(frequency_x * 2 * y + phase_x)
            moved_y = moved_y + 0.022 * numpy.sin(frequency_y * 2 * x + phase_y)
        return numpy.column_stack([moved_x, moved_y])


def _blob(chance: random.Random, x: float, y: float, radius: float, roughness: float) -> Polygon:
    waves = [(number, chance.uniform(0, roughness / number), chance.uniform(0, 6.3)) for number in (2, 3, 5)]
    corners = []
    for angle in _steps(0, 2 * math.pi, 48)[:-1]:
        reach = radius * (1 + sum(height * math.sin(number * angle + phase) for number, height, phase in waves))
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    return Polygon(corners)


def _spread(chance: random.Random, count: int, land: BaseGeometry) -> list[tuple[float, float]]:
    """Centres that keep away from one another; the first near the middle."""
    middle = land.centroid
    chosen = [(middle.x, middle.y)]
    while len(chosen) < count:
        candidates: list[tuple[float, float]] = []
        while len(candidates) < 40:
            point = Point(chance.uniform(-1.1, 1.1), chance.uniform(-1.1, 1.1))
            if land.buffer(-0.12).contains(point):
                candidates.append((point.x, point.y))
        chosen.append(max(candidates, key=lambda spot: min(math.dist(spot, other) for other in chosen)))
    return chosen


def _network(centres: list[tuple[float, float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The shortest roads that join all centres, and one more from each to its nearest."""
    joined, roads = [centres[0]], set()
    left = centres[1:]
    while left:
        start, end = min(((a, b) for a in joined for b in left), key=lambda pair: math.dist(*pair))
        roads.add((start, end))
        joined.append(end)
        left.remove(end)
    for centre in centres:
        near = sorted((other for other in centres if other != centre), key=lambda other: math.dist(centre, other))[:2]
        roads.update((centre, other) for other in near if (other, centre) not in roads)
    return sorted(roads)


def _steps(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * index / (count - 1) for index in range(count)]


def _plain(geometry: BaseGeometry) -> dict[str, Any]:
    """GeoJSON with five decimals (about a metre)."""
    simple = geometry.simplify(0.0004) if geometry.geom_type != "Point" else geometry
    if simple.geom_type == "GeometryCollection":
        simple = MultiPolygon([part for part in simple.geoms if part.geom_type == "Polygon"])

    def rounded(value: Any) -> Any:
        return [rounded(part) for part in value] if isinstance(value, (list, tuple)) else round(float(value), 5)

    plain = dict(mapping(simple))
    return {"type": plain["type"], "coordinates": rounded(plain["coordinates"])}
