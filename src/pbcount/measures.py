"""How good is an outcome for the voters?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from pbcount.election import Election, IntArray


def satisfied(election: Election, chosen: Iterable[int]) -> IntArray:
    """For each distinct ballot, how many of its projects (with more than zero points) are among the chosen positions."""
    won = np.zeros(len(election.projects) + 1, np.int64)
    won[list(chosen)] = 1
    ballots = election.ballots
    each = won[ballots.members]
    if ballots.points is not None:
        each = each * (ballots.points > 0)
    running = np.zeros(len(each) + 1, np.int64)
    np.cumsum(each, out=running[1:])
    return running[ballots.starts[1:]] - running[ballots.starts[:-1]]
