"""How does a cycle get its ballot?"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.events import StepsChanged
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import moment_in_words, times_of
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.actions import change_state
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting import keys
from medborgarbudget.domain.voting.models import KeyLevel, Vote, VoteOption, VoteState
from medborgarbudget.domain.voting.permissions import may_prepare_vote
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.domain.voting.queries import Phase, phase_of, vote_of
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import Refused, require


@transaction.atomic
def prepare_vote(*, cycle: Cycle, actor: Person, now: datetime, level: KeyLevel = KeyLevel.BASIC) -> Vote:
    """Freeze the ballot: options from the accepted proposals, definition and its hash, the seed that settles ties; in the level Bas a key pair.

    Its times are those of the cycle's steps, and follow them until it opens. It takes no ballots until two people have approved it.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=cycle.pk)
    require(may_prepare_vote(actor, cycle, now))
    rules = rules_in_force(cycle)
    plan = plan_ballot(cycle, rules)
    opens_at, closes_at = times_of(cycle, Deed.VOTE)
    if opens_at is None or closes_at is None:
        raise Refused(_("Steget med omröstning saknar tider."))
    pair = keys.new_pair() if level == KeyLevel.BASIC else None
    vote = Vote.objects.create(
        organisation=cycle.organisation,
        cycle=cycle,
        rule_sheet=rules,
        title=_("Omröstning %(cycle)s") % {"cycle": cycle.name[:100]},
        state=VoteState.DRAFT,
        level=level,
        opens_at=opens_at,
        closes_at=closes_at,
        public_key=pair.public if pair is not None else b"",
        sealed_private_key=b"",
        urn_salt=secrets.token_hex(32),
        definition=plan.definition.as_data(),
        definition_hash=plan.definition.hash,
        tie_seed=secrets.token_hex(16),
        prepared_at=now,
        created_at=now,
    )
    if pair is not None:
        vote.sealed_private_key = keys.wrap(private_key_purpose(vote), pair.private)
        vote.save(update_fields=["sealed_private_key"])
    VoteOption.objects.bulk_create(
        VoteOption(vote=vote, proposal=proposal, pot=pot, number=option.number, title=option.title, cost=option.cost)
        for option, (proposal, pot) in zip(plan.definition.options, plan.proposals, strict=True)
    )
    for proposal, _pot in plan.proposals:
        change_state(
            proposal=proposal,
            to=ProposalState.ON_BALLOT,
            reason=_("Förslaget är med i omröstningen."),
            actor=actor,
            now=now,
        )
    audit.record(
        organisation_id=cycle.organisation_id,
        actor=actor,
        verb="vote.prepare",
        subject=vote,
        now=now,
        changes={"options": [None, len(plan.proposals)], "definition": [None, vote.definition_hash]},
    )
    return vote


def private_key_purpose(vote: Vote) -> str:
    """What the wrapped private key is bound to: another vote's cannot be put in its place."""
    return f"urn|{vote.organisation_id}|{vote.pk}"


def follow_steps(event: StepsChanged) -> None:
    """A vote that has not opened moves with the steps. One that has opened does not move: the change of steps is refused."""
    vote = vote_of(event.cycle)
    if vote is None or vote.state not in {VoteState.DRAFT, VoteState.READY}:
        return
    opens_at, closes_at = times_of(Cycle.objects.get(pk=event.cycle.pk), Deed.VOTE)
    if (opens_at, closes_at) == (vote.opens_at, vote.closes_at):
        return
    if phase_of(vote, event.now) is not Phase.BEFORE:
        raise Refused(
            _("Omröstningen har öppnat och stänger %(when)s. De tiderna kan inte ändras.")
            % {"when": moment_in_words(vote.closes_at, event.now)}
        )
    if opens_at is None or closes_at is None:
        raise Refused(
            _("Valsedeln är förberedd. Steget med omröstningen måste ha en tid då den öppnar och en då den stänger.")
        )
    before = [vote.opens_at.isoformat(), vote.closes_at.isoformat()]
    Vote.objects.filter(pk=vote.pk).update(opens_at=opens_at, closes_at=closes_at)
    audit.record(
        organisation_id=vote.organisation_id,
        actor=None,
        verb="vote.move",
        subject=vote,
        now=event.now,
        changes={"times": [before, [opens_at.isoformat(), closes_at.isoformat()]]},
    )
