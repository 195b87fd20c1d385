"""In which ways did people vote, so far as it may be told? On paper as well as on the web; small numbers are hidden."""

from __future__ import annotations

from dataclasses import dataclass

from medborgarbudget.domain.counting.privacy import published_parts
from medborgarbudget.domain.voting.models import Vote


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
    shown = published_parts(received)
    return [
        ChannelTurnout(channel, shown[channel])
        for channel in sorted(received, key=lambda each: (-received[each], each))
    ]
