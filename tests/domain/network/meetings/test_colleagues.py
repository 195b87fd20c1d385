"""Can somebody who speaks for a member register colleagues, by the same rules, and may each see to it themselves?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.meetings import actions, links, policy
from medborgarbudget.domain.network.meetings.models import Audience, Meeting, Registration, RegistrationState
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import make_organisation
from tests.support.meetings import NOON, a_meeting, a_member, changed

S = RegistrationState
pytestmark = [pytest.mark.django_db, pytest.mark.writes]


@pytest.fixture
def solvik(hub: Organisation, asta: Person) -> Member:
    return a_member(hub, "Solvik", "0001", asta)


def bring(
    meeting: Meeting, member: Member, actor: Person, name: str, now: datetime, *, waiting: bool = True
) -> Registration:
    return actions.register_colleague(
        meeting=meeting,
        member=member,
        name=name,
        email=f"{name.lower()}@solvik.example",
        mode="place",
        accept_waiting=waiting,
        actor=actor,
        now=now,
    )


def test_a_colleague_has_the_receipt_and_a_link_of_their_own(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida, asks_needs=True, audience=Audience.MEMBERS)
    row = bring(meeting, solvik, asta, "Gun", now)
    assert (row.state, row.member, row.registered_by, row.diet) == (S.REGISTERED, solvik, asta, "")
    (letter,) = mail.outbox
    assert letter.to == ["gun@solvik.example"] and "Du är anmäld" in letter.subject
    body = str(letter.body)
    assert "Asta har anmält dig för Solvik." in body and "mat och tillgänglighet" in body
    assert links.path_to(row) in body
    assert Notification.objects.get(person=row.person).link == links.path_to(row)
    assert AuditEntry.objects.filter(verb="meeting.register_colleague").count() == 1


def test_who_registers_themselves_is_led_to_the_meetings_page(
    hub: Organisation, frida: Person, asta: Person, now: datetime
) -> None:
    meeting = a_meeting(hub, frida)
    actions.register(meeting=meeting, person=asta, mode="place", now=now)
    assert Notification.objects.get(person=asta).link == "/traffar/natverkstraff-om-ramar/"
    assert "har anmält dig" not in str(mail.outbox[0].body)


def test_when_it_is_full_a_colleague_waits_and_moves_up_like_everybody(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida, places=1)
    own = actions.register(meeting=meeting, person=asta, mode="place", now=now)
    with pytest.raises(ValidationError, match="Platserna är slut"):
        bring(meeting, solvik, asta, "Gun", now, waiting=False)
    assert meeting.registrations.count() == 1
    gun = bring(meeting, solvik, asta, "Gun", now)
    assert gun.state == S.WAITING
    actions.leave(registration=own, now=now)
    gun.refresh_from_db()
    assert gun.state == S.REGISTERED
    assert links.path_to(gun) in str(mail.outbox[-1].body)


def test_no_more_than_each_member_may(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida, max_per_member=1)
    bring(meeting, solvik, asta, "Gun", now)
    with pytest.raises(Refused, match="så många som varje medlem får vara"):
        bring(meeting, solvik, asta, "Hans", now)


def test_where_places_are_drawn_the_colleague_is_interested(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida, places=3, selection="draw")
    assert bring(meeting, solvik, asta, "Gun", now).state == S.INTERESTED


def test_only_those_who_speak_for_the_member_and_in_time(
    hub: Organisation, frida: Person, asta: Person, bo: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida)
    granby = a_member(hub, "Granby", "0002", bo)
    with pytest.raises(Refused, match="företräder en medlem"):
        bring(meeting, granby, asta, "Gun", now)
    with pytest.raises(Refused, match="Anmälan har stängt"):
        bring(meeting, solvik, asta, "Gun", NOON - timedelta(hours=1))
    for_members = a_meeting(hub, frida, audience=Audience.MEMBERS, title="För medlemmar")
    Member.objects.filter(pk=solvik.pk).update(state=MemberState.PAUSED)
    solvik.refresh_from_db()
    with pytest.raises(Refused, match="har pausat"):
        bring(for_members, solvik, asta, "Gun", now)
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("name", "email", "field"),
    [("", "gun@solvik.example", "name"), ("Gun", "gun", "email"), ("Gun", "asta@example.org", "email")],
)
def test_what_is_wrong_is_told_at_its_field(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime, name: str, email: str, field: str
) -> None:
    meeting = a_meeting(hub, frida)
    with pytest.raises(ValidationError) as told:
        actions.register_colleague(
            meeting=meeting,
            member=solvik,
            name=name,
            email=email,
            mode="place",
            accept_waiting=True,
            actor=asta,
            now=now,
        )
    assert list(told.value.message_dict) == [field]


def test_nobody_is_registered_twice_and_who_has_left_can_come_back(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida)
    gun = bring(meeting, solvik, asta, "Gun", now)
    with pytest.raises(ValidationError, match="redan anmäld"):
        bring(meeting, solvik, asta, "Gun", now)
    actions.leave(registration=gun, now=now)
    assert bring(meeting, solvik, asta, "Gun", now).state == S.REGISTERED
    assert meeting.registrations.count() == 1


def test_nobody_mails_strangers_by_the_hundred(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "MOST_COLLEAGUES", 2)
    meeting = a_meeting(hub, frida)
    for name in ("Gun", "Hans"):
        bring(meeting, solvik, asta, name, now)
    with pytest.raises(Refused, match="Du har anmält 2 kolleger"):
        bring(meeting, solvik, asta, "Ida", now)


def test_the_link_leads_to_one_registration_in_one_network(
    hub: Organisation, frida: Person, asta: Person, solvik: Member, now: datetime
) -> None:
    gun = bring(a_meeting(hub, frida), solvik, asta, "Gun", now)
    token = links.token_of(gun)
    assert links.registration_in(token, hub.pk) == gun
    other = make_organisation("annat", "Annat nätverk", "network")
    assert links.registration_in(token, other.pk) is None
    assert links.registration_in(token[:-1] + ("A" if token[-1] != "A" else "B"), hub.pk) is None
    assert links.registration_in("finns-inte", hub.pk) is None


def test_a_moved_meeting_and_a_reminder_lead_there_too(
    hub: Organisation, frida: Person, asta: Person, bo: Person, solvik: Member, now: datetime
) -> None:
    meeting = a_meeting(hub, frida)
    actions.register(meeting=meeting, person=bo, mode="place", now=now)
    gun = bring(meeting, solvik, asta, "Gun", now)
    mail.outbox.clear()
    changed(meeting, frida, now, starts_at=NOON + timedelta(days=1), ends_at=NOON + timedelta(days=1, hours=2))
    told = {letter.to[0]: str(letter.body) for letter in mail.outbox}
    assert links.path_to(gun) in told["gun@solvik.example"]
    assert "/traffar/anmalan/" not in told["bo@example.org"] and "Ändrad" in mail.outbox[0].subject
