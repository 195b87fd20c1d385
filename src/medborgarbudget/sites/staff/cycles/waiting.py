"""What about cycles waits for a lead: drafts with something missing, steps that open or close within a week, missing decisions?"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.domain.cycles import queries, readiness
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.permissions import LEADING
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.staff.desk.waiting import Waiting, waits

SOON = timedelta(days=7)
URGENT = timedelta(days=2)


@waits
def cycles(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """For leads and administrators."""
    if not roles & {role.value for role in LEADING}:
        return []
    found: list[Waiting] = []
    for cycle in queries.cycles_in_whole(organisation):
        gaps = readiness.gaps(cycle, now)
        stopping = [gap for gap in gaps if gap.stops]
        url = reverse("staff:cycle", kwargs={"cycle": cycle.slug})
        if stopping:
            label = _("Saknas innan omgången kan publiceras") if cycle.published_at is None else _("Fel i omgången")
            urgent = cycle.published_at is not None
            found.append(Waiting(label, len(stopping), url, urgent, cycle.name, "warning"))
        elif gaps and cycle.published_at is not None:
            found.append(Waiting(_("Att se över i omgången"), len(gaps), url, False, cycle.name, "info"))
        if cycle.published_at is not None:
            found += _steps_soon(cycle, now)
    return found


def _steps_soon(cycle: Cycle, now: datetime) -> list[Waiting]:
    url = reverse("staff:cycle-steps", kwargs={"cycle": cycle.slug})
    found: list[Waiting] = []
    for step in cycle.steps.all():
        for moment, words in (
            (step.opens_at, _("”%(step)s” öppnar %(when)s")),
            (step.closes_at, _("”%(step)s” stänger %(when)s")),
        ):
            if moment is not None and now < moment <= now + SOON:
                label = words % {"step": step.name, "when": dates.long_moment(moment, now)}
                found.append(Waiting(label, 1, url, moment <= now + URGENT, cycle.name, "clock"))
    return found
