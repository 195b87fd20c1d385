"""What becomes of files that people send in through the real pages? (C78, C79, C82)

What can be shown is written anew and carries nothing hidden; what cannot is refused at its field, and nothing of it is kept.
"""

from __future__ import annotations

import io
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from medborgarbudget.domain.delivery.models import Delivery, DeliveryPicture, DeliveryState, DeliveryUpdate
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import ProposalPicture
from medborgarbudget.foundation import clock
from tests.support.pages import PageClient
from tests.support.two_municipalities import Municipality, World

MEGABYTE = 1024 * 1024


def encoded(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def with_position() -> bytes:
    """A photo that tells where it was taken, by whom and with what, as phones write it."""
    exif = Image.Exif()
    exif[0x010F] = "Kamerafabriken"
    exif[0x013B] = "Asta Hemliga"
    exif[0x0112] = 6
    position = exif.get_ifd(0x8825)
    position[1], position[2], position[3], position[4] = "N", (55.0, 42.0, 11.0), "E", (13.0, 11.0, 22.0)
    return encoded(exif=exif.tobytes())


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is enormous."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'

REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "thirty megabytes": ("stor.jpg", lambda: encoded() + b"\0" * (30 * MEGABYTE), "för stor"),
    "svg": ("bild.svg", lambda: SVG, "JPEG, PNG, WebP eller HEIC"),
    "svg called jpg": ("bild.jpg", lambda: SVG, "JPEG, PNG, WebP eller HEIC"),
    "bomb": ("bild.png", lambda: bomb(60_000, 60_000), "bildpunkter"),
    "truncated": ("bild.jpg", lambda: encoded(size=(2000, 1500))[:9000], "går inte att läsa"),
    "empty": ("bild.jpg", lambda: b"", "tom"),
    "a page": ("bild.html", lambda: b"<!doctype html><script>alert(1)</script>", "JPEG, PNG, WebP eller HEIC"),
    "gif": ("bild.gif", lambda: encoded("GIF"), "JPEG, PNG, WebP eller HEIC"),
    "half a heic": ("bild.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 300, "går inte att läsa"),
}
TAKEN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "with position": ("IMG_1.JPG", with_position),
    "png called txt": ("bild.txt", lambda: encoded("PNG")),
    "polyglot": ("bild.html", lambda: encoded("PNG") + b"<html><script>alert(1)</script></html>"),
    "jpeg with php": ("x.php", lambda: encoded(comment=b"<?php system($_GET['x']); ?>")),
    "name of a way out": ("../../../etc/passwd.jpg", encoded),
}


@dataclass
class Place:
    """Somewhere a picture is sent in: who, where to, with what else, at which field, and how many pictures are kept there."""

    person: Person | None
    address: str
    field: str
    rest: dict[str, Any]
    kept: Callable[[], int]


def propose(place: Municipality) -> Place:
    cycle = place.cycles["ideas"]
    area = cycle.cycle_areas.first()
    rest = {"title": "Fler bänkar", "what": "Ställ ut bänkar.", "cycle_area": area.pk if area else "", "gor": "granska"}
    return Place(None, f"/lund/omgangar/{cycle.slug}/forslag/nytt/", "pictures", rest, ProposalPicture.objects.count)


def logo(place: Municipality) -> Place:
    colours = {
        "accent": "#0b5394", "accent_strong": "#073763", "accent_soft": "#e8f0f8", "secondary": "#38761d",
        "highlight": "#f1c232", "ink": "#1a1a1a",
    }  # fmt: skip
    old = Organisation.objects.get(pk=place.organisation.pk).logo.name
    return Place(
        place.lead, "/lund/personal/organisation/utseende/", "logo", colours,
        lambda: int(Organisation.objects.get(pk=place.organisation.pk).logo.name != old),
    )  # fmt: skip


def _delivery(place: Municipality, *states: str) -> Delivery:
    return Delivery.objects.filter(organisation=place.organisation, state__in=states)[0]


def news(place: Municipality) -> Place:
    delivery = _delivery(place, DeliveryState.PROCUREMENT, DeliveryState.BUILDING)
    address = (
        f"/lund/personal/omgangar/{place.cycles['delivery'].slug}/genomforande/{delivery.proposal.reference}/beratta/"
    )
    rest = {"state": "building", "text": "Vi har börjat gräva.", "alt_1": "En grop", "key": "1" * 32}
    return Place(place.lead, address, "picture_1", rest, DeliveryPicture.objects.count)


def inauguration(place: Municipality) -> Place:
    delivery = _delivery(place, DeliveryState.DONE, DeliveryState.BUILDING, DeliveryState.PROCUREMENT)
    address = (
        f"/lund/personal/omgangar/{place.cycles['delivery'].slug}/genomforande/{delivery.proposal.reference}/invigning/"
    )
    rest = {
        "on": clock.to_local(clock.now()).date().isoformat(),
        "text": "Saft och bulle.",
        "alt_1": "Ett band",
        "key": "2" * 32,
    }
    return Place(place.lead, address, "picture_1", rest, DeliveryPicture.objects.count)


