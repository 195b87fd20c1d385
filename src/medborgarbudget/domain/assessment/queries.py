"""Which proposals have been answered, what was the answer, and what waits for whom?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Prefetch, Q, QuerySet

from medborgarbudget.domain.assessment import links
from medborgarbudget.domain.assessment.models import (
    Assessment,
    AssessmentState,
    Criterion,
    CriterionAnswer,
    ExpertQuestion,
    ListKind,
    Met,
    Objection,
    Outcome,
    PublishedList,
)
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, Proposal, ProposalState

WAITING = (ProposalState.SUBMITTED, ProposalState.PUBLISHED, ProposalState.UNDER_ASSESSMENT)
"""States of proposals that have been sent in and not been answered."""

TOLD = (AssessmentState.PROVISIONAL, AssessmentState.OBJECTED, AssessmentState.FINAL)
"""States in which the proposer and everybody else know the answer. Nothing of an assessment in another state is public."""


# --- for the steps that come later ---


def unanswered(cycle: Cycle) -> QuerySet[Proposal]:
    """Proposals that have been sent in and have no final answer yet, in the order they came."""
    return Proposal.objects.filter(cycle=cycle, state__in=WAITING).order_by("number", "id")


def accepted(cycle: Cycle) -> QuerySet[Proposal]:
    """Proposals with a final yes and a cost, in the order they came, each with its area."""
    return (
        Proposal.objects.filter(cycle=cycle, state=ProposalState.ACCEPTED, cost__isnull=False)
        .select_related("cycle_area__area", "theme")
        .order_by("number", "id")
    )


def unanswered_objections(cycle: Cycle) -> QuerySet[Objection]:
    """Requests for a new look that nobody has answered, oldest first."""
    return Objection.objects.filter(
        assessment__proposal__cycle=cycle, upheld=None, assessment__proposal__state__in=WAITING
    ).order_by("made_at")


# --- criteria ---


def criteria(cycle: Cycle) -> QuerySet[Criterion]:
    """The cycle's criteria in their order."""
    return Criterion.objects.filter(cycle=cycle)


def criteria_with_use(cycle: Cycle) -> QuerySet[Criterion]:
    """The same, each with `used`: how many assessments have answered it."""
    answered = CriterionAnswer.objects.filter(criterion__cycle=cycle)
    counts = dict(answered.values_list("criterion").annotate(n=Count("id")).values_list("criterion", "n"))
    rows = criteria(cycle)
    for row in rows:
        row.used = counts.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def is_used(criterion: Criterion) -> bool:
    """Whether an assessment has answered with it; then it is locked."""
    return CriterionAnswer.objects.filter(criterion=criterion).exists()


# --- one assessment ---


def assessment_of(cycle: Cycle, reference: str) -> Assessment:
    """The assessment of the cycle's proposal with this reference. Raises Assessment.DoesNotExist."""
    return (
        Assessment.objects.select_related(
            "proposal__cycle",
            "proposal__cycle_area__area",
            "proposal__theme",
            "assignee",
            "proposed_by",
            "signed_by",
            "organisation",
        )
        .exclude(proposal__reference="")
        .get(proposal__cycle=cycle, proposal__reference=reference)
    )


def findings_of(assessment: Assessment) -> list[tuple[Criterion, CriterionAnswer | None]]:
    """Each criterion of the cycle with the answer, if there is one."""
    answers = {answer.criterion_id: answer for answer in CriterionAnswer.objects.filter(assessment=assessment)}
    return [(criterion, answers.get(criterion.pk)) for criterion in criteria(assessment.proposal.cycle)]


def expert_questions(assessment: Assessment) -> QuerySet[ExpertQuestion]:
    """Questions put to other departments, in order."""
    return ExpertQuestion.objects.filter(assessment=assessment).select_related("asked_by")


def objection_of(assessment: Assessment) -> Objection | None:
    """The proposer's request for a new look, if there is one."""
    return Objection.objects.filter(assessment=assessment).select_related("answered_by").first()


