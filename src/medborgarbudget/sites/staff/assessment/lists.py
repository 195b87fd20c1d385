"""When is everybody told, and has everybody been treated alike?"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from medborgarbudget.design.charts import Bar
from medborgarbudget.design.parts import Fact
from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import AssessmentState, ListKind
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.proposals.permissions import may_see_contact
from medborgarbudget.foundation.clock import STOCKHOLM, to_local
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.assessment.access import READERS, frame, take_errors
from medborgarbudget.sites.staff.assessment.forms import FinalForm, ProvisionalForm

USUAL_TIME = timedelta(days=14)
"""Ten working days to object, as in Torres Vedras."""


@staff(*READERS)
def assessment_lists(request: StaffRequest, cycle: str) -> HttpResponse:
    """What stands between now and the provisional list, the final list and the vote; and the two buttons."""
    found = staff_cycle_or_404(request, cycle)
    deed = request.POST.get("deed", "")
    provisional_form = ProvisionalForm(
        request.POST if deed == "provisional" else None, initial={"objections_until": _usual_end(found, request.now)}
    )
    final_form = FinalForm(request.POST if deed == "final" else None, auto_id="id_final_%s")
    try:
        if provisional_form.is_bound and provisional_form.is_valid():
            until = provisional_form.cleaned_data["objections_until"]
            actions.publish_provisional(cycle=found, actor=request.person, now=request.now, objections_until=until)
            messages.success(request, _("Den preliminära listan är publicerad och förslagsställarna har fått besked."))
            return HttpResponseRedirect(request.path)
        if final_form.is_bound and final_form.is_valid():
            actions.publish_final(cycle=found, actor=request.person, now=request.now)
            messages.success(request, _("Den slutliga listan är publicerad."))
            return HttpResponseRedirect(request.path)
    except ValidationError as wrong:
        take_errors(provisional_form, wrong)
    wrong_now = bool(
        (provisional_form.is_bound and provisional_form.errors) or (final_form.is_bound and final_form.errors)
    )
    counts = queries.counts_by_state(found)
    may_see = may_see_contact(request.person, request.organisation, request.now)
    return render(
        request,
        "staff/assessment/lists.html",
        {
            **frame(found, "assessment-lists"),
            "facts": [
                Fact(
                    _("inte färdigbedömda"), str(queries.to_open(found).count() + counts["open"] + counts["proposed"])
                ),
                Fact(_("klara att meddela"), str(counts[AssessmentState.SIGNED])),
                Fact(_("har preliminärt besked"), str(counts[AssessmentState.PROVISIONAL])),
                Fact(_("väntar på omprövning"), str(counts[AssessmentState.OBJECTED])),
                Fact(_("har slutligt besked"), str(counts[AssessmentState.FINAL])),
            ],
            "takes_objections": queries.takes_objections(found),
            "may_provisional": permissions.may_publish_provisional(request.person, found, request.now),
            "may_final": permissions.may_publish_final(request.person, found, request.now),
            "may_vote": permissions.may_prepare_vote(found),
            "provisional": queries.published_list(found, ListKind.PROVISIONAL),
            "final": queries.published_list(found, ListKind.FINAL),
            "closes": queries.objections_close_at(found),
            "provisional_form": provisional_form,
            "final_form": final_form,
            "to_call": queries.told_by_hand(found) if may_see else [],
        },
        status=422 if wrong_now else 200,
    )


def _usual_end(cycle: Cycle, now: datetime) -> datetime:
    published = queries.objections_close_at(cycle) or times_of(cycle, Deed.OBJECT)[1]
    if published is not None and published > now:
        return published
    return datetime.combine((to_local(now) + USUAL_TIME).date(), time(23, 59), tzinfo=STOCKHOLM)


@staff(*READERS)
def assessment_evenness(request: StaffRequest, cycle: str) -> HttpResponse:
    """Share that goes on per area, and what stops proposals: so that a skewed screening is seen before it is told."""
    found = staff_cycle_or_404(request, cycle)
    shares = queries.shares_by_area(found)
    return render(
        request,
        "staff/assessment/evenness.html",
        {
            **frame(found, "assessment-evenness"),
            "stumbles": queries.stumbles(found),
            "accepted": sum(share.accepted for share in shares),
            "all": sum(share.all for share in shares),
            "bars": [
                Bar(
                    share.name or _("Utan område"),
                    share.share,
                    _("%(accepted)d av %(all)d") % {"accepted": share.accepted, "all": share.all},
                )
                for share in shares
            ],
        },
    )
