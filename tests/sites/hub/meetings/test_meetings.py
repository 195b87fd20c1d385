"""Can people find meetings, register, wait, leave and get what follows, and can the office arrange it all from its pages?"""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import vobject
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.meetings import actions, queries
from medborgarbudget.domain.network.meetings.models import CalendarKey, Meeting, Registration, RegistrationState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import clock
from tests.support.cast import grant, make_organisation, make_person
from tests.support.meetings import NOON, a_meeting, a_member, people
from tests.support.pages import PageClient

S = RegistrationState
pytestmark = pytest.mark.django_db
PAGE = "/natverket/traffar/natverkstraff-om-ramar/"
OFFICE = "/natverket/kansli/traffar/"
HERE = f"{OFFICE}natverkstraff-om-ramar/"


class Clock:
    moment: datetime


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Clock:
    """The clock of the pages; a test may move it."""
    kept = Clock()
    kept.moment = now
    monkeypatch.setattr(clock, "now", lambda: kept.moment)
    cache.clear()
    return kept


def text_of(response: Any) -> str:
    return str(response.content.decode())


def join(meeting: Meeting, *names: str, **more: Any) -> list[Registration]:
    return [
        actions.register(meeting=meeting, person=person, mode="place", now=meeting.created_at, **more)
        for person in people(*names)
    ]


# --- everybody ---


def test_the_list_shows_what_comes_and_what_has_been(
    client: PageClient, hub: Organisation, frida: Person, now: datetime, at: Clock
) -> None:
    a_meeting(hub, frida)
    a_meeting(hub, frida, title="Utkast", published=False)
    gone = a_meeting(hub, frida, title="Den inställda", kind="training")
    actions.cancel_meeting(meeting=gone, reason="Sjukdom.", actor=frida, now=now)
    text = text_of(client.get("/natverket/traffar/"))
    assert "Nätverksträff om ramar" in text and "Inställd" in text and "Utkast" not in text
    assert "onsdag 24 mars kl. 10.00–13.00" in text
    assert "Nätverksträff om ramar" not in text_of(client.get("/natverket/traffar/?slag=training"))
    assert "Inga tidigare träffar" in text_of(client.get("/natverket/traffar/?vy=tidigare"))
    at.moment = NOON + timedelta(days=2)
    cache.clear()
    past = text_of(client.get("/natverket/traffar/?vy=tidigare"))
    assert "Nätverksträff om ramar" in past and "Den inställda" not in past


