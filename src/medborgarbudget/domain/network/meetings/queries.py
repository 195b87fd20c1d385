"""Which meetings are there, who is registered, and what may be told of them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from medborgarbudget.domain.network.meetings import policy
from medborgarbudget.domain.network.meetings.models import (
    CalendarKey,
    EvaluationQuestion,
    EvaluationReply,
    Material,
    Meeting,
    MeetingState,
    Mode,
    QuestionKind,
    Registration,
    RegistrationState,
    Selection,
)
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person

S = RegistrationState


def all_meetings(network: Organisation) -> QuerySet[Meeting]:
    """All meetings with how many have a place, wait or are interested: `registered`, `waiting`, `interested`, `came`."""
    return (
        Meeting.objects.of(network)
        .annotate(
            registered=Count("registrations", filter=Q(registrations__state=S.REGISTERED)),
            waiting=Count("registrations", filter=Q(registrations__state=S.WAITING)),
            interested=Count("registrations", filter=Q(registrations__state=S.INTERESTED)),
            came=Count("registrations", filter=Q(registrations__checked_in_at__isnull=False)),
        )
        .order_by("starts_at", "id")
    )


def public_meetings(network: Organisation) -> QuerySet[Meeting]:
    """What everybody may see: published and cancelled ones."""
    return Meeting.objects.of(network).exclude(state=MeetingState.DRAFT).order_by("starts_at", "id")


def coming(network: Organisation, now: datetime) -> QuerySet[Meeting]:
    """Those not over, the next first."""
    return public_meetings(network).filter(ends_at__gt=now)


def past(network: Organisation, now: datetime) -> QuerySet[Meeting]:
    """Those that are over and were held, the latest first, with `has_material`."""
    return (
        public_meetings(network)
        .filter(ends_at__lte=now, state=MeetingState.PUBLISHED)
        .annotate(has_material=Exists(Material.objects.filter(meeting=OuterRef("pk"))))
        .order_by("-starts_at", "-id")
    )


def public_meeting(network: Organisation, slug: str) -> Meeting:
    """One that everybody may see. Raises Meeting.DoesNotExist."""
    return public_meetings(network).select_related("organisation").prefetch_related("programme").get(slug=slug)


def meeting_of(network: Organisation, slug: str) -> Meeting:
    """One of the network, whatever its state. Raises Meeting.DoesNotExist."""
    return Meeting.objects.of(network).select_related("organisation").get(slug=slug)


@dataclass(frozen=True)
class Room:
    """How many have a place in one mode and how many places there are (None: no limit)."""

    taken: int
    places: int | None
    waiting: int = 0

    @property
    def left(self) -> int | None:
        return None if self.places is None else max(0, self.places - self.taken)

    @property
    def is_full(self) -> bool:
        return self.places is not None and (self.taken >= self.places or self.waiting > 0)


def places_in(meeting: Meeting, mode: str) -> int | None:
    """How many places there are in a mode; None is no limit."""
    return meeting.places if mode == Mode.PLACE else meeting.digital_places


def room(meeting: Meeting) -> dict[str, Room]:
    """How full the meeting is, by mode. One query."""
    counts: Counter[tuple[str, str]] = Counter(
        meeting.registrations.filter(state__in=[S.REGISTERED, S.WAITING]).values_list("mode", "state")
    )
    return {
        mode.value: Room(counts[mode, S.REGISTERED], places_in(meeting, mode), counts[mode, S.WAITING])
        for mode in policy.modes_of(meeting.attendance)
    }


def full_meetings(meetings: Iterable[Meeting]) -> set[int]:
    """Ids of those where every way to take part is full. One query whatever the number."""
    rows = list(meetings)
    counts: Counter[tuple[int, str]] = Counter(
        Registration.objects.filter(meeting__in=rows, state=S.REGISTERED).values_list("meeting_id", "mode")
    )
    return {
        row.pk
        for row in rows
        if row.selection == Selection.FIRST
        and all(
            (limit := places_in(row, mode)) is not None and counts[row.pk, mode] >= limit
            for mode in policy.modes_of(row.attendance)
        )
    }


def registration_of(meeting: Meeting, person: Person | None) -> Registration | None:
    """The person's own, whatever its state, or None."""
    if person is None:
        return None
    return meeting.registrations.filter(person_id=person.pk).select_related("member").first()


def place_in_line(registration: Registration) -> int:
    """1 for the first on the waiting list."""
    return (
        Registration.objects.filter(
            meeting_id=registration.meeting_id, mode=registration.mode, state=S.WAITING, line__lt=registration.line
        ).count()
        + 1
    )


