"""What does the clock see to? Reminders whose day has come are told once; what nobody confirmed is thrown away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from medborgarbudget.domain.network.membership import notices, policy
from medborgarbudget.domain.network.membership.models import Interest, Reminder
from medborgarbudget.foundation.clock import to_local


def tidy(now: datetime) -> dict[str, int]:
    """Says how many of what."""
    old = Interest.objects.filter(confirmed_at=None, submitted_at__lt=now - policy.UNCONFIRMED_KEPT)
    return {
        "unconfirmed interests": old.count() and old.delete()[1].get(Interest._meta.label, 0),
        "reminders": _remind(now),
    }


@transaction.atomic
def _remind(now: datetime) -> int:
    due = Reminder.objects.select_for_update(of=("self",)).filter(
        on__lte=to_local(now).date(), told_at=None, done_at=None
    )
    rows = list(due.select_related("member__organisation", "person"))
    for reminder in rows:
        notices.tell_of_reminder(reminder, now)
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in rows]).update(told_at=now)
    return len(rows)
