"""Who may do what in which state of an assessment? One table of person × state × deed, with the reasons people read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState, ListKind, Outcome, PublishedList
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.foundation.decisions import Verdict
from tests.support.assessment import open_one
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal

S = AssessmentState
PEOPLE = ("asta", "egil", "doris", "proposer", "other", "auditor")


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.ASSESS, Deed.OBJECT])


@pytest.fixture
def people(lund: Organisation, asta: Person, egil: Person, doris: Person) -> dict[str, Person]:
    """Asta proposed the idea; `proposer` and `other` assess in Lund, and `proposer` proposed the outcome."""
    return {
        "asta": asta,
        "egil": egil,
        "doris": doris,
        "proposer": grant(make_person("Gustav"), lund, RoleName.ASSESSOR),
        "other": grant(make_person("Hilda"), lund, RoleName.ASSESSOR),
        "auditor": grant(make_person("Inga"), lund, RoleName.AUDITOR),
    }


@pytest.fixture
def assessment(cycle: Cycle, people: dict[str, Person], now: datetime) -> Assessment:
    """A refusal on the way, in the state that a test puts it in; the list of provisional answers is out for five days."""
    made = open_one(make_proposal(cycle, people["asta"]), now, people["doris"])
    PublishedList.objects.create(
        cycle=cycle, kind=ListKind.PROVISIONAL, published_at=now, objections_until=now + timedelta(days=5)
    )
    return made


def put(assessment: Assessment, state: AssessmentState, people: dict[str, Person]) -> Assessment:
    assessment.state, assessment.outcome, assessment.reason = state, Outcome.REFUSED, "Marken ägs av någon annan."
    if state != S.OPEN:
        assessment.proposed_by = people["proposer"]
    if state not in {S.OPEN, S.PROPOSED}:
        assessment.signed_by = people["doris"]
    assessment.save()
    return assessment


DEEDS: dict[str, Callable[[Person, Assessment, datetime], Verdict]] = {
    "assess": permissions.may_assess,
    "take": permissions.may_take,
    "sign": permissions.may_sign,
    "take_back": permissions.may_take_back,
    "reopen": permissions.may_reopen,
    "object": permissions.may_object,
    "final": permissions.may_give_final_answer,
}

ALLOWED: dict[tuple[str, AssessmentState], set[str]] = {
    ("assess", S.OPEN): {"doris", "proposer", "other"},
    ("take", S.OPEN): {"doris", "proposer", "other"},
    ("sign", S.PROPOSED): {"doris", "other"},
    ("take_back", S.PROPOSED): {"doris", "proposer"},
    ("reopen", S.SIGNED): {"doris"},
    ("object", S.PROVISIONAL): {"asta"},
}
"""Everything that is not here is refused. (A final no waits for the time to object, so "final" is nowhere yet.)"""


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("deed", DEEDS)
def test_person_by_state(
    assessment: Assessment, people: dict[str, Person], now: datetime, deed: str, state: AssessmentState
) -> None:
    put(assessment, state, people)
    verdicts = {name: DEEDS[deed](people[name], assessment, now) for name in PEOPLE}
    assert {name for name, verdict in verdicts.items() if verdict} == ALLOWED.get((deed, state), set())
    assert all(str(verdict.reason).endswith((".", "!")) for verdict in verdicts.values() if not verdict)


@pytest.mark.parametrize("deed", ["assess", "take", "sign", "object"])
def test_a_withdrawn_proposal_is_left_alone(
    assessment: Assessment, people: dict[str, Person], now: datetime, deed: str
) -> None:
    [state] = [state for wanted, state in ALLOWED if wanted == deed]
    put(assessment, state, people)
    assessment.proposal.state = ProposalState.WITHDRAWN
    assert not any(DEEDS[deed](person, assessment, now) for person in people.values())


def test_an_assessor_works_on_their_own_only_while_the_step_is_open(
    assessment: Assessment, people: dict[str, Person], now: datetime
) -> None:
    assessment.assignee = people["other"]
    assert permissions.may_assess(people["other"], assessment, now)
    assert "ligger hos någon annan" in str(permissions.may_assess(people["proposer"], assessment, now).reason)
    assert "redan" in str(permissions.may_take(people["proposer"], assessment, now).reason)
    later = now + timedelta(days=10)
    assert "Det här stängde" in str(permissions.may_assess(people["other"], assessment, later).reason)
    assert permissions.may_assess(people["doris"], assessment, later)


def test_the_time_to_object_ends_on_the_second(
    cycle: Cycle, assessment: Assessment, people: dict[str, Person], now: datetime
) -> None:
    put(assessment, S.PROVISIONAL, people)
    closes = queries.objections_close_at(cycle)
    assert closes == now + timedelta(days=10), "the step's own end, since it is later than the list's"
    assert permissions.may_object(people["asta"], assessment, closes - timedelta(seconds=1))
    assert not permissions.may_object(people["asta"], assessment, closes)
    assert not permissions.may_give_final_answer(people["doris"], assessment, closes - timedelta(seconds=1))
    assert permissions.may_give_final_answer(people["doris"], assessment, closes)


def test_the_link_speaks_for_the_proposer(assessment: Assessment, people: dict[str, Person], now: datetime) -> None:
    put(assessment, S.PROVISIONAL, people)
    assert permissions.may_object(None, assessment, now, by_link=True)
    assert not permissions.may_object(None, assessment, now)


def test_only_a_lead_opens_and_only_in_the_step(cycle: Cycle, people: dict[str, Person], now: datetime) -> None:
    allowed = {name for name in PEOPLE if permissions.may_open_assessments(people[name], cycle, now)}
    assert allowed == {"doris"}
    assert not permissions.may_open_assessments(people["doris"], cycle, now + timedelta(days=10))
    assert "öppnar" in str(permissions.may_open_assessments(people["doris"], cycle, now - timedelta(days=11)).reason)


def test_who_looks_again_had_no_hand_in_the_first_answer(
    assessment: Assessment, people: dict[str, Person], now: datetime
) -> None:
    put(assessment, S.PROVISIONAL, people)
    objection = actions.object_to(assessment=assessment, text="Titta igen.", made_by=people["asta"], now=now)
    allowed = {name for name in PEOPLE if permissions.may_answer_objection(people[name], objection, now)}
    assert allowed == {"other"}
