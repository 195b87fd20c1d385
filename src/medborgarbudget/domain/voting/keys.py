"""Which keys does a vote have, and where are they?

A pair per vote seals and opens; the private half is kept wrapped under a key outside the database.

HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305. In the level Bas the service holds the private half; a level with key
holders gives other public keys here and nothing else in the ballot's path changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
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
