"""Which areas does an uploaded GeoJSON file hold? Each is checked, and mended where that is safe.

Coordinates are longitude, latitude in WGS 84, as RFC 7946 says. Latitude first is turned round when all points lie in
the Nordic countries.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

MAX_BYTES = 8 * 1024 * 1024
MAX_POINTS = 50_000
MAX_FEATURES = 500
MAX_ERRORS = 10
DECIMALS = 6
"""Of a degree: a decimetre."""

NAME_KEYS = (
    "name",
    "namn",
    "omrade",
    "område",
    "area",
    "title",
    "titel",
    "stadsdel",
    "tatort",
    "tätort",
    "deso",
    "regso",
)
CODE_KEYS = ("code", "kod", "id", "omradeskod", "områdeskod", "desokod", "regsokod")
INHABITANT_KEYS = ("inhabitants", "invanare", "invånare", "befolkning", "folkmangd", "folkmängd", "population")

BASEMAP_KINDS = {
    "land": "land",
    "water": "water",
    "green": "green",
    "built": "building",
    "building": "building",
    "road": "road",
}
"""What a file may call a part of the map → what design.svgmap calls it."""

Point = tuple[float, float]
Ring = list[Point]


@dataclass(frozen=True)
class AreaShape:
    """One area of a file, with a code of its own. `geometry` is a valid GeoJSON Polygon or MultiPolygon (lon, lat)."""

    name: str
    code: str
    geometry: dict[str, Any]
    inhabitants: int | None


class _Wrong(Exception):  # noqa: N818 - reads as what is said of a feature
    """What is wrong with one feature."""


def read_geojson(upload: File[Any]) -> list[AreaShape]:
    """The areas of a file. Raises ValidationError: one sentence on the file, or up to ten on numbered areas."""
    features = _features(upload)
    rings = _Coordinates()
    found: list[tuple[str, str, int | None, list[list[Ring]]]] = []
    errors: list[str] = []
    for number, feature in enumerate(features, 1):
        try:
            polygons = rings.polygons(_geometry(feature))
            properties = _properties(feature)
            name = _text(properties, NAME_KEYS) or _("Område {number}").format(number=number)
            code = _text(properties, CODE_KEYS) or _plain(feature.get("id")) or _code_from(name)
            if len(name) > 100:
                raise _Wrong(_("namnet är längre än 100 tecken"))
            if not code or len(code) > 40:
                raise _Wrong(_("koden saknas eller är längre än 40 tecken"))
            found.append((name, code, _inhabitants(properties), polygons))
        except _Wrong as wrong:
            errors.append(_("Område nr {number}: {problem}.").format(number=number, problem=wrong))
    _refuse_if(errors)
    swapped = _orientation(
        [point for *_rest, polygons in found for polygon in polygons for ring in polygon for point in ring]
    )
    areas: list[AreaShape] = []
    for number, (name, code, inhabitants, polygons) in enumerate(found, 1):
        try:
            areas.append(
                AreaShape(name=name, code=code, geometry=_valid(polygons, swapped=swapped), inhabitants=inhabitants)
            )
        except _Wrong as wrong:
            errors.append(_("Område nr {number}: {problem}.").format(number=number, problem=wrong))
    for what, key in ((_("namn"), "name"), (_("kod"), "code")):
        first: dict[str, int] = {}
        for number, area in enumerate(areas, 1):
            value = str(getattr(area, key)).casefold()
            if value in first:
                errors.append(
                    _("Område nr {number} har samma {what} som område nr {first}.").format(
                        number=number, what=what, first=first[value]
                    )
                )
            first.setdefault(value, number)
    _refuse_if(errors)
    return areas


def read_basemap(upload: File[Any]) -> dict[str, Any]:
    """A map to draw under the areas. Each feature has a "kind" of BASEMAP_KINDS. Raises ValidationError."""
    coordinates = _Coordinates()
    kept: list[tuple[str, str, Any]] = []
    errors: list[str] = []
    for number, feature in enumerate(_features(upload), 1):
        try:
            kind = _properties(feature).get("kind")
            if not isinstance(kind, str) or kind not in BASEMAP_KINDS:
                raise _Wrong(_("egenskapen ”kind” ska vara land, water, green, built eller road"))
            geometry = _geometry(feature)
            if geometry.get("type") in {"LineString", "MultiLineString"}:
                kept.append((BASEMAP_KINDS[kind], "MultiLineString", coordinates.lines(geometry)))
            else:
                kept.append((BASEMAP_KINDS[kind], "MultiPolygon", coordinates.polygons(geometry)))
        except _Wrong as wrong:
            errors.append(_("Del nr {number}: {problem}.").format(number=number, problem=wrong))
    _refuse_if(errors)
    points = [
        p
        for _k, kind, parts in kept
        for part in parts
        for p in (part if kind == "MultiLineString" else [p for ring in part for p in ring])
    ]
    turn = _turned if _orientation(points) else _rounded
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": kind},
                "geometry": {
                    "type": geometry_type,
                    "coordinates": [
                        [turn(p) for p in part]
                        if geometry_type == "MultiLineString"
                        else [[turn(p) for p in ring] for ring in part]
                        for part in parts
                    ],
                },
            }
            for kind, geometry_type, parts in kept
        ],
    }


def _features(upload: File[Any]) -> list[dict[str, Any]]:
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("Filen är tom. Välj en annan fil."), code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            _("Filen är för stor. Den får vara högst {limit} MB.").format(limit=MAX_BYTES // (1024 * 1024)),
            code="too_large",
        )
    upload.seek(0)
    content = upload.read()
    try:
        whole = json.loads(_decoded(content), parse_constant=_no_constant)
    except RecursionError:
        raise ValidationError(_("Filen är för djupt nästlad för att vara en karta."), code="depth") from None
    except (ValueError, UnicodeError):
        raise ValidationError(
            _("Filen är inte GeoJSON i UTF-8. Exportera den på nytt som GeoJSON."), code="format"
        ) from None
    if not isinstance(whole, dict):
        raise ValidationError(_("Filen är inte GeoJSON: den börjar inte med ett objekt."), code="format")
    kind = whole.get("type")
    if kind == "FeatureCollection":
        features = whole.get("features")
    elif kind == "Feature":
        features = [whole]
    elif kind in {"Polygon", "MultiPolygon"}:
        features = [{"type": "Feature", "geometry": whole, "properties": {}}]
    else:
        features = None
    if not isinstance(features, list) or not features:
        raise ValidationError(
            _("Filen innehåller inga områden. Den ska vara en FeatureCollection med ytor."), code="format"
        )
    if len(features) > MAX_FEATURES:
        raise ValidationError(
            _("Filen har {number} områden. Den får ha högst {limit}.").format(number=len(features), limit=MAX_FEATURES),
            code="too_many",
        )
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _decoded(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


def _no_constant(constant: str) -> float:
    raise ValueError(constant)


def _geometry(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict):
        raise _Wrong(_("saknar gräns"))
    return geometry


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    properties = feature.get("properties")
    return (
        {str(key).strip().casefold(): value for key, value in properties.items()}
        if isinstance(properties, dict)
        else {}
    )


class _Coordinates:
    """Reads coordinates out of geometries, counting points over the whole file so that the work stays bounded."""

    def __init__(self) -> None:
        self.count = 0

    def polygons(self, geometry: dict[str, Any]) -> list[list[Ring]]:
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind == "Polygon":
            return [self._polygon(coordinates)]
        if kind == "MultiPolygon":
            return [self._polygon(part) for part in self._parts(coordinates)]
        raise _Wrong(_("är inte en yta (Polygon eller MultiPolygon)"))

    def lines(self, geometry: dict[str, Any]) -> list[Ring]:
        coordinates = geometry.get("coordinates")
        parts = [coordinates] if geometry.get("type") == "LineString" else self._parts(coordinates)
        lines = [[self._point(point) for point in self._parts(part)] for part in parts]
        if any(len(line) < 2 for line in lines):
            raise _Wrong(_("har en linje med färre än två punkter"))
        return lines

    def _polygon(self, rings: Any) -> list[Ring]:
        return [self._ring(ring) for ring in self._parts(rings)]

    def _ring(self, points: Any) -> Ring:
        ring = [self._point(point) for point in self._parts(points)]
        if ring[0] != ring[-1]:
            ring.append(ring[0])
        if len(ring) < 4:
            raise _Wrong(_("har en gräns med färre än tre hörn"))
        return ring

    def _parts(self, parts: Any) -> list[Any]:
        if not isinstance(parts, list) or not parts:
            raise _Wrong(_("har en gräns som inte går att läsa"))
        return parts

    def _point(self, point: Any) -> Point:
        self.count += 1
        if self.count > MAX_POINTS:
            raise ValidationError(
                _("Filen har fler än {limit} punkter. Förenkla gränserna, till exempel till fem meter.").format(
                    limit=f"{MAX_POINTS:,}".replace(",", "\u00a0")
                ),
                code="too_many_points",
            )
        if not isinstance(point, list) or len(point) < 2:
            raise _Wrong(_("har en punkt som inte går att läsa"))
        x, y = point[0], point[1]
        if type(x) not in (int, float) or type(y) not in (int, float):
            raise _Wrong(_("har en punkt som inte är tal"))
        try:
            x, y = float(x), float(y)
        except OverflowError:
            x = math.inf
        if not (math.isfinite(x) and math.isfinite(y)):
            raise _Wrong(_("har en punkt som inte är tal"))
        return x, y


def _orientation(points: list[Point]) -> bool:
    """True when latitude comes first in the whole file. Raises ValidationError for coordinates that are not degrees."""
    if all(abs(x) <= 180 and abs(y) <= 90 for x, y in points):
        return all(54 <= x <= 72 and 4 <= y <= 32 for x, y in points)
    if any(abs(x) > 1000 or abs(y) > 1000 for x, y in points):
        raise ValidationError(
            _("Koordinaterna är i meter, troligen SWEREF 99. Exportera filen i WGS 84 (grader)."), code="projection"
        )
    raise ValidationError(
        _("Koordinaterna ligger utanför jorden. De ska vara longitud och latitud i grader (WGS 84)."), code="range"
    )


def _rounded(point: Point) -> list[float]:
    return [round(point[0], DECIMALS), round(point[1], DECIMALS)]


def _turned(point: Point) -> list[float]:
    return [round(point[1], DECIMALS), round(point[0], DECIMALS)]


def _valid(polygons: list[list[Ring]], *, swapped: bool) -> dict[str, Any]:
    turn: Callable[[Point], list[float]] = _turned if swapped else _rounded
    raw = {
        "type": "MultiPolygon",
        "coordinates": [[[turn(point) for point in ring] for ring in polygon] for polygon in polygons],
    }
    try:
        geometry = shape(raw)
        if not geometry.is_valid:
            geometry = shapely.make_valid(geometry)
        parts = [part for part in _polygon_parts(geometry) if part.area > 0]
        whole = shapely.union_all(parts) if len(parts) > 1 else parts[0] if parts else None
    except (shapely.errors.ShapelyError, ValueError, TypeError):
        raise _Wrong(_("har en gräns som inte går att läsa")) from None
    if whole is None or whole.is_empty:
        raise _Wrong(_("har ingen yta"))
    written: dict[str, Any] = json.loads(json.dumps(mapping(whole)))
    return written


def _polygon_parts(geometry: Any) -> Iterator[Any]:
    if geometry.geom_type == "Polygon":
        yield geometry
    for part in getattr(geometry, "geoms", ()):
        yield from _polygon_parts(part)


def _plain(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = "".join(character for character in str(value) if unicodedata.category(character)[0] != "C")
    return " ".join(text.split())


def _text(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next((text for text in (_plain(properties.get(key)) for key in keys) if text), "")


def _inhabitants(properties: dict[str, Any]) -> int | None:
    text = _text(properties, INHABITANT_KEYS).replace(" ", "").replace("\u00a0", "")
    if not text:
        return None
    number = re.fullmatch(r"([0-9]{1,9})(\.0+)?", text)
    if number is None:
        raise _Wrong(_("antalet invånare är inte ett heltal"))
    return int(number[1])


def _code_from(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]


def _refuse_if(errors: list[str]) -> None:
    if errors:
        more = (
            [_("… och {number} fel till.").format(number=len(errors) - MAX_ERRORS)] if len(errors) > MAX_ERRORS else []
        )
        raise ValidationError(errors[:MAX_ERRORS] + more)
