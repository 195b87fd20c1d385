"""What can be done with assessments? Open, assign, find out, propose, sign, tell, object and look again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.assessment import notices, permissions, policy, queries
from medborgarbudget.domain.assessment.models import (
    Assessment,
    AssessmentState,
    Criterion,
    CriterionAnswer,
    ExpertQuestion,
    ListKind,
    Objection,
    Outcome,
    PublishedList,
)
from medborgarbudget.domain.assessment.policy import Findings
from medborgarbudget.domain.assessment.template import DEFAULT_CRITERIA
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.actions import change_state
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused, require

# --- criteria ---


@transaction.atomic
def add_default_criteria(*, cycle: Cycle, actor: Person | None, now: datetime) -> list[Criterion]:
    """Give a cycle without criteria the usual ones; a cycle that has its own keeps them."""
    existing = list(queries.criteria(cycle))
    if existing:
        return existing
    made = [
        Criterion.objects.create(
            cycle=cycle, code=row.code, question=row.question, refusal_text=row.refusal_text, position=place
        )
        for place, row in enumerate(DEFAULT_CRITERIA)
    ]
    audit.record(
        organisation_id=cycle.organisation_id, actor=actor, verb="criteria.add_default", subject=cycle, now=now
    )
    return made


@transaction.atomic
def save_criterion(
    *,
    cycle: Cycle,
    criterion: Criterion | None,
    code: str,
    question: str,
    refusal_text: str,
    actor: Person,
    now: datetime,
) -> Criterion:
    """Write a new criterion (`criterion` None; it comes last) or change one that no assessment has answered."""
    require(
        permissions.may_edit_criteria(actor, cycle, now)
        if criterion is None
        else permissions.may_change_criterion(actor, criterion, now)
    )
    code, question, refusal_text = plain_line(code), plain_line(question), plain_line(refusal_text)
    wrong = {
        name: message
        for name, text, message in (
            ("code", code, _("Ange en kod.")),
            ("question", question, _("Ange en fråga.")),
            ("refusal_text", refusal_text, _("Ange vad förslagsställaren får läsa när svaret är nej.")),
        )
        if not text
    }
    same = Criterion.objects.filter(cycle=cycle, code__iexact=code)
    if criterion is not None:
        same = same.exclude(pk=criterion.pk)
    if code and same.exists():
        wrong["code"] = _("Omgången har redan ett kriterium med den koden. Välj en annan kod.")
    if wrong:
        raise ValidationError(wrong)
    changes = {}
    if criterion is None:
        last = Criterion.objects.filter(cycle=cycle).order_by("-position").first()
        criterion = Criterion(cycle=cycle, position=last.position + 1 if last else 0)
        verb = "criterion.add"
    else:
        verb = "criterion.change"
        changes = {
            name: [getattr(criterion, name), value]
            for name, value in (("code", code), ("question", question), ("refusal_text", refusal_text))
            if getattr(criterion, name) != value
        }
    criterion.code, criterion.question, criterion.refusal_text = code, question, refusal_text
    criterion.save()
    audit.record(
        organisation_id=cycle.organisation_id, actor=actor, verb=verb, subject=criterion, now=now, changes=changes
    )
    return criterion


@transaction.atomic
def remove_criterion(*, criterion: Criterion, actor: Person, now: datetime) -> None:
    """Take away a criterion that no assessment has answered."""
    require(permissions.may_change_criterion(actor, criterion, now))
    audit.record(
        organisation_id=criterion.cycle.organisation_id,
        actor=actor,
        verb="criterion.remove",
        subject=criterion,
        now=now,
    )
    criterion.delete()


@transaction.atomic
def move_criterion(*, criterion: Criterion, up: bool, actor: Person, now: datetime) -> None:
    """Change places with the one before or after; at the end of the list nothing happens."""
    require(permissions.may_edit_criteria(actor, criterion.cycle, now))
    rows = list(queries.criteria(criterion.cycle).select_for_update())
    place = next(i for i, row in enumerate(rows) if row.pk == criterion.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        row.position = position
    Criterion.objects.bulk_update(rows, ["position"])
    audit.record(
        organisation_id=criterion.cycle.organisation_id, actor=actor, verb="criterion.move", subject=criterion, now=now
    )


# --- opening and assigning ---


@transaction.atomic
def open_assessments(
    *, cycle: Cycle, actor: Person, now: datetime, proposals: Iterable[Proposal] | None = None
) -> list[Assessment]:
    """Begin to assess the cycle's published proposals (all, or those named). Gives the assessments that were opened.

    A cycle without criteria gets the usual ones. Proposals that are assessed already are left alone.
    """
    require(permissions.may_open_assessments(actor, cycle, now))
    add_default_criteria(cycle=cycle, actor=actor, now=now)
    wanted = queries.to_open(cycle)
    if proposals is not None:
        wanted = wanted.filter(pk__in=[proposal.pk for proposal in proposals])
    with translation.override("sv"):
        reason = _("Vi bedömer nu om förslaget går att genomföra och vad det kostar. Du får besked när det är klart.")
    opened = []
    for proposal in wanted:
        assessment, _new = Assessment.objects.get_or_create(
            proposal=proposal, defaults={"organisation_id": cycle.organisation_id, "created_at": now, "changed_at": now}
        )
        change_state(
            proposal=proposal,
            to=ProposalState.UNDER_ASSESSMENT,
            reason=reason,
            actor=actor,
            now=now,
        )
        opened.append(assessment)
    if opened:
        audit.record(
            organisation_id=cycle.organisation_id,
            actor=actor,
            verb="assessment.open",
            subject=cycle,
            now=now,
            changes={"proposals": [0, len(opened)]},
        )
    return opened


@transaction.atomic
def assign(
    *,
    cycle: Cycle,
    assessments: Sequence[Assessment],
    assignee: Person | None,
    deadline: date | None,
    actor: Person,
    now: datetime,
) -> int:
    """Give assessments to somebody, until a day; None takes them back to nobody. The assessor is told once for all of them.

    Gives the number assigned. Those that are signed are left alone.
    """
    require(permissions.may_assign(actor, cycle, now))
    if not assessments:
        raise ValidationError(_("Välj minst ett förslag i listan."))
    if assignee is not None and not queries.assessors(cycle.organisation).filter(pk=assignee.pk).exists():
        raise ValidationError({"assignee": _("Välj någon som är bedömare eller projektansvarig.")})
    if deadline is not None and deadline < to_local(now).date():
        raise ValidationError({"deadline": _("Ange ett datum som inte har passerat.")})
    rows = list(
        queries.live(cycle)
        .select_for_update(of=("self",))
        .filter(pk__in=[row.pk for row in assessments], state__in=[AssessmentState.OPEN, AssessmentState.PROPOSED])
        .select_related("proposal__cycle")
    )
    given = [row for row in rows if assignee is not None and row.assignee_id != assignee.pk]
    for row in rows:
        before = [row.assignee_id, str(row.deadline or "")]
        row.assignee, row.deadline, row.changed_at = assignee, deadline, now
        row.save(update_fields=["assignee", "deadline", "changed_at"])
        audit.record(
            organisation_id=cycle.organisation_id,
            actor=actor,
            verb="assessment.assign",
            subject=row,
            now=now,
            changes={"assignee": [before[0], row.assignee_id], "deadline": [before[1], str(deadline or "")]},
        )
    if assignee is not None and given and assignee.pk != actor.pk:
        notices.tell_assessor(assignee, cycle, given, deadline, now)
    return len(rows)


@transaction.atomic
def take(*, assessment: Assessment, actor: Person, now: datetime) -> Assessment:
    """Take on an assessment that nobody has."""
    assessment = _locked(assessment)
    require(permissions.may_take(actor, assessment, now))
    assessment.assignee, assessment.changed_at = actor, now
    assessment.save(update_fields=["assignee", "changed_at"])
    _record(assessment, actor, "assessment.take", now)
    return assessment


# --- finding out ---


@transaction.atomic
def save_draft(*, assessment: Assessment, findings: Findings, actor: Person, now: datetime) -> Assessment:
    """Keep what has been found so far; nothing but impossible amounts is refused. Tells nobody."""
    assessment = _locked(assessment)
    require(permissions.may_assess(actor, assessment, now))
    wrong = policy.wrong_with_money(findings.cost, findings.running_cost)
    if wrong:
        raise ValidationError(wrong)
    _write(assessment, findings, now)
    return assessment


@transaction.atomic
def propose(*, assessment: Assessment, findings: Findings, actor: Person, now: datetime) -> Assessment:
    """Propose the outcome, for a second person to sign. Raises ValidationError with what is missing, by field."""
    assessment = _locked(assessment)
    require(permissions.may_assess(actor, assessment, now))
    cycle = assessment.proposal.cycle
    wrong = policy.wrong_with(
        findings, {row.pk: row.question for row in queries.criteria(cycle)}, queries.ceiling_of(cycle)
    )
    if wrong:
        raise ValidationError(wrong)
    _write(assessment, findings, now)
    assessment.state, assessment.proposed_by, assessment.proposed_at = AssessmentState.PROPOSED, actor, now
    assessment.returned_reason = ""
    assessment.save(update_fields=["state", "proposed_by", "proposed_at", "returned_reason"])
    _record(
        assessment,
        actor,
        "assessment.propose",
        now,
        changes={"outcome": ["", findings.outcome], "cost": [None, findings.cost]},
    )
    return assessment


def _write(assessment: Assessment, findings: Findings, now: datetime) -> None:
    assessment.outcome = findings.outcome if findings.outcome in Outcome.values else ""
    assessment.reason = plain_text(findings.reason)
    assessment.conditions = plain_text(findings.conditions)
    assessment.cost, assessment.running_cost = findings.cost, findings.running_cost
    assessment.changed_at = now
    assessment.save()
    for criterion in queries.criteria(assessment.proposal.cycle):
        met, note = findings.met.get(criterion.pk, ""), plain_line(findings.notes.get(criterion.pk, ""))
        if met in {policy.YES, policy.NO, policy.UNCLEAR}:
            CriterionAnswer.objects.update_or_create(
                assessment=assessment, criterion=criterion, defaults={"met": met, "note": note}
            )
        else:
            CriterionAnswer.objects.filter(assessment=assessment, criterion=criterion).delete()


# --- another department ---


@transaction.atomic
def ask_expert(
    *,
    assessment: Assessment,
    email: str,
    unit: str,
    question: str,
    deadline: date,
    actor: Person,
    now: datetime,
    key: str = "",
) -> ExpertQuestion:
    """Ask somebody in another department one question, by mail with a signed link. `key`: the same form sent twice asks once."""
    if key:
        asked = ExpertQuestion.objects.filter(assessment=assessment, key=key).first()
        if asked is not None:
            return asked
    assessment = _locked(assessment)
    require(permissions.may_ask_expert(actor, assessment, now))
    email, unit, question = email.strip(), plain_line(unit), plain_text(question)
    wrong = {}
    try:
        validate_email(email)
    except ValidationError:
        wrong["email"] = _("Ange en e-postadress som namn@exempel.se.")
    if not question:
        wrong["question"] = _("Ange vad du vill veta.")
    if deadline < to_local(now).date():
        wrong["deadline"] = _("Ange ett datum som inte har passerat.")
    if wrong:
        raise ValidationError(wrong)
    asked = ExpertQuestion.objects.create(
        assessment=assessment,
        email=email,
        unit=unit,
        question=question,
        deadline=deadline,
        asked_by=actor,
        asked_at=now,
        key=key[:32],
    )
    notices.send_question(asked, now)
    _record(assessment, actor, "assessment.ask", now)
    return asked


@transaction.atomic
def withdraw_question(*, question: ExpertQuestion, actor: Person, now: datetime) -> None:
    """Take a question back; its link answers no more. A question that has been answered stays."""
    question = (
        ExpertQuestion.objects.select_for_update(of=("self",))
        .select_related("assessment__proposal__cycle")
        .get(pk=question.pk)
    )
    require(permissions.may_ask_expert(actor, question.assessment, now))
    if question.answered_at is not None:
        raise Refused(_("Frågan är redan besvarad och står kvar."))
    if question.withdrawn_at is None:
        question.withdrawn_at = now
        question.save(update_fields=["withdrawn_at"])
        _record(question.assessment, actor, "assessment.withdraw_question", now)


@transaction.atomic
def answer_question(
    *, question: ExpertQuestion, answer: str, cost: int | None, name: str, now: datetime
) -> ExpertQuestion:
    """Keep an official's answer, or the correction of one, and tell those who work on the assessment when it says something new."""
    question = (
        ExpertQuestion.objects.select_for_update(of=("self",))
        .select_related("assessment__proposal__cycle__organisation", "assessment__organisation")
        .get(pk=question.pk)
    )
    require(permissions.may_answer_question(question, now))
    answer, name = plain_text(answer), plain_line(name)
    wrong = {}
    if not answer:
        wrong["answer"] = _("Ange ditt svar.")
    if not name:
        wrong["name"] = _("Ange ditt namn.")
    if cost is not None and cost <= 0:
        wrong["cost"] = _("Ange kostnaden i hela kronor, minst 1. Lämna rutan tom om du inte vet.")
    if wrong:
        raise ValidationError(wrong)
    first = question.answered_at is None
    if not first and (question.answer, question.answer_cost, question.answered_by) == (answer, cost, name):
        return question
    question.answer, question.answer_cost, question.answered_by, question.answered_at = answer, cost, name, now
    question.save(update_fields=["answer", "answer_cost", "answered_by", "answered_at"])
    audit.record(
        organisation_id=question.assessment.organisation_id,
        actor=None,
        verb="assessment.expert_answer" if first else "assessment.expert_correction",
        subject=question,
        now=now,
    )
    notices.tell_of_answer(question, first=first, now=now)
    return question


