"""How does one ballot get into the urn, exactly once, in time, without anybody being able to tell whose it is from what it says?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.voting import identity, receipts
from medborgarbudget.domain.voting.definition import Choice
from medborgarbudget.domain.voting.identity import Voter
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, CastAttempt, CodeLetter, Vote, VoteState
from medborgarbudget.domain.voting.permissions import may_cast
from medborgarbudget.domain.voting.policy import RANK, Channel, Problem, validate
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.receipts import Receipt
from medborgarbudget.domain.voting.seal import leaf_of, seal
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.decisions import Refused

ATTEMPT_KEY_LENGTH = range(16, 65)


class BallotInvalid(ValidationError):  # noqa: N818 - reads as what it says
    """The ballot breaks the rules; `problems` lists how. Nothing was stored."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([problem.text for problem in problems])
        self.problems = problems


class LetterReplaced(Refused):
    """The letter that let the voter in has been given a new code, or made void, since."""


def cast_ballot(
    *,
    vote: Vote,
    style: str,
    choices: Sequence[Choice],
    voter: Voter,
    attempt_key: str,
    arrived: datetime | None = None,
) -> Receipt:
    """Put a ballot into the voter's slot, and give the receipt. Five statements between BEGIN and COMMIT at most.

    `attempt_key` makes a repeated submit harmless: the same key gives the same receipt, whatever it carries the second time.
    `arrived` is the moment the ballot came in by the database's clock; when left out it is asked for. That moment decides, not
    how long the rest takes. Raises BallotInvalid, Refused (conflict=True when the vote has closed), LetterReplaced.
    """
    if len(attempt_key) not in ATTEMPT_KEY_LENGTH:
        raise Refused(_("Formuläret saknar det som skyddar mot dubbla röster. Ladda om sidan och försök igen."))
    arrived = arrived or database_now()
    definition = definition_of(vote)
    if voter.style is not None and voter.style != style:
        raise BallotInvalid([Problem("wrong_area", _("Ditt brev gäller ett annat område än det du röstar i."))])
    _require_valid(validate(definition, style, choices, vote.withdrawn))
    envelope = seal(vote, definition, style, choices)
    leaf = leaf_of(vote, envelope)
    with transaction.atomic():
        locked, generation = _lock(vote, voter)
        earlier = _claim(vote, attempt_key, leaf, arrived)
        if earlier is not None:
            return receipts.receipt_for(vote, earlier)
        verdict = may_cast(locked, arrived)
        if not verdict:
            raise Refused(verdict.reason, conflict=arrived >= locked.closes_at or locked.state != VoteState.READY)
        if voter.letter and generation != voter.generation:
            raise LetterReplaced(_("Brevet har fått en ny kod eller gäller inte längre. Använd det nyaste brevet."))
        if locked.withdrawn:
            _require_valid(validate(definition, style, choices, locked.withdrawn))
        version = _put(vote, identity.slot_of(vote, voter), envelope, leaf, voter.channel)
        if version is None:
            raise Refused(
                _("Du har redan röstat på ett sätt som den här rösten inte kan ersätta. Den tidigare rösten gäller."),
                conflict=True,
            )
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {BallotLog._meta.db_table} (vote_id, leaf) VALUES (%s, %s)", [vote.pk, leaf])  # noqa: S608 - table name
    return receipts.receipt_for(vote, leaf, replaced_earlier=version > 1)


def receipt_of_attempt(*, vote: Vote, attempt_key: str) -> Receipt | None:
    """What an earlier submit of the same form led to, if it did."""
    found = CastAttempt.objects.filter(vote=vote, key=attempt_key).values_list("leaf", flat=True).first()
    return receipts.receipt_for(vote, bytes(found)) if found is not None else None


def _require_valid(problems: list[Problem]) -> None:
    if problems:
        raise BallotInvalid(problems)


def _lock(vote: Vote, voter: Voter) -> tuple[Vote, int | None]:
    """The vote as it is now, held so that it cannot be changed or opened until the ballot is in; and the generation of the voter's letter.

    On SQLite the transaction is IMMEDIATE and alone anyway.
    """
    votes, letters = Vote._meta.db_table, CodeLetter._meta.db_table
    share = "FOR SHARE OF v" if connection.vendor == "postgresql" else ""
    sql = (
        "SELECT v.id, v.state, v.opens_at, v.closes_at, v.withdrawn, "  # noqa: S608 - table names
        f"(SELECT l.generation FROM {letters} l WHERE l.vote_id = v.id AND l.number = %s AND l.state = 'issued') AS letter_generation "
        f"FROM {votes} v WHERE v.id = %s {share}"
    )
    locked = Vote.objects.raw(sql, [voter.letter, vote.pk])[0]
    return locked, locked.letter_generation  # type: ignore[attr-defined]


def _claim(vote: Vote, attempt_key: str, leaf: bytes, arrived: datetime) -> bytes | None:
    """Note the attempt. Gives the leaf that an earlier attempt with the same key led to; waits for one that is under way."""
    table = CastAttempt._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (vote_id, key, leaf, day) VALUES (%s, %s, %s, %s) "  # noqa: S608 - table name
            "ON CONFLICT (vote_id, key) DO NOTHING RETURNING id",
            [vote.pk, attempt_key, leaf, to_local(arrived).date()],
        )
        if cursor.fetchone() is not None:
            return None
        cursor.execute(f"SELECT leaf FROM {table} WHERE vote_id = %s AND key = %s", [vote.pk, attempt_key])  # noqa: S608 - table name
        return bytes(cursor.fetchone()[0])


def _put(vote: Vote, slot: bytes, envelope: bytes, leaf: bytes, channel: Channel) -> int | None:
    """Fill the slot or replace what is in it, as the table of precedence allows. Gives the slot's version, None when it may not be replaced."""
    table = BallotSlot._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (vote_id, slot, envelope, leaf, channel, rank, version) VALUES (%s, %s, %s, %s, %s, %s, 1) "  # noqa: S608
            "ON CONFLICT (vote_id, slot) DO UPDATE SET envelope = excluded.envelope, leaf = excluded.leaf, "
            f"channel = excluded.channel, rank = excluded.rank, version = {table}.version + 1 "
            f"WHERE {table}.rank <= excluded.rank AND {table}.channel <> %s RETURNING version",
            [vote.pk, slot, envelope, leaf, channel.value, RANK[channel], Channel.PAPER.value],
        )
        row = cursor.fetchone()
        return int(row[0]) if row is not None else None
