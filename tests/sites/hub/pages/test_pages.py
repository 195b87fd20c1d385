"""Can everybody read what the network tells, and can the office make it without a developer?"""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.pages import actions, queries, template
from medborgarbudget.domain.network.pages.models import Page, PageFeedback, PageKind, PagePicture, PageVersion
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import clock
from tests.support.cast import grant, make_organisation, make_person
from tests.support.delivery import photo
from tests.support.meetings import a_meeting
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
OFFICE = "/natverket/kansli/sidor/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def written(hub: Organisation, frida: Person, now: datetime) -> list[Page]:
    return actions.start_from_template(network=hub, actor=frida, now=now, shown=True)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def news(hub: Organisation, frida: Person, now: datetime, title: str) -> Page:
    page = actions.create_page(network=hub, kind=PageKind.NEWS, title=title, lead="Kort.", actor=frida, now=now)
    actions.publish(page=page, language="sv", actor=frida, now=now)
    return page


# --- readers ---


def test_a_network_without_pages_has_a_front_page_all_the_same(client: PageClient, hub: Organisation) -> None:
    assert "Sidorna skrivs just nu" in text_of(client.get("/natverket/"))


def test_the_front_page_tells_of_meetings_news_and_pages(
    client: PageClient, hub: Organisation, frida: Person, written: list[Page], now: datetime
) -> None:
    news(hub, frida, now, "Femton medlemmar")
    a_meeting(hub, frida)
    text = text_of(client.get("/natverket/"))
    for words in (
        "Medborgarbudget lär man sig bäst tillsammans",
        "Nätverksträff om ramar",
        "Femton medlemmar",
        "Vad kostar det?",
    ):
        assert words in text
    assert "Participatory budgeting is best learnt together" in text_of(client.get("/natverket/?sprak=en"))


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_every_page_reads_in_every_language(
    client: PageClient, hub: Organisation, written: list[Page], language: str
) -> None:
    for words in queries.menu(hub, "sv"):
        response = client.get(f"/natverket/om/{words.page.slug}/?sprak={language}")
        assert response.status_code == 200
        translated = language in queries.published_languages(hub)[words.page.pk]
        assert (
            "inte översatt" in text_of(response) or 'article class="stack blocks" lang="sv"' in text_of(response)
        ) != translated


def test_a_page_says_who_answers_for_it_and_when(
    client: PageClient, hub: Organisation, frida: Person, written: list[Page], now: datetime
) -> None:
    page = next(row for row in written if row.slug == "kostnad")
    actions.set_responsibles(page=page, people=[(frida, "Utvecklingsledare"), (frida, "igen")], actor=frida, now=now)
    text = text_of(client.get("/natverket/om/kostnad/"))
    assert text.count("Ansvarig för sidan") == 1 and "Utvecklingsledare" in text
    assert "Publicerad onsdag 10 mars" in text and "data-print" in text and "mailto:?subject=" in text
    assert "http://localhost:8000/natverket/om/kostnad/".replace(":", "%3A").replace("/", "%2F") in text


def test_did_it_help(client: PageClient, hub: Organisation, written: list[Page]) -> None:
    address = "/natverket/om/kostnad/hjalpte/"
    form = client.get(f"{address}?svar=nej")
    assert 'value="nej"' in text_of(form) and "checked" in text_of(form)
    wrong = client.post(address, {"text": "Resan?"})
    assert wrong.status_code == 422 and "Resan?" in text_of(wrong), "what is typed is not lost"
    sent = client.post(address, {"helped": "nej", "text": "Resan?", "key": "abc"}, follow=True)
    assert "Tack! Kansliet läser alla svar." in text_of(sent)
    assert PageFeedback.objects.get().text == "Resan?"


def test_drafts_and_other_networks_pages_are_not_found(
    client: PageClient, hub: Organisation, frida: Person, now: datetime
) -> None:
    actions.create_page(network=hub, kind="page", title="Utkast", actor=frida, now=now)
    assert client.get("/natverket/om/utkast/").status_code == 404
    other = make_organisation("annat", "Annat nätverk", "network")
    actions.start_from_template(network=other, actor=None, now=now, shown=True)
    assert client.get("/annat/om/mal/").status_code == 200
    assert client.get("/natverket/om/mal/").status_code == 404
    client.signed_in_as(frida)
    pk = Page.objects.get(organisation=other, slug="mal").pk
    assert client.get(f"{OFFICE}{pk}/sv/").status_code == 404
    assert client.post(f"{OFFICE}{pk}/sv/publicera/").status_code == 404


def test_the_news_feed_is_read(client: PageClient, hub: Organisation, frida: Person, now: datetime) -> None:
    news(hub, frida, now, "Nytt & gott")
    response = client.get("/natverket/nyheter/flode.xml")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "Nytt &amp; gott" in text_of(response) and "http://localhost:8000/natverket/nyheter/nytt-gott/" in text_of(
        response
    )
    assert "Nytt &amp; gott" in text_of(client.get("/natverket/nyheter/"))
    assert "Nytt &amp; gott" in text_of(client.get("/natverket/nyheter/nytt-gott/"))


