"""Which question does a signed link lead to? The link carries the question's number, signed; whether it still works is told by the question."""

from __future__ import annotations

from django.core import signing

from medborgarbudget.domain.assessment.models import ExpertQuestion

SALT = "medborgarbudget.assessment.expert-question"


def token_of(question: ExpertQuestion) -> str:
    """The secret part of the link that one official gets."""
    return signing.dumps([question.pk], salt=SALT)


def path_to(question: ExpertQuestion) -> str:
    """The link's path within the organisation."""
    return f"/omgangar/{question.assessment.proposal.cycle.slug}/svara/{token_of(question)}/"


def number_in(token: str) -> int | None:
    """The question's number in a token we signed; None for anything else."""
    try:
        loaded = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    match loaded:
        case [int(number)]:
            return number
    return None
