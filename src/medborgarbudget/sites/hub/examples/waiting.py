"""Which good examples wait for the office?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.examples import queries
from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def examples(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Those sent in, and those that nobody has checked for a year."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    today = to_local(now).date()
    here = reverse("office:examples")
    return [
        Waiting(
            _("Inskickade exempel att redigera"),
            queries.for_office(network, "submitted", today),
            here,
            urgent=True,
            icon="trophy",
        ),
        Waiting(_("Exempel att kontrollera"), queries.to_check(network, today), here, icon="check"),
    ]
