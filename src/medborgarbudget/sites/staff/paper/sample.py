"""How does the auditor draw ballots by a published seed and read them again from the paper?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medborgarbudget.domain.paper import actions, permissions, queries
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import take_errors
from medborgarbudget.sites.staff.paper.forms import PaperForm
from medborgarbudget.sites.staff.paper.views import READERS, page, vote_at


@staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def sample(request: StaffRequest, cycle: str) -> HttpResponse:
    """The sample, its seed, and how far the reading has come."""
    found, vote = vote_at(request, cycle)
    if request.method == "POST":
        actions.draw_sample(vote=vote, actor=request.person, now=request.now)
        messages.success(request, _("Stickprovet är draget."))
        return redirect("staff:paper-sample", cycle=found.slug)
    drawn = queries.sample_of(vote)
    readings = queries.readings_of(drawn) if drawn is not None else []
    return page(
        request,
        "sample",
        found,
        sample=drawn,
        readings=readings,
        read=sum(each.same is not None for each in readings),
        differing=sum(each.same is False for each in readings),
        missing=queries.missing_before_opening(vote),
        may_read=permissions.may_read_sample(request.person, vote),
    )


@staff(RoleName.AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: StaffRequest, cycle: str, place: int) -> HttpResponse:
    """Read one ballot of the sample."""
    found, vote = vote_at(request, cycle)
    drawn = queries.sample_of(vote)
    reading = drawn.readings.filter(place=place).select_related("paper__batch__desk").first() if drawn else None
    if reading is None:
        raise Http404
    form = PaperForm(request.POST if request.method == "POST" else None, definition=definition_of(vote))
    if form.is_bound and form.is_valid():
        try:
            done = actions.read_sample(reading=reading, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as error:
            take_errors(form, error)
        else:
            if done.same:
                messages.success(request, _("Det stämmer med det som är inläst."))
            else:
                messages.error(
                    request,
                    _("Det stämmer inte med det som är inläst. Tala med projektansvarig: bunten behöver rättas."),
                )
            return redirect("staff:paper-sample", cycle=found.slug)
    return page(request, "sample_read", found, 422 if form.is_bound else 200, reading=reading, form=form)
