"""How is the demo's network built: an office, its members, meetings, examples and library? All people are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


@dataclass
class Hub:
    """What the parts of the demo's network know of one another: the network, its office's people by first name, and its members by slug."""

    network: Organisation
    office: dict[str, Person]
    now: datetime
    members: dict[str, Member] = field(default_factory=dict)


Part = Callable[[Hub], None]
