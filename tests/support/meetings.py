"""How do tests get members of a network, those who speak for them, and meetings? By the real actions where there are any."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from medborgarbudget.domain.network.meetings import actions
from medborgarbudget.domain.network.meetings.actions import MeetingContent
from medborgarbudget.domain.network.meetings.models import Attendance, Audience, Meeting
from medborgarbudget.domain.network.membership.models import Member, MemberContact, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.cast import NOW, make_person

NOON = datetime(2027, 3, 24, 9, 0, tzinfo=NOW.tzinfo)
"""When the meetings of tests begin: two weeks after `now`, 10.00 in Sweden, four days before summer time."""


def a_member(hub: Organisation, name: str, code: str, *people: Person, joined: datetime | None = None) -> Member:
    """A municipality in the network, for years unless told otherwise, and who speaks for it."""
    member = Member.objects.create(
        organisation=hub, kind="municipality", code=code, name=name, slug=name.lower(), state=MemberState.MEMBER,
        created_at=joined or NOW - timedelta(days=900),
    )  # fmt: skip
    for person in people:
        MemberContact.objects.create(member=member, person=person, started_at=NOW - timedelta(days=300))
    return member


CONTENT = MeetingContent(
    title="Nätverksträff om ramar",
    summary="Hur skriver man ett ramärende?",
    starts_at=NOON,
    ends_at=NOON + timedelta(hours=3),
    register_until=NOON - timedelta(days=2),
    attendance=Attendance.PLACE,
    audience=Audience.EVERYBODY,
    venue="Stadshuset",
    address="Torget 1",
)


def a_meeting(
    hub: Organisation, frida: Person, now: datetime = NOW, *, published: bool = True, **fields: Any
) -> Meeting:
    """A meeting on the spot for everybody, with no limit to its places, unless told otherwise."""
    made = actions.create_meeting(network=hub, content=replace(CONTENT, **fields), actor=frida, now=now)
    return actions.publish_meeting(meeting=made, actor=frida, now=now) if published else made


def people(*names: str) -> list[Person]:
    return [make_person(name) for name in names]


def changed(meeting: Meeting, frida: Person, now: datetime, **fields: Any) -> Meeting:
    """The meeting with some of its content changed."""
    meeting.refresh_from_db()
    content = MeetingContent(**{name: getattr(meeting, name) for name in MeetingContent.__dataclass_fields__})
    return actions.change_meeting(meeting=meeting, content=replace(content, **fields), actor=frida, now=now)
