"""Can staff take in, find, correct, publish and hide proposals, each by their role and only in their own organisation?"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import set_urlconf

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import OfferedFile, Person, RoleName, TwoPersonDeed
from medborgarbudget.domain.proposals import actions, policy
from medborgarbudget.domain.proposals.models import Proposal, ProposalState, Stance
from medborgarbudget.foundation import audit, clock
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.staff.proposals.listing import inert
from medborgarbudget.sites.staff.proposals.waiting import moderation
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

S = ProposalState
BASE = "/lund/personal/omgangar/2027/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE, Deed.COMMENT], areas=["Norr", "Söder"])


@pytest.fixture
def as_role(lund: Organisation) -> Callable[[RoleName], PageClient]:
    def sign_in(role: RoleName) -> PageClient:
        return PageClient().signed_in_as(grant(make_person(f"Gun-{role}"), lund, role))

    return sign_in


def entry(client: PageClient, **given: str) -> dict[str, str]:
    page = client.get(BASE + "forslag/nytt/").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    return {
        "key": key,
        "channel": "paper",
        "received_on": "2027-03-09",
        "title": "Fler bänkar",
        "what": "Tre.",
        **given,
    }


OPEN_TO = {
    "forslag/": set(RoleName),
    "forslag/LUN27-0001/": set(RoleName),
    "forslag/lista.csv": set(RoleName),
    "forslag/nytt/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR, RoleName.DESK},
    "forslag/LUN27-0001/kvitto/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR, RoleName.DESK},
    "forslag/LUN27-0001/andra/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR, RoleName.DESK},
    "forslag/LUN27-0001/flytta/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR, RoleName.DESK},
    "forslag/LUN27-0001/dolj/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR},
    "forslag/LUN27-0001/visa/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR},
    "granskning/": {RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR},
}


@pytest.mark.parametrize("role", list(RoleName))
def test_each_role_opens_its_pages_and_no_others(
    cycle: Cycle, as_role: Callable[[RoleName], PageClient], role: RoleName
) -> None:
    make_proposal(cycle, cycle_area=cycle.cycle_areas.first())
    client = as_role(role)
    opened = {path for path in OPEN_TO if client.get(BASE + path).status_code == 200}
    assert opened == {path for path, roles in OPEN_TO.items() if role in roles}


def test_another_municipalitys_lead_finds_nothing(
    cycle: Cycle, egil: Person, ystad: Organisation, now: datetime
) -> None:
    proposal = make_proposal(cycle)
    flag = actions.flag(proposal=proposal, person=egil, reason="Fel.", now=now)
    make_cycle(ystad, now, slug="2027", open_deeds=[Deed.PROPOSE])
    client = PageClient().signed_in_as(egil)
    for path in OPEN_TO:
        assert client.get(BASE + path).status_code == 403
    for path in (
        f"forslag/{proposal.reference}/",
        f"forslag/{proposal.reference}/dolj/",
        f"granskning/anmalan/{flag.pk}/",
    ):
        assert client.get(f"/ystad/personal/omgangar/2027/{path}").status_code == 404
    assert client.post(f"/ystad/personal/omgangar/2027/forslag/{proposal.reference}/publicera/").status_code == 404


def test_contact_data_is_for_those_who_answer_people(cycle: Cycle, as_role: Callable[[RoleName], PageClient]) -> None:
    make_proposal(cycle, contact_email="gun@example.org", contact_phone="0410-12345")
    for role in RoleName:
        client = as_role(role)
        seen = (
            client.get(f"{BASE}forslag/LUN27-0001/").content.decode()
            + client.get(f"{BASE}forslag/lista.csv").content.decode()
        )
        assert ("0410-12345" in seen) is ("gun@example.org" in seen)
        assert ("gun@example.org" in seen) is (role not in {RoleName.ASSESSOR, RoleName.AUDITOR, RoleName.ELECTED})


def test_the_public_page_never_shows_contact_data_or_channel_staff(
    client: PageClient, cycle: Cycle, doris: Person
) -> None:
    make_proposal(
        cycle,
        contact_email="gun@example.org",
        contact_name="Gun Svensson",
        contact_phone="0410-12345",
        entered_by=doris,
    )
    page = client.get("/lund/omgangar/2027/forslag/LUN27-0001/").content.decode()
    for secret in ("gun@example.org", "Gun Svensson", "0410-12345", "Doris"):
        assert secret not in page


def test_the_list_filters_and_sorts(client: PageClient, cycle: Cycle, doris: Person) -> None:
    client.signed_in_as(doris)
    make_proposal(cycle, title="Alfa", cost=300, state=S.ACCEPTED)
    make_proposal(cycle, title="Beta", channel="paper")
    make_proposal(cycle, title="Gamma", state=S.HIDDEN, cost=100)
    make_proposal(cycle, title="Utkastet", state=S.DRAFT)

    def titles(query: str) -> list[str]:
        page = client.get(f"{BASE}forslag/?{query}").content.decode()
        return [
            name for name in sorted(("Alfa", "Beta", "Gamma", "Utkastet"), key=page.find) if f"{name}</a></th>" in page
        ]

    assert set(titles("")) == {"Alfa", "Beta", "Gamma"}
    assert titles("sort=title") == ["Alfa", "Beta", "Gamma"]
    assert titles("sort=-title") == ["Gamma", "Beta", "Alfa"]
    assert titles("sort=cost") == ["Gamma", "Alfa", "Beta"]
    assert titles("sort=-cost") == ["Alfa", "Gamma", "Beta"], "those without cost last both ways"
    assert titles("kanal=paper") == ["Beta"]
    assert titles("lage=hidden") == ["Gamma"]
    for nonsense in ("lage=draft", "sort=password", "omrade=x", "sida=99", "kanal=x"):
        assert client.get(f"{BASE}forslag/?{nonsense}").status_code == 200


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "|x", "%x"])
def test_no_cell_of_the_file_is_a_formula(client: PageClient, cycle: Cycle, doris: Person, text: str) -> None:
    make_proposal(cycle, title=text, display_name=text, place=text)
    answer = client.signed_in_as(doris).get(f"{BASE}forslag/lista.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0][:2] == ["Nummer", "Titel"]
    assert rows[1][1] == "'" + text
    for cell in rows[1]:
        assert cell.lstrip()[:1] not in {"=", "+", "@"}
    told = audit.AuditEntry.objects.get()
    assert (told.verb, told.changes) == ("proposals.export", {"proposals": [0, 1]})


def test_contact_data_of_many_leaves_once_by_two_people_and_to_the_one_who_asked(
    client: PageClient, cycle: Cycle, doris: Person, lund: Organisation
) -> None:
    lead = grant(make_person("Maja"), lund, RoleName.LEAD)
    wanted = make_proposal(cycle, title="Bänken", contact_email="gun@example.org", contact_phone="070-174 06 05")
    make_proposal(cycle, title="Lampan", contact_email="bo@example.org")
    as_doris = client.signed_in_as(doris)
    for who in (doris, grant(make_person("Dag"), lund, RoleName.DESK)):
        plain = client.signed_in_as(who).get(f"{BASE}forslag/lista.csv").content.decode()
        assert "gun@example.org" not in plain and "070-174" not in plain
    as_doris = client.signed_in_as(doris)
    ask = f"{BASE}forslag/kontaktuppgifter/?sok=B%C3%A4nken"
    assert "Listan har 1 förslag" in as_doris.get(ask).content.decode()
    refused = as_doris.post(ask, {"reason": " "})
    assert refused.status_code == 422 and "Ange vad uppgifterna ska användas till." in refused.content.decode()
    answer = as_doris.post(ask, {"reason": "Inbjudan till invigningen"})
    deed = TwoPersonDeed.objects.get(kind="proposals.export_contacts")
    assert answer.status_code == 303 and deed.payload == {"proposals": [wanted.pk]}
    file = f"{BASE}forslag/kontaktuppgifter/{deed.pk}/lista.csv"
    assert as_doris.post(file).status_code == 404, "nothing is offered before a second person has said yes"
    now = clock.now()
    with pytest.raises(Refused):
        two_people.confirm(deed=deed, actor=doris, factor_at=now, now=now)
    two_people.confirm(deed=deed, actor=lead, factor_at=now, now=now)
    page = f"/lund/personal/tva-personer/{deed.pk}/"
    assert "Bara den som bad om filen kan hämta den." in client.signed_in_as(lead).get(page).content.decode()
    assert client.signed_in_as(lead).post(file).status_code == 403
    as_doris = client.signed_in_as(doris)
    assert "Hämta filen" in as_doris.get(page).content.decode()
    assert as_doris.get(file).status_code == 405
    taken = as_doris.post(file)
    assert "no-store" in taken.headers["Cache-Control"]
    sheet = taken.content.decode()
    assert "gun@example.org" in sheet and "070-174 06 05" in sheet and "bo@example.org" not in sheet
    assert as_doris.post(file).status_code == 403, "once"
    assert "Filen är redan hämtad." in as_doris.get(page).content.decode()
    told = audit.AuditEntry.objects.filter(verb="proposals.export_contacts").get()
    assert (told.actor_name, told.changes) == (str(doris), {"proposals": [0, 1]})


def test_an_offered_file_is_gone_after_a_day(
    client: PageClient, cycle: Cycle, doris: Person, lund: Organisation
) -> None:
    lead = grant(make_person("Maja"), lund, RoleName.LEAD)
    make_proposal(cycle, title="Bänken", contact_email="gun@example.org")
    now = clock.now()
    deed = two_people.ask(
        kind="proposals.export_contacts",
        subject=cycle,
        organisation=lund,
        payload={"proposals": []},
        reason="x",
        actor=doris,
        now=now,
    )
    two_people.confirm(deed=deed, actor=lead, factor_at=now, now=now)
    OfferedFile.objects.update(until=now - timedelta(seconds=1))
    assert client.signed_in_as(doris).post(f"{BASE}forslag/kontaktuppgifter/{deed.pk}/lista.csv").status_code == 403


def test_numbers_stay_numbers_in_the_file() -> None:
    assert (inert(-12.5), inert(None), inert("Bänk - ny")) == (-12.5, "", "Bänk - ny")


def test_a_letter_is_entered_once_and_gives_a_receipt(cycle: Cycle, as_role: Callable[[RoleName], PageClient]) -> None:
    client = as_role(RoleName.DESK)
    given = entry(client, cycle_area=str(cycle.cycle_areas.first().pk), contact_email="gun@example.org")
    answers = [client.post(f"{BASE}forslag/nytt/", given) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    proposal = Proposal.objects.get()
    page = client.get(answers[0].headers["Location"]).content.decode()
    assert proposal.reference in page
    assert f"/mitt-forslag/{proposal.status_key}/" in page
    assert len(mail.outbox) == 1
    another = client.post(f"{BASE}forslag/nytt/", entry(client, cycle_area=given["cycle_area"]))
    assert another.status_code == 303
    assert Proposal.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": ""}, "Ange titel"),
        ({"what": ""}, "Ange vad förslaget är"),
        ({"title": "x" * 81}, "högst 80 tecken"),
        ({"channel": "web"}, "bland alternativen"),
        ({"channel": ""}, "Välj"),
        ({"received_on": "2027-03-11"}, "framtiden"),
        ({"received_on": "2020-01-01"}, "tog omgången inte emot förslag"),
        ({"received_on": "i går"}, "som ett datum"),
        ({"contact_email": "gun"}, "Ange en e-postadress"),
        ({"cycle_area": ""}, "Välj vilket område"),
        ({"latitude": "x"}, "Punkten på kartan"),
        ({"what": "a\x00"}, "går inte att spara|inte går att spara"),
    ],
)
def test_a_wrong_entry_is_told_at_its_field_and_kept(
    cycle: Cycle, doris: Person, given: dict[str, str], told: str
) -> None:
    client = PageClient().signed_in_as(doris)
    area = str(cycle.cycle_areas.first().pk)
    answer = client.post(f"{BASE}forslag/nytt/", {**entry(client, cycle_area=area, why="Ett gott skäl."), **given})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert any(part in page for part in told.split("|"))
    assert "Ett gott skäl." in page
    assert not Proposal.objects.exists()


def test_a_correction_needs_a_reason(client: PageClient, cycle: Cycle, doris: Person) -> None:
    proposal = make_proposal(cycle, cycle_area=cycle.cycle_areas.first())
    client.signed_in_as(doris)
    address = f"{BASE}forslag/{proposal.reference}/andra/"
    given = {"title": "Ny titel", "what": "Tre.", "cycle_area": str(proposal.cycle_area_id)}
    assert client.post(address, given).status_code == 422
    assert client.post(address, {**given, "reason": "Stavfel."}).status_code == 303
    proposal.refresh_from_db()
    assert proposal.title == "Ny titel"


def test_on_the_ballot_nothing_is_corrected(client: PageClient, cycle: Cycle, doris: Person) -> None:
    proposal = make_proposal(cycle, state=S.ON_BALLOT)
    answer = client.signed_in_as(doris).get(f"{BASE}forslag/{proposal.reference}/andra/")
    assert answer.status_code == 403
    assert "valsedel" in answer.content.decode()


def test_moving_to_another_area(client: PageClient, cycle: Cycle, doris: Person) -> None:
    north, south = cycle.cycle_areas.all()
    proposal = make_proposal(cycle, cycle_area=north)
    client.signed_in_as(doris)
    address = f"{BASE}forslag/{proposal.reference}/flytta/"
    assert client.post(address, {"cycle_area": str(south.pk)}).status_code == 422
    assert client.post(address, {"cycle_area": "999999", "reason": "x"}).status_code == 422
    assert client.post(address, {"cycle_area": str(south.pk), "reason": "Parken ligger där."}).status_code == 303
    proposal.refresh_from_db()
    assert proposal.cycle_area == south


def test_the_queue_publishes_and_hides(client: PageClient, cycle: Cycle, doris: Person) -> None:
    first, second = make_proposal(cycle, state=S.SUBMITTED), make_proposal(cycle, title="Reklam", state=S.SUBMITTED)
    client.signed_in_as(doris)
    assert "Reklam" in client.get(f"{BASE}granskning/").content.decode()
    assert client.post(f"{BASE}forslag/{first.reference}/publicera/").status_code == 303
    hide = f"{BASE}forslag/{second.reference}/dolj/"
    assert client.post(hide, {"ground": "other"}).status_code == 422
    assert client.post(hide, {"ground": "nonsense"}).status_code == 422
    assert client.post(hide, {"ground": "advertising"}).status_code == 303
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.PUBLISHED, S.HIDDEN)
    assert "Inget väntar" in client.get(f"{BASE}granskning/").content.decode()
    assert client.post(f"{BASE}forslag/{second.reference}/visa/", {"reason": "Det var ett misstag."}).status_code == 303
    second.refresh_from_db()
    assert second.state == S.SUBMITTED


def test_flags_are_settled(
    client: PageClient, cycle: Cycle, doris: Person, asta: Person, bo: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, asta)
    said = actions.comment(proposal=proposal, person=asta, stance=Stance.FOR, text="Köp min bil.", now=now)
    one = actions.flag(proposal=proposal, person=bo, reason="Tråkigt.", now=now)
    two = actions.flag(proposal=proposal, comment=said, person=bo, reason="Reklam.", now=now)
    client.signed_in_as(doris)
    assert "Köp min bil." in client.get(f"{BASE}granskning/").content.decode()
    assert client.get(f"{BASE}granskning/anmalan/{one.pk}/").status_code == 200
    assert client.post(f"{BASE}granskning/anmalan/{one.pk}/", {}).status_code == 422
    assert client.post(f"{BASE}granskning/anmalan/{two.pk}/", {"decision": "hide"}).status_code == 422
    assert client.post(f"{BASE}granskning/anmalan/{one.pk}/", {"decision": "keep"}).status_code == 303
    assert (
        client.post(f"{BASE}granskning/anmalan/{two.pk}/", {"decision": "hide", "ground": "advertising"}).status_code
        == 303
    )
    assert client.get(f"{BASE}granskning/anmalan/{two.pk}/").status_code == 303
    said.refresh_from_db()
    assert said.hidden_reason == "Är reklam."
    assert "Är reklam." in client.get(f"{BASE}forslag/{proposal.reference}/").content.decode()


def test_a_comment_is_hidden_from_the_proposals_page(
    client: PageClient, cycle: Cycle, doris: Person, bo: Person, now: datetime
) -> None:
    said = actions.comment(proposal=make_proposal(cycle), person=bo, stance=Stance.FOR, text="Dumheter.", now=now)
    client.signed_in_as(doris)
    address = f"{BASE}granskning/kommentar/{said.pk}/dolj/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"ground": "hate"}).status_code == 303
    assert client.get(f"{BASE}granskning/kommentar/999999/dolj/").status_code == 404


def test_the_desk_tells_what_waits(
    cycle: Cycle, ystad: Organisation, doris: Person, egil: Person, bo: Person, now: datetime
) -> None:
    set_urlconf("medborgarbudget.config.urls_organisation")
    assert moderation(cycle.organisation, doris, frozenset({"lead"}), now) == []
    for _number in range(2):
        make_proposal(cycle, state=S.SUBMITTED)
    actions.flag(proposal=make_proposal(cycle), person=bo, reason="Fel.", now=now)
    told = moderation(cycle.organisation, doris, frozenset({"lead"}), now)
    assert [item.count for item in told] == [2, 1]
    assert moderation(cycle.organisation, doris, frozenset({"assessor"}), now) == []
    assert moderation(ystad, egil, frozenset({"lead"}), now) == []
    set_urlconf(None)


def test_grounds_for_hiding_are_sentences() -> None:
    assert all(str(ground.label).endswith(".") for ground in policy.HideGround if ground != policy.HideGround.OTHER)