def question_with_token(cycle: Cycle, token: str) -> ExpertQuestion | None:
    """The question that a signed link leads to; None for a link that we did not make or that belongs to another cycle."""
    number = links.number_in(token)
    if number is None:
        return None
    return (
        ExpertQuestion.objects.select_related(
            "assessment__proposal__cycle__organisation",
            "assessment__proposal__cycle_area__area",
            "assessment__proposal__theme",
            "asked_by",
        )
        .filter(pk=number, assessment__proposal__cycle=cycle)
        .first()
    )


def question_of(assessment: Assessment, pk: int) -> ExpertQuestion:
    """One question of this assessment. Raises ExpertQuestion.DoesNotExist."""
    return ExpertQuestion.objects.select_related("assessment__proposal__cycle").get(assessment=assessment, pk=pk)


def assessment_for_proposer(cycle: Cycle, *, reference: str = "", status_key: str = "") -> Assessment | None:
    """The assessment of a proposal found by its reference or by its secret status key; None if there is none."""
    if bool(reference) == bool(status_key):
        return None
    found = Q(proposal__reference=reference) if reference else Q(proposal__status_key=status_key)
    return (
        Assessment.objects.select_related("proposal__cycle__organisation", "proposal__author")
        .filter(found, proposal__cycle=cycle)
        .first()
    )


def ceiling_of(cycle: Cycle) -> int | None:
    """The highest cost that the rules allow a proposal, or None."""
    return rules_in_force(cycle).cost_ceiling if cycle.rule_sheets.exists() else None


def criteria_not_met(assessments: Iterable[Assessment]) -> dict[int, list[Criterion]]:
    """Assessment id → the criteria that were answered no, in their order. One query whatever the number."""
    found: dict[int, list[Criterion]] = {}
    answers = CriterionAnswer.objects.filter(assessment__in=[a.pk for a in assessments], met=Met.NO).select_related(
        "criterion"
    )
    for answer in answers.order_by("criterion__position", "criterion_id"):
        found.setdefault(answer.assessment_id, []).append(answer.criterion)
    return found


# --- staff's table ---


def live(cycle: Cycle) -> QuerySet[Assessment]:
    """Assessments of the cycle's proposals that have not been withdrawn or hidden."""
    return Assessment.objects.filter(proposal__cycle=cycle).exclude(
        proposal__state__in=[ProposalState.WITHDRAWN, ProposalState.HIDDEN]
    )


def table(
    cycle: Cycle,
    *,
    state: str = "",
    area: int | None = None,
    assignee: int | None = None,
    unassigned: bool = False,
    words: str = "",
) -> QuerySet[Assessment]:
    """Assessments for staff's list with filters; each with `asked`, `answered` (questions to others) counted."""
    rows = live(cycle)
    if state:
        rows = rows.filter(state=state)
    if area is not None:
        rows = rows.filter(proposal__cycle_area__area_id=area)
    if unassigned:
        rows = rows.filter(assignee=None)
    elif assignee is not None:
        rows = rows.filter(assignee_id=assignee)
    for word in words.split()[:6]:
        rows = rows.filter(Q(proposal__title__icontains=word) | Q(proposal__reference__icontains=word))
    asked = Q(expert_questions__withdrawn_at=None, expert_questions__isnull=False)
    return (
        rows.select_related("proposal__cycle_area__area", "assignee", "proposed_by")
        .annotate(
            asked=Count("expert_questions", filter=asked),
            answered=Count("expert_questions", filter=asked & Q(expert_questions__answered_at__isnull=False)),
        )
        .order_by("proposal__number", "proposal_id")
    )


def counts_by_state(cycle: Cycle) -> dict[str, int]:
    """Assessment state → how many, all states named."""
    found = dict(live(cycle).values_list("state").annotate(n=Count("id")).values_list("state", "n"))
    return {state.value: found.get(state.value, 0) for state in AssessmentState}


