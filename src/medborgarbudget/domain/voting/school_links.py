"""Which link lets a teacher take the slips of a class? A signed one; the slips can be taken once, whoever holds it."""

from __future__ import annotations

from django.core import signing

from medborgarbudget.domain.voting.models import CodeLetterBatch

SALT = "slips of a school class"


def token_of(batch: CodeLetterBatch) -> str:
    """What stands in the link."""
    return signing.Signer(salt=SALT).sign(str(batch.pk))


def batch_of(token: str) -> int:
    """The batch that the link is to. Raises signing.BadSignature."""
    return int(signing.Signer(salt=SALT).unsign(token))
