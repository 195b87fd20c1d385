"""Can a voter check a receipt, make a control and learn whether a vote is registered, and can anybody read the log and take the package?"""

from __future__ import annotations

import base64
import io
import re
import zipfile
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.cache import cache

from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, keys, log, notes, queries, witnessing
from medborgarbudget.domain.voting.models import BallotSlot, SetAside, Vote
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.domain.voting.tree import goes_on, leads_to
from medborgarbudget.foundation.clock import database_now
from tests.sites.voting.test_voting_pages import BASE, get_in, receipt_code, to_review
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.voting import cast, close, open_vote, set_times

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(lund: Organisation, ystad: Organisation, doris: Person) -> Vote:
    cache.clear()
    return open_vote(make_cycle(lund, database_now(), rules={"max_choices": 3}), actor=doris)


def test_a_receipt_has_a_qr_code_and_can_become_a_control_that_is_opened_in_public(
    client: PageClient, vote: Vote, doris: Person
) -> None:
    to_review(client, [1, 3])
    get_in(client)
    page = client.get(f"{BASE}registrera/").content.decode()
    attempt = re.search(r'name="attempt" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    receipt = client.post(f"{BASE}registrera/", {"attempt": attempt})
    assert 'class="qr"' in receipt.content.decode() and attempt in receipt.content.decode()
    code = receipt_code(receipt)
    for _twice in range(2):
        done = client.post(f"{BASE}kontroll/", {"attempt": attempt})
        assert "Din röst är nu en kontroll" in done.content.decode() and code in done.content.decode()
    assert queries.turnout(vote).received == 0 and SetAside.objects.get().fate == "control"
    assert client.post(f"{BASE}kontroll/", {"attempt": "x" * 24}).status_code == 403
    assert "Rösten finns med" in client.post(f"{BASE}kvitto/", {"receipt": code}).content.decode()
    cast(vote, "asta", [2])
    assert "1. Förslag 1" not in client.get(f"{BASE}granskning/").content.decode()
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert [ballot.choices for ballot in queries.opened_ballots(opened)] == [[2]]
    assert "Rösten var en kontroll" in client.post(f"{BASE}kvitto/", {"receipt": code}).content.decode()
    cache.clear()
    shown = client.get(f"{BASE}granskning/").content.decode()
    assert code in shown and "1. Förslag 1" in shown and "3. Förslag 3" in shown


def test_a_ballot_already_replaced_or_too_late_cannot_be_a_control(client: PageClient, vote: Vote) -> None:
    cast(vote, "asta", [1], attempt_key="a" * 24)
    cast(vote, "asta", [2], attempt_key="b" * 24)
    replaced = client.post(f"{BASE}kontroll/", {"attempt": "a" * 24})
    assert replaced.status_code == 403 and "redan ersatt" in replaced.content.decode()
    now = database_now()
    set_times(vote, now - timedelta(days=1), now)
    late = client.post(f"{BASE}kontroll/", {"attempt": "b" * 24})
    assert late.status_code == 403 and BallotSlot.objects.count() == 1 and not SetAside.objects.exists()


@pytest.mark.parametrize("voted", [False, True])
def test_whoever_shows_who_they_are_gets_a_signed_word_on_whether_a_vote_is_registered(
    client: PageClient, vote: Vote, voted: bool
) -> None:
    if voted:
        cast(vote, "asta", [1])
    assert client.get(f"{BASE}registrerad/").status_code == 200
    assert client.post(f"{BASE}registrerad/").headers["Location"].endswith("/vem/")
    assert get_in(client).headers["Location"].endswith("/registrerad/")
    page = client.get(f"{BASE}registrerad/").content.decode()
    assert ("Ja, en röst är registrerad" in page) is voted
    assert ("Nej, ingen röst är registrerad" in page) is not voted
    text = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.S).group(1)  # type: ignore[union-attr]
    signature = re.search(r'break-all">([A-Za-z0-9+/=]{80,})<', page).group(1)  # type: ignore[union-attr]
    key = Ed25519PublicKey.from_public_bytes(keys.receipt_public_key())
    key.verify(base64.b64decode(signature), text.encode())
    assert ("registered yes email" if voted else "registered no") in text and "asta" not in text
    assert "Nej, ingen" not in client.get(f"{BASE}registrerad/").content.decode(), "the next person starts clean"


