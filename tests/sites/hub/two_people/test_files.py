"""Does a file with data about many people leave the network's office only when two have decided it, once, and to whoever asked?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from medborgarbudget.domain.network.meetings import actions
from medborgarbudget.domain.network.meetings.models import Meeting
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant, make_person
from tests.support.meetings import a_meeting
from tests.support.network import LUND, YSTAD, make_member
from tests.support.pages import PageClient
from tests.support.two_people import confirmed

pytestmark = pytest.mark.django_db
OFFICE = "/natverket/kansli/"
MEMBERS = f"{OFFICE}medlemmar/"
HERE = f"{OFFICE}traffar/natverkstraff-om-ramar/"
DEEDS = "/natverket/personal/tva-personer/"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def office(frida: Person) -> PageClient:
    return PageClient().signed_in_as(frida)


@pytest.fixture
def meeting(hub: Organisation, frida: Person) -> Meeting:
    """Tomorrow in three weeks, with a vegan and somebody who has left again."""
    now = clock.now()
    days = now + timedelta(days=21)
    made = a_meeting(
        hub, frida, now, asks_needs=True, starts_at=days, ends_at=days + timedelta(hours=2), register_until=days
    )
    for name, diet in (("Asta", "vegan"), ("Bo", "")):
        actions.register(meeting=made, person=make_person(name), mode="place", diet=diet, now=now)
    return made


def text_of(response: Any) -> str:
    return str(response.content.decode())


def asked(client: PageClient, address: str, **given: str) -> TwoPersonDeed:
    answer = client.post(address, {"reason": "Inbjudan till årsmötet", **given})
    deed = TwoPersonDeed.objects.latest("pk")
    assert answer.status_code == 303 and answer.headers["Location"] == f"{DEEDS}{deed.pk}/"
    return deed


def test_members_contacts_take_two(hub: Organisation, frida: Person, office: PageClient) -> None:
    make_member(hub, LUND, make_person("Lotta"))
    make_member(hub, YSTAD, make_person("Yngve"))
    assert "@" not in text_of(office.get(f"{MEMBERS}medlemmar.csv")), "the plain list reaches nobody"
    assert "Hämta kontakterna" in text_of(office.get(MEMBERS))
    ask = f"{MEMBERS}kontakter/?sok=Lund"
    assert "företräder 1 medlem." in text_of(office.get(ask)) and "Du är ensam" in text_of(office.get(ask))
    empty = office.post(ask, {"reason": " "})
    assert empty.status_code == 422 and "Ange vad uppgifterna ska användas till." in text_of(empty)
    deed = asked(office, ask)
    assert "Någon har redan bett om listan" in text_of(office.get(ask))
    again = office.post(ask, {"reason": "En gång till"})
    assert again.status_code == 409 and TwoPersonDeed.objects.count() == 1
    file = f"{MEMBERS}kontakter/{deed.pk}/kontakter.csv"
    assert office.post(file).status_code == 404, "nothing is offered before a second person has said yes"
    with pytest.raises(Refused):
        two_people.confirm(deed=deed, actor=frida, factor_at=clock.now(), now=clock.now())
    second = PageClient().signed_in_as(grant(make_person("Hugo"), hub, RoleName.COMMUNICATOR))
    assert "Väntar på ditt godkännande" in text_of(second.get(OFFICE))
    assert "Väntar på ditt godkännande" not in text_of(office.get(OFFICE))
    page = text_of(second.get(f"{DEEDS}{deed.pk}/"))
    assert "Inbjudan till årsmötet" in page and "e-post och telefon" in page
    confirmed(hub)
    assert "Bara den som bad om filen" in text_of(second.get(f"{DEEDS}{deed.pk}/"))
    assert second.post(file).status_code == 403
    assert "Hämta filen" in text_of(office.get(f"{DEEDS}{deed.pk}/"))
    assert office.get(file).status_code == 405
    taken = office.post(file)
    assert "no-store" in taken.headers["Cache-Control"]
    sheet = text_of(taken)
    assert "lotta@example.org" in sheet and "yngve@example.org" not in sheet
    assert office.post(file).status_code == 403, "once"
    told = AuditEntry.objects.get(verb="member.export_contacts")
    assert (told.actor_name, told.changes) == ("Frida", {"people": [0, 1]})


def test_participants_addresses_and_needs_take_two(
    hub: Organisation, meeting: Meeting, office: PageClient, now: datetime
) -> None:
    plain = text_of(office.get(f"{HERE}deltagare.csv"))
    assert "Asta" in plain and "@" not in plain and "vegan" not in plain
    assert "Med kontaktuppgifter" in text_of(office.get(HERE))
    deed = asked(office, f"{HERE}kontakter/", needs="on")
    gone = meeting.registrations.get(person__name="Bo")
    actions.leave(registration=gone, now=clock.now())
    second = PageClient().signed_in_as(grant(make_person("Hugo"), hub, RoleName.COMMUNICATOR))
    assert "mat och tillgänglighet" in text_of(second.get(f"{DEEDS}{deed.pk}/"))
    confirmed(hub)
    file = f"{HERE}kontakter/{deed.pk}/deltagare.csv"
    assert second.post(file).status_code == 403
    sheet = text_of(office.post(file))
    assert "asta@example.org" in sheet and "vegan" in sheet and "bo@example.org" not in sheet
    assert office.post(file).status_code == 403
    told = AuditEntry.objects.get(verb="meeting.export_participants")
    assert told.changes == {"people": [0, 1], "needs": [False, True]}


def test_needs_are_left_out_unless_asked_for_and_once_forgotten(
    hub: Organisation, meeting: Meeting, office: PageClient
) -> None:
    deed = asked(office, f"{HERE}kontakter/")
    assert deed.payload["needs"] is False
    confirmed(hub)
    assert "vegan" not in text_of(office.post(f"{HERE}kontakter/{deed.pk}/deltagare.csv"))
    later = asked(office, f"{HERE}kontakter/", needs="on")
    confirmed(hub)
    Meeting.objects.update(needs_forgotten_at=clock.now())
    assert "Tillgänglighet" not in text_of(office.post(f"{HERE}kontakter/{later.pk}/deltagare.csv"))


def test_another_meetings_deed_opens_nothing(
    hub: Organisation, frida: Person, meeting: Meeting, office: PageClient
) -> None:
    deed = asked(office, f"{HERE}kontakter/")
    confirmed(hub)
    a_meeting(
        hub, frida, title="En annan träff", starts_at=meeting.starts_at, ends_at=meeting.ends_at, register_until=None
    )
    assert office.post(f"{OFFICE}traffar/en-annan-traff/kontakter/{deed.pk}/deltagare.csv").status_code == 404
    assert office.post(f"{MEMBERS}kontakter/{deed.pk}/kontakter.csv").status_code == 404
    assert office.get(f"{OFFICE}traffar/en-annan-traff/kontakter/").status_code == 404, "nobody is registered"


def test_one_alone_in_the_office_reads_the_whole_list_on_screen(meeting: Meeting, office: PageClient) -> None:
    page = text_of(office.get(f"{HERE}lista/"))
    assert "asta@example.org" in page and "vegan" in page and "Skriv ut" in page


def test_those_who_only_read_see_neither_addresses_nor_needs(hub: Organisation, meeting: Meeting) -> None:
    reader = PageClient().signed_in_as(grant(make_person("Rut"), hub, RoleName.AUDITOR))
    page = text_of(reader.get(f"{HERE}lista/"))
    assert "Asta" in page and "@example.org" not in page and "vegan" not in page
    for more in (f"{HERE}kontakter/", f"{MEMBERS}kontakter/"):
        assert reader.get(more).status_code == 403
        assert reader.post(more, {"reason": "x"}).status_code == 403


def test_the_second_person_says_no_and_why_and_the_first_takes_back(
    hub: Organisation, meeting: Meeting, office: PageClient
) -> None:
    deed = asked(office, f"{HERE}kontakter/")
    second = PageClient().signed_in_as(grant(make_person("Hugo"), hub, RoleName.COMMUNICATOR))
    answer = second.post(f"{DEEDS}{deed.pk}/avsla/", {"reason": "Skicka via nyhetsbrevet."}, follow=True)
    assert "Du har sagt nej" in text_of(answer)
    assert "Skicka via nyhetsbrevet." in text_of(office.get(f"{DEEDS}{deed.pk}/"))
    another = asked(office, f"{HERE}kontakter/")
    office.post(f"{DEEDS}{another.pk}/dra-tillbaka/")
    assert not two_people.waiting(hub).exists()
