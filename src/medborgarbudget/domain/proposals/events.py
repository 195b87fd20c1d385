"""What do proposals announce to the later steps of a cycle?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal


@dataclass(frozen=True)
class ProposalSubmitted:
    """A proposal has been sent in, confirmed and given its reference."""

    proposal: Proposal
    now: datetime


@dataclass(frozen=True)
class ProposalStateChanged:
    """A proposal has come to another state; `actor` is None when the system did it."""

    proposal: Proposal
    from_state: str
    to_state: str
    reason: str
    actor: Person | None
    now: datetime
