"""How is a meeting shown in a list, and in which words does its page tell where and when?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import dateformat
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Tag
from medborgarbudget.domain.network.meetings import policy, queries
from medborgarbudget.domain.network.meetings.models import Attendance, Meeting, MeetingKind, MeetingState
from medborgarbudget.foundation.clock import to_local

PICTURES = {
    MeetingKind.VISIT: "journey",
    MeetingKind.MEETING: "meeting",
    MeetingKind.TRAINING: "meeting",
    MeetingKind.TALK: "screen",
}


@dataclass(frozen=True)
class MeetingCard:
    """A meeting in a list."""

    meeting: Meeting
    kind: Tag
    when: str
    where: str
    status: Tag | None
    is_past: bool
    month: str
    day: str
    weekday: str


def cards(meetings: Iterable[Meeting], now: datetime) -> list[MeetingCard]:
    """The meetings as cards. One query beside that of the meetings."""
    rows = list(meetings)
    full = queries.full_meetings(rows)
    found = []
    for row in rows:
        first = to_local(row.starts_at)
        found.append(
            MeetingCard(
                row,
                kind_tag(row),
                when(row, now),
                where(row),
                status(row, now, full=row.pk in full),
                row.ends_at <= now,
                dateformat.format(first, "M").rstrip(".").lower(),
                str(first.day),
                dateformat.format(first, "D").lower(),
            )
        )
    return found


def kind_tag(meeting: Meeting) -> Tag:
    return Tag(str(meeting.get_kind_display()), policy.KIND_TONES[meeting.kind])  # type: ignore[arg-type]


def when(meeting: Meeting, now: datetime) -> str:
    """ "torsdag 3 december kl. 9.00–12.00"; over several days both are told."""
    first, last = to_local(meeting.starts_at), to_local(meeting.ends_at)
    if first.date() == last.date():
        return f"{dates.long_moment(meeting.starts_at, now)}–{dates.clock_time(meeting.ends_at)}"
    return f"{dates.long_moment(meeting.starts_at, now)} – {dates.long_moment(meeting.ends_at, now)}"


def where(meeting: Meeting) -> str:
    """The place, or that it is digital, or both."""
    if meeting.attendance == Attendance.DIGITAL:
        return _("Digitalt")
    if meeting.attendance == Attendance.BOTH:
        return _("%(place)s och digitalt") % {"place": meeting.venue or _("På plats")}
    return meeting.venue or _("På plats")


def status(meeting: Meeting, now: datetime, *, full: bool) -> Tag | None:
    """What matters most to whoever thinks of coming."""
    if meeting.state == MeetingState.CANCELLED:
        return Tag(_("Inställd"), "danger", "cross")
    if meeting.state == MeetingState.DRAFT:
        return Tag(_("Utkast"), "outline", "edit")
    if meeting.ends_at <= now:
        return Tag(_("Material finns"), "success", "paperclip") if getattr(meeting, "has_material", False) else None
    if meeting.starts_at <= now:
        return Tag(_("Pågår nu"), "highlight", "clock")
    if meeting.drawn_at is not None:
        return Tag(_("Platserna är fördelade"), "outline", "check")
    if now >= meeting.register_until:
        return Tag(_("Anmälan har stängt"), "outline", "lock")
    if full:
        return Tag(_("Fullt – väntelista"), "warning", "people")
    if meeting.selection != "first":
        return Tag(_("Anmäl intresse"), "highlight", "star")
    if meeting.moved_from is not None:
        return Tag(_("Ny tid"), "warning", "refresh")
    return None


def picture_of(meeting: Meeting) -> str:
    """The drawing that suits the meeting."""
    return "screen" if meeting.attendance == Attendance.DIGITAL else PICTURES[MeetingKind(meeting.kind)]
