"""Do everybody, proposers and asked officials see what they should, and nothing more?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.assessment import actions, links, queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState, ExpertQuestion, Objection
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.notifications import Notification
from tests.support.assessment import A_REASON, accept, open_one, publish_lists, signed, yes_to_all
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

ANSWERS = "/lund/omgangar/2027/besked/"


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch, now: datetime) -> list[datetime]:
    """The clock of the pages: change its only item to move it."""
    at = [now]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


@pytest.fixture(autouse=True)
def fresh(moment: list[datetime]) -> None:
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.ASSESS], areas=["Norr", "Söder"], rules={"cost_ceiling": 400_000})


@pytest.fixture
def gustav(lund: Organisation) -> Person:
    return grant(make_person("Gustav"), lund, RoleName.ASSESSOR)


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- the public list ---


def test_before_any_answer_the_list_says_what_will_come(client: PageClient, cycle: Cycle, asta: Person) -> None:
    make_proposal(cycle, asta, ProposalState.UNDER_ASSESSMENT)
    page = client.get(ANSWERS)
    assert page.status_code == 200
    assert "Inga besked än" in text_of(page)


def test_an_unfinished_no_is_not_shown_and_a_told_one_is(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    north = cycle.cycle_areas.all()[0]
    signed(make_proposal(cycle, asta, title="Rymdraket", cycle_area=north), "no", now, doris, gustav)
    signed(make_proposal(cycle, asta, title="Bänkar"), "yes", now, doris, gustav)
    assert "Rymdraket" not in text_of(client.get(ANSWERS))
    actions.publish_provisional(cycle=cycle, actor=doris, now=now)
    cache.clear()
    text = text_of(client.get(ANSWERS))
    assert "Listan är preliminär" in text
    assert "Rymdraket" in text and A_REASON in text and "Kommunen får eller kan inte göra det här" in text
    assert "100\u00a0000\u00a0kr" in text
    accepted, refused = (
        text_of(client.get(ANSWERS, {"utfall": "vidare"})),
        text_of(client.get(ANSWERS, {"utfall": "inte-vidare"})),
    )
    assert "Bänkar" in accepted and "Rymdraket" not in accepted
    assert "Rymdraket" in refused and "Bänkar" not in refused
    in_north = text_of(client.get(ANSWERS, {"omrade": str(north.area_id)}))
    assert "Rymdraket" in in_north and "Bänkar" not in in_north
    assert "Inget besked passar" in text_of(client.get(ANSWERS, {"q": "finns inte"}))


@pytest.mark.parametrize(
    "query", [{"utfall": "x"}, {"omrade": "9" * 40}, {"omrade": "-1"}, {"page": "0"}, {"page": "²"}, {"q": "%\x00'"}]
)
def test_nonsense_in_the_address_is_answered_calmly(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime, query: dict[str, str]
) -> None:
    accept(make_proposal(cycle, asta), 5_000, now, doris, gustav)
    assert client.get(ANSWERS, query).status_code == 200


def test_the_list_asks_the_database_as_often_for_many_as_for_few(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(ANSWERS).status_code == 200
        return len(seen)

    for number in range(2):
        signed(make_proposal(cycle, asta, title=f"Nej {number}"), "no", now, doris, gustav)
    publish_lists(cycle, now, doris)
    few = asked()
    for number in range(8):
        signed(make_proposal(cycle, asta, title=f"Fler {number}"), "no", now, doris, gustav)
    Assessment.objects.update(state=AssessmentState.FINAL)
    assert asked() == few


def test_another_organisations_list_and_proposals_are_not_found(
    client: PageClient, cycle: Cycle, ystad: Organisation, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    there = make_cycle(ystad, now, slug="2027", open_deeds=[Deed.ASSESS])
    assessment = signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    reference = assessment.proposal.reference
    client.signed_in_as(asta)
    assert client.get(f"/ystad/omgangar/{there.slug}/forslag/{reference}/omprovning/").status_code == 404
    assert client.get(f"/ystad/omgangar/2027/omprovning/{assessment.proposal.status_key}/").status_code == 404
    assert client.get("/ystad/omgangar/2028/besked/").status_code == 404
    Cycle.objects.filter(pk=cycle.pk).update(published_at=None)
    assert PageClient().get(ANSWERS).status_code == 404


# --- asking for a new look ---


@pytest.fixture
def refused(cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime) -> Proposal:
    """Asta's proposal with a provisional no, open to objections for ten days."""
    proposal = make_proposal(cycle, asta)
    signed(proposal, "no", now, doris, gustav)
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=10))
    return proposal


