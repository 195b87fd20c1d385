"""Where, within its organisation, are a proposal's pages? For mails and notifications, which are written below the sites."""

from __future__ import annotations

from medborgarbudget.domain.proposals.models import Proposal


def proposal_path(proposal: Proposal) -> str:
    """The public page."""
    return f"/omgangar/{proposal.cycle.slug}/forslag/{proposal.reference}/"


def status_path(proposal: Proposal) -> str:
    """The status page for whoever has the secret key: the proposer, with or without account."""
    return f"/omgangar/{proposal.cycle.slug}/mitt-forslag/{proposal.status_key}/"


def confirm_path(proposal: Proposal, token: str) -> str:
    """The page where an e-mail address is confirmed."""
    return f"/omgangar/{proposal.cycle.slug}/bekrafta/{token}/"


def own_path(proposal: Proposal) -> str:
    """Where the proposer is sent: the public page while there is one."""
    return proposal_path(proposal) if proposal.is_public else status_path(proposal)
