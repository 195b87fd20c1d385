"""How does the office keep the comparison: what waits, bringing figures for a member, saying no?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.parts import Link
from medborgarbudget.design.templatetags.design import number as grouped
from medborgarbudget.design.templatetags.design import percent
from medborgarbudget.domain.network.comparison import actions, permissions, queries
from medborgarbudget.domain.network.comparison.measures import FIGURE_NAMES
from medborgarbudget.domain.network.comparison.models import ComparedCycle
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.comparison.forms import MemberFileForm, RefuseForm
from medborgarbudget.sites.hub.comparison.pages import state_tag
from medborgarbudget.sites.hub.library.form_errors import take_errors

WRITERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
PER_PAGE = 50


@staff()
def comparison(request: StaffRequest) -> HttpResponse:
    """What waits for the office, and all that is there."""
    waiting = queries.for_office(request.organisation, "waiting").count()
    view = request.GET.get("vy", "") or ("vantar" if waiting else "alla")
    rows = queries.for_office(request.organisation, "waiting" if view == "vantar" else "all")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("sida"))
    return render(
        request,
        "office/comparison/comparison.html",
        {
            "views": [
                Link(_("Väntar"), "?vy=vantar", view == "vantar", waiting),
                Link(_("Alla"), "?vy=alla", view != "vantar"),
            ],
            "view": view,
            "page": page,
            "rows": [{"row": row, "tag": state_tag(row)} for row in page],
            "may_settle": permissions.may_settle(request.person, request.organisation, request.now),
        },
    )


@staff(*WRITERS)
def comparison_new(request: StaffRequest) -> HttpResponse:
    """Bring a file for a member."""
    require(permissions.may_settle(request.person, request.organisation, request.now))
    form = MemberFileForm(request.POST or None, request.FILES or None, members=queries.members(request.organisation))
    if request.method == "POST" and form.is_valid():
        try:
            rows = actions.receive_file(
                member=form.cleaned_data["member"],
                content=form.cleaned_data["file"].read(),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            form.add_error("file", wrong.messages)
        else:
            messages.success(
                request,
                ngettext("%(n)d omgång är inläst.", "%(n)d omgångar är inlästa.", len(rows)) % {"n": len(rows)},
            )
            return HttpResponseRedirect(reverse("office:comparison"))
    return render(
        request,
        "office/comparison/new.html",
        {"form": form, "crumbs": [Link(_("Jämförelse"), reverse("office:comparison"))]},
        status=422 if form.is_bound and form.errors else 200,
    )


def _told(key: str, value: float | None) -> str:
    """A figure as one reads it."""
    if value is None:
        return "–"
    if key == "money":
        return kronor(int(value))
    return percent(value) if key == "inequality" else grouped(int(value))


@staff(*WRITERS)
def comparison_row(request: StaffRequest, row: int) -> HttpResponse:
    """Look at a cycle's figures; approve or refuse them."""
    try:
        found = queries.row_of(request.organisation, row)
    except (ComparedCycle.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    form = RefuseForm()
    if request.method == "POST":
        if request.POST.get("gor") == "godkann":
            actions.approve(row=found, actor=request.person, now=request.now)
            messages.success(request, _("Siffrorna är med i jämförelsen."))
            return HttpResponseRedirect(reverse("office:comparison"))
        form = RefuseForm(request.POST)
        if form.is_valid():
            try:
                actions.refuse(row=found, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                messages.success(request, _("Medlemmen ser varför siffrorna inte visas."))
                return HttpResponseRedirect(reverse("office:comparison"))
    return render(
        request,
        "office/comparison/row.html",
        {
            "row": found,
            "tag": state_tag(found),
            "figures": [(name, _told(key, found.figures.get(key))) for key, name in FIGURE_NAMES.items()],
            "form": form,
            "crumbs": [Link(_("Jämförelse"), reverse("office:comparison"))],
        },
        status=422 if form.errors else 200,
    )
