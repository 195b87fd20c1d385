"""How are opened ballots counted, and counted again?"""

from __future__ import annotations

import time
from datetime import datetime

from django.db import transaction

from medborgarbudget.domain.counting import elections, telling
from medborgarbudget.domain.counting.actions.comparing import start_comparing
from medborgarbudget.domain.counting.background import finish_story
from medborgarbudget.domain.counting.models import Count, Recount
from medborgarbudget.domain.counting.permissions import may_count
from medborgarbudget.domain.counting.version import program_version
from medborgarbudget.domain.cycles.models import Pot
from medborgarbudget.domain.cycles.queries import pots
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import require
from pbcount import Election, Outcome, RuleSpec, count
from pbcount.certificate import CertificateError, verify


@transaction.atomic
def count_vote(*, vote: Vote, actor: Person | None, now: datetime) -> list[Count]:
    """Count each pot of a vote whose urn has been opened, by its own rule. Other rules are counted in the background, for comparison.

    Gives the official counts. Counting a second time gives the counts that are there: `recount` is what runs them again.
    Raises Refused before the urn has been opened.
    """
    locked = Vote.objects.select_for_update().get(pk=vote.pk)
    require(may_count(actor, locked, now))
    there = list(Count.objects.of(locked.organisation).filter(vote=locked, official=True).select_related("pot"))
    if there:
        return there
    spec = elections.official_spec(locked)
    official = [
        _store(locked, pot, elections.election_of(locked, pot), spec, actor=actor, now=now)
        for pot in _counted_pots(locked)
    ]
    start_comparing(locked, official, now)
    audit.record(
        organisation_id=locked.organisation_id,
        actor=actor,
        verb="vote.count",
        subject=locked,
        now=now,
        changes={"digest": [None, [count.digest for count in official]]},
    )
    return official


@transaction.atomic
def recount(*, vote: Vote, actor: Person | None, now: datetime) -> list[Recount]:
    """Run the official counts once more over the stored ballots, and keep whether digest and winners came out the same.

    A count that has a certificate is also checked by it, which is another way to the same answer.
    """
    require(may_count(actor, vote, now))
    recounts = []
    for kept in Count.objects.of(vote.organisation).filter(vote=vote, official=True).select_related("pot"):
        election = elections.election_of(vote, kept.pot)
        outcome = count(election, RuleSpec.from_json(kept.spec))
        same = outcome.digest == kept.digest and list(outcome.winners) == kept.outcome["winners"]
        recounts.append(
            Recount.objects.create(
                count=kept,
                same=same,
                proven=_proven(election, Outcome.from_json(kept.outcome)),
                digest=outcome.digest,
                winners=list(outcome.winners),
                program_version=program_version(),
                at=now,
                by=actor,
            )
        )
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.recount",
        subject=vote,
        now=now,
        changes={"same": [None, all(each.same and each.proven is not False for each in recounts)]},
    )
    return recounts


def _proven(election: Election, kept: Outcome) -> bool | None:
    if kept.certificate is None:
        return None
    try:
        verify(election, kept)
    except CertificateError:
        return False
    return True


def _counted_pots(vote: Vote) -> list[Pot]:
    voted_on = set(vote.options.values_list("pot_id", flat=True))
    return [pot for pot in pots(vote.cycle) if pot.pk in voted_on]


def _store(vote: Vote, pot: Pot, election: Election, spec: RuleSpec, *, actor: Person | None, now: datetime) -> Count:
    started = time.perf_counter()
    outcome = count(election, spec)
    numbers = elections.numbers_of(vote, pot)
    story = telling.story_of(election, outcome, numbers, translate_categories=elections.is_imported(vote))
    story = telling.with_what_was_lacking(story, election, outcome, numbers, seconds=telling.AT_ONCE)
    kept = Count.objects.create(
        organisation=vote.organisation,
        vote=vote,
        pot=pot,
        official=True,
        spec=spec.to_json(),
        digest=outcome.digest,
        budget=pot.amount,
        spent=story.spent,
        ballots=outcome.voters,
        outcome=outcome.to_json(),
        explanation=story.to_json(),
        program_version=program_version(),
        counted_at=now,
        counted_by=actor,
        milliseconds=round(1000 * (time.perf_counter() - started)),
    )
    if not story.finished:
        finish_story.enqueue(kept.pk)
    return kept
