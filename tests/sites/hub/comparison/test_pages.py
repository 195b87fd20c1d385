"""Do the comparison's pages and downloads work for visitors, members and the office?"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.comparison.models import ComparedCycle
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.cast import NOW
from tests.support.counting import published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.knowledge import make_member
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
BASE = "/natverket/jamforelse/"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def upload(*rows: str) -> SimpleUploadedFile:
    text = "\r\n".join(["namn;år;invånare;pengar;röstande", *rows])
    return SimpleUploadedFile("siffror från Excel.csv", text.encode("cp1252"))


def approved(client: PageClient, frida: Person, asta: Person, *rows: str) -> None:
    client.signed_in_as(asta)
    assert client.post(BASE + "vara/", {"file": upload(*rows)}).status_code == 302
    client.signed_in_as(frida)
    for row in ComparedCycle.objects.filter(state="waiting"):
        client.post(f"/natverket/kansli/jamforelse/{row.pk}/", {"gor": "godkann"})
    client.logout()
    cache.clear()


def test_from_a_members_file_to_everybodys_page(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    make_member(hub, contact=asta)
    assert "Ingen jämförelse än" in client.get(BASE).content.decode()
    client.signed_in_as(asta)
    wrong = client.post(BASE + "vara/", {"file": upload("Ö;2026;x;1;2")})
    assert wrong.status_code == 422
    assert "Rad 2: Invånare ska vara ett helt tal" in wrong.content.decode()
    approved(client, frida, asta, "Ödet;2026;10000;500000;850", "=1+1;2025;10000;400000;800")
    page = client.get(BASE + "?matt=deltagande&ar=alla").content.decode()
    assert "8,5" in page
    assert "Visa som tabell" in page, "a table behind the chart"
    client.signed_in_as(asta)
    row = ComparedCycle.objects.get(year=2026)
    assert client.get(BASE + f"vara/{row.pk}/").status_code == 200
    client.post(BASE + f"vara/{row.pk}/", {"shown": ["kronor"]})
    client.logout()
    cache.clear()
    assert "8,5" not in client.get(BASE + "?matt=deltagande&ar=alla").content.decode()


def test_downloads_hold_the_table_and_run_no_formula(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    make_member(hub, contact=asta)
    approved(client, frida, asta, "=HYPERLINK(1);2026;10000;500000;850")
    text = client.get(BASE + "jamforelse.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert ";0,085;" in text
    book = zipfile.ZipFile(io.BytesIO(client.get(BASE + "jamforelse.xlsx").content))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=HYPERLINK(1)" in book.read("xl/sharedStrings.xml").decode()
    assert "<v>0.085" in sheet


def test_published_votes_can_be_fetched_and_only_those(
    client: PageClient, hub: Organisation, lund: Organisation, asta: Person
) -> None:
    make_member(hub, "Lunds kommun", "1281", tenant=lund, contact=asta)
    cycle = make_cycle(lund, NOW, open_deeds=["vote"], pots=[1000])
    with_costs(cycle, 600, 300)
    published_vote(cycle, votes(n1=70, n2=80), publish_ballots=True)
    assert client.get(BASE + "roster.zip").status_code == 404
    client.signed_in_as(asta)
    page = client.get(BASE + "vara/").content.decode()
    [address] = re.findall(r'action="([^"]*/vara/omgang/\d+/)"', page)
    client.post(address)
    client.logout()
    page = client.get(BASE).content.decode()
    [vote] = re.findall(r'href="([^"]*\.pb)"', page)
    assert client.get(vote).content.startswith(b"META")
    archive = zipfile.ZipFile(io.BytesIO(client.get(BASE + "roster.zip").content))
    assert [name.endswith(".pb") for name in archive.namelist()] == [True]
    assert client.get(BASE + "roster/999999.pb").status_code == 404


def test_others_rows_and_cycles_are_not_found(
    client: PageClient, hub: Organisation, lund: Organisation, asta: Person, bo: Person, frida: Person
) -> None:
    make_member(hub, contact=asta)
    approved(client, frida, asta, "Vår;2026;10000;500000;850")
    row = ComparedCycle.objects.get()
    make_member(hub, "Eda kommun", "1730", contact=bo)
    cycle = make_cycle(lund, NOW, pots=[1000])
    client.signed_in_as(bo)
    assert client.get(BASE + f"vara/{row.pk}/").status_code == 404
    assert client.post(BASE + f"vara/{row.pk}/ta-bort/").status_code == 404
    assert client.post(BASE + f"vara/omgang/{cycle.pk}/").status_code == 404
    assert client.post(BASE + "vara/nyckel/1/avsluta/").status_code == 404


def test_keys_are_published_and_ended(client: PageClient, hub: Organisation, asta: Person) -> None:
    import base64

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    make_member(hub, contact=asta)
    client.signed_in_as(asta)
    assert client.post(BASE + "vara/", {"public_key": "nej"}).status_code == 422
    key = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert client.post(BASE + "vara/", {"public_key": key}).status_code == 302
    page = client.get(BASE + "vara/").content.decode()
    assert key.replace("+", "&#x2B;") in page or key in page
    [address] = re.findall(r'action="([^"]*/avsluta/)"', page)
    client.post(address)
    assert "/avsluta/" not in client.get(BASE + "vara/").content.decode()


def test_the_office_brings_and_refuses_figures(client: PageClient, hub: Organisation, frida: Person) -> None:
    member = make_member(hub)
    client.signed_in_as(frida)
    assert (
        client.post("/natverket/kansli/jamforelse/ny/", {"member": "", "file": upload("A;2026;9;9;9")}).status_code
        == 422
    )
    client.post("/natverket/kansli/jamforelse/ny/", {"member": member.pk, "file": upload("A;2026;10000;9000;90")})
    row = ComparedCycle.objects.get()
    assert "A 2026" in client.get("/natverket/kansli/jamforelse/").content.decode()
    page = client.get(f"/natverket/kansli/jamforelse/{row.pk}/").content.decode()
    assert "Pengar att fördela" in page
    assert "9\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}kr" in page
    assert ComparedCycle(name="Budget 2026", year=2026).name_and_year == "Budget 2026", "the year is not said twice"
    assert client.post(f"/natverket/kansli/jamforelse/{row.pk}/", {"reason": ""}).status_code == 422
    client.post(f"/natverket/kansli/jamforelse/{row.pk}/", {"reason": "Fel."})
    row.refresh_from_db()
    assert row.state == "refused"


@pytest.mark.parametrize("query", ["?matt=x&ar=9999", "?ar=%00", "?matt=unga&ar=alla"])
def test_nonsense_in_the_address_is_borne(client: PageClient, hub: Organisation, query: str) -> None:
    assert client.get(BASE + query).status_code == 200


def test_queries_do_not_grow_with_cycles(client: PageClient, hub: Organisation, frida: Person, asta: Person) -> None:
    make_member(hub, contact=asta)
    numbers = []
    for more in (1, 12):
        approved(client, frida, asta, *[f"{more}-{n};2026;10000;500000;850" for n in range(more)])
        with CaptureQueriesContext(connection) as seen:
            assert client.get(BASE).status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 15
