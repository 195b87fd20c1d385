"""Which looks at ballots and unpublished results are kept in the log?"""

from __future__ import annotations

from datetime import datetime

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation import audit


def record_look(*, vote: Vote, actor: Person, now: datetime) -> None:
    """Somebody looked at the result before it was public."""
    audit.record(organisation_id=vote.organisation_id, actor=actor, verb="result.look", subject=vote, now=now)


def record_export(*, vote: Vote, actor: Person, now: datetime) -> None:
    """Somebody took out the ballots to check the count."""
    audit.record(organisation_id=vote.organisation_id, actor=actor, verb="vote.export", subject=vote, now=now)
