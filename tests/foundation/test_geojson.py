"""Does an uploaded map become valid areas, or a clear refusal that names the area?"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from shapely.geometry import shape

from medborgarbudget.foundation.files import AreaShape, read_basemap, read_geojson

SQUARE = [[13.0, 55.6], [13.1, 55.6], [13.1, 55.7], [13.0, 55.7], [13.0, 55.6]]


def feature(ring: Any = SQUARE, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    coordinates = [ring] if kind == "Polygon" else ring
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def read(*features: Any, raw: bytes | None = None) -> list[AreaShape]:
    content = raw if raw is not None else json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()
    return read_geojson(SimpleUploadedFile("omraden.geojson", content))


def reasons(*features: Any, raw: bytes | None = None) -> str:
    with pytest.raises(ValidationError) as refusal:
        read(*features, raw=raw)
    return " ".join(refusal.value.messages)


def test_name_code_and_inhabitants_are_found_under_swedish_names() -> None:
    (area,) = read(feature(NAMN="Norra  byn", Kod=12, Befolkning="1 200"))
    assert (area.name, area.code, area.inhabitants) == ("Norra byn", "12", 1200)
    assert area.geometry["type"] == "Polygon"


def test_an_area_without_name_or_code_gets_both() -> None:
    (area,) = read(feature())
    assert (area.name, area.code) == ("Område 1", "omrade-1")


def test_latitude_first_is_turned_round() -> None:
    (area,) = read(feature([[y, x] for x, y in SQUARE], namn="A"))
    assert area.geometry["coordinates"] == read(feature(namn="A"))[0].geometry["coordinates"]


def test_a_self_crossing_border_is_mended() -> None:
    (area,) = read(feature([[13, 55], [14, 56], [14, 55], [13, 56], [13, 55]], namn="Fluga"))
    assert shape(area.geometry).is_valid and shape(area.geometry).area > 0


def test_an_open_border_is_closed() -> None:
    (area,) = read(feature(SQUARE[:-1]))
    assert shape(area.geometry).is_valid


def test_height_is_dropped() -> None:
    (area,) = read(feature([[*point, 20.0] for point in SQUARE]))
    assert all(len(point) == 2 for point in area.geometry["coordinates"][0])


def test_sweref_is_told_apart() -> None:
    assert "SWEREF 99" in reasons(feature([[386000, 6174000], [387000, 6174000], [387000, 6175000]]))


def test_two_hundred_thousand_points_are_too_many() -> None:
    ring = [[13 + n / 1_000_000, 55.0] for n in range(200_000)]
    assert "fler än 50\u00a0000 punkter" in reasons(feature(ring))


def test_errors_name_the_area_by_number_and_nothing_is_given() -> None:
    told = reasons(feature(namn="A"), feature([[1, 2]], namn="B"), feature(kind="Point", namn="C"), feature(namn="a"))
    assert "Område nr 2" in told and "Område nr 3" in told
    assert "Område nr 2 har samma namn som område nr 1." in reasons(
        feature(namn="A", kod="1"), feature(namn="a", kod="2")
    )


def test_many_errors_are_cut() -> None:
    assert "… och 20 fel till." in reasons(*(feature(kind="Point") for _ in range(30)))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "tom"),
        (b"{", "inte GeoJSON"),
        (b"[]", "inte GeoJSON"),
        (b"\xff\xfe\xff", "inte GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "inga områden"),
        (b'{"type": "Topology"}', "inga områden"),
        (b'{"type":"Polygon","coordinates":[[[NaN,1],[2,3],[4,5]]]}', "inte GeoJSON"),
        (b'{"type":"Polygon","coordinates":[[[1e999,1],[2,3],[4,5]]]}', "inte är tal"),
        (b'{"type":"Polygon","coordinates":[[[1' + b"0" * 400 + b",1],[2,3],[4,5]]]}", "inte är tal"),
        (b'{"type":"Polygon","coordinates":' + b"[" * 100_000, "djupt"),
        (b'{"type":"Polygon","coordinates":' + b"[" * 900 + b"]" * 900 + b"}", "inte går att läsa"),
        (b'{"type":"Polygon","coordinates":[[[13,55],[13,55],[13,55],[13,55]]]}', "ingen yta"),
        (b'{"type":"Polygon","coordinates":[[[200,95],[201,95],[201,96]]]}', "utanför jorden"),
        (b'{"type":"FeatureCollection","features":[1,null,"x"]}', "Område nr 3: saknar gräns"),
        (
            b'{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[[[13,55],[13,56],[14,56]]]},"properties":{"namn":"A","folk":1,"invanare":"-3"}}]}',
            "heltal",
        ),
    ],
)
def test_what_is_no_map_is_refused_with_a_reason(raw: bytes, words: str) -> None:
    assert words in reasons(raw=raw)


def test_a_basemap_is_read_and_its_kinds_are_checked() -> None:
    line = {
        "type": "Feature",
        "properties": {"kind": "road"},
        "geometry": {"type": "LineString", "coordinates": [[13, 55], [13.5, 55.2]]},
    }
    whole = {
        "type": "FeatureCollection",
        "features": [feature(kind="Polygon") | {"properties": {"kind": "water"}}, line],
    }
    kept = read_basemap(SimpleUploadedFile("karta.json", json.dumps(whole).encode()))
    assert [part["geometry"]["type"] for part in kept["features"]] == ["MultiPolygon", "MultiLineString"]
    with pytest.raises(ValidationError, match="Del nr 1"):
        read_basemap(SimpleUploadedFile("karta.json", json.dumps(feature(namn="x")).encode()))
