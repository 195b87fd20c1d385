#!/usr/bin/env python3
"""Öppna urnan i en omröstning med nivån Standard, på din egen dator.

Du behöver Python 3.11 eller nyare och paketet cryptography (version 50 eller nyare). Programmet når aldrig nätet.

    python3 opener.py nyckel --namn "Ditt namn"        gör din nyckel; ge den som leder omröstningen den öppna halvan
    python3 opener.py visa MIN-NYCKEL                  visar den öppna halvan och fingeravtrycket
    python3 opener.py halva MIN-NYCKEL URNAN --till 2  öppnar det yttre lagret; ge filen till nyckelhållare 2
    python3 opener.py oppna MIN-NYCKEL URNAN HALVAN    öppnar det inre lagret i filen du fick; lämna resultatet till den som leder
    python3 opener.py forstor MIN-NYCKEL               förstör nyckeln när allt är klart, och skriver ett intyg

Hur det fungerar: varje röst är förseglad till varje par av nyckelhållare, ett lager inuti ett annat (HPKE, RFC 9180), i båda ordningarna.
Den första öppnar det yttre lagret och blandar ordningen; den andra öppnar det inre. Ingen av de två kan alltså para ihop ett kuvert med
en röst, och båda får fram alla röster var för sig. Stämmer inte de två listorna överens går urnan inte att läsa in.
"""

from __future__ import annotations

import argparse
import base64
import getpass
import hashlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
ORDERS = ((1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2))
"""The six parts of an envelope: (outer, inner) layer's key holder."""

KEY, URN, HALF, OPENED = (f"medborgarbudget {kind} 1" for kind in ("key", "urn", "half", "opened"))
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "mb1-"


class Wrong(Exception):  # noqa: N818 - reads as what it says
    """Något stämmer inte; texten säger vad och vad man kan göra. Inget har skrivits."""


# --- keys ---


@dataclass(frozen=True)
class Key:
    """A holder's two private halves: one opens, one signs."""

    name: str
    opening: bytes
    signing: bytes

    @property
    def public(self) -> bytes:
        opening = X25519PrivateKey.from_private_bytes(self.opening).public_key().public_bytes_raw()
        return opening + Ed25519PrivateKey.from_private_bytes(self.signing).public_key().public_bytes_raw()

    def sign(self, text: str) -> str:
        return base64.b64encode(Ed25519PrivateKey.from_private_bytes(self.signing).sign(text.encode())).decode()


def public_line(public: bytes) -> str:
    """The public half as one line of text."""
    return PREFIX + base64.urlsafe_b64encode(public).decode().rstrip("=")


def read_public(line: str) -> bytes:
    """The 64 bytes of a public half."""
    text = line.strip().removeprefix(PREFIX)
    try:
        public = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        public = b""
    if len(public) != 64 or not line.strip().startswith(PREFIX):
        raise Wrong("Den öppna halvan går inte att läsa. Den börjar med mb1- och står på en rad.")
    return public


