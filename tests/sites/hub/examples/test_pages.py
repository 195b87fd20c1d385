"""Do the pages of good examples work for visitors, members, the office, and the lead of a finished cycle?"""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.examples.models import Example, ExampleState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.cast import NOW
from tests.support.counting import published_vote, votes, with_costs
from tests.support.cycles import make_cycle
from tests.support.delivery import photo
from tests.support.knowledge import make_example, make_member
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


FORM = {
    "title": "Bättre skolgård", "summary": "Kort.", "did": "Vi gjorde så.", "body_kind": "municipality", "place": "Sala kommun",
    "orientations": ["group"], "theme": "school", "target_group": "pupils", "year": "2026", "money": "500 000 kr", "voters": "1200",
    "inhabitants": "22000", "on_ballot": "10", "winners": "3", "ballot_kind": "up_to_k",
}  # fmt: skip


def test_a_member_sends_one_in_and_the_office_publishes_it(
    client: PageClient, hub: Organisation, frida: Person, asta: Person
) -> None:
    make_member(hub, contact=asta)
    client.signed_in_as(asta)
    page = client.get("/natverket/exempel/skicka-in/").content.decode()
    assert 'value="Sala kommun"' in page, "what is known of the member is filled in"
    wrong = client.post(
        "/natverket/exempel/skicka-in/", {**FORM, "money": "mycket", "winners": "11", "picture": photo()}
    )
    assert wrong.status_code == 422
    assert "Vi gjorde så." in wrong.content.decode()
    client.post("/natverket/exempel/skicka-in/", {**FORM, "picture": photo(), "image_alt": "En gunga"})
    made = Example.objects.get()
    assert (made.state, made.money, bool(made.image), made.member.name) == ("submitted", 500_000, True, "Sala kommun")  # type: ignore[union-attr]
    assert client.get(f"/natverket/exempel/{made.slug}/").status_code == 404
    client.post(f"/natverket/exempel/{made.slug}/andra/", {**FORM, "title": "Ännu bättre", "image_alt": "En gunga"})
    client.signed_in_as(frida)
    assert "Ännu bättre" in client.get("/natverket/kansli/exempel/").content.decode()
    client.post(f"/natverket/kansli/exempel/{made.slug}/gor/", {"gor": "publicera"})
    client.logout()
    page = client.get(f"/natverket/exempel/{made.slug}/").content.decode()
    assert "Ännu bättre" in page
    assert 'alt="En gunga"' in page
    assert "Ännu bättre" in client.get("/natverket/exempel/").content.decode()


def test_another_members_draft_is_not_found_and_strangers_are_refused(
    client: PageClient, hub: Organisation, frida: Person, asta: Person, bo: Person
) -> None:
    mine = make_member(hub, contact=asta)
    made = make_example(hub, frida, publish=False, member=mine)
    client.signed_in_as(bo)
    assert client.get("/natverket/exempel/skicka-in/").status_code == 403
    make_member(hub, "Eda kommun", "1730", contact=bo)
    assert client.get(f"/natverket/exempel/{made.slug}/andra/").status_code == 404
    assert client.get(f"/natverket/kansli/exempel/{made.slug}/").status_code == 403


def test_the_office_edits_checks_declines_and_withdraws(client: PageClient, hub: Organisation, frida: Person) -> None:
    made = make_example(hub, frida)
    client.signed_in_as(frida)
    base = f"/natverket/kansli/exempel/{made.slug}/"
    assert client.get(base + "redigera/").status_code == 200
    client.post(base + "redigera/", {**FORM, "note": "Språkgranskat"})
    page = client.get(base).content.decode()
    assert "Språkgranskat" in page
    assert "Bättre skolgård" in page
    client.post(base + "gor/", {"gor": "kontrollera"})
    assert client.post(base + "gor/", {"gor": "siffror"}).status_code == 403
    assert client.get(base + "ta-bort/").status_code == 200
    client.post(base + "ta-bort/")
    assert Example.objects.get().state == ExampleState.WITHDRAWN
    other = make_example(hub, frida, title="Nej", publish=False)
    assert client.post(f"/natverket/kansli/exempel/{other.slug}/avboj/", {"reason": ""}).status_code == 422
    client.post(f"/natverket/kansli/exempel/{other.slug}/avboj/", {"reason": "För kort."})
    assert "För kort." in client.get(f"/natverket/kansli/exempel/{other.slug}/").content.decode()


