"""Does exactly one get the last place when many reach for it at the same moment?"""

from __future__ import annotations

from typing import Any

import pytest

from medborgarbudget.domain.network.meetings import actions
from medborgarbudget.domain.network.meetings.models import Meeting, Mode, Registration, RegistrationState
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import Refused
from tests.domain.proposals.test_at_once import all_at_once
from tests.support.cast import NOW, grant, make_organisation, make_person
from tests.support.meetings import a_meeting, a_member, people

S = RegistrationState
pytestmark = [pytest.mark.writes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stage(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    # What is written to the audit record stays, also when this test's database is emptied.
    monkeypatch.setattr(actions.audit, "record", lambda **entry: None)
    hub = make_organisation("natverket", "Nätverket", "network")
    frida = grant(make_person("Frida"), hub, RoleName.ADMINISTRATOR)
    return hub, frida


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_related("organisation").get(pk=meeting.pk)


def test_of_two_browsers_at_the_last_place_exactly_one_gets_it(stage: Any) -> None:
    hub, frida = stage
    meeting = a_meeting(hub, frida, places=3)
    crowd = people("Asta", "Bo", "Cissi", "Disa", "Egil", "Fia")
    for person in crowd[:2]:
        actions.register(meeting=meeting, person=person, mode=Mode.PLACE, now=NOW)
    made = all_at_once(
        [
            lambda person=person: actions.register(meeting=fresh(meeting), person=person, mode=Mode.PLACE, now=NOW)
            for person in crowd[2:]
        ]
    )
    assert sorted(row.state for row in made) == [S.REGISTERED, S.WAITING, S.WAITING, S.WAITING]
    assert sorted(Registration.objects.filter(state=S.REGISTERED).values_list("seat", flat=True)) == [1, 2, 3]
    assert sorted(Registration.objects.filter(state=S.WAITING).values_list("line", flat=True)) == [1, 2, 3]
    assert sorted(Registration.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_same_person_in_two_windows_is_registered_once(stage: Any) -> None:
    hub, frida = stage
    meeting = a_meeting(hub, frida, places=2)
    [asta] = people("Asta")
    made = all_at_once([lambda: actions.register(meeting=fresh(meeting), person=asta, mode=Mode.PLACE, now=NOW)] * 4)
    assert len({row.pk for row in made}) == 1 and Registration.objects.count() == 1


def test_places_given_back_at_once_go_to_as_many_who_wait(stage: Any) -> None:
    hub, frida = stage
    meeting = a_meeting(hub, frida, places=2)
    crowd = people("Asta", "Bo", "Cissi", "Disa", "Egil")
    rows = [actions.register(meeting=meeting, person=person, mode=Mode.PLACE, now=NOW) for person in crowd]
    all_at_once([lambda row=row: actions.leave(registration=row, now=NOW) for row in rows[:2]])
    assert [row.state for row in Registration.objects.order_by("number")] == [
        S.CANCELLED, S.CANCELLED, S.REGISTERED, S.REGISTERED, S.WAITING,
    ]  # fmt: skip


def test_two_of_a_member_that_may_send_one(stage: Any) -> None:
    hub, frida = stage
    asta, bo = people("Asta", "Bo")
    a_member(hub, "Solvik", "0001", asta, bo)
    meeting = a_meeting(hub, frida, max_per_member=1)

    def try_it(person: Any) -> str:
        try:
            return str(actions.register(meeting=fresh(meeting), person=person, mode=Mode.PLACE, now=NOW).state)
        except Refused:
            return "refused"

    assert sorted(all_at_once([lambda: try_it(asta), lambda: try_it(bo)])) == ["refused", S.REGISTERED]


def test_places_are_drawn_once(stage: Any) -> None:
    hub, frida = stage
    meeting = a_meeting(hub, frida, selection="draw", places=2)
    for person in people("Asta", "Bo", "Cissi"):
        actions.register(meeting=meeting, person=person, mode=Mode.PLACE, now=NOW)
    when = meeting.register_until

    def try_it() -> str:
        try:
            actions.draw(meeting=fresh(meeting), actor=frida, now=when)
            return "drawn"
        except Refused:
            return "refused"

    assert sorted(all_at_once([try_it] * 3)) == ["drawn", "refused", "refused"]
    assert Registration.objects.filter(state=S.REGISTERED).count() == 2