def to_open(cycle: Cycle) -> QuerySet[Proposal]:
    """Published proposals that nobody assesses yet."""
    return (
        Proposal.objects.filter(cycle=cycle, state=ProposalState.PUBLISHED)
        .select_related("cycle")
        .order_by("number", "id")
    )


def in_moderation(cycle: Cycle) -> int:
    """How many proposals wait to be looked at by a moderator before they can be assessed."""
    return Proposal.objects.filter(cycle=cycle, state=ProposalState.SUBMITTED).count()


def assessors(organisation: Organisation) -> QuerySet[Person]:
    """People to whom assessments can be given, by name."""
    return (
        Person.objects.filter(
            roles__organisation=organisation,
            roles__ended_at=None,
            roles__role__in=[RoleName.ASSESSOR, RoleName.LEAD],
            is_active=True,
        )
        .distinct()
        .order_by("name", "email")
    )


def waiting_for(person: Person, organisation: Organisation) -> QuerySet[Assessment]:
    """Running assessments given to the person, the most urgent first; for the desk."""
    return (
        Assessment.objects.of(organisation)
        .filter(assignee=person, state=AssessmentState.OPEN, proposal__state=ProposalState.UNDER_ASSESSMENT)
        .select_related("proposal__cycle")
        .order_by("deadline", "id")
    )


def waiting_for_signature(person: Person, organisation: Organisation) -> QuerySet[Assessment]:
    """Outcomes that somebody else has proposed and this person may sign; for the desk."""
    return (
        Assessment.objects.of(organisation)
        .filter(state=AssessmentState.PROPOSED, proposal__state=ProposalState.UNDER_ASSESSMENT)
        .exclude(proposed_by=person)
        .select_related("proposal__cycle")
        .order_by("proposed_at", "id")
    )


def objections_waiting_for(person: Person, organisation: Organisation) -> QuerySet[Objection]:
    """Requests for a new look that this person may answer: not those the person proposed or signed; for the desk."""
    return (
        Objection.objects.filter(
            assessment__organisation=organisation,
            upheld=None,
            assessment__proposal__state=ProposalState.UNDER_ASSESSMENT,
        )
        .exclude(Q(assessment__signed_by=person) | Q(assessment__proposed_by=person))
        .select_related("assessment__proposal__cycle")
        .order_by("made_at")
    )


# --- lists ---


def published_list(cycle: Cycle, kind: ListKind) -> PublishedList | None:
    """The list as it was made public, if it has been."""
    return PublishedList.objects.filter(cycle=cycle, kind=kind).first()


def takes_objections(cycle: Cycle) -> bool:
    """Whether the cycle has a dated step in which proposers may ask for a new look."""
    return times_of(cycle, Deed.OBJECT)[0] is not None


def objections_close_at(cycle: Cycle) -> datetime | None:
    """The moment up to which a new look can be asked for: what the provisional list says, or the step's end when that is later.

    None while no provisional list is out.
    """
    provisional = published_list(cycle, ListKind.PROVISIONAL)
    if provisional is None:
        return None
    moments = [
        moment for moment in (provisional.objections_until, times_of(cycle, Deed.OBJECT)[1]) if moment is not None
    ]
    return max(moments, default=provisional.published_at)


def told_by_hand(cycle: Cycle) -> QuerySet[Proposal]:
    """Proposals with an answer whose proposers have neither account nor address: somebody has to call or write to them."""
    return Proposal.objects.filter(
        cycle=cycle,
        author=None,
        contact_email="",
        assessment__state__in=TOLD,
        state__in=[*WAITING, ProposalState.ACCEPTED, ProposalState.REFUSED],
    ).order_by("number", "id")


# --- what everybody may read ---


