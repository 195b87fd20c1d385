"""Which messages wait for an answer?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.contact import queries
from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def messages(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Mine and nobody's; urgent when one has waited long."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    late = queries.waited_long(network, now)
    return [
        Waiting(
            _("Meddelanden att svara på"),
            queries.waiting(network, person),
            reverse("office:contact"),
            urgent=bool(late),
            about=_("{n} har väntat länge").format(n=late) if late else "",
            icon="letter",
        )
    ]