def fingerprint(public: bytes) -> str:
    """What is read aloud: 16 signs in groups of four."""
    value = int.from_bytes(hashlib.sha256(b"medborgarbudget holder 1\0" + public).digest()[:10], "big")
    signs = "".join(SIGNS[(value >> (5 * place)) & 31] for place in reversed(range(16)))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def _box(password: str, salt: bytes) -> ChaCha20Poly1305:
    stretched = hashlib.scrypt(password.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
    return ChaCha20Poly1305(stretched)


def new_key(name: str, password: str) -> tuple[Key, str]:
    """A fresh key and its file, locked with the password."""
    key = Key(name, secrets.token_bytes(32), secrets.token_bytes(32))
    salt = secrets.token_bytes(16)
    nonce = secrets.token_bytes(12)
    locked = _box(password, salt).encrypt(nonce, key.opening + key.signing, KEY.encode() + key.public)
    content = {
        "format": KEY,
        "name": name,
        "public": public_line(key.public),
        "salt": salt.hex(),
        "nonce": nonce.hex(),
        "locked": locked.hex(),
    }
    return key, json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def open_key(text: str, password: str) -> Key:
    """The key in a file."""
    try:
        content = json.loads(text)
        if content["format"] != KEY:
            raise ValueError
        public = read_public(content["public"])
        salt, nonce, locked = (bytes.fromhex(content[name]) for name in ("salt", "nonce", "locked"))
    except (ValueError, KeyError, TypeError) as error:
        raise Wrong("Filen är ingen nyckel från det här programmet.") from error
    try:
        halves = _box(password, salt).decrypt(nonce, locked, KEY.encode() + public)
    except InvalidTag as error:
        raise Wrong("Lösenordet är fel, eller så är filen skadad. Försök igen.") from error
    return Key(str(content["name"]), halves[:32], halves[32:])


# --- the urn ---


@dataclass(frozen=True)
class Urn:
    """The head of an urn file, the hash of the whole file, and where it is."""

    path: Path
    head: dict[str, Any]
    hash: str

    def holder(self, place: int) -> dict[str, Any]:
        found = next((holder for holder in self.head["holders"] if holder["place"] == place), None)
        if found is None:
            raise Wrong(f"Det finns ingen nyckelhållare {place} i den här omröstningen.")
        return dict(found)

    def place_of(self, key: Key) -> int:
        for holder in self.head["holders"]:
            if read_public(holder["key"]) == key.public:
                return int(holder["place"])
        raise Wrong("Din nyckel hör inte till den här omröstningen. Välj rätt nyckelfil, eller rätt urnfil.")

    def info(self, outer: int, inner: int, layer: str) -> bytes:
        """What a layer is bound to: moved to another vote, definition, pair or layer it cannot be opened."""
        tag = "ballot" if self.head["purpose"] == "urn" else "rehearsal"
        bound = f"{self.head['organisation']}|{self.head['vote']}|{self.head['definition']}"
        return f"medborgarbudget {tag} 2|{bound}|{outer}>{inner}|{layer}".encode()

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Each envelope: ("E", bytes), or ("C", bytes) for a control."""
        with self.path.open(encoding="ascii") as file:
            next(file)
            for line in file:
                kind, _space, text = line.rstrip("\n").partition(" ")
                yield kind, base64.b64decode(text, validate=True)

    def leaf(self, envelope: bytes) -> str:
        tag = f"{self.head['organisation']}|{self.head['vote']}|".encode()
        return hashlib.sha256(b"medborgarbudget leaf 1\0" + tag + envelope).hexdigest()


def read_urn(path: Path) -> Urn:
    """The urn file, whole and of a kind this program knows."""
    try:
        digest = hashlib.sha256()
        kinds = {"E": 0, "C": 0}
        with path.open("rb") as file:
            head = json.loads(first := next(file))
            digest.update(first)
            for line in file:
                digest.update(line)
                kinds[line[:1].decode()] += 1
        if head["format"] != URN or len(head["holders"]) != 3:
            raise ValueError
        told = (int(head["envelopes"]), int(head["controls"]))
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as error:
        raise Wrong("Filen är ingen urna från en omröstning med nyckelhållare, eller så är den skadad.") from error
    if (kinds["E"], kinds["C"]) != told:
        raise Wrong("Urnan är inte hel: antalet kuvert stämmer inte med det som står i filen. Hämta den igen.")
    return Urn(path, head, digest.hexdigest())


def part(envelope: bytes, outer: int, inner: int) -> bytes:
    """The part of an envelope that is sealed to this pair in this order."""
    size, left = divmod(len(envelope) - 1, len(ORDERS))
    if envelope[:1] != b"\x02" or left:
        raise Wrong("Ett kuvert i urnan är inte förseglat till nyckelhållare. Kontakta den som leder omröstningen.")
    place = ORDERS.index((outer, inner))
    return envelope[1 + place * size : 1 + (place + 1) * size]


def half_open(key: Key, urn: Urn, to: int) -> str:
    """The outer layer off every envelope, in random order, signed: for the other holder's eyes only."""
    mine = urn.place_of(key)
    if to == mine or to not in (1, 2, 3):
        raise Wrong("Ange numret på den andra nyckelhållaren, den som ska ha filen.")
    private = X25519PrivateKey.from_private_bytes(key.opening)
    info = urn.info(mine, to, "outer")
    halves, controls = [], []
    for kind, envelope in urn.lines():
        try:
            inner = SUITE.decrypt(part(envelope, mine, to), private, info=info)
        except InvalidTag as error:
            raise Wrong(
                "Ett kuvert går inte att öppna med din nyckel. Urnan kan vara skadad; hämta den igen."
            ) from error
        text = base64.b64encode(inner).decode()
        halves.append(f"E {text}") if kind == "E" else controls.append(f"C {urn.leaf(envelope)} {text}")
    secrets.SystemRandom().shuffle(halves)
    head = {
        "format": HALF,
        "urn": urn.hash,
        "from": mine,
        "to": to,
        "envelopes": len(halves),
        "controls": len(controls),
    }
    body = "\n".join([json.dumps(head), *halves, *sorted(controls)]) + "\n"
    return body + "S " + key.sign(hashlib.sha256(body.encode()).hexdigest()) + "\n"


def open_half(key: Key, urn: Urn, half: str) -> dict[str, Any]:
    """The inner layer off: every ballot, sorted, with the hash that the other holder must get too, signed."""
    mine = urn.place_of(key)
    body, mark, signature = half.rpartition("S ")
    try:
        first, *lines = body.splitlines()
        head = json.loads(first)
        if head["format"] != HALF or not mark:
            raise ValueError
        other = int(head["from"])
        signer = Ed25519PublicKey.from_public_bytes(read_public(urn.holder(other)["key"])[32:])
        signer.verify(base64.b64decode(signature), hashlib.sha256(body.encode()).hexdigest().encode())
    except (ValueError, KeyError, TypeError) as error:
        raise Wrong("Filen från den andra nyckelhållaren går inte att läsa.") from error
    except InvalidSignature as error:
        raise Wrong(
            "Filen är inte underskriven av den nyckelhållare som den sägs komma från, eller har ändrats."
        ) from error
    if head["urn"] != urn.hash:
        raise Wrong("Den andra nyckelhållaren har öppnat en annan urna än den du har. Jämför urnornas fingeravtryck.")
    if int(head["to"]) != mine:
        raise Wrong(f"Filen är till nyckelhållare {head['to']}, och du är nyckelhållare {mine}.")
    private = X25519PrivateKey.from_private_bytes(key.opening)
    info = urn.info(other, mine, "inner")
    ballots: list[str] = []
    controls: list[dict[str, Any]] = []
    for line in lines:
        kind, *texts = line.split(" ")
        try:
            padded = SUITE.decrypt(base64.b64decode(texts[-1], validate=True), private, info=info)
            content = padded[4 : 4 + int.from_bytes(padded[:4], "big")].decode()
            ballot = json.loads(content)
        except (InvalidTag, ValueError) as error:
            raise Wrong("En röst i filen går inte att öppna. Be den andra nyckelhållaren göra om sin fil.") from error
        if kind == "E":
            ballots.append(canonical(ballot))
        else:
            controls.append({"leaf": texts[0], "ballot": ballot})
    if (len(ballots), len(controls)) != (urn.head["envelopes"], urn.head["controls"]):
        raise Wrong("Antalet röster stämmer inte med urnan. Be den andra nyckelhållaren göra om sin fil.")
    ballots.sort()
    controls.sort(key=lambda control: str(control["leaf"]))
    result = {
        "format": OPENED,
        "by": mine,
        "with": other,
        "ballots": ballots,
        "controls": controls,
        "plaintexts": hash_of_plaintexts(urn.head["salt"], ballots, controls),
    }
    return {**result, "statement": (text := statement(urn, result)), "signature": key.sign(text)}


def canonical(value: object) -> str:
    """JSON that is the same for the same value everywhere."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of_plaintexts(salt: str, ballots: list[str], controls: list[dict[str, Any]]) -> str:
    """SHA-256 over the urn's salt and every ballot, sorted. The salt keeps a small vote from being guessed from its hash."""
    lines = [salt, *ballots, "--", *(canonical(control) for control in controls)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def statement(urn: Urn, result: dict[str, Any]) -> str:
    """What the holder signs."""
    head = urn.head
    return (
        f"medborgarbudget opening 1\npurpose {head['purpose']}\norganisation {head['organisation']}\nvote {head['vote']}\n"
        f"definition {head['definition']}\nurn {urn.hash}\nballots {len(result['ballots'])}\ncontrols {len(result['controls'])}\n"
        f"plaintexts {result['plaintexts']}\nby {result['by']}\nwith {result['with']}\n"
    )


def destruction(key: Key) -> str:
    """What the holder signs before the key is gone."""
    return f"medborgarbudget destroyed 1\nkey {fingerprint(key.public)}\n"


# --- what a person does ---


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="opener.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--losenord", type=Path, help="läs lösenordet ur en fil i stället för att fråga")
    deeds = parser.add_subparsers(dest="deed", required=True)
    one = deeds.add_parser("nyckel", help="gör en nyckel")
    one.add_argument("--namn", required=True)
    one.add_argument("--ut", type=Path, default=Path("min-nyckel.json"))
    for name, help_ in (("visa", "visa den öppna halvan"), ("forstor", "förstör nyckeln")):
        deeds.add_parser(name, help=help_).add_argument("nyckel", type=Path)
    one = deeds.add_parser("halva", help="öppna det yttre lagret")
    one.add_argument("nyckel", type=Path)
    one.add_argument("urna", type=Path)
    one.add_argument("--till", type=int, required=True, help="numret på den andra nyckelhållaren")
    one.add_argument("--ut", type=Path)
    one = deeds.add_parser("oppna", help="öppna det inre lagret")
    one.add_argument("nyckel", type=Path)
    one.add_argument("urna", type=Path)
    one.add_argument("halva", type=Path)
    one.add_argument("--ut", type=Path)
    asked = parser.parse_args(arguments)
    try:
        return DEEDS[asked.deed](asked)
    except Wrong as wrong:
        print(f"Det gick inte: {wrong}", file=sys.stderr)
        return 2


def _make(asked: argparse.Namespace) -> int:
    if asked.ut.exists():
        raise Wrong(f"{asked.ut} finns redan. Flytta den, eller ange ett annat namn med --ut.")
    password = _password(asked)
    if asked.losenord is None and getpass.getpass("Lösenordet en gång till: ") != password:
        raise Wrong("De två lösenorden är inte lika.")
    if len(password) < 12:
        raise Wrong("Välj ett lösenord med minst 12 tecken.")
    key, text = new_key(asked.namn, password)
    with os.fdopen(os.open(asked.ut, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    print(f"Din nyckel ligger i {asked.ut}. Ge den aldrig till någon. Gör en kopia på ett minne som du låser in.")
    return _tell(key)


def _tell(key: Key) -> int:
    print(f"\nDin öppna halva, som den som leder omröstningen ska ha:\n\n{public_line(key.public)}\n")
    print(f"Fingeravtrycket, som du läser upp i telefon eller på plats: {fingerprint(key.public)}")
    return 0


def _show(asked: argparse.Namespace) -> int:
    return _tell(_key(asked))


def _half(asked: argparse.Namespace) -> int:
    key, urn = _key(asked), _urn(asked)
    out = asked.ut or Path(f"halva-{urn.place_of(key)}-till-{asked.till}.txt")
    _write(out, half_open(key, urn, asked.till))
    print(
        f"Klart: {out}. Ge filen till nyckelhållare {asked.till}, {urn.holder(asked.till)['name']}, och till ingen annan."
    )
    return 0


def _open(asked: argparse.Namespace) -> int:
    key, urn = _key(asked), _urn(asked)
    result = open_half(key, urn, _text(asked.halva))
    out = asked.ut or Path(f"oppnad-av-{result['by']}.json")
    _write(out, json.dumps(result, ensure_ascii=False) + "\n")
    styles: dict[str, int] = {}
    for ballot in result["ballots"]:
        style = json.loads(ballot).get("style") or "alla"
        styles[style] = styles.get(style, 0) + 1
    print(f"Klart: {out}. Lämna filen till den som leder omröstningen.")
    print(f"{len(result['ballots'])} röster ({', '.join(f'{name}: {n}' for name, n in sorted(styles.items()))}).")
    print(f"Rösternas fingeravtryck, som ska vara lika hos er båda:\n{result['plaintexts']}")
    return 0


def _destroy(asked: argparse.Namespace) -> int:
    key = _key(asked)
    certificate = asked.nyckel.with_name(f"forstord-{fingerprint(key.public)}.json")
    text = destruction(key)
    _write(certificate, json.dumps({"statement": text, "signature": key.sign(text)}) + "\n")
    with asked.nyckel.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        for _pass in range(2):
            file.seek(0)
            file.write(os.urandom(size))
            file.flush()
            os.fsync(file.fileno())
    asked.nyckel.unlink()
    print(
        f"Nyckeln är förstörd. Lämna intyget {certificate} till den som leder omröstningen. Förstör även dina kopior."
    )
    return 0


DEEDS = {"nyckel": _make, "visa": _show, "halva": _half, "oppna": _open, "forstor": _destroy}


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(f"{path} går inte att läsa.") from error


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def _key(asked: argparse.Namespace) -> Key:
    return open_key(_text(asked.nyckel), _password(asked))


def _urn(asked: argparse.Namespace) -> Urn:
    urn = read_urn(asked.urna)
    print(f"Urnan: {urn.head['title']}, {urn.head['envelopes']} kuvert och {urn.head['controls']} kontroller.")
    if urn.head["purpose"] != "urn":
        print("Det är en övning.")
    print(f"Urnans fingeravtryck, som ska vara lika hos alla:\n{urn.hash}\n")
    return urn


def _password(asked: argparse.Namespace) -> str:
    if asked.losenord is not None:
        return _text(asked.losenord).strip("\r\n")
    return getpass.getpass("Lösenord till nyckeln: ")


if __name__ == "__main__":
    sys.exit(main())
