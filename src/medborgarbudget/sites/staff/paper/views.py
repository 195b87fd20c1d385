"""How do ballots on paper stand: desks, ballots to print, boxes, and whether the numbers agree?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.paper import actions, permissions, queries
from medborgarbudget.domain.paper.models import BatchState
from medborgarbudget.domain.paper.printing import print_ballot
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import definition_of, phase_of
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import take_errors
from medborgarbudget.sites.staff.paper.forms import BoxForm, DeskForm
from medborgarbudget.sites.staff.voting.views import vote_or_404

READERS = (RoleName.DESK, RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
CLERKS = (RoleName.DESK, RoleName.LEAD, RoleName.ADMINISTRATOR)


def vote_at(request: StaffRequest, slug: str) -> tuple[Cycle, Vote]:
    """The cycle and its vote, or 404."""
    cycle = staff_cycle_or_404(request, slug)
    return cycle, vote_or_404(cycle)


def page(request: StaffRequest, template: str, cycle: Cycle, status: int = 200, **context: Any) -> HttpResponse:
    context = {"cycle": cycle, "tab": "staff:vote", **context}
    return render(request, f"staff/paper/{template}.html", context, status=status)


@staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: StaffRequest, cycle: str) -> HttpResponse:
    """All about paper in one vote; a desk is added and a box taken in here."""
    found, vote = vote_at(request, cycle)
    what = request.POST.get("do", "") if request.method == "POST" else ""
    desk_form = DeskForm(request.POST if what == "desk" else None, prefix="desk")
    first_day = to_local(min(database_now(), vote.closes_at)).date()
    box_form = BoxForm(request.POST if what == "box" else None, prefix="box", vote=vote, initial={"day": first_day})
    form: PlainForm = box_form if what == "box" else desk_form
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            if what == "desk":
                actions.add_desk(vote=vote, actor=request.person, now=request.now, **values)
                done = _("Disken är tillagd.")
            else:
                actions.register_batch(actor=request.person, now=request.now, **values)
                done = _("Lådan är mottagen. Förvara den låst tills omröstningen har stängt.")
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, done)
            return redirect("staff:paper", cycle=found.slug)
    batches = queries.batches(vote)
    replaced = {batch.corrects_id for batch in batches if batch.state == BatchState.APPROVED}
    return page(
        request,
        "paper",
        found,
        422 if what else 200,
        vote=vote,
        phase=phase_of(vote, request.now).value,
        styles=list(enumerate(definition_of(vote).styles, start=1)),
        desks=queries.desks(vote),
        batches=batches,
        replaced=replaced,
        reconciliation=queries.reconciliation(vote),
        posted=queries.posted_numbers(vote) if queries.takes_posted(vote) else None,
        may_hand_out=permissions.may_hand_out(request.person, vote, database_now()),
        may_lead=permissions.may_lead_paper(request.person, vote),
        may_register=permissions.may_register_batch(request.person, vote, database_now()),
        sample=queries.sample_of(vote),
        may_sample=permissions.may_read_sample(request.person, vote),
        desk_form=desk_form,
        box_form=box_form,
    )


@staff(*READERS)
@require_GET
def ballot(request: StaffRequest, cycle: str, place: int) -> HttpResponse:
    """One area's ballot to print."""
    found, vote = vote_at(request, cycle)
    styles = definition_of(vote).styles
    if not 1 <= place <= len(styles):
        raise Http404
    response = HttpResponse(print_ballot(vote, styles[place - 1]), content_type="application/pdf")
    name = f"valsedel-{found.slug}-{styles[place - 1].code or 'alla'}.pdf".encode("ascii", "ignore").decode()
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
