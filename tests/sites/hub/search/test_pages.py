"""Does the search page show to each what is theirs to see, in a few queries?"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.search.events import MEMBERS, Found
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import events
from tests.support.cast import NOW
from tests.support.knowledge import make_member
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db


def tell(hub: Organisation, number: int, **more: str) -> None:
    given = {"url_name": "network:library", "kind": "page", **more}
    events.publish(
        Found(network=hub, key=str(number), title=f"Skolans sida {number}", text="Om skolor.", at=NOW, **given)
    )  # type: ignore[arg-type]


def test_members_find_what_others_do_not(client: PageClient, hub: Organisation, asta: Person, bo: Person) -> None:
    make_member(hub, contact=asta)
    tell(hub, 1)
    tell(hub, 2, kind="question", audience=MEMBERS)
    assert "Skolans sida 2" not in client.get("/natverket/sok/?q=skola").content.decode().replace("<mark>", "").replace(
        "</mark>", ""
    )
    client.signed_in_as(bo)
    page = client.get("/natverket/sok/?q=skola").content.decode()
    assert "1 träff<" in page
    assert "Frågor och svar" not in page
    client.signed_in_as(asta)
    page = client.get("/natverket/sok/?q=skola").content.decode()
    assert "2 träffar" in page
    assert "Bara för medlemmar" in page


def test_the_page_says_so_when_nothing_fits_and_keeps_the_words(client: PageClient, hub: Organisation) -> None:
    page = client.get("/natverket/sok/?q=%22%3Cscript%3E").content.decode()
    assert 'value="&quot;&lt;script&gt;"' in page
    assert "Inget stämmer" in page


@pytest.mark.parametrize(
    "query", ["?q=skola&sida=0", "?q=skola&sida=x", "?slag=finns-inte", "?q=%00", f"?q={'a' * 3000}"]
)
def test_nonsense_in_the_address_is_borne(client: PageClient, hub: Organisation, query: str) -> None:
    tell(hub, 1)
    assert client.get("/natverket/sok/" + query).status_code == 200


def test_queries_do_not_grow_with_hits(client: PageClient, hub: Organisation) -> None:
    numbers = []
    for more in (1, 60):
        for number in range(more):
            tell(hub, 100 * more + number)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/natverket/sok/?q=skola").status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 15


def test_an_entry_whose_page_is_gone_is_shown_without_a_link(client: PageClient, hub: Organisation) -> None:
    tell(hub, 1, url_name="network:no-such-page")
    page = client.get("/natverket/sok/?q=skola").content.decode()
    assert "sida 1" in page
