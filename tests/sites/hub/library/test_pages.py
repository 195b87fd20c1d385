"""Do the library's pages, feed and files behave, for visitors, members and the office?"""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.library.models import ItemState, LibraryItem
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.knowledge import make_item, make_member
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


def form(**changes: object) -> dict[str, object]:
    return {
        "kind": "guide", "title": "Vägledning", "summary": "Bra att veta.", "source": "Kommunen", "dated": "2027-01-15", "language": "sv",
        "country": "SE", "tags": "skola", "link": "https://exempel.example/", **changes,
    }  # fmt: skip


def test_a_member_suggests_the_office_publishes_and_everybody_reads(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    make_member(hub, contact=asta)
    client.signed_in_as(asta)
    wrong = client.post("/natverket/bibliotek/tipsa/", form(link=""))
    assert wrong.status_code == 422
    assert "Bra att veta." in wrong.content.decode(), "nothing typed is lost"
    client.post("/natverket/bibliotek/tipsa/", form())
    assert "Vägledning" in client.get("/natverket/bibliotek/mina-tips/").content.decode()
    item = LibraryItem.objects.get()
    assert client.get(f"/natverket/bibliotek/{item.pk}/").status_code == 404
    client.signed_in_as(frida)
    assert "Sala kommun" in client.get("/natverket/kansli/bibliotek/").content.decode()
    client.post(f"/natverket/kansli/bibliotek/{item.pk}/", form(publicera="1"))
    client.logout()
    page = client.get(f"/natverket/bibliotek/{item.pk}/")
    assert "Till källan" in page.content.decode()
    assert (
        item.title in client.get("/natverket/bibliotek/?sok=v%C3%A4gledningar&slag=guide&amne=skola").content.decode()
    )


def test_strangers_and_other_organisations_do_not_suggest(client: PageClient, hub: Organisation, bo: Person) -> None:
    assert client.get("/natverket/bibliotek/tipsa/").status_code == 302
    client.signed_in_as(bo)
    assert client.get("/natverket/bibliotek/tipsa/").status_code == 403
    assert client.get("/natverket/kansli/bibliotek/").status_code == 403


def test_the_feed_can_be_read_and_is_not_sent_twice_to_who_has_it(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    make_item(hub, frida, title="Nytt & bra", summary="<script>")
    answer = client.get("/natverket/bibliotek/flode.atom")
    feed = ElementTree.fromstring(answer.content)
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Nytt & bra"
    assert entry.findtext(f"{ATOM}summary") == "<script>"
    assert entry.find(f"{ATOM}link").get("href").startswith("http://localhost:8000/natverket/bibliotek/")  # type: ignore[union-attr]
    assert "max-age=600" in answer.headers["Cache-Control"]
    again = client.get("/natverket/bibliotek/flode.atom", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    since = client.get(
        "/natverket/bibliotek/flode.atom", headers={"if-modified-since": answer.headers["Last-Modified"]}
    )
    assert since.status_code == 304
    make_item(hub, frida, title="Ännu nyare", dated=date(2027, 2, 1), link="https://ny.example/")
    fresh = client.get("/natverket/bibliotek/flode.atom", headers={"if-none-match": answer.headers["ETag"]})
    assert fresh.status_code == 200
    narrow = ElementTree.fromstring(client.get("/natverket/bibliotek/flode.atom?slag=film").content)
    assert narrow.findall(f"{ATOM}entry") == []


def test_a_file_is_only_ever_saved_and_only_of_what_is_public(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    client.signed_in_as(frida)
    upload = SimpleUploadedFile("Rapport åäö.pdf", b"%PDF-1.7 text", content_type="text/html")
    client.post("/natverket/kansli/bibliotek/nytt/", form(link="", file=upload))
    item = LibraryItem.objects.get()
    client.logout()
    answer = client.get(f"/natverket/bibliotek/{item.pk}/fil/")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client.get(f"/natverket/media/{item.file.name}").status_code == 404, "only the page gives it"
    LibraryItem.objects.update(state=ItemState.WITHDRAWN)
    assert client.get(f"/natverket/bibliotek/{item.pk}/fil/").status_code == 404


def test_the_office_declines_checks_and_withdraws(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    make_member(hub, contact=asta)
    client.signed_in_as(asta)
    client.post("/natverket/bibliotek/tipsa/", form())
    item = LibraryItem.objects.get()
    client.signed_in_as(frida)
    assert client.post(f"/natverket/kansli/bibliotek/{item.pk}/avboj/", {"reason": ""}).status_code == 422
    client.post(f"/natverket/kansli/bibliotek/{item.pk}/avboj/", {"reason": "Finns redan."})
    client.signed_in_as(asta)
    assert "Finns redan." in client.get("/natverket/bibliotek/mina-tips/").content.decode()
    other = make_item(hub, frida, link="https://annan.example/")
    client.post(f"/natverket/bibliotek/{other.pk}/trasig-lank/")
    client.signed_in_as(frida)
    assert other.title in client.get("/natverket/kansli/bibliotek/?vy=lankar").content.decode()
    client.post(f"/natverket/kansli/bibliotek/{other.pk}/lank/", {"problem": "Borta."})
    assert "Länken är trasig" in client.get(f"/natverket/bibliotek/{other.pk}/").content.decode()
    assert client.get(f"/natverket/kansli/bibliotek/{other.pk}/ta-bort/").status_code == 200
    client.post(f"/natverket/kansli/bibliotek/{other.pk}/ta-bort/")
    assert client.get(f"/natverket/bibliotek/{other.pk}/").status_code == 404


def test_queries_do_not_grow_with_items(client: PageClient, hub: Organisation, frida: Person) -> None:
    for path in ("/natverket/bibliotek/?sok=skolbudget", "/natverket/bibliotek/flode.atom"):
        numbers = []
        for more in (1, 15):
            for _number in range(more):
                make_item(hub, frida, link=f"https://{LibraryItem.objects.count()}.example/")
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"{path}{'&' if '?' in path else '?'}land=SE&nr={more}").status_code == 200
            numbers.append(len(seen))
        assert numbers[0] == numbers[1] <= 15
