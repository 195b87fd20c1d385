"""Is what the library calls HPKE the HPKE of RFC 9180? A plain one written from the RFC gives the RFC's vectors, and the library agrees with it.

The library takes no associated data and the RFC's vectors have some, so the plain one stands between the two.
"""

from __future__ import annotations

import os

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from medborgarbudget.domain.voting import keys

KEM_ID = b"KEM" + (0x0020).to_bytes(2, "big")
SUITE_ID = b"HPKE" + b"".join(part.to_bytes(2, "big") for part in (0x0020, 0x0001, 0x0003))


def extract(salt: bytes, label: bytes, material: bytes, suite: bytes) -> bytes:
    hmac = HMAC(salt or bytes(32), SHA256())
    hmac.update(b"HPKE-v1" + suite + label + material)
    return hmac.finalize()


def expand(secret: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, labelled).derive(secret)


def schedule(shared: bytes, info: bytes) -> tuple[bytes, bytes]:
    """Key and base nonce of the base mode (RFC 9180, 5.1)."""
    context = b"\0" + extract(b"", b"psk_id_hash", b"", SUITE_ID) + extract(b"", b"info_hash", info, SUITE_ID)
    secret = extract(shared, b"secret", b"", SUITE_ID)
    return expand(secret, b"key", context, 32, SUITE_ID), expand(secret, b"base_nonce", context, 12, SUITE_ID)


def shared_secret(ours: X25519PrivateKey, theirs: bytes, encapsulated: bytes, recipient: bytes) -> bytes:
    dh = ours.exchange(X25519PublicKey.from_public_bytes(theirs))
    return expand(extract(b"", b"eae_prk", dh, KEM_ID), b"shared_secret", encapsulated + recipient, 32, KEM_ID)


# RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode.
INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
PRIVATE = bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
ENCAPSULATED = bytes.fromhex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
PLAINTEXT = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")
CIPHERTEXTS = {
    b"Count-0": "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28",
}


@pytest.mark.parametrize("aad", CIPHERTEXTS)
def test_the_plain_one_gives_the_vectors_of_the_rfc(aad: bytes) -> None:
    private = X25519PrivateKey.from_private_bytes(PRIVATE)
    recipient = private.public_key().public_bytes_raw()
    key, nonce = schedule(shared_secret(private, ENCAPSULATED, ENCAPSULATED, recipient), INFO)
    opened = ChaCha20Poly1305(key).decrypt(nonce, bytes.fromhex(CIPHERTEXTS[aad]), aad)
    assert opened == PLAINTEXT


def test_the_library_opens_what_the_plain_one_seals_and_the_other_way_round() -> None:
    for length in (0, 1, 128, 1000):
        plain, info = os.urandom(length), os.urandom(40)
        private, mine = X25519PrivateKey.generate(), X25519PrivateKey.generate()
        recipient, encapsulated = private.public_key().public_bytes_raw(), mine.public_key().public_bytes_raw()
        key, nonce = schedule(shared_secret(mine, recipient, encapsulated, recipient), info)
        sealed = encapsulated + ChaCha20Poly1305(key).encrypt(nonce, plain, b"")
        assert keys.SUITE.decrypt(sealed, private, info=info) == plain
        theirs = keys.SUITE.encrypt(plain, private.public_key(), info=info)
        key, nonce = schedule(shared_secret(private, theirs[:32], theirs[:32], recipient), info)
        assert ChaCha20Poly1305(key).decrypt(nonce, theirs[32:], b"") == plain
        with pytest.raises(InvalidTag):
            keys.SUITE.decrypt(sealed, private, info=info + b"x")
