"""What do killed processes, doubled submits and the last second do to ballots? Each test prints its figure; environment variables make it long.

PROOF_ROUNDS: rounds of killing (3). PROOF_VOTERS: voters with 64 attempts each at once (2). PROOF_CLOSINGS: closings under load (1).
"""

from __future__ import annotations

import os
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.identity import Voter, email_voter, slot_of
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, CastAttempt, Vote
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.domain.voting.receipts import Receipt
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import make_organisation
from tests.support.cycles import make_cycle
from tests.support.other_processes import start
from tests.support.voting import cast, close, leader_of, open_vote, set_times

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.writes]


@pytest.fixture
def vote() -> Iterator[Vote]:
    yield open_vote(make_cycle(make_organisation("lund", "Lunds kommun"), database_now()))


def at_once(deeds: list[Callable[[], object]], threads: int = 16) -> list[object]:
    """Do them all, in threads with connections of their own; an exception is given back as a result."""

    def one(deed: Callable[[], object]) -> object:
        try:
            return deed()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, deeds))


def test_r1_no_acknowledged_ballot_is_lost_when_processes_are_killed(vote: Vote) -> None:
    rounds = int(os.environ.get("PROOF_ROUNDS", "3"))
    acknowledged: dict[str, str] = {}
    tried: dict[str, list[tuple[str, int]]] = {}
    chance = random.Random(2027)
    for number in range(rounds):
        workers = [start("tests.support.casting_worker", str(vote.pk), f"{number}-{place}") for place in range(2)]
        lines: list[list[str]] = [[], []]
        readers = [
            threading.Thread(target=lambda kept, pipe: kept.extend(pipe), args=(kept, worker.stdout))
            for kept, worker in zip(lines, workers, strict=True)
        ]
        for reader in readers:
            reader.start()
        while not all(len(kept) > 20 for kept in lines):
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.3))
        for worker in workers:
            worker.kill()
            worker.wait()
        for reader in readers:
            reader.join()
        for line in (line for kept in lines for line in kept if line.endswith("\n")):
            word, *rest = line.split()
            if word == "TRY":
                tried.setdefault(rest[0], []).append((rest[1], int(rest[2])))
            elif word == "ACK":
                acknowledged[rest[1]] = rest[2]
    logged = {bytes(leaf).hex() for leaf in BallotLog.objects.filter(vote=vote).values_list("leaf", flat=True)}
    lost = [key for key, leaf in acknowledged.items() if leaf not in logged]
    for name, attempts in tried.items():
        last = [key for key, _choice in attempts if key in acknowledged][-1:]
        held = (
            BallotSlot.objects.get(vote=vote, slot=slot_of(vote, email_voter(vote, f"{name}@example.org")))
            if last
            else None
        )
        later = (
            {key for key, _choice in attempts[[key for key, _choice in attempts].index(last[0]) :]} if last else set()
        )
        at_least = {
            bytes(leaf).hex()
            for leaf in CastAttempt.objects.filter(vote=vote, key__in=later).values_list("leaf", flat=True)
        }
        if held is not None and bytes(held.leaf).hex() not in at_least:
            lost.append(name)
    again = 0
    for name, attempts in tried.items():
        for key, choice in attempts[-2:]:
            receipt = cast(vote, name, [choice], attempt_key=key)
            assert receipt == cast(vote, name, [choice], attempt_key=key)
            assert acknowledged.get(key, receipt.leaf.hex()) == receipt.leaf.hex()
            again += 1
    print(
        f"\nR1 {connection.vendor}: {rounds} rounds of kill -9, {len(acknowledged)} acknowledged, {len(lost)} lost, "
        f"{again} attempts repeated with the same receipt"
    )
    assert not lost and len(acknowledged) > 20 * rounds
    opened = actions.open_urn(vote=close(vote), actor=leader_of(vote.cycle), now=database_now())
    assert opened.received_count == len(tried)


def test_r2_sixty_four_attempts_at_once_fill_one_slot(vote: Vote) -> None:
    voters = int(os.environ.get("PROOF_VOTERS", "2"))
    channels = [Channel.EMAIL, Channel.LETTER, Channel.EID, Channel.EMAIL]
    doubles = 0
    for number in range(voters):
        reference = secrets.token_hex(32)
        before = BallotLog.objects.filter(vote=vote).count()

        results = at_once(
            [
                lambda place=place, reference=reference: actions.cast_ballot(  # type: ignore[misc]
                    vote=vote,
                    style="",
                    choices=[place % 4 + 1],
                    voter=Voter(channels[place % 4], reference),
                    attempt_key=secrets.token_urlsafe(24),
                )
                for place in range(64)
            ]
        )
        taken = [result for result in results if isinstance(result, Receipt)]
        assert len(taken) + sum(isinstance(result, Refused) for result in results) == 64, results
        assert BallotLog.objects.filter(vote=vote).count() - before == len(taken)
        assert (
            BallotSlot.objects.get(vote=vote, slot=slot_of(vote, Voter(Channel.EID, reference))).channel == Channel.EID
        )
        doubles += BallotSlot.objects.filter(vote=vote).count() - (number + 1)
    print(
        f"\nR2 {connection.vendor}: {voters} voters with 64 attempts each over three channels, {doubles} double votes"
    )
    assert doubles == 0