def public_answers(
    cycle: Cycle, *, outcome: str = "", area: int | None = None, words: str = ""
) -> QuerySet[Assessment]:
    """Answers that have been given, by area and number; nothing of an assessment that is not finished."""
    rows = Assessment.objects.filter(proposal__cycle=cycle, state__in=TOLD).exclude(proposal__state__in=NOT_PUBLIC)
    if outcome:
        rows = rows.filter(outcome=outcome)
    if area is not None:
        rows = rows.filter(proposal__cycle_area__area_id=area)
    for word in words.split()[:6]:
        rows = rows.filter(
            Q(proposal__title__icontains=word) | Q(proposal__reference__icontains=word) | Q(reason__icontains=word)
        )
    return (
        rows.select_related("proposal__cycle_area__area", "proposal__theme", "objection")
        .prefetch_related(
            Prefetch(
                "answers",
                queryset=CriterionAnswer.objects.filter(met=Met.NO)
                .select_related("criterion")
                .order_by("criterion__position", "id"),
                to_attr="not_met",
            )
        )
        .order_by(
            F("proposal__cycle_area__area__position").asc(nulls_last=True),
            F("proposal__cycle_area__area__name").asc(nulls_last=True),
            "outcome",
            "proposal__number",
            "id",
        )
    )


@dataclass(frozen=True)
class AnswerTotals:
    """What the answers given so far come to."""

    accepted: int
    refused: int
    cost: int

    @property
    def all(self) -> int:
        return self.accepted + self.refused


def answer_totals(cycle: Cycle) -> AnswerTotals:
    """Numbers for the top of the public list."""
    rows = Assessment.objects.filter(proposal__cycle=cycle, state__in=TOLD).exclude(proposal__state__in=NOT_PUBLIC)
    costs = list(rows.values_list("outcome", "cost"))
    return AnswerTotals(
        accepted=sum(outcome == Outcome.ACCEPTED for outcome, _cost in costs),
        refused=sum(outcome == Outcome.REFUSED for outcome, _cost in costs),
        cost=sum(cost or 0 for outcome, cost in costs if outcome == Outcome.ACCEPTED),
    )


# --- even-handedness ---


@dataclass(frozen=True)
class Share:
    """How many of those assessed in a place went on."""

    name: str
    accepted: int
    all: int

    @property
    def share(self) -> float:
        return self.accepted / self.all if self.all else 0.0


@dataclass(frozen=True)
class Stumble:
    """How many proposals a criterion stopped."""

    criterion: Criterion
    no: int
    all: int

    @property
    def share(self) -> float:
        return self.no / self.all if self.all else 0.0


def shares_by_area(cycle: Cycle) -> list[Share]:
    """Share that goes on per area, among outcomes that are signed or beyond; proposals without area come last as ""."""
    found: dict[str, list[str]] = {}
    rows = live(cycle).filter(state__in=[AssessmentState.SIGNED, *TOLD])
    ordered = rows.order_by("proposal__cycle_area__area__position", "proposal__cycle_area__area__name")
    for name, outcome in ordered.values_list("proposal__cycle_area__area__name", "outcome"):
        found.setdefault(name or "", []).append(outcome)
    shares = [Share(name, outcomes.count(Outcome.ACCEPTED), len(outcomes)) for name, outcomes in found.items()]
    return sorted(shares, key=lambda share: share.name == "")


def stumbles(cycle: Cycle) -> list[Stumble]:
    """How often each criterion was answered no, among the same outcomes."""
    done = live(cycle).filter(state__in=[AssessmentState.SIGNED, *TOLD])
    answers = CriterionAnswer.objects.filter(assessment__in=done).values("criterion_id")
    counted = {
        row["criterion_id"]: row for row in answers.annotate(n=Count("id"), no=Count("id", filter=Q(met=Met.NO)))
    }
    empty = {"n": 0, "no": 0}
    return [
        Stumble(criterion, counted.get(criterion.pk, empty)["no"], counted.get(criterion.pk, empty)["n"])
        for criterion in criteria(cycle)
    ]


def is_late(assessment: Assessment, today: date) -> bool:
    """Whether the deadline has passed and the assessor has not proposed an outcome."""
    return assessment.state == AssessmentState.OPEN and assessment.deadline is not None and assessment.deadline < today
