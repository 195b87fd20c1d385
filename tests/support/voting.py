"""How do tests get a vote: prepared, open by the database's clock, filled, closed, opened?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Deed
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.identity import email_voter
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.receipts import Receipt
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from tests.support.cast import NOW, grant, make_person
from tests.support.proposals import make_proposal

COSTS = (100_000, 250_000, 400_000, 150_000, 600_000)


def leader_of(cycle: Cycle) -> Person:
    """Somebody who leads in the cycle's organisation; made when there is none."""
    for person in Person.objects.filter(roles__organisation=cycle.organisation, roles__role=RoleName.LEAD):
        if has_role(person, cycle.organisation, RoleName.LEAD):
            return person
    return grant(make_person(f"Ledare{secrets.token_hex(3)}"), cycle.organisation, RoleName.LEAD)


def accepted_proposals(cycle: Cycle, *, per_area: int = 4, now: datetime = NOW) -> list[Proposal]:
    """Proposals that have gone through assessment: some in every area, or for the whole when there are no areas."""
    places: list[CycleArea | None] = list(CycleArea.objects.filter(cycle=cycle)) or [None]
    return [
        make_proposal(
            cycle,
            None,
            ProposalState.ACCEPTED,
            f"Förslag {number + 1}{f' i {place}' if place else ''}",
            COSTS[number % len(COSTS)],
            now=now,
            cycle_area=place,
        )
        for place in places
        for number in range(per_area)
    ]


def prepared_vote(
    cycle: Cycle,
    *,
    actor: Person | None = None,
    second: Person | None = None,
    now: datetime | None = None,
    per_area: int = 4,
) -> Vote:
    """A prepared vote on accepted proposals, made when the cycle has none, that may open when its time comes. Its times are the steps'."""
    now = now or database_now()
    if not Proposal.objects.filter(cycle=cycle, state=ProposalState.ACCEPTED).exists():
        accepted_proposals(cycle, per_area=per_area, now=now)
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    if step.closes_at is None or step.closes_at <= now:
        step.opens_at, step.closes_at = now - timedelta(days=1), now + timedelta(days=7)
        step.save()
    actor = actor or leader_of(cycle)
    vote = actions.prepare_vote(cycle=cycle, actor=actor, now=now)
    return actions.release_vote(vote=vote, actor=actor, second=second, now=now)


def open_vote(
    cycle: Cycle,
    *,
    actor: Person | None = None,
    second: Person | None = None,
    closes_in: timedelta = timedelta(days=7),
    per_area: int = 4,
) -> Vote:
    """A vote that takes ballots now, by the database's clock, whatever moment the test plays at."""
    vote = prepared_vote(cycle, actor=actor, second=second, per_area=per_area)
    now = database_now()
    return set_times(vote, now - timedelta(days=1), now + closes_in)


def set_times(vote: Vote, opens_at: datetime, closes_at: datetime) -> Vote:
    """Move the vote and its step, as no action lets anybody do once it has opened."""
    Vote.objects.filter(pk=vote.pk).update(opens_at=opens_at, closes_at=closes_at)
    for step in vote.cycle.steps.all():
        if Deed.VOTE in step.deeds:
            step.opens_at, step.closes_at = opens_at, closes_at
            step.save()
    return Vote.objects.select_related("cycle__organisation", "rule_sheet").get(pk=vote.pk)


def close(vote: Vote) -> Vote:
    """The same vote, closed five minutes ago."""
    now = database_now()
    return set_times(vote, now - timedelta(days=8), now - timedelta(minutes=5))


def cast(vote: Vote, name: str, choices: Sequence[int], style: str | None = None, attempt_key: str = "") -> Receipt:
    """Cast through the real action, for whoever reads <name>@example.org."""
    style = vote.definition["styles"][0]["code"] if style is None else style
    voter = email_voter(vote, f"{name}@example.org")
    return actions.cast_ballot(
        vote=vote, style=style, choices=choices, voter=voter, attempt_key=attempt_key or secrets.token_urlsafe(24)
    )


def opened_vote(
    cycle: Cycle, ballots: Iterable[tuple[str, Sequence[int]]], *, actor: Person | None = None, per_area: int = 4
) -> Vote:
    """A vote that is over, with these ballots (style, option numbers) in its opened urn."""
    actor = actor or leader_of(cycle)
    vote = open_vote(cycle, actor=actor, per_area=per_area)
    bulk_cast(vote, ballots)
    return actions.open_urn(vote=close(vote), actor=actor, now=database_now())
