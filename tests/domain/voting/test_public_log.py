"""Does the public log grow in signed steps that others witness, does a rewritten one raise an alarm, and does the database refuse to rewrite it?"""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, transaction

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, housekeeping, log, notes, queries, witnessing
from medborgarbudget.domain.voting.models import (
    BallotLog,
    BallotSlot,
    Checkpoint,
    Cosignature,
    LogAlarm,
    OpenedBallot,
    Vote,
    WitnessMemory,
)
from medborgarbudget.domain.voting.tree import goes_on, leads_to
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.audit import as_owner
from tests.support.cycles import make_cycle
from tests.support.voting import cast, close, open_vote

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


@pytest.fixture
def vote(lund: Organisation, ystad: Organisation, hub: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now()), actor=doris)


def test_checkpoints_are_signed_cosigned_and_prove_every_leaf(vote: Vote) -> None:
    for round_ in range(3):
        receipts = [cast(vote, f"v{round_}-{place}", [1]) for place in range(4)]
        assert witnessing.sequence(vote, database_now()) == 4
        last = log.last_checkpoint(vote)
        assert last is not None and last.size == 4 * (round_ + 1)
        body, lines = notes.read_note(log.signed_note(last))
        assert notes.signed_by(body.text, lines, log.log_verifier_key(vote))
        witnesses = [witnessing.witness_verifier_key(one) for one in witnessing.witnesses_of(vote)]
        assert len(witnesses) == 2 and all(notes.signed_by(body.text, lines, key) for key in witnesses)
        tree = log.tree_at(vote, last)
        for receipt in receipts:
            place = BallotLog.objects.get(vote=vote, leaf=receipt.leaf).position
            assert place is not None
            assert leads_to(receipt.leaf, place, last.size, tree.inclusion(place), bytes(last.root))
            assert queries.position_of(vote, receipt.leaf) == place + 1
    older, *_rest = Checkpoint.objects.filter(vote=vote)
    assert goes_on(older.size, bytes(older.root), last.size, bytes(last.root), tree.consistency(older.size))
    assert witnessing.sequence(vote, database_now()) == 0 and Checkpoint.objects.count() == 3
    assert not LogAlarm.objects.exists()


def test_leaves_wait_until_there_are_enough_of_them(vote: Vote) -> None:
    for place in range(housekeeping.LOG_BATCH - 1):
        cast(vote, f"v{place}", [1])
    housekeeping.tidy(database_now())
    assert log.last_checkpoint(vote) is None and queries.log_of(vote).waiting == housekeeping.LOG_BATCH - 1
    cast(vote, "sist", [1])
    assert housekeeping.tidy(database_now())["log positions"] == housekeeping.LOG_BATCH
    assert queries.log_of(vote).waiting == 0


def test_c125_a_rewritten_log_is_refused_by_every_witness_and_raises_an_alarm(vote: Vote) -> None:
    for place in range(6):
        cast(vote, f"v{place}", [1])
    witnessing.sequence(vote, database_now())
    true = log.last_checkpoint(vote)
    assert true is not None
    with as_owner():
        first = BallotLog.objects.filter(vote=vote).order_by("position")[0]
        BallotLog.objects.filter(pk=first.pk).update(leaf=b"f" * 32)
        Checkpoint.objects.filter(vote=vote).delete()
    false = log.sign_checkpoint(vote)
    assert false is not None and false.size == true.size and bytes(false.root) != bytes(true.root)
    assert witnessing.witness_checkpoint(vote=vote, checkpoint=false, now=database_now()) == []
    assert LogAlarm.objects.filter(vote=vote).count() == 2 and not Cosignature.objects.exists()
    assert "ändrats bakåt" in LogAlarm.objects.all()[0].text
    assert {memory.size for memory in WitnessMemory.objects.all()} == {6}
    # A longer log on the false beginning is refused too.
    cast(vote, "ny", [1])
    log.give_positions(vote)
    longer = log.sign_checkpoint(vote)
    assert longer is not None and not witnessing.witness_checkpoint(vote=vote, checkpoint=longer, now=database_now())


def test_a_witness_refuses_a_checkpoint_that_the_organisation_did_not_sign(vote: Vote) -> None:
    cast(vote, "asta", [1])
    log.give_positions(vote)
    made = log.sign_checkpoint(vote)
    assert made is not None
    body = made.note.partition("\n\n")[0] + "\n"
    made.note = f"{body}\n{notes.sign(body, log.origin_of(vote), Ed25519PrivateKey.generate())}\n"
    assert witnessing.witness_checkpoint(vote=vote, checkpoint=made, now=database_now()) == []
    assert "inte underskrivet" in LogAlarm.objects.all()[0].text


def test_an_outside_witness_is_taken_only_when_known_and_right(vote: Vote) -> None:
    cast(vote, "asta", [1])
    witnessing.sequence(vote, database_now())
    made = log.last_checkpoint(vote)
    assert made is not None
    private = Ed25519PrivateKey.generate()
    key = notes.VerifierKey("vittne.example.org", notes.COSIGNATURE, private.public_key().public_bytes_raw())
    body = made.note.partition("\n\n")[0] + "\n"
    line = notes.cosign(body, key.name, private, 1_800_000_000)
    with pytest.raises(Refused, match="känner"):
        witnessing.take_cosignature(vote=vote, note=f"{made.note}{line}\n")
    witnessing.add_outside_witness(verifier_key=str(key), now=database_now())
    for _twice in range(2):
        assert witnessing.take_cosignature(vote=vote, note=f"{made.note}{line}\n").witness == key.name
    assert line in log.signed_note(made)
    other = body.replace("\n1\n", "\n2\n")
    for wrong in ("", "x", f"{other}\n{line}\n", f"{made.note}{notes.cosign(other, key.name, private, 1)}\n"):
        with pytest.raises(Refused):
            witnessing.take_cosignature(vote=vote, note=wrong)


def test_the_database_refuses_to_rewrite_what_has_happened(vote: Vote, doris: Person) -> None:
    """S9, the other half: edits that somebody with the application's access to the database tries."""
    cast(vote, "asta", [1])
    cast(vote, "bo", [2])
    actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    log_, ballots, points = (
        BallotLog.objects.filter(vote=vote),
        OpenedBallot.objects.filter(vote=vote),
        Checkpoint.objects.filter(vote=vote),
    )
    tries = {
        "delete a leaf": lambda: log_.all()[:1].get().delete(),
        "delete the log": lambda: log_.delete(),
        "change a leaf": lambda: log_.filter(position=0).update(leaf=b"x" * 32),
        "move a leaf": lambda: log_.filter(position=0).update(position=9),
        "change a fate": lambda: log_.filter(position=0).update(fate="replaced"),
        "change a ballot": lambda: ballots.update(choices=[1]),
        "delete a ballot": lambda: ballots.delete(),
        "change a checkpoint": lambda: points.update(root=b"r" * 32),
        "delete a checkpoint": lambda: points.delete(),
        "a leaf twice": lambda: BallotLog.objects.create(vote=vote, leaf=log_[0].leaf),
        "a second checkpoint of a size": lambda: Checkpoint.objects.create(vote=vote, size=2, root=b"r" * 32, note="x"),
    }
    refused = 0
    for name, deed in tries.items():
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
            pytest.fail(name)
        refused += 1
    print(f"\nS9: {refused} of {len(tries)} edits refused by the database itself")
    assert not BallotSlot.objects.filter(vote=vote).exists()
