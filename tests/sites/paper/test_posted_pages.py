"""Can a lead offer forms to post, clerks register what comes, and everybody see on the pages what is opened and what is not?"""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper.models import PostedEnvelope
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.domain.voting.printing import print_letters
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.foundation.clock import database_now, to_local
from tests.support.pages import PageClient
from tests.support.paper import staff
from tests.support.posted import counted, letters_of, post, posting_vote, sort, web_vote
from tests.support.voting import close

pytestmark = pytest.mark.django_db
CYCLE = "/lund/personal/omgangar/2027/"
HERE = f"{CYCLE}papper/posten/"


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return posting_vote(lund, doris)


def pages_in(document: bytes) -> int:
    found = re.search(rb"/Type/Pages/Count (\d+)", document)
    assert found is not None
    return int(found.group(1))


def test_a_lead_says_where_forms_are_posted_and_letters_get_one(client: PageClient, vote: Vote, doris: Person) -> None:
    client.signed_in_as(staff(vote, RoleName.LEAD))
    page = client.get(f"{CYCLE}brev/").content.decode()
    assert "Svarspost 123" in page and "framme senast" in page
    answer = client.post(f"{CYCLE}brev/blankett/", {"return-return_address": "rad\n" * 6})
    assert answer.status_code == 422 and "högst 5 rader" in answer.content.decode()
    answer = client.post(f"{CYCLE}brev/blankett/", {"return-return_address": " Lund \n\n 220 00  Lund"}, follow=True)
    assert "från och med nu" in answer.content.decode()
    vote.refresh_from_db()
    assert vote.return_address == "Lund\n220 00 Lund"
    client.signed_in_as(staff(vote, RoleName.DESK))
    assert client.post(f"{CYCLE}brev/blankett/", {}).status_code == 403
    plain = letters_of(vote, doris, 2)
    style = definition_of(vote).styles[0]
    with_form = print_letters(vote, plain, address="https://example.org/rosta/", style=style)
    without = print_letters(vote, plain, address="https://example.org/rosta/")
    assert (pages_in(with_form), pages_in(without)) == (6, 2)


def test_a_clerk_registers_envelopes_and_is_told_what_to_do_with_each(
    client: PageClient, vote: Vote, doris: Person
) -> None:
    letter, other = letters_of(vote, doris, 2)
    client.signed_in_as(staff(vote, RoleName.DESK))
    page = client.get(HERE).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    today = to_local(database_now()).date().isoformat()
    sent = {"key": key.group(1), "day": today, "slip": f"{letter.number} {letter.slip[:4]}-{letter.slip[4:]}"}
    for _twice in range(2):
        answer = client.post(HERE, sent, follow=True)
        assert "Skriv 1 på kuvertet. Lägg tillbaka lappen" in answer.content.decode()
        assert letter.number not in answer.content.decode() and answer.redirect_chain[0][0] == f"{HERE}?dag={today}"
    answer = client.post(HERE, {**sent, "key": "n" * 24}, follow=True)
    assert "öppnas inte: ett kuvert till med samma brev" in answer.content.decode()
    assert client.post(HERE, {**sent, "key": "m" * 24, "slip": ""}).status_code == 422
    wrong = client.post(HERE, {**sent, "key": "m" * 24, "slip": f"{other.number}-{letter.slip}"})
    assert wrong.status_code == 422 and "hör inte ihop" in wrong.content.decode()
    answer = client.post(HERE, {"key": "m" * 24, "day": today, "slip": "", "seen": "no_slip"}, follow=True)
    assert "Skriv 3 på kuvertet" in answer.content.decode() and "Ingen lapp" in answer.content.decode()
    assert client.post(HERE, {**sent, "key": ""}).status_code == 403
    assert PostedEnvelope.objects.count() == 3 and BallotSlot.objects.count() == 1
    assert client.post(f"{HERE}sortera/").status_code == 403
    paper = client.get(f"{CYCLE}papper/").content.decode()
    assert "3 kuvert har kommit. 2 öppnas inte." in paper


def test_after_closing_the_page_says_which_are_opened_and_which_are_not(
    client: PageClient, vote: Vote, doris: Person
) -> None:
    stays, changes = letters_of(vote, doris, 2)
    receipt = web_vote(vote, stays, [1])
    post(vote, stays)
    post(vote, changes)
    web_vote(vote, changes, [2])
    vote = close(vote)
    client.signed_in_as(staff(vote, RoleName.DESK))
    assert "Sortera 2 kuvert" in client.get(HERE).content.decode()
    page = client.post(f"{HERE}sortera/", follow=True).content.decode()
    assert "Öppna de här kuverten" in page and "Röstade igen efter att kuvertet kom" in page
    (box,) = vote.paper_batches.all()
    assert "1 kuvert öppnas för lådan" in client.get(f"{CYCLE}papper/bunt/{box.pk}/").content.decode()
    assert client.get(f"{CYCLE}papper/disk/{box.desk_id}/").status_code == 404
    counted(box, ["3"])
    voting.open_urn(vote=vote, actor=doris, now=database_now())
    cache.clear()
    page = client.get(HERE).content.decode()
    assert "Urnan är öppnad" in page and "Öppna inte de här" in page
    told = client.post("/lund/omgangar/2027/rosta/kvitto/", {"receipt": receipt.code}).content.decode()
    assert "personen röstade med posten" in told


def test_auditors_look_and_others_do_not(client: PageClient, vote: Vote, asta: Person) -> None:
    client.signed_in_as(staff(vote, RoleName.AUDITOR))
    page = client.get(HERE)
    assert page.status_code == 200 and 'name="slip"' not in page.content.decode()
    client.signed_in_as(asta)
    assert client.get(HERE).status_code in {403, 404}


def test_the_public_page_has_the_post_in_its_table_of_precedence(client: PageClient, vote: Vote) -> None:
    page = client.get("/lund/omgangar/2027/rosta/sakerhet/")
    shown = page.content.decode()
    assert page.status_code == 200 and shown.count("Blankett med posten") == 2
    assert "En blankett med posten gäller" in shown


def test_the_page_does_not_grow_with_envelopes(client: PageClient, vote: Vote, doris: Person) -> None:
    client.signed_in_as(staff(vote, RoleName.DESK))
    clerk = staff(vote, RoleName.DESK)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(HERE).status_code == 200
        return len(seen)

    for letter in letters_of(vote, doris, 2):
        post(vote, letter, clerk=clerk)
    client.get(HERE)
    few = asked()
    for letter in letters_of(vote, doris, 6):
        post(vote, letter, clerk=clerk)
    assert asked() <= few
    before = vote
    sort(close(before))
    assert client.get(HERE).status_code == 200
