"""Does a resident without JavaScript get all the way with every kind of ballot, with nothing typed lost and nothing counted that was not meant?"""

from __future__ import annotations

from typing import Any

import pytest

from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now
from tests.sites.voting.test_voting_pages import BASE, get_in, register
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.voting import close, open_vote

pytestmark = pytest.mark.django_db


def vote_with(lund: Organisation, doris: Person, kind: str, rule: str, **more: Any) -> Vote:
    rules = {"ballot_kind": kind, "counting_rule": rule, "max_choices": None, **more}
    return open_vote(make_cycle(lund, database_now(), open_deeds=[Deed.VOTE], rules=rules), actor=doris)


def ballots_of(vote: Vote, doris: Person) -> list[Any]:
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    return [ballot.choices for ballot in queries.opened_ballots(opened)]


CASES = [
    ("one", "greedy", {}, {"choice": "2"}, ["1 av 1"], [2]),
    ("points", "points", {"points_total": 10}, {"mark-1": "7", "mark-3": " 3 ", "mark-2": "0"}, ["7 poäng", "10 av 10"], [[1, 7], [3, 3]]),
    ("ranking", "points", {"max_choices": 3}, {"mark-1": "2", "mark-4": "1"}, ["Plats 1", "2 av 3 platser"], [[1, 2], [4, 1]]),
    ("grades", "majority-judgement", {}, {"mark-1": "4", "mark-2": "0", "mark-3": ""}, ["Utmärkt", "Dåligt"], [[1, 4], [2, 0]]),
    ("plus_minus", "plus-minus", {}, {"mark-1": "1", "mark-2": "-1", "mark-3": ""}, ["Plus", "1 plus, 1 minus"], [[1, 1], [2, -1]]),
    ("star", "star", {}, {"mark-1": "5", "mark-2": "1"}, ["5 stjärnor", "1 stjärna"], [[1, 5], [2, 1]]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "rule", "settings", "sent", "words", "stored"), CASES, ids=[case[0] for case in CASES]
)
def test_a_ballot_of_the_kind_goes_all_the_way(
    client: PageClient, lund: Organisation, doris: Person,
    kind: str, rule: str, settings: dict[str, Any], sent: dict[str, str], words: list[str], stored: list[Any],
) -> None:  # fmt: skip
    vote = vote_with(lund, doris, kind, rule, **settings)
    client.post(BASE)
    assert client.get(f"{BASE}valj/1/").status_code == 200
    assert client.post(f"{BASE}valj/1/", sent)["Location"].endswith("/granska/")
    review = client.get(f"{BASE}granska/").content.decode()
    assert all(word in review for word in words)
    # What was marked is still marked when one goes back.
    assert client.post(f"{BASE}valj/1/", {"do": "update"}).status_code == 302
    assert client.post(f"{BASE}granska/")["Location"].endswith("/vem/")
    get_in(client)
    assert all(word in client.get(f"{BASE}registrera/").content.decode() for word in words)
    assert "Din röst är registrerad" in register(client).content.decode()
    assert ballots_of(vote, doris) == [stored]


WRONG = [
    ("points", "points", {"points_total": 10}, {"mark-1": "7", "mark-3": "4"}, "Ta bort 1"),
    ("points", "points", {"points_total": 10}, {"mark-1": "sju"}, "Ange ett helt tal vid Förslag 1"),
    ("points", "points", {"points_total": 10}, {"mark-1": "-2"}, "Välj mellan 1 och 10"),
    ("ranking", "points", {"max_choices": 3}, {"mark-1": "1", "mark-2": "1"}, "Ge dem olika platser"),
    ("ranking", "points", {"max_choices": 3}, {"mark-1": "2"}, "hoppa inte över"),
    ("grades", "majority-judgement", {}, {"mark-1": "9"}, "kan inte få 9"),
]


