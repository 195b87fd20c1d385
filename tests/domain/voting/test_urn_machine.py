"""R13: in whatever order people cast, replace, make controls, are voided, go to paper or post, extend, close and open, does each count as promised?

A plain model beside the real thing: for every voter the last valid ballot. Hypothesis looks for an order of deeds in which they differ.
PROOF_MACHINE sets the number of runs (12, always the same ones).
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, log, queries, witnessing
from medborgarbudget.domain.voting.identity import Voter
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, OpenedBallot, SetAside, Vote
from medborgarbudget.domain.voting.policy import RANK, Channel
from medborgarbudget.domain.voting.queries import Standing
from medborgarbudget.domain.voting.receipts import Receipt
from medborgarbudget.domain.voting.tree import Tree, goes_on
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import make_organisation
from tests.support.cycles import make_cycle
from tests.support.voting import leader_of, open_vote, set_times

pytestmark = [pytest.mark.django_db, pytest.mark.writes]

VOTERS = ("asta", "bo", "cissi")
CHANNELS = st.sampled_from([Channel.EMAIL, Channel.LETTER, Channel.EID])
STEPS: Counter[str] = Counter()


class Machine(RuleBasedStateMachine):
    """Every run is a vote of its own, taken back afterwards."""

    @initialize()
    def begin(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        name = secrets.token_hex(4)
        self.vote: Vote = open_vote(make_cycle(make_organisation(f"o{name}", f"O {name}"), database_now()))
        self.doris: Person = leader_of(self.vote.cycle)
        self.held: dict[str, tuple[Channel, list[int], str]] = {}
        self.on_paper: set[str] = set()
        self.posted: set[str] = set()
        self.fates: dict[str, str] = {}
        self.attempts: dict[str, tuple[str, str, Receipt]] = {}
        self.roots: list[tuple[int, bytes]] = []
        self.open = True
        self.opened = False

    def teardown(self) -> None:
        """Every run ends with an opened urn."""
        if not hasattr(self, "undo"):
            return
        try:
            if self.open:
                self.close()
            if not self.opened:
                self.open_urn()
            self.as_promised()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @rule(who=st.sampled_from(VOTERS), channel=CHANNELS, choices=st.sets(st.integers(1, 4), min_size=1, max_size=3))
    def cast(self, who: str, channel: Channel, choices: set[int]) -> None:
        key = secrets.token_urlsafe(24)
        held = self.held.get(who)
        there = Channel.POSTED if who in self.posted else held[0] if held is not None else None
        allowed = self.open and who not in self.on_paper and (there is None or RANK[channel] >= RANK[there])
        try:
            receipt = self._cast(who, channel, sorted(choices), key)
        except Refused:
            assert not allowed
            STEPS["refused"] += 1
            return
        assert allowed
        STEPS["replaced" if held else "cast"] += 1
        self.posted.discard(who)
        if held is not None:
            self.fates[held[2]] = "replaced"
        self.held[who] = (channel, sorted(choices), receipt.code)
        self.fates[receipt.code] = "counted"
        self.attempts[receipt.code] = (who, key, receipt)

    cast_more = rule(
        who=st.sampled_from(VOTERS), channel=CHANNELS, choices=st.sets(st.integers(1, 4), min_size=1, max_size=3)
    )(lambda self, who, channel, choices: self.cast(who, channel, choices))

    def _cast(self, who: str, channel: Channel, choices: list[int], key: str) -> Receipt:
        with transaction.atomic():
            return actions.cast_ballot(
                vote=self.vote, style="", choices=choices, voter=self._voter(who, channel), attempt_key=key
            )

    def _voter(self, who: str, channel: Channel) -> Voter:
        return Voter(channel, who.encode().hex())

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        who, key, receipt = self.attempts[data.draw(st.sampled_from(list(self.attempts)))]
        before = BallotLog.objects.filter(vote=self.vote).count()
        assert self._cast(who, Channel.EMAIL, [1], key) == receipt
        assert BallotLog.objects.filter(vote=self.vote).count() == before
        STEPS["sent again"] += 1

    @precondition(lambda self: self.attempts)
    @rule(data=st.data())
    def control(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(list(self.attempts)))
        who, key, _receipt = self.attempts[code]
        allowed = self.fates[code] == "control" or (self.open and self.held.get(who, (None, None, ""))[2] == code)
        try:
            with transaction.atomic():
                actions.make_control(vote=self.vote, attempt_key=key)
        except Refused:
            assert not allowed
            return
        assert allowed
        STEPS["control"] += 1
        if self.fates[code] != "control":
            self.fates[code] = "control"
            del self.held[who]

    @precondition(lambda self: self.attempts and not self.opened)
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        code = data.draw(st.sampled_from(list(self.attempts)))
        who = self.attempts[code][0]
        there = self.held.get(who, (None, None, ""))[2] == code
        done = actions.void_ballot(vote=self.vote, receipt=code, reason="Prov", actor=self.doris, now=database_now())
        assert done is there
        if done:
            STEPS["void"] += 1
            self.fates[code] = "void"
            del self.held[who]

    @precondition(lambda self: self.open)
    @rule(who=st.sampled_from(VOTERS))
    def paper(self, who: str) -> None:
        held = self.held.get(who)
        try:
            with transaction.atomic():
                had = actions.give_place_to_paper(
                    vote=self.vote, voter=self._voter(who, Channel.PAPER), arrived=database_now()
                )
        except Refused:
            assert who in self.on_paper
            return
        assert who not in self.on_paper and had is (held is not None or who in self.posted)
        STEPS["paper"] += 1
        self.posted.discard(who)
        self.on_paper.add(who)
        if held is not None:
            self.fates[held[2]] = "paper"
            del self.held[who]

    @precondition(lambda self: self.open)
    @rule(who=st.sampled_from(VOTERS))
    def post(self, who: str) -> None:
        held = self.held.get(who)
        voter = self._voter(who, Channel.POSTED)
        there = actions.give_place_to_post(vote=self.vote, voter=voter, arrived=database_now())
        if who in self.on_paper or who in self.posted:
            assert there == (Channel.PAPER if who in self.on_paper else Channel.POSTED)
            return
        assert there == (held[0] if held is not None and held[0] == Channel.EID else None)
        if there is None:
            STEPS["posted"] += 1
            self.posted.add(who)
            if held is not None:
                self.fates[held[2]] = "posted"
                del self.held[who]

    @precondition(lambda self: len(self.vote.extensions) < 2)
    @rule()
    def extend(self) -> None:
        later = self.vote.closes_at + timedelta(hours=1)
        try:
            with transaction.atomic():
                self.vote = actions.extend_vote(
                    vote=self.vote, closes_at=later, reason="Prov", actor=self.doris, now=database_now()
                )
        except Refused:
            assert not self.open
            return
        assert self.open
        STEPS["extended"] += 1

    @precondition(lambda self: not self.opened and (not self.roots or self.roots[-1][0] < len(self.fates)))
    @rule()
    def sequence(self) -> None:
        witnessing.sequence(self.vote, database_now())
        last = log.last_checkpoint(self.vote)
        if last is not None:
            self.roots.append((last.size, bytes(last.root)))
        STEPS["checkpoint"] += 1

    @precondition(lambda self: self.open and len(self.fates) > 4)
    @rule()
    def close(self) -> None:
        now = database_now()
        self.vote = set_times(self.vote, now - timedelta(days=2), now - timedelta(minutes=5))
        self.open = False
        STEPS["closed"] += 1

    @rule()
    def open_urn(self) -> None:
        try:
            with transaction.atomic():
                self.vote = actions.open_urn(vote=self.vote, actor=self.doris, now=database_now())
        except Refused:
            assert self.open or self.opened
            return
        assert not self.open and not self.opened
        self.opened = True
        STEPS["opened"] += 1

    @invariant()
    def as_promised(self) -> None:
        if not hasattr(self, "vote"):
            return
        logged = BallotLog.objects.filter(vote=self.vote)
        assert logged.count() == len(self.fates)
        if not self.opened:
            assert queries.turnout(self.vote).received == len(self.held)
            assert BallotSlot.objects.filter(vote=self.vote).count() == len([*self.held, *self.on_paper, *self.posted])
            assert not OpenedBallot.objects.filter(vote=self.vote).exists()
            return
        told = {code: queries.standing_of(self.vote, code)[0] for code in self.fates}
        assert told == {code: Standing(fate) for code, fate in self.fates.items()}
        ballots = sorted(ballot.choices for ballot in queries.opened_ballots(self.vote))
        assert ballots == sorted(choices for _channel, choices, _code in self.held.values())
        assert self.vote.tally["fates"] == dict(Counter(self.fates.values()))
        assert not BallotSlot.objects.filter(vote=self.vote).exists()
        assert all(
            one.content and not bytes(one.envelope) for one in SetAside.objects.filter(vote=self.vote, fate="control")
        )
        last = log.last_checkpoint(self.vote)
        if last is not None:
            tree = Tree(log.leaves_of(self.vote))
            assert last.size == len(self.fates) and tree.root() == bytes(last.root)
            for size, root in self.roots:
                assert goes_on(size, root, last.size, bytes(last.root), tree.consistency(size))


def test_r13_every_order_of_deeds_counts_as_promised() -> None:
    STEPS.clear()
    runs = int(os.environ.get("PROOF_MACHINE", "12"))
    profile: Any = settings(
        max_examples=runs,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize="PROOF_MACHINE" not in os.environ,
    )
    run_state_machine_as_test(Machine, settings=profile)  # type: ignore[no-untyped-call]
    told = ", ".join(f"{n} {name}" for name, n in sorted(STEPS.items()))
    print(f"\nR13: {runs} runs, {sum(STEPS.values())} deeds ({told}), 0 differences from the model")
    assert (
        STEPS["opened"] >= runs
        and STEPS["cast"]
        and STEPS["control"] + STEPS["void"] + STEPS["paper"] + STEPS["posted"]
    )