PLACES = [propose, logo, news, inauguration]


def stored() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def send(where: Place, name: str, content: bytes, kind: str = "image/jpeg") -> Any:
    cache.clear()
    client = PageClient()
    if where.person is not None:
        client.signed_in_as(where.person)
    upload = SimpleUploadedFile("x", content, kind)
    upload.name = name  # as a browser of bad intent sends it: SimpleUploadedFile would cut the path off
    return client.post(where.address, {**where.rest, where.field: upload})


def said_at(content: bytes, field: str) -> str:
    """What the page says is wrong with a field, at the field itself."""
    root = html5lib.parse(content, namespaceHTMLElements=False, transport_encoding="utf-8")
    for element in root.iter():
        if isinstance(element.tag, str) and element.get("id") == f"id_{field}_error":
            return "".join(element.itertext())
    return ""


@pytest.mark.django_db
@pytest.mark.parametrize("make", PLACES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_at_its_field_and_not_kept(
    world: World, make: Callable[[Municipality], Place], what: str
) -> None:
    where = make(world.lund)
    name, content, words = REFUSED[what]
    files, kept, told = stored(), where.kept(), DeliveryUpdate.objects.count()
    response = send(where, name, content())
    assert response.status_code == 422
    assert words in said_at(response.content, where.field)
    assert (stored(), where.kept(), DeliveryUpdate.objects.count()) == (files, kept, told)


@pytest.mark.django_db
@pytest.mark.parametrize("make", PLACES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("what", TAKEN)
def test_only_the_pixels_of_a_picture_are_kept(world: World, make: Callable[[Municipality], Place], what: str) -> None:
    where = make(world.lund)
    name, content = TAKEN[what]
    files, kept = stored(), where.kept()
    response = send(where, name, content())
    assert response.status_code in {302, 303}
    assert where.kept() == kept + 1
    new = stored() - files
    assert new
    for path in new:
        assert path.suffix in {".jpg", ".webp"} and "passwd" not in path.name
        raw = path.read_bytes()
        assert not any(word in raw for word in (b"Kamerafabriken", b"Hemliga", b"<script", b"<?php", b"Exif"))
        with Image.open(path) as image:
            assert not image.getexif()
            assert (image.height > image.width) == (what == "with position")


RING = [[13.0, 55.6], [13.1, 55.6], [13.1, 55.7], [13.0, 55.7], [13.0, 55.6]]


def geojson(coordinates: Any, name: str = "Nytt") -> bytes:
    shape = {"type": "Polygon", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"namn": name, "kind": "land"}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}, ensure_ascii=False).encode()


MAPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "200,000 points": (lambda: geojson([[[13 + n / 1_000_000, 55.0] for n in range(200_000)]]), "50\u00a0000 punkter"),
    "not a number": (lambda: geojson([[[13.0, float("nan")], [13.1, 55.0], [13.1, 55.1]]]), "GeoJSON"),
    "infinite": (lambda: geojson([RING]).replace(b"13.0", b"1e999"), "tal"),
    "deep": (lambda: b'{"type":"Polygon","coordinates":' + b"[" * 60_000, "nästlad"),
    "deep and whole": (lambda: b'{"type":"Polygon","coordinates":' + b"[" * 150 + b"]" * 150 + b"}", "nr 1"),
    "no JSON": (lambda: b"<kml></kml>", "GeoJSON"),
    "latin-1": (lambda: geojson([RING], "Östra ån").decode().encode("latin-1"), "UTF-8"),
    "empty": (lambda: b"", "tom"),
    "a list": (lambda: b"[1, 2, 3]", "GeoJSON"),
    "a point": (lambda: b'{"type":"FeatureCollection","features":[{"type":"Feature"}]}', "nr 1"),
    "a picture": (encoded, "GeoJSON"),
    "meters": (lambda: geojson([[[386000, 6174000], [387000, 6174000], [387000, 6175000]]]), "SWEREF"),
    "NUL": (lambda: b"\0" * 1000, "GeoJSON"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["omraden/las-in/", "karta/"])
@pytest.mark.parametrize("what", MAPS)
def test_what_is_no_map_is_refused_at_its_field(world: World, address: str, what: str) -> None:
    where = Place(world.lund.lead, f"/lund/personal/organisation/{address}", "file", {}, Area.objects.count)
    content, words = MAPS[what]
    before = where.kept(), Organisation.objects.get(pk=world.lund.organisation.pk).basemap
    response = send(where, "omraden.geojson", content(), "application/geo+json")
    assert response.status_code == 422
    assert words in said_at(response.content, "file")
    assert before == (where.kept(), Organisation.objects.get(pk=world.lund.organisation.pk).basemap)