@pytest.mark.parametrize(("kind", "rule", "settings", "sent", "why"), WRONG)
def test_what_breaks_the_rules_is_told_with_everything_typed_still_there(
    client: PageClient, lund: Organisation, doris: Person,
    kind: str, rule: str, settings: dict[str, Any], sent: dict[str, str], why: str,
) -> None:  # fmt: skip
    vote_with(lund, doris, kind, rule, **settings)
    client.post(BASE)
    response = client.post(f"{BASE}valj/1/", sent)
    page = response.content.decode()
    assert response.status_code == 422 and why in page
    if kind == "points":
        assert all(f'name="{name}" value="{text}"' in page for name, text in sent.items())
    assert client.get(f"{BASE}vem/").status_code == 302


def test_one_of_many_is_picked_behind_a_filter_too_and_can_be_taken_back(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    vote = vote_with(lund, doris, "one", "greedy")
    client.post(BASE)
    client.post(f"{BASE}valj/1/", {"choice": "1", "shown": ["1", "2"]})
    client.post(f"{BASE}valj/1/", {"choice": "3", "shown": ["3", "4"]})
    assert "Förslag 3" in (page := client.get(f"{BASE}granska/").content.decode()) and "Förslag 1" not in page
    client.post(f"{BASE}valj/1/", {"shown": ["1", "2"]})
    assert "Förslag 3" in client.get(f"{BASE}granska/").content.decode()
    client.post(f"{BASE}valj/1/", {"choice": ""})
    assert "Välj minst ett förslag" in client.get(f"{BASE}granska/").content.decode()
    assert vote.pk


def test_a_mark_is_taken_away_on_the_review_page(client: PageClient, lund: Organisation, doris: Person) -> None:
    vote_with(lund, doris, "points", "points", points_total=10)
    client.post(BASE)
    client.post(f"{BASE}valj/1/", {"mark-1": "7", "mark-3": "3"})
    client.post(f"{BASE}granska/", {"remove": "1"})
    review = client.get(f"{BASE}granska/").content.decode()
    assert "3 av 10 poäng" in review and "7 poäng" not in review


@pytest.fixture
def two_areas(lund: Organisation, doris: Person) -> Vote:
    rules = {"ballot_kind": "own_and_free", "counting_rule": "greedy", "max_choices": 2}
    cycle = make_cycle(
        lund, database_now(), open_deeds=[Deed.VOTE], areas=["Norr", "Söder", "Väster"], pots=[900_000] * 3, rules=rules
    )
    return open_vote(cycle, actor=doris)


def test_own_area_and_one_of_free_choice_are_sent_in_one_submit(
    client: PageClient, two_areas: Vote, doris: Person
) -> None:
    assert client.post(BASE, {"style": "norr", "other": "norr"}).status_code == 422
    client.post(BASE, {"style": "norr", "other": "söder"})
    assert client.post(f"{BASE}valj/1/", {"choice": [1, 2], "shown": [1, 2, 3, 4]})["Location"].endswith("/valj/2/")
    assert client.post(f"{BASE}valj/2/", {"choice": [5, 6, 7], "shown": [5, 6, 7, 8]}).status_code == 422
    assert client.post(f"{BASE}valj/2/", {"choice": [5], "shown": [5, 6, 7, 8]})["Location"].endswith("/granska/")
    review = client.get(f"{BASE}granska/").content.decode()
    assert "Norr" in review and "Söder" in review
    get_in(client)
    assert "registrerad" in register(client).content.decode()
    opened = actions.open_urn(vote=close(two_areas), actor=doris, now=database_now())
    assert [(ballot.style, ballot.choices) for ballot in queries.opened_ballots(opened)] == [("norr", [1, 2, 5])]


def test_another_free_area_takes_the_place_of_the_first(client: PageClient, two_areas: Vote) -> None:
    client.post(BASE, {"style": "norr", "other": "söder"})
    client.post(f"{BASE}valj/1/", {"choice": [1], "shown": [1, 2, 3, 4]})
    client.post(f"{BASE}valj/2/", {"choice": [5], "shown": [5, 6, 7, 8]})
    client.post(BASE, {"style": "norr", "other": "väster"})
    review = client.get(f"{BASE}granska/").content.decode()
    assert "Förslag 1 i Norr" in review and "i Söder" not in review and "Väster" in review
    assert client.get(f"{BASE}valj/3/").status_code == 404
    client.post(BASE, {"style": "norr", "other": ""})
    assert client.get(f"{BASE}valj/2/").status_code == 404
    assert two_areas.pk
