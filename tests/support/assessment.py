"""How do tests get proposals with an answer? By the real actions, whatever step the cycle is in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from medborgarbudget.domain.assessment import actions, queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState, PublishedList
from medborgarbudget.domain.assessment.policy import Findings
from medborgarbudget.domain.cycles.models import Cycle, Deed, Step
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalState

A_REASON = "Marken ägs av någon annan, som inte vill ha något byggt där."


@contextmanager
def step_open(cycle: Cycle, deed: Deed, now: datetime) -> Iterator[Cycle]:
    """Within this, the deed is open at `now`. Gives the cycle as it then is."""
    step = Step.objects.create(
        cycle=cycle,
        name=str(deed.label),
        deeds=[deed],
        position=99,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
    )
    try:
        yield Cycle.objects.get(pk=cycle.pk)
    finally:
        step.delete()


def open_one(proposal: Proposal, now: datetime, lead: Person) -> Assessment:
    """A running assessment of the proposal."""
    with step_open(proposal.cycle, Deed.ASSESS, now) as cycle:
        actions.open_assessments(cycle=cycle, actor=lead, now=now, proposals=[proposal])
    return Assessment.objects.select_related("proposal__cycle", "organisation").get(proposal=proposal)


def yes_to_all(assessment: Assessment, cost: int, **others: object) -> Findings:
    """Findings that let the proposal go on."""
    met = {criterion.pk: "yes" for criterion in queries.criteria(assessment.proposal.cycle)}
    return Findings(outcome="accepted", cost=cost, running_cost=0, met=met, **others)  # type: ignore[arg-type]


def no_to_first(assessment: Assessment, reason: str = A_REASON) -> Findings:
    """Findings that stop the proposal at the first criterion."""
    ids = [criterion.pk for criterion in queries.criteria(assessment.proposal.cycle)]
    met = {pk: "no" if place == 0 else "yes" for place, pk in enumerate(ids)}
    return Findings(outcome="refused", reason=reason, met=met)


def signed(
    proposal: Proposal, findings: str, now: datetime, lead: Person, second: Person, *, cost: int = 100_000
) -> Assessment:
    """An assessment proposed by `lead` and signed by `second`, not told to anybody. `findings`: "yes" or "no"."""
    assessment = open_one(proposal, now, lead)
    found = yes_to_all(assessment, cost) if findings == "yes" else no_to_first(assessment)
    actions.propose(assessment=assessment, findings=found, actor=lead, now=now)
    return actions.sign(assessment=assessment, actor=second, now=now)


def accept(proposal: Proposal, cost: int, now: datetime, lead: Person, second: Person) -> Proposal:
    """Bring a published proposal to its final yes. `lead` has the role lead, `second` is another lead or assessor."""
    assessment = signed(proposal, "yes", now, lead, second, cost=cost)
    actions.give_final_answer(assessment=assessment, actor=lead, now=now)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED
    return proposal


def refuse(proposal: Proposal, now: datetime, lead: Person, second: Person) -> Proposal:
    """Bring a published proposal to its final no, its time to object having passed."""
    assessment = signed(proposal, "no", now, lead, second)
    Assessment.objects.filter(pk=assessment.pk).update(state=AssessmentState.PROVISIONAL, answered_at=now)
    later = max(now, queries.objections_close_at(proposal.cycle) or now)
    actions.give_final_answer(assessment=assessment, actor=lead, now=later)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    return proposal


def publish_lists(cycle: Cycle, now: datetime, lead: Person) -> PublishedList:
    """The provisional list at `now` and the final one when the time to object has passed, a day later."""
    actions.publish_provisional(cycle=cycle, actor=lead, now=now, objections_until=now + timedelta(days=1))
    later = max(now + timedelta(days=1), queries.objections_close_at(cycle) or now)
    return actions.publish_final(cycle=cycle, actor=lead, now=later)
