"""In which order do leaves stand in the vote's log, and how does anybody see that it only grows?

Leaves get positions in batches, each sorted by leaf, so that a position does not tell when somebody voted. After each batch the
organisation signs a checkpoint: the size of the log and the root of the Merkle tree over it (RFC 6962). Witnesses co-sign it.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.voting import keys, notes
from medborgarbudget.domain.voting.models import BallotLog, Checkpoint, Vote
from medborgarbudget.domain.voting.notes import Body, VerifierKey
from medborgarbudget.domain.voting.tree import Tree


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


@transaction.atomic
def sign_checkpoint(vote: Vote) -> Checkpoint | None:
    """The log as it stands, signed: a new checkpoint, or the last one when nothing has joined. None while the log is empty."""
    last = last_checkpoint(vote)
    size = BallotLog.objects.filter(vote=vote).exclude(position=None).count()
    if size == (last.size if last is not None else 0):
        return last
    root = Tree(leaves_of(vote, size)).root()
    body = Body(origin_of(vote), size, root).text
    line = notes.sign(body, origin_of(vote), keys.log_key(vote.organisation_id))
    return Checkpoint.objects.create(vote=vote, size=size, root=root, note=f"{body}\n{line}\n")


def last_checkpoint(vote: Vote) -> Checkpoint | None:
    """The newest checkpoint."""
    return Checkpoint.objects.filter(vote=vote).order_by("-size").first()


def signed_note(checkpoint: Checkpoint) -> str:
    """The checkpoint with the co-signatures that have joined it."""
    return checkpoint.note + "".join(f"{one.line}\n" for one in checkpoint.cosignatures.all())


def leaves_of(vote: Vote, size: int | None = None) -> list[bytes]:
    """The leaves in their order, the first `size` of them or all that have a place."""
    rows = BallotLog.objects.filter(vote=vote).exclude(position=None)
    if size is not None:
        rows = rows.filter(position__lt=size)
    return [bytes(leaf) for leaf in rows.order_by("position").values_list("leaf", flat=True).iterator()]


def tree_at(vote: Vote, checkpoint: Checkpoint) -> Tree:
    """The tree under a checkpoint, kept in memory for the next who asks."""
    return _tree(vote.pk, checkpoint.size, bytes(checkpoint.root))


@lru_cache(maxsize=2)
def _tree(vote_id: int, size: int, root: bytes) -> Tree:
    return Tree(leaves_of(Vote(pk=vote_id), size))


def place_name(organisation: Organisation) -> str:
    """What the organisation is called in logs, wherever they are read: host and slug."""
    return f"{urlsplit(settings.PUBLIC_URL).netloc}/{organisation.slug}"


def origin_of(vote: Vote) -> str:
    """The log's name, on the first line of its checkpoints."""
    return f"{place_name(vote.organisation)}/omrostning-{vote.pk}"


def log_verifier_key(vote: Vote) -> VerifierKey:
    """What the log's checkpoints are checked with."""
    return VerifierKey(origin_of(vote), notes.ED25519, keys.raw_public(keys.log_key(vote.organisation_id)))
