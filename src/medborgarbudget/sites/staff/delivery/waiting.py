"""Which deliveries wait for a member of staff?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.delivery import queries
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.sites.staff.desk.waiting import Waiting, waits


@waits
def late(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Past their planned day: all for a lead, their own for others."""
    counts: dict[str, int] = {}
    names: dict[str, str] = {}
    for row in queries.waiting_for(person, organisation, leads=RoleName.LEAD in roles, today=to_local(now).date()):
        cycle = row.proposal.cycle
        counts[cycle.slug] = counts.get(cycle.slug, 0) + 1
        names[cycle.slug] = cycle.name
    return [
        Waiting(
            label=_("Försenade genomföranden – flytta datumet med ett skäl, eller berätta att det är klart"),
            count=count,
            url=reverse("staff:deliveries", kwargs={"cycle": slug}) + "?vy=sena",
            urgent=True,
            about=names[slug],
            icon="clock",
        )
        for slug, count in counts.items()
    ]


@waits
def undecided(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Winners that no decision covers yet, for leads."""
    if RoleName.LEAD not in roles:
        return []
    return [
        Waiting(
            label=_("Vinnare väntar på att beslutet förs in"),
            count=count,
            url=reverse("staff:deliveries", kwargs={"cycle": slug}),
            about=name,
            icon="trophy",
        )
        for slug, name, count in queries.undecided_by_cycle(organisation)
    ]
