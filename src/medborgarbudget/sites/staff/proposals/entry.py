"""How does a proposal come in that somebody wrote on paper, told by phone or at a meeting?"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.proposals import actions
from medborgarbudget.domain.proposals.addresses import status_path
from medborgarbudget.domain.proposals.models import Channel
from medborgarbudget.domain.proposals.permissions import FRONT
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.proposals.forms import EntryForm
from medborgarbudget.sites.staff.proposals.rows import base_map, proposal_or_404


@staff(*FRONT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, cycle: str) -> HttpResponse:
    """Enter it; then the receipt to print or read out."""
    found = staff_cycle_or_404(request, cycle)
    if request.method != "POST":
        initial = {"received_on": to_local(request.now).date(), "key": EntryForm.new_key()}
        return _page(request, found, EntryForm(cycle=found, initial=initial))
    form = EntryForm(request.POST, cycle=found)
    if form.is_valid():
        try:
            proposal = actions.enter_for_somebody(
                cycle=found,
                content=form.content(),
                channel=Channel(form.cleaned_data["channel"]),
                received_on=form.cleaned_data["received_on"],
                actor=request.person,
                now=request.now,
                key=form.status_key,
            )
        except ValidationError as error:
            form.told(error)
        except Refused as refusal:
            form.add_error("received_on", str(refusal))
        else:
            address = reverse("staff:proposal-receipt", kwargs={"cycle": found.slug, "reference": proposal.reference})
            return HttpResponseRedirect(address, status=303)
    return _page(request, found, form, status=422)


def _page(request: StaffRequest, cycle: Cycle, form: EntryForm, status: int = 200) -> HttpResponse:
    base = base_map(request, form.areas)
    context = {
        "cycle": cycle,
        "tab": "staff:proposals",
        "form": form,
        "base": base,
        "map_data": {"base": base, "markers": []},
    }
    return TemplateResponse(request, "staff/proposals/entry.html", context, status=status)


@staff(*FRONT)
@never_cache
@require_safe
def receipt(request: StaffRequest, cycle: str, reference: str) -> HttpResponse:
    """The reference and the address of the status page, to give to the person."""
    found, proposal = proposal_or_404(request, cycle, reference)
    context = {
        "cycle": found,
        "tab": "staff:proposals",
        "proposal": proposal,
        "status_url": request.organisation.base_url + status_path(proposal),
    }
    return TemplateResponse(request, "staff/proposals/receipt.html", context)
