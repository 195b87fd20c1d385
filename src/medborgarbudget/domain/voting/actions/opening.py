"""How is the urn opened: once, after closing, every envelope accounted for, and nothing left that ties a ballot to a slot?

One path for both levels. Two people approve; the log gets its last checkpoint and the urn its hash; the ballots come out, opened by the
service's own key (Bas) or by two key holders on machines of their own (Standard); then they are taken in and slots and key destroyed.
"""

from __future__ import annotations

import base64
import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import keys, sources, urn, witnessing
from medborgarbudget.domain.voting.actions.preparing import private_key_purpose
from medborgarbudget.domain.voting.definition import Definition, read_choices
from medborgarbudget.domain.voting.models import (
    BallotLog,
    BallotSlot,
    KeyLevel,
    OpenedBallot,
    OpeningStatement,
    SetAside,
    Vote,
    VoteState,
)
from medborgarbudget.domain.voting.permissions import may_hand_in_opening, may_open_urn, slots_are_known
from medborgarbudget.domain.voting.policy import validate
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.seal import leaf_of, unseal
from medborgarbudget.domain.voting.urn import Control, Opened, OpenedFile
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused, require

CHUNK = 2_000
Fate = BallotLog.Fate


@transaction.atomic
def open_urn(*, vote: Vote, actor: Person, now: datetime, second: Person | None = None) -> Vote:
    """Approve that the urn is opened. In the level Bas it is opened at once; in Standard the urn file is fixed for the key holders.

    Refused before closing, by the database's clock. `second` is the other of the two who decided. If a single envelope cannot be opened, a
    slot is nobody's in the roll, or the numbers do not balance, nothing is written.
    """
    require(may_open_urn(actor, vote, database_now()))
    vote = _locked(vote)
    require(may_open_urn(actor, vote, database_now()))
    require(slots_are_known(vote))
    _require_whole(vote)
    witnessing.sequence(vote, now)
    vote.urn_salt = vote.urn_salt or secrets.token_hex(32)
    vote.urn_hash = urn.hash_of(urn.urn_of(vote))
    vote.urn_approved_at = now
    vote.opened_by, vote.opened_beside = actor, second
    vote.save(update_fields=["urn_salt", "urn_hash", "urn_approved_at", "opened_by", "opened_beside"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.approve_urn",
        subject=vote,
        now=now,
        changes={"urn": [None, vote.urn_hash], "second": [None, str(second) if second is not None else None]},
    )
    if vote.level == KeyLevel.STANDARD:
        return vote
    opened = _open_with_own_key(vote)
    text = urn.statement_of(vote, opened, urn_hash=vote.urn_hash, rehearsal=False, by=0, beside=0)
    signature = base64.b64encode(keys.receipt_key(settings.KEYS.receipt).sign(text.encode())).decode()
    OpeningStatement.objects.create(vote=vote, text=text, signature=signature, at=now)
    return _take_in(vote, opened, actor=actor, now=now)


def hand_in_opening(*, vote: Vote, files: Sequence[bytes], actor: Person, now: datetime) -> Vote:
    """Take in what two key holders arrived at. Raises ValidationError, saying which file is wrong; then nothing is written and they can try again."""
    require(may_hand_in_opening(actor, vote))
    handed = check_pair(vote, files, urn_hash=vote.urn_hash, rehearsal=False)
    with transaction.atomic():
        vote = _locked(vote)
        require(may_hand_in_opening(actor, vote))
        _require_whole(vote)
        if urn.hash_of(urn.urn_of(vote)) != vote.urn_hash:
            raise Refused(
                _(
                    "Urnan är inte längre den som nyckelhållarna fick. Inget är öppnat. Kontakta den som driver tjänsten."
                )
            )
        keep_statements(vote, handed, rehearsal=False, now=now)
        return _take_in(vote, handed[0].opened, actor=actor, now=now)


def check_pair(vote: Vote, files: Sequence[bytes], *, urn_hash: str, rehearsal: bool) -> list[OpenedFile]:
    """The files of two holders who opened for each other and arrived at the same. Raises ValidationError."""
    handed = [urn.read_opened(vote, content, urn_hash=urn_hash, rehearsal=rehearsal) for content in files]
    if len(handed) != 2 or handed[0].by == handed[1].by:
        raise ValidationError(_("Välj en fil från var och en av två nyckelhållare."))
    one, other = handed
    if one.beside != other.by or other.beside != one.by:
        raise ValidationError(_("Filerna hör inte ihop: båda måste komma från samma par av nyckelhållare."))
    if one.plaintexts != other.plaintexts:
        raise ValidationError(
            _(
                "De två nyckelhållarna har inte fått fram samma röster. Inget är inläst. Gör om öppningen; avbryt och larma "
                "granskaren om det inte hjälper."
            )
        )
    return handed


def keep_statements(vote: Vote, handed: Sequence[OpenedFile], *, rehearsal: bool, now: datetime) -> None:
    """What the holders signed, for the minutes."""
    OpeningStatement.objects.bulk_create(
        OpeningStatement(
            vote=vote,
            rehearsal=rehearsal,
            holder=one.by,
            beside=one.beside,
            text=one.statement,
            signature=one.signature,
            at=now,
        )
        for one in handed
    )


def _locked(vote: Vote) -> Vote:
    return (
        Vote.objects.select_for_update(of=("self",))
        .select_related("cycle__organisation", "organisation")
        .get(pk=vote.pk)
    )


def _require_whole(vote: Vote) -> None:
    """Every envelope in a slot is the one that its leaf was made from, and its leaf is in the log."""
    logged = set(BallotLog.objects.filter(vote=vote).values_list("leaf", flat=True).iterator())
    known = {bytes(leaf) for leaf in logged}
    rows = BallotSlot.objects.filter(vote=vote).exclude(envelope=b"").values_list("envelope", "leaf").iterator(CHUNK)
    wrong = sum(leaf_of(vote, bytes(envelope)) != bytes(leaf) or bytes(leaf) not in known for envelope, leaf in rows)
    if wrong:
        raise _refused(wrong)


def _refused(number: int) -> Refused:
    return Refused(
        _(
            "%(number)d kuvert går inte att öppna eller följer inte valsedeln. Inget är öppnat. Kontakta den som driver tjänsten."
        )
        % {"number": number}
    )


def _open_with_own_key(vote: Vote) -> Opened:
    """Every ballot and control of a Bas vote. Raises Refused, naming how many, when an envelope is not this vote's."""
    try:
        private = keys.private_key(keys.unwrap(private_key_purpose(vote), bytes(vote.sealed_private_key)))
    except (keys.KeyUnusable, ValueError) as error:
        raise Refused(
            _(
                "Nyckeln till urnan går inte att läsa med installationens nycklar. Inget är öppnat. Kontakta den som driver tjänsten."
            )
        ) from error
    unreadable = 0
    ballots: list[dict[str, Any]] = []
    controls: list[Control] = []
    envelopes = BallotSlot.objects.filter(vote=vote).exclude(envelope=b"").values_list("envelope", flat=True)
    for envelope in envelopes.iterator(CHUNK):
        try:
            ballots.append(_ballot(vote, private, bytes(envelope)))
        except keys.KeyUnusable:
            unreadable += 1
    for aside in SetAside.objects.filter(vote=vote, fate=Fate.CONTROL):
        try:
            controls.append(Control(bytes(aside.leaf), _ballot(vote, private, bytes(aside.envelope))))
        except keys.KeyUnusable:
            unreadable += 1
    if unreadable:
        raise _refused(unreadable)
    return Opened(ballots, controls)


def _ballot(vote: Vote, private: X25519PrivateKey, envelope: bytes) -> dict[str, Any]:
    style, choices = unseal(vote, private, envelope)
    return {"style": style, "choices": choices}


def _take_in(vote: Vote, opened: Opened, *, actor: Person, now: datetime) -> Vote:
    """Store the ballots in random order, tell the log what became of each leaf, and destroy slots and key. In the caller's transaction."""
    definition = definition_of(vote)
    wrong = sum(not _follows_the_rules(vote, definition, one) for one in opened.ballots)
    if wrong:
        raise _refused(wrong)
    in_the_urn = BallotSlot.objects.filter(vote=vote).exclude(envelope=b"")
    channels = Counter(
        {str(c): int(n) for c, n in in_the_urn.values_list("channel").annotate(n=Count("slot")).order_by("channel")}
    )
    slots = BallotSlot.objects.filter(vote=vote).count()
    received = sum(channels.values())
    fates = _note_fates(vote)
    controls = {
        bytes(leaf) for leaf in SetAside.objects.filter(vote=vote, fate=Fate.CONTROL).values_list("leaf", flat=True)
    }
    if not (
        received == len(opened.ballots) == fates[Fate.COUNTED]
        and controls == {control.leaf for control in opened.controls}
    ):
        raise Refused(
            _(
                "Antalet kuvert, loggade röster och öppnade röster stämmer inte överens. Inget är öppnat. Kontakta den som driver tjänsten."
            )
        )
    for control in opened.controls:
        SetAside.objects.filter(vote=vote, leaf=control.leaf).update(envelope=b"", content=control.ballot)
    # Under the lock: what comes on paper is approved before, or waits with the urn.
    elsewhere = sources.ballots_from_elsewhere(vote)
    paper = [{"style": style, "choices": choices} for _channel, (style, choices) in elsewhere]
    _store(vote, [*((one, False) for one in opened.ballots), *((one, True) for one in paper)])
    channels.update(channel.value for channel, _ballot in elsewhere)
    by_style = opened.by_style() + Counter(one["style"] for one in paper)
    _forget(vote)
    sources.forget(vote)
    vote.tally = {
        "channels": dict(channels),
        "fates": dict(fates),
        "by_style": dict(by_style),
        "paper": len(paper),
        "slots_destroyed": slots,
        "key_destroyed": bool(bytes(vote.sealed_private_key)),
    }
    vote.state = VoteState.OPENED
    vote.sealed_private_key = b""
    vote.plaintext_hash = opened.plaintext_hash(vote.urn_salt)
    vote.opened_at = now
    vote.received_count = received + len(paper)
    vote.save(update_fields=["state", "sealed_private_key", "plaintext_hash", "tally", "opened_at", "received_count"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.open_urn",
        subject=vote,
        now=now,
        changes={
            "ballots": [None, vote.received_count],
            "slots": [slots, 0],
            "private_key": ["held", "destroyed"]
            if vote.tally["key_destroyed"]
            else ["with the key holders", "with the key holders"],
        },
    )
    return vote


def _follows_the_rules(vote: Vote, definition: Definition, ballot: dict[str, Any]) -> bool:
    try:
        choices = read_choices(ballot.get("choices", ()))
    except (TypeError, ValueError):
        return False
    return not validate(definition, str(ballot.get("style")), choices, gone=vote.withdrawn)


def _store(vote: Vote, ballots: list[tuple[dict[str, Any], bool]]) -> None:
    """Store ballots in random order, each with whether it was on paper."""
    drawn = list(ballots)
    secrets.SystemRandom().shuffle(drawn)
    for start in range(0, len(drawn), CHUNK):
        OpenedBallot.objects.bulk_create(
            OpenedBallot(
                key=secrets.token_hex(16), vote=vote, style=str(one["style"]), choices=one["choices"], on_paper=on_paper
            )
            for one, on_paper in drawn[start : start + CHUNK]
        )


def _note_fates(vote: Vote) -> Counter[str]:
    """Write into the log what became of each leaf. Gives how many there are of each fate."""
    log, slots, aside = BallotLog._meta.db_table, BallotSlot._meta.db_table, SetAside._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {log} SET fate = CASE WHEN leaf IN (SELECT leaf FROM {slots} WHERE vote_id = %s) THEN %s "  # noqa: S608
            f"ELSE COALESCE((SELECT a.fate FROM {aside} a WHERE a.vote_id = %s AND a.leaf = {log}.leaf), %s) END WHERE vote_id = %s",
            [vote.pk, Fate.COUNTED.value, vote.pk, Fate.REPLACED.value, vote.pk],
        )
    rows = BallotLog.objects.filter(vote=vote).values_list("fate").annotate(n=Count("id")).order_by("fate")
    return Counter({str(fate): int(number) for fate, number in rows})


def _forget(vote: Vote) -> None:
    """Destroy the slots; on SQLite the pages they lay on are overwritten."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"DELETE FROM {BallotSlot._meta.db_table} WHERE vote_id = %s", [vote.pk])  # noqa: S608 - table name
