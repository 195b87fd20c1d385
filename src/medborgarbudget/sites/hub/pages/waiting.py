"""What have readers told the office of its pages?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.network.pages import queries
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def answers(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Answers with words that nobody has read."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    return [
        Waiting(
            _("Svar om sidorna att läsa"),
            queries.waiting_feedback(network),
            reverse("office:page-feedback"),
            icon="comment",
        )
    ]
