"""Can a member find somebody to ask and follow what becomes of it, and can the office see it through?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.experts import actions
from medborgarbudget.domain.network.experts.actions import ExpertContent
from medborgarbudget.domain.network.experts.models import Expert, HelpRequest
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import clock
from tests.support.cast import grant, make_person
from tests.support.meetings import a_member
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
OFFICE = "/natverket/kansli/experter/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def ines(hub: Organisation, frida: Person, now: datetime) -> Expert:
    content = ExpertContent(
        name="Ines Falcão", kind="researcher", summary="Forskar om tillit.", topics=["method", "law"], languages=["pt"],
        email="hemlig@example.org", text="**Mycket** mer", website="https://forskning.example",
    )  # fmt: skip
    return actions.create_expert(network=hub, content=content, actor=frida, now=now)


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_the_directory_is_for_everybody_and_shows_no_mail(client: PageClient, ines: Expert, language: str) -> None:
    for address in ("/natverket/experter/", "/natverket/experter/ines-falcao/"):
        text = text_of(client.get(f"{address}?sprak={language}"))
        assert "Ines Falcão" in text and "hemlig" not in text
    assert "<strong>Mycket</strong>" in text


def test_the_directory_is_filtered(client: PageClient, hub: Organisation, ines: Expert) -> None:
    assert "Ines" in text_of(client.get("/natverket/experter/?amne=law&tal=pt&slag=researcher"))
    assert "Ingen passar allt det" in text_of(client.get("/natverket/experter/?amne=youth"))
    assert "Ines" in text_of(client.get("/natverket/experter/?amne=nonsens&tal=<b>"))


def test_a_member_asks_and_the_office_sees_it_through(
    client: PageClient, hub: Organisation, frida: Person, asta: Person, ines: Expert
) -> None:
    a_member(hub, "Solvik", "0001", asta)
    client.signed_in_as(asta)
    address = "/natverket/experter/ines-falcao/fraga/"
    wrong = client.post(address, {"text": "Vad får vi lova?"})
    assert wrong.status_code == 422 and "Vad får vi lova?" in text_of(wrong)
    sent = client.post(address, {"topic": "law", "text": "Vad får vi lova?", "key": "k"}, follow=True)
    assert "skickad till kansliet" in text_of(sent)
    pk = HelpRequest.objects.get().pk
    office = PageClient().signed_in_as(frida)
    assert "Solvik" in text_of(office.get(f"{OFFICE}fragor/"))
    handling = f"{OFFICE}fragor/{pk}/"
    assert "Vad får vi lova?" in text_of(office.get(handling))
    bad = office.post(handling, {"state": "declined", "text": "", "expert": ines.pk})
    assert bad.status_code == 422 and "Ange varför det inte gick" in text_of(bad)
    office.post(
        handling, {"state": "passed_on", "text": "Ines ringer på tisdag.", "for_member": "on", "expert": ines.pk}
    )
    assert "Ines ringer på tisdag." in text_of(client.get(f"/natverket/experter/fragor/{pk}/"))
    done = client.post(
        f"/natverket/experter/fragor/{pk}/resultat/", {"outcome": "yes", "text": "Bra råd."}, follow=True
    )
    assert "Bra råd." in text_of(done) and "Avslutad" in text_of(done)
    assert "Bra råd." in text_of(office.get(handling))
    assert "Juridik" in text_of(client.get("/natverket/experter/fragor/"))


def test_who_speaks_for_nobody_does_not_ask(
    client: PageClient, hub: Organisation, asta: Person, bo: Person, ines: Expert
) -> None:
    assert client.get("/natverket/experter/fraga/").status_code == 302
    client.signed_in_as(bo)
    assert client.get("/natverket/experter/fraga/").status_code == 403
    member = a_member(hub, "Solvik", "0001", asta)
    made = actions.ask(
        network=hub,
        member=member,
        asker=asta,
        expert=None,
        topic="law",
        text="x",
        wanted_by=None,
        key="k",
        now=member.created_at,
    )
    a_member(hub, "Granby", "0002", bo)
    assert client.get(f"/natverket/experter/fragor/{made.pk}/").status_code == 404
    assert client.get(f"/natverket/experter/fragor/{made.pk}/resultat/").status_code == 404


def test_the_office_keeps_the_directory(client: PageClient, hub: Organisation, frida: Person, ines: Expert) -> None:
    client.signed_in_as(frida)
    assert client.post(f"{OFFICE}ny/", {"name": "Marit"}).status_code == 422
    data = {
        "name": "Marit",
        "kind": "practitioner",
        "summary": "Unga.",
        "topics": ["youth"],
        "languages": ["no"],
        "shown": "on",
    }
    assert client.post(f"{OFFICE}ny/", data).status_code == 302
    assert "Marit" in text_of(PageClient().get("/natverket/experter/"))
    cache.clear()
    assert "hemlig@example.org" in text_of(client.get(f"{OFFICE}ines-falcao/"))
    client.post(f"{OFFICE}marit/", {**data, "shown": ""})
    assert "Marit" not in text_of(PageClient().get("/natverket/experter/"))
    assert "Dold" in text_of(client.get(OFFICE))
    client.signed_in_as(grant(make_person("Rut"), hub, RoleName.AUDITOR))
    assert client.get(OFFICE).status_code == 200 and client.get(f"{OFFICE}ny/").status_code == 403


def test_queries_do_not_grow(client: PageClient, hub: Organisation, frida: Person, ines: Expert, now: datetime) -> None:
    client.signed_in_as(frida)

    def count(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    addresses = ("/natverket/experter/", OFFICE)
    before = [count(address) for address in addresses]
    for number in range(5):
        content = ExpertContent(name=f"Namn {number}", kind="network", summary="x", topics=["law"])
        actions.create_expert(network=hub, content=content, actor=frida, now=now)
    assert [count(address) for address in addresses] == before and max(before) <= 15
