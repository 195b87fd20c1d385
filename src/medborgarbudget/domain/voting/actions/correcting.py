"""What can be put right on a ballot that is already made? Told beside it, or an option taken off it; never changed unseen."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.actions import change_state
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting.models import CorrectionNotice, Vote, VoteOption, VoteState
from medborgarbudget.domain.voting.permissions import may_lead_vote, may_withdraw_option
from medborgarbudget.domain.voting.queries import Phase, phase_of
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import Refused, require


@transaction.atomic
def withdraw_option(*, option: VoteOption, reason: str, actor: Person, now: datetime) -> VoteOption:
    """Take a proposal off the ballot. Ballots already cast stay valid for their other choices, and voters can vote again until the close."""
    vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=option.vote_id)
    require(may_withdraw_option(actor, vote, now))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Ange varför förslaget dras tillbaka. Väljarna läser det.")})
    if option.number in vote.withdrawn:
        return option
    vote.withdrawn = sorted([*vote.withdrawn, option.number])
    vote.save(update_fields=["withdrawn"])
    option.withdrawn_at = now
    option.withdrawn_reason = reason[:300]
    option.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.withdraw_option",
        subject=option,
        now=now,
        reason=reason,
    )
    return option


@transaction.atomic
def add_notice(*, vote: Vote, option: VoteOption | None, text: str, actor: Person, now: datetime) -> CorrectionNotice:
    """Tell voters that something on the ballot was wrong. The ballot, and the hash that every envelope is bound to, stay as they are."""
    require(may_lead_vote(actor, vote.cycle))
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Ange vad som var fel och vad som är rätt.")})
    if option is not None and option.vote_id != vote.pk:
        raise ValidationError({"option": _("Välj ett förslag på valsedeln.")})
    notice = CorrectionNotice.objects.create(vote=vote, option=option, text=text[:500], at=now, by=actor)
    audit.record(
        organisation_id=vote.organisation_id, actor=actor, verb="vote.correct", subject=vote, now=now, reason=text
    )
    return notice


@transaction.atomic
def call_off(*, vote: Vote, reason: str, actor: Person, now: datetime) -> Vote:
    """Take back a ballot that has not opened, so that it can be made anew."""
    vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
    require(may_lead_vote(actor, vote.cycle))
    if phase_of(vote, now) is not Phase.BEFORE:
        raise Refused(
            _("Omröstningen har öppnat. Valsedeln kan inte göras om; dra tillbaka ett förslag eller skriv en rättelse.")
        )
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Ange varför valsedeln görs om.")})
    for option in vote.options.select_related("proposal"):
        if option.proposal.state == ProposalState.ON_BALLOT:
            why = _("Valsedeln görs om: %(reason)s") % {"reason": reason}
            change_state(proposal=option.proposal, to=ProposalState.ACCEPTED, reason=why, actor=actor, now=now)
    vote.state = VoteState.CANCELLED
    vote.sealed_private_key = b""
    vote.save(update_fields=["state", "sealed_private_key"])
    audit.record(
        organisation_id=vote.organisation_id, actor=actor, verb="vote.call_off", subject=vote, now=now, reason=reason
    )
    return vote
