"""What waits for the office in the library?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.library import queries
from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def suggestions(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """What members have suggested."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    return [Waiting(_("Tips till biblioteket"), queries.suggestions(network), reverse("office:library"), icon="book")]
