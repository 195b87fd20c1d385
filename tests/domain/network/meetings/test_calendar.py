"""Do calendar programs read our files as we mean them? Read back by a parser that shares nothing with the one that writes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from dateutil import tz

from medborgarbudget.domain.network.meetings import actions
from medborgarbudget.domain.network.meetings.calendar import calendar_feed, calendar_file
from medborgarbudget.domain.network.meetings.models import Attendance, Meeting
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.meetings import NOON, a_meeting, changed

ADDRESS = "https://hub.example/traffar/x/"

pytestmark = pytest.mark.django_db


def read(content: bytes) -> vobject.base.Component:
    return vobject.readOne(content.decode())


def moment_of(value: datetime) -> datetime:
    """The moment as the file's own VTIMEZONE says, whatever the machine knows of Stockholm."""
    return value.astimezone(UTC)


def offsets_by_the_files_own_rules(content: bytes, moments: list[datetime]) -> list[timedelta]:
    text = content.decode().replace("\r\n ", "")
    start, end = text.index("BEGIN:VTIMEZONE"), text.index("END:VTIMEZONE") + len("END:VTIMEZONE")
    import io

    zone = tz.tzical(io.StringIO(text[start:end].replace("\r\n", "\n") + "\n")).get("Europe/Stockholm")
    assert zone is not None
    return [moment.astimezone(zone).utcoffset() or timedelta() for moment in moments]


@pytest.mark.parametrize(
    "starts",
    [
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # half an hour before summer time
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),  # its first moment
        datetime(2027, 7, 1, 7, 0, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 59, tzinfo=UTC),  # its last minute
        datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
        datetime(2041, 12, 5, 8, 0, tzinfo=UTC),
    ],
)
def test_moments_survive_summer_time(hub: Organisation, frida: Person, starts: datetime) -> None:
    meeting = a_meeting(hub, frida, starts_at=starts, ends_at=starts + timedelta(hours=2), register_until=starts)
    content = calendar_file(meeting, address=ADDRESS)
    event = read(content).vevent
    assert moment_of(event.dtstart.value) == starts
    assert moment_of(event.dtend.value) == starts + timedelta(hours=2)
    assert "DTSTART;TZID=Europe/Stockholm:" in content.decode()


def test_the_files_own_rules_agree_with_the_worlds(hub: Organisation, frida: Person) -> None:
    content = calendar_file(a_meeting(hub, frida), address=ADDRESS)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    moments = [first + timedelta(hours=7 * n) for n in range(4_000)]
    from medborgarbudget.foundation.clock import STOCKHOLM

    assert offsets_by_the_files_own_rules(content, moments) == [m.astimezone(STOCKHOLM).utcoffset() for m in moments]


def test_what_a_file_says(hub: Organisation, frida: Person) -> None:
    title = "Träff; om mål, medel och " + "å" * 60
    meeting = a_meeting(hub, frida, title=title, attendance=Attendance.BOTH, digital_link="https://mote.example/hemlig")
    content = calendar_file(meeting, address=ADDRESS, joined=True)
    calendar = read(content)
    assert calendar.method.value == "PUBLISH" and calendar.version.value == "2.0"
    event = calendar.vevent
    assert event.summary.value == title
    assert event.status.value == "CONFIRMED" and event.sequence.value == "0"
    assert event.location.value == "Stadshuset, Torget 1 / Digitalt"
    assert event.url.value == ADDRESS
    assert "hemlig" not in content.decode().replace("\r\n ", ""), "the link is told on the page, shortly before"
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "lines are folded"
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_a_moved_meeting_is_the_same_event_later(hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(hub, frida)
    before = read(calendar_file(meeting, address=ADDRESS)).vevent
    later = NOON + timedelta(days=7)
    moved = changed(meeting, frida, now + timedelta(hours=1), starts_at=later, ends_at=later + timedelta(hours=3))
    after = read(calendar_file(moved, address=ADDRESS)).vevent
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert moment_of(after.dtstart.value) == later
    assert after.dtstamp.value > before.dtstamp.value


def test_a_cancelled_meeting_takes_itself_out(hub: Organisation, frida: Person, now: datetime) -> None:
    meeting = a_meeting(hub, frida)
    gone = actions.cancel_meeting(meeting=meeting, reason="Sjukdom.", actor=frida, now=now)
    calendar = read(calendar_file(gone, address=ADDRESS))
    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED" and calendar.vevent.sequence.value == "1"
    assert calendar.vevent.uid.value == meeting.uid


def test_a_feed_has_them_all_with_one_zone(hub: Organisation, frida: Person, now: datetime) -> None:
    first, second = a_meeting(hub, frida), a_meeting(hub, frida, title="En till")
    second = actions.cancel_meeting(meeting=second, reason="Sjukdom.", actor=frida, now=now)
    rows: list[tuple[Meeting, str]] = [(first, ADDRESS), (second, ADDRESS)]
    calendar = read(calendar_feed(hub, rows, name="Träffar"))
    assert calendar.method.value == "PUBLISH"
    assert [event.status.value for event in calendar.vevent_list] == ["CONFIRMED", "CANCELLED"]
    assert len({event.uid.value for event in calendar.vevent_list}) == 2
    assert len(calendar.vtimezone_list) == 1
    assert calendar.x_wr_calname.value == "Träffar"


def test_the_name_in_calendars_outlives_the_address(hub: Organisation, frida: Person) -> None:
    meeting = a_meeting(hub, frida)
    before = read(calendar_file(meeting, address=ADDRESS)).vevent.uid.value
    hub.host, hub.slug = "natverk.example", "nytt-namn"
    hub.save()
    meeting = Meeting.objects.select_related("organisation").get()
    assert read(calendar_file(meeting, address=ADDRESS)).vevent.uid.value == before
