"""What waits in the office today, what is coming, and what were the network's numbers in a year?"""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from medborgarbudget.design.parts import Fact, Link
from medborgarbudget.domain.network.membership import policy, queries
from medborgarbudget.domain.network.membership.models import MemberState
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.clock import STOCKHOLM, to_local
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.desk.figures import figures
from medborgarbudget.sites.hub.desk.report import MEDIA_TYPE, year_report
from medborgarbudget.sites.hub.desk.waiting import waiting_for

FIRST_YEAR = 2008
"""The network's first year: nothing is asked about before."""


@staff(*policy.READERS)
@never_cache
def desk(request: StaffRequest) -> HttpResponse:
    """The office's first page."""
    waiting = waiting_for(request.organisation, request.person, request.roles, request.now)
    counts = queries.counts_by_state(request.organisation)
    silent = list(queries.silent(request.organisation, request.now)[:6])
    context = {
        "urgent": [item for item in waiting if item.urgent],
        "rest": [item for item in waiting if not item.urgent],
        "silent": silent,
        "silent_days": policy.SILENT_AFTER.days,
        "facts": [
            Fact(_("medlemmar"), str(counts.get(MemberState.MEMBER, 0))),
            Fact(_("pausade"), str(counts.get(MemberState.PAUSED, 0))),
            Fact(_("väntar på oss"), str(sum(counts.get(state, 0) for state in policy.WAITING))),
        ],
        "role_names": [RoleName(role).label for role in RoleName.values if role in request.roles],
        "first_name": (request.person.name or _("du")).split()[0],
        "year": to_local(request.now).year,
    }
    return render(request, "office/desk/desk.html", context)


@staff(*policy.READERS)
@never_cache
def report(request: StaffRequest, year: int) -> HttpResponse:
    """The numbers of a year, as a page."""
    since, until = _year_or_404(year, request.now)
    this_year = to_local(request.now).year
    context = {
        "year": year,
        "groups": [
            (heading, [Fact(figure.label, figure.value, figure.note) for figure in rows])
            for heading, rows in figures(request.organisation, since, until).items()
        ],
        "years": [Link(str(each), f"../{each}/", each == year) for each in range(this_year - 3, this_year + 1)],
    }
    return render(request, "office/desk/report.html", context)


@staff(*policy.READERS)
@never_cache
def report_document(request: StaffRequest, year: int) -> HttpResponse:
    """The same as a document."""
    since, until = _year_or_404(year, request.now)
    members = [member.name for member in queries.public_members(request.organisation)]
    made = year_report(request.organisation, year, figures(request.organisation, since, until), members, request.now)
    response = HttpResponse(made, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="natverket-{year}.docx"'
    return response


def _year_or_404(year: int, now: datetime) -> tuple[datetime, datetime]:
    if not FIRST_YEAR <= year <= to_local(now).year:
        raise Http404
    return datetime(year, 1, 1, tzinfo=STOCKHOLM), datetime(year + 1, 1, 1, tzinfo=STOCKHOLM)
