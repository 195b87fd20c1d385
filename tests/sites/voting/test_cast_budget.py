"""How many statements does a cast take, from request to receipt?"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.cycles.models import Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.models import CodeLetterBatch, SealedLetters
from medborgarbudget.foundation.clock import database_now
from tests.sites.voting.test_voting_pages import BASE, get_in, to_review
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.voting import open_vote

MOST = 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.writes
@pytest.mark.parametrize("way", ["email", "letter"])
def test_a_cast_takes_at_most_twelve_statements_from_request_to_receipt(
    client: PageClient, lund: Organisation, doris: Person, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    identities = [Identity.EMAIL_CODE, Identity.CODE_LETTER]
    vote = open_vote(make_cycle(lund, database_now(), rules={"identities": identities}), actor=doris)
    to_review(client, [1, 2])
    if way == "email":
        get_in(client)
    else:
        monkeypatch.setattr(actions.letters, "new_secret", lambda: "0123456789AB")
        actions.order_letters(vote=vote, wanted=1, area=None, request_key="k", actor=doris, now=database_now())
        number = CodeLetterBatch.objects.get().letters.get().number
        assert SealedLetters.objects.count() == 1
        got_in = client.post(
            f"{BASE}vem/", {"way": "letter", "letter-number": number, "letter-code": "o1z3 4567-89ab".replace("z", "2")}
        )
        assert got_in.status_code == 302
    page = client.get(f"{BASE}registrera/")
    attempt = re.search(r'name="attempt" value="([^"]+)"', page.content.decode())
    assert attempt is not None
    with CaptureQueriesContext(
        connection,
    ) as statements:
        done = client.post(f"{BASE}registrera/", {"attempt": attempt.group(1)})
    assert "Din röst är registrerad" in done.content.decode()
    sent = [query["sql"] for query in statements.captured_queries]
    print(
        f"\n{connection.vendor}, {way}: {len(sent)} statements from request to receipt, BEGIN and COMMIT counted (at most {MOST})"
    )
    assert len(sent) <= MOST, "\n".join(sql[:110] for sql in sent)
    with CaptureQueriesContext(connection) as statements:
        again = client.post(f"{BASE}registrera/", {"attempt": attempt.group(1)})
    assert again.content.decode().count("receipt-code") and len(statements) <= MOST