def test_the_proposer_asks_for_a_new_look_once(
    client: PageClient, refused: Proposal, asta: Person, doris: Person
) -> None:
    address = f"/lund/omgangar/2027/forslag/{refused.reference}/omprovning/"
    client.signed_in_as(asta)
    page = client.get(address)
    assert A_REASON in text_of(page)
    empty = client.post(address, {"text": ""})
    assert empty.status_code == 422 and "Ange varför bedömningen bör ändras." in text_of(empty)
    assert client.post(address, {"text": "Marken är kommunens."}).status_code == 302
    again = client.post(address, {"text": "En gång till."})
    assert again.status_code == 403
    assert Objection.objects.get().text == "Marken är kommunens."
    assert "Vi tittar på förslaget igen" in text_of(client.get(address))
    assert Notification.objects.filter(person=doris, subject__startswith="Omprövning begärd").count() == 1


def test_others_and_latecomers_are_told_why_they_cannot_object(
    client: PageClient, refused: Proposal, asta: Person, bo: Person, moment: list[datetime], now: datetime, cycle: Cycle
) -> None:
    address = f"/lund/omgangar/2027/forslag/{refused.reference}/omprovning/"
    assert client.get(address).status_code == 302
    assert client.signed_in_as(bo).get(address).status_code == 403
    client.signed_in_as(asta)
    closes = queries.objections_close_at(cycle)
    assert closes is not None
    moment[0] = closes
    assert "gick ut" in text_of(client.get(address))
    assert client.post(address, {"text": "För sent"}).status_code == 403


def test_the_secret_link_lets_a_proposer_without_account_object(
    client: PageClient, cycle: Cycle, doris: Person, gustav: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, None, contact_email="kalle@example.org")
    assessment = signed(proposal, "no", now, doris, gustav)
    address = f"/lund/omgangar/2027/omprovning/{proposal.status_key}/"
    untold = text_of(client.get(address))
    assert A_REASON not in untold and "inte fått något besked" in untold
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=10))
    assert client.post(address, {"text": "Titta igen"}).status_code == 302
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.OBJECTED
    assert client.get("/lund/omgangar/2027/omprovning/fel/").status_code == 404


# --- one question to an official ---


@pytest.fixture
def question(cycle: Cycle, asta: Person, doris: Person, now: datetime) -> ExpertQuestion:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    mail.outbox.clear()
    Notification.objects.all().delete()
    return actions.ask_expert(
        assessment=assessment, email="gata@example.org", unit="Gata och park", question="Tål marken bänkar?",
        deadline=now.date(), actor=doris, now=now,
    )  # fmt: skip


def link_of(question: ExpertQuestion) -> str:
    return "/lund" + links.path_to(question)


def test_the_mailed_link_leads_to_one_question_that_is_answered_without_account(
    client: PageClient, question: ExpertQuestion, doris: Person
) -> None:
    [letter] = mail.outbox
    assert letter.to == ["gata@example.org"] and "Tål marken bänkar?" in letter.body
    found = re.search(r"http://localhost:8000(/lund/\S+)", letter.body)
    assert found
    address = found[1]
    page = client.get(address)
    assert "Tål marken bänkar?" in text_of(page) and "Sätt upp tre bänkar" in text_of(page)
    wrong = client.post(address, {"answer": "Ja", "cost": "12345,98", "name": ""})
    assert wrong.status_code == 422
    assert "hela kronor" in text_of(wrong) and "Ange ditt namn." in text_of(wrong) and "Ja</textarea>" in text_of(wrong)
    assert (
        client.post(address, {"answer": "Ja, på norra sidan.", "cost": "45 000 kr", "name": "Greta"}).status_code == 302
    )
    question.refresh_from_db()
    assert (question.answer, question.answer_cost, question.answered_by) == ("Ja, på norra sidan.", 45_000, "Greta")
    assert [n.subject for n in Notification.objects.filter(person=doris)] == [
        "Svar på din fråga om ”Fler bänkar vid ån”"
    ]


