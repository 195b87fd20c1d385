"""What follows for the assessment when something happens earlier in a cycle? Subscribed to in apps.py."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from medborgarbudget.domain.assessment import queries
from medborgarbudget.domain.assessment.models import AssessmentState, Criterion, Outcome
from medborgarbudget.domain.assessment.template import DEFAULT_CRITERIA, CriterionTemplate
from medborgarbudget.domain.cycles.events import CycleCreated, TermsChanged
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.money import kronor


def take_over_criteria(event: CycleCreated) -> None:
    """A new cycle has the criteria of the one it is copied from, else the usual ones."""
    rows: Sequence[Criterion | CriterionTemplate] = (
        list(queries.criteria(event.copied_from)) if event.copied_from is not None else []
    )
    Criterion.objects.bulk_create(
        Criterion(
            cycle=event.cycle, code=row.code, question=row.question, refusal_text=row.refusal_text, position=place
        )
        for place, row in enumerate(rows or DEFAULT_CRITERIA)
    )


def hold_to_signed_costs(event: TermsChanged) -> None:
    """The ceiling cannot be lowered under the cost of what two people have signed as going on."""
    ceiling = queries.ceiling_of(event.cycle)
    if ceiling is None:
        return
    signed = queries.live(event.cycle).filter(
        outcome=Outcome.ACCEPTED, state__in=[AssessmentState.SIGNED, *queries.TOLD], cost__gt=ceiling
    )
    dearest = signed.select_related("proposal").order_by("-cost").first()
    if dearest is not None:
        raise Refused(
            _("”%(title)s” är godkänt med kostnaden %(cost)s, så taket för ett förslag kan inte vara lägre än det.")
            % {"title": dearest.proposal.title, "cost": kronor(dearest.cost or 0)}
        )
