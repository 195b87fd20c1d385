"""When is what told and forgotten, and how are scarce places given? Plain values: no database, no clock."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.meetings.models import Attendance, MeetingKind, Mode, Selection

LINK_SHOWN_BEFORE = timedelta(hours=1)
"""How long before a digital meeting the registered get its link."""
LINK_SHOWN_AFTER = timedelta(minutes=30)
CHECK_IN_BEFORE = timedelta(hours=1)
CHECK_IN_AFTER = timedelta(hours=3)
REMINDERS: Mapping[str, timedelta] = {"week": timedelta(days=7), "day": timedelta(days=1)}
"""What is told how long before the meeting."""
REMINDERS_LATE = timedelta(hours=12)
"""A reminder whose time passed this long ago, or before the person registered, is not sent at all."""
NEEDS_KEPT = timedelta(days=14)
"""How long after a meeting diet and access needs are kept."""
MOST_COLLEAGUES = 20
"""How many others one person may have registered to a meeting: enough for any member, too few to mail strangers with."""
EVALUATION_OPEN = timedelta(days=30)
SMALLEST_GROUP = 5
"""The fewest replies for an evaluation's results to be shown at all."""
SMALLEST_CELL = 3
"""The fewest people behind a number of an evaluation."""
NEW_MEMBER = timedelta(days=365)
"""So long a member counts as new."""
MAX_PROGRAMME = 30
MAX_QUESTIONS = 12
MAX_FILE = 25 * 1024 * 1024
FILE_STARTS: Mapping[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".pptx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
    ".odp": (b"PK\x03\x04",),
    ".odt": (b"PK\x03\x04",),
}
"""Which files can be material, and with which bytes each begins."""

KIND_TONES: Mapping[str, str] = {
    MeetingKind.MEETING: "accent",
    MeetingKind.TRAINING: "info",
    MeetingKind.VISIT: "success",
    MeetingKind.TALK: "outline",
}


def modes_of(attendance: str) -> tuple[Mode, ...]:
    """How one can take part."""
    return {
        Attendance.PLACE: (Mode.PLACE,),
        Attendance.DIGITAL: (Mode.DIGITAL,),
        Attendance.BOTH: (Mode.PLACE, Mode.DIGITAL),
    }[Attendance(attendance)]


def fingerprint(seed: str) -> str:
    """What is published of a seed before it is used."""
    return hashlib.sha256(seed.encode()).hexdigest()


def lot(seed: str, number: int) -> str:
    """A registration's lot: the lowest comes first. Anybody can work it out: the SHA-256 of "seed:number"."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


@dataclass(frozen=True)
class Applicant:
    """Somebody who wants a place. `member` is empty for who speaks for none."""

    number: int
    member: str = ""
    is_new: bool = False
    was_refused: bool = False


@dataclass(frozen=True)
class Placed:
    """Where an applicant came, whether it gave a place, and why, in words."""

    number: int
    place: int
    chosen: bool
    why: tuple[str, ...]


def placed(
    applicants: Iterable[Applicant],
    *,
    selection: str,
    seed: str,
    places: int | None,
    max_per_member: int | None = None,
) -> list[Placed]:
    """All applicants in order, the first `places` of them chosen (all, if there is no limit).

    A draw orders by lot alone. The rule takes one from each member before a second from any; among those, new members first, then those
    that got no place last time; equals are ordered by lot. Nobody's member gets more than `max_per_member`.
    """
    by_lot = sorted(applicants, key=lambda each: (lot(seed, each.number), each.number))
    turns: Counter[str] = Counter()
    turn: dict[int, int] = {}
    for each in by_lot:
        if each.member:
            turn[each.number] = turns[each.member]
            turns[each.member] += 1
        else:
            turn[each.number] = 0
    ordered = by_lot
    if selection == Selection.RULE:
        ordered = sorted(by_lot, key=lambda each: (turn[each.number], not each.is_new, not each.was_refused))
    found, taken = [], 0
    had: dict[str, int] = defaultdict(int)
    for place, each in enumerate(ordered, 1):
        full = places is not None and taken >= places
        too_many = bool(each.member) and max_per_member is not None and had[each.member] >= max_per_member
        chosen = not full and not too_many
        if chosen:
            taken += 1
            had[each.member] += 1
        found.append(
            Placed(each.number, place, chosen, tuple(_why(each, turn[each.number], selection, full, too_many)))
        )
    return found


def _why(each: Applicant, turn: int, selection: str, full: bool, too_many: bool) -> Iterable[str]:
    if selection == Selection.RULE:
        if turn == 0 and each.member:
            yield _("Först ut från sin medlem.")
        elif turn:
            yield _("Nummer %(n)d från sin medlem; först får varje medlem en plats.") % {"n": turn + 1}
        if each.is_new:
            yield _("Ny medlem, går före.")
        if each.was_refused:
            yield _("Fick ingen plats förra gången, går före.")
        yield _("Mellan lika avgjorde lotten.")
    else:
        yield _("Lotten avgjorde.")
    if too_many:
        yield _("Medlemmen har redan så många platser som varje medlem får.")
    elif full:
        yield _("Platserna var slut.")


# --- evaluations ---


@dataclass(frozen=True)
class ScaleResult:
    """Answers on a scale. `mean` and `counts` are None when too few have answered for them to be told."""

    replies: int
    mean: float | None
    counts: tuple[int, ...] | None


def scale_result(answers: Sequence[int]) -> ScaleResult:
    """What may be told of answers 1–5: the mean from five replies, how many of each only when no group is small."""
    if len(answers) < SMALLEST_GROUP:
        return ScaleResult(len(answers), None, None)
    counts = tuple(sum(answer == step for answer in answers) for step in range(1, 6))
    small = any(0 < count < SMALLEST_CELL for count in counts)
    return ScaleResult(len(answers), sum(answers) / len(answers), None if small else counts)


def choice_result(options: Sequence[str], answers: Sequence[str]) -> dict[str, int] | None:
    """How many chose each option, or None when too few answered or a group is small."""
    if len(answers) < SMALLEST_GROUP:
        return None
    counts = {option: sum(answer == option for answer in answers) for option in options}
    return None if any(0 < count < SMALLEST_CELL for count in counts.values()) else counts


def due(reminder: str, starts_at: datetime, now: datetime) -> bool:
    """Whether the reminder's time has come, and not too long ago."""
    at = starts_at - REMINDERS[reminder]
    return at <= now < min(starts_at, at + REMINDERS_LATE)
