"""Does everybody get the place, the place in line, or the no that is theirs, and does everybody hear of what changes?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.network.meetings import actions, permissions, queries
from medborgarbudget.domain.network.meetings.models import (
    Attendance,
    Audience,
    Meeting,
    Mode,
    Registration,
    RegistrationState,
)
from medborgarbudget.domain.network.membership.models import MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import actions as people_actions
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification, choose_mail
from tests.support.meetings import NOON, a_meeting, a_member, changed, people

S = RegistrationState
pytestmark = pytest.mark.django_db


def join(meeting: Meeting, person: Person, now: datetime, mode: str = Mode.PLACE, **more: object) -> Registration:
    return actions.register(meeting=meeting, person=person, mode=mode, now=now, **more)  # type: ignore[arg-type]


def state(meeting: Meeting, person: Person) -> str:
    found = queries.registration_of(meeting, person)
    return found.state if found else ""


def mails_to(person: Person) -> list[str]:
    return [one.subject for one in mail.outbox if one.to == [person.email]]


def test_places_go_in_order_and_the_rest_wait(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo, cissi = people("Asta", "Bo", "Cissi")
    meeting = a_meeting(hub, frida, places=1)
    assert join(meeting, asta, now).state == S.REGISTERED
    assert join(meeting, bo, now).state == S.WAITING
    third = join(meeting, cissi, now)
    assert (third.state, queries.place_in_line(third)) == (S.WAITING, 2)
    assert mails_to(asta) == ["Du är anmäld: Nätverksträff om ramar"]
    assert mails_to(bo) == ["Du står på väntelistan: Nätverksträff om ramar"]


def test_who_does_not_want_to_wait_is_not_registered(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo = people("Asta", "Bo")
    meeting = a_meeting(hub, frida, places=1)
    join(meeting, asta, now)
    with pytest.raises(ValidationError) as wrong:
        join(meeting, bo, now, accept_waiting=False)
    assert "accept_waiting" in wrong.value.message_dict
    assert state(meeting, bo) == "" and mails_to(bo) == []


def test_sent_twice_is_one_registration_and_one_mail(hub: Organisation, frida: Person, now: datetime) -> None:
    [asta] = people("Asta")
    meeting = a_meeting(hub, frida)
    assert join(meeting, asta, now).pk == join(meeting, asta, now).pk
    assert Registration.objects.count() == 1 and len(mails_to(asta)) == 1


def test_whoever_leaves_gives_the_place_to_the_first_in_line(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo, cissi = people("Asta", "Bo", "Cissi")
    meeting = a_meeting(hub, frida, places=1)
    rows = [join(meeting, person, now) for person in (asta, bo, cissi)]
    actions.leave(registration=rows[0], now=now)
    assert [state(meeting, person) for person in (asta, bo, cissi)] == [S.CANCELLED, S.REGISTERED, S.WAITING]
    assert mails_to(bo)[-1] == "Du har fått en plats: Nätverksträff om ramar"
    # Whoever comes back comes last.
    assert join(meeting, asta, now).state == S.WAITING
    actions.leave(registration=queries.registration_of(meeting, bo), now=now)  # type: ignore[arg-type]
    assert [state(meeting, person) for person in (asta, bo, cissi)] == [S.WAITING, S.CANCELLED, S.REGISTERED]


def test_a_place_that_the_first_in_line_may_not_have_goes_to_the_next(
    hub: Organisation, frida: Person, now: datetime
) -> None:
    asta, bo = people("Asta", "Bo")
    a_member(hub, "Solvik", "0001", asta, bo)
    meeting = a_meeting(hub, frida, selection="draw", places=2, max_per_member=1)
    for person in (asta, bo):
        join(meeting, person, now)
    actions.draw(meeting=meeting, actor=frida, now=meeting.register_until)
    assert sorted([state(meeting, asta), state(meeting, bo)]) == [S.REGISTERED, S.WAITING]
    made = actions.register_somebody(
        meeting=meeting, email="gun@example.org", name="Gun", member=None, mode=Mode.PLACE, actor=frida, now=now
    )
    assert made.state == S.REGISTERED


def test_more_places_let_the_line_in_in_order(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo, cissi, disa = people("Asta", "Bo", "Cissi", "Disa")
    meeting = a_meeting(hub, frida, places=1)
    for person in (asta, bo, cissi, disa):
        join(meeting, person, now)
    changed(meeting, frida, now, places=3)
    assert [state(meeting, p) for p in (asta, bo, cissi, disa)] == [S.REGISTERED] * 3 + [S.WAITING]
    assert not Registration.objects.filter(must_confirm=True).exists(), "more places move nothing"


def test_fewer_places_than_are_taken_are_refused(hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(hub, frida, places=3)
    for person in people("Asta", "Bo", "Cissi"):
        join(meeting, person, now)
    with pytest.raises(ValidationError) as wrong:
        changed(meeting, frida, now, places=2)
    assert wrong.value.message_dict == {"places": ["3 har redan plats. Ange minst så många."]}


def test_the_two_ways_to_take_part_have_rooms_of_their_own(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo, cissi = people("Asta", "Bo", "Cissi")
    meeting = a_meeting(hub, frida, attendance=Attendance.BOTH, places=1, digital_places=None)
    assert join(meeting, asta, now).state == S.REGISTERED
    assert join(meeting, bo, now, Mode.PLACE).state == S.WAITING
    assert join(meeting, cissi, now, Mode.DIGITAL).state == S.REGISTERED
    with pytest.raises(ValidationError):
        join(a_meeting(hub, frida, title="Bara här"), asta, now, Mode.DIGITAL)


def test_a_member_sends_no_more_than_it_may(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo, cissi = people("Asta", "Bo", "Cissi")
    a_member(hub, "Solvik", "0001", asta, bo)
    a_member(hub, "Granby", "0002", cissi)
    meeting = a_meeting(hub, frida, audience=Audience.MEMBERS, max_per_member=1)
    first = join(meeting, asta, now)
    with pytest.raises(Refused, match="Solvik har redan 1 anmälda"):
        join(meeting, bo, now)
    assert join(meeting, cissi, now).state == S.REGISTERED
    actions.leave(registration=first, now=now)
    assert join(meeting, bo, now).state == S.REGISTERED


def test_a_meeting_for_members_is_for_members(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo = people("Asta", "Bo")
    member = a_member(hub, "Solvik", "0001", asta)
    meeting = a_meeting(hub, frida, audience=Audience.MEMBERS)
    assert join(meeting, asta, now).member == member
    with pytest.raises(Refused, match="till för nätverkets medlemmar"):
        join(meeting, bo, now)
    member.state = MemberState.PAUSED
    assert not permissions.may_register(asta, member, meeting, now, registration=None)
    assert permissions.may_register(frida, None, meeting, now, registration=None), "the office's own may come"


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        (NOON - timedelta(days=2), "Anmälan har stängt"),
        (NOON, "redan börjat"),
        (NOON + timedelta(days=9), "redan börjat"),
    ],
)
def test_too_late_is_too_late(hub: Organisation, frida: Person, when: datetime, reason: str) -> None:
    [asta] = people("Asta")
    meeting = a_meeting(hub, frida)
    with pytest.raises(Refused, match=reason):
        join(meeting, asta, when)
    with pytest.raises(Refused):
        join(a_meeting(hub, frida, title="Utkast", published=False), asta, NOON - timedelta(days=5))


def test_the_office_registers_somebody_who_called_also_after_the_last_day(
    hub: Organisation, frida: Person, asta: Person
) -> None:
    meeting = a_meeting(hub, frida, places=1)
    late = NOON - timedelta(hours=3)
    made = actions.register_somebody(
        meeting=meeting, email="Gun@example.org", name="Gun", member=None, mode=Mode.PLACE, actor=frida, now=late
    )
    assert made.state == S.REGISTERED and made.person.email == "gun@example.org"
    with pytest.raises(ValidationError) as wrong:
        actions.register_somebody(
            meeting=meeting, email="gun@example.org", name="", member=None, mode=Mode.PLACE, actor=frida, now=late
        )
    assert "redan anmäld" in str(wrong.value.message_dict["email"])
    with pytest.raises(Refused):
        actions.register_somebody(
            meeting=meeting, email="x@example.org", name="", member=None, mode=Mode.PLACE, actor=asta, now=late
        )


# --- what changes afterwards ---


def test_a_moved_meeting_is_told_to_all_and_each_confirms_anew(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo = people("Asta", "Bo")
    meeting = a_meeting(hub, frida, places=1)
    registration, waiting = join(meeting, asta, now), join(meeting, bo, now)
    # Also those who want no news by mail: it is about what they have booked.
    choose_mail(person_id=asta.pk, kinds=[])
    later = NOON + timedelta(days=1)
    moved = changed(meeting, frida, now, starts_at=later, ends_at=later + timedelta(hours=3))
    for row in (registration, waiting):
        row.refresh_from_db()
        assert row.must_confirm
    assert moved.moved_from == NOON and moved.sequence == 1
    [told] = [one for one in mail.outbox if one.to == [asta.email] and one.subject.startswith("Ändrad")]
    assert "torsdag 25 mars 2027 kl. 10.00–13.00" in told.body and "onsdag 24 mars 2027" in told.body
    actions.confirm(registration=registration, now=now)
    registration.refresh_from_db()
    assert not registration.must_confirm and registration.confirmed_at == now


def test_words_can_change_without_a_mail(hub: Organisation, frida: Person, now: datetime) -> None:
    [asta] = people("Asta")
    meeting = a_meeting(hub, frida)
    join(meeting, asta, now)
    before = len(mail.outbox)
    after = changed(meeting, frida, now, text="Ta med **frågor**.", title="Träff om ramar")
    assert len(mail.outbox) == before
    assert after.sequence == 1, "but calendars learn the new name"
    assert not Registration.objects.get().must_confirm


def test_from_both_to_digital_moves_those_who_were_to_come(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo = people("Asta", "Bo")
    meeting = a_meeting(hub, frida, attendance=Attendance.BOTH, places=5, digital_places=5)
    join(meeting, asta, now)
    join(meeting, bo, now, Mode.DIGITAL)
    with pytest.raises(ValidationError) as wrong:
        changed(meeting, frida, now, attendance=Attendance.DIGITAL, digital_places=1)
    assert "digital_places" in wrong.value.message_dict
    changed(meeting, frida, now, attendance=Attendance.DIGITAL)
    rows = Registration.objects.order_by("number")
    assert [(row.mode, row.state, row.must_confirm) for row in rows] == [(Mode.DIGITAL, S.REGISTERED, True)] * 2
    assert len({row.seat for row in rows}) == 2


def test_a_cancelled_meeting_is_told_to_all_with_its_reason(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo, cissi = people("Asta", "Bo", "Cissi")
    meeting = a_meeting(hub, frida, places=1)
    for person in (asta, bo, cissi):
        join(meeting, person, now)
    actions.leave(registration=queries.registration_of(meeting, cissi), now=now)  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        actions.cancel_meeting(meeting=meeting, reason=" ", actor=frida, now=now)
    actions.cancel_meeting(meeting=meeting, reason="Föreläsaren är sjuk.", actor=frida, now=now)
    assert all("Inställd: Nätverksträff om ramar" in mails_to(person) for person in (asta, bo))
    assert "Inställd: Nätverksträff om ramar" not in mails_to(cissi), "who had left does not hear"
    with pytest.raises(Refused, match="inställd"):
        join(meeting, cissi, now)
    meeting.refresh_from_db()
    with pytest.raises(Refused):
        actions.cancel_meeting(meeting=meeting, reason="Igen.", actor=frida, now=now)


def test_a_closed_account_gives_its_places_back(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo = people("Asta", "Bo")
    meeting = a_meeting(hub, frida, places=1, asks_needs=True)
    join(meeting, asta, now, diet="Nötallergi")
    join(meeting, bo, now)
    people_actions.close_account(person=asta, now=now)
    assert state(meeting, bo) == S.REGISTERED
    assert not Registration.objects.exclude(diet="").exists()


# --- what the database holds, whatever code runs ---


def test_one_seat_is_never_two_peoples(hub: Organisation, frida: Person, now: datetime) -> None:
    asta, bo = people("Asta", "Bo")
    meeting = a_meeting(hub, frida)
    first, second = join(meeting, asta, now), join(meeting, bo, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=second.pk).update(seat=first.seat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=second.pk).update(seat=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=second.pk).update(state=S.WAITING)


def test_the_notice_leads_to_the_meeting(hub: Organisation, frida: Person, now: datetime) -> None:
    [asta] = people("Asta")
    join(a_meeting(hub, frida), asta, now)
    assert Notification.objects.get(person=asta).link == "/traffar/natverkstraff-om-ramar/"
