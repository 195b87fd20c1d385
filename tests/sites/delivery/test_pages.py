"""Can everybody follow how winners become real, and can staff tell of it with reasons and pictures?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.cycles.models import Cycle, DecisionKind, Deed
from medborgarbudget.domain.delivery import actions
from medborgarbudget.domain.delivery.models import Delivery, DeliveryPicture, DeliveryState, DeliveryUpdate
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import Following, ProposalState
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.files import read_picture
from medborgarbudget.sites.staff.desk.waiting import waiting_for
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.delivery import make_decision, make_delivery, photo
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

PUBLIC = "/lund/omgangar/2027/genomforande/"
STAFF = "/lund/personal/omgangar/2027/genomforande/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.DELIVER], areas=["Norr", "Söder"])


@pytest.fixture
def delivery(cycle: Cycle, asta: Person, doris: Person, now: datetime) -> Delivery:
    return make_delivery(cycle, asta, doris, now)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def public(row: Delivery) -> str:
    return f"{PUBLIC}{row.proposal.reference}/"


def staff(row: Delivery, more: str = "") -> str:
    return f"{STAFF}{row.proposal.reference}/{more}"


def plan(row: Delivery, day: date, actor: Person, now: datetime, reason: str = "") -> None:
    actions.save_plan(
        delivery=row,
        responsible="Tekniska",
        responsible_person=None,
        planned_for=day,
        reason=reason,
        actor=actor,
        now=now,
    )


# --- residents ---


def test_before_any_decision_the_overview_says_what_will_come(client: PageClient, cycle: Cycle) -> None:
    assert "Inget genomförs än" in text_of(client.get(PUBLIC))


def test_the_overview_counts_what_is_done_in_time_and_the_money(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    north, south = cycle.cycle_areas.all()
    done = make_delivery(cycle, asta, doris, now, title="Gungor", cycle_area=north)
    late = make_delivery(cycle, asta, doris, now, title="Lampor", cycle_area=south, cost=50_000)
    plan(done, date(2027, 4, 1), doris, now)
    plan(late, date(2027, 3, 1), doris, now)
    actions.save_money(delivery=done, spent=90_000, reason="", actor=doris, now=now)
    picture = actions.DescribedPicture(read_picture(photo()), "Barn gungar")
    actions.add_update(delivery=done, state="done", text="Klart!", pictures=[picture], actor=doris, now=now)
    text = text_of(client.get(PUBLIC))
    for wanted in (
        "av 2 förslag är klara", "av 1 klara blev klara i tid", "är försenade just nu", "150\u00a0000\u00a0kr", "90\u00a0000\u00a0kr",
        "Barn gungar", "9 dagar försenat", "i tid",
    ):  # fmt: skip
        assert wanted in text, wanted
    assert text.index("Norr") < text.index("Söder")
    cache.clear()
    finished = text_of(client.get(PUBLIC, {"lage": "klara"}))
    assert "Gungor" in finished and "Lampor" not in finished
    assert client.get(PUBLIC, {"lage": "x"}).status_code == 200


def test_one_delivery_tells_its_story_with_reasons(
    client: PageClient, delivery: Delivery, doris: Person, now: datetime
) -> None:
    plan(delivery, date(2027, 6, 1), doris, now)
    plan(delivery, date(2027, 9, 1), doris, now + timedelta(hours=1), "Upphandlingen överklagades.")
    picture = actions.DescribedPicture(read_picture(photo()), "Tre bänkar lyfts av en lastbil")
    actions.add_update(
        delivery=delivery, state="building", text="Bänkarna är här.", pictures=[picture], actor=doris, now=now
    )
    actions.save_money(
        delivery=delivery, spent=130_000, reason="Berget var närmare än vi trodde.", actor=doris, now=now
    )
    text = text_of(client.get(public(delivery)))
    for wanted in (
        "Planerat klart onsdag 1 september", "tisdag 1 juni", "Upphandlingen överklagades.", "Bänkarna är här.", "Tre bänkar lyfts av en lastbil",
        "30\u00a0000\u00a0kr för mycket", "Berget var närmare än vi trodde.", "Kommunstyrelsen", "Logga in för att följa", "Tekniska",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize("state", ["planned", "procurement", "paused", "stopped", "done", "inaugurated"])
def test_every_state_has_its_page(
    client: PageClient, delivery: Delivery, doris: Person, now: datetime, state: str
) -> None:
    if state == "stopped":
        actions.stop(delivery=delivery, reason="Bron revs.", actor=doris, now=now)
    elif state == "inaugurated":
        actions.inaugurate(delivery=delivery, on=now.date(), text="Kom och sitt!", actor=doris, now=now)
    else:
        actions.add_update(delivery=delivery, state=state, text="Så här går det.", actor=doris, now=now)
    text = text_of(client.get(public(delivery)))
    assert str(DeliveryState(state).label) in text
    assert ("Bron revs." in text) == (state == "stopped")
    assert client.get(PUBLIC).status_code == 200


def test_a_person_follows_and_stops_following(client: PageClient, delivery: Delivery, bo: Person) -> None:
    assert client.post(public(delivery) + "folj/").status_code == 302
    assert not Following.objects.exists()
    client.signed_in_as(bo)
    for _again in range(2):
        assert client.post(public(delivery) + "folj/", {"gor": "folj"}).status_code == 302
    assert Following.objects.filter(person=bo).count() == 1
    assert "Du följer" in text_of(client.get(public(delivery)))
    client.post(public(delivery) + "folj/", {"gor": "sluta"})
    assert not Following.objects.exists()


def test_a_hidden_proposals_delivery_and_other_organisations_are_not_found(
    client: PageClient, ystad: Organisation, delivery: Delivery, egil: Person, now: datetime
) -> None:
    make_cycle(ystad, now, slug="2027")
    reference = delivery.proposal.reference
    assert client.get(f"/ystad/omgangar/2027/genomforande/{reference}/").status_code == 404
    client.signed_in_as(egil)
    assert client.post(f"/ystad/omgangar/2027/genomforande/{reference}/folj/").status_code == 404
    for page in ("", "plan/", "utfall/", "beratta/", "invigning/", "avbryt/"):
        assert client.get(f"/ystad/personal/omgangar/2027/genomforande/{reference}/{page}").status_code == 404, page
    assert client.get(STAFF).status_code == 403
    delivery.proposal.state = ProposalState.HIDDEN
    delivery.proposal.save()
    assert PageClient().get(public(delivery)).status_code == 404
    assert "Inget genomförs än" in text_of(PageClient().get(PUBLIC))


def test_the_overview_and_the_table_ask_as_often_for_many_as_for_few(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    def one_more(title: str) -> None:
        row = make_delivery(cycle, asta, doris, now, title=title)
        plan(row, date(2027, 3, 1), doris, now)
        picture = actions.DescribedPicture(read_picture(photo()), "Bild")
        actions.add_update(delivery=row, state="building", text="Nu!", pictures=[picture], actor=doris, now=now)

    def asked(address: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    client.signed_in_as(doris)
    one_more("Första")
    few = [asked(PUBLIC), asked(STAFF)]
    for number in range(5):
        one_more(f"Nummer {number}")
    assert [asked(PUBLIC), asked(STAFF)] == few


# --- staff ---


def test_a_lead_enters_the_decision_and_the_winners_start(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    won = [make_proposal(cycle, asta, ProposalState.WON_VOTE, title, 50_000) for title in ("Gungor", "Lampor")]
    client.signed_in_as(doris)
    assert "2 vinnare väntar" in text_of(client.get(STAFF))
    assert "finns inte i beslutsregistret" in text_of(client.get(f"{STAFF}nya/"))
    decision = make_decision(cycle, now)
    empty = client.post(f"{STAFF}nya/", {"decision": decision.pk})
    assert empty.status_code == 422
    foreign = client.post(f"{STAFF}nya/", {"decision": decision.pk, "proposals": [999_999]})
    assert foreign.status_code == 422
    assert client.post(f"{STAFF}nya/", {"decision": decision.pk, "proposals": [won[0].pk]}).status_code == 302
    assert Delivery.objects.get().proposal == won[0]
    assert client.post(f"{STAFF}nya/", {"decision": decision.pk, "proposals": [won[0].pk]}).status_code == 422

    assert "Det finns inget beslut att avvika" in text_of(client.get(f"{STAFF}avvikelse/"))
    deviation = make_decision(cycle, now, DecisionKind.DEVIATION, summary="Elnätet räcker inte.")
    assert client.post(f"{STAFF}avvikelse/", {"decision": deviation.pk, "proposals": [won[1].pk]}).status_code == 302
    won[1].refresh_from_db()
    assert won[1].state == ProposalState.REFUSED


def test_a_proposal_that_did_not_win_starts_only_by_a_decision_to_deviate(
    client: PageClient, cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    lost = make_proposal(cycle, asta, ProposalState.NOT_WON, "Gungor", 50_000)
    winners = make_decision(cycle, now)
    client.signed_in_as(doris)
    assert client.post(f"{STAFF}nya/?avvikelse=1", {"decision": winners.pk, "proposals": [lost.pk]}).status_code == 422
    deviation = make_decision(cycle, now, DecisionKind.DEVIATION, summary="Pengar blev över.")
    assert (
        client.post(f"{STAFF}nya/?avvikelse=1", {"decision": deviation.pk, "proposals": [lost.pk]}).status_code == 302
    )
    assert Delivery.objects.get().proposal == lost


def test_a_moved_day_and_overspending_ask_for_a_reason_at_the_field(
    client: PageClient, delivery: Delivery, doris: Person
) -> None:
    client.signed_in_as(doris)
    first = {"responsible": "Tekniska", "responsible_person": doris.pk, "planned_for": "2027-06-01"}
    assert client.post(staff(delivery, "plan/"), first).status_code == 302
    moved = client.post(staff(delivery, "plan/"), {**first, "planned_for": "2027-09-01"})
    assert (
        moved.status_code == 422
        and "Ange varför datumet ändras." in text_of(moved)
        and 'value="2027-09-01"' in text_of(moved)
    )
    for wrong in ("2027-13-01", "snart"):
        assert client.post(staff(delivery, "plan/"), {**first, "planned_for": wrong}).status_code == 422
    assert (
        client.post(staff(delivery, "plan/"), {**first, "planned_for": "2027-09-01", "reason": "Tjäle."}).status_code
        == 302
    )
    over = client.post(staff(delivery, "utfall/"), {"spent": "130 000"})
    assert over.status_code == 422 and "högre än budgeten" in text_of(over) and 'value="130 000"' in text_of(over)
    assert client.post(staff(delivery, "utfall/"), {"spent": "130 000", "reason": "Berget."}).status_code == 302
    text = text_of(client.get(staff(delivery)))
    assert "Tjäle." in text and "Berget." in text and "Doris" in text
    assert "Över" in text_of(client.get(STAFF))


def test_news_are_told_once_with_described_pictures(client: PageClient, delivery: Delivery, doris: Person) -> None:
    client.signed_in_as(doris)
    news = {"state": "building", "text": "Bänkarna är här.", "key": "b" * 32}
    bare = client.post(staff(delivery, "beratta/"), {**news, "picture_1": photo()})
    assert (
        bare.status_code == 422 and "Beskriv vad bilden visar" in text_of(bare) and "Bänkarna är här." in text_of(bare)
    )
    assert not DeliveryUpdate.objects.exists()
    for _again in range(2):
        sent = {**news, "picture_1": photo(), "alt_1": "Tre bänkar", "picture_3": photo(), "alt_3": "En lastbil"}
        assert client.post(staff(delivery, "beratta/"), sent).status_code == 302
    assert DeliveryUpdate.objects.count() == 1
    assert list(DeliveryPicture.objects.values_list("alt", flat=True)) == ["Tre bänkar", "En lastbil"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("karta.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("inte-en-bild.jpg", b"hej"),
        ("tom.png", b""),
    ],
)
def test_what_is_no_photo_is_refused_and_nothing_is_half_stored(
    client: PageClient, delivery: Delivery, doris: Person, name: str, content: bytes
) -> None:
    client.signed_in_as(doris)
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    page = client.post(
        staff(delivery, "beratta/"), {"state": "building", "text": "Se!", "picture_1": upload, "alt_1": "Bild"}
    )
    assert page.status_code == 422
    assert not DeliveryUpdate.objects.exists()


def test_inauguration_and_stop_have_pages_of_their_own(
    client: PageClient, delivery: Delivery, doris: Person, now: datetime
) -> None:
    client.signed_in_as(doris)
    unsure = client.post(staff(delivery, "avbryt/"), {"reason": "Bron revs."})
    assert unsure.status_code == 422
    future = client.post(staff(delivery, "invigning/"), {"on": "2027-05-01", "text": "Tårta!"})
    assert future.status_code == 422 and "framtiden" in text_of(future)
    assert (
        client.post(staff(delivery, "invigning/"), {"on": "2027-03-10", "text": "Tårta!", "key": "c" * 32}).status_code
        == 302
    )
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.INAUGURATED
    assert client.get(staff(delivery, "invigning/")).status_code == 403
    assert client.post(staff(delivery, "avbryt/"), {"reason": "Nej", "sure": "on"}).status_code == 403


@pytest.mark.parametrize(
    ("role", "see", "start", "planning", "telling", "stopping"),
    [
        (RoleName.LEAD, 200, 200, 200, 200, 200),
        (RoleName.COMMUNICATOR, 200, 403, 403, 200, 403),
        (RoleName.ASSESSOR, 200, 403, 403, 403, 403),
        (RoleName.ELECTED, 200, 403, 403, 403, 403),
        (RoleName.AUDITOR, 200, 403, 403, 403, 403),
    ],
)
def test_who_opens_which_page(
    client: PageClient,
    lund: Organisation,
    delivery: Delivery,
    role: RoleName,
    see: int,
    start: int,
    planning: int,
    telling: int,
    stopping: int,
) -> None:
    client.signed_in_as(grant(make_person("Hilda"), lund, role))
    assert client.get(STAFF).status_code == client.get(staff(delivery)).status_code == see
    assert client.get(f"{STAFF}nya/").status_code == client.get(f"{STAFF}avvikelse/").status_code == start
    assert (
        client.get(staff(delivery, "plan/")).status_code
        == client.get(staff(delivery, "utfall/")).status_code
        == planning
    )
    assert (
        client.get(staff(delivery, "beratta/")).status_code
        == client.get(staff(delivery, "invigning/")).status_code
        == telling
    )
    assert client.get(staff(delivery, "avbryt/")).status_code == stopping


def test_the_desk_tells_what_is_late_and_undecided(
    cycle: Cycle, asta: Person, doris: Person, now: datetime, settings: Any
) -> None:
    settings.ROOT_URLCONF = settings.ORGANISATION_URLCONF
    plan(make_delivery(cycle, asta, doris, now), date(2027, 3, 1), doris, now)
    make_proposal(cycle, asta, ProposalState.WON_VOTE, "Lampor", 50_000)
    found = waiting_for(cycle.organisation, doris, frozenset({RoleName.LEAD.value}), now)
    labels = {item.label.split(" – ")[0]: item.count for item in found}
    assert labels["Försenade genomföranden"] == 1
    assert labels["Vinnare väntar på att beslutet förs in"] == 1


@pytest.mark.parametrize("view", ["", "pa-gang", "klara", "stoppade", "sena", "mina", "x"])
def test_each_choice_of_the_table_opens(client: PageClient, delivery: Delivery, doris: Person, view: str) -> None:
    assert client.signed_in_as(doris).get(STAFF, {"vy": view}).status_code == 200


def test_the_proposals_page_leads_to_its_delivery(client: PageClient, delivery: Delivery) -> None:
    page = client.get(f"/lund/omgangar/2027/forslag/{delivery.proposal.reference}/")
    assert public(delivery) in text_of(page)
