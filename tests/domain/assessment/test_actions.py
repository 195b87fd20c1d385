"""Does an assessment go from published proposal to final answer, by two people, with reasons, and is everybody told once?"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import (
    Assessment,
    AssessmentState,
    Criterion,
    CriterionAnswer,
    ListKind,
    Objection,
    PublishedList,
)
from medborgarbudget.domain.assessment.policy import Findings
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.assessment import A_REASON, accept, no_to_first, open_one, refuse, signed, yes_to_all
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.ASSESS], areas=["Norr", "Söder"], rules={"cost_ceiling": 400_000})


@pytest.fixture
def gustav(lund: Organisation) -> Person:
    """Assesses in Lund."""
    return grant(make_person("Gustav"), lund, RoleName.ASSESSOR)


def test_opening_takes_every_published_proposal_and_gives_the_usual_criteria(
    cycle: Cycle, doris: Person, asta: Person, now: datetime
) -> None:
    first, second = make_proposal(cycle, asta), make_proposal(cycle, asta, title="Lekplats")
    make_proposal(cycle, asta, ProposalState.SUBMITTED, title="Ogranskat")
    opened = actions.open_assessments(cycle=cycle, actor=doris, now=now)
    assert [row.proposal_id for row in opened] == [first.pk, second.pk]
    first.refresh_from_db()
    assert first.state == ProposalState.UNDER_ASSESSMENT
    assert first.status_changes.get(to_state=ProposalState.UNDER_ASSESSMENT).reason.startswith("Vi bedömer nu")
    assert Criterion.objects.filter(cycle=cycle).count() == 8
    assert actions.open_assessments(cycle=cycle, actor=doris, now=now) == []


def test_a_batch_is_assigned_and_the_assessor_is_told_once(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    for title in ("Bänkar", "Lekplats", "Lampor"):
        make_proposal(cycle, asta, title=title)
    opened = actions.open_assessments(cycle=cycle, actor=doris, now=now)
    deadline = (now + timedelta(days=7)).date()
    assert (
        actions.assign(cycle=cycle, assessments=opened, assignee=gustav, deadline=deadline, actor=doris, now=now) == 3
    )
    told = Notification.objects.filter(person=gustav)
    assert [n.subject for n in told] == ["Du har fått 3 förslag att bedöma"]
    actions.assign(cycle=cycle, assessments=opened, assignee=gustav, deadline=deadline, actor=doris, now=now)
    assert told.count() == 1


def test_assigning_refuses_a_day_that_has_passed_and_a_person_without_the_role(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    with pytest.raises(ValidationError) as passed:
        actions.assign(
            cycle=cycle,
            assessments=[assessment],
            assignee=gustav,
            deadline=(now - timedelta(days=1)).date(),
            actor=doris,
            now=now,
        )
    assert "deadline" in passed.value.message_dict
    with pytest.raises(ValidationError) as stranger:
        actions.assign(cycle=cycle, assessments=[assessment], assignee=asta, deadline=None, actor=doris, now=now)
    assert "assignee" in stranger.value.message_dict


def test_another_cycles_assessments_are_left_alone_when_assigning(
    cycle: Cycle, ystad: Organisation, doris: Person, egil: Person, gustav: Person, bo: Person, now: datetime
) -> None:
    there = make_cycle(ystad, now, open_deeds=[Deed.ASSESS])
    foreign = open_one(make_proposal(there, bo), now, egil)
    assert actions.assign(cycle=cycle, assessments=[foreign], assignee=gustav, deadline=None, actor=doris, now=now) == 0
    foreign.refresh_from_db()
    assert foreign.assignee is None


def test_a_draft_keeps_what_is_unfinished_and_can_be_emptied_again(
    cycle: Cycle, doris: Person, asta: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    criterion = queries.criteria(cycle)[0]
    actions.save_draft(
        assessment=assessment,
        findings=Findings(met={criterion.pk: "unclear"}, reason="Oklart än"),
        actor=doris,
        now=now,
    )
    assessment.refresh_from_db()
    assert (assessment.state, assessment.reason) == (AssessmentState.OPEN, "Oklart än")
    assert CriterionAnswer.objects.get(assessment=assessment).met == "unclear"
    actions.save_draft(assessment=assessment, findings=Findings(), actor=doris, now=now)
    assert not CriterionAnswer.objects.filter(assessment=assessment).exists()


def test_a_cost_above_the_ceiling_is_refused_at_the_field(
    cycle: Cycle, doris: Person, asta: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    with pytest.raises(ValidationError) as wrong:
        actions.propose(assessment=assessment, findings=yes_to_all(assessment, 400_001), actor=doris, now=now)
    assert "400" in wrong.value.message_dict["cost"][0]
    actions.propose(assessment=assessment, findings=yes_to_all(assessment, 400_000), actor=doris, now=now)


def test_a_refusal_without_explanation_is_not_taken(cycle: Cycle, doris: Person, asta: Person, now: datetime) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    with pytest.raises(ValidationError) as wrong:
        actions.propose(assessment=assessment, findings=no_to_first(assessment, reason=" "), actor=doris, now=now)
    assert set(wrong.value.message_dict) == {"reason"}
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.OPEN


def test_the_one_who_proposed_cannot_sign(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    actions.propose(assessment=assessment, findings=yes_to_all(assessment, 5_000), actor=doris, now=now)
    with pytest.raises(Refused, match="en annan person"):
        actions.sign(assessment=assessment, actor=doris, now=now)
    done = actions.sign(assessment=assessment, actor=gustav, now=now)
    assert (done.state, done.signed_by) == (AssessmentState.SIGNED, gustav)


def test_what_is_sent_back_says_why_until_it_is_proposed_again(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    actions.propose(assessment=assessment, findings=yes_to_all(assessment, 5_000), actor=gustav, now=now)
    with pytest.raises(ValidationError):
        actions.send_back(assessment=assessment, reason="  ", actor=doris, now=now)
    back = actions.send_back(assessment=assessment, reason="Räkna med moms.", actor=doris, now=now)
    assert (back.state, back.returned_reason, back.proposed_by) == (AssessmentState.OPEN, "Räkna med moms.", None)
    assert Notification.objects.get(person=gustav).body == "Räkna med moms."
    again = actions.propose(assessment=back, findings=yes_to_all(assessment, 6_250), actor=gustav, now=now)
    assert again.returned_reason == ""


def test_a_signed_assessment_is_opened_again_by_a_lead_with_a_reason(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assessment = signed(make_proposal(cycle, asta), "yes", now, doris, gustav)
    with pytest.raises(Refused):
        actions.reopen(assessment=assessment, reason="Nya uppgifter", actor=gustav, now=now)
    back = actions.reopen(assessment=assessment, reason="Nya uppgifter", actor=doris, now=now)
    assert (back.state, back.signed_by) == (AssessmentState.OPEN, None)
    assert AuditEntry.objects.filter(verb="assessment.reopen", reason="Nya uppgifter").exists()


def test_the_provisional_list_waits_until_all_are_finished(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    open_one(make_proposal(cycle, asta, title="Lekplats"), now, doris)
    with pytest.raises(Refused, match="1 förslag är inte färdigbedömt"):
        actions.publish_provisional(cycle=cycle, actor=doris, now=now)


def test_proposers_hear_the_provisional_answer_once_with_its_reason(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    by_phone = make_proposal(cycle, None, title="Lampor", contact_email="kalle@example.org")
    nobody = make_proposal(cycle, None, title="Utan adress")
    own = make_proposal(cycle, asta, title="Bänkar")
    for proposal, outcome in ((own, "no"), (by_phone, "no"), (nobody, "yes")):
        signed(proposal, outcome, now, doris, gustav)
    before = Notification.objects.filter(person=asta).count()
    mail.outbox.clear()
    actions.publish_provisional(cycle=cycle, actor=doris, now=now)
    told = Notification.objects.filter(person=asta).order_by("-id")
    assert told.count() == before + 1
    assert A_REASON in told[0].body
    assert "Kommunen får eller kan inte göra det här" in told[0].body
    assert told[0].link == f"/omgangar/2027/forslag/{own.reference}/omprovning/"
    letters = [letter for letter in mail.outbox if letter.to == ["kalle@example.org"]]
    assert len(letters) == 1
    assert f"/omprovning/{by_phone.status_key}/" in letters[0].body

    late = make_proposal(cycle, asta, title="Sent förslag")
    signed(late, "yes", now, doris, gustav)
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=90))
    about_benches = Notification.objects.filter(
        person=asta, subject__startswith="Preliminärt", subject__contains="Bänkar"
    )
    assert about_benches.count() == 1
    assert PublishedList.objects.get(cycle=cycle).published_at == now


def test_the_time_to_object_never_becomes_shorter(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=30))
    signed(make_proposal(cycle, asta, title="Sent"), "no", now, doris, gustav)
    with pytest.raises(ValidationError) as wrong:
        actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=29))
    assert "objections_until" in wrong.value.message_dict


def _objected(cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime) -> Objection:
    assessment = signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=10))
    return actions.object_to(
        assessment=assessment, text="Kommunen köpte marken i våras.", made_by=asta, now=now + timedelta(days=2)
    )


def test_an_objection_is_looked_at_by_somebody_else_and_can_turn_the_answer(
    cycle: Cycle, lund: Organisation, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    objection = _objected(cycle, doris, gustav, asta, now)
    third = grant(make_person("Hilda"), lund, RoleName.ASSESSOR)
    answer = "Du har rätt: marken blev vår i mars, och där finns plats."
    for involved in (doris, gustav):
        with pytest.raises(Refused, match="En annan person"):
            actions.answer_objection(objection=objection, upheld=False, answer=answer, actor=involved, now=now)
    with pytest.raises(ValidationError) as wrong:
        actions.answer_objection(objection=objection, upheld=True, answer="Ja", actor=third, now=now, cost=500_000)
    assert set(wrong.value.message_dict) == {"answer", "cost", "running_cost"}
    actions.answer_objection(
        objection=objection, upheld=True, answer=answer, actor=third, now=now, cost=90_000, running_cost=0
    )
    assessment = Assessment.objects.get(pk=objection.assessment_id)
    assert (assessment.outcome, assessment.cost, assessment.reason) == ("accepted", 90_000, answer)
    told = Notification.objects.filter(person=asta, subject__startswith="Svar på din begäran")
    assert [answer in n.body for n in told] == [True]
    with pytest.raises(Refused, match="redan besvarad"):
        actions.answer_objection(objection=objection, upheld=False, answer=answer, actor=third, now=now)

    after = queries.objections_close_at(cycle)
    assert after is not None
    actions.publish_final(cycle=cycle, actor=doris, now=after)
    proposal = queries.accepted(cycle).get()
    assert (proposal.state, proposal.cost) == (ProposalState.ACCEPTED, 90_000)


def test_the_final_list_waits_for_the_window_and_for_every_objection(
    cycle: Cycle, lund: Organisation, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    objection = _objected(cycle, doris, gustav, asta, now)
    after = queries.objections_close_at(cycle)
    assert after is not None
    with pytest.raises(Refused, match="1 begäran om omprövning"):
        actions.publish_final(cycle=cycle, actor=doris, now=after)
    third = grant(make_person("Hilda"), lund, RoleName.ASSESSOR)
    actions.answer_objection(
        objection=objection, upheld=False, answer="Vi har frågat igen. Svaret står fast.", actor=third, now=now
    )
    with pytest.raises(Refused, match="begära omprövning till"):
        actions.publish_final(cycle=cycle, actor=doris, now=after - timedelta(seconds=1))
    actions.publish_final(cycle=cycle, actor=doris, now=after)
    proposal = objection.assessment.proposal
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    assert A_REASON in proposal.status_changes.get(to_state=ProposalState.REFUSED).reason
    assert PublishedList.objects.filter(cycle=cycle, kind=ListKind.FINAL).count() == 1


def test_an_objection_comes_in_once_and_in_time_and_only_from_the_proposer(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, bo: Person, now: datetime
) -> None:
    assessment = signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    with pytest.raises(Refused, match="inte fått något besked"):
        actions.object_to(assessment=assessment, text="Hej", made_by=asta, now=now)
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=100))
    with pytest.raises(Refused, match="Bara den som lämnade"):
        actions.object_to(assessment=assessment, text="Hej", made_by=bo, now=now)
    with pytest.raises(Refused, match="gick ut"):
        actions.object_to(assessment=assessment, text="Hej", made_by=asta, now=now + timedelta(days=100))
    with pytest.raises(ValidationError):
        actions.object_to(assessment=assessment, text="  ", made_by=asta, now=now)
    actions.object_to(assessment=assessment, text="Marken är kommunens.", made_by=asta, now=now)
    with pytest.raises(Refused, match="redan begärt"):
        actions.object_to(assessment=assessment, text="Igen", made_by=asta, now=now)
    assert Objection.objects.count() == 1


def test_a_yes_becomes_final_with_its_cost_on_the_proposal(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    proposal = accept(make_proposal(cycle, asta), 75_000, now, doris, gustav)
    assert (proposal.cost, proposal.running_cost) == (75_000, 0)
    assert "75\u00a0000\u00a0kr" in proposal.status_changes.get(to_state=ProposalState.ACCEPTED).reason


def test_a_no_must_be_provisional_first_so_that_it_can_be_objected_to(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assessment = signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    with pytest.raises(Refused, match="preliminärt besked först"):
        actions.give_final_answer(assessment=assessment, actor=doris, now=now)


def test_the_vote_cannot_be_prepared_before_everybody_is_answered(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assert "Inget förslag har gått vidare" in str(permissions.may_prepare_vote(cycle).reason)
    accept(make_proposal(cycle, asta), 75_000, now, doris, gustav)
    assert permissions.may_prepare_vote(cycle)
    waiting = [make_proposal(cycle, asta, state, title=state) for state in queries.WAITING]
    make_proposal(cycle, asta, ProposalState.WITHDRAWN, title="Borta")
    make_proposal(cycle, asta, ProposalState.DRAFT, title="Utkast")
    assert list(queries.unanswered(cycle)) == waiting
    verdict = permissions.may_prepare_vote(cycle)
    assert not verdict
    assert "3 förslag har inte fått något slutligt besked." in str(verdict.reason)


def test_an_unanswered_objection_is_named_when_the_vote_is_refused(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    _objected(cycle, doris, gustav, asta, now)
    assert "1 begäran om omprövning är inte besvarad." in str(permissions.may_prepare_vote(cycle).reason)


def test_nothing_of_an_unfinished_assessment_is_public(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    assert not queries.public_answers(cycle).exists()
    actions.publish_provisional(cycle=cycle, actor=doris, now=now)
    assert queries.public_answers(cycle, outcome="refused").count() == 1
    totals = queries.answer_totals(cycle)
    assert (totals.accepted, totals.refused, totals.cost) == (0, 1, 0)


def test_a_hidden_proposal_leaves_the_public_list(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    proposal = refuse(make_proposal(cycle, asta), now, doris, gustav)
    assert queries.public_answers(cycle).count() == 1
    proposal.state = ProposalState.HIDDEN
    proposal.save()
    assert not queries.public_answers(cycle).exists()


def test_criteria_are_locked_once_answered(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    first, second, *_rest = queries.criteria(cycle)
    actions.save_draft(assessment=assessment, findings=Findings(met={first.pk: "yes"}), actor=doris, now=now)
    words = {"code": "ny", "question": "Är det nytt?", "refusal_text": "Det finns redan."}
    with pytest.raises(Refused, match="låst"):
        actions.save_criterion(cycle=cycle, criterion=first, actor=doris, now=now, **words)
    with pytest.raises(Refused, match="låst"):
        actions.remove_criterion(criterion=first, actor=doris, now=now)
    actions.save_criterion(cycle=cycle, criterion=second, actor=doris, now=now, **words)
    second.refresh_from_db()
    assert second.question == "Är det nytt?"
    with pytest.raises(ValidationError) as wrong:
        actions.save_criterion(
            cycle=cycle, criterion=None, actor=doris, now=now, **{**words, "code": "NY", "refusal_text": ""}
        )
    assert set(wrong.value.message_dict) == {"code", "refusal_text"}
    actions.remove_criterion(criterion=second, actor=doris, now=now)
    assert queries.criteria(cycle).count() == 7


def test_criteria_move_and_stop_at_the_ends(cycle: Cycle, doris: Person, now: datetime) -> None:
    actions.add_default_criteria(cycle=cycle, actor=doris, now=now)
    first, second, *_rest = queries.criteria(cycle)
    actions.move_criterion(criterion=first, up=True, actor=doris, now=now)
    assert queries.criteria(cycle)[0] == first
    actions.move_criterion(criterion=second, up=True, actor=doris, now=now)
    assert list(queries.criteria(cycle)[:2]) == [second, first]


def test_no_new_criterion_when_an_outcome_is_signed(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    signed(make_proposal(cycle, asta), "yes", now, doris, gustav)
    with pytest.raises(Refused, match="Kriterierna är låsta"):
        actions.save_criterion(
            cycle=cycle, criterion=None, code="ny", question="Är det nytt?", refusal_text="Nej.", actor=doris, now=now
        )


def test_even_handedness_counts_what_is_signed_per_area_and_criterion(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime
) -> None:
    north, south = cycle.cycle_areas.all()
    for area, outcome in ((north, "yes"), (north, "no"), (south, "yes"), (None, "no")):
        signed(make_proposal(cycle, asta, title=f"{area} {outcome}", cycle_area=area), outcome, now, doris, gustav)
    open_one(make_proposal(cycle, asta, title="Pågår", cycle_area=south), now, doris)
    assert [(s.name, s.accepted, s.all) for s in queries.shares_by_area(cycle)] == [
        ("Norr", 1, 2),
        ("Söder", 1, 1),
        ("", 0, 1),
    ]
    first, *rest = queries.stumbles(cycle)
    assert (first.no, first.all, round(first.share, 2)) == (2, 4, 0.5)
    assert all(row.no == 0 for row in rest)


@pytest.mark.writes
@pytest.mark.parametrize(
    "wrong",
    [
        {"signed_by": "same"},
        {"cost": 0},
        {"running_cost": -1},
        {"state": "final", "outcome": "accepted", "cost": None},
        {"state": "provisional", "outcome": "refused", "reason": ""},
        {"state": "proposed", "outcome": ""},
    ],
)
def test_the_database_refuses_an_answer_that_two_people_cannot_stand_behind(
    cycle: Cycle, doris: Person, gustav: Person, asta: Person, now: datetime, wrong: dict[str, object]
) -> None:
    assessment = signed(make_proposal(cycle, asta), "yes", now, doris, gustav)
    values = {**wrong, **({"signed_by": doris} if "signed_by" in wrong else {})}
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(**values)
