"""How is it shown that whoever sent a proposal can read the mail to the address given? With a signed link, not with the status key."""

from __future__ import annotations

from datetime import datetime

from django.core import signing

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.proposals import policy
from medborgarbudget.domain.proposals.models import Proposal, ProposalState

_signer = signing.Signer(salt="medborgarbudget.proposals.confirmation")


def token_for(proposal: Proposal) -> str:
    """The signed part of the link. It holds for this proposal and this address alone."""
    return _signer.sign_object([proposal.pk, proposal.status_key, proposal.contact_email])


def proposal_of_token(organisation: Organisation, token: str) -> Proposal | None:
    """The organisation's proposal that the link was sent for, confirmed since or not; None for a link that is not ours."""
    try:
        pk, status_key, email = _signer.unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    sent = Proposal.objects.of(organisation).select_related("cycle", "author")
    proposal = sent.filter(pk=pk, status_key=status_key).first()
    if proposal is not None and proposal.state == ProposalState.UNCONFIRMED and proposal.contact_email != email:
        return None
    return proposal


def is_too_late(proposal: Proposal, now: datetime) -> bool:
    """Whether the link has run out."""
    return proposal.submitted_at is None or now > proposal.submitted_at + policy.CONFIRM_WITHIN
