"""How is a ballot sealed before it reaches the database, and opened when the vote is over?

Choices → canonical JSON → padded to a size that is the same for every ballot of the vote → HPKE with the vote and the hash of its
definition bound in. The leaf is the hash of the envelope, which receipts and the log speak of.

In the level Bas the envelope is sealed once, to the service's key. In Standard it is sealed to each pair of key holders, one layer inside
another and in both orders, so that each of two holders arrives at every ballot without the other's key (standalone/opener.py opens it).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from medborgarbudget.domain.voting import keys
from medborgarbudget.domain.voting.definition import Choice, Definition, canonical, read_choices
from medborgarbudget.domain.voting.models import KeyLevel, Vote

BASIC, STANDARD = b"\x01", b"\x02"
"""The first byte of an envelope tells how it is sealed."""

ORDERS = ((1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2))
"""The parts of a Standard envelope: whose layer is outside and whose inside."""

KEY_LENGTH = 32


def context(vote: Vote) -> bytes:
    """What an envelope is bound to: moved to another vote or another ballot definition it cannot be opened."""
    return f"medborgarbudget ballot 1|{vote.organisation_id}|{vote.pk}|{vote.definition_hash}".encode()


def layer_context(vote: Vote, outer: int, inner: int, layer: str, *, rehearsal: bool = False) -> bytes:
    """The same for one layer of a Standard envelope. A rehearsal's envelopes can never be taken for ballots."""
    bound = f"{vote.organisation_id}|{vote.pk}|{vote.definition_hash}|{outer}>{inner}|{layer}"
    return f"medborgarbudget {'rehearsal' if rehearsal else 'ballot'} 2|{bound}".encode()


def seal(
    vote: Vote, definition: Definition, style: str, choices: Sequence[Choice], *, rehearsal: bool = False
) -> bytes:
    """The envelope. The order in which one chose is not kept: it has no meaning in the count, but could mark a ballot."""
    content = canonical({"choices": sorted(choices), "style": style})
    padded = len(content).to_bytes(4, "big") + content
    padded += bytes(definition.sealed_size - len(padded))
    if vote.level == KeyLevel.STANDARD:
        return STANDARD + b"".join(_to_pair(vote, padded, *order, rehearsal=rehearsal) for order in ORDERS)
    return BASIC + keys.SUITE.encrypt(padded, keys.public_key(bytes(vote.public_key)), info=context(vote))


def _to_pair(vote: Vote, padded: bytes, outer: int, inner: int, *, rehearsal: bool) -> bytes:
    for place, layer in ((inner, "inner"), (outer, "outer")):
        key = bytes(vote.public_key)[(place - 1) * KEY_LENGTH : place * KEY_LENGTH]
        info = layer_context(vote, outer, inner, layer, rehearsal=rehearsal)
        padded = keys.SUITE.encrypt(padded, keys.public_key(key), info=info)
    return padded


def unseal(vote: Vote, private: X25519PrivateKey, envelope: bytes) -> tuple[str, list[Choice]]:
    """Style and choices. Raises keys.KeyUnusable when the envelope is not of this vote or has been touched."""
    try:
        if envelope[:1] != BASIC:
            raise ValueError
        padded = keys.SUITE.decrypt(envelope[1:], private, info=context(vote))
        size = int.from_bytes(padded[:4], "big")
        content = json.loads(padded[4 : 4 + size])
        return str(content["style"]), read_choices(content["choices"])
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise keys.KeyUnusable("ballot") from error


def leaf_of(vote: Vote, envelope: bytes) -> bytes:
    """SHA-256 over a tag, the vote and the envelope."""
    return hashlib.sha256(
        b"medborgarbudget leaf 1\0" + f"{vote.organisation_id}|{vote.pk}|".encode() + envelope
    ).digest()