def test_no_statement_when_the_urn_is_opened(client: PageClient, vote: Vote, doris: Person) -> None:
    cast(vote, "asta", [1])
    actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert "Sedan är platserna förstörda" in client.get(f"{BASE}registrerad/").content.decode()
    client.post(f"{BASE}registrerad/")
    assert client.get(f"{BASE}vem/").headers["Location"].endswith("/rosta/")


def test_anybody_can_read_the_log_and_its_proofs(client: PageClient, vote: Vote) -> None:
    assert client.get(f"{BASE}logg/intyg").status_code == 404
    first = [cast(vote, f"a{place}", [1]) for place in range(3)]
    witnessing.sequence(vote, database_now())
    saved = client.get(f"{BASE}logg/intyg").content.decode()
    for place in range(4):
        cast(vote, f"b{place}", [1])
    witnessing.sequence(vote, database_now())
    body, lines = notes.read_note(client.get(f"{BASE}logg/intyg").content.decode())
    assert body.size == 7 and notes.signed_by(body.text, lines, log.log_verifier_key(vote)) and len(lines) == 2
    rows = client.get(f"{BASE}logg/rader.txt").content.decode().split()
    assert len(rows) == 7 and first[0].leaf.hex() in rows
    proof = client.get(f"{BASE}logg/bevis/{first[0].leaf.hex()}.json").json()
    path = [base64.b64decode(step) for step in proof["path"]]
    assert leads_to(first[0].leaf, proof["index"], 7, path, body.root)
    old, _lines = notes.read_note(saved)
    steps = client.get(f"{BASE}logg/bevis/3-7.json").json()["path"]
    assert goes_on(3, old.root, 7, body.root, [base64.b64decode(step) for step in steps])
    for wrong in ("bevis/" + "0" * 64 + ".json", "bevis/2-7.json", "bevis/7-3.json"):
        assert client.get(f"{BASE}logg/{wrong}").status_code == 404
    page = client.get(f"{BASE}granskning/").content.decode()
    assert "7 rader" in page and str(log.log_verifier_key(vote)) in page
    checked = client.post(f"{BASE}kvitto/", {"receipt": first[0].code}).content.decode()
    assert "ett intyg gäller den" in checked and f"bevis/{first[0].leaf.hex()}.json" in checked


def test_an_outside_witness_posts_its_line(client: PageClient, vote: Vote) -> None:
    cast(vote, "asta", [1])
    witnessing.sequence(vote, database_now())
    note = client.get(f"{BASE}logg/intyg").content.decode()
    private = Ed25519PrivateKey.generate()
    key = notes.VerifierKey("vittne.example.org", notes.COSIGNATURE, private.public_key().public_bytes_raw())
    signed = note + notes.cosign(note.partition("\n\n")[0] + "\n", key.name, private, 1_800_000_000) + "\n"
    address = f"{BASE}logg/intyg"
    assert client.post(address, signed, content_type="text/plain").status_code == 403
    witnessing.add_outside_witness(verifier_key=str(key), now=database_now())
    assert client.post(address, signed, content_type="text/plain").status_code == 200
    assert key.name in client.get(address).content.decode()
    assert client.post(address, "x" * 9_000, content_type="text/plain").status_code == 413


def test_programs_and_package_are_there_to_take(client: PageClient, vote: Vote, doris: Person) -> None:
    for name in ("opener.py", "verifier.py"):
        taken = client.get(f"/lund/verktyg/{name}").content
        assert taken.startswith(b"#!/usr/bin/env python3")
        compile(taken, name, "exec")
    bulk_cast(vote, [("", [1])] * 60 + [("", [2])] * 60)
    assert client.get(f"{BASE}granskning/paket.zip").status_code == 404
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    count_vote(vote=opened, actor=doris, now=database_now())
    assert client.get(f"{BASE}granskning/paket.zip").status_code == 404
    publish_result(vote=opened, actor=doris, now=database_now(), publish_ballots=True)
    taken = client.get(f"{BASE}granskning/paket.zip")
    names = set(zipfile.ZipFile(io.BytesIO(taken.content)).namelist())
    assert {"vote.json", "log.txt", "ballots.txt", "protokoll.pdf", "verifier.py", "manifest.note"} <= names
    assert "Hämta paketet" in client.get(f"{BASE}granskning/").content.decode()


def test_an_extension_is_told_to_voters(client: PageClient, vote: Vote, doris: Person) -> None:
    actions.extend_vote(
        vote=vote, closes_at=vote.closes_at + timedelta(days=1), reason="Strömavbrott.", actor=doris, now=database_now()
    )
    page = client.get(BASE).content.decode()
    assert "Omröstningen är förlängd" in page and "Strömavbrott." in page
