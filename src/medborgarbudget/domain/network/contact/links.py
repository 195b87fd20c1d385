"""Which message does a signed link lead to? Only its sender has it."""

from __future__ import annotations

from django.core import signing

from medborgarbudget.domain.network.contact.models import ContactMessage

SALT = "medborgarbudget.network.contact"


def token_of(message: ContactMessage) -> str:
    """The secret part of the link to the page where a message is confirmed and acknowledged."""
    return signing.dumps([message.organisation_id, message.pk], salt=SALT)


def number_in(token: str, organisation_id: int) -> int | None:
    """The message's number in a token that we signed for this network; None for anything else."""
    try:
        loaded = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    match loaded:
        case [int(network), int(number)] if network == organisation_id:
            return number
    return None
