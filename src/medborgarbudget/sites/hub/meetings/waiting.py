"""Which meetings wait for the office?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.meetings import queries
from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def draws(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Places that are to be drawn, since nobody more can register."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    return [
        Waiting(
            _("Dela ut platserna"),
            1,
            reverse("office:meeting-draw", kwargs={"slug": meeting.slug}),
            urgent=True,
            about=meeting.title,
            icon="calendar",
        )
        for meeting in queries.awaiting_draw(network, now)
    ]
