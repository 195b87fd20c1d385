"""Who sees to it that a log is not rewritten? Other organisations, the network's office and outsiders co-sign its checkpoints.

A witness remembers the last checkpoint of each log and co-signs the next only when the log proves that it goes on from there. In one
installation the same people run them all, which the pages say; what binds the organisation from outside is an outside witness.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.domain.voting import keys, log, notes
from medborgarbudget.domain.voting.models import Checkpoint, Cosignature, LogAlarm, OutsideWitness, Vote, WitnessMemory
from medborgarbudget.domain.voting.notes import NoteUnreadable, VerifierKey
from medborgarbudget.domain.voting.tree import Tree, goes_on
from medborgarbudget.foundation.decisions import Refused

WITNESSES = 3
"""So many other organisations co-sign each log, beside the network's office."""


def witnesses_of(vote: Vote) -> list[Organisation]:
    """The network's offices, and a few other organisations: always the same for a log, spread over all of them."""
    others = list(Organisation.objects.exclude(pk=vote.organisation_id).order_by("pk"))
    offices = [one for one in others if one.kind == OrganisationKind.NETWORK]
    members = [one for one in others if one.kind != OrganisationKind.NETWORK]
    members.sort(key=lambda one: hashlib.sha256(f"{vote.pk}|{one.pk}".encode()).digest())
    return offices + members[:WITNESSES]


def witness_verifier_key(witness: Organisation) -> VerifierKey:
    """What the organisation's co-signatures are checked with."""
    return VerifierKey(
        f"{log.place_name(witness)}/vittne", notes.COSIGNATURE, keys.raw_public(keys.witness_key(witness.pk))
    )


def witness_checkpoint(*, vote: Vote, checkpoint: Checkpoint, now: datetime) -> list[Cosignature]:
    """Show the checkpoint to every witness in the installation that has not signed it. Those that refuse raise a public alarm."""
    made = []
    signed = set(Cosignature.objects.filter(checkpoint=checkpoint).values_list("witness", flat=True))
    for witness in witnesses_of(vote):
        if witness_verifier_key(witness).name in signed:
            continue
        line = _look(witness, vote, checkpoint, now)
        if line is not None:
            key = witness_verifier_key(witness)
            made.append(
                Cosignature.objects.get_or_create(
                    checkpoint=checkpoint, witness=key.name, defaults={"verifier_key": str(key), "line": line}
                )[0]
            )
    return made


@transaction.atomic
def _look(witness: Organisation, vote: Vote, checkpoint: Checkpoint, now: datetime) -> str | None:
    """The witness's line, when the log's own note is signed and goes on from what the witness saw last."""
    name = witness_verifier_key(witness).name
    origin = log.origin_of(vote)
    seen = WitnessMemory.objects.select_for_update().filter(witness=name, origin=origin).first()
    old, old_root = (seen.size, bytes(seen.root)) if seen is not None else (0, b"")
    fault = _fault(vote, checkpoint, old, old_root)
    if fault:
        _alarm(vote, name, now, fault)
        return None
    body, _lines = notes.read_note(checkpoint.note)
    WitnessMemory.objects.update_or_create(witness=name, origin=origin, defaults={"size": body.size, "root": body.root})
    return notes.cosign(body.text, name, keys.witness_key(witness.pk), int(now.timestamp()))


def _fault(vote: Vote, checkpoint: Checkpoint, old: int, old_root: bytes) -> str:
    """Why a witness that saw the log at the old size cannot co-sign; empty when it can."""
    try:
        body, lines = notes.read_note(checkpoint.note)
    except NoteUnreadable:
        return _("Loggens intyg går inte att läsa.")
    signed = notes.signed_by(body.text, lines, log.log_verifier_key(vote))
    if body.origin != log.origin_of(vote) or signed is None:
        return _("Loggens intyg är inte underskrivet av organisationen.")
    tree = Tree(log.leaves_of(vote, body.size))
    there = tree.size == body.size and tree.root() == body.root
    proof = tree.consistency(old, body.size) if there and 0 < old <= body.size else []
    if not there or not goes_on(old, old_root, body.size, body.root, proof):
        return _("Loggen har ändrats bakåt: den hade %(old)d rader och går inte vidare från dem.") % {"old": old}
    return ""


def _alarm(vote: Vote, witness: str, now: datetime, text: str) -> None:
    """Tell everybody, for good, that a witness refused."""
    LogAlarm.objects.create(vote=vote, witness=witness, text=text, at=now)


def take_cosignature(*, vote: Vote, note: str) -> Cosignature:
    """An outside witness hands in the checkpoint with its own line. Raises Refused unless the witness is known and the line is right."""
    try:
        body, lines = notes.read_note(note)
    except NoteUnreadable as error:
        raise Refused(_("Det är inget intyg över en logg.")) from error
    checkpoint = Checkpoint.objects.filter(vote=vote, size=body.size).first()
    if checkpoint is None or not checkpoint.note.startswith(body.text):
        raise Refused(_("Loggen har inget sådant intyg."), conflict=True)
    for known in OutsideWitness.objects.order_by("name"):
        line = notes.signed_by(body.text, lines, notes.read_key(known.verifier_key))
        if line is not None:
            return Cosignature.objects.get_or_create(
                checkpoint=checkpoint,
                witness=known.name,
                defaults={"verifier_key": known.verifier_key, "line": line},
            )[0]
    raise Refused(_("Intyget är inte underskrivet av något vittne som installationen känner."))


def add_outside_witness(*, verifier_key: str, now: datetime) -> OutsideWitness:
    """Take co-signatures from somebody outside. `verifier_key` as in C2SP signed-note, of the kind that co-signs. Raises NoteUnreadable."""
    key = notes.read_key(verifier_key)
    if key.kind != notes.COSIGNATURE:
        raise NoteUnreadable("key")
    return OutsideWitness.objects.update_or_create(name=key.name, defaults={"verifier_key": str(key), "added_at": now})[
        0
    ]


def sequence(vote: Vote, now: datetime, *, at_least: int = 1) -> int:
    """Give positions to what waits, sign a checkpoint and show it to the witnesses. Gives the number of leaves placed."""
    placed = log.give_positions(vote, at_least=at_least)
    if placed:
        checkpoint = log.sign_checkpoint(vote)
        if checkpoint is not None:
            witness_checkpoint(vote=vote, checkpoint=checkpoint, now=now)
    return placed
