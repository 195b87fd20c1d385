"""How does a lead try a rule on real, own or invented ballots before deciding on it, and see how it differs from others?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.counting import actions, permissions, queries
from medborgarbudget.domain.counting.elections import tried_spec
from medborgarbudget.domain.counting.models import Count, Simulation, SimulationSource, SimulationState
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.queries import rule_versions
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import take_errors
from medborgarbudget.sites.staff.simulation.forms import FileForm, InventedForm, RuleForm, VoteForm

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)
TAB = "staff:cycle-rules"
INVENTED = {
    "voters": 2000, "projects": 30, "budget": 2_000_000, "wanted": 300, "choices": 5, "groups": 3, "spread": 60,
    "seed": 1,
}  # fmt: skip


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def simulations(request: StaffRequest, cycle: str) -> HttpResponse:
    """What has been tried, and three ways to try more: own votes, invented ones, a file."""
    found = staff_cycle_or_404(request, cycle)
    counts = list(queries.votes_to_try(request.organisation))
    given = request.POST if request.method == "POST" else None
    wanted = (given or request.GET).get("source" if given else "pa", "")
    source = wanted if wanted in SimulationSource.values else _usual(counts)
    form = _form(source, counts, {**_rule_in_force(found), **INVENTED}, given, request)
    if form.is_bound and form.is_valid():
        try:
            made = _start(source, form, found, request)
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Provet räknas i bakgrunden. Du kan lämna sidan och komma tillbaka."))
            return redirect("staff:simulation", cycle=found.slug, simulation=made.pk)
    context = {
        "cycle": found,
        "tab": TAB,
        "form": form,
        "source": source,
        "sources": [
            Link(str(label), f"?pa={value}#prova", current=value == source) for value, label in SimulationSource.choices
        ],
        "nothing_to_try": source == SimulationSource.VOTE and not counts,
        "made": list(queries.simulations(found)),
        "may": permissions.may_simulate(request.person, found, request.now),
    }
    return render(request, "staff/simulation/simulations.html", context, status=422 if form.errors else 200)


@staff(*LEADS)
@require_http_methods(["GET", "HEAD"])
def simulation(request: StaffRequest, cycle: str, simulation: int) -> HttpResponse:
    """How far a trial has come, or what came out of it."""
    found = staff_cycle_or_404(request, cycle)
    shown = _simulation_or_404(found, simulation)
    context = {
        "cycle": found,
        "tab": TAB,
        "simulation": shown,
        "under_way": shown.state in {SimulationState.WAITING, SimulationState.RUNNING},
        "failed": shown.state == SimulationState.FAILED,
        "contrast": queries.contrast_of_simulation(shown),
        "problems": shown.problem.splitlines() or [_("Något gick fel när provet räknades. Försök igen.")],
    }
    return render(request, "staff/simulation/simulation.html", context)


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: StaffRequest, cycle: str, simulation: int) -> HttpResponse:
    """Take away a trial, after a question."""
    found = staff_cycle_or_404(request, cycle)
    shown = _simulation_or_404(found, simulation)
    if request.method == "POST":
        actions.remove_simulation(simulation=shown, actor=request.person, now=request.now)
        messages.success(request, _("Provet är borttaget."))
        return redirect("staff:simulations", cycle=found.slug)
    context = {"cycle": found, "tab": TAB, "simulation": shown}
    return render(request, "staff/simulation/remove.html", context)


def _usual(counts: list[Count]) -> str:
    return SimulationSource.VOTE if counts else SimulationSource.INVENTED


def _rule_in_force(cycle: Cycle) -> dict[str, Any]:
    """The cycle's rules to begin with, or the usual ones where there are none yet."""
    sheet = rule_versions(cycle).first()
    if sheet is None:
        return {"rule": "equal-shares", "completion": "add1", "utility": "cost", "threshold": 0}
    return {
        "rule": sheet.counting_rule,
        "completion": sheet.completion,
        "utility": sheet.utility,
        "threshold": sheet.vote_threshold,
    }


def _form(source: str, counts: list[Count], initial: dict[str, Any], given: Any, request: StaffRequest) -> RuleForm:
    initial = {**initial, "source": source}
    if source == SimulationSource.VOTE:
        return VoteForm(given, counts=counts, initial=initial)
    if source == SimulationSource.FILE:
        return FileForm(given, request.FILES or None, initial=initial)
    return InventedForm(given, initial=initial)


def _start(source: str, form: RuleForm, cycle: Cycle, request: StaffRequest) -> Simulation:
    spec = tried_spec(**form.options())
    by_whom: dict[str, Any] = {"cycle": cycle, "spec": spec, "actor": request.person, "now": request.now}
    if isinstance(form, VoteForm):
        return actions.simulate_vote(count=form.counts[form.cleaned_data["count"]], **by_whom)
    if isinstance(form, FileForm):
        upload = form.cleaned_data["file"]
        return actions.simulate_file(data=upload.read(), file_name=upload.name, **by_whom)
    assert isinstance(form, InventedForm)
    return actions.simulate_invented(invention=form.invention(), **by_whom)


def _simulation_or_404(cycle: Cycle, pk: int) -> Simulation:
    found = queries.simulation(cycle, pk)
    if found is None:
        raise Http404
    return found