# --- two people ---


@transaction.atomic
def sign(*, assessment: Assessment, actor: Person, now: datetime) -> Assessment:
    """Stand behind the outcome that somebody else has proposed."""
    assessment = _locked(assessment)
    require(permissions.may_sign(actor, assessment, now))
    assessment.state, assessment.signed_by, assessment.signed_at, assessment.changed_at = (
        AssessmentState.SIGNED,
        actor,
        now,
        now,
    )
    assessment.save(update_fields=["state", "signed_by", "signed_at", "changed_at"])
    _record(assessment, actor, "assessment.sign", now, changes={"outcome": ["", assessment.outcome]})
    return assessment


@transaction.atomic
def send_back(*, assessment: Assessment, reason: str, actor: Person, now: datetime) -> Assessment:
    """Do not sign, and say what has to change; whoever proposed the outcome is told."""
    assessment = _locked(assessment)
    require(permissions.may_sign(actor, assessment, now))
    reason = plain_text(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange vad som behöver ändras.")})
    proposer = assessment.proposed_by
    _back_to_open(assessment, now, returned_reason=reason)
    _record(assessment, actor, "assessment.send_back", now, reason=reason)
    if proposer is not None:
        notices.tell_of_return(proposer, assessment, reason, now)
    return assessment


@transaction.atomic
def take_back(*, assessment: Assessment, actor: Person, now: datetime) -> Assessment:
    """Open a proposed outcome again before it is signed."""
    assessment = _locked(assessment)
    require(permissions.may_take_back(actor, assessment, now))
    _back_to_open(assessment, now)
    _record(assessment, actor, "assessment.take_back", now)
    return assessment


@transaction.atomic
def reopen(*, assessment: Assessment, reason: str, actor: Person, now: datetime) -> Assessment:
    """Open a signed assessment that nobody has been told of; both people start over."""
    assessment = _locked(assessment)
    require(permissions.may_reopen(actor, assessment, now))
    reason = plain_text(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför bedömningen öppnas igen.")})
    _back_to_open(assessment, now, returned_reason=reason)
    _record(assessment, actor, "assessment.reopen", now, reason=reason)
    return assessment


def _back_to_open(assessment: Assessment, now: datetime, returned_reason: str = "") -> None:
    assessment.state = AssessmentState.OPEN
    assessment.proposed_by = assessment.proposed_at = assessment.signed_by = assessment.signed_at = None
    assessment.returned_reason, assessment.changed_at = returned_reason, now
    assessment.save()


# --- telling ---


@transaction.atomic
def publish_provisional(
    *, cycle: Cycle, actor: Person, now: datetime, objections_until: datetime | None = None
) -> PublishedList:
    """Tell every proposer the provisional answer with its reason, and make the list public.

    `objections_until` says how long a new look can be asked for; without it the cycle's step does. A proposal that came late is told
    by publishing again: earlier answers are not told twice, and the time to object never becomes shorter.
    """
    require(permissions.may_publish_provisional(actor, cycle, now))
    until = objections_until or times_of(cycle, Deed.OBJECT)[1]
    before = PublishedList.objects.select_for_update().filter(cycle=cycle, kind=ListKind.PROVISIONAL).first()
    if until is None:
        raise ValidationError({"objections_until": _("Ange hur länge förslagsställarna kan begära omprövning.")})
    if until <= now:
        raise ValidationError({"objections_until": _("Ange en tid som inte har passerat.")})
    if before is not None and before.objections_until is not None and until < before.objections_until:
        raise ValidationError(
            {"objections_until": _("Tiden för omprövning är redan meddelad och kan inte bli kortare.")}
        )
    published, _new = PublishedList.objects.update_or_create(
        cycle=cycle,
        kind=ListKind.PROVISIONAL,
        defaults={"objections_until": until},
        create_defaults={"objections_until": until, "published_at": now, "published_by": actor},
    )
    rows = list(
        queries.live(cycle)
        .filter(state=AssessmentState.SIGNED)
        .select_related("proposal__cycle__organisation", "proposal__author")
        .order_by("proposal__number")
    )
    not_met = queries.criteria_not_met(rows)
    closes = queries.objections_close_at(cycle) or until
    for assessment in rows:
        assessment.state, assessment.answered_at, assessment.changed_at = AssessmentState.PROVISIONAL, now, now
        assessment.save(update_fields=["state", "answered_at", "changed_at"])
        notices.tell_provisional_answer(assessment, not_met.get(assessment.pk, []), closes, now)
    audit.record(
        organisation_id=cycle.organisation_id,
        actor=actor,
        verb="assessment.publish_provisional",
        subject=cycle,
        now=now,
        changes={"told": [0, len(rows)]},
    )
    return published


@transaction.atomic
def object_to(
    *, assessment: Assessment, text: str, made_by: Person | None, now: datetime, by_link: bool = False
) -> Objection:
    """Ask for a new look at a provisional no. `by_link`: the page was reached with the proposal's secret status key."""
    assessment = _locked(assessment)
    require(permissions.may_object(made_by, assessment, now, by_link=by_link))
    text = plain_text(text)
    if not text:
        raise ValidationError({"text": _("Ange varför bedömningen bör ändras.")})
    objection = Objection.objects.create(assessment=assessment, text=text, made_by=made_by, made_at=now)
    assessment.state, assessment.changed_at = AssessmentState.OBJECTED, now
    assessment.save(update_fields=["state", "changed_at"])
    audit.record(
        organisation_id=assessment.organisation_id, actor=made_by, verb="assessment.object", subject=assessment, now=now
    )
    notices.tell_of_objection(objection, now)
    return objection


@transaction.atomic
def answer_objection(
    *,
    objection: Objection,
    upheld: bool,
    answer: str,
    actor: Person,
    now: datetime,
    cost: int | None = None,
    running_cost: int | None = None,
) -> Objection:
    """Look again and answer with a reason; `upheld` turns the no into a yes, which needs a cost. The proposer is told at once."""
    assessment = _locked(objection.assessment)
    objection = (
        Objection.objects.select_for_update(of=("self",))
        .select_related("assessment__proposal__cycle")
        .get(pk=objection.pk)
    )
    require(permissions.may_answer_objection(actor, objection, now))
    answer = plain_text(answer)
    wrong = {}
    if len(answer) < policy.SHORTEST_REASON:
        wrong["answer"] = _("Skriv en motivering som förslagsställaren förstår, med minst %(least)d tecken.") % {
            "least": policy.SHORTEST_REASON
        }
    if upheld:
        wrong |= policy.wrong_with_acceptance(cost, running_cost, queries.ceiling_of(assessment.proposal.cycle))
    if wrong:
        raise ValidationError(wrong)
    objection.upheld, objection.answer, objection.answered_by, objection.answered_at = upheld, answer, actor, now
    objection.save(update_fields=["upheld", "answer", "answered_by", "answered_at"])
    changes = {}
    if upheld:
        changes = {
            "outcome": [assessment.outcome, Outcome.ACCEPTED.value],
            "cost": [assessment.cost, cost],
            "reason": [assessment.reason, answer],
        }
        assessment.outcome, assessment.cost, assessment.running_cost = Outcome.ACCEPTED, cost, running_cost
        assessment.reason = answer
    assessment.state, assessment.changed_at = AssessmentState.PROVISIONAL, now
    assessment.save()
    _record(assessment, actor, "assessment.answer_objection", now, reason=answer, changes=changes)
    notices.tell_of_new_look(objection, now)
    return objection


@transaction.atomic
def publish_final(*, cycle: Cycle, actor: Person, now: datetime) -> PublishedList:
    """Make every answer final and the list public; proposers and followers hear of it through the proposal's change of state."""
    require(permissions.may_publish_final(actor, cycle, now))
    published, _new = PublishedList.objects.get_or_create(
        cycle=cycle, kind=ListKind.FINAL, defaults={"published_at": now, "published_by": actor}
    )
    rows = (
        queries.live(cycle)
        .filter(state__in=[AssessmentState.SIGNED, AssessmentState.PROVISIONAL])
        .order_by("proposal__number")
    )
    count = 0
    for assessment in rows.select_related("proposal__cycle__organisation", "proposal__author"):
        _finalise(assessment, actor, now)
        count += 1
    audit.record(
        organisation_id=cycle.organisation_id,
        actor=actor,
        verb="assessment.publish_final",
        subject=cycle,
        now=now,
        changes={"told": [0, count]},
    )
    return published


@transaction.atomic
def give_final_answer(*, assessment: Assessment, actor: Person, now: datetime) -> Assessment:
    """Make one answer final ahead of the list, or after it: for a proposal that came late."""
    assessment = _locked(assessment)
    require(permissions.may_give_final_answer(actor, assessment, now))
    _finalise(assessment, actor, now)
    _record(assessment, actor, "assessment.final", now)
    return assessment


def _finalise(assessment: Assessment, actor: Person, now: datetime) -> None:
    assessment.state, assessment.answered_at, assessment.changed_at = AssessmentState.FINAL, now, now
    assessment.save(update_fields=["state", "answered_at", "changed_at"])
    proposal = assessment.proposal
    yes = assessment.outcome == Outcome.ACCEPTED
    if yes:
        proposal.cost, proposal.running_cost = assessment.cost, assessment.running_cost
        proposal.save(update_fields=["cost", "running_cost"])
    not_met = queries.criteria_not_met([assessment]).get(assessment.pk, [])
    change_state(
        proposal=proposal,
        to=ProposalState.ACCEPTED if yes else ProposalState.REFUSED,
        reason=notices.reason_in_words(assessment, not_met),
        actor=actor,
        now=now,
    )


# --- shared ---


def _locked(assessment: Assessment) -> Assessment:
    """The assessment as it stands now, held until the transaction ends, with what permissions and notices ask of it."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("organisation", "proposal__cycle__organisation", "proposal__author", "proposed_by", "assignee")
        .get(pk=assessment.pk)
    )


def _record(
    assessment: Assessment,
    actor: Person | None,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, object] | None = None,
) -> None:
    audit.record(
        organisation_id=assessment.organisation_id,
        actor=actor,
        verb=verb,
        subject=assessment,
        now=now,
        reason=reason,
        changes=changes,
    )
