"""Which sendings have stopped, and which addresses never said yes? Called by the command `tidy`."""

from __future__ import annotations

from datetime import datetime

from medborgarbudget.domain.network.newsletter import actions, policy, queries
from medborgarbudget.domain.network.newsletter.models import Subscriber, SubscriberState


def tidy(now: datetime) -> dict[str, int]:
    """Take stopped sendings up again and forget addresses that have not confirmed."""
    stopped = list(queries.running(now - policy.STUCK_AFTER))
    return {
        "newsletters resumed": sum(actions.resume(newsletter=each, actor=None, now=now) for each in stopped),
        "unconfirmed addresses": Subscriber.objects.filter(
            state=SubscriberState.PENDING, asked_at__lt=now - policy.PENDING_KEPT
        ).delete()[0],
    }
