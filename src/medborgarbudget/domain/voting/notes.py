"""How is a checkpoint written, signed and co-signed? C2SP signed-note, tlog-checkpoint and tlog-cosignature, as text.

A verifier key is `name+hash+key`: the name, four bytes of a hash that tell keys of one name apart, and kind and key in base64.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519, COSIGNATURE = b"\x01", b"\x04"
DASH = "\u2014 "


class NoteUnreadable(ValueError):  # noqa: N818 - reads as what it says
    """No note, no checkpoint or no verifier key."""


@dataclass(frozen=True)
class VerifierKey:
    """Who signs, in which way (ED25519 or COSIGNATURE), and with which public key."""

    name: str
    kind: bytes
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.kind + self.public).decode()}"


def read_key(text: str) -> VerifierKey:
    """The verifier key written so. Raises NoteUnreadable."""
    try:
        name, told, encoded = text.strip().split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise NoteUnreadable("key") from error
    key = VerifierKey(name, raw[:1], raw[1:])
    if len(key.public) != 32 or key.kind not in (ED25519, COSIGNATURE) or key.id.hex() != told or not name:
        raise NoteUnreadable("key")
    return key


@dataclass(frozen=True)
class Body:
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def read_note(note: str) -> tuple[Body, list[str]]:
    """The checkpoint and its signature lines. Raises NoteUnreadable."""
    text, gap, lines = note.partition("\n\n")
    try:
        origin, size, root, *_more = text.split("\n")
        body = Body(origin, int(size), base64.b64decode(root, validate=True))
    except ValueError as error:
        raise NoteUnreadable("note") from error
    signatures = [line for line in lines.split("\n") if line]
    if not gap or len(body.root) != 32 or body.size < 0 or any(not line.startswith(DASH) for line in signatures):
        raise NoteUnreadable("note")
    return body, signatures


def sign(body: str, name: str, private: Ed25519PrivateKey) -> str:
    """A signature line over the note's text."""
    key = VerifierKey(name, ED25519, private.public_key().public_bytes_raw())
    return f"{DASH}{name} {base64.b64encode(key.id + private.sign(body.encode())).decode()}"


def cosign(body: str, name: str, private: Ed25519PrivateKey, moment: int) -> str:
    """A witness's line: with the moment, in seconds since 1970."""
    key = VerifierKey(name, COSIGNATURE, private.public_key().public_bytes_raw())
    signature = private.sign(f"cosignature/v1\ntime {moment}\n{body}".encode())
    return f"{DASH}{name} {base64.b64encode(key.id + moment.to_bytes(8, 'big') + signature).decode()}"


def signed_by(body: str, lines: list[str], key: VerifierKey) -> str | None:
    """The line among these with which the key signed the text; None if it did not."""
    for line in lines:
        name, _space, encoded = line.removeprefix(DASH).rpartition(" ")
        try:
            raw = base64.b64decode(encoded, validate=True)
        except ValueError:
            continue
        if name != key.name or raw[:4] != key.id:
            continue
        signed, signature = body, raw[4:]
        if key.kind == COSIGNATURE:
            signed, signature = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n{body}", raw[12:]
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, signed.encode())
        except (InvalidSignature, ValueError):
            continue
        return line
    return None
