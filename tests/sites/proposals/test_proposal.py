"""Does a proposal's page show what everybody may see, and let those signed in take part?"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.cache import cache

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import actions, policy
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, Comment, Flag, Proposal, ProposalState, Stance
from medborgarbudget.foundation import clock
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

S = ProposalState
BASE = "/lund/omgangar/2027/forslag/"
SCRIPTS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "'; alert(1)//", "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>", "&lt;b&gt;", "]]><script>", "</script><script>alert(1)</script>",
)  # fmt: skip


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT])


@pytest.fixture
def proposal(cycle: Cycle, asta: Person) -> Proposal:
    return make_proposal(cycle, asta)


def page_of(client: PageClient, proposal: Proposal) -> str:
    return client.get(f"{BASE}{proposal.reference}/").content.decode()


def test_the_page_shows_text_costs_history_and_reasons(
    client: PageClient, cycle: Cycle, doris: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, cost=125_000, running_cost=4_000, what="Rad ett.\nRad två.")
    actions.change_state(
        proposal=proposal, to=S.UNDER_ASSESSMENT, reason="Parkenheten tittar på det.", actor=doris, now=now
    )
    page = page_of(client, proposal)
    for expected in (
        "Rad ett.<br>",
        "125\xa0000\xa0kr",
        "4\xa0000\xa0kr",
        "Parkenheten tittar på det.",
        "Bedöms",
        proposal.reference,
    ):
        assert expected in page


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_what_is_not_public_is_not_found_and_takes_nothing(
    client: PageClient, cycle: Cycle, bo: Person, state: ProposalState
) -> None:
    proposal = make_proposal(cycle, state=state)
    reference = proposal.reference or "LUN27-0001"
    client.signed_in_as(bo)
    assert client.get(f"{BASE}{reference}/").status_code == 404
    for deed in ("stod", "folj", "kommentera", "anmal"):
        assert client.post(f"{BASE}{reference}/{deed}/", {"text": "x"}).status_code == 404


def test_another_municipality_does_not_find_it(
    client: PageClient, proposal: Proposal, ystad: Organisation, bo: Person, now: datetime
) -> None:
    make_cycle(ystad, now, open_deeds=[Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT])
    client.signed_in_as(bo)
    for path in ("", "stod/", "folj/", "kommentera/", "anmal/", "andra/", "dra-tillbaka/"):
        assert client.post(f"/ystad/omgangar/2027/forslag/{proposal.reference}/{path}").status_code in {404, 405}
        assert client.get(f"/ystad/omgangar/2027/forslag/{proposal.reference}/{path}").status_code == 404


def test_anonymous_visitors_are_led_to_sign_in_and_back(client: PageClient, proposal: Proposal) -> None:
    page = page_of(client, proposal)
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    address = f"{BASE}{proposal.reference}/"
    assert f"next={address.replace('/', '%2F')}" in page
    assert client.post(f"{address}stod/").status_code == 302


def test_support_and_follow_turn_on_and_off(client: PageClient, proposal: Proposal, bo: Person) -> None:
    client.signed_in_as(bo)
    address = f"{BASE}{proposal.reference}/"
    for _time in range(2):
        assert client.post(f"{address}stod/").status_code == 303
        assert client.post(f"{address}folj/").status_code == 303
    proposal.refresh_from_db()
    assert proposal.support_count == 1
    page = page_of(client, proposal)
    assert "Du stöder förslaget" in page
    assert "Du följer förslaget" in page
    client.post(f"{address}stod/", {"gor": "ta-tillbaka"})
    client.post(f"{address}folj/", {"gor": "sluta"})
    proposal.refresh_from_db()
    assert proposal.support_count == 0
    assert client.get(f"{address}stod/").status_code == 303


def test_support_in_a_closed_step_is_refused_with_the_reason(
    client: PageClient, lund: Organisation, bo: Person, now: datetime
) -> None:
    proposal = make_proposal(make_cycle(lund, now, open_deeds=[Deed.VOTE]))
    client.signed_in_as(bo)
    answer = client.post(f"{BASE}{proposal.reference}/stod/")
    assert answer.status_code == 403
    assert "gick ut" in answer.content.decode()


def test_comments_stand_for_against_and_as_questions_with_answers(
    client: PageClient, proposal: Proposal, asta: Person, bo: Person, now: datetime
) -> None:
    client.signed_in_as(bo)
    address = f"{BASE}{proposal.reference}/"
    client.post(f"{address}kommentera/", {"stance": "against", "text": "För dyrt.\nTycker jag."})
    client.post(f"{address}kommentera/", {"stance": "question", "text": "Vilken färg?"})
    question = Comment.objects.get(stance=Stance.QUESTION)
    author = PageClient().signed_in_as(asta)
    assert "Svara Bo" in author.get(f"{address}?svara={question.pk}").content.decode()
    author.post(f"{address}kommentera/", {"stance": "question", "text": "Grön.", "answer_to": str(question.pk)})
    page = page_of(client, proposal)
    for expected in ("För dyrt.<br>", "Vilken färg?", "Grön.", "Förslagsställare"):
        assert expected in page


@pytest.mark.parametrize(
    "given",
    [
        {"stance": "for", "text": ""},
        {"stance": "nonsense", "text": "Hej."},
        {"text": "Hej."},
        {"stance": "for", "text": "x" * 1501},
        {"stance": "for", "text": "a\x00b"},
        {"stance": "for", "text": "Hej.", "answer_to": "999999"},
        {"stance": "for", "text": "Hej.", "answer_to": "99999999999999999999999"},
        {"stance": "for", "text": "Hej.", "answer_to": "x"},
    ],
)
def test_a_comment_that_is_wrong_is_told_and_kept(
    client: PageClient, proposal: Proposal, bo: Person, given: dict[str, str]
) -> None:
    client.signed_in_as(bo)
    answer = client.post(f"{BASE}{proposal.reference}/kommentera/", given)
    assert answer.status_code == 422
    assert not Comment.objects.exists()
    if given["text"] == "Hej.":
        assert "Hej." in answer.content.decode()


def test_flagging_a_proposal_and_a_comment(
    client: PageClient, proposal: Proposal, bo: Person, asta: Person, now: datetime
) -> None:
    said = actions.comment(proposal=proposal, person=asta, stance=Stance.FOR, text="Köp min bil.", now=now)
    client.signed_in_as(bo)
    address = f"{BASE}{proposal.reference}/anmal/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Reklam."}).status_code == 303
    assert client.post(f"{address}?kommentar={said.pk}", {"reason": "Också reklam."}).status_code == 303
    assert client.get(f"{address}?kommentar=99999").status_code == 404
    assert list(Flag.objects.values_list("comment", flat=True)) == [None, said.pk]
    own = PageClient().signed_in_as(asta).get(address)
    assert "själv har skrivit" in own.content.decode()


def test_hidden_comments_are_gone(
    client: PageClient, proposal: Proposal, bo: Person, doris: Person, now: datetime
) -> None:
    said = actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text="Elakheter.", now=now)
    actions.hide_comment(comment=said, ground=policy.HideGround.HATE, actor=doris, now=now)
    assert "Elakheter." not in page_of(client, proposal)


def test_the_author_changes_and_takes_back(client: PageClient, proposal: Proposal, asta: Person, bo: Person) -> None:
    address = f"{BASE}{proposal.reference}/"
    client.signed_in_as(asta)
    assert "Det här är ditt förslag" in page_of(client, proposal)
    assert client.get(f"{address}andra/").status_code == 200
    assert client.post(f"{address}andra/", {"title": "", "what": "x"}).status_code == 422
    assert client.post(f"{address}andra/", {"title": "Många bänkar", "what": "Sex."}).status_code == 303
    assert "Många bänkar" in page_of(client, proposal)
    other = PageClient().signed_in_as(bo)
    assert other.get(f"{address}andra/").status_code == 404
    assert other.post(f"{address}dra-tillbaka/").status_code == 404
    assert client.get(f"{address}dra-tillbaka/").status_code == 200
    answer = client.post(f"{address}dra-tillbaka/", {"reason": "Jag flyttar."})
    assert "/mitt-forslag/" in answer.headers["Location"]
    assert "Jag flyttar." in client.get(answer.headers["Location"]).content.decode()
    assert client.get(address).status_code == 404


def test_the_secret_status_page_tells_the_reason_when_it_is_hidden(
    client: PageClient, proposal: Proposal, doris: Person, now: datetime
) -> None:
    actions.hide(proposal=proposal, ground=policy.HideGround.PERSONAL, actor=doris, now=now)
    page = client.get(f"/lund/omgangar/2027/mitt-forslag/{proposal.status_key}/").content.decode()
    assert "personuppgifter om någon annan" in page
    assert client.get(f"/lund/omgangar/2027/mitt-forslag/{proposal.status_key[:-1]}/").status_code == 404


@pytest.mark.parametrize("text", SCRIPTS)
def test_what_people_write_is_shown_as_text(
    client: PageClient, cycle: Cycle, bo: Person, now: datetime, text: str
) -> None:
    proposal = make_proposal(
        cycle,
        title=text,
        what=text,
        why=text,
        place=text,
        display_name=text[:60],
        association=text,
        latitude=55.7,
        longitude=13.2,
    )
    bo.name = text
    bo.save()
    actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text=text, now=now)
    client.signed_in_as(bo)
    # The client refuses every page with a script, a handler or a style of its own, and every page that does not parse.
    for page in (
        page_of(client, proposal),
        client.get(BASE).content.decode(),
        client.get(BASE, {"visa": "karta", "sok": text}).content.decode(),
        client.get(
            f"{BASE}nytt/liknande/", {"title": text, "what": text}, headers={"HX-Request": "true"}
        ).content.decode(),
        client.get(f"{BASE}{proposal.reference}/anmal/").content.decode(),
    ):
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_draft_cycle_is_not_found_by_residents(client: PageClient, lund: Organisation, now: datetime) -> None:
    make_cycle(lund, now, slug="hemlig", published=False)
    for path in ("", "nytt/", "nytt/granska/", "nytt/liknande/", "X-1/"):
        assert client.get(f"/lund/omgangar/hemlig/forslag/{path}").status_code == 404
