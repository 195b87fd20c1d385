"""What is done with opened ballots: they are counted, counted again, and the result is made public."""

from __future__ import annotations

import time
from datetime import datetime
from importlib.metadata import version

from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import elections, queries, telling
from medborgarbudget.domain.counting.background import finish_story
from medborgarbudget.domain.counting.models import Count, Recount, ResultPublication
from medborgarbudget.domain.counting.permissions import may_count, may_publish_result
from medborgarbudget.domain.counting.policy import may_publish_ballots
from medborgarbudget.domain.counting.queries import OptionResult
from medborgarbudget.domain.cycles.models import Pot
from medborgarbudget.domain.cycles.queries import pots
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.actions import change_state
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.domain.voting.queries import turnout
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import require
from pbcount import Election, RuleSpec, count


@transaction.atomic
def count_vote(*, vote: Vote, actor: Person | None, now: datetime) -> list[Count]:
    """Count each pot of a vote whose urn has been opened, by its own rule and, beside it, by another for comparison.

    Gives the official counts. Counting a second time gives the counts that are there: `recount` is what runs them again.
    Raises Refused before the urn has been opened.
    """
    locked = Vote.objects.select_for_update().get(pk=vote.pk)
    require(may_count(actor, locked, now))
    there = list(Count.objects.of(locked.organisation).filter(vote=locked, official=True).select_related("pot"))
    if there:
        return there
    official = []
    spec = elections.official_spec(locked)
    for pot in _counted_pots(locked):
        election = elections.election_of(locked, pot)
        official.append(_store(locked, pot, election, spec, official=True, actor=actor, now=now))
        other = elections.comparison_spec(spec, by_points=election.ballots.points is not None)
        _store(locked, pot, election, other, official=False, actor=actor, now=now)
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
    """Run the official counts once more over the stored ballots, and keep whether digest and winners came out the same."""
    require(may_count(actor, vote, now))
    recounts = []
    for kept in Count.objects.of(vote.organisation).filter(vote=vote, official=True).select_related("pot"):
        outcome = count(elections.election_of(vote, kept.pot), RuleSpec.from_json(kept.spec))
        same = outcome.digest == kept.digest and list(outcome.winners) == kept.outcome["winners"]
        recounts.append(
            Recount.objects.create(
                count=kept,
                same=same,
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
        changes={"same": [None, all(each.same for each in recounts)]},
    )
    return recounts


@transaction.atomic
def publish_result(
    *, vote: Vote, actor: Person | None, now: datetime, publish_ballots: bool = False, second: Person | None = None
) -> ResultPublication:
    """Make the result public and tell each proposal how it went. The ballots themselves only where that gives nobody away.

    `second` is the other of the two who decided. Raises Refused if it is not counted, is already published, or the ballots are
    too few to be published.
    """
    locked = Vote.objects.select_for_update().get(pk=vote.pk)
    require(may_publish_result(actor, locked, now))
    if publish_ballots:
        require(may_publish_ballots(sizes_of(locked)))
    publication = ResultPublication.objects.create(
        organisation=locked.organisation,
        vote=locked,
        published_at=now,
        published_by=actor,
        publish_ballots=publish_ballots,
    )
    locked.state = VoteState.PUBLISHED
    locked.save(update_fields=["state"])
    vote.state = locked.state
    for pot in queries.result_of(locked, publication).pots:
        for each in pot.options:
            # What was withdrawn or hidden meanwhile keeps its own state.
            if each.option.proposal.state == ProposalState.ON_BALLOT:
                change_state(
                    proposal=each.option.proposal,
                    to=ProposalState.WON_VOTE if each.won else ProposalState.NOT_WON,
                    reason=_told_reason(each),
                    actor=actor,
                    now=now,
                )
    audit.record(
        organisation_id=locked.organisation_id,
        actor=actor,
        verb="result.publish",
        subject=locked,
        now=now,
        changes={
            "publish_ballots": [None, publish_ballots],
            "second": [None, str(second) if second is not None else None],
        },
    )
    return publication


def record_look(*, vote: Vote, actor: Person, now: datetime) -> None:
    """Somebody looked at the result before it was public."""
    audit.record(organisation_id=vote.organisation_id, actor=actor, verb="result.look", subject=vote, now=now)


def record_export(*, vote: Vote, actor: Person, now: datetime) -> None:
    """Somebody took out the ballots to check the count."""
    audit.record(organisation_id=vote.organisation_id, actor=actor, verb="vote.export", subject=vote, now=now)


def _told_reason(each: OptionResult) -> str:
    """The reason given to the proposer and everybody: how it went and why, as far as numbers may be shown."""
    opening = _("Förslaget vann omröstningen.") if each.won else _("Förslaget vann inte omröstningen.")
    return " ".join([opening, *each.why])[:2000]


def sizes_of(vote: Vote) -> list[int]:
    """How many ballots each official count was made from, and how many each area has: each must be large enough for ballots to be published.

    An area with few is told by its own pot's ballots, or by taking the others' from a common pot.
    """
    counts = Count.objects.of(vote.organisation).filter(vote=vote, official=True)
    # What was read from a file has been public all along.
    areas = {} if elections.is_imported(vote) else turnout(vote).by_style or {}
    return [*counts.values_list("ballots", flat=True), *areas.values()]


def program_version() -> str:
    """Which pbcount made a count."""
    return f"pbcount {version('medborgarbudget')}"


def _counted_pots(vote: Vote) -> list[Pot]:
    voted_on = set(vote.options.values_list("pot_id", flat=True))
    return [pot for pot in pots(vote.cycle) if pot.pk in voted_on]


def _store(
    vote: Vote, pot: Pot, election: Election, spec: RuleSpec, *, official: bool, actor: Person | None, now: datetime
) -> Count:
    started = time.perf_counter()
    outcome = count(election, spec)
    numbers = elections.numbers_of(vote, pot)
    story = telling.story_of(election, outcome, numbers, translate_categories=elections.is_imported(vote))
    if official:
        story = telling.with_what_was_lacking(story, election, spec, numbers, seconds=telling.AT_ONCE)
    kept = Count.objects.create(
        organisation=vote.organisation,
        vote=vote,
        pot=pot,
        official=official,
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
    if official and not story.finished:
        finish_story.enqueue(kept.pk)
    return kept
