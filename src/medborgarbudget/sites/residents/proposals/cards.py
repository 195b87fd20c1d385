"""How does a proposal look in a list and in its history?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator

from medborgarbudget.design import dates, parts
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import open_deeds
from medborgarbudget.domain.proposals.models import Proposal, ProposalState, StatusChange
from medborgarbudget.domain.proposals.policy import STATE_TONES

ICONS = {
    ProposalState.SUBMITTED: "clock",
    ProposalState.PUBLISHED: "idea",
    ProposalState.UNDER_ASSESSMENT: "clock",
    ProposalState.ACCEPTED: "check",
    ProposalState.REFUSED: "cross",
    ProposalState.ON_BALLOT: "vote",
    ProposalState.WON_VOTE: "trophy",
    ProposalState.NOT_WON: "minus",
    ProposalState.DECIDED: "check",
    ProposalState.DELIVERED: "star",
    ProposalState.WITHDRAWN: "undo",
    ProposalState.HIDDEN: "eye",
    ProposalState.DRAFT: "edit",
    ProposalState.UNCONFIRMED: "letter",
}


def address_of(proposal: Proposal, cycle: Cycle) -> str:
    """The public page."""
    return reverse("residents:proposal", kwargs={"cycle": cycle.slug, "reference": proposal.reference})


def tag_of(state: str) -> parts.Tag:
    """A state in words, with colour and icon."""
    known = ProposalState(state)
    return parts.Tag(str(known.label), STATE_TONES[known], ICONS[known])


def shows_supports(cycle: Cycle, now: datetime) -> bool:
    """Not while people vote: who leads is then nobody's business."""
    return Deed.VOTE not in open_deeds(cycle, now)


def card_of(proposal: Proposal, cycle: Cycle, *, supports: bool, url: str = "") -> parts.ProposalCard:
    """The card in a list. `proposal` has pictures prefetched, area and theme selected. `url` when it leads elsewhere than usual."""
    pictures = list(proposal.pictures.all())
    return parts.ProposalCard(
        title=proposal.title,
        url=url or address_of(proposal, cycle),
        reference=proposal.reference,
        text=Truncator(" ".join(proposal.what.split())).chars(150),
        theme=proposal.theme.name if proposal.theme else "",
        area=proposal.cycle_area.area.name if proposal.cycle_area else "",
        place=proposal.place,
        image_url=pictures[0].thumbnail.url if pictures else "",
        image_alt=pictures[0].alt if pictures else "",
        cost=proposal.cost,
        status=None if proposal.state == ProposalState.PUBLISHED else tag_of(proposal.state),
        supports=proposal.support_count if supports else None,
        comments=proposal.comment_count,
    )


def events_of(history: list[StatusChange], now: datetime) -> list[parts.Event]:
    """What has happened to a proposal, newest first."""
    return [
        parts.Event(
            title=str(ProposalState(change.to_state).label), when=dates.long_moment(change.at, now), text=change.reason
        )
        for change in reversed(history)
    ]


def pictures_of(proposal: Proposal) -> list[parts.Picture]:
    """The proposal's photos, large."""
    return [
        parts.Picture(picture.image.url, picture.alt, picture.alt, picture.width, picture.height)
        for picture in proposal.pictures.all()
    ]
