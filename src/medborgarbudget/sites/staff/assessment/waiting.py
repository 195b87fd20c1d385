"""Which assessments wait for a member of staff?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.assessment import queries
from medborgarbudget.domain.assessment.models import Assessment
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.sites.staff.desk.waiting import Waiting, waits

HANDS = frozenset({RoleName.LEAD.value, RoleName.ASSESSOR.value})


def _per_cycle(
    rows: Iterable[Assessment], label: str, view: str, icon: str, urgent: frozenset[int] | None = None
) -> list[Waiting]:
    found: dict[int, tuple[Cycle, list[int]]] = {}
    for row in rows:
        found.setdefault(row.proposal.cycle_id, (row.proposal.cycle, []))[1].append(row.pk)
    return [
        Waiting(
            label=label,
            count=len(ids),
            url=reverse("staff:assessments", kwargs={"cycle": cycle.slug}) + f"?vy={view}",
            urgent=urgent is not None and bool(urgent & set(ids)),
            about=cycle.name,
            icon=icon,
        )
        for cycle, ids in found.values()
    ]


@waits
def mine(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """What has been given to the person; urgent when one is late."""
    if not roles & HANDS:
        return []
    rows = list(queries.waiting_for(person, organisation))
    today = to_local(now).date()
    late = frozenset(row.pk for row in rows if queries.is_late(row, today))
    return _per_cycle(rows, _("Förslag att bedöma"), "mina", "scale", late)


@waits
def to_sign(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """What others have proposed and the person may sign."""
    if not roles & HANDS:
        return []
    return _per_cycle(queries.waiting_for_signature(person, organisation), _("Besked att signera"), "signera", "check")


@waits
def objections(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """Requests for a new look that the person may answer."""
    if not roles & HANDS:
        return []
    rows = [made.assessment for made in queries.objections_waiting_for(person, organisation)]
    return _per_cycle(rows, _("Begäranden om omprövning"), "omprovning", "refresh", frozenset(row.pk for row in rows))
