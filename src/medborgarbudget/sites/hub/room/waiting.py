"""Which questions wait for an answer that nobody else has given?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.network.room import queries
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits

WAIT = timedelta(days=3)
"""Members are given so long to answer before the office is asked to help."""


@waits
def questions(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    number = queries.questions(network, unanswered=True).filter(asked_at__lt=now - WAIT)
    return [
        Waiting(
            _("Frågor i rummet som ingen har svarat på"),
            number,
            reverse("network:questions") + "?svar=inget",
            icon="question",
        )
    ]
