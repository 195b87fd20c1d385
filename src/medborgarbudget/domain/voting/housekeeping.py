"""What is thrown away when it has done its work? Codes, attempts and wrong tries older than a day; called now and then by the command `tidy`."""

from __future__ import annotations

from datetime import datetime, timedelta

from medborgarbudget.domain.voting.models import CastAttempt, EmailCode, Vote, VoteState, WrongLetterCode
from medborgarbudget.domain.voting.witnessing import sequence
from medborgarbudget.foundation.clock import to_local

KEPT = timedelta(days=1)
LOG_BATCH = 20
"""The log gets positions when at least so many leaves wait, so that a position tells little about the time."""


def tidy(now: datetime) -> dict[str, int]:
    """Throw away what is older than a day; give the logs of running votes positions and checkpoints. Says how many of what."""
    return {
        "email codes": EmailCode.objects.filter(sent_at__lt=now - KEPT).delete()[0],
        "attempts": CastAttempt.objects.filter(day__lt=to_local(now - KEPT).date()).delete()[0],
        "wrong letter codes": WrongLetterCode.objects.filter(last_at__lt=now - KEPT).delete()[0],
        "log positions": sum(
            sequence(vote, now, at_least=LOG_BATCH)
            for vote in Vote.objects.filter(state=VoteState.READY).select_related("organisation")
        ),
    }
