"""Which counties are there in Sweden, and how is the whole country drawn?"""

from __future__ import annotations

from typing import Any

COUNTIES: dict[str, str] = {
    "01": "Stockholms län",
    "03": "Uppsala län",
    "04": "Södermanlands län",
    "05": "Östergötlands län",
    "06": "Jönköpings län",
    "07": "Kronobergs län",
    "08": "Kalmar län",
    "09": "Gotlands län",
    "10": "Blekinge län",
    "12": "Skåne län",
    "13": "Hallands län",
    "14": "Västra Götalands län",
    "17": "Värmlands län",
    "18": "Örebro län",
    "19": "Västmanlands län",
    "20": "Dalarnas län",
    "21": "Gävleborgs län",
    "22": "Västernorrlands län",
    "23": "Jämtlands län",
    "24": "Västerbottens län",
    "25": "Norrbottens län",
}
"""County code → name. A municipality's code begins with its county's."""


def county_of(code: str) -> str:
    """The county's code in a municipality's or region's own code; empty when there is none such."""
    return code[:2] if code[:2] in COUNTIES else ""


_MAINLAND = (
    "11.13 59.0 11.25 58.4 11.8 57.7 12.1 57.25 12.6 56.6 12.85 56.25 12.5 56.28 12.65 56.05 12.95 55.6 12.85 55.38 13.4 55.34 14.2 55.39 14.35 "
    "55.55 14.2 55.83 14.6 56.05 15.0 56.16 15.7 56.12 16.05 56.25 16.4 56.7 16.7 57.4 16.6 57.85 16.85 58.35 17.3 58.7 17.9 58.85 18.35 59.15 "
    "18.9 59.6 18.95 59.95 18.4 60.35 17.6 60.55 17.25 60.75 17.15 61.6 17.4 62.2 17.85 62.6 18.6 63.0 19.3 63.45 20.4 63.75 21.1 64.4 21.5 "
    "65.0 22.3 65.55 23.2 65.8 24.15 65.82 23.7 66.5 23.9 67.2 23.5 67.9 22.0 68.45 20.55 69.06 20.1 68.45 18.4 68.55 18.1 68.2 16.4 67.6 16.1 "
    "66.9 15.4 66.25 14.55 66.15 14.6 65.35 13.65 64.6 14.1 64.45 13.95 64.0 12.7 64.0 12.05 63.4 12.15 62.7 12.3 62.2 12.15 61.65 12.85 61.35 "
    "12.6 60.95 12.35 60.55 12.55 60.2 11.85 59.8 11.7 59.3"
)
_GOTLAND = "18.2 57.0 18.75 57.35 18.85 57.9 18.4 57.83 18.1 57.45"
_OLAND = "16.42 56.21 16.75 56.65 17.1 57.35 16.75 56.95 16.45 56.55"
_LAKES = {
    "Vänern": "12.4 58.65 12.9 58.4 13.6 58.55 14.0 58.8 13.6 59.3 13.2 59.35 12.9 58.95",
    "Vättern": "14.15 57.85 14.4 58.1 14.75 58.55 14.9 58.8 14.6 58.7 14.3 58.35",
}


def _ring(text: str) -> list[list[float]]:
    numbers = [float(number) for number in text.split()]
    points = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
    return [*points, points[0]]


def sweden() -> dict[str, Any]:
    """A rough outline of the country with its large islands and lakes, as GeoJSON for design's maps; drawn for the product."""
    land = [[_ring(part)] for part in (_MAINLAND, _GOTLAND, _OLAND)]
    features: list[tuple[str, str, Any]] = [("land", "MultiPolygon", land)]
    features += [("water", "Polygon", [_ring(lake)]) for lake in _LAKES.values()]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": shape, "coordinates": coordinates}}
            for kind, shape, coordinates in features
        ],
    }
