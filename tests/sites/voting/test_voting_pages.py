"""Does a resident get all the way from the first page to the receipt, and back to change their mind?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import queries
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.voting import open_vote

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
