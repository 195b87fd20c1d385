"""Where do opened ballots come from besides the envelopes? Parts that come after the vote in the house add their own when they start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from medborgarbudget.domain.voting.definition import Choice
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.policy import Channel

Ballot = tuple[str, list[Choice]]
"""Style and choices."""


@dataclass(frozen=True)
class Source:
    """One way of voting. `ballots` gives those that count, for mixing with the rest in random order; `missing` says what must be done before
    the urn is opened; `forget` destroys what is left that leads to a slot, with the slots.
    """

    channel: Channel
    ballots: Callable[[Vote], list[Ballot]]
    missing: Callable[[Vote], list[str]] | None = None
    forget: Callable[[Vote], None] | None = None


_sources: list[Source] = []


def add(source: Source) -> None:
    """Called once, from an AppConfig's `ready`."""
    if source not in _sources:
        _sources.append(source)


def ballots_from_elsewhere(vote: Vote) -> list[tuple[Channel, Ballot]]:
    """All ballots that did not come in an envelope, each with how it came."""
    return [(source.channel, ballot) for source in _sources for ballot in source.ballots(vote)]


def missing_before_opening(vote: Vote) -> list[str]:
    """What the sources still wait for, each in a sentence."""
    return [text for source in _sources if source.missing is not None for text in source.missing(vote)]


def forget(vote: Vote) -> None:
    """Destroy what the sources keep that leads to a slot. With the slots, in one transaction."""
    for source in _sources:
        if source.forget is not None:
            source.forget(vote)
