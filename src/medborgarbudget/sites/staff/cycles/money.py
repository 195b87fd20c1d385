"""How much money has the cycle, into which areas is it divided, and how large does each pot become?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.cycles import actions, permissions, queries, wording
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.organisations import queries as organisations
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import AreasForm, BudgetForm, PotForm, ReasonForm, take_errors
from medborgarbudget.sites.staff.cycles.views import LEADING, cycle_url, pot_or_404

MONEY = "staff:cycle-money"


def _common(request: StaffRequest, reason: str) -> dict[str, Any]:
    return {"actor": request.person, "now": request.now, "reason": reason}


@staff(*LEADING)
def overview(request: StaffRequest, cycle: str) -> HttpResponse:
    """The pots with what they come to, the areas, and the cycle's money, which is changed here."""
    chosen = staff_cycle_or_404(request, cycle)
    needed = permissions.needs_reason(chosen, request.now)
    form = BudgetForm(
        request.POST if request.method == "POST" else None, needed=needed, initial={"budget": chosen.budget}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_budget(cycle=chosen, budget=form.cleaned_data["budget"], **_common(request, form.words))
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, _("Pengarna är sparade."))
            return HttpResponseRedirect(cycle_url("cycle-money", chosen))
    pots = list(queries.pots(chosen))
    areas = list(queries.areas(chosen))
    total = sum(pot.amount for pot in pots)
    context = {
        "cycle": chosen,
        "form": form,
        "areas": areas,
        "pots": [
            {
                "pot": pot,
                "how": wording.pot_in_words(pot),
                "each": wording.per_inhabitant(pot.amount, pot.cycle_area.inhabitants if pot.cycle_area else None),
                "url": cycle_url("cycle-pot", chosen, pot=pot.pk),
            }
            for pot in pots
        ],
        "total": total,
        "rest": chosen.budget - total,
        "verdict": permissions.may_change_terms(request.person, chosen, request.now),
        "inhabitants": sum(area.inhabitants or 0 for area in areas),
        "reason_form": ReasonForm(needed=needed, prefix="share"),
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "staff/cycles/money.html", context, status=status)


@staff(*LEADING)
def areas(request: StaffRequest, cycle: str) -> HttpResponse:
    """Choose the areas, and with how many inhabitants each is planned."""
    chosen = staff_cycle_or_404(request, cycle)
    require(permissions.may_change_terms(request.person, chosen, request.now))
    form = AreasForm(
        request.POST if request.method == "POST" else None,
        areas=list(organisations.areas(request.organisation)),
        chosen={each.area_id: each for each in queries.areas(chosen)},
        needed=permissions.needs_reason(chosen, request.now),
    )
    if request.method == "POST" and form.is_valid():
        wanted, inhabitants = form.chosen()
        try:
            actions.choose_areas(cycle=chosen, areas=wanted, inhabitants=inhabitants, **_common(request, form.words))
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, _("Områdena är sparade."))
            return HttpResponseRedirect(cycle_url("cycle-money", chosen))
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(
        request, "staff/cycles/areas.html", {"cycle": chosen, "form": form, "tab": MONEY}, status=status
    )


@staff(*LEADING)
@require_POST
def by_population(request: StaffRequest, cycle: str) -> HttpResponse:
    """One pot for each area, by its inhabitants, in place of those there are."""
    chosen = staff_cycle_or_404(request, cycle)
    try:
        actions.share_by_population(cycle=chosen, **_common(request, request.POST.get("share-reason", "")))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Pengarna är fördelade efter antalet invånare."))
    return HttpResponseRedirect(cycle_url("cycle-money", chosen))


@staff(*LEADING)
def new_pot(request: StaffRequest, cycle: str) -> HttpResponse:
    """One more pot."""
    return _pot_page(request, staff_cycle_or_404(request, cycle), None)


@staff(*LEADING)
def pot(request: StaffRequest, cycle: str, pot: int) -> HttpResponse:
    """Change a pot."""
    chosen = staff_cycle_or_404(request, cycle)
    return _pot_page(request, chosen, pot_or_404(chosen, pot))


def _pot_page(request: StaffRequest, cycle: Cycle, pot: Any) -> HttpResponse:
    require(permissions.may_change_terms(request.person, cycle, request.now))
    form = PotForm(
        request.POST if request.method == "POST" else None,
        cycle=cycle,
        needed=permissions.needs_reason(cycle, request.now),
        initial=PotForm.initial_of(pot) if pot else {"kind": "fixed"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_pot(cycle=cycle, pot=pot, **form.values(), **_common(request, form.words))
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, _("Potten är sparad."))
            return HttpResponseRedirect(cycle_url("cycle-money", cycle))
    context = {
        "cycle": cycle,
        "pot": pot,
        "form": form,
        "tab": MONEY,
        "crumbs": [Link(_("Pengar"), cycle_url("cycle-money", cycle))],
        "remove_url": cycle_url("cycle-pot-remove", cycle, pot=pot.pk) if pot else "",
    }
    return TemplateResponse(request, "staff/cycles/pot.html", context, status=422 if request.method == "POST" else 200)


@staff(*LEADING)
def remove_pot(request: StaffRequest, cycle: str, pot: int) -> HttpResponse:
    """Ask once more, then take a pot away."""
    chosen = staff_cycle_or_404(request, cycle)
    gone = pot_or_404(chosen, pot)
    require(permissions.may_change_terms(request.person, chosen, request.now))
    form = ReasonForm(
        request.POST if request.method == "POST" else None, needed=permissions.needs_reason(chosen, request.now)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_pot(pot=gone, **_common(request, form.words))
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, _("Potten är borttagen."))
            return HttpResponseRedirect(cycle_url("cycle-money", chosen))
    context = {"cycle": chosen, "pot": gone, "form": form, "tab": MONEY}
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "staff/cycles/pot_remove.html", context, status=status)
