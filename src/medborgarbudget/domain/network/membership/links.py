"""Which interest does a signed link lead to? The link carries its number and when it was made; nothing else opens the status page."""

from __future__ import annotations

from datetime import datetime

from django.core import signing

from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.network.membership.models import Interest

SALT = "medborgarbudget.network.interest"


def token_of(interest: Interest) -> str:
    """The secret part of the link to the interest's status."""
    return signing.dumps([interest.organisation_id, interest.pk, int(interest.submitted_at.timestamp())], salt=SALT)


def path_to(interest: Interest) -> str:
    """The status page's path within the network."""
    return f"/intresse/lage/{token_of(interest)}/"


def number_in(token: str, organisation_id: int, now: datetime) -> int | None:
    """The interest's number in a token that we signed for this network and that has not grown too old; None for anything else."""
    try:
        loaded = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    match loaded:
        case [int(network), int(number), int(made)] if network == organisation_id:
            lasts = policy.STATUS_LINK_LASTS.total_seconds()
            return number if now.timestamp() - made <= lasts else None
    return None
