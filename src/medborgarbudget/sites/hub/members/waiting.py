"""Which interests and members wait for somebody in the office?"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership import policy, queries
from medborgarbudget.domain.network.membership.models import MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.sites.hub.desk.waiting import Waiting, waits


@waits
def interests(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """New ones, those contacted, and additions from members."""
    if not roles & {role.value for role in policy.OFFICE}:
        return []
    counts = queries.counts_by_state(network)
    additions = queries.all_members(network).exclude(state__in=policy.WAITING).filter(open_interests__gt=0)
    here = reverse("office:interests")
    return [
        Waiting(
            _("Nya intresseanmälningar – hör av dig"),
            counts.get(MemberState.NEW, 0),
            f"{here}?vy=nya",
            urgent=True,
            icon="star",
        ),
        Waiting(_("Kontaktade som inte har tagits in än"), counts.get(MemberState.CONTACTED, 0), here, icon="phone"),
        Waiting(_("Medlemmar som vill lägga till något"), additions, f"{here}?vy=tillagg", icon="people"),
    ]


@waits
def reminders(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """My own, whose day has come."""
    due = list(queries.reminders_due(network, person, to_local(now).date()))
    return [
        Waiting(
            reminder.text,
            1,
            reverse("office:member", kwargs={"member": reminder.member.slug}),
            urgent=True,
            about=reminder.member.name,
            icon="bell",
        )
        for reminder in due
    ]
