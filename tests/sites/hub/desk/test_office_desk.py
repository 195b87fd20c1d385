"""Does the desk show what waits, for whom it waits, and do the year's numbers agree on page and in the document?"""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from docx import Document

from medborgarbudget.domain.network.membership import actions as membership
from medborgarbudget.domain.network.room import actions as room
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import clock
from medborgarbudget.sites.hub.desk.figures import figures
from medborgarbudget.sites.hub.desk.waiting import waiting_for
from tests.support.cast import grant, make_person
from tests.support.network import LUND, SKANE, YSTAD, make_member, register
from tests.support.pages import PageClient


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def labels(hub: Organisation, person: Person, now: datetime, *roles: str) -> dict[str, int]:
    with override_settings(ROOT_URLCONF=settings.NETWORK_URLCONF):
        return {item.label: item.count for item in waiting_for(hub, person, frozenset(roles), now)}


def test_a_calm_desk_says_so(hub: Organisation, frida: Person) -> None:
    shown = text_of(PageClient().signed_in_as(frida).get("/natverket/kansli/"))
    assert "Inget väntar just nu" in shown and "Alla medlemmar har hörts av" in shown


def test_the_desk_gathers_what_waits(hub: Organisation, frida: Person, asta: Person, now: datetime) -> None:
    register(hub)
    silent = make_member(hub, YSTAD, asta, now=now - timedelta(days=120))
    room.ask(
        network=hub, topic="start", title="Ingen svarar", text="", key="k", actor=asta, now=now - timedelta(days=4)
    )
    membership.remind(member=silent, on=date(2027, 3, 10), text="Ring Ystad", person=frida, actor=frida, now=now)
    register(hub, YSTAD)
    shown = text_of(PageClient().signed_in_as(frida).get("/natverket/kansli/"))
    for words in (
        "Nya intresseanmälningar",
        "Ring Ystad",
        "Frågor i rummet som ingen har svarat på",
        "vill lägga till något",
    ):
        assert words in shown
    waits = labels(hub, frida, now, RoleName.ADMINISTRATOR)
    assert waits["Nya intresseanmälningar – hör av dig"] == 1 and waits["Ring Ystad"] == 1
    assert labels(hub, make_person("Rut"), now, RoleName.AUDITOR) == {}


def test_silent_members_stand_on_the_desk(hub: Organisation, frida: Person, now: datetime) -> None:
    make_member(hub, LUND, now=now - timedelta(days=91))
    make_member(hub, SKANE, now=now - timedelta(days=89))
    shown = text_of(PageClient().signed_in_as(frida).get("/natverket/kansli/"))
    assert "Lunds kommun" in shown and "Region Skåne" not in shown


def test_the_years_numbers_count_the_year(hub: Organisation, frida: Person, asta: Person, now: datetime) -> None:
    member = register(hub, now=now - timedelta(days=400)).member
    assert member is not None
    membership.admit(member=member, actor=frida, now=now - timedelta(days=390))
    other = register(hub, SKANE, now=now).member
    assert other is not None
    membership.admit(member=other, actor=frida, now=now)
    told = {}
    for year in (2026, 2027):
        since, until = (datetime(each, 1, 1, tzinfo=now.tzinfo) for each in (year, year + 1))
        told[year] = {figure.label: figure.value for rows in figures(hub, since, until).values() for figure in rows}
    assert (told[2026]["Nya medlemmar"], told[2027]["Nya medlemmar"]) == ("1", "1")
    assert (
        told[2027]["Kommuner i nätverket"],
        told[2027]["Regioner i nätverket"],
        told[2027]["Län med minst en medlem"],
    ) == ("1", "1", "1")


def test_page_and_document_agree(hub: Organisation, frida: Person) -> None:
    make_member(hub, LUND)
    office = PageClient().signed_in_as(frida)
    shown = text_of(office.get("/natverket/kansli/siffror/2027/"))
    assert "Nätverkets siffror 2027" in shown and "Frågor som fick hjälp" in shown
    made = Document(io.BytesIO(office.get("/natverket/kansli/siffror/2027/rapport.docx").content))
    cells = {row.cells[0].text: row.cells[1].text for table in made.tables for row in table.rows[1:]}
    assert cells["Kommuner i nätverket (nu)"] == "1"
    assert "Lunds kommun" in [paragraph.text for paragraph in made.paragraphs]
    for year in (1999, 2028, 99999):
        assert office.get(f"/natverket/kansli/siffror/{year}/").status_code == 404


def test_readers_read_the_desk(hub: Organisation) -> None:
    rut = grant(make_person("Rut"), hub, RoleName.ELECTED)
    assert PageClient().signed_in_as(rut).get("/natverket/kansli/").status_code == 200