def test_queries_do_not_grow(
    client: PageClient, hub: Organisation, frida: Person, written: list[Page], now: datetime
) -> None:
    def count(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    news(hub, frida, now, "Ett")
    a_meeting(hub, frida)
    before = [count(address) for address in ("/natverket/", "/natverket/nyheter/", "/natverket/om/mal/")]
    for number in range(4):
        news(hub, frida, now, f"Nyhet {number}")
        a_meeting(hub, frida, title=f"Träff {number}")
    assert [count(address) for address in ("/natverket/", "/natverket/nyheter/", "/natverket/om/mal/")] == before
    assert max(before) <= 15


# --- the office ---


def test_a_new_network_starts_with_drafts_in_its_own_languages(client: PageClient, frida: Person) -> None:
    call_command("create_organisation", "nytt", "Nytt nätverk", "ada@example.org", kind="network", stdout=StringIO())
    made = Organisation.objects.get(slug="nytt")
    assert Page.objects.filter(organisation=made, published_at=None).count() == len(template.PAGES)
    spoken = set(PageVersion.objects.filter(page__organisation=made).values_list("language", flat=True))
    assert spoken == {"sv", *made.languages} & {"sv", "en", "fi"}
    frida.is_operator = True
    frida.save()
    given = {
        "name": "Ett till",
        "short_name": "Till",
        "kind": "network",
        "slug": "till",
        "administrator_name": "A",
        "administrator_email": "b@example.org",
    }
    assert client.signed_in_as(frida).post("/drift/ny/", given).status_code == 302
    assert Page.objects.filter(organisation__slug="till").count() == len(template.PAGES)


def test_the_office_begins_with_the_template(client: PageClient, hub: Organisation, frida: Person) -> None:
    client.signed_in_as(frida)
    assert "Börja med mallen" in text_of(client.get(OFFICE))
    client.post(f"{OFFICE}mall/")
    assert "Modellen steg för steg" in text_of(client.get(OFFICE))
    assert client.get("/natverket/om/modellen/").status_code == 404, "as drafts"


BLOCKS: dict[str, dict[str, Any]] = {
    "heading": {"text": "Så här"},
    "text": {"text": "**Viktigt** [läs](/om/mal/)"},
    "list": {"items": "ett\ntvå", "ordered": "on"},
    "facts": {"title": "Fakta", "text": "Bra att veta"},
    "steps": {"items": "Först\nGör så\n\nSedan\nGör så igen"},
    "points": {"items": "Punkt\nText"},
    "quote": {"text": "Det gick bra.", "source": "En lärare"},
    "links": {"items": "Träffar | /traffar/ | Kom med"},
    "faq": {"items": "Kostar det?\nNej."},
    "table": {"caption": "Året", "rows": "När | Vad\nVår | Träff"},
}


def test_a_page_is_made_of_every_kind_of_block_and_published(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    client.signed_in_as(frida)
    made = client.post(f"{OFFICE}ny/", {"kind": "page", "title": "Vår nya sida", "lead": "Kort."})
    editor = made["Location"]
    for kind, given in BLOCKS.items():
        address = f"{editor}ny-del/{kind}/"
        assert client.get(address).status_code == 200
        empty = client.post(address, {})
        assert empty.status_code == 422, kind
        assert client.post(address, given).status_code == 302, kind
    picture = {"upload": photo(), "alt": "Tolv personer runt ett bord", "caption": "Träffen i maj"}
    assert client.post(f"{editor}ny-del/picture/", {**picture, "alt": ""}).status_code == 422
    picture["upload"] = photo()
    assert client.post(f"{editor}ny-del/picture/", picture).status_code == 302
    assert PagePicture.objects.count() == 1
    assert client.get(f"{editor}ny-del/video/").status_code == 404
    assert "Det här är inte publicerat" in text_of(client.get(f"{editor}granska/"))
    assert client.get("/natverket/om/var-nya-sida/").status_code == 404
    client.post(f"{editor}publicera/")
    text = text_of(PageClient().get("/natverket/om/var-nya-sida/"))
    for words in (
        "<strong>Viktigt</strong>",
        "Bra att veta",
        "Gör så igen",
        "Det gick bra.",
        "Kostar det?",
        "Träffen i maj",
        "Vår",
    ):
        assert words in text


def test_a_block_is_changed_moved_and_taken_out(
    client: PageClient, hub: Organisation, frida: Person, now: datetime
) -> None:
    page = actions.create_page(network=hub, kind="page", title="Sida", actor=frida, now=now)
    for text in ("ett", "två"):
        actions.save_block(page=page, language="sv", block_type="text", given={"text": text}, actor=frida, now=now)
    client.signed_in_as(frida)
    editor = f"{OFFICE}{page.pk}/sv/"
    first, second = [block["id"] for block in queries.draft_of(page, "sv").blocks]  # type: ignore[union-attr]
    assert "ett" in text_of(client.get(f"{editor}del/{first}/"))
    bad = client.post(f"{editor}del/{first}/", {"text": "[x](javascript:alert(1))"})
    assert bad.status_code == 422 and "[x](javascript:alert(1))" in text_of(bad)
    client.post(f"{editor}del/{first}/", {"text": "nytt"})
    client.post(f"{editor}del/{second}/gor/", {"gor": "upp"})
    assert [block["text"] for block in queries.draft_of(page, "sv").blocks] == ["två", "nytt"]  # type: ignore[union-attr]
    client.post(f"{editor}del/{second}/gor/", {"gor": "bort"})
    assert client.post(f"{editor}del/{second}/gor/", {"gor": "bort"}).status_code == 409
    assert client.get(f"{editor}del/{second}/").status_code == 404


def test_translation_history_and_responsibles(
    client: PageClient,
    hub: Organisation,
    frida: Person,
    written: list[Page],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.signed_in_as(frida)
    page = next(row for row in written if row.slug == "kostnad")
    assert "Inte översatt till English än" in text_of(client.get(f"{OFFICE}{page.pk}/en/"))
    client.post(f"{OFFICE}{page.pk}/en/utkast/")
    client.post(f"{OFFICE}{page.pk}/en/ord/", {"title": "What does it cost?", "lead": ""})
    both = text_of(client.get(f"{OFFICE}{page.pk}/en/"))
    assert "What does it cost?" in both and "Vad kostar det?" in both, "the translation beside the original"
    client.post(f"{OFFICE}{page.pk}/en/publicera/")
    assert "What does it cost?" in text_of(PageClient().get("/natverket/om/kostnad/?sprak=en"))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    client.post(f"{OFFICE}{page.pk}/sv/ord/", {"title": "Priset", "lead": ""})
    client.post(f"{OFFICE}{page.pk}/sv/publicera/")
    assert "ändrats efter översättningen" in text_of(client.get(f"{OFFICE}{page.pk}/en/"))
    history = text_of(client.get(f"{OFFICE}{page.pk}/sv/historik/"))
    assert "Version 1" in history and "Version 2" in history
    assert "Vad kostar det?" in text_of(client.get(f"{OFFICE}{page.pk}/sv/historik/1/"))
    client.post(f"{OFFICE}{page.pk}/sv/historik/1/ater/")
    assert queries.draft_of(page, "sv").title == "Vad kostar det?"  # type: ignore[union-attr]
    client.post(f"{OFFICE}{page.pk}/sv/kasta/")
    client.post(f"{OFFICE}{page.pk}/ansvariga/", {"person_1": frida.pk, "title_1": "Ledare"})
    assert page.responsibles.get().title == "Ledare"
    assert client.get(f"{OFFICE}{page.pk}/dra-in/").status_code == 200
    client.post(f"{OFFICE}{page.pk}/dra-in/")
    assert PageClient().get("/natverket/om/kostnad/").status_code == 404


def test_order_and_menu_are_set_with_numbers_and_boxes(
    client: PageClient, hub: Organisation, frida: Person, written: list[Page]
) -> None:
    client.signed_in_as(frida)
    rows = list(queries.all_pages(hub))
    places = {f"place_{row.pk}": str(100 - number) for number, row in enumerate(rows)}
    client.post(f"{OFFICE}ordning/", {**places, "menu": [rows[2].pk, rows[3].pk, "x"], f"place_{rows[0].pk}": "åtta"})
    assert [row.version.title for row in queries.menu(hub, "sv")] == ["Mål", "För vem?"]


def test_readers_answers_are_read_and_noted(
    client: PageClient, hub: Organisation, frida: Person, written: list[Page], now: datetime
) -> None:
    actions.answer(page=written[1], helped=False, text="<b>Hur lång tid?</b>", language="sv", key="a", now=now)
    client.signed_in_as(frida)
    inbox = text_of(client.get(f"{OFFICE}svar/"))
    assert "&lt;b&gt;Hur lång tid?" in inbox
    kept = PageFeedback.objects.get()
    client.post(f"{OFFICE}svar/{kept.pk}/", {"note": "Tillagt."})
    assert "Inget att läsa" in text_of(client.get(f"{OFFICE}svar/"))
    assert "Tillagt." in text_of(client.get(f"{OFFICE}svar/?vy=alla"))


@pytest.mark.parametrize("role", [RoleName.AUDITOR, RoleName.ELECTED])
def test_those_who_only_read_see_but_do_not_write(
    client: PageClient, hub: Organisation, written: list[Page], role: RoleName
) -> None:
    client.signed_in_as(grant(make_person("Rut"), hub, role))
    assert "Ny sida" not in text_of(client.get(OFFICE))
    assert client.get(f"{OFFICE}{written[1].pk}/sv/").status_code == 200
    assert client.get(f"{OFFICE}ny/").status_code == 403
    assert client.post(f"{OFFICE}{written[1].pk}/sv/publicera/").status_code == 403
