"""What happens to members that the network's other rooms may want to act on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from medborgarbudget.domain.network.membership.models import Member


@dataclass(frozen=True)
class MemberChanged:
    """A member has come in, left, paused, come back, or changed what it says of itself."""

    member: Member
    now: datetime
