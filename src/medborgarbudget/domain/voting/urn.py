"""What do key holders get to open, and what do they hand back? The urn file, and the opened files that are read in.

The urn file is text: a head in JSON, then a line for each envelope, sorted: "E" and the envelope in base64, "C" for a control. Its hash
goes into the minutes before anybody opens it. standalone/opener.py reads it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medborgarbudget.domain.voting import receipts
from medborgarbudget.domain.voting.definition import canonical
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, KeyHolder, SetAside, Vote

FORMAT = "medborgarbudget urn 1"
OPENED = "medborgarbudget opened 1"
PREFIX = "mb1-"
PUBLIC_LENGTH = 64
SEALING_LENGTH = 32


# --- key holders' public halves ---


def public_line(public: bytes) -> str:
    """The public half of a holder's key as one line of text, as the opener writes it."""
    return PREFIX + base64.urlsafe_b64encode(public).decode().rstrip("=")


def read_public(line: str) -> bytes | None:
    """The 64 bytes of a public half; None when it is none."""
    text = "".join(line.split())
    if not text.startswith(PREFIX) or not text.isascii():
        return None
    text = text.removeprefix(PREFIX)
    try:
        public = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return None
    return public if len(public) == PUBLIC_LENGTH else None


def fingerprint(public: bytes) -> str:
    """What the holder reads aloud: 16 signs in groups of four."""
    return receipts.short_code(hashlib.sha256(b"medborgarbudget holder 1\0" + public).digest())


# --- the urn file ---


def holders_of(vote: Vote) -> list[KeyHolder]:
    """The present key holders, by place."""
    return list(KeyHolder.objects.filter(vote=vote, replaced_at=None).order_by("place"))


def urn_lines(
    vote: Vote, envelopes: Iterable[bytes], controls: Iterable[bytes], *, rehearsal: bool = False
) -> Iterator[str]:
    """The lines of an urn file, each with its line end."""
    kept, checked = sorted(envelopes), sorted(controls)
    head = {
        "format": FORMAT,
        "purpose": "rehearsal" if rehearsal else "urn",
        "organisation": vote.organisation_id,
        "vote": vote.pk,
        "title": vote.title,
        "definition": vote.definition_hash,
        "holders": [
            {"place": holder.place, "name": holder.name, "key": public_line(bytes(holder.public_key))}
            for holder in holders_of(vote)
        ],
        "envelopes": len(kept),
        "controls": len(checked),
        "salt": vote.urn_salt,
    }
    yield json.dumps(head, sort_keys=True) + "\n"
    for mark, some in (("E", kept), ("C", checked)):
        for envelope in some:
            yield f"{mark} {base64.b64encode(envelope).decode()}\n"


def urn_of(vote: Vote) -> Iterator[str]:
    """The urn of a closed vote. The same lines each time, until the slots are gone."""
    envelopes = BallotSlot.objects.filter(vote=vote).exclude(envelope=b"").values_list("envelope", flat=True)
    controls = SetAside.objects.filter(vote=vote, fate=BallotLog.Fate.CONTROL).values_list("envelope", flat=True)
    return urn_lines(vote, map(bytes, envelopes.iterator()), map(bytes, controls.iterator()))


def hash_of(lines: Iterable[str]) -> str:
    """SHA-256 of the file, in hex."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


# --- what comes back ---


@dataclass(frozen=True)
class Control:
    """A control ballot and what was in it."""

    leaf: bytes
    ballot: dict[str, Any]


@dataclass(frozen=True)
class Opened:
    """The urn's content: every ballot as canonical data, sorted, and the controls by leaf."""

    ballots: list[dict[str, Any]]
    controls: list[Control]

    def plaintext_hash(self, salt: str) -> str:
        """What all who open the same urn must arrive at."""
        lines = [salt, *sorted(canonical(ballot).decode() for ballot in self.ballots), "--"]
        lines += [
            canonical({"leaf": control.leaf.hex(), "ballot": control.ballot}).decode()
            for control in sorted(self.controls, key=lambda control: control.leaf.hex())
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def by_style(self) -> Counter[str]:
        return Counter(str(ballot.get("style", "")) for ballot in self.ballots)


@dataclass(frozen=True)
class OpenedFile:
    """What one holder hands in: the content, and the statement about it that they signed."""

    by: KeyHolder
    beside: KeyHolder
    opened: Opened
    plaintexts: str
    statement: str
    signature: str


def statement_of(vote: Vote, opened: Opened, *, urn_hash: str, rehearsal: bool, by: int, beside: int) -> str:
    """What whoever opened the urn signs."""
    return (
        f"medborgarbudget opening 1\npurpose {'rehearsal' if rehearsal else 'urn'}\norganisation {vote.organisation_id}\nvote {vote.pk}\n"
        f"definition {vote.definition_hash}\nurn {urn_hash}\nballots {len(opened.ballots)}\ncontrols {len(opened.controls)}\n"
        f"plaintexts {opened.plaintext_hash(vote.urn_salt)}\nby {by}\nwith {beside}\n"
    )


def read_opened(vote: Vote, content: bytes, *, urn_hash: str, rehearsal: bool) -> OpenedFile:
    """The file that a holder hands in, when it is whole, of this urn and signed by one of this vote's holders. Raises ValidationError."""
    try:
        data = json.loads(content)
        if data["format"] != OPENED:
            raise ValueError
        opened = Opened(
            [dict(json.loads(ballot)) for ballot in data["ballots"]],
            [Control(bytes.fromhex(control["leaf"]), dict(control["ballot"])) for control in data["controls"]],
        )
        by, beside = int(data["by"]), int(data["with"])
        signature, text = str(data["signature"]), str(data["statement"])
        signed = base64.b64decode(signature, validate=True)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValidationError(
            _("Filen går inte att läsa. Välj filen oppnad-av-… som programmet för nyckelhållare skrev.")
        ) from error
    places = {holder.place: holder for holder in holders_of(vote)}
    if by not in places or beside not in places or by == beside:
        raise ValidationError(_("Filen kommer inte från någon av omröstningens nyckelhållare."))
    holder = places[by]
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes(holder.public_key)[SEALING_LENGTH:])
        key.verify(signed, text.encode())
    except InvalidSignature as error:
        raise ValidationError(
            _("Underskriften stämmer inte: filen är ändrad eller inte från %(name)s.") % {"name": holder.name}
        ) from error
    if f"\nurn {urn_hash}\n" not in text:
        raise ValidationError(
            _("%(name)s har öppnat en annan urna än den här. Hämta urnfilen igen och gör om.") % {"name": holder.name}
        )
    expected = statement_of(vote, opened, urn_hash=urn_hash, rehearsal=rehearsal, by=by, beside=beside)
    if text != expected:
        raise ValidationError(
            _("Innehållet i filen från %(name)s stämmer inte med det som är underskrivet.") % {"name": holder.name}
        )
    return OpenedFile(holder, places[beside], opened, opened.plaintext_hash(vote.urn_salt), text, signature)
