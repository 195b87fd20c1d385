"""How does a meeting get into a calendar? As iCalendar, in Swedish time with the rules of summer time, changes and cancellations told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from medborgarbudget.domain.network.meetings.models import Attendance, Meeting, MeetingState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation.clock import STOCKHOLM

PRODUCT = "-//Medborgarbudget//Natverket//SV"


def calendar_file(meeting: Meeting, *, address: str, joined: bool = False) -> bytes:
    """One meeting. `address` is its page. A cancelled one takes itself out of the calendar; `joined` says that the reader has a place."""
    cancelled = meeting.state == MeetingState.CANCELLED
    calendar = _calendar("CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(_event(meeting, address, joined=joined))
    return bytes(calendar.to_ical())


def calendar_feed(network: Organisation, meetings: Iterable[tuple[Meeting, str]], *, name: str) -> bytes:
    """Many meetings, each with its page, to be asked for again and again. Cancelled ones stay and say so."""
    calendar = _calendar("PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", timedelta(hours=6))
    calendar.add("x-published-ttl", "PT6H")
    for meeting, address in meetings:
        calendar.add_component(_event(meeting, address))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_stockholm())
    return calendar


def _stockholm() -> Timezone:
    """The rules of the European Union since 1996: last Sundays of March and October at 01.00 UTC."""
    zone = Timezone()
    zone.add("tzid", "Europe/Stockholm")
    for part, name, month, before, after, first in (
        (TimezoneDaylight(), "CEST", 3, 1, 2, datetime(1996, 3, 31, 2)),  # noqa: DTZ001 - wall-clock time, as the format wants it
        (TimezoneStandard(), "CET", 10, 2, 1, datetime(1996, 10, 27, 3)),  # noqa: DTZ001
    ):
        part.add("tzname", name)
        part.add("dtstart", first)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone


def _event(meeting: Meeting, address: str, *, joined: bool = False) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at)
    event.add("created", meeting.created_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at.astimezone(STOCKHOLM))
    event.add("dtend", meeting.ends_at.astimezone(STOCKHOLM))
    cancelled = meeting.state == MeetingState.CANCELLED
    event.add("summary", _("Inställd: %(title)s") % {"title": meeting.title} if cancelled else meeting.title)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("location", _where(meeting))
    event.add("url", address)
    event.add("description", "\n\n".join(_description(meeting, address, joined=joined)))
    return event


def _where(meeting: Meeting) -> str:
    place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
    if meeting.attendance == Attendance.DIGITAL:
        return _("Digitalt")
    if meeting.attendance == Attendance.BOTH:
        return f"{place} / {_('Digitalt')}" if place else str(_("Digitalt"))
    return place


def _description(meeting: Meeting, address: str, *, joined: bool) -> Iterable[str]:
    if meeting.state == MeetingState.CANCELLED:
        yield meeting.cancelled_reason
    elif meeting.summary:
        yield meeting.summary
    if joined and meeting.attendance != Attendance.PLACE and meeting.state != MeetingState.CANCELLED:
        yield _("Länken till det digitala mötet finns på träffens sida en timme innan.")
    yield address