def test_a_lead_makes_an_example_of_a_finished_cycle_with_one_button(
    client: PageClient, hub: Organisation, lund: Organisation, doris: Person, frida: Person
) -> None:
    cycle = make_cycle(lund, NOW, open_deeds=["vote"], pots=[1000])
    address = f"/lund/personal/omgangar/{cycle.slug}/gott-exempel/"
    client.signed_in_as(doris)
    assert "inte publicerat än" in client.get(address).content.decode()
    with_costs(cycle, 600, 300)
    published_vote(cycle, votes(n1=70, n2=40))
    assert "inte medlem" in client.get(address).content.decode()
    make_member(hub, "Lunds kommun", "1281", tenant=lund)
    page = client.get(address).content.decode()
    assert "Skicka till Nätverket Medborgarbudget" in page
    assert "110" in page
    prefilled = {"title": "Lund: så gjorde vi", "summary": "Kort.", "did": "Så här."}
    assert client.post(address, prefilled).status_code == 302
    assert client.post(address, prefilled).status_code == 409, "twice is once"
    made = Example.objects.get()
    assert (made.cycle, made.voters, made.money) == (cycle, 110, 1000)
    assert "Exemplet är skickat" in client.get(address).content.decode()
    client.signed_in_as(frida)
    client.post(f"/natverket/kansli/exempel/{made.slug}/gor/", {"gor": "publicera"})
    client.signed_in_as(doris)
    assert f"/natverket/exempel/{made.slug}/" in client.get(address).content.decode()


def test_a_region_finds_it_by_filter_and_on_the_map(client: PageClient, hub: Organisation, frida: Person) -> None:
    make_example(hub, frida, title="Pupils", latitude=59.9, longitude=16.6)
    make_example(hub, frida, title="Older", orientations=("theme",), target_group="older")
    page = client.get("/natverket/exempel/?inriktning=theme&malgrupp=older&slag=municipality").content.decode()
    assert "Older" in page
    assert "Pupils" not in page
    page = client.get("/natverket/exempel/?visa=karta").content.decode()
    assert "svg-map" in page
    assert "1 exempel har en plats" in page
    assert "Older" in page, "the list beside the map has them all"
    assert "Inget exempel stämmer" in client.get("/natverket/exempel/?sok=xyzzy").content.decode()


@pytest.mark.parametrize(
    "query", ["?inriktning=%00", "?storlek=zz&lan=99", "?sida=-1", "?visa=karta&sida=x", "?sok=%22%27%3C"]
)
def test_nonsense_in_the_address_is_borne(client: PageClient, hub: Organisation, frida: Person, query: str) -> None:
    make_example(hub, frida)
    assert client.get("/natverket/exempel/" + query).status_code == 200


def test_open_data_says_the_same_as_the_page_and_is_inert(client: PageClient, hub: Organisation, frida: Person) -> None:
    make_example(hub, frida, title='=HYPERLINK("x")', orientations=("group", "theme"))
    make_example(hub, frida, title="Dold", publish=False)
    answer = client.get("/natverket/exempel/exempel.json")
    data = json.loads(answer.content)
    assert (data["format"], data["version"], data["licence"]) == (
        "medborgarbudget-examples", 1, "https://creativecommons.org/licenses/by/4.0/",
    )  # fmt: skip
    [row] = data["examples"]
    assert (row["title"], row["voters"], row["orientations"], row["figures_from"]) == (
        '=HYPERLINK("x")', 900, ["group", "theme"], "member",
    )  # fmt: skip
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    table = list(
        csv.DictReader(
            io.StringIO(client.get("/natverket/exempel/exempel.csv").content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert [(each["title"], each["orientations"], each["money"]) for each in table] == [
        ('\'=HYPERLINK("x")', "group theme", "500000")
    ]
    assert json.loads(client.get("/natverket/exempel/exempel.json?tema=health").content)["examples"] == []


def test_the_format_is_described(client: PageClient, hub: Organisation, frida: Person) -> None:
    from pathlib import Path

    make_example(hub, frida)
    [row] = json.loads(client.get("/natverket/exempel/exempel.json").content)["examples"]
    text = (Path(__file__).parents[4] / "docs/reference/examples-open-data.md").read_text()
    assert [name for name in row if f"`{name}`" not in text] == []


def test_queries_do_not_grow_with_examples(client: PageClient, hub: Organisation, frida: Person) -> None:
    for path in (
        "/natverket/exempel/?lan=19",
        "/natverket/exempel/?visa=karta&lan=19",
        "/natverket/exempel/exempel.json?lan=19",
    ):
        numbers = []
        for more in (1, 12):
            for _number in range(more):
                made = make_example(hub, frida, latitude=59.9, longitude=16.6)
            cache.clear()
            with CaptureQueriesContext(connection) as seen:
                assert client.get(path).status_code == 200
            numbers.append(len(seen))
        assert numbers[0] == numbers[1] <= 15, path
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        client.get(f"/natverket/exempel/{made.slug}/")
    assert len(seen) <= 15
