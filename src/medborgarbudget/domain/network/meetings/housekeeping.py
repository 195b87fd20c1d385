"""What does the clock do with meetings? Reminds before, asks how it was after, and forgets what is no longer needed. Run every hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from medborgarbudget.domain.network.meetings import notices, policy
from medborgarbudget.domain.network.meetings.models import (
    Meeting,
    MeetingState,
    Registration,
    RegistrationState,
    Reminder,
)

ASK_AFTER = timedelta(hours=1)
ASK_UNTIL = timedelta(days=2)


def tidy(now: datetime) -> dict[str, int]:
    """All that is due at this moment. Says how many of what. Run twice it does nothing the second time."""
    return {
        "meeting reminders": _remind(now),
        "meeting evaluations asked for": _ask(now),
        "meetings whose needs were forgotten": _forget(now),
    }


def _remind(now: datetime) -> int:
    sent = 0
    horizon = now + max(policy.REMINDERS.values())
    coming = Meeting.objects.filter(state=MeetingState.PUBLISHED, starts_at__gt=now, starts_at__lte=horizon)
    for meeting in coming.select_related("organisation"):
        for kind, before in policy.REMINDERS.items():
            if not policy.due(kind, meeting.starts_at, now):
                continue
            # Whoever registered after the time of the reminder has just had the receipt.
            rows = meeting.registrations.filter(
                state=RegistrationState.REGISTERED, changed_at__lte=meeting.starts_at - before
            )
            if _once(meeting, kind, now):
                told = list(rows.select_related("meeting__organisation"))
                notices.tell_soon(meeting, told, now)
                sent += len(told)
    return sent


def _ask(now: datetime) -> int:
    asked = 0
    over = Meeting.objects.filter(
        state=MeetingState.PUBLISHED, ends_at__lte=now - ASK_AFTER, ends_at__gt=now - ASK_UNTIL, questions__isnull=False
    ).distinct()
    for meeting in over.select_related("organisation"):
        rows = meeting.registrations.filter(state=RegistrationState.REGISTERED, has_evaluated=False)
        if rows.exclude(checked_in_at=None).exists():
            rows = rows.exclude(checked_in_at=None)
        if _once(meeting, "evaluation", now):
            told = list(rows.select_related("meeting__organisation"))
            notices.tell_evaluation(meeting, told, now)
            asked += len(told)
    return asked


@transaction.atomic
def _forget(now: datetime) -> int:
    old = list(
        Meeting.objects.filter(needs_forgotten_at=None, ends_at__lte=now - policy.NEEDS_KEPT).values_list(
            "pk", flat=True
        )
    )
    Registration.objects.filter(meeting__in=old).update(diet="", access="")
    Meeting.objects.filter(pk__in=old).update(needs_forgotten_at=now)
    return len(old)


def _once(meeting: Meeting, kind: str, now: datetime) -> bool:
    """Whether this is the first time; a meeting moved since is a new one. Two that ask at the same moment do not both get yes."""
    try:
        with transaction.atomic():
            Reminder.objects.create(meeting=meeting, kind=kind, sequence=meeting.sequence, sent_at=now)
    except IntegrityError:
        return False
    return True
