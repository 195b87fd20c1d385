"""Do staff's pages let the right people assess, sign and publish, and say at the field what is wrong?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.assessment import actions, queries
from medborgarbudget.domain.assessment.models import (
    Assessment,
    AssessmentState,
    Criterion,
    CriterionAnswer,
    ExpertQuestion,
    ListKind,
    PublishedList,
)
from medborgarbudget.domain.assessment.policy import Findings
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation import clock
from medborgarbudget.sites.staff.desk.waiting import waiting_for
from tests.support.assessment import A_REASON, open_one, signed, yes_to_all
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

HERE = "/lund/personal/omgangar/2027/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.ASSESS], areas=["Norr", "Söder"], rules={"cost_ceiling": 400_000})


@pytest.fixture
def gustav(lund: Organisation) -> Person:
    return grant(make_person("Gustav"), lund, RoleName.ASSESSOR)


@pytest.fixture
def proposal(cycle: Cycle, asta: Person) -> Proposal:
    return make_proposal(cycle, asta)


@pytest.fixture
def assessment(proposal: Proposal, doris: Person, now: datetime) -> Assessment:
    return open_one(proposal, now, doris)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def address(row: Assessment, more: str = "") -> str:
    return f"{HERE}bedomning/{row.proposal.reference}/{more}"


def written(row: Assessment, **others: str) -> dict[str, str]:
    """The form as filled in for a yes."""
    met = {f"met_{criterion.pk}": "yes" for criterion in queries.criteria(row.proposal.cycle)}
    return {
        **met,
        "outcome": "accepted",
        "cost": "120 000",
        "running_cost": "0",
        "reason": "",
        "deed": "propose",
        **others,
    }


def test_a_lead_starts_assigns_and_an_assessor_proposes_and_another_signs(
    client: PageClient, cycle: Cycle, proposal: Proposal, doris: Person, gustav: Person
) -> None:
    client.signed_in_as(doris)
    assert "1 publicerat förslag är inte med" in text_of(client.get(f"{HERE}bedomning/"))
    assert "Starta bedömningen av 1 förslag?" in text_of(client.get(f"{HERE}bedomning/starta/"))
    assert client.post(f"{HERE}bedomning/starta/").status_code == 302
    row = Assessment.objects.get()
    nothing = client.post(f"{HERE}bedomning/", {"assignee": gustav.pk, "deadline": "2027-03-20"})
    assert nothing.status_code == 422 and "Välj minst ett förslag" in text_of(nothing)
    late = client.post(f"{HERE}bedomning/", {"chosen": row.pk, "assignee": gustav.pk, "deadline": "2027-03-09"})
    assert late.status_code == 422 and "inte har passerat" in text_of(late) and f'value="{row.pk}"' in text_of(late)
    assert (
        client.post(
            f"{HERE}bedomning/", {"chosen": row.pk, "assignee": gustav.pk, "deadline": "2027-03-20"}
        ).status_code
        == 302
    )

    client.signed_in_as(gustav)
    assert "Fler bänkar" in text_of(client.get(f"{HERE}bedomning/?vy=mina"))
    assert client.get(address(row)).status_code == 200
    assert client.post(address(row), written(row)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.cost, row.proposed_by) == (AssessmentState.PROPOSED, 120_000, gustav)
    assert client.post(address(row, "signera/"), {"deed": "sign"}).status_code == 403

    client.signed_in_as(doris)
    assert "Fler bänkar" in text_of(client.get(f"{HERE}bedomning/?vy=signera"))
    assert "Så här läser förslagsställaren det" in text_of(client.get(address(row, "signera/")))
    assert client.post(address(row, "signera/"), {"deed": "sign"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.signed_by) == (AssessmentState.SIGNED, doris)
    assert "Öppna igen" in text_of(client.get(address(row)))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cost": "12345,98"}, "Ange beloppet i hela kronor"),
        ({"cost": "-5"}, "Ange beloppet i hela kronor"),
        ({"cost": "0"}, "Ange kostnaden i hela kronor, minst 1."),
        ({"cost": ""}, "Ange vad förslaget kostar."),
        ({"cost": "400 001"}, "Ett förslag får kosta högst 400"),
        ({"running_cost": "9876.6"}, "Ange beloppet i hela kronor"),
        ({"outcome": ""}, "Välj om förslaget går vidare eller inte."),
        ({"outcome": "kanske"}, "bland alternativen"),
        ({"outcome": "refused", "reason": ""}, "Skriv en motivering"),
        ({"reason": "x" * 3001}, "får vara högst 3000 tecken"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    client: PageClient, assessment: Assessment, doris: Person, changes: dict[str, str], message: str
) -> None:
    client.signed_in_as(doris)
    page = client.post(address(assessment), written(assessment, conditions="Bara två bänkar", **changes))
    assert page.status_code == 422
    assert message in text_of(page) and "Bara två bänkar" in text_of(page)
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.OPEN and assessment.conditions == ""


def test_a_draft_is_saved_by_button_and_by_itself(client: PageClient, assessment: Assessment, doris: Person) -> None:
    client.signed_in_as(doris)
    criterion = queries.criteria(assessment.proposal.cycle)[0]
    draft = {
        "deed": "save",
        "reason": "Påbörjat",
        f"met_{criterion.pk}": "unclear",
        f"note_{criterion.pk}": "Fråga mark",
    }
    assert client.post(address(assessment), draft).status_code == 302
    answer = CriterionAnswer.objects.get(assessment=assessment)
    assert (answer.met, answer.note) == ("unclear", "Fråga mark")
    by_itself = client.post(address(assessment), {"reason": "Mer", "deed": "propose"}, headers={"X-Autosave": "1"})
    assert by_itself.status_code == 204
    assessment.refresh_from_db()
    assert (assessment.reason, assessment.state) == ("Mer", AssessmentState.OPEN)
    assert client.post(address(assessment), {"cost": "tolv"}, headers={"X-Autosave": "1"}).status_code == 422


def test_somebody_elses_assessment_is_read_but_not_written(
    client: PageClient,
    lund: Organisation,
    cycle: Cycle,
    assessment: Assessment,
    doris: Person,
    gustav: Person,
    now: datetime,
) -> None:
    actions.assign(cycle=cycle, assessments=[assessment], assignee=doris, deadline=None, actor=doris, now=now)
    client.signed_in_as(gustav)
    assert "ligger hos någon annan" in text_of(client.get(address(assessment)))
    assert client.post(address(assessment), written(assessment)).status_code == 403
    assert client.post(f"{HERE}bedomning/", {"chosen": assessment.pk, "assignee": gustav.pk}).status_code == 403


@pytest.mark.parametrize(
    ("role", "table", "write", "criteria"),
    [
        (RoleName.LEAD, 200, 200, 200),
        (RoleName.ASSESSOR, 200, 200, 403),
        (RoleName.AUDITOR, 200, 403, 403),
        (RoleName.ADMINISTRATOR, 200, 403, 403),
        (RoleName.COMMUNICATOR, 403, 403, 403),
        (RoleName.DESK, 403, 403, 403),
        (RoleName.ELECTED, 403, 403, 403),
    ],
)
def test_who_opens_which_page(
    client: PageClient,
    lund: Organisation,
    assessment: Assessment,
    role: RoleName,
    table: int,
    write: int,
    criteria: int,
) -> None:
    client.signed_in_as(grant(make_person("Hilda"), lund, role))
    for page in (
        "bedomning/",
        "bedomning/listor/",
        "bedomning/likvardighet/",
        "kriterier/",
        f"bedomning/{assessment.proposal.reference}/",
    ):
        assert client.get(HERE + page).status_code == table, page
    assert client.get(address(assessment, "fraga/")).status_code == write
    assert client.get(f"{HERE}kriterier/nytt/").status_code == criteria


def test_an_assessor_is_stopped_when_the_step_is_closed_and_a_lead_is_not(
    client: PageClient, cycle: Cycle, assessment: Assessment, doris: Person, gustav: Person
) -> None:
    cycle.steps.filter(name="Bedömning").update(closes_at=cycle.created_at + timedelta(days=85))
    client.signed_in_as(gustav)
    page = text_of(client.get(address(assessment)))
    assert "Det här stängde" in page and "name=&quot;deed" not in page
    assert client.post(address(assessment), written(assessment)).status_code == 403
    client.signed_in_as(doris)
    assert client.post(address(assessment), written(assessment)).status_code == 302


def test_a_question_is_sent_once_however_often_the_form_is(
    client: PageClient, assessment: Assessment, doris: Person
) -> None:
    client.signed_in_as(doris)
    mail.outbox.clear()
    form = {"email": "gata@example.org", "question": "Tål marken bänkar?", "deadline": "2027-03-20", "key": "a" * 32}
    wrong = client.post(address(assessment, "fraga/"), {**form, "email": "gata", "deadline": "2027-03-09"})
    assert wrong.status_code == 422 and "namn@exempel.se" in text_of(wrong)
    for _again in range(2):
        assert client.post(address(assessment, "fraga/"), form).status_code == 302
    asked = ExpertQuestion.objects.get()
    assert len(mail.outbox) == 1
    assert client.get(address(assessment, f"fraga/{asked.pk}/aterta/")).status_code == 405
    assert client.post(address(assessment, f"fraga/{asked.pk}/aterta/")).status_code == 302
    assert "Återtagen" in text_of(client.get(address(assessment)))
    assert client.post(address(assessment, "fraga/999999/aterta/")).status_code == 404


def test_sending_back_needs_a_reason(
    client: PageClient, assessment: Assessment, doris: Person, gustav: Person, now: datetime
) -> None:
    actions.propose(assessment=assessment, findings=yes_to_all(assessment, 5_000), actor=gustav, now=now)
    client.signed_in_as(doris)
    assert client.post(address(assessment, "signera/"), {"deed": "back", "reason": ""}).status_code == 422
    assert (
        client.post(address(assessment, "signera/"), {"deed": "back", "reason": "Räkna med moms."}).status_code == 302
    )
    client.signed_in_as(gustav)
    assert "Räkna med moms." in text_of(client.get(address(assessment)))


def test_the_lists_are_published_with_confirmation_and_the_vote_waits_for_them(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    signed(make_proposal(cycle, asta), "yes", now, doris, gustav)
    by_hand = make_proposal(cycle, None, title="Lampor", contact_name="Kalle", contact_phone="046-12 34 56")
    assessment = signed(by_hand, "no", now, doris, gustav)
    client.signed_in_as(doris)
    lists = f"{HERE}bedomning/listor/"
    assert "2 förslag har inte fått något slutligt besked." in text_of(client.get(lists))
    until = {"objections_until_0": "2027-03-24", "objections_until_1": "23:59"}
    unsure = client.post(lists, {"deed": "provisional", **until})
    assert unsure.status_code == 422 and not PublishedList.objects.exists()
    past = client.post(
        lists, {"deed": "provisional", "sure": "on", "objections_until_0": "2027-03-01", "objections_until_1": "12:00"}
    )
    assert past.status_code == 422 and "inte har passerat" in text_of(past)
    assert client.post(lists, {"deed": "provisional", "sure": "on", **until}).status_code == 302
    page = text_of(client.get(lists))
    assert "046-12 34 56" in page and "Publicera slutlig lista" not in page
    assert client.post(lists, {"deed": "final", "sure": "on"}).status_code == 403
    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.PROVISIONAL


def test_the_final_list_is_published_when_the_time_has_passed(
    client: PageClient,
    cycle: Cycle,
    asta: Person,
    doris: Person,
    gustav: Person,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposal = make_proposal(cycle, asta)
    signed(proposal, "yes", now, doris, gustav)
    actions.publish_provisional(cycle=cycle, actor=doris, now=now)
    closes = queries.objections_close_at(cycle)
    assert closes is not None
    monkeypatch.setattr(clock, "now", lambda: closes)
    client.signed_in_as(doris)
    lists = f"{HERE}bedomning/listor/"
    assert client.post(lists, {"deed": "final"}).status_code == 422
    assert client.post(lists, {"deed": "final", "sure": "on"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED
    assert PublishedList.objects.filter(kind=ListKind.FINAL).exists()
    assert "Alla förslagsställare har fått svar" in text_of(client.get(lists))


def test_an_objection_is_answered_by_another_on_its_page(
    client: PageClient, lund: Organisation, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    assessment = signed(make_proposal(cycle, asta), "no", now, doris, gustav)
    assert client.signed_in_as(doris).get(address(assessment, "omprovning/")).status_code == 404
    actions.publish_provisional(cycle=cycle, actor=doris, now=now, objections_until=now + timedelta(days=10))
    actions.object_to(assessment=assessment, text="Marken är vår.", made_by=asta, now=now)
    assert "En annan person ska ompröva" in text_of(client.get(address(assessment, "omprovning/")))
    third = grant(make_person("Hilda"), lund, RoleName.ASSESSOR)
    client.signed_in_as(third)
    page = address(assessment, "omprovning/")
    wrong = client.post(
        page, {"upheld": "yes", "answer": "Du har rätt, marken är vår.", "cost": "500 000", "running_cost": ""}
    )
    assert wrong.status_code == 422 and "högst 400" in text_of(wrong) and "Du har rätt" in text_of(wrong)
    good = {"upheld": "yes", "answer": "Du har rätt, marken är vår.", "cost": "50 000", "running_cost": "0"}
    assert client.post(page, good).status_code == 302
    assert client.post(page, good).status_code == 403
    assert "Omprövat: förslaget går vidare" in text_of(client.get(address(assessment)))


def test_criteria_are_begun_added_changed_moved_and_removed(client: PageClient, cycle: Cycle, doris: Person) -> None:
    client.signed_in_as(doris)
    assert "Inga kriterier än" in text_of(client.get(f"{HERE}kriterier/"))
    assert client.post(f"{HERE}kriterier/").status_code == 302
    new = {"code": "barn", "question": "Är det bra för barn?", "refusal_text": "Det är inte bra för barn."}
    assert client.post(f"{HERE}kriterier/nytt/", {**new, "refusal_text": ""}).status_code == 422
    assert client.post(f"{HERE}kriterier/nytt/", new).status_code == 302
    twice = client.post(f"{HERE}kriterier/nytt/", new)
    assert twice.status_code == 422 and "Välj en annan kod" in text_of(twice)
    added = Criterion.objects.get(code="barn")
    assert client.post(f"{HERE}kriterier/{added.pk}/", {**new, "question": "Mår barn bra av det?"}).status_code == 302
    assert client.post(f"{HERE}kriterier/{added.pk}/flytta/", {"way": "up"}).status_code == 302
    assert [row.code for row in queries.criteria(cycle)].index("barn") == 7
    assert "Ta bort kriteriet?" in text_of(client.get(f"{HERE}kriterier/{added.pk}/ta-bort/"))
    assert client.post(f"{HERE}kriterier/{added.pk}/ta-bort/").status_code == 302
    assert not Criterion.objects.filter(code="barn").exists()


def test_a_locked_criterion_says_so(
    client: PageClient, cycle: Cycle, assessment: Assessment, doris: Person, now: datetime
) -> None:
    first = queries.criteria(cycle)[0]
    actions.save_draft(assessment=assessment, findings=Findings(met={first.pk: "yes"}), actor=doris, now=now)
    client.signed_in_as(doris)
    assert "Låst – 1 svar" in text_of(client.get(f"{HERE}kriterier/"))
    assert client.get(f"{HERE}kriterier/{first.pk}/").status_code == 403


def test_even_handedness_is_shown_per_area_and_criterion(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    client.signed_in_as(doris)
    assert "Inget är signerat än" in text_of(client.get(f"{HERE}bedomning/likvardighet/"))
    north = cycle.cycle_areas.all()[0]
    signed(make_proposal(cycle, asta, cycle_area=north), "yes", now, doris, gustav)
    signed(make_proposal(cycle, asta, title="Lampor"), "no", now, doris, gustav)
    text = text_of(client.get(f"{HERE}bedomning/likvardighet/"))
    assert "1 av 2" in text and "Norr" in text and "Utan område" in text


def test_another_organisations_assessment_is_not_found(
    client: PageClient, ystad: Organisation, cycle: Cycle, assessment: Assessment, egil: Person, now: datetime
) -> None:
    make_cycle(ystad, now, slug="2027", open_deeds=[Deed.ASSESS])
    criterion = queries.criteria(cycle)[0]
    client.signed_in_as(egil)
    there = "/ystad/personal/omgangar/2027/"
    reference = assessment.proposal.reference
    for page in ("", "signera/", "oppna-igen/", "fraga/", "omprovning/"):
        assert client.get(f"{there}bedomning/{reference}/{page}").status_code == 404, page
    for page in ("ta/", "ta-tillbaka/", "fraga/1/aterta/"):
        assert client.post(f"{there}bedomning/{reference}/{page}").status_code == 404, page
    for page in ("", "ta-bort/"):
        assert client.get(f"{there}kriterier/{criterion.pk}/{page}").status_code == 404, page
    assert client.post(f"{there}bedomning/", {"chosen": assessment.pk, "assignee": egil.pk}).status_code == 422
    assert client.get(HERE + "bedomning/").status_code == 403


def test_the_table_filters_and_asks_as_often_for_many_as_for_few(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    client.signed_in_as(doris)
    north = cycle.cycle_areas.all()[0]

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"{HERE}bedomning/").status_code == 200
        return len(seen)

    first = make_proposal(cycle, asta, title="Rymdraket", cycle_area=north)
    rows = actions.open_assessments(cycle=cycle, actor=doris, now=now)
    actions.assign(cycle=cycle, assessments=rows, assignee=gustav, deadline=now.date(), actor=doris, now=now)
    few = asked()
    for number in range(12):
        make_proposal(cycle, asta, title=f"Förslag {number}")
    more = actions.open_assessments(cycle=cycle, actor=doris, now=now)
    actions.assign(cycle=cycle, assessments=more, assignee=doris, deadline=now.date(), actor=doris, now=now)
    assert asked() == few
    for query in ({"q": "rymdr"}, {"q": first.reference}, {"omrade": str(north.area_id)}, {"ansvarig": str(gustav.pk)}):
        text = text_of(client.get(f"{HERE}bedomning/", query))
        assert "Rymdraket" in text and "Förslag 3" not in text, query
    for query in ({"lage": "nej"}, {"omrade": "x"}, {"ansvarig": "9" * 30}, {"page": "x"}, {"vy": "x"}):
        assert client.get(f"{HERE}bedomning/", query).status_code == 200
    assert "Inga förslag här" in text_of(client.get(f"{HERE}bedomning/", {"lage": "signed"}))


def test_the_desk_tells_what_waits(
    cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime, settings: Any
) -> None:
    late, fresh, proposed = (open_one(make_proposal(cycle, asta, title=title), now, doris) for title in ("A", "B", "C"))
    actions.assign(cycle=cycle, assessments=[late, fresh], assignee=gustav, deadline=now.date(), actor=doris, now=now)
    actions.propose(assessment=proposed, findings=yes_to_all(proposed, 5_000), actor=doris, now=now)
    settings.ROOT_URLCONF = settings.ORGANISATION_URLCONF
    tomorrow, roles = now + timedelta(days=1), frozenset({RoleName.ASSESSOR.value})
    found = {item.label: item for item in waiting_for(cycle.organisation, gustav, roles, tomorrow)}
    assert (found["Förslag att bedöma"].count, found["Förslag att bedöma"].urgent) == (2, True)
    assert found["Besked att signera"].count == 1
    assert not [i for i in waiting_for(cycle.organisation, doris, roles, now) if i.label == "Besked att signera"]


def test_refusals_are_told_with_their_reason_on_the_sign_page(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, gustav: Person, now: datetime
) -> None:
    assessment = open_one(make_proposal(cycle, asta), now, doris)
    ids = [row.pk for row in queries.criteria(cycle)]
    findings = Findings(outcome="refused", reason=A_REASON, met={pk: "no" if pk == ids[0] else "yes" for pk in ids})
    actions.propose(assessment=assessment, findings=findings, actor=doris, now=now)
    text = text_of(client.signed_in_as(gustav).get(address(assessment, "signera/")))
    assert A_REASON in text and "Kommunen får eller kan inte göra det här" in text
