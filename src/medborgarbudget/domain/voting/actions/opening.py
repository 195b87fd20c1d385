"""How is the urn opened: once, after closing, every envelope accounted for, and nothing left that ties a ballot to a slot?"""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import keys, sources
from medborgarbudget.domain.voting.actions.preparing import private_key_purpose
from medborgarbudget.domain.voting.definition import Choice
from medborgarbudget.domain.voting.log import give_positions
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, OpenedBallot, Vote, VoteState
from medborgarbudget.domain.voting.permissions import may_open_urn
from medborgarbudget.domain.voting.policy import Channel, validate
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.seal import leaf_of, unseal
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused, require

CHUNK = 2_000


def open_urn(*, vote: Vote, actor: Person, now: datetime) -> Vote:
    """Open every envelope, store the ballots in random order, and destroy slots and key. Refused before closing, by the database's clock.

    Opening the envelopes takes no lock, since nothing more can come in; only storing them does. If a single envelope cannot be opened,
    or the numbers do not balance, nothing is written.
    """
    require(may_open_urn(actor, vote, database_now()))
    ballots, leaves = _open_all(vote)
    by_channel = Counter(_envelopes(vote).values_list("channel", flat=True))
    with transaction.atomic():
        vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
        require(may_open_urn(actor, vote, database_now()))
        # Under the lock: what comes on paper is approved before or waits with the urn.
        elsewhere = sources.ballots_from_elsewhere(vote)
        ballots += elsewhere
        secrets.SystemRandom().shuffle(ballots)
        _store(vote, ballots)
        received = OpenedBallot.objects.filter(vote=vote).count()
        if (
            not len(leaves) == _envelopes(vote).count() == _note_counted(vote)
            or received != len(leaves) + len(elsewhere)
            or sum(by_channel.values()) != len(leaves)
        ):
            raise Refused(
                _(
                    "Antalet kuvert, loggade röster och öppnade röster stämmer inte överens. Inget är öppnat. Kontakta den som driver tjänsten."
                )
            )
        give_positions(vote)
        _forget(vote)
        vote.state = VoteState.OPENED
        vote.sealed_private_key = b""
        vote.opened_at = now
        vote.opened_by = actor
        vote.received_count = received
        vote.received_by_channel = {**by_channel, **({Channel.PAPER.value: len(elsewhere)} if elsewhere else {})}
        vote.save(
            update_fields=[
                "state", "sealed_private_key", "opened_at", "opened_by", "received_count", "received_by_channel",
            ]
        )  # fmt: skip
        audit.record(
            organisation_id=vote.organisation_id,
            actor=actor,
            verb="vote.open_urn",
            subject=vote,
            now=now,
            changes={"ballots": [None, received], "slots": [received, 0], "private_key": ["held", "destroyed"]},
        )
    return vote


def _envelopes(vote: Vote) -> QuerySet[BallotSlot]:
    """The slots that hold an envelope; those of people who were given paper hold none."""
    return BallotSlot.objects.filter(vote=vote).exclude(channel=Channel.PAPER)


def _open_all(vote: Vote) -> tuple[list[tuple[str, list[Choice]]], list[bytes]]:
    """Every ballot and every leaf. Raises Refused, naming how many, when an envelope is not this vote's or breaks its rules."""
    try:
        private = keys.private_key(keys.unwrap(private_key_purpose(vote), bytes(vote.sealed_private_key)))
    except (keys.KeyUnusable, ValueError) as error:
        raise Refused(
            _(
                "Nyckeln till urnan går inte att läsa med installationens nycklar. Inget är öppnat. Kontakta den som driver tjänsten."
            )
        ) from error
    definition = definition_of(vote)
    ballots: list[tuple[str, list[Choice]]] = []
    leaves: list[bytes] = []
    unreadable = 0
    rows = _envelopes(vote).values_list("envelope", "leaf").iterator(chunk_size=CHUNK)
    for envelope, leaf in rows:
        try:
            style, choices = unseal(vote, private, bytes(envelope))
        except keys.KeyUnusable:
            unreadable += 1
            continue
        if validate(definition, style, choices, gone=vote.withdrawn) or leaf_of(vote, bytes(envelope)) != bytes(leaf):
            unreadable += 1
            continue
        ballots.append((style, choices))
        leaves.append(bytes(leaf))
    if unreadable:
        raise Refused(
            _(
                "%(number)d kuvert går inte att öppna eller följer inte valsedeln. Inget är öppnat. Kontakta den som driver tjänsten."
            )
            % {"number": unreadable}
        )
    return ballots, leaves


def _store(vote: Vote, ballots: list[tuple[str, list[Choice]]]) -> None:
    for start in range(0, len(ballots), CHUNK):
        OpenedBallot.objects.bulk_create(
            OpenedBallot(key=secrets.token_hex(16), vote=vote, style=style, choices=choices)
            for style, choices in ballots[start : start + CHUNK]
        )


def _note_counted(vote: Vote) -> int:
    """Write into the log which leaves were counted and which had been replaced. Gives the number counted."""
    log, slots = BallotLog._meta.db_table, BallotSlot._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {log} SET counted = (leaf IN (SELECT leaf FROM {slots} WHERE vote_id = %s AND channel <> %s)) WHERE vote_id = %s",  # noqa: S608
            [vote.pk, Channel.PAPER.value, vote.pk],
        )
    return BallotLog.objects.filter(vote=vote, counted=True).count()


def _forget(vote: Vote) -> None:
    """Destroy the slots; on SQLite the pages they lay on are overwritten."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute(f"DELETE FROM {BallotSlot._meta.db_table} WHERE vote_id = %s", [vote.pk])  # noqa: S608 - table name
