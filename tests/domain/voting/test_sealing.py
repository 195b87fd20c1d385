"""Is an envelope bound to its vote, the same size whatever is in it, and readable with nothing but the vote's key?"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import keys, queries, receipts
from medborgarbudget.domain.voting.actions.preparing import private_key_purpose
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.seal import leaf_of, seal, unseal
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.voting import cast, open_vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now()), actor=doris)


def test_envelopes_are_alike_in_size_and_open_with_the_votes_key_alone(vote: Vote) -> None:
    definition = queries.definition_of(vote)
    private = keys.private_key(keys.unwrap(private_key_purpose(vote), bytes(vote.sealed_private_key)))
    few, many = seal(vote, definition, "", [1]), seal(vote, definition, "", [4, 1, 2])
    assert len(few) == len(many) and few != seal(vote, definition, "", [1])
    assert unseal(vote, private, many) == ("", [1, 2, 4])
    with pytest.raises(keys.KeyUnusable):
        unseal(vote, keys.private_key(keys.new_pair().private), few)


@pytest.mark.parametrize("touched", ["definition", "vote", "organisation", "byte", "kind"])
def test_an_envelope_moved_or_touched_cannot_be_opened(vote: Vote, touched: str) -> None:
    private = keys.private_key(keys.unwrap(private_key_purpose(vote), bytes(vote.sealed_private_key)))
    envelope = seal(vote, queries.definition_of(vote), "", [1])
    if touched == "definition":
        vote.definition_hash = "0" * 64
    elif touched == "vote":
        vote.pk += 1
    elif touched == "organisation":
        vote.organisation_id += 1
    elif touched == "byte":
        envelope = envelope[:-1] + bytes([envelope[-1] ^ 1])
    else:
        envelope = b"\x02" + envelope[1:]
    with pytest.raises(keys.KeyUnusable):
        unseal(vote, private, envelope)


def test_the_private_key_cannot_be_put_in_another_votes_place(vote: Vote) -> None:
    vote.pk += 1
    with pytest.raises(keys.KeyUnusable):
        keys.unwrap(private_key_purpose(vote), bytes(vote.sealed_private_key))


def test_a_receipt_is_a_signed_promise_that_can_be_typed_in_many_ways(vote: Vote) -> None:
    receipt = cast(vote, "asta", [1])
    import base64

    key = Ed25519PublicKey.from_public_bytes(keys.receipt_public_key())
    key.verify(base64.b64decode(receipt.signature), receipt.promise.encode())
    assert vote.definition_hash in receipt.promise and receipt.leaf.hex() in receipt.promise
    assert receipts.receipt_for(vote, receipt.leaf) == receipt
    typed = receipt.code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert queries.standing_of(vote, typed)[0] is queries.Standing.IN_THE_LOG
    other = "0" if receipt.code[0] != "0" else "2"
    assert queries.standing_of(vote, other + receipt.code[1:])[0] is queries.Standing.UNKNOWN
    for unreadable in ("", "ABC", receipt.code + "A", "U" * 16, "Å" * 16, "\x00" * 16):
        assert queries.standing_of(vote, unreadable)[0] is queries.Standing.UNREADABLE


def test_the_leaf_is_the_hash_of_vote_and_envelope(vote: Vote) -> None:
    envelope = seal(vote, queries.definition_of(vote), "", [1])
    leaf = leaf_of(vote, envelope)
    assert len(leaf) == 32 and leaf == leaf_of(vote, envelope) != leaf_of(vote, envelope + b"x")
