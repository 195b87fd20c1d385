"""By which rules do people vote, what do they mean in practice, and which were in force before?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Row
from medborgarbudget.domain.cycles import actions, permissions, queries, readiness, wording
from medborgarbudget.domain.cycles.policy import RuleValues
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import RulesForm, take_errors
from medborgarbudget.sites.staff.cycles.views import cycle_url


@staff()
def edit(request: StaffRequest, cycle: str) -> HttpResponse:
    """The rules in words for all staff; whoever leads changes them here until voting opens."""
    chosen = staff_cycle_or_404(request, cycle)
    verdict = permissions.may_change_terms(request.person, chosen, request.now)
    needed = permissions.needs_reason(chosen, request.now)
    versions = list(queries.rule_versions(chosen))
    values = readiness.values_of(versions[0]) if versions else RuleValues(tie_to_place="")
    form = None
    if request.method == "POST":
        require(verdict)
        form = RulesForm(request.POST, needed=needed)
        if form.is_valid():
            try:
                actions.change_rules(
                    cycle=chosen,
                    values=form.values(values.utility),
                    actor=request.person,
                    now=request.now,
                    reason=form.words,
                )
            except ValidationError as refusal:
                take_errors(form, refusal)
            else:
                messages.success(request, _("Reglerna är sparade."))
                return HttpResponseRedirect(cycle_url("cycle-rules", chosen))
    elif verdict:
        form = RulesForm(initial=RulesForm.initial_of(values), needed=needed)
    pots = [pot.amount for pot in queries.pots(chosen)]
    context = {
        "cycle": chosen,
        "form": form,
        "verdict": verdict,
        "rules": [Row(said.label, said.text) for said in wording.rules_in_words(chosen, values)] if versions else [],
        "practice": wording.practice(values, pots, request.organisation.inhabitants) if versions else [],
        "versions": versions,
    }
    status = 422 if request.method == "POST" else 200
    return TemplateResponse(request, "staff/cycles/rules.html", context, status=status)