def of_member(meeting: Meeting, member: Member) -> int:
    """How many of the member's people are in, waiting or interested."""
    return meeting.registrations.filter(member=member).exclude(state=S.CANCELLED).count()


def from_member(meeting: Meeting, member: Member) -> QuerySet[Registration]:
    """The member's people who are in, wait or are interested, in order of arrival."""
    return participants(meeting).filter(member=member).order_by("number")


def participants(meeting: Meeting) -> QuerySet[Registration]:
    """Everybody who is in some way in: those with a place first, then the waiting in order, then the interested."""
    return (
        meeting.registrations.exclude(state=S.CANCELLED)
        .select_related("person", "member")
        .order_by("state", "mode", "line", "number")
    )


def with_place(meeting: Meeting) -> QuerySet[Registration]:
    """Those with a place, by name."""
    return (
        meeting.registrations.filter(state=S.REGISTERED)
        .select_related("person", "member")
        .order_by("person__name", "number")
    )


def registrations_of(network: Organisation, person: Person) -> QuerySet[Registration]:
    """A person's own registrations that stand, by the meeting's day."""
    return (
        Registration.objects.of(network)
        .filter(person=person)
        .exclude(state=S.CANCELLED)
        .exclude(meeting__state=MeetingState.DRAFT)
        .select_related("meeting", "meeting__organisation", "member")
        .order_by("meeting__starts_at", "id")
    )


def calendar_key(network: Organisation, key: str) -> CalendarKey | None:
    """Whose calendar it is, or None."""
    return CalendarKey.objects.of(network).filter(key=key).select_related("person").first()


def refused_last_time(meeting: Meeting) -> set[int]:
    """Ids of members whose people all went without a place at the latest earlier meeting whose places were drawn."""
    last = (
        Meeting.objects.filter(
            organisation_id=meeting.organisation_id, drawn_at__isnull=False, starts_at__lt=meeting.starts_at
        )
        .exclude(pk=meeting.pk)
        .order_by("-starts_at")
        .first()
    )
    if last is None:
        return set()
    rows = last.registrations.filter(member__isnull=False).values_list("member_id", "state")
    got = {member for member, state in rows if state == S.REGISTERED}
    wanted = {member for member, state in rows if state == S.WAITING}
    return {member for member in wanted - got if member is not None}


def material(meeting: Meeting) -> QuerySet[Material]:
    """What there is from the meeting."""
    return meeting.material.all()


def questions(meeting: Meeting) -> QuerySet[EvaluationQuestion]:
    """The evaluation's questions in order."""
    return meeting.questions.all()


@dataclass(frozen=True)
class QuestionResult:
    """What may be told of the answers to one question."""

    question: EvaluationQuestion
    replies: int
    scale: policy.ScaleResult | None = None
    counts: dict[str, int] | None = None
    texts: list[str] = field(default_factory=list)


def evaluation(meeting: Meeting) -> tuple[int, list[QuestionResult]]:
    """How many have answered, and what may be told of each question. Words are sorted, so that no two answers can be put together."""
    replies: list[dict[str, Any]] = list(
        EvaluationReply.objects.filter(meeting=meeting).values_list("answers", flat=True)
    )
    found = []
    for question in questions(meeting):
        answers = [reply[str(question.pk)] for reply in replies if reply.get(str(question.pk)) not in (None, "")]
        if question.kind == QuestionKind.SCALE:
            result = QuestionResult(question, len(answers), scale=policy.scale_result([int(a) for a in answers]))
        elif question.kind == QuestionKind.CHOICE:
            result = QuestionResult(question, len(answers), counts=policy.choice_result(question.options, answers))
        else:
            told = sorted(str(a) for a in answers) if len(replies) >= policy.SMALLEST_GROUP else []
            result = QuestionResult(question, len(answers), texts=told)
        found.append(result)
    return len(replies), found


def awaiting_draw(network: Organisation, now: datetime) -> QuerySet[Meeting]:
    """Meetings whose places wait to be drawn, for the desk."""
    return (
        Meeting.objects.of(network)
        .filter(state=MeetingState.PUBLISHED, drawn_at=None, register_until__lte=now, starts_at__gt=now)
        .exclude(selection=Selection.FIRST)
    )


def members(network: Organisation) -> QuerySet[Member]:
    """Whose people can be registered, by name."""
    return Member.objects.of(network).filter(state=MemberState.MEMBER).order_by("name")
