"""Can desk, clerks, leads and auditor take ballots on paper all the way through the pages?"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper import queries
from medborgarbudget.domain.paper.models import HandOut, PaperBallot, PaperBatch
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.paper import a_box, a_desk, approve, open_box, read_and_approved, staff
from tests.support.voting import cast, close, open_vote

pytestmark = pytest.mark.django_db
BASE = "/lund/personal/omgangar/2027/papper/"


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now(), open_deeds=[Deed.VOTE]), actor=doris)


def key_of(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_a_desk_looks_up_hands_out_and_says_no_more_than_yes_or_no(client: PageClient, vote: Vote) -> None:
    desk = a_desk(vote)
    cast(vote, "asta", [1])
    client.signed_in_as(staff(vote, RoleName.DESK))
    here = f"{BASE}disk/{desk.pk}/"
    assert client.get(BASE).status_code == client.get(here).status_code == 200
    find = {"way": "email", "query": "asta@example.org", "reason": "Står här"}
    page = client.post(here, find).content.decode()
    assert "Har röstat:" in page and "<strong>ja</strong>" in page and "Lämna ut valsedel" in page
    assert "Förslag 1" not in page
    out = {**find, "key": key_of(page)}
    for _twice in range(2):
        response = client.post(f"{here}lamna-ut/", out, follow=True)
        assert "Ge personen en valsedel" in response.content.decode()
    assert HandOut.objects.count() == 1
    page = client.post(here, find).content.decode()
    assert "Har redan fått en valsedel" in page and "Lämna ut valsedel" not in page
    assert client.post(here, {**find, "query": "inte en adress"}).status_code == 422
    assert client.post(here, {**find, "reason": ""}).status_code == 422


def test_a_spoiled_ballot_is_exchanged_at_the_desk_for_whoever_has_one(client: PageClient, vote: Vote) -> None:
    desk = a_desk(vote)
    client.signed_in_as(staff(vote, RoleName.DESK))
    here = f"{BASE}disk/{desk.pk}/"
    find = {"way": "email", "query": "asta@example.org", "reason": "Står här"}
    page = client.post(here, find).content.decode()
    assert "Byt valsedeln" not in page
    sent = {**find, "key": key_of(page), "exchange-reason": "Kryssade fel"}
    assert "inte fått någon valsedel" in client.post(f"{here}byt/", sent, follow=True).content.decode()
    client.post(f"{here}lamna-ut/", {**find, "key": key_of(page)})
    page = client.post(here, find).content.decode()
    assert "Byt valsedeln" in page and "aldrig i lådan" in page
    sent["key"] = key_of(page)
    assert "Ange varför" in client.post(f"{here}byt/", {**sent, "exchange-reason": " "}, follow=True).content.decode()
    for _twice in range(2):
        assert "ge personen en ny" in client.post(f"{here}byt/", sent, follow=True).content.decode()
    assert desk.exchanges.count() == 1 == HandOut.objects.count()
    assert "1 är bytt" in client.get(here).content.decode()
    assert client.get(f"{here}byt/").status_code == 405


def test_a_script_is_answered_in_json_so_that_a_queue_can_be_sent_later(client: PageClient, vote: Vote) -> None:
    desk = a_desk(vote)
    client.signed_in_as(staff(vote, RoleName.DESK))
    where, accept = f"{BASE}disk/{desk.pk}/lamna-ut/", {"HTTP_ACCEPT": "application/json"}
    sent = {
        "way": "email",
        "query": "asta@example.org",
        "reason": "Står här",
        "key": "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    }
    for _twice in range(2):
        assert client.post(where, sent, **accept).json()["done"] is True
    again = client.post(where, {**sent, "key": "0b7e1f7c-58cc-4372-a567-0e02b2c3d479"}, **accept)
    assert (again.status_code, again.json()["done"]) == (409, False) and "redan fått" in again.json()["text"]
    assert client.post(where, {**sent, "key": "kort"}, **accept).status_code == 409
    assert client.post(where, {**sent, "query": "x", "key": "k" * 30}, **accept).status_code == 409
    assert BallotSlot.objects.filter(vote=vote).count() == 1


def test_from_desk_to_approved_box_through_the_pages(client: PageClient, vote: Vote, doris: Person) -> None:
    client.signed_in_as(doris)
    assert client.post(BASE, {"do": "desk", "desk-name": ""}).status_code == 422
    assert client.post(BASE, {"do": "desk", "desk-name": "Bibblan"}).status_code == 302
    desk = vote.desks.get()
    box = {
        "do": "box",
        "box-desk": desk.pk,
        "box-day": f"{database_now():%Y-%m-%d}",
        "box-seal_number": "A 17",
        "box-check_ins": "2",
        "box-spoiled": "0",
    }
    assert client.post(BASE, {**box, "box-check_ins": "-1"}).status_code == 422
    assert client.post(BASE, box).status_code == 302
    batch = PaperBatch.objects.get()
    where = f"{BASE}bunt/{batch.pk}/"
    assert "när omröstningen har stängt" in client.get(where).content.decode()
    assert client.post(where, {"do": "open", "open-ballots": "2"}).status_code == 403
    close(vote)
    assert client.post(where, {"do": "open", "open-ballots": ""}).status_code == 422
    assert client.post(where, {"do": "open", "open-ballots": "3"}).status_code == 302

    for lines in (["1", "1 2 3 4", "2"], ["1", "1 2 3 4", "3"]):
        clerk = PageClient().signed_in_as(staff(vote, RoleName.DESK))
        assert clerk.post(f"{where}las/", {"number": "1", "line": "99"}).status_code == 422
        for line in lines:
            number = re.search(r'name="number" value="(\d+)"', clerk.get(f"{where}las/").content.decode())
            assert number is not None
            page = clerk.post(f"{where}las/", {"number": number.group(1), "line": line}, follow=True).content.decode()
            assert "är sparad" in page
    assert (
        "ogiltig: har för många val"
        in clerk.post(f"{where}las/", {"number": "2", "line": "1 2 3 4"}, follow=True).content.decode()
    )
    assert clerk.get(f"{where}avgor/3/").status_code == 403

    third = PageClient().signed_in_as(staff(vote, RoleName.DESK))
    assert "Avgör nr 3" in third.get(where).content.decode()
    assert third.get(f"{where}avgor/3/").status_code == 200
    assert third.get(f"{where}avgor/9/").status_code == 404
    assert third.post(f"{where}avgor/3/", {"line": "2"}).status_code == 302
    assert PaperBallot.objects.get(batch=batch, number=3).final["choices"] == [2]

    assert "Skriv en förklaring" in client.get(where).content.decode()
    assert client.post(where, {"do": "explain", "explain-explanation": ""}).status_code == 422
    assert client.post(where, {"do": "explain", "explain-explanation": "Glömd avprickning"}).status_code == 302
    assert client.post(where, {"do": "approve", "approve-reason": "Allt stämmer"}).status_code == 302
    page = client.get(where).content.decode()
    assert "Till ärendet" in page
    deed = re.search(r"/tva-personer/(\d+)/", page)
    assert deed is not None
    other = PageClient().signed_in_as(staff(vote, RoleName.LEAD))
    assert "Glömd avprickning" in other.get(f"/lund/personal/tva-personer/{deed.group(1)}/").content.decode()


def test_the_auditor_draws_reads_and_sees_what_differs(client: PageClient, vote: Vote, doris: Person) -> None:
    vote = close(vote)
    read_and_approved(vote, ["1", "2"])
    client.signed_in_as(staff(vote, RoleName.AUDITOR))
    where = f"{BASE}stickprov/"
    assert client.get(f"{where}1/").status_code == 404
    assert client.post(where).status_code == 302
    drawn = queries.sample_of(vote)
    assert drawn is not None and drawn.seed in client.get(where).content.decode()
    first = drawn.readings.get(place=1).paper.final["choices"][0]
    assert client.get(f"{where}1/").status_code == 200
    assert client.post(f"{where}1/", {"line": "x"}).status_code == 422
    assert "Det stämmer med" in client.post(f"{where}1/", {"line": str(first)}, follow=True).content.decode()
    assert "Det stämmer inte" in client.post(f"{where}2/", {"line": "4"}, follow=True).content.decode()
    assert "1 stämmer inte" in client.get(where).content.decode()
    assert PageClient().signed_in_as(doris).post(where).status_code in {302, 403}
    assert PageClient().signed_in_as(doris).get(f"{where}1/").status_code == 403


def test_an_approved_batch_is_corrected_by_another(client: PageClient, vote: Vote, doris: Person) -> None:
    vote = close(vote)
    batch = read_and_approved(vote, ["1"])
    client.signed_in_as(doris)
    assert "Rätta med en ny bunt" in client.get(f"{BASE}bunt/{batch.pk}/").content.decode()
    assert client.post(f"{BASE}bunt/{batch.pk}/ratta/", {"reason": ""}).status_code == 422
    assert client.post(f"{BASE}bunt/{batch.pk}/ratta/", {"reason": "Fel låda"}).status_code == 302
    new = PaperBatch.objects.get(corrects=batch)
    assert client.get(f"{BASE}bunt/{new.pk}/").status_code == 200
    assert "(rättar)" in client.get(BASE).content.decode()


def test_ballots_are_printed_for_each_area_in_every_kind(client: PageClient, lund: Organisation, doris: Person) -> None:
    rules = {"ballot_kind": "grades", "counting_rule": "majority-judgement", "max_choices": None}
    vote = open_vote(
        make_cycle(lund, database_now(), open_deeds=[Deed.VOTE], areas=["Norr", "Söder"], pots=[500_000, 700_000], rules=rules),
        actor=doris,
    )  # fmt: skip
    client.signed_in_as(staff(vote, RoleName.DESK))
    for place in (1, 2):
        response = client.get(f"{BASE}valsedel-{place}.pdf")
        assert response.content.startswith(b"%PDF") and response["Content-Type"] == "application/pdf"
    assert client.get(f"{BASE}valsedel-3.pdf").status_code == 404


def test_a_clerk_pastes_rows_from_a_spreadsheet(client: PageClient, vote: Vote) -> None:
    vote = close(vote)
    batch = open_box(a_box(vote, check_ins=2), 2)
    client.signed_in_as(staff(vote, RoleName.DESK))
    where = f"{BASE}bunt/{batch.pk}/klistra-in/"
    assert client.get(where).status_code == 200
    refused = client.post(where, {"rows": "1;99"})
    assert (
        refused.status_code == 422
        and "Rad 1:" in refused.content.decode()
        and ">1;99" in refused.content.decode().replace("\n", "")
    )
    assert "2 valsedlar är inlästa" in client.post(where, {"rows": "1;1\r\n2;3 4\r\n"}, follow=True).content.decode()


def test_others_do_not_come_in(client: PageClient, vote: Vote, asta: Person, egil: Person) -> None:
    desk, batch = a_desk(vote), a_box(vote, check_ins=1)
    for path in ("", f"disk/{desk.pk}/", f"bunt/{batch.pk}/", f"bunt/{batch.pk}/las/", "stickprov/", "valsedel-1.pdf"):
        for person in (asta, egil, staff(vote, RoleName.ASSESSOR)):
            assert PageClient().signed_in_as(person).get(BASE + path).status_code in {302, 403, 404}
    assert client.signed_in_as(staff(vote, RoleName.DESK)).get(f"{BASE}disk/{desk.pk + 99}/").status_code == 404
    assert client.get(f"{BASE}bunt/{batch.pk + 99}/").status_code == 404


def test_the_overview_asks_the_database_as_often_however_many_boxes(
    client: PageClient, vote: Vote, doris: Person, django_assert_max_num_queries: object
) -> None:
    client.signed_in_as(doris)
    a_box(vote, check_ins=1)
    numbers = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(BASE).status_code == 200
        numbers.append(len(asked))
        vote = close(vote)
        for _box in range(3):
            batch = open_box(a_box(vote, check_ins=2), 0)
            approve(batch)
    assert numbers[1] <= numbers[0] + 2
