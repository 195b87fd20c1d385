"""How does somebody see what waits for a second person, and answer?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medborgarbudget.domain.people import offered_files, two_people
from medborgarbudget.domain.people.models import TwoPersonDeed
from medborgarbudget.foundation import clock
from medborgarbudget.sites.access.fresh_factor import counts_from, factor_at, show_factor_again
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.two_people.forms import DeclineForm

FOLDER = "staff/two_people"


@staff()
@require_GET
def deeds(request: StaffRequest) -> HttpResponse:
    """What waits, and what has been answered."""
    page = Paginator(two_people.answered(request.organisation), 30).get_page(request.GET.get("page"))
    context = {
        "waiting": [_row(deed) for deed in two_people.waiting(request.organisation)],
        "page": page,
        "answered": [_row(deed) for deed in page],
    }
    return render(request, f"{FOLDER}/deeds.html", context)


@staff()
@require_GET
def one(request: StaffRequest, deed_id: int) -> HttpResponse:
    """What would be done, with which values, and why."""
    return _show(request, _deed(request, deed_id))


@staff()
@require_POST
def confirm(request: StaffRequest, deed_id: int) -> HttpResponse:
    """Be the second person; show the second factor again if that was too long ago."""
    deed = _deed(request, deed_id)
    moment, now = factor_at(request), clock.now()
    if two_people.may_confirm(request.person, deed, now) and not two_people.is_fresh(moment, now):
        if counts_from(request) is not None:
            return redirect("staff:two-people-one", deed_id=deed.pk)
        return show_factor_again(request, reverse("staff:two-people-one", args=[deed.pk]))
    two_people.confirm(deed=deed, actor=request.person, factor_at=moment, now=now)
    messages.success(request, _("Du har godkänt. Det är utfört."))
    return redirect("staff:two-people-one", deed_id=deed.pk)


@staff()
@require_http_methods(["GET", "POST"])
def decline(request: StaffRequest, deed_id: int) -> HttpResponse:
    """Say no, and why."""
    deed = _deed(request, deed_id)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        two_people.decline(deed=deed, reason=form.cleaned_data["reason"], actor=request.person, now=clock.now())
        messages.success(request, _("Du har sagt nej. Inget är ändrat."))
        return redirect("staff:two-people-one", deed_id=deed.pk)
    context = {"deed": deed, "row": _row(deed), "form": form, "verdict": _verdict(request, deed)}
    return render(request, f"{FOLDER}/decline.html", context, status=422 if form.errors else 200)


@staff()
@require_POST
def withdraw(request: StaffRequest, deed_id: int) -> HttpResponse:
    """Take back what one has asked for."""
    deed = _deed(request, deed_id)
    two_people.withdraw(deed=deed, actor=request.person, now=clock.now())
    messages.success(request, _("Ärendet är tillbakadraget. Inget är ändrat."))
    return redirect("staff:two-people-one", deed_id=deed.pk)


def _deed(request: StaffRequest, deed_id: int) -> TwoPersonDeed:
    try:
        return two_people.deed_of(request.organisation, deed_id)
    except TwoPersonDeed.DoesNotExist as missing:
        raise Http404 from missing


def _verdict(request: StaffRequest, deed: TwoPersonDeed) -> object:
    return two_people.may_confirm(request.person, deed, request.now)


def _row(deed: TwoPersonDeed) -> dict[str, Any]:
    kind = two_people.kind_of(deed)
    return {"deed": deed, "title": kind.title}


def _show(request: StaffRequest, deed: TwoPersonDeed) -> HttpResponse:
    kind = two_people.kind_of(deed)
    address = kind.url(deed) if kind.url else None
    file = kind.file(deed) if kind.file else None
    offered = offered_files.offered_for(deed) if file else None
    context = {
        "deed": deed,
        "row": _row(deed),
        "values": kind.describe(deed),
        "verdict": _verdict(request, deed),
        "may_withdraw": two_people.may_withdraw(request.person, deed, request.now),
        "fresh": two_people.is_fresh(factor_at(request), request.now),
        "offered": offered,
        "may_take": offered_files.may_take(request.person, offered, request.now) if offered else None,
        "file_url": reverse(file[0], kwargs=file[1]) if file else "",
        "counts_from": counts_from(request),
        "thing_url": reverse(address[0], kwargs=address[1]) if address else "",
    }
    return render(request, f"{FOLDER}/one.html", context)
