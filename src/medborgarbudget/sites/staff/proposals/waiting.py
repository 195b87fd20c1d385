"""What waits for those who moderate? New proposals to look at, and flags."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import queries
from medborgarbudget.domain.proposals.permissions import MODERATORS
from medborgarbudget.sites.staff.desk.waiting import Waiting, waits


@waits
def moderation(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Per cycle: proposals that nobody sees before they are looked at, and flags that nobody has settled."""
    if not roles & {role.value for role in MODERATORS}:
        return []
    waiting = []
    for cycle, new, flags in queries.waiting_by_cycle(organisation):
        address = reverse("staff:moderation", kwargs={"cycle": cycle.slug})
        waiting.append(Waiting(_("Nya förslag att granska"), new, address, urgent=True, about=cycle.name, icon="idea"))
        waiting.append(Waiting(_("Anmälningar att avgöra"), flags, address, urgent=True, about=cycle.name, icon="flag"))
    return waiting
