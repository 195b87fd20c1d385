"""What do the pages of an assessment have in common: who may open them, which one is it about, and what stands around them?"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link, Tag
from medborgarbudget.domain.assessment import queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState, Outcome
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.request import StaffRequest

READERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.ASSESSOR, RoleName.AUDITOR)
ASSESSORS = (RoleName.LEAD, RoleName.ASSESSOR)

TONES = {
    AssessmentState.OPEN: ("", "edit"),
    AssessmentState.PROPOSED: ("warning", "person"),
    AssessmentState.SIGNED: ("info", "check"),
    AssessmentState.PROVISIONAL: ("accent", "letter"),
    AssessmentState.OBJECTED: ("warning", "refresh"),
    AssessmentState.FINAL: ("success", "lock"),
}


def assessment_or_404(request: StaffRequest, cycle: str, reference: str) -> tuple[Cycle, Assessment]:
    """The cycle and the assessment at this address; another organisation's is not found."""
    found = staff_cycle_or_404(request, cycle)
    try:
        assessment = queries.assessment_of(found, reference)
    except Assessment.DoesNotExist as missing:
        raise Http404 from missing
    assessment.proposal.cycle, assessment.organisation = found, request.organisation
    return found, assessment


def address(assessment: Assessment, name: str = "assessment", **more: Any) -> str:
    """The address of one of the assessment's pages."""
    proposal = assessment.proposal
    return reverse(f"staff:{name}", kwargs={"cycle": proposal.cycle.slug, "reference": proposal.reference, **more})


def state_tag(assessment: Assessment) -> Tag:
    """Where the assessment is."""
    state = AssessmentState(assessment.state)
    tone, icon = TONES[state]
    return Tag(str(state.label), tone, icon)  # type: ignore[arg-type]


def outcome_tag(outcome: str) -> Tag | None:
    """What the answer is, if there is one."""
    if outcome == Outcome.ACCEPTED:
        return Tag(_("Går vidare"), "success", "check")
    if outcome == Outcome.REFUSED:
        return Tag(_("Går inte vidare"), "danger", "cross")
    return None


def parts(cycle: Cycle, here: str) -> list[Link]:
    """The pages of the cycle's assessment."""
    pages = (
        ("assessments", _("Förslag att bedöma")),
        ("criteria", _("Kriterier")),
        ("assessment-lists", _("Besked")),
        ("assessment-evenness", _("Likvärdighet")),
    )
    return [Link(label, reverse(f"staff:{name}", kwargs={"cycle": cycle.slug}), name == here) for name, label in pages]


def frame(cycle: Cycle, here: str = "") -> dict[str, Any]:
    """The context that every page here needs."""
    context: dict[str, Any] = {"cycle": cycle, "tab": "staff:assessments"}
    if here:
        context["parts"] = parts(cycle, here)
    return context


def take_errors(form: Form, wrong: ValidationError) -> None:
    """Put a domain's errors at the form's fields; what has no field stands in the summary."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