def test_a_meeting_tells_all_but_its_link(client: PageClient, hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(
        hub, frida, attendance="both", digital_link="https://mote.example/hemlig", places=10, price=450, text="Ta med **frågor**.",
        cost_note="Ni betalar resan.", target_group="Projektansvariga", max_per_member=2,
    )  # fmt: skip
    actions.set_programme(
        meeting=meeting, parts=[actions.ProgrammePart("Välkomna", None, "Kansliet")], actor=frida, now=now
    )
    text = text_of(client.get(PAGE))
    for words in (
        "450\u00a0kr",
        "Ni betalar resan.",
        "Projektansvariga",
        "10 av 10 kvar",
        "Högst 2 per medlem",
        "<strong>frågor</strong>",
        "Välkomna",
    ):
        assert words in text, words
    assert "hemlig" not in text and f"{PAGE}anmal/" in text


@pytest.mark.parametrize("language", ["sv", "en", "fi"])
def test_the_pages_work_in_every_language(client: PageClient, hub: Organisation, frida: Person, language: str) -> None:
    a_meeting(hub, frida, selection="rule", places=3)
    for address in ("/natverket/traffar/", PAGE):
        assert client.get(f"{address}?sprak={language}").status_code == 200


def test_drafts_and_other_networks_meetings_are_not_found(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    a_meeting(hub, frida, published=False)
    other = make_organisation("annat", "Annat nätverk", "network")
    a_meeting(other, grant(make_person("Olga"), other, RoleName.LEAD), title="Deras")
    client.signed_in_as(asta)
    for address in (
        PAGE,
        f"{PAGE}anmal/",
        f"{PAGE}kalender.ics",
        "/natverket/traffar/deras/",
        "/natverket/traffar/deras/anmal/",
    ):
        assert client.get(address).status_code == 404, address
    client.signed_in_as(frida)
    for more in ("", "andra/", "lista/", "deltagare.csv", "stall-in/"):
        assert client.get(f"{OFFICE}deras/{more}").status_code == 404, more


def test_calendars_come_as_files(client: PageClient, hub: Organisation, frida: Person) -> None:
    a_meeting(hub, frida)
    for address in (f"{PAGE}kalender.ics", "/natverket/traffar/kalender.ics"):
        response = client.get(address)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        event = vobject.readOne(text_of(response)).vevent
        assert event.url.value == f"http://localhost:8000{PAGE}"


# --- registering ---


def test_registering_needs_a_sign_in_and_comes_back(client: PageClient, hub: Organisation, frida: Person) -> None:
    a_meeting(hub, frida)
    response = client.get(f"{PAGE}anmal/")
    assert response.status_code == 302 and "next=" in response["Location"]


def test_a_person_registers_changes_needs_and_leaves(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    a_member(hub, "Solvik", "0001", asta)
    a_meeting(hub, frida, attendance="both", asks_needs=True, places=4)
    client.signed_in_as(asta)
    form = text_of(client.get(f"{PAGE}anmal/"))
    assert "Solvik" in form and "4 platser kvar" in form
    wrong = client.post(f"{PAGE}anmal/", {"diet": "Vegan"})
    assert wrong.status_code == 422 and "Vegan" in text_of(wrong), "what is typed is not lost"
    done = client.post(f"{PAGE}anmal/", {"mode": "place", "diet": "Vegan"}, follow=True)
    assert "Du är anmäld." in text_of(done) and "Du har plats" in text_of(done)
    assert client.get(f"{PAGE}anmal/")["Location"] == PAGE
    client.post(f"{PAGE}behov/", {"diet": "Allt", "access": "Hörslinga"})
    assert Registration.objects.get().diet == "Allt"
    assert "Avanmäl dig?" in text_of(client.get(f"{PAGE}avanmal/"))
    client.post(f"{PAGE}avanmal/")
    assert Registration.objects.get().state == S.CANCELLED
    assert client.get(f"{PAGE}avanmal/").status_code == 404


def test_who_comes_just_too_late_keeps_what_was_typed_and_may_wait(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    meeting = a_meeting(hub, frida, places=1, asks_needs=True)
    client.signed_in_as(asta)
    assert "Platserna är slut" not in text_of(client.get(f"{PAGE}anmal/"))
    join(meeting, "Bo")
    late = client.post(f"{PAGE}anmal/", {"diet": "Utan nötter"})
    assert late.status_code == 422
    assert "Utan nötter" in text_of(late) and "Kryssa i rutan om du vill stå på väntelistan" in text_of(late)
    assert not Registration.objects.filter(person=asta).exists()
    done = client.post(f"{PAGE}anmal/", {"diet": "Utan nötter", "accept_waiting": "on"}, follow=True)
    assert "Du är nummer 1 i kön" in text_of(done)


def test_a_no_says_why(client: PageClient, hub: Organisation, frida: Person, asta: Person, at: Clock) -> None:
    a_meeting(hub, frida, audience="members")
    client.signed_in_as(asta)
    assert "till för nätverkets medlemmar" in text_of(client.get(PAGE))
    assert client.get(f"{PAGE}anmal/").status_code == 403
    at.moment = NOON - timedelta(hours=1)
    assert "Anmälan har stängt" in text_of(client.get(PAGE))


def test_a_moved_meeting_asks_again(client: PageClient, hub: Organisation, frida: Person, asta: Person) -> None:
    meeting = a_meeting(hub, frida)
    actions.register(meeting=meeting, person=asta, mode="place", now=meeting.created_at)
    office = PageClient().signed_in_as(frida)
    form = text_of(office.get(f"{HERE}andra/"))
    assert "1 person är anmäld" in form
    data = typed(form) | {"starts_at_0": "2027-03-25", "ends_at_0": "2027-03-25"}
    assert office.post(f"{HERE}andra/", data).status_code == 302
    client.signed_in_as(asta)
    text = text_of(client.get(PAGE))
    assert "Kan du fortfarande komma?" in text and "Den skulle ha varit onsdag 24 mars kl. 10.00" in text
    assert "Tack, då ses vi." in text_of(client.post(f"{PAGE}bekrafta/", follow=True))
    assert "Kan du fortfarande komma?" not in text_of(client.get(PAGE))


def typed(form: str) -> dict[str, str]:
    """What a browser sends of a form that nobody has touched."""
    data = dict(re.findall(r'<input type="(?:text|date|time|hidden)" name="([^"]+)" value="([^"]*)"', form))
    data |= {
        name: words.strip() for name, words in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', form)
    }
    for name, body in re.findall(r'<select name="([^"]+)".*?</select>|', form, re.DOTALL) and re.findall(
        r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        data |= dict.fromkeys([name], "".join(re.findall(r'value="([^"]*)" selected', body)))
    for name, value in re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', form):
        data[name] = value
    data.pop("csrfmiddlewaretoken", None)
    return data


# --- at and after ---


def test_the_link_and_the_code_at_the_time(
    client: PageClient, hub: Organisation, frida: Person, asta: Person, at: Clock
) -> None:
    meeting = a_meeting(hub, frida, attendance="digital", digital_link="https://mote.example/hemlig")
    actions.register(meeting=meeting, person=asta, mode="digital", now=meeting.created_at)
    client.signed_in_as(asta)
    early = text_of(client.get(PAGE))
    assert "hemlig" not in early and "en timme innan mötet" in early
    at.moment = NOON - timedelta(minutes=30)
    assert "https://mote.example/hemlig" in text_of(client.get(PAGE))
    wrong = client.post(f"{PAGE}checka-in/", {"code": "000"})
    assert wrong.status_code == 422 and "Koden stämmer inte" in text_of(wrong)
    assert "Du är incheckad" in text_of(client.post(f"{PAGE}checka-in/", {"code": meeting.check_in_code}, follow=True))
    bo = PageClient().signed_in_as(make_person("Bo"))
    assert "hemlig" not in text_of(bo.get(PAGE)) and bo.get(f"{PAGE}checka-in/").status_code == 404


def test_evaluation_certificate_and_material_afterwards(
    client: PageClient, hub: Organisation, frida: Person, asta: Person, at: Clock
) -> None:
    meeting = a_meeting(hub, frida)
    row = actions.register(meeting=meeting, person=asta, mode="place", now=meeting.created_at)
    [question] = actions.set_questions(
        meeting=meeting, questions=[("scale", "Hur var det?", ())], actor=frida, now=at.moment
    )
    at.moment = NOON
    actions.check_in(registration=row, actor=frida, now=NOON)
    client.signed_in_as(asta)
    assert client.get(f"{PAGE}intyg/").status_code == 403
    at.moment = meeting.ends_at + timedelta(hours=1)
    office = PageClient().signed_in_as(frida)
    sent = office.post(
        f"{HERE}material/nytt/",
        {"title": "Bilder", "audience": "participants", "file": SimpleUploadedFile("bilder.pdf", b"%PDF-1.7 x")},
    )
    assert sent.status_code == 302
    pk = meeting.material.get().pk
    page = text_of(client.get(PAGE))
    assert "Berätta hur det var" in page and "Hämta intyg" in page and f"material/{pk}/" in page
    assert client.get(f"{PAGE}intyg/").content.startswith(b"%PDF-")
    file = client.get(f"{PAGE}material/{pk}/")
    assert b"".join(file.streaming_content) == b"%PDF-1.7 x" and 'filename="bilder.pdf"' in file["Content-Disposition"]
    assert PageClient().get(f"{PAGE}material/{pk}/").status_code == 403
    assert PageClient().get(f"/natverket/media/{meeting.material.get().file.name}").status_code == 404
    assert client.post(f"{PAGE}utvardera/", {}).status_code == 422
    assert "Tack för ditt svar" in text_of(client.post(f"{PAGE}utvardera/", {f"q_{question.pk}": "4"}, follow=True))
    assert client.get(f"{PAGE}utvardera/").status_code == 403
    assert "För få svar" in text_of(office.get(f"{HERE}utvardering/"))
    office.post(f"{HERE}material/{pk}/ta-bort/")
    assert client.get(f"{PAGE}material/{pk}/").status_code == 404


def test_ones_own_meetings_and_calendar(client: PageClient, hub: Organisation, frida: Person, asta: Person) -> None:
    meeting = a_meeting(hub, frida)
    a_meeting(hub, frida, title="En annan")
    client.signed_in_as(asta)
    assert "Du är inte anmäld till någon träff" in text_of(client.get("/natverket/traffar/mina/"))
    actions.register(meeting=meeting, person=asta, mode="place", now=meeting.created_at)
    assert "Nätverksträff om ramar" in text_of(client.get("/natverket/traffar/mina/"))
    key = CalendarKey.objects.get().key
    feed = text_of(PageClient().get(f"/natverket/traffar/mina/{key}.ics"))
    assert [event.summary.value for event in vobject.readOne(feed).vevent_list] == ["Nätverksträff om ramar"]
    client.post("/natverket/traffar/mina/ny-adress/")
    assert PageClient().get(f"/natverket/traffar/mina/{key}.ics").status_code == 404
    assert PageClient().get("/natverket/traffar/mina/gissning.ics").status_code == 404


def test_ones_registrations_are_in_what_one_takes_out(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    meeting = a_meeting(hub, frida, asks_needs=True)
    actions.register(meeting=meeting, person=asta, mode="place", diet="Vegan", now=meeting.created_at)
    join(meeting, "Bo")
    held = json.loads(client.signed_in_as(asta).post("/natverket/mitt/uppgifter/").content)
    assert [(row["träff"], row["mat"]) for row in held["träffar"]] == [("Nätverksträff om ramar", "Vegan")]


def test_a_draw_is_shown_to_all_with_its_reasons(
    client: PageClient, hub: Organisation, frida: Person, at: Clock
) -> None:
    meeting = a_meeting(hub, frida, selection="draw", places=2)
    join(meeting, "Asta", "Bo", "Cissi")
    assert client.get(f"{PAGE}fordelning/").status_code == 404
    page = text_of(client.get(PAGE))
    assert "Anmäl intresse" in page and meeting.seed not in page
    office = PageClient().signed_in_as(frida)
    assert office.get(f"{HERE}fordela/").status_code == 403, "too early"
    at.moment = meeting.register_until
    cache.clear()
    assert "Fördela platserna nu?" in text_of(office.get(f"{HERE}fordela/"))
    office.post(f"{HERE}fordela/")
    text = text_of(client.get(f"{PAGE}fordelning/"))
    assert meeting.seed in text and text.count("Lotten avgjorde.") == 3 and text.count("Platserna var slut.") == 1
    assert "Asta" not in text, "numbers, no names"


# --- the office ---


def new_meeting(**more: Any) -> dict[str, Any]:
    return {
        "title": "Frågestund", "kind": "talk", "starts_at_0": "2027-04-07", "starts_at_1": "15:00", "ends_at_0": "2027-04-07",
        "ends_at_1": "16:00", "attendance": "digital", "audience": "everybody", "selection": "first", **more,
    }  # fmt: skip


def test_the_office_makes_a_meeting_and_publishes_it(client: PageClient, hub: Organisation, frida: Person) -> None:
    client.signed_in_as(frida)
    assert client.get(f"{OFFICE}ny/").status_code == 200
    made = client.post(f"{OFFICE}ny/", new_meeting())
    address = made["Location"]
    rows = {"p-TOTAL_FORMS": "2", "p-INITIAL_FORMS": "0", "p-0-at": "15.00", "p-0-title": "Välkomna", "p-1-title": ""}
    assert client.post(f"{address}program/", rows).status_code == 302
    bad = client.post(f"{address}program/", {**rows, "p-0-title": ""})
    assert bad.status_code == 422 and "Ange vad programpunkten heter" in text_of(bad)
    client.post(f"{address}publicera/")
    assert "15.00" in text_of(PageClient().get("/natverket/traffar/fragestund/"))
    meeting = Meeting.objects.get()
    assert clock.to_local(meeting.starts_at).hour == 15 and meeting.register_until == meeting.starts_at


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [
        ("2027-03-28", "02:30", "tiden finns inte"),
        ("2027-10-31", "02:30", "finns två gånger"),
        ("2027-02-30", "10:00", "som ett datum"),
    ],
)
def test_times_that_do_not_exist_are_explained(
    client: PageClient, hub: Organisation, frida: Person, day: str, hour: str, words: str
) -> None:
    client.signed_in_as(frida)
    response = client.post(f"{OFFICE}ny/", new_meeting(starts_at_0=day, starts_at_1=hour, title="Min titel"))
    assert response.status_code == 422 and words in text_of(response) and "Min titel" in text_of(response)
    assert not Meeting.objects.exists()


def test_the_office_calls_a_meeting_off(client: PageClient, hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    join(meeting, "Asta")
    client.signed_in_as(frida)
    empty = client.post(f"{HERE}stall-in/", {"reason": ""})
    assert empty.status_code == 422 and "Ange varför träffen ställs in" in text_of(empty)
    assert client.post(f"{HERE}stall-in/", {"reason": "Sjukdom."}).status_code == 302
    assert "Sjukdom." in text_of(PageClient().get(PAGE))
    assert client.get(f"{HERE}stall-in/").status_code == 403


def test_the_list_at_the_door(client: PageClient, hub: Organisation, frida: Person, at: Clock) -> None:
    meeting = a_meeting(hub, frida, asks_needs=True, places=2)
    rows = join(meeting, "=Asta", "Bo", "Cissi", diet="Vegan")
    client.signed_in_as(frida)
    text = text_of(client.get(f"{HERE}lista/"))
    assert "Vegan" in text and "Cissi" not in text and "0 av 2 är där" in text
    table = text_of(client.get(f"{HERE}deltagare.csv"))
    assert table.startswith("\ufeffNamn;") and "'=Asta" in table and "Cissi" in table
    assert client.post(f"{HERE}anmalda/{rows[0].pk}/checka-in/", {"dar": "1"}).status_code == 403, "too early"
    at.moment = NOON
    client.post(f"{HERE}anmalda/{rows[0].pk}/checka-in/", {"dar": "1"})
    assert "1 av 2 är där" in text_of(client.get(f"{HERE}lista/"))


def test_the_office_registers_and_takes_away_for_others(client: PageClient, hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida, places=1)
    member = a_member(hub, "Solvik", "0001")
    other = a_member(make_organisation("annat", "Annat nätverk", "network"), "Granby", "0002")
    client.signed_in_as(frida)
    data = {"name": "Gun", "email": "gun@example.org", "member": member.pk, "mode": "place"}
    assert client.post(f"{HERE}anmal/", {**data, "member": other.pk}).status_code == 422
    assert client.post(f"{HERE}anmal/", {**data, "email": "gun"}).status_code == 422
    assert client.post(f"{HERE}anmal/", data).status_code == 302
    row = meeting.registrations.get()
    assert (row.member, row.person.name) == (member, "Gun")
    assert "Avanmäl Gun?" in text_of(client.get(f"{HERE}anmalda/{row.pk}/avanmal/"))
    client.post(f"{HERE}anmalda/{row.pk}/avanmal/")
    assert meeting.registrations.get().state == S.CANCELLED


def test_questions_are_written_and_results_shown(
    client: PageClient, hub: Organisation, frida: Person, at: Clock
) -> None:
    meeting = a_meeting(hub, frida)
    rows = join(meeting, *(f"Namn{n}" for n in range(6)))
    client.signed_in_as(frida)
    assert "Hur nöjd är du med träffen?" in text_of(client.get(f"{HERE}fragor/")), "three to begin with"
    data = {
        "f-TOTAL_FORMS": "2",
        "f-INITIAL_FORMS": "0",
        "f-0-text": "Bra?",
        "f-0-kind": "choice",
        "f-0-options": "Ja | Nej",
    }
    assert client.post(f"{HERE}fragor/", {**data, "f-0-options": "Ja", "f-1-kind": "scale"}).status_code == 422
    assert client.post(f"{HERE}fragor/", {**data, "f-1-text": "Betyg?", "f-1-kind": "scale"}).status_code == 302
    first, second = queries.questions(meeting)
    for row in rows:
        actions.evaluate(registration=row, answers={first.pk: "Ja", second.pk: "4"}, now=meeting.ends_at)
    text = text_of(client.get(f"{HERE}utvardering/"))
    assert "6 har svarat" in text and "4,0" in text


def test_queries_do_not_grow_with_meetings_or_people(client: PageClient, hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida, places=50)
    join(meeting, "Asta", "Bo")
    client.signed_in_as(frida)
    addresses = (
        "/natverket/traffar/",
        PAGE,
        OFFICE,
        HERE,
        f"{HERE}lista/",
        f"{HERE}deltagare.csv",
        "/natverket/traffar/kalender.ics",
    )

    def count(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    before = [count(address) for address in addresses]
    join(meeting, *(f"Namn{n}" for n in range(8)))
    for number in range(6):
        a_meeting(hub, frida, title=f"Träff {number}")
    assert [count(address) for address in addresses] == before
    assert max(before) <= 15


@pytest.mark.parametrize("role", [RoleName.AUDITOR, RoleName.ELECTED])
def test_those_who_only_read_do_not_arrange(
    client: PageClient, hub: Organisation, frida: Person, role: RoleName
) -> None:
    a_meeting(hub, frida)
    client.signed_in_as(grant(make_person("Rut"), hub, role))
    assert "Ny träff" not in text_of(client.get(OFFICE))
    assert client.get(HERE).status_code == 200
    for more in ("andra/", "program/", "stall-in/", "deltagare.csv", "anmal/"):
        assert client.get(f"{HERE}{more}").status_code == 403, more
