"""Majority judgement: projects by their median grade from the best down, skipping what no longer fits.

Source: M. Balinski, R. Laraki, "Majority Judgment" (2010); Paris counts its participatory budget so. Grades are numbers,
more is better; a voter who gives a project no grade gives it 0. The median is the grade that a majority thinks the
project deserves at least. Among equal medians the *majority-gauge* decides: a project with more grades above its median
than below goes before the others, the more above the better; of those others, the fewer below the better.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from pbcount.rules.contest import Choice, Contest
from pbcount.rules.greedy import walk


def choose(contest: Contest) -> Choice:
    gauges = {position: gauge(contest, position) for position in contest.eligible}
    levels = {level: place for place, level in enumerate(sorted(set(gauges.values())))}
    return walk(contest, {position: (0, Fraction(levels[gauge])) for position, gauge in gauges.items()}, stop=False)


def gauge(contest: Contest, position: int) -> tuple[int, int]:
    """(median, how far above it: the number of better grades, or less the number of worse ones)."""
    ballots = contest.election.ballots
    assert ballots.points is not None  # the rule is refused for ballots without
    given = ballots.members == position
    weights = np.repeat(ballots.weights, np.diff(ballots.starts))[given]
    grades = ballots.points[given]
    silent = contest.election.voters - int(weights.sum())
    counted = {0: silent} if silent else {}
    for grade, weight in zip(grades.tolist(), weights.tolist(), strict=True):
        counted[grade] = counted.get(grade, 0) + weight
    voters = contest.election.voters
    below = 0
    for grade in sorted(counted):
        # The lower of the two middle grades where the number of voters is even.
        if 2 * (below + counted[grade]) >= voters:
            above = voters - below - counted[grade]
            return grade, above if above > below else -below
        below += counted[grade]
    return 0, 0
