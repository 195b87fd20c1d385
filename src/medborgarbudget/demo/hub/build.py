"""How is the demo's network put together?"""

from __future__ import annotations

from datetime import datetime

from medborgarbudget.demo.hub import Hub, gatherings, knowledge, members
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person

PARTS = (members.build, gatherings.build, knowledge.build)


def build_hub(organisation: Organisation, office: dict[str, Person], now: datetime) -> None:
    """Fill a new network."""
    hub = Hub(organisation, office, now)
    for part in PARTS:
        part(hub)
