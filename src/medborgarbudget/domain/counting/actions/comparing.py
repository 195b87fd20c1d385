"""How is a count set beside what other rules would have given?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from medborgarbudget.domain.counting import elections
from medborgarbudget.domain.counting.background import compare_rules
from medborgarbudget.domain.counting.models import ComparisonRun, Count
from medborgarbudget.domain.counting.permissions import may_compare
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import require


def start_comparing(vote: Vote, official: Sequence[Count], now: datetime) -> None:
    """Have the other rules counted in the background."""
    total = sum(len(elections.variants_of(kept)) for kept in official)
    ComparisonRun.objects.update_or_create(
        vote=vote, defaults={"done": 0, "total": total, "left_out": [], "started_at": now, "finished_at": None}
    )
    compare_rules.enqueue(vote.pk)


@transaction.atomic
def compare_again(*, vote: Vote, actor: Person, now: datetime) -> None:
    """Go on with a comparison that was interrupted or lacks a rule. What has been counted already is left as it is."""
    require(may_compare(actor, vote, now))
    audit.record(organisation_id=vote.organisation_id, actor=actor, verb="vote.compare", subject=vote, now=now)
    start_comparing(vote, list(Count.objects.of(vote.organisation).filter(vote=vote, official=True)), now)
