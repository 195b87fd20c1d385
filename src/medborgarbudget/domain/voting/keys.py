"""Which keys does a vote have, and where are they?

In the level Bas a pair per vote seals and opens; the private half is kept wrapped under a key outside the database. In Standard three
key holders have made a key each on machines of their own, and only the public halves come here.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305. Logs and witnesses sign with Ed25519 keys that are derived from the
installation's receipt key, one for each organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from medborgarbudget.foundation.sealed import KeyUnusable, keyed_hash, unwrap, wrap

__all__ = [
    "SUITE",
    "KeyPair",
    "KeyUnusable",
    "keyed_hash",
    "new_pair",
    "private_key",
    "public_key",
    "receipt_key",
    "receipt_public_key",
    "unwrap",
    "wrap",
]

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

_RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


@dataclass(frozen=True)
class KeyPair:
    public: bytes
    private: bytes


def new_pair() -> KeyPair:
    """A fresh key pair, raw bytes."""
    private = X25519PrivateKey.generate()
    return KeyPair(public=private.public_key().public_bytes(*_RAW), private=private.private_bytes_raw())


@lru_cache(maxsize=64)
def public_key(raw: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(raw)


def private_key(raw: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(raw)


@lru_cache(maxsize=4)
def receipt_key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def receipt_public_key() -> bytes:
    """What a receipt's signature is checked against, raw."""
    return receipt_key(settings.KEYS.receipt).public_key().public_bytes(*_RAW)


@lru_cache(maxsize=256)
def _derived(seed: str, purpose: str) -> Ed25519PrivateKey:
    material = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"medborgarbudget " + purpose.encode())
    return Ed25519PrivateKey.from_private_bytes(material.derive(bytes.fromhex(seed)))


def log_key(organisation_id: int) -> Ed25519PrivateKey:
    """What the organisation's checkpoints and published packages are signed with."""
    return _derived(settings.KEYS.receipt, f"log|{organisation_id}")


def witness_key(organisation_id: int) -> Ed25519PrivateKey:
    """What the organisation co-signs others' checkpoints with."""
    return _derived(settings.KEYS.receipt, f"witness|{organisation_id}")


def raw_public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(*_RAW)
