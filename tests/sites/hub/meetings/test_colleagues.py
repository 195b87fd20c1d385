"""Can somebody who speaks for a member register colleagues on the page, and can each see to it from the mail without an account?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from medborgarbudget.domain.network.meetings import actions, links
from medborgarbudget.domain.network.meetings.models import Meeting, Registration, RegistrationState
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock
from tests.support.meetings import NOON, a_meeting, a_member
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
PAGE = "/natverket/traffar/natverkstraff-om-ramar/"
HERE = f"{PAGE}kolleger/"
GUN = {"name": "Gun Ek", "email": "gun@solvik.example"}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def solvik(hub: Organisation, asta: Person) -> Member:
    return a_member(hub, "Solvik", "0001", asta)


@pytest.fixture
def insider(solvik: Member, asta: Person) -> PageClient:
    return PageClient().signed_in_as(asta)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def invited(meeting: Meeting, asta: Person, solvik: Member, now: datetime) -> tuple[Registration, str]:
    row = actions.register_colleague(
        meeting=meeting, member=solvik, mode="place", accept_waiting=True, actor=asta, now=now, **GUN
    )
    return row, f"/natverket{links.path_to(row)}"


def test_from_the_meetings_page_to_the_colleagues_own(
    hub: Organisation, frida: Person, insider: PageClient, client: PageClient
) -> None:
    meeting = a_meeting(hub, frida, asks_needs=True, max_per_member=2)
    assert HERE in text_of(insider.get(PAGE)) and HERE not in text_of(client.get(PAGE))
    assert "Ni kan anmäla 2 till" in text_of(insider.get(HERE))
    wrong = insider.post(HERE, {"name": "Gun Ek", "email": "gun"})
    assert wrong.status_code == 422 and 'value="Gun Ek"' in text_of(wrong)
    done = text_of(insider.post(HERE, GUN, follow=True))
    assert "Gun Ek är anmäld och får ett mejl." in done and "Ni kan anmäla 1 till" in done
    again = insider.post(HERE, GUN)
    assert again.status_code == 422 and "Den personen är redan anmäld." in text_of(again)
    row = meeting.registrations.get()
    address = f"/natverket{links.path_to(row)}"
    assert links.path_to(row) in str(mail.outbox[0].body)
    page = text_of(client.get(address))
    assert "Du har plats" in page and "Gun Ek, Solvik" in page and "Behöver du något särskilt?" in page
    assert "Sparat" in text_of(client.post(address, {"diet": "vegan", "access": ""}, follow=True))
    row.refresh_from_db()
    assert row.diet == "vegan"


def test_the_colleague_withdraws_with_a_button_and_not_by_a_look(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, client: PageClient, now: datetime
) -> None:
    row, address = invited(a_meeting(hub, frida), asta, solvik, now)
    assert "Avanmäl dig?" in text_of(client.get(f"{address}avanmal/"))
    row.refresh_from_db()
    assert row.state == RegistrationState.REGISTERED
    assert "Du är avanmäld och har ingen plats" in text_of(client.post(f"{address}avanmal/", follow=True))
    assert client.post(f"{address}avanmal/").status_code == 403
    assert client.post(address, {"diet": "x"}).status_code == 403


def test_the_colleague_confirms_a_moved_meeting(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, client: PageClient, now: datetime
) -> None:
    row, address = invited(a_meeting(hub, frida), asta, solvik, now)
    Registration.objects.update(must_confirm=True)
    assert "Kan du komma som det är nu?" in text_of(client.get(address))
    assert client.get(f"{address}bekrafta/").status_code == 405
    client.post(f"{address}bekrafta/")
    row.refresh_from_db()
    assert not row.must_confirm


def test_a_called_off_meeting_and_one_that_has_begun_say_so(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = a_meeting(hub, frida, asks_needs=True)
    _row, address = invited(meeting, asta, solvik, now)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    page = text_of(PageClient().get(address))
    assert "Träffen har redan börjat" in page and "Behöver du något" not in page
    monkeypatch.setattr(clock, "now", lambda: now)
    actions.cancel_meeting(meeting=meeting, reason="Sjukdom.", actor=frida, now=now)
    assert "Sjukdom." in text_of(PageClient().get(address))


def test_a_full_member_and_the_last_place(
    hub: Organisation, frida: Person, asta: Person, bo: Person, insider: PageClient, now: datetime
) -> None:
    meeting = a_meeting(hub, frida, places=1, max_per_member=1)
    actions.register(meeting=meeting, person=bo, mode="place", now=now)
    assert "Den du anmäler nu kommer på väntelistan" in text_of(insider.get(HERE))
    refused = insider.post(HERE, GUN)
    assert refused.status_code == 422 and "Platserna är slut. Kryssa i rutan" in text_of(refused)
    assert "står på väntelistan" in text_of(insider.post(HERE, {**GUN, "accept_waiting": "on"}, follow=True))
    page = text_of(insider.get(HERE))
    assert "Ni är så många som varje medlem får vara" in page and "Kollegans namn" not in page
    late = insider.post(HERE, {"name": "Hans", "email": "hans@solvik.example", "accept_waiting": "on"})
    assert late.status_code == 422 and meeting.registrations.count() == 2


def test_others_do_not_register_colleagues(
    hub: Organisation, frida: Person, bo: Person, client: PageClient, solvik: Member
) -> None:
    a_meeting(hub, frida)
    assert client.get(HERE).status_code == 302
    assert client.signed_in_as(bo).post(HERE, GUN).status_code == 403
    assert client.signed_in_as(frida).post(HERE, GUN).status_code == 403
    assert client.get("/natverket/traffar/anmalan/finns-inte/").status_code == 404
    assert not Registration.objects.exists()
