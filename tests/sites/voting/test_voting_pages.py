"""Does a resident get all the way from the first page to the receipt, and back to change their mind?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import F

from medborgarbudget.domain.cycles.models import Cycle, Pot
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.models import BallotSlot, EmailCode, Vote
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal
from tests.support.rolls import ASTA, make_roll
from tests.support.voting import accepted_proposals, close, open_vote, set_times

pytestmark = pytest.mark.django_db
BASE = "/lund/omgangar/2027/rosta/"


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now()), actor=doris)


def to_review(client: PageClient, choices: list[int]) -> Any:
    client.post(BASE)
    shown = list(range(1, 5))
    return client.post(f"{BASE}valj/1/", {"choice": choices, "shown": shown})


def get_in(client: PageClient, address: str = "asta@example.org") -> Any:
    mail.outbox.clear()
    client.post(f"{BASE}vem/", {"way": "email", "email": address, "old_enough": "on", "belongs": "on"})
    code = re.search(r"\d{4} \d{4}", mail.outbox[-1].subject)
    assert code is not None
    return client.post(f"{BASE}kod/", {"code": code.group()})


def register(client: PageClient) -> Any:
    page = client.get(f"{BASE}registrera/")
    attempt = re.search(r'name="attempt" value="([^"]+)"', page.content.decode())
    assert attempt is not None
    return client.post(f"{BASE}registrera/", {"attempt": attempt.group(1)})


def receipt_code(response: Any) -> str:
    found = re.search(r'id="receipt-code">([^<]+)<', response.content.decode())
    assert found is not None
    return found.group(1)


def test_from_the_first_page_to_the_receipt(client: PageClient, vote: Vote) -> None:
    assert client.get(BASE).status_code == 200
    assert client.post(BASE).headers["Location"].endswith("/rosta/valj/1/")
    assert client.get(f"{BASE}valj/1/").status_code == 200
    assert to_review(client, [1, 2]).headers["Location"].endswith("/rosta/granska/")
    assert "Förslag 1" in client.get(f"{BASE}granska/").content.decode()
    assert client.post(f"{BASE}granska/").headers["Location"].endswith("/rosta/vem/")
    assert client.get(f"{BASE}vem/").status_code == 200
    assert get_in(client).headers["Location"].endswith("/rosta/registrera/")
    done = register(client)
    assert "Din röst är registrerad" in done.content.decode()
    assert queries.turnout(vote).received == 1
    checked = client.post(f"{BASE}kvitto/", {"receipt": receipt_code(done).lower().replace("-", " ")})
    assert "Rösten finns med" in checked.content.decode()
    assert client.get(f"{BASE}sakerhet/").status_code == 200
    assert client.get(f"{BASE}valsedel.json").json()["sha256"] == vote.definition_hash


def test_choices_survive_until_cast_and_the_next_person_starts_clean(client: PageClient, vote: Vote) -> None:
    to_review(client, [1, 2])
    assert "Förslag 2" in client.get(f"{BASE}granska/").content.decode()
    get_in(client)
    register(client)
    for path in ("granska/", "vem/", "kod/", "registrera/"):
        answer = client.get(BASE + path)
        assert answer.status_code == 302 or "Förslag" not in answer.content.decode().partition("<main")[2], path
    assert "asta" not in client.get(f"{BASE}valj/1/", follow=True).content.decode()
    assert "checked" not in client.get(f"{BASE}valj/1/", follow=True).content.decode()
    to_review(client, [3])
    assert client.get(f"{BASE}registrera/").headers["Location"].endswith("/vem/")


def test_a_repeated_submit_shows_the_same_receipt_and_counts_once(client: PageClient, vote: Vote) -> None:
    to_review(client, [1])
    get_in(client)
    page = client.get(f"{BASE}registrera/").content.decode()
    attempt = {"attempt": re.search(r'name="attempt" value="([^"]+)"', page).group(1)}  # type: ignore[union-attr]
    first, second = (client.post(f"{BASE}registrera/", attempt) for _twice in range(2))
    assert receipt_code(first) == receipt_code(second)
    assert queries.turnout(vote).received == BallotSlot.objects.count() == 1


def test_one_can_change_ones_mind_until_the_close(client: PageClient, vote: Vote, doris: Person) -> None:
    for choices in ([1], [2, 3]):
        to_review(client, choices)
        get_in(client) if choices == [1] else client.post(
            f"{BASE}vem/", {"way": "email", "email": "ASTA+ny@example.org", "old_enough": "on", "belongs": "on"}
        )
        if choices == [1]:
            first = register(client)
    code = re.search(r"\d{4} \d{4}", mail.outbox[-1].subject)
    assert code is not None
    waiting = client.post(f"{BASE}kod/", {"code": code.group()})
    assert waiting.status_code == 422, "one code is good once, and a new one takes a minute"
    EmailCode.objects.update(sent_at=F("sent_at") - timedelta(minutes=5))
    client.post(f"{BASE}kod/", {"do": "again"})
    code = re.search(r"\d{4} \d{4}", mail.outbox[-1].subject)
    assert code is not None
    client.post(f"{BASE}kod/", {"code": code.group()})
    assert "ersätter din tidigare röst" in register(client).content.decode()
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert [ballot.choices for ballot in queries.opened_ballots(opened)] == [[2, 3]]
    assert "ersattes av en senare" in client.post(f"{BASE}kvitto/", {"receipt": receipt_code(first)}).content.decode()


def test_a_page_sent_too_late_is_refused_with_the_closing_time_and_the_earlier_vote_stands(
    client: PageClient, vote: Vote
) -> None:
    to_review(client, [1])
    get_in(client)
    page = client.get(f"{BASE}registrera/").content.decode()
    attempt = re.search(r'name="attempt" value="([^"]+)"', page)
    assert attempt is not None
    now = database_now()
    set_times(vote, now - timedelta(days=1), now)
    late = client.post(f"{BASE}registrera/", {"attempt": attempt.group(1)})
    page = late.content.decode()
    assert late.status_code == 409 and "stängde" in page
    assert "Det går inte just nu" in page and "rätt roll" not in page, "no talk of pages that are for others"
    assert queries.turnout(vote).received == 0
    closed = client.get(BASE).content.decode()
    assert "Omröstningen har stängt" in closed and "Dina val är inte registrerade" in closed
    for path in ("valj/1/", "granska/", "vem/", "kod/", "registrera/"):
        assert client.get(BASE + path).headers["Location"].endswith("/rosta/")


def test_too_many_choices_are_refused_with_the_reason_and_nothing_is_lost(client: PageClient, vote: Vote) -> None:
    refused = to_review(client, [1, 2, 3, 4])
    assert refused.status_code == 422 and "högst 3" in refused.content.decode()
    assert refused.content.decode().count(" checked") == 4
    review = client.get(f"{BASE}granska/").content.decode()
    assert "Det här behöver du ändra först" in review and "fortsätt" not in review
    assert client.post(f"{BASE}granska/").status_code == 422
    assert client.get(f"{BASE}vem/").headers["Location"].endswith("/granska/")
    client.post(f"{BASE}granska/", {"remove": "4"})
    assert client.post(f"{BASE}granska/").headers["Location"].endswith("/vem/")


def test_review_lists_in_the_order_chosen(client: PageClient, vote: Vote) -> None:
    client.post(BASE)
    for ticked in ([3], [3, 1], [3, 1, 2]):
        client.post(f"{BASE}valj/1/", {"choice": ticked, "shown": [1, 2, 3, 4]}, headers={"X-Autosave": "1"})
    text = client.get(f"{BASE}granska/").content.decode()
    assert text.index("Förslag 3") < text.index("Förslag 1") < text.index("Förslag 2")


def test_a_theme_filter_keeps_what_it_hides(client: PageClient, vote: Vote) -> None:
    themes = list(vote.cycle.themes.all())
    for place, option in enumerate(vote.options.select_related("proposal")):
        option.proposal.theme = themes[place % 2]
        option.proposal.save()
    client.post(BASE)
    sent = client.post(f"{BASE}valj/1/", {"choice": [1, 2], "shown": [1, 2, 3, 4], "theme": themes[0].pk})
    page = client.get(sent.headers["Location"]).content.decode()
    assert 'id="choice-1"' in page and 'id="choice-2"' not in page and "Det är fortfarande valt" in page
    client.post(sent.headers["Location"], {"choice": [3], "shown": [1, 3]})
    review = client.get(f"{BASE}granska/").content.decode()
    assert "Förslag 2" in review and "Förslag 3" in review and "Förslag 1" not in review


def test_two_visitors_get_different_orders_and_each_keeps_theirs(vote: Vote) -> None:
    orders = []
    for order in ("0", "0", "1", "2", "3"):
        visitor = PageClient()
        visitor.cookies["ordning"] = order
        visitor.post(BASE)
        orders.append(re.findall(r'id="choice-(\d+)"', visitor.get(f"{BASE}valj/1/").content.decode()))
    assert orders[0] == orders[1] and len({tuple(order) for order in orders}) > 2


def test_a_withdrawn_option_is_shown_as_such_and_must_be_dropped(client: PageClient, vote: Vote, doris: Person) -> None:
    to_review(client, [1, 2])
    get_in(client)
    page = client.get(f"{BASE}registrera/").content.decode()
    attempt = re.search(r'name="attempt" value="([^"]+)"', page)
    assert attempt is not None
    actions.withdraw_option(
        option=vote.options.get(number=2), reason="Marken är såld.", actor=doris, now=database_now()
    )
    refused = client.post(f"{BASE}registrera/", {"attempt": attempt.group(1)}, follow=True)
    assert "har dragits tillbaka" in refused.content.decode() and queries.turnout(vote).received == 0
    assert "Marken är såld." in client.get(f"{BASE}valj/1/").content.decode()
    client.post(f"{BASE}granska/", {"remove": "2"})
    assert "Din röst är registrerad" in register(client).content.decode()


def test_areas_have_a_page_per_pot_and_another_area_drops_what_is_not_there(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    cycle = make_cycle(lund, database_now(), areas=["Norr", "Söder"], pots=[500_000, 700_000])
    Pot.objects.create(cycle=cycle, name="Hela Lund", amount=900_000, fixed_amount=900_000, position=9)
    accepted_proposals(cycle)
    make_proposal(cycle, None, ProposalState.ACCEPTED, "För alla", 300_000)
    vote = open_vote(cycle, actor=doris)
    assert client.post(BASE, {}).status_code == 422
    assert client.post(BASE, {"style": "vast"}).status_code == 422
    assert client.post(BASE, {"style": "norr"}).headers["Location"].endswith("/valj/1/")
    assert "del 1 av 2" in client.get(f"{BASE}valj/1/").content.decode()
    assert (
        client.post(f"{BASE}valj/1/", {"choice": [1, 5], "shown": [1, 2, 3, 4]})
        .headers["Location"]
        .endswith("/valj/2/")
    )
    assert client.post(f"{BASE}valj/2/", {"choice": [9], "shown": [9]}).headers["Location"].endswith("/granska/")
    review = client.get(f"{BASE}granska/").content.decode()
    assert "Förslag 1 i Norr" in review and "För alla" in review and "Söder" not in review.partition("<main")[2]
    assert client.get(f"{BASE}valj/3/").status_code == 404
    client.post(BASE, {"style": "söder"})
    assert "Förslag 1 i Norr" not in client.get(f"{BASE}granska/").content.decode()
    get_in(client)
    register(client)
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert [(ballot.style, ballot.choices) for ballot in queries.opened_ballots(opened)] == [("söder", [9])]


def test_a_knapsack_is_refused_over_the_pot_and_taken_at_exactly_the_pot(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    vote = open_vote(
        make_cycle(lund, database_now(), pots=[650_000], rules={"ballot_kind": "knapsack", "max_choices": None}),
        actor=doris,
    )
    assert [option.cost for option in vote.options.all()] == [100_000, 250_000, 400_000, 150_000]
    refused = to_review(client, [1, 2, 3])
    assert refused.status_code == 422 and "100\xa0000\xa0kr mer än potten" in refused.content.decode()
    assert to_review(client, [2, 3]).headers["Location"].endswith("/granska/")


def test_a_vote_in_another_organisation_is_not_found(client: PageClient, vote: Vote, ystad: Organisation) -> None:
    for path in ("", "valj/1/", "granska/", "vem/", "kod/", "registrera/", "kvitto/", "sakerhet/", "valsedel.json"):
        assert client.get(f"/ystad/omgangar/2027/rosta/{path}").status_code == 404
        assert client.post(f"/ystad/omgangar/2027/rosta/{path}").status_code in {404, 405}


def test_a_new_session_begins_when_somebody_is_let_in_and_signing_out_forgets(
    client: PageClient, vote: Vote, asta: Person
) -> None:
    client.signed_in_as(asta)
    to_review(client, [1])
    planted = client.cookies["sessionid"].value
    get_in(client)
    assert client.cookies["sessionid"].value != planted
    client.logout()
    assert client.get(f"{BASE}registrera/").headers["Location"].endswith(("/granska/", "/rosta/"))


def test_the_end_button_forgets_everything(client: PageClient, vote: Vote) -> None:
    to_review(client, [1])
    get_in(client)
    client.post(f"{BASE}avsluta/")
    assert client.get(f"{BASE}registrera/").headers["Location"].endswith("/granska/")
    to_review(client, [2])
    assert client.get(f"{BASE}registrera/").headers["Location"].endswith("/vem/")


def test_being_let_in_lasts_an_hour(client: PageClient, vote: Vote, monkeypatch: pytest.MonkeyPatch) -> None:
    to_review(client, [1])
    get_in(client)
    monkeypatch.setattr("medborgarbudget.sites.access.ballot_draft.IDENTIFIED_FOR", timedelta(0))
    assert client.get(f"{BASE}registrera/").headers["Location"].endswith("/vem/")
    late = client.post(f"{BASE}registrera/", {"attempt": "x" * 24}, follow=True)
    assert "inte registrerad" in late.content.decode() and queries.turnout(vote).received == 0


def test_age_and_tie_must_be_declared_and_nothing_typed_is_lost(client: PageClient, vote: Vote) -> None:
    to_review(client, [1])
    refused = client.post(f"{BASE}vem/", {"way": "email", "email": "asta@example.org"})
    assert refused.status_code == 422 and "asta@example.org" in refused.content.decode() and not mail.outbox
    assert "Jag är minst 6 år" in refused.content.decode()


@pytest.mark.parametrize("value", ["", "x", "-1", "1" * 400, "\x00", "１", "<script>", "٣"])
def test_no_input_brings_the_pages_down(client: PageClient, vote: Vote, value: str) -> None:
    client.post(BASE, {"style": value})
    assert client.post(f"{BASE}valj/1/", {"choice": [value], "shown": [value], "theme": value}).status_code in {
        302,
        422,
    }
    assert client.get(f"{BASE}valj/1/", {"tema": value}).status_code == 200
    client.post(f"{BASE}valj/1/", {"choice": [1], "shown": [1]})
    assert client.post(f"{BASE}granska/", {"remove": value, "change": value}).status_code == 302
    assert client.post(f"{BASE}vem/", {"way": value, "email": value}).status_code == 422
    assert (
        client.post(f"{BASE}vem/", {"way": "email", "email": value, "old_enough": "on", "belongs": "on"}).status_code
        == 422
    )
    assert (
        client.post(f"{BASE}vem/", {"way": "letter", "letter-number": value, "letter-code": value}).status_code == 422
    )
    assert client.post(f"{BASE}kod/", {"code": value}).status_code == 302
    get_in(client)
    refused = client.post(f"{BASE}registrera/", {"attempt": value})
    assert refused.status_code in {200, 403} and client.post(f"{BASE}kvitto/", {"receipt": value}).status_code == 422


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        (["email_code"], True),
        (["sms_code"], True),
        (["code_letter", "school_class"], True),
        (["code_letter", "assisted"], True),
        (["code_letter"], False),
        (["eid", "assisted"], False),
    ],
)
def test_a_vote_without_a_roll_where_one_could_vote_twice_says_so(
    client: PageClient, vote: Vote, ways: list[str], told: bool
) -> None:
    vote.rule_sheet.identities = ways
    vote.rule_sheet.save()
    for page in (BASE, f"{BASE}sakerhet/"):
        shown = client.get(page).content.decode()
        assert ("inte hindra att någon röstar mer än en gång" in shown or "kan rösta flera gånger" in shown) == told, (
            page
        )


def test_with_a_roll_an_address_is_asked_for_as_the_roll_has_it(client: PageClient, vote: Vote) -> None:
    now = database_now()
    set_times(vote, now + timedelta(days=1), now + timedelta(days=7))
    make_roll(Cycle.objects.get(pk=vote.cycle_id), [[ASTA, "asta@example.org"]], ["Personnummer", "E-post"])
    set_times(vote, now - timedelta(days=1), now + timedelta(days=7))
    assert "Öppen omröstning" not in client.get(BASE).content.decode()
    to_review(client, [1])
    client.post(f"{BASE}granska/", {"do": "next"})
    page = client.get(f"{BASE}vem/").content.decode()
    assert "Skriv den adress som står i röstlängden" in page
    for address, mails in (("nagon@example.org", 0), ("asta@example.org", 1)):
        answer = client.post(f"{BASE}vem/", {"email": address, "old_enough": "on", "belongs": "on"}, follow=True)
        assert "Koder skickas bara till adresser som finns i röstlängden" in answer.content.decode()
        assert len(mail.outbox) == mails
