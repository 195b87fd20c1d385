"""What does a voter take home, and what does it prove? That an envelope is in; not what is in it."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from medborgarbudget.domain.voting import keys
from medborgarbudget.domain.voting.identity import Voter, slot_of
from medborgarbudget.domain.voting.models import BallotSlot, Vote, VoteState
from medborgarbudget.foundation.decisions import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that nothing read aloud or off paper is taken for something else."""

CODE_LENGTH = 16


@dataclass(frozen=True)
class Receipt:
    """`code` is the beginning of the leaf in groups of four; `promise` is the statement that `signature` (base64, Ed25519) signs."""

    leaf: bytes
    code: str
    promise: str
    signature: str
    replaced_earlier: bool = field(default=False, compare=False)


def receipt_for(vote: Vote, leaf: bytes, *, replaced_earlier: bool = False) -> Receipt:
    """The receipt of a leaf: always the same for the same leaf, and without a time."""
    promise = (
        "medborgarbudget receipt 1\n"
        f"organisation {vote.organisation_id}\nvote {vote.pk}\ndefinition {vote.definition_hash}\nleaf {leaf.hex()}\n"
    )
    signature = keys.receipt_key(settings.KEYS.receipt).sign(promise.encode())
    return Receipt(leaf, short_code(leaf), promise, base64.b64encode(signature).decode(), replaced_earlier)


def short_code(leaf: bytes) -> str:
    """The first 80 bits as 16 signs in groups of four: "7QMX-3RTP-9ZWK-A2CD"."""
    value = int.from_bytes(leaf[:10], "big")
    signs = "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(CODE_LENGTH)))
    return "-".join(signs[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def read_signs(text: str) -> str:
    """What a person typed, without spaces and dashes, in capitals, with O read as 0 and I and L as 1. May hold signs that are no code's."""
    return (
        "".join(text.split())
        .replace("-", "")
        .replace("–", "")
        .upper()
        .replace("O", "0")
        .replace("I", "1")
        .replace("L", "1")
    )


def beginning_of(code: str) -> bytes | None:
    """The first ten bytes of the leaf that a typed receipt code speaks of; None when it is no such code."""
    signs = read_signs(code)
    if len(signs) != CODE_LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    value = 0
    for sign in signs:
        value = value << 5 | ALPHABET.index(sign)
    return value.to_bytes(10, "big")


@dataclass(frozen=True)
class Statement:
    """What the service signs about one person: whether a vote is registered for them at a moment. Not what it says, nor when it came."""

    registered: bool
    channel: str
    text: str
    signature: str


def statement_about(vote: Vote, voter: Voter, moment: datetime) -> Statement:
    """For whoever has shown who they are, in whatever way: is a vote registered for them? `moment` is the database's clock.

    Raises Refused when the urn has been opened: the slots are gone, and nobody can tell any longer.
    """
    if vote.state in {VoteState.OPENED, VoteState.PUBLISHED}:
        raise Refused(
            _("Urnan är öppnad och platserna är förstörda. Ingen kan längre se om någon viss person har röstat.")
        )
    held = BallotSlot.objects.filter(vote=vote, slot=slot_of(vote, voter)).values_list("channel", flat=True).first()
    text = (
        "medborgarbudget statement 1\n"
        f"organisation {vote.organisation_id}\nvote {vote.pk}\ndefinition {vote.definition_hash}\n"
        f"person {hashlib.sha256(voter.reference.encode()).hexdigest()}\n"
        f"registered {'yes ' + held if held is not None else 'no'}\nat {moment.isoformat(timespec='seconds')}\n"
    )
    signature = keys.receipt_key(settings.KEYS.receipt).sign(text.encode())
    return Statement(held is not None, held or "", text, base64.b64encode(signature).decode())
