"""Points: take projects from the one with the most points down, skipping what no longer fits.

Points are those the ballots give: what a voter put on a project, the place on a ranking (the first of k gets k, the
last 1), or scores. The rule of Kraków, Katowice and Częstochowa.
"""

from __future__ import annotations

from fractions import Fraction

from pbcount.rules.contest import Choice, Contest
from pbcount.rules.greedy import walk


def choose(contest: Contest) -> Choice:
    scores = contest.election.scores
    return walk(contest, {position: (0, Fraction(scores[position])) for position in contest.eligible}, stop=False)
