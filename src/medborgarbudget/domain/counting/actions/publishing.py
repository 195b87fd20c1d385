"""How is a result made public, and each proposal told how it went?"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import queries
from medborgarbudget.domain.counting.models import ResultPublication
from medborgarbudget.domain.counting.permissions import may_publish_result
from medborgarbudget.domain.counting.policy import may_publish_ballots
from medborgarbudget.domain.counting.queries import OptionResult
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.actions import change_state
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import require


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
        require(may_publish_ballots(queries.sizes(locked)))
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


def _told_reason(each: OptionResult) -> str:
    """The reason given to the proposer and everybody: how it went and why, as far as numbers may be shown."""
    opening = _("Förslaget vann omröstningen.") if each.won else _("Förslaget vann inte omröstningen.")
    return " ".join([opening, *each.why])[:2000]
