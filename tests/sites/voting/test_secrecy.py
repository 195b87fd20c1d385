"""S8: with the whole database, before and after opening, and the logs, how many of the voters can be tied to their choices?

The attacker has every table of both dumps, the order of rows on disk, every log line and mail, the list of all voters' addresses and the
times they asked for codes; not the installation's keys, which lie outside the database. PROOF_SECRECY sets the number of voters (12).
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import logging
import math
import os
import re
from collections import Counter
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connection

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, keys
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.seal import unseal
from medborgarbudget.foundation.clock import database_now
from tests.sites.voting.test_voting_pages import get_in, receipt_code, register, to_review
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.voting import close, open_vote

Dump = dict[str, list[tuple[Any, ...]]]


def dump() -> Dump:
    """Every table with its rows in the order they lie on disk, and what the database adds of its own (rowid, ctid, xmin)."""
    tables: Dump = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            extra = "ctid::text, xmin::text, " if connection.vendor == "postgresql" else ""
            cursor.execute(f'SELECT {extra}* FROM "{table}"')
            tables[table] = [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.fetchall()
            ]
    return tables


def cells(tables: Dump) -> list[tuple[str, Any]]:
    return [(table, cell) for table, rows in tables.items() for row in rows for cell in row]


def text_of(tables: Dump) -> str:
    """All that can be read as text, sessions and queued work decoded as far as they go without a key."""
    parts = []
    for _table, cell in cells(tables):
        text = cell.decode("latin-1") if isinstance(cell, bytes) else str(cell)
        parts.append(text)
        for piece in re.findall(r"[A-Za-z0-9+/_=-]{24,}", text):
            try:
                parts.append(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)).decode("latin-1"))
            except ValueError:
                continue
    return "\n".join(parts)


@pytest.mark.django_db
@pytest.mark.writes
def test_s8_nobody_with_database_and_logs_ties_a_voter_to_a_choice(
    lund: Organisation, doris: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    vote = open_vote(make_cycle(lund, database_now(), rules={"max_choices": 3}), actor=doris)
    number = int(os.environ.get("PROOF_SECRECY", "12"))
    kinds = [list(some) for size in (1, 2, 3) for some in itertools.combinations(range(1, 5), size)]
    voters = [(f"valjare{place}@example.org", kinds[place * 5 % len(kinds)]) for place in range(number)]
    receipts = []
    undelivered: Dump = {}
    for place, (address, choices) in enumerate(voters):
        # No network may ask for more than some hundreds of codes an hour.
        client = PageClient(REMOTE_ADDR=f"192.0.{place // 200 % 250}.7")
        to_review(client, choices)
        if not undelivered:
            undelivered = dump()
        get_in(client, address)
        receipts.append(receipt_code(register(client)))
    before = dump()
    actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    after = dump()

    links = 0
    links += opened_with_what_lies_in_the_database(Vote.objects.get(pk=vote.pk), before)
    links += choices_in_the_clear(undelivered) + choices_in_the_clear(before)
    links += joined_by_equal_values(voters, before, after)
    links += matched_by_order(voters, after)
    links += addresses_hashed_without_a_key(voters, before, after)
    logged = "\n".join(record.getMessage() for record in caplog.records)
    links += sum(address in logged or receipt in logged for (address, _), receipt in zip(voters, receipts, strict=True))
    assert len(after["voting_openedballot"]) == number and not after["voting_ballotslot"]
    print(
        f"\nS8 {connection.vendor}: {number} voters, {links} tied to a choice, {len(after['voting_openedballot'])} ballots opened"
    )
    assert links == 0


def opened_with_what_lies_in_the_database(vote: Vote, tables: Dump) -> int:
    """Every run of 32 bytes in any cell, tried as the key of every envelope."""
    envelopes = [
        cell for row in tables["voting_ballotslot"] for cell in row if isinstance(cell, bytes) and len(cell) > 100
    ]
    candidates = {
        cell[start : start + 32]
        for _table, cell in cells(tables)
        if isinstance(cell, bytes) and 32 <= len(cell) < 100
        for start in range(len(cell) - 31)
    }
    found = 0
    for candidate in candidates:
        try:
            unseal(vote, X25519PrivateKey.from_private_bytes(candidate), envelopes[0])
            found += 1
        except (keys.KeyUnusable, ValueError):
            continue
    return found


def choices_in_the_clear(tables: Dump) -> int:
    """Choices in sessions, queues or anywhere else before the urn is opened."""
    return len(re.findall(r'"choices"\s*:\s*\[\s*\d', text_of(tables)))


def joined_by_equal_values(voters: list[tuple[str, list[int]]], before: Dump, after: Dump) -> int:
    """A value, or a transaction number, that stands both beside something of a voter and beside an opened ballot."""
    ballots = {str(cell) for row in after["voting_openedballot"] for cell in row if len(str(cell)) > 8}
    others = {
        str(cell) for tables in (before, after) for table, cell in cells(tables) if table != "voting_openedballot"
    }
    return len(ballots & others - {json.dumps(choices) for _address, choices in voters})


def matched_by_order(voters: list[tuple[str, list[int]]], after: Dump) -> int:
    """Voters matched to ballots by the order they came in and the order ballots lie in, on disk or by key: how many beyond what chance gives."""
    chosen = [sorted(choices) for _address, choices in voters]
    shares = Counter(map(str, chosen))
    chance = sum((count / len(chosen)) ** 2 for count in shares.values()) * len(chosen)
    far = chance + 6 * math.sqrt(chance)
    rows = after["voting_openedballot"]
    key = next(place for place, cell in enumerate(rows[0]) if isinstance(cell, str) and len(cell) == 32)
    found = 0
    for order in (rows, rows[::-1], sorted(rows, key=lambda row: row[key])):
        lying = [choices_of(row) for row in order]
        matched = sum(one == other for one, other in zip(chosen, lying, strict=True))
        found = max(found, matched if matched > far else 0)
    return found


def choices_of(row: tuple[Any, ...]) -> list[int]:
    """The choices in a row of opened ballots, as text in one database and as a list in the other."""
    cell = next(cell for cell in row if isinstance(cell, list) or (isinstance(cell, str) and cell.startswith("[")))
    return sorted(json.loads(cell) if isinstance(cell, str) else cell)


def addresses_hashed_without_a_key(voters: list[tuple[str, list[int]]], *dumps: Dump) -> int:
    """Addresses in the clear, or hashed in a way that anybody can repeat, anywhere but in mails queued and sent."""
    everything = "\n".join(text_of(tables) for tables in dumps) + "\n".join(
        cell.hex() for tables in dumps for _table, cell in cells(tables) if isinstance(cell, bytes)
    )
    marks = [
        mark
        for address, _choices in voters
        for mark in (
            address,
            *(
                hashlib.new(name, address.encode()).hexdigest()
                for name in ("md5", "sha1", "sha256", "sha512", "blake2b")
            ),
        )
    ]
    return sum(mark in everything for mark in marks)
