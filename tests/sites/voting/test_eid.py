"""Does a voter come in by e-ID in the browser they began in, once, as one person whichever e-ID they use? (C35, C28, C33, C113)"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import oidc_provider_mock
import pytest
from django.core.cache import cache

from medborgarbudget.domain.cycles.models import Cycle, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.foundation import eid
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.eid import Provider
from tests.support.cycles import make_cycle
from tests.support.eid import LOA3, Broker, running_broker
from tests.support.pages import PageClient
from tests.support.rolls import ASTA, BO, CISSI, COORDINATION, make_roll
from tests.support.voting import open_vote, prepared_vote, set_times

pytestmark = pytest.mark.django_db
BASE = "/lund/omgangar/2027/rosta/"
ANSWER = "/lund/e-legitimation/svar/"


@pytest.fixture
def broker(settings: Any) -> Iterator[Broker]:
    cache.clear()
    with running_broker() as running:
        settings.EID_PROVIDERS = (running.provider(), running.provider(name="annan", label="Freja"))
        yield running
    cache.clear()


@pytest.fixture
def cycle(lund: Organisation, doris: Person, settings: Any) -> Cycle:
    settings.EID_PROVIDERS = settings.EID_PROVIDERS or (
        Provider("prov", "BankID", "http://127.0.0.1:9", "c", "s", (LOA3,)),
    )
    rules = {"identities": [Identity.EID, Identity.ASSISTED], "min_age": 16, "age_on": database_now().date()}
    return make_cycle(lund, database_now(), rules=rules)


@pytest.fixture
def vote(broker: Broker, cycle: Cycle, doris: Person) -> Vote:
    return open_vote(cycle, actor=doris)


def chosen(client: PageClient, choice: int = 1) -> PageClient:
    """As far as to the page that asks who one is."""
    client.post(BASE)
    client.post(f"{BASE}valj/1/", {"choice": [choice], "shown": [1, 2, 3, 4], "do": "next"})
    assert client.post(f"{BASE}granska/", {"do": "next"})["Location"] == f"{BASE}vem/"
    return client


def sent_off(client: PageClient, provider: str = "prov") -> str:
    answer = client.get(f"{BASE}e-legitimation/{provider}/")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def back(client: PageClient, broker: Broker, **others: str) -> Any:
    return client.get(ANSWER, {**broker.answer_to(sent_off(client)), **others})


def cast(client: PageClient) -> Any:
    page = client.get(f"{BASE}registrera/").content.decode()
    attempt = page.partition('name="attempt" value="')[2].partition('"')[0]
    return client.post(f"{BASE}registrera/", {"attempt": attempt})


def slots() -> list[tuple[str, int]]:
    return list(BallotSlot.objects.order_by("slot").values_list("channel", "version"))


def test_the_way_in_by_e_id(client: PageClient, vote: Vote, broker: Broker, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    page = chosen(client).get(f"{BASE}vem/").content.decode()
    assert page.index("Med e-legitimation") < page.index("Personalen kan hjälpa dig") and "Freja" in page
    before = client.session.session_key
    answer = back(client, broker)
    assert answer.status_code == 302 and answer["Location"] == f"{BASE}registrera/"
    assert client.session.session_key != before, "whoever planted the session is left outside"
    assert "registrerad" in cast(client).content.decode()
    assert slots() == [("eid", 1)]
    said = " ".join(record.getMessage() for record in caplog.records)
    assert ASTA not in said and ASTA not in str(dict(client.session))


def test_one_person_through_two_e_ids_is_one_person(vote: Vote, broker: Broker) -> None:
    for provider in ("prov", "annan"):
        client = chosen(PageClient(), 2)
        client.get(ANSWER, broker.answer_to(sent_off(client, provider)))
        cast(client)
    assert slots() == [("eid", 2)]


def test_an_answer_is_used_once_and_only_in_the_browser_that_asked(vote: Vote, broker: Broker) -> None:
    mine, other = chosen(PageClient()), chosen(PageClient())
    answer = broker.answer_to(sent_off(mine))
    stolen = other.get(ANSWER, answer, follow=True)
    assert "började inte i den här webbläsaren" in stolen.content.decode()
    sent_off(other)
    assert other.get(ANSWER, answer)["Location"] == f"{BASE}vem/", "another order's answer"
    assert not broker.asked
    assert mine.get(ANSWER, answer)["Location"] == f"{BASE}registrera/"
    again = mine.get(ANSWER, answer, follow=True)
    assert "redan använd" in again.content.decode() and len(broker.asked) == 1


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"acr": "http://id.elegnamnden.se/loa/1.0/loa2"}, "för låg tillitsnivå"),
        ({"iss": "https://qa.example"}, "gick inte att godta"),
        ({eid.PERSON: "199001189812"}, "gick inte att godta"),
        ({eid.PERSON: CISSI}, "behöver ha fyllt 16 år"),
    ],
)
def test_what_is_not_accepted_is_said_and_nothing_is_let_in(
    client: PageClient, vote: Vote, broker: Broker, claims: dict[str, Any], words: str, caplog: Any
) -> None:
    broker.claims = claims
    page = client.get(back(chosen(client), broker)["Location"]).content.decode()
    assert words in page and "Visa vem du är" in page
    assert client.get(f"{BASE}registrera/")["Location"] == f"{BASE}vem/"
    assert not any(str(value) in record.getMessage() for record in caplog.records for value in (ASTA, CISSI))


def test_when_the_broker_is_down_other_ways_are_offered(client: PageClient, vote: Vote, broker: Broker) -> None:
    chosen(client)
    broker.status = 503
    answer = client.get(f"{BASE}e-legitimation/prov/", follow=True)
    page = answer.content.decode()
    assert "fungerar inte just nu" in page and "Personalen kan hjälpa dig" in page
    broker.status = 200
    assert "Du avbröt" in client.get(back(client, broker, error="access_denied")["Location"]).content.decode()


def test_with_a_roll_only_those_in_it_are_let_in_and_an_old_number_leads_to_the_same_slot(
    broker: Broker, cycle: Cycle, doris: Person
) -> None:
    vote = prepared_vote(cycle, actor=doris)
    now = database_now()
    set_times(vote, now + timedelta(days=1), now + timedelta(days=7))
    make_roll(type(cycle).objects.get(pk=cycle.pk), [[ASTA], [COORDINATION]])
    set_times(vote, now - timedelta(days=1), now + timedelta(days=7))

    def votes(**claims: Any) -> str:
        client = chosen(PageClient())
        broker.claims = claims
        answer = client.get(ANSWER, broker.answer_to(sent_off(client)))
        if answer["Location"].endswith("vem/"):
            return str(client.get(f"{BASE}vem/").content.decode())
        cast(client)
        return ""

    assert "finns inte i röstlängden" in votes(**{eid.PERSON: BO})
    votes(**{eid.PERSON: None, eid.COORDINATION: COORDINATION})
    votes(**{eid.PERSON: ASTA, eid.PREVIOUS: COORDINATION})
    votes(**{eid.PERSON: ASTA})
    assert slots() == [("eid", 3)]


def test_a_real_provider_is_understood(client: PageClient, cycle: Cycle, doris: Person, settings: Any) -> None:
    cache.clear()
    user = oidc_provider_mock.User(sub="asta", claims={"acr": LOA3, eid.PERSON: ASTA})
    with oidc_provider_mock.run_server_in_thread(user_claims=[user]) as server:
        issuer = f"http://localhost:{server.server_port}"
        settings.EID_PROVIDERS = (Provider("prov", "Prov", issuer, "medborgarbudget", "hemligt", (LOA3,), "openid"),)
        open_vote(cycle, actor=doris)
        address = sent_off(chosen(client))

        class Stay(HTTPRedirectHandler):
            def redirect_request(self, *args: Any, **kwargs: Any) -> None:
                return None

        sent = Request(address, data=urlencode({"sub": "asta"}).encode())
        try:
            build_opener(Stay()).open(sent, timeout=10)
            there = ""
        except Exception as redirected:
            there = redirected.headers["Location"]  # type: ignore[attr-defined]
        assert urlsplit(there).path == ANSWER
        answer = client.get(ANSWER, dict(parse_qsl(urlsplit(there).query)))
    assert answer["Location"] == f"{BASE}registrera/"
    cache.clear()
