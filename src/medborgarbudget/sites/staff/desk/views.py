"""What waits for me today, and what is going on in the organisation?"""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import queries, steps
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.desk.waiting import waiting_for
from medborgarbudget.sites.staff.templatetags.staff_frames import state_of


@staff()
def desk(request: StaffRequest) -> HttpResponse:
    """The first page of staff."""
    organisation, now = request.organisation, request.now
    waiting = waiting_for(organisation, request.person, request.roles, now)
    cycles = [
        {
            "name": cycle.name,
            "url": reverse("staff:cycle", kwargs={"cycle": cycle.slug}),
            "state": state_of(cycle, now),
            "step": steps.current_step(cycle, now),
            "next": steps.next_step(cycle, now),
        }
        for cycle in queries.all_cycles(organisation).filter(archived_at=None)
    ]
    context = {
        "urgent": [item for item in waiting if item.urgent],
        "rest": [item for item in waiting if not item.urgent],
        "cycles": cycles,
        "role_names": [RoleName(role).label for role in RoleName.values if role in request.roles],
        "first_name": (request.person.name or _("du")).split()[0],
    }
    return TemplateResponse(request, "staff/desk/desk.html", context)
