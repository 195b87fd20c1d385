"""Which keyed reference stands for a person in an organisation? The key lies outside the database; two organisations' cannot be joined."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from django.conf import settings

from medborgarbudget.foundation.sealed import keyed_hash


def person_reference(organisation_id: int, digits: str) -> bytes:
    """32 bytes for the person with these twelve digits."""
    return keyed_hash(settings.KEYS.person, "person", str(organisation_id), digits)


def many_references(organisation_id: int) -> Callable[[str], bytes]:
    """The same function for a million persons: what does not change from one to the next is worked out once."""
    key = bytes.fromhex(settings.KEYS.person)
    organisation = str(organisation_id).encode()
    start = b"".join(len(part).to_bytes(4, "big") + part for part in (b"person", organisation)) + (12).to_bytes(
        4, "big"
    )
    digest = hmac.digest
    sha256 = hashlib.sha256

    def reference(digits: str) -> bytes:
        return digest(key, start + digits.encode(), sha256)

    return reference


def contact_reference(organisation_id: int, kind: str, plain: str) -> bytes:
    """32 bytes for an address that somebody reads, in its one form."""
    return keyed_hash(settings.KEYS.person, "contact", str(organisation_id), kind, plain)
