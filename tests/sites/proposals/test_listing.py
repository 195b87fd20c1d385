"""Does the list show the right proposals, to everybody the same, fast?"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation import clock
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.proposals import make_proposal

S = ProposalState
ADDRESS = "/lund/omgangar/2027/forslag/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE, Deed.SUPPORT], areas=["Norr", "Söder"])


def titles(response: Any) -> list[str]:
    return re.findall(
        r'<article class="card proposal-card".*?<h3><a [^>]*>(.*?)</a>', response.content.decode(), re.DOTALL
    )


def test_search_and_filters_work_in_the_address_alone(client: PageClient, cycle: Cycle) -> None:
    north, south = cycle.cycle_areas.all()
    theme = cycle.themes.get(name="Lek")
    make_proposal(cycle, title="Bänkar i Åparken", cycle_area=north)
    make_proposal(cycle, title="Ny gunga", cycle_area=south, theme=theme)
    make_proposal(cycle, title="Utegym", cycle_area=south, state=S.UNDER_ASSESSMENT)
    assert len(titles(client.get(ADDRESS))) == 3
    assert titles(client.get(ADDRESS, {"sok": "åparken"})) == ["Bänkar i Åparken"]
    assert set(titles(client.get(ADDRESS, {"omrade": str(south.pk)}))) == {"Ny gunga", "Utegym"}
    assert titles(client.get(ADDRESS, {"tema": str(theme.pk)})) == ["Ny gunga"]
    assert titles(client.get(ADDRESS, {"lage": "bedoms"})) == ["Utegym"]
    nothing = client.get(ADDRESS, {"sok": "rymdraket"})
    assert "Inget förslag stämmer" in nothing.content.decode()


def test_what_is_not_public_is_absent(client: PageClient, cycle: Cycle) -> None:
    for state in S:
        make_proposal(cycle, title=f"Titel {state}", state=state)
    shown = {title.removeprefix("Titel ") for title in titles(client.get(ADDRESS))}
    assert shown.isdisjoint({"draft", "unconfirmed", "submitted", "withdrawn", "hidden"})
    assert len(shown) == 9


def test_another_municipalitys_cycle_is_not_found(client: PageClient, cycle: Cycle, ystad: Organisation) -> None:
    assert client.get("/ystad/omgangar/2027/forslag/").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["omrade=x", "omrade=99999999999999999999", "tema=-1", "lage=dolda", "ordning=sak", "sida=0", "sida=x", "sida=9999",
     "sok=%00%5B(", "sok=" + "x" * 5000,      "visa=karta&omrade=²"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_no_error(client: PageClient, cycle: Cycle, query: str) -> None:
    make_proposal(cycle)
    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_sorting(client: PageClient, cycle: Cycle, now: datetime) -> None:
    make_proposal(cycle, title="Dyr", cost=900, support_count=1, state=S.ACCEPTED)
    make_proposal(cycle, title="Billig", cost=100, support_count=2, state=S.ACCEPTED)
    make_proposal(cycle, title="Okänd", support_count=3)
    assert titles(client.get(ADDRESS, {"ordning": "stod"})) == ["Okänd", "Billig", "Dyr"]
    assert titles(client.get(ADDRESS, {"ordning": "kostnad"})) == ["Billig", "Dyr", "Okänd"]
    assert titles(client.get(ADDRESS, {"ordning": "kostnad-hog"})) == ["Dyr", "Billig", "Okänd"]
    assert titles(client.get(ADDRESS, {"ordning": "nyast"})) == ["Okänd", "Billig", "Dyr"]


def test_nothing_tells_who_leads_while_people_vote(client: PageClient, lund: Organisation, now: datetime) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.VOTE, Deed.SUPPORT])
    make_proposal(cycle, title="Ett", state=S.ON_BALLOT, support_count=4711)
    page = client.get(ADDRESS, {"ordning": "stod"}).content.decode()
    assert "4 711" not in page
    assert 'value="stod"' not in page
    assert "4 711" not in client.get(f"{ADDRESS}{Proposal.objects.get().reference}/").content.decode()


def test_pages_have_twenty_four_and_a_visitor_meets_each_once(client: PageClient, cycle: Cycle) -> None:
    for number in range(30):
        make_proposal(cycle, title=f"Förslag {number}")
    first, second = client.get(ADDRESS), client.get(ADDRESS, {"sida": "2"})
    assert (len(titles(first)), len(titles(second))) == (24, 6)
    assert len(set(titles(first)) | set(titles(second))) == 30
    assert "pager" in first.content.decode()


def test_visitors_see_different_orders_and_each_the_same_again(cycle: Cycle) -> None:
    for number in range(30):
        make_proposal(cycle, title=f"Förslag {number}")
    orders = []
    for order in ("3", "4"):
        visitor = PageClient()
        visitor.cookies["ordning"] = order
        seen = titles(visitor.get(ADDRESS))
        cache.clear()
        assert titles(visitor.get(ADDRESS)) == seen
        orders.append(seen)
    assert orders[0] != orders[1]


@pytest.mark.parametrize("query", ["", "?visa=karta", "?ordning=nyast&sok=gunga"])
def test_the_number_of_queries_is_small_and_does_not_grow(
    client: PageClient, cycle: Cycle, django_assert_max_num_queries: Any, query: str
) -> None:
    area, theme = cycle.cycle_areas.first(), cycle.themes.first()
    counted = []
    for more in (20, 180, 1800):
        first = Proposal.objects.count() + 1
        then = cycle.created_at
        Proposal.objects.bulk_create(
            Proposal(
                organisation=cycle.organisation, cycle=cycle, number=number, reference=f"LUN27-{number:04d}",
                title=f"Gunga {number}", what="En gunga.", cycle_area=area, theme=theme, latitude=55.7, longitude=13.2,
                state=S.PUBLISHED, status_key=f"key-{number}", random_key=number * 7919 % 100_003,
                created_at=then, changed_at=then, submitted_at=then,
            )
            for number in range(first, first + more)
        )  # fmt: skip
        cache.clear()
        with django_assert_max_num_queries(12) as captured:
            assert client.get(ADDRESS + query).status_code == 200
        counted.append(len(captured))
    assert counted[0] == counted[1] == counted[2], counted


def test_anonymous_visitors_are_answered_without_a_query_when_the_page_is_kept(
    client: PageClient, cycle: Cycle, django_assert_num_queries: Any
) -> None:
    proposal = make_proposal(cycle)
    for address in (ADDRESS, f"{ADDRESS}?visa=karta", f"{ADDRESS}{proposal.reference}/"):
        first = client.get(address)
        with django_assert_num_queries(0):
            again = client.get(address)
        assert again.content == first.content
        assert b"csrfmiddlewaretoken" not in again.content


def test_a_kept_page_is_not_shown_to_those_signed_in(client: PageClient, cycle: Cycle, asta: Person) -> None:
    proposal = make_proposal(cycle)
    address = f"{ADDRESS}{proposal.reference}/"
    client.get(address)
    page = PageClient().signed_in_as(asta).get(address).content.decode()
    assert "Stöd förslaget" in page
    assert "Asta" not in client.get(address).content.decode()


def test_the_map_has_every_chosen_proposal_and_the_list_the_same_numbers(
    client: PageClient, lund: Organisation, now: datetime
) -> None:
    border = {
        "type": "Polygon",
        "coordinates": [[[13.0, 55.6], [13.4, 55.6], [13.4, 55.8], [13.0, 55.8], [13.0, 55.6]]],
    }
    area = Area.objects.create(organisation=lund, name="Norr", code="norr", geometry=border)
    cycle = make_cycle(lund, now, open_deeds=[Deed.PROPOSE], areas=[area])
    for number in range(30):
        make_proposal(
            cycle,
            title=f"Plats {number}",
            latitude=55.7 + number / 1000,
            longitude=13.2,
            cycle_area=cycle.cycle_areas.get(),
        )
    make_proposal(cycle, title="Utan plats")
    page = client.get(ADDRESS, {"visa": "karta"}).content.decode()
    assert page.count('class="m-marker"') == 30
    assert "30 förslag har en plats på kartan" in page
    assert len(re.findall(r'<li class="card full" data-id="LUN27-', page)) == 24


def test_an_empty_cycle_says_what_will_come(
    client: PageClient, cycle: Cycle, lund: Organisation, now: datetime
) -> None:
    assert "Bli först" in client.get(ADDRESS).content.decode()
    make_cycle(lund, now, slug="stangd", open_deeds=[Deed.VOTE])
    closed = client.get("/lund/omgangar/stangd/forslag/").content.decode()
    assert "Inga förslag än" in closed
    assert "gick ut" in closed
