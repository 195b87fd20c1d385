"""How does a voter come to vote on paper under supervision? The slot is marked for good: an earlier envelope is void, none comes after."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from medborgarbudget.domain.voting import identity
from medborgarbudget.domain.voting.actions.casting import _lock
from medborgarbudget.domain.voting.identity import Voter
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.domain.voting.permissions import may_cast
from medborgarbudget.domain.voting.policy import RANK, Channel
from medborgarbudget.foundation.decisions import Refused, require


def mark_for_paper(*, vote: Vote, voter: Voter, arrived: datetime) -> None:
    """Mark the voter's slot as paper, within the caller's transaction. `arrived` is a moment of the database's clock.

    The envelope that was there is thrown away; its leaf stays in the row until the urn is opened, so that the log can say that it was
    voided by paper. Raises Refused when the vote is not open or the voter has been given paper already.
    """
    locked, _generation = _lock(vote, voter)
    require(may_cast(locked, arrived))
    table = BallotSlot._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (vote_id, slot, envelope, leaf, channel, rank, version) VALUES (%s, %s, %s, %s, %s, %s, 1) "  # noqa: S608 - table name
            "ON CONFLICT (vote_id, slot) DO UPDATE SET envelope = excluded.envelope, channel = excluded.channel, "
            f"rank = excluded.rank, version = {table}.version + 1 WHERE {table}.channel <> excluded.channel RETURNING version",
            [vote.pk, identity.slot_of(vote, voter), b"", b"", Channel.PAPER.value, RANK[Channel.PAPER]],
        )
        if cursor.fetchone() is None:
            raise Refused(_("Personen har redan fått en valsedel. Lämna inte ut en till."))
