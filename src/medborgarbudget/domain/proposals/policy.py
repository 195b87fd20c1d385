"""Which limits and moves are there for proposals? Plain values and tables, no database, no clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Moderation
from medborgarbudget.domain.proposals.models import ProposalState

MAX_PICTURES = 5
CONFIRM_WITHIN = timedelta(days=3)
"""How long the link in the confirmation mail holds. A proposal sent in time may be confirmed after the step has closed."""
MOST_UNCONFIRMED = 5
"""How many proposals may wait at one address to be confirmed."""
ABANDONED_AFTER = timedelta(days=30)
"""What somebody without account has begun and not sent or confirmed is kept so long, and a little longer."""

S = ProposalState

NOT_SENT = frozenset({S.DRAFT, S.UNCONFIRMED})
EDITABLE_BY_AUTHOR = frozenset({S.DRAFT, S.UNCONFIRMED, S.SUBMITTED, S.PUBLISHED})
WITHDRAWABLE = frozenset({S.SUBMITTED, S.PUBLISHED, S.UNDER_ASSESSMENT})
SUPPORTABLE = frozenset({S.PUBLISHED, S.UNDER_ASSESSMENT, S.ACCEPTED})
EDITABLE_BY_STAFF = frozenset({S.SUBMITTED, S.PUBLISHED, S.UNDER_ASSESSMENT, S.ACCEPTED, S.REFUSED})
"""Once on a ballot the text stands: people vote on what they have read."""

CLOSED_TO_CHANGE = frozenset({S.DRAFT, S.UNCONFIRMED, S.WITHDRAWN, S.HIDDEN})
"""Later steps of a cycle neither take a proposal out of these states nor put it there; the verbs of proposals.actions do."""


def may_become(from_state: str, to_state: str) -> bool:
    """Whether `change_state` may move a proposal so."""
    return from_state not in CLOSED_TO_CHANGE and to_state not in CLOSED_TO_CHANGE and to_state != S.SUBMITTED


def state_when_sent(moderation: str) -> ProposalState:
    """Where a sent and confirmed proposal begins: seen at once, or after somebody has looked."""
    return S.SUBMITTED if moderation == Moderation.BEFORE else S.PUBLISHED


class HideGround(TextChoices):
    """Why something is hidden. The words are told to the author."""

    PERSONAL = "personal", _("Innehåller personuppgifter om någon annan.")
    HATE = "hate", _("Innehåller hot eller hets mot någon.")
    UNLAWFUL = "unlawful", _("Strider mot lagen.")
    ADVERTISING = "advertising", _("Är reklam.")
    NOT_A_PROPOSAL = "not_a_proposal", _("Är inte ett förslag till omgången.")
    DOUBLE = "double", _("Har skickats in två gånger.")
    OTHER = "other", _("Annat skäl")


STATE_GROUPS: dict[str, tuple[ProposalState, ...]] = {
    "nya": (S.PUBLISHED,),
    "bedoms": (S.UNDER_ASSESSMENT,),
    "vidare": (S.ACCEPTED, S.ON_BALLOT),
    "inte-vidare": (S.REFUSED,),
    "vann": (S.WON_VOTE, S.DECIDED, S.DELIVERED),
    "inte-vann": (S.NOT_WON,),
}
"""The groups that residents filter by, as named in addresses."""

STATE_GROUP_NAMES = {
    "nya": _("Nya"),
    "bedoms": _("Bedöms nu"),
    "vidare": _("Går vidare"),
    "inte-vidare": _("Går inte vidare"),
    "vann": _("Vann"),
    "inte-vann": _("Fick inte plats"),
}

News = Literal["", "accent", "success", "warning", "danger", "info"]

STATE_TONES: dict[ProposalState, News] = {
    S.DRAFT: "",
    S.UNCONFIRMED: "warning",
    S.SUBMITTED: "info",
    S.PUBLISHED: "info",
    S.UNDER_ASSESSMENT: "warning",
    S.ACCEPTED: "success",
    S.REFUSED: "danger",
    S.ON_BALLOT: "accent",
    S.WON_VOTE: "success",
    S.NOT_WON: "",
    S.DECIDED: "success",
    S.DELIVERED: "success",
    S.WITHDRAWN: "",
    S.HIDDEN: "danger",
}
"""How each state is to be taken: what colour says beside the words."""
