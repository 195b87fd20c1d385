"""In which ways did people vote, so far as it may be told? On paper as well as on the web; small numbers are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from medborgarbudget.domain.counting.privacy import published_lines
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.policy import BY_PAPER


@dataclass(frozen=True)
class ChannelTurnout:
    """How many voted that way; None where that must stay hidden. `channel` is a value of voting.policy.Channel."""

    channel: str
    voters: int | None


def turnout_by_channel(vote: Vote) -> list[ChannelTurnout]:
    """The channels of an opened vote, the largest first; none when there was only one, whose number is everybody."""
    received: dict[str, int] = vote.tally.get("channels", {})
    if len(received) < 2:
        return []
    shown = published_channels(received)
    return [
        ChannelTurnout(channel, shown[channel])
        for channel in sorted(received, key=lambda each: (-received[each], each))
    ]


def published_channels(received: Mapping[str, int]) -> dict[str, int | None]:
    """How many voted in each way; None where it must stay hidden.

    Three sums are public: all ballots, by the log those that came in envelopes, and so those on paper. A hidden number may be had from none.
    """
    envelopes = [way for way in received if way not in BY_PAPER]
    on_paper = [way for way in received if way in BY_PAPER]
    # One way alone on paper, and few: its number is not told, and so no sum of it either.
    lines = [envelopes, *([on_paper] if len(on_paper) > 1 else []), list(received)]
    return published_lines(received, lines)
