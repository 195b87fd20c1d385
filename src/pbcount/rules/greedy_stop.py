"""Greedy without skipping: take projects from the most wanted down and stop at the first that does not fit.

The rule of Wrocław and Gdynia. Projects withdrawn after printing are passed over without stopping.
"""

from __future__ import annotations

from fractions import Fraction

from pbcount.rules.contest import Choice, Contest
from pbcount.rules.greedy import walk


def choose(contest: Contest) -> Choice:
    """By votes, or by points with utility points."""
    election = contest.election
    wanted = election.scores if contest.spec.utility == "points" else election.votes
    return walk(contest, {position: (0, Fraction(wanted[position])) for position in contest.eligible}, stop=True)