def test_the_same_answer_twice_tells_once_and_a_correction_is_told(
    client: PageClient, question: ExpertQuestion, doris: Person
) -> None:
    for answer in ("Ja.", "Ja.", "Nej, det är sankt."):
        assert client.post(link_of(question), {"answer": answer, "cost": "", "name": "Greta"}).status_code == 302
    subjects = list(Notification.objects.filter(person=doris).order_by("id").values_list("subject", flat=True))
    assert [subject.split(" ")[0] for subject in subjects] == ["Svar", "Rättat"]


def test_the_answer_can_be_corrected_until_the_assessment_is_signed(
    client: PageClient, question: ExpertQuestion, doris: Person, gustav: Person, now: datetime
) -> None:
    row = question.assessment
    actions.propose(assessment=row, findings=yes_to_all(row, 5_000), actor=doris, now=now)
    assert client.post(link_of(question), {"answer": "Ja.", "name": "Greta"}).status_code == 302
    actions.sign(assessment=row, actor=gustav, now=now)
    closed = client.post(link_of(question), {"answer": "Nej.", "name": "Greta"})
    assert closed.status_code == 410 and "Bedömningen är klar" in text_of(closed)
    question.refresh_from_db()
    assert question.answer == "Ja."


def test_the_link_dies_a_week_after_its_deadline_and_not_before(
    client: PageClient, question: ExpertQuestion, moment: list[datetime], now: datetime
) -> None:
    moment[0] = now + timedelta(days=7)
    assert client.get(link_of(question)).status_code == 200
    moment[0] = now + timedelta(days=8)
    assert client.get(link_of(question)).status_code == 410


def test_a_withdrawn_question_is_closed_and_shows_nothing(
    client: PageClient, question: ExpertQuestion, doris: Person, now: datetime
) -> None:
    actions.withdraw_question(question=question, actor=doris, now=now)
    page = client.get(link_of(question))
    assert page.status_code == 410
    assert "Tål marken bänkar?" not in text_of(page)


@pytest.mark.parametrize("change", ["signature", "number", "salt", "other host", "other cycle", "nonsense"])
def test_no_other_link_opens_a_question(
    client: PageClient, question: ExpertQuestion, ystad: Organisation, lund: Organisation, now: datetime, change: str
) -> None:
    make_cycle(ystad, now, slug="2027")
    make_cycle(lund, now, slug="2028")
    token = links.token_of(question)
    address = {
        "signature": f"/lund/omgangar/2027/svara/{token[:-1]}{'a' if token[-1] != 'a' else 'b'}/",
        "number": f"/lund/omgangar/2027/svara/{signing.dumps([10**9], salt=links.SALT)}/",
        "salt": f"/lund/omgangar/2027/svara/{signing.dumps([question.pk])}/",
        "other host": f"/ystad/omgangar/2027/svara/{token}/",
        "other cycle": f"/lund/omgangar/2028/svara/{token}/",
        "nonsense": "/lund/omgangar/2027/svara/:::/",
    }[change]
    assert client.get(address).status_code == 404


def test_questions_and_answers_are_never_public(
    client: PageClient, cycle: Cycle, question: ExpertQuestion, doris: Person, gustav: Person, now: datetime
) -> None:
    client.post(link_of(question), {"answer": "Hemligt svar", "name": "Greta"})
    row = question.assessment
    actions.propose(assessment=row, findings=yes_to_all(row, 5_000), actor=doris, now=now)
    actions.sign(assessment=row, actor=gustav, now=now)
    actions.give_final_answer(assessment=row, actor=doris, now=now)
    for address in (ANSWERS, f"/lund/omgangar/2027/forslag/{row.proposal.reference}/"):
        text = text_of(PageClient().get(address))
        assert "Fler bänkar" in text
        assert "Hemligt svar" not in text and "Tål marken" not in text


def test_the_proposers_own_pages_lead_to_the_objection(
    client: PageClient, refused: Proposal, asta: Person, bo: Person
) -> None:
    status = f"/lund/omgangar/2027/mitt-forslag/{refused.status_key}/"
    link = f"/lund/omgangar/2027/omprovning/{refused.status_key}/"
    assert link in text_of(client.get(status))
    own = f"/lund/omgangar/2027/forslag/{refused.reference}/"
    assert link in text_of(client.signed_in_as(asta).get(own))
    for other in (PageClient(), PageClient().signed_in_as(bo)):
        assert refused.status_key not in text_of(other.get(own))
    assert client.post(link, {"text": "Titta igen."}).status_code == 302
    assert "Omprövning begärd" in text_of(client.get(status))
