"""How is something kept so that the database alone tells nothing of it? Sealed, or as a keyed hash; the keys lie outside the database."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class KeyUnusable(Exception):  # noqa: N818 - reads as what it says
    """What was sealed cannot be opened with the keys at hand: another installation's, another vote's, or damaged."""


@lru_cache(maxsize=64)
def _box(purpose: str, key: str) -> AESGCM:
    material = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"medborgarbudget " + purpose.encode()).derive(
        bytes.fromhex(key)
    )
    return AESGCM(material)


def wrap(purpose: str, content: bytes) -> bytes:
    """Seal something under the installation's urn key. `purpose` is bound in: what was wrapped for one thing cannot be unwrapped as another."""
    nonce = os.urandom(12)
    return nonce + _box(purpose.partition("|")[0], settings.KEYS.urn).encrypt(nonce, content, purpose.encode())


def unwrap(purpose: str, sealed: bytes) -> bytes:
    """The content, or KeyUnusable."""
    try:
        return _box(purpose.partition("|")[0], settings.KEYS.urn).decrypt(sealed[:12], sealed[12:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyUnusable(purpose) from error


def keyed_hash(key: str, *parts: str) -> bytes:
    """HMAC-SHA256 of the parts, which cannot be mistaken for one another however they are cut. `key` is hex."""
    message = b"".join(len(encoded := part.encode()).to_bytes(4, "big") + encoded for part in parts)
    return hmac.digest(bytes.fromhex(key), message, hashlib.sha256)
