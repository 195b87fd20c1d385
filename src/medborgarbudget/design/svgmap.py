"""What does the map look like without JavaScript? The same base map as map.js draws, as a still SVG made on the server.

GeoJSON in WGS84 (longitude, latitude). A feature's `properties.kind` is area, land, water, green, road or building and `properties.name`
its name. Markers are numbered; the page has a list with the same numbers beside the map.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

WIDTH = 640
"""Width of the drawing in its own units; the page scales it."""
TALLEST = 900
"""The most that its height may be."""
KINDS = ("land", "water", "green", "building", "road", "area")
"""Drawn in this order, the last on top."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Marker:
    """Something at a point. With url it is a link; `number` ties it to the list beside."""

    lat: float
    lon: float
    label: str
    url: str = ""
    number: int | None = None
    id: str = ""


def as_marker(value: Any) -> Marker:
    """A Marker from a Marker or from a dict with its keys."""
    return value if isinstance(value, Marker) else Marker(**value)


def _features(geojson: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    if geojson.get("type") == "FeatureCollection":
        features: Sequence[Mapping[str, Any]] = geojson.get("features") or []
        return features
    return (
        [geojson] if geojson.get("type") == "Feature" else [{"geometry": geojson, "properties": {}}] if geojson else []
    )


def _lines(geometry: Mapping[str, Any] | None) -> Iterator[Sequence[Sequence[float]]]:
    if not geometry:
        return
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    if kind == "LineString":
        yield coordinates
    elif kind in ("Polygon", "MultiLineString"):
        yield from coordinates
    elif kind == "MultiPolygon":
        for polygon in coordinates:
            yield from polygon
    elif kind == "GeometryCollection":
        for part in geometry.get("geometries") or []:
            yield from _lines(part)


class _Projection:
    """Longitude and latitude to drawing units: equirectangular around the middle, true enough for one municipality."""

    def __init__(self, points: Sequence[Point]) -> None:
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        self.squeeze = math.cos(math.radians((south + north) / 2))
        across = max((east - west) * self.squeeze, 0.002)
        up = max(north - south, 0.001)
        margin = 0.04 * across
        self.west, self.north = west - margin / self.squeeze, north + margin
        # What is much taller than wide (a whole country) is made smaller and stands in the middle.
        self.scale = min(WIDTH / (across + 2 * margin), TALLEST / (up + 2 * margin))
        self.aside = (WIDTH - (across + 2 * margin) * self.scale) / 2
        self.height = max(round((up + 2 * margin) * self.scale), 320)

    def __call__(self, point: Sequence[float]) -> Point:
        return (
            self.aside + (point[0] - self.west) * self.squeeze * self.scale,
            (self.north - point[1]) * self.scale,
        )


def _path(line: Sequence[Sequence[float]], to_drawing: _Projection, closed: bool) -> str:
    """Path data with points nearer than a unit to the last one left out: a border of thousands of points stays small."""
    kept: list[Point] = []
    for raw in line:
        x, y = to_drawing(raw)
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= 1:
            kept.append((x, y))
    if len(kept) < (3 if closed else 2):
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + ("z" if closed else "")


def _kind(feature: Mapping[str, Any]) -> str:
    kind = (feature.get("properties") or {}).get("kind")
    return kind if kind in KINDS else "area"


class _Room:
    """Keeps names from being written over one another and over the pins."""

    def __init__(self, taken: Sequence[tuple[float, float, float, float]]) -> None:
        self.taken = list(taken)

    def place(self, x: float, y: float, name: str) -> Point | None:
        """Where the name can be written, its middle on the baseline, near the wanted point; None when there is no room."""
        half = len(name) * 3.9 + 4
        for up in (0, 22, -22, 44, -44, 66):
            box = (x - half, y + up - 13, x + half, y + up + 5)
            if not any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in self.taken):
                self.taken.append(box)
                return x, y + up
        return None


def draw(
    geojson: Mapping[str, Any], markers: Sequence[Marker] = (), *, title: str = "", names: bool = True
) -> SafeString:
    """An SVG of the features with the markers on top. Empty when there is nothing to draw."""
    features = _features(geojson)
    # The areas decide what is shown, and the rest of the map runs out over the edge; without areas everything is shown.
    areas = [f for f in features if _kind(f) == "area"]
    points: list[Point] = [(p[0], p[1]) for f in areas or features for line in _lines(f.get("geometry")) for p in line]
    points += [(marker.lon, marker.lat) for marker in markers]
    if not points:
        return mark_safe("")
    to_drawing = _Projection(points)
    layers: dict[str, list[str]] = {kind: [] for kind in KINDS}
    labels: list[str] = []
    room = _Room([(x - 15, y - 38, x + 15, y) for x, y in (to_drawing((m.lon, m.lat)) for m in markers)])
    # Areas first: when there is not room for all names, theirs are the ones to keep.
    for feature in sorted(features, key=lambda f: _kind(f) != "area"):
        properties = feature.get("properties") or {}
        kind = _kind(feature)
        closed = kind != "road"
        lines = list(_lines(feature.get("geometry")))
        data = "".join(_path(line, to_drawing, closed) for line in lines)
        if data:
            layers[kind].append(f'<path class="m-{kind}" fill-rule="evenodd" d="{data}"/>')
        if names and kind in ("area", "water", "green") and properties.get("name") and lines:
            outline = [to_drawing(p) for p in max(lines, key=len)]
            x = (min(p[0] for p in outline) + max(p[0] for p in outline)) / 2
            y = (min(p[1] for p in outline) + max(p[1] for p in outline)) / 2
            inside = 0 <= x <= WIDTH and 0 <= y <= to_drawing.height
            spot = room.place(x, y, str(properties["name"])) if inside else None
            if spot:
                labels.append(
                    f'<text class="m-name" x="{spot[0]:.0f}" y="{spot[1]:.0f}" text-anchor="middle">{escape(properties["name"])}</text>'
                )
    pins = []
    for marker in sorted(markers, key=lambda m: -m.lat):
        x, y = to_drawing((marker.lon, marker.lat))
        number = (
            f'<text class="m-pin-text" y="-17" text-anchor="middle">{marker.number}</text>'
            if marker.number is not None
            else '<circle class="i-paper" cy="-22" r="5"/>'
        )
        shape = '<path class="m-pin" d="M0 0C-9 -10 -14 -15 -14 -22a14 14 0 0 1 28 0C14 -15 9 -10 0 0z"/>'
        pin = f'<g class="m-marker"><title>{escape(marker.label)}</title>{shape}{number}</g>'
        placed = f'<g transform="translate({x:.1f} {y:.1f})">{pin}</g>'
        pins.append(
            f'<a href="{escape(marker.url)}" aria-label="{escape(marker.label)}">{placed}</a>' if marker.url else placed
        )
    shapes = "".join("".join(layers[kind]) for kind in KINDS) + "".join(labels) + "".join(pins)
    # With links inside it is a group of links; without, one picture.
    told = (
        format_html('role="{}" aria-label="{}"', "group" if any(m.url for m in markers) else "img", title)
        if title
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<div class="map"><svg class="svg-map" viewBox="0 0 {} {}" {} focusable="false">{}</svg></div>',
        WIDTH,
        to_drawing.height,
        told,
        mark_safe(shapes),
    )