def test_r2_the_same_submit_at_once_gives_one_receipt(vote: Vote) -> None:
    results = at_once([lambda: cast(vote, "asta", [1], attempt_key="k" * 32) for _place in range(32)])
    assert {result.code for result in results if isinstance(result, Receipt)} and len(results) == 32
    assert len({getattr(result, "code", repr(result)) for result in results}) == 1
    assert BallotLog.objects.filter(vote=vote).count() == 1


def test_r3_nothing_is_accepted_after_closing_and_nothing_in_time_is_refused(vote: Vote) -> None:
    closings = int(os.environ.get("PROOF_CLOSINGS", "1"))
    accepted = refused = late = early = 0
    for number in range(closings):
        now = database_now()
        closes = now + timedelta(seconds=1.2)
        running = set_times(vote, now - timedelta(days=1), closes)

        def until_refused(worker: int, running: Vote = running, number: int = number) -> list[tuple[object, bool]]:
            done = []
            for place in range(10_000):
                voter = email_voter(running, f"{number}-{worker}-{place}@example.org")
                arrived = database_now()
                try:
                    actions.cast_ballot(
                        vote=running,
                        style="",
                        choices=[1],
                        voter=voter,
                        attempt_key=secrets.token_urlsafe(24),
                        arrived=arrived,
                    )
                    done.append((arrived, True))
                except Refused as error:
                    assert error.conflict and "stängde" in str(error)
                    done.append((arrived, False))
                    if len([one for one in done if not one[1]]) > 3:
                        break
            return done

        results = at_once([lambda worker=worker: until_refused(worker) for worker in range(4)], threads=4)  # type: ignore[misc]
        for result in results:
            assert isinstance(result, list), result
            for arrived, taken in result:
                accepted += taken
                refused += not taken
                late += taken and arrived >= closes
                early += not taken and arrived < closes
    print(
        f"\nR3 {connection.vendor}: {closings} closings under load, {accepted} accepted, {refused} refused, {late} too late, {early} too early"
    )
    assert late == early == 0 and accepted and refused
    assert queries.turnout(vote).received == accepted


def test_opening_and_casting_at_once_leave_a_balanced_urn(vote: Vote) -> None:
    for place in range(20):
        cast(vote, f"v{place}", [1])
    closed = close(vote)
    doris = leader_of(vote.cycle)
    results = at_once([lambda: actions.open_urn(vote=closed, actor=doris, now=database_now()) for _twice in range(4)])
    assert sum(isinstance(result, Vote) for result in results) == 1
    assert all(isinstance(result, Vote) or "redan öppnad" in str(result) for result in results), results
    assert len(queries.opened_ballots(closed)) == 20


def test_opening_thousands_is_quick(lund: Organisation, doris: Person) -> None:
    from medborgarbudget.domain.voting.rehearsal import bulk_cast

    many = int(os.environ.get("PROOF_ENVELOPES", "3000"))
    running = open_vote(make_cycle(lund, database_now()), actor=doris)
    began = time.perf_counter()
    bulk_cast(running, (("", [place % 4 + 1]) for place in range(many)))
    sealed = time.perf_counter() - began
    began = time.perf_counter()
    opened = actions.open_urn(vote=close(running), actor=doris, now=database_now())
    took = time.perf_counter() - began
    print(f"\nopening {connection.vendor}: {many} envelopes sealed in {sealed:.1f} s, opened in {took:.1f} s")
    assert opened.received_count == many


def test_of_two_who_take_letters_at_once_one_gets_them(lund: Organisation, doris: Person) -> None:
    running = open_vote(make_cycle(lund, database_now(), rules={"identities": ["code_letter"]}), actor=doris)
    (batch,) = actions.order_letters(
        vote=running, wanted=120, area=None, request_key="k", actor=doris, now=database_now()
    )
    take = [
        lambda: actions.take_letters(batch=batch, actor=doris, now=database_now(), address="x") for _taker in range(4)
    ]
    results = at_once(take, threads=4)  # type: ignore[arg-type]
    assert sum(isinstance(result, bytes) for result in results) == 1
    assert all(isinstance(result, bytes) or "redan hämtade" in str(result) for result in results), results
