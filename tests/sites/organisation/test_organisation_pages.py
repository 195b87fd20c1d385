"""Can an administrator shape the organisation's pages, and is what is wrong told before anything is stored?"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from medborgarbudget.design.theme import PRESETS
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from tests.support.cast import grant
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
HOME = "/lund/personal/organisation/"
SETTINGS = {
    "name": "Lunds kommun",
    "short_name": "Lund",
    "kind": "municipality",
    "code": "1281",
    "inhabitants": "130000",
    "languages": ["en"],
}
COLOURS = {
    name: getattr(PRESETS["coast"], name)
    for name in ("accent", "accent_strong", "accent_soft", "secondary", "highlight", "ink")
}


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(client: PageClient, doris: Person) -> PageClient:
    return client.signed_in_as(doris)


def geojson(*names: str, **more: Any) -> SimpleUploadedFile:
    features = [
        {
            "type": "Feature",
            "properties": {"namn": name, **more},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[13 + n, 55], [13.5 + n, 55], [13.5 + n, 55.5], [13 + n, 55]]],
            },
        }
        for n, name in enumerate(names)
    ]
    return SimpleUploadedFile("o.geojson", json.dumps({"type": "FeatureCollection", "features": features}).encode())


def test_settings_are_saved_and_shown(staff: PageClient, lund: Organisation) -> None:
    assert staff.get(HOME).status_code == 200
    assert staff.post(HOME, SETTINGS).url == HOME
    lund.refresh_from_db()
    assert (lund.short_name, lund.inhabitants, lund.languages) == ("Lund", 130_000, ["sv", "en"])
    assert "130000" in staff.get(HOME).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "Ystads kommun"},
        {"name": "x" * 200},
        {"code": "x"},
        {"inhabitants": "många"},
        {"inhabitants": "9" * 30},
        {"host": "localhost"},
        {"kind": "x"},
        {"contact_email": "x"},
        {"languages": ["xx"]},
        {"name": "a\0b"},
    ],
)
def test_wrong_settings_are_told_kept_on_the_page_and_not_stored(
    staff: PageClient, lund: Organisation, ystad: Organisation, wrong: dict[str, Any]
) -> None:
    answer = staff.post(HOME, {**SETTINGS, "short_name": "Kvar", **wrong})
    assert answer.status_code == 422 and 'value="Kvar"' in answer.content.decode()
    lund.refresh_from_db()
    assert lund.short_name == "Lunds"


def test_the_look_is_tried_and_then_saved(staff: PageClient, lund: Organisation) -> None:
    address = f"{HOME}utseende/"
    page = staff.post(address, {**COLOURS, "preview": "1"})
    assert page.status_code == 200 and "prov.css?accent=%230b6b7c" in page.content.decode()
    lund.refresh_from_db()
    assert lund.theme == {}
    before = staff.get("/lund/tema.css").content
    assert staff.post(address, COLOURS).url == address
    assert b"#0b6b7c" in staff.get("/lund/tema.css").content != before
    assert staff.get(f"{address}?palett=plum").status_code == 200
    assert staff.get(f"{address}?palett=nonsense").status_code == 200


@pytest.mark.parametrize("colour", ["#ffffff", "red", "", "#12345", "url(x)", "#00000g"])
def test_colours_that_cannot_be_read_are_refused_at_the_field(
    staff: PageClient, lund: Organisation, colour: str
) -> None:
    answer = staff.post(f"{HOME}utseende/", {**COLOURS, "accent": colour})
    assert answer.status_code == 422
    lund.refresh_from_db()
    assert lund.theme == {}


def test_a_preview_of_nonsense_is_not_found(staff: PageClient, lund: Organisation) -> None:
    assert staff.get(f"{HOME}utseende/prov.css?accent=url(x)").status_code == 404
    assert staff.get(f"{HOME}utseende/prov.css?accent=%230b6b7c").headers["Content-Type"].startswith("text/css")


def test_a_logo_is_taken_shown_and_removed(staff: PageClient, lund: Organisation) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 120), (0, 90, 90, 128)).save(out, "PNG")
    address = f"{HOME}utseende/"
    staff.post(address, {**COLOURS, "logo": SimpleUploadedFile("min logo.png", out.getvalue())})
    lund.refresh_from_db()
    assert lund.logo.name.endswith(".webp") and "min" not in lund.logo.name
    assert lund.logo.url in staff.get(address).content.decode()
    staff.post(address, {**COLOURS, "remove_logo": "on"})
    lund.refresh_from_db()
    assert not lund.logo


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg onload='alert(1)'/>", b"\xff\xd8\xffhalf", b"GIF89a", b"\xff\xd8\xff" + b"0" * (21 * 1024 * 1024)],
)
def test_a_logo_that_is_no_picture_is_refused(staff: PageClient, lund: Organisation, content: bytes) -> None:
    answer = staff.post(f"{HOME}utseende/", {**COLOURS, "logo": SimpleUploadedFile("x.png", content)})
    assert answer.status_code == 422
    lund.refresh_from_db()
    assert not lund.logo and lund.theme == {}


def test_an_area_is_added_changed_and_removed(staff: PageClient, lund: Organisation) -> None:
    facts = {"name": "Norr", "code": "norr", "kind": "place", "inhabitants": ""}
    assert staff.get(f"{HOME}omraden/").status_code == 200
    assert staff.get(f"{HOME}omraden/nytt/").status_code == 200
    assert staff.post(f"{HOME}omraden/nytt/", facts).url == f"{HOME}omraden/"
    area = Area.objects.get()
    answer = staff.post(f"{HOME}omraden/nytt/", facts)
    assert answer.status_code == 422 and "Det finns redan ett område med det namnet." in answer.content.decode()
    assert staff.post(f"{HOME}omraden/{area.pk}/", {**facts, "name": "Söder"}).status_code == 302
    assert "Söder" in staff.get(f"{HOME}omraden/").content.decode()
    assert staff.get(f"{HOME}omraden/{area.pk}/ta-bort/").status_code == 200
    staff.post(f"{HOME}omraden/{area.pk}/ta-bort/")
    assert not Area.objects.exists()


def test_another_organisations_area_is_not_found(staff: PageClient, ystad: Organisation) -> None:
    area = Area.objects.create(organisation=ystad, name="Norr", code="norr")
    for path in (f"omraden/{area.pk}/", f"omraden/{area.pk}/ta-bort/"):
        assert staff.get(HOME + path).status_code == 404
        assert staff.post(HOME + path, {"name": "X"}).status_code == 404
    assert Area.objects.count() == 1


def test_a_file_is_looked_at_before_it_is_stored(staff: PageClient, lund: Organisation) -> None:
    Area.objects.create(organisation=lund, name="Öster", code="oster")
    page = staff.post(f"{HOME}omraden/las-in/", {"file": geojson("Norr", "Öster", befolkning="12")}).content.decode()
    assert "1 nya områden och ändrar 1" in page and "Norr" in page
    assert Area.objects.count() == 1
    assert staff.post(f"{HOME}omraden/las-in/spara/").url == f"{HOME}omraden/"
    assert Area.objects.count() == 2
    assert staff.post(f"{HOME}omraden/las-in/spara/").url == f"{HOME}omraden/las-in/"
    page = staff.get(f"{HOME}omraden/").content.decode()
    assert "1 nytt område, 1 ändrat" in page and "<svg" in page


def test_a_file_for_one_organisation_is_not_stored_in_another(
    client: PageClient, lund: Organisation, ystad: Organisation, doris: Person
) -> None:
    grant(doris, ystad, RoleName.ADMINISTRATOR)
    client.signed_in_as(doris).post(f"{HOME}omraden/las-in/", {"file": geojson("Norr")})
    client.post("/ystad/personal/organisation/omraden/las-in/spara/")
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b'{"type":"FeatureCollection","features":[{"type":"Feature"}]}',
        b"[" * 100_000,
        b" " * (9 * 1024 * 1024),
    ],
)
def test_a_file_that_is_no_map_is_told_so(staff: PageClient, lund: Organisation, content: bytes) -> None:
    for path in ("omraden/las-in/", "karta/"):
        answer = staff.post(HOME + path, {"file": SimpleUploadedFile("x.geojson", content)})
        assert answer.status_code == 422 and "Något behöver ändras" in answer.content.decode()
    assert staff.post(f"{HOME}omraden/las-in/", {}).status_code == 422
    lund.refresh_from_db()
    assert lund.basemap == {} and not Area.objects.exists()


def test_the_map_under_the_areas_is_changed_and_taken_away(staff: PageClient, lund: Organisation) -> None:
    assert staff.get(f"{HOME}karta/").status_code == 200
    assert staff.post(f"{HOME}karta/", {"file": geojson("Sjö", kind="water")}).url == f"{HOME}omraden/"
    lund.refresh_from_db()
    assert lund.basemap["features"][0]["properties"] == {"kind": "water"}
    assert staff.get(f"{HOME}omraden/").status_code == 200
    assert staff.get(f"{HOME}karta/").status_code == 200
    staff.post(f"{HOME}karta/", {"remove": "1"})
    lund.refresh_from_db()
    assert lund.basemap == {}


@pytest.mark.parametrize("path", ["", "utseende/", "omraden/", "omraden/nytt/", "omraden/las-in/", "karta/"])
def test_the_pages_are_for_administrators(client: PageClient, lund: Organisation, bo: Person, path: str) -> None:
    grant(bo, lund, RoleName.LEAD, RoleName.AUDITOR)
    answer = client.signed_in_as(bo).get(HOME + path)
    assert answer.status_code == 403 and "administratör" in answer.content.decode()
    assert PageClient().get(HOME + path).status_code == 302
