"""In which order do leaves stand in the vote's log? In batches, each sorted by leaf, so that a position does not tell when somebody voted.

Checkpoints and proofs of inclusion join here: they are made over leaves with positions.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from medborgarbudget.domain.voting.models import BallotLog, Vote


@transaction.atomic
def give_positions(vote: Vote, *, at_least: int = 1) -> int:
    """Give positions to the leaves that have none, if there are at least so many. Gives the number placed."""
    Vote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    if BallotLog.objects.filter(vote=vote, position=None).count() < at_least:
        return 0
    last = BallotLog.objects.filter(vote=vote).aggregate(last=Max("position"))["last"]
    table = BallotLog._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET position = placed.place FROM ("  # noqa: S608 - table names
            f"SELECT id, %s + row_number() OVER (ORDER BY leaf) AS place FROM {table} WHERE vote_id = %s AND position IS NULL"
            f") AS placed WHERE {table}.id = placed.id",
            [-1 if last is None else last, vote.pk],
        )
        return int(cursor.rowcount)
