"""Can everybody see who is in, do members see more and change their own, and does the office keep the list in order?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.membership import bodies
from medborgarbudget.domain.network.membership.models import Member, MemberContact, MemberNote, MemberState, Reminder
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import clock
from tests.support.cast import grant, make_person
from tests.support.network import LUND, SKANE, YSTAD, make_member, register, speak_for
from tests.support.pages import PageClient

PUBLIC, OFFICE = "/natverket/medlemmar/", "/natverket/kansli/medlemmar/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def queries_of(client: PageClient, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_everybody_sees_who_is_in_and_where(client: PageClient, hub: Organisation, asta: Person) -> None:
    make_member(hub, LUND, asta, about="Vi bygger parker", needs_text="Hemligt", orientations=["theme"])
    make_member(hub, SKANE, state=MemberState.PAUSED)
    make_member(hub, YSTAD, state=MemberState.NEW)
    shown = text_of(client.get(PUBLIC))
    assert "2 kommuner och regioner" in shown and "Vi bygger parker" in shown and "Region Skåne" in shown
    assert "Ystads kommun" not in shown and "Hemligt" not in shown
    assert "1 av 2" in text_of(client.get(f"{PUBLIC}?inriktning=theme&lan=12&slag=municipality"))
    assert "Ingen medlem stämmer" in text_of(client.get(f"{PUBLIC}?sok=finnsinte"))
    assert client.get(f"{PUBLIC}?lan=99&slag=x&inriktning=%00&kan=x").status_code == 200


def test_a_members_page_shows_needs_and_contacts_only_to_the_network(
    client: PageClient, hub: Organisation, asta: Person, bo: Person, frida: Person
) -> None:
    member = make_member(hub, LUND, asta, about="Öppet", needs_text="Hemligt behov", needs=["young"])
    hidden = speak_for(member, make_person("Dolda Dora"))
    MemberContact.objects.filter(pk=hidden.pk).update(show_name=False)
    make_member(hub, YSTAD, bo)
    here = f"{PUBLIC}{member.slug}/"
    everybody = text_of(client.get(here))
    assert (
        "Öppet" in everybody
        and "Hemligt" not in everybody
        and "Asta" not in everybody
        and "Barn och unga" not in everybody
    )
    for insider in (bo, frida):
        shown = text_of(PageClient().signed_in_as(insider).get(here))
        assert "Hemligt behov" in shown and "Asta" in shown and "Dolda Dora" not in shown
        assert "asta@example.org" not in shown, "nobody's address is shown unless they choose it"
    stranger = text_of(PageClient().signed_in_as(make_person("Utomstående")).get(here))
    assert "Hemligt" not in stranger and "Asta" not in stranger
    assert client.get(f"{PUBLIC}finns-inte/").status_code == 404


def test_one_that_is_not_in_has_no_page(client: PageClient, hub: Organisation, frida: Person) -> None:
    for key, state in ((LUND, MemberState.NEW), (YSTAD, MemberState.CONTACTED), (SKANE, MemberState.LEFT)):
        member = make_member(hub, key, state=state)
        assert client.get(f"{PUBLIC}{member.slug}/").status_code == 404


def test_a_members_people_change_their_page_and_themselves(
    client: PageClient, hub: Organisation, asta: Person, bo: Person
) -> None:
    member = make_member(hub, LUND, asta)
    other = make_member(hub, YSTAD, bo)
    client.signed_in_as(asta)
    here = f"{PUBLIC}{member.slug}/"
    assert client.get(f"{here}andra/").status_code == 200
    sent = client.post(f"{here}andra/", {"about": "Ny text", "needs": ["start"], "inhabitants": "130 000"})
    assert sent.status_code == 422 and "Ny text" in text_of(sent), "what is wrong is told and nothing is lost"
    assert (
        client.post(f"{here}andra/", {"about": "Ny text", "needs": ["start"], "inhabitants": "130000"}).status_code
        == 302
    )
    assert "Ny text" in text_of(client.get(here))
    assert client.post(f"{here}jag/", {"title": "Strateg", "show_name": "on", "show_email": "on"}).status_code == 302
    assert "asta@example.org" in text_of(PageClient().signed_in_as(bo).get(here))
    assert client.get(f"{PUBLIC}{other.slug}/andra/").status_code == 403
    assert client.get(f"{PUBLIC}{other.slug}/jag/").status_code == 404
    mail.outbox.clear()
    added = client.post(f"{here}kontakter/ny/", {"name": "Ny", "email": "ny@example.org", "role": "elected"})
    assert (
        added.status_code == 302
        and mail.outbox[0].to == ["ny@example.org"]
        and "/natverket/konto/lank/" in mail.outbox[0].body
    )
    contact = MemberContact.objects.get(person__email="ny@example.org")
    assert client.post(f"{here}kontakter/{contact.pk}/avsluta/").status_code == 302
    assert client.post(f"{PUBLIC}{other.slug}/kontakter/{contact.pk}/avsluta/").status_code == 404


def test_the_office_keeps_the_list(hub: Organisation, frida: Person) -> None:
    office = PageClient().signed_in_as(frida)
    assert office.get(f"{OFFICE}ny/").status_code == 200
    assert office.post(f"{OFFICE}ny/", {"body": "Uppsala"}).status_code == 422
    assert office.post(f"{OFFICE}ny/", {"body": "Lunds kommun"}).status_code == 302
    assert office.post(f"{OFFICE}ny/", {"body": "Lunds kommun"}).status_code == 422
    member = Member.objects.get()
    here = f"{OFFICE}{member.slug}/"
    assert office.post(f"{here}anteckning/", {"note-text": "Ringde"}).status_code == 302
    assert office.post(f"{here}anteckning/", {"note-text": ""}).status_code == 422
    assert office.post(f"{here}ansvarig/", {"assignee": str(frida.pk)}).status_code == 302
    reminder = {"reminder-on": "2027-03-11", "reminder-text": "Ring igen", "reminder-person": str(frida.pk)}
    assert office.post(f"{here}paminnelse/", reminder).status_code == 302
    assert office.post(f"{here}paminnelse/", reminder | {"reminder-on": "2027-03-01"}).status_code == 422
    assert (
        office.post(f"{here}kontakter/ny/", {"name": "Asta", "email": "asta@example.org", "role": "lead"}).status_code
        == 302
    )
    assert not mail.outbox, "nobody is invited to what they are not in"
    shown = text_of(office.get(here))
    assert "Ringde" in shown and "Ring igen" in shown and "Asta" in shown
    assert office.post(f"{here}paminnelse/{Reminder.objects.get().pk}/klar/").status_code == 302
    assert office.post(f"{here}ta-in/", {"place": "none"}).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]], "now that they are in they are welcomed"
    assert "Du företräder Lunds kommun" in mail.outbox[0].subject and "/konto/lank/" in mail.outbox[0].body
    mail.outbox.clear()
    assert office.post(f"{here}lage/pausa/", {"reason": ""}).status_code == 422
    assert office.post(f"{here}lage/pausa/", {"reason": "Val"}).status_code == 302
    assert office.get(f"{here}lage/nonsens/").status_code == 404
    assert office.post(f"{here}lage/ater/", {"reason": ""}).status_code == 302
    assert MemberNote.objects.count() == 1 and Member.objects.get().state == MemberState.MEMBER
    assert office.post(f"{here}plats/", {"slug": "lund"}).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]]
    assert "/lund/konto/lank/" in mail.outbox[0].body
    contact = MemberContact.objects.get()
    assert office.post(f"{here}kontakter/{contact.pk}/avsluta/").status_code == 302


def test_an_organisation_that_exists_is_linked(
    hub: Organisation, lund: Organisation, frida: Person, doris: Person
) -> None:
    member = make_member(hub, LUND, doris)
    office = PageClient().signed_in_as(frida)
    here = f"{OFFICE}{member.slug}/plats/"
    assert "Lunds kommun" in text_of(office.get(here))
    assert office.post(here, {"link": "1", "tenant": str(lund.pk)}).status_code == 302
    member.refresh_from_db()
    assert member.tenant == lund and not frida.roles.filter(organisation=lund).exists()


def test_who_reads_only_sees_everything_and_changes_nothing(hub: Organisation) -> None:
    rut = grant(make_person("Rut"), hub, RoleName.AUDITOR)
    member = register(hub).member
    assert member is not None
    reader = PageClient().signed_in_as(rut)
    for page in (
        "/natverket/kansli/",
        "/natverket/kansli/intressen/",
        OFFICE,
        f"{OFFICE}{member.slug}/",
        f"{OFFICE}medlemmar.csv",
    ):
        assert reader.get(page).status_code == 200
    assert "asta@example.org" not in text_of(reader.get(f"{OFFICE}medlemmar.csv"))
    for page in ("ta-in/", "kontaktad/", "anteckning/", "lage/avsluta/", "ansvarig/"):
        assert reader.post(f"{OFFICE}{member.slug}/{page}").status_code == 403


def test_the_list_goes_out_as_a_file_that_runs_nothing(hub: Organisation, frida: Person) -> None:
    make_member(hub, LUND, assignee=grant(make_person("=cmd"), hub, RoleName.LEAD))
    office = PageClient().signed_in_as(frida)
    sheet = text_of(office.get(f"{OFFICE}medlemmar.csv"))
    assert sheet.startswith("\ufeffNamn;") and ";'=cmd" in sheet and "Lunds kommun" in sheet
    assert "Lunds" not in text_of(office.get(f"{OFFICE}medlemmar.csv?lage=new"))


def test_pages_ask_few_questions_and_no_more_when_there_are_more(
    client: PageClient, hub: Organisation, frida: Person, asta: Person, now: datetime
) -> None:
    mine = make_member(hub, LUND, asta, needs=["start"])
    for number in range(2):
        register(hub, f"municipality-{1260 + number}", now=now - timedelta(days=number))
    office, insider = PageClient().signed_in_as(frida), PageClient().signed_in_as(asta)
    pages = [
        (client, PUBLIC), (insider, PUBLIC), (insider, f"{PUBLIC}{mine.slug}/"), (office, OFFICE), (office, f"{OFFICE}{mine.slug}/"),
        (office, "/natverket/kansli/intressen/"), (office, "/natverket/kansli/"), (insider, "/natverket/rummet/"),
        (insider, "/natverket/rummet/prata-med/"),
    ]  # fmt: skip
    before = [queries_of(*page) for page in pages]
    more = [body.key for body in bodies.bodies() if body.code.startswith("17") and len(body.code) == 4]
    for place, key in enumerate(more[:8]):
        if place % 2:
            member = make_member(hub, key, make_person(f"P{place}"), offers=["start"], stage="ongoing")
            speak_for(member, make_person(f"Q{place}"))
        else:
            register(hub, key)
    after = [queries_of(*page) for page in pages]
    assert after == before
    assert max(after) <= 15, dict(zip([address for _client, address in pages], after, strict=True))
