"""Which requests for help wait for the office?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.experts import queries
from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def requests(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """New ones, and those that nothing has happened with."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    new, still = queries.new_requests(network), queries.still_requests(network, now)
    here = reverse("office:help-requests")
    return [
        Waiting(_("Nya frågor till experter"), new, here, urgent=True, icon="star"),
        Waiting(_("Frågor till experter att följa upp"), still, here, icon="clock"),
    ]
