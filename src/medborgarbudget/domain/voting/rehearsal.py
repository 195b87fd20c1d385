"""How is an urn filled for a demo or a trial, thousands of ballots in seconds, through the same seal and slots as real ones?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from itertools import islice

from django.conf import settings
from django.db import transaction

from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.voting.definition import Choice, Definition
from medborgarbudget.domain.voting.identity import Voter, slot_of
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, Vote, VoteState
from medborgarbudget.domain.voting.policy import RANK, Channel, validate
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.seal import leaf_of, seal

CHUNK = 500


@transaction.atomic
def bulk_cast(
    vote: Vote,
    ballots: Iterable[tuple[str, Sequence[Choice]]],
    *,
    channel: Channel = Channel.EMAIL,
    voters: Iterable[Voter] | None = None,
) -> int:
    """Seal and store a ballot for each (style, choices), from each of `voters` in turn or from an invented voter of its own. Gives the number.

    Whatever the clock says, so that a demo can have a vote that is over; therefore only in a demo installation.
    Raises ValueError for a ballot that the definition does not allow.
    """
    if not settings.DEMO:
        raise RuntimeError("Ballots are invented in a demo installation only.")
    if vote.state != VoteState.READY:
        raise ValueError(f"the vote is {vote.state}")
    definition = definition_of(vote)
    number = 0
    coming = iter(ballots)
    turn = iter(voters) if voters is not None else None
    while some := list(islice(coming, CHUNK)):
        slots: list[BallotSlot] = []
        leaves: list[BallotLog] = []
        for style, choices in some:
            problems = validate(definition, style, list(choices), vote.withdrawn)
            if problems:
                raise ValueError(f"ballot {number + len(slots) + 1}: {problems[0].text}")
            envelope = seal(vote, definition, style, choices)
            leaf = leaf_of(vote, envelope)
            voter = next(turn) if turn is not None else Voter(channel, f"rehearsal {secrets.token_hex(16)}")
            way = voter.channel
            slots.append(
                BallotSlot(
                    vote=vote,
                    slot=slot_of(vote, voter),
                    envelope=envelope,
                    leaf=leaf,
                    channel=way.value,
                    rank=RANK[way],
                )
            )
            leaves.append(BallotLog(vote=vote, leaf=leaf))
        BallotSlot.objects.bulk_create(slots)
        BallotLog.objects.bulk_create(leaves)
        number += len(some)
    return number


def marked(definition: Definition, liked: Sequence[int]) -> list[Choice]:
    """A ballot from what a voter likes, the most first, marked the way the kind of ballot asks for."""
    kind = definition.how
    if not kind.has_values:
        return list(liked)
    limits = definition.pots_by_id[definition.options_by_number[liked[0]].pot].limits
    values = kind.values(limits)
    if kind.control is Control.PLACE:
        return [(number, place) for place, number in enumerate(liked[: values[-1]], 1)]
    if kind.control is Control.NUMBER:
        left, given = limits.points or 0, []
        for place, number in enumerate(liked):
            some = min(values[-1], left if place == len(liked) - 1 else (left + 1) // 2)
            if some:
                given.append((number, some))
            left -= some
        return list(given)
    best_first = sorted(values, reverse=True)
    return [(number, best_first[min(place, len(best_first) - 1)]) for place, number in enumerate(liked)]
