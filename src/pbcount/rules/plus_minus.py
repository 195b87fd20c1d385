"""Plus and minus: votes for less votes against, from the best down, skipping what no longer fits.

Ballots are scores, plus for and minus against. A project that more are against than for is never chosen.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from pbcount.outcome import Step
from pbcount.rules.contest import Choice, Contest
from pbcount.rules.greedy import walk


def choose(contest: Contest) -> Choice:
    election = contest.election
    scores = election.scores
    liked = [position for position in contest.eligible if scores[position] > 0]
    keys = {position: (0, Fraction(scores[position])) for position in liked}
    choice = walk(replace(contest, eligible=liked), keys, stop=False)
    left = choice.steps[-1].left if choice.steps else contest.budget
    for position in contest.eligible:
        if scores[position] <= 0:
            project = election.projects[position]
            votes = election.votes[position]
            rounds = len(choice.chosen)
            choice.steps.append(Step(rounds, project.id, False, "not-liked", "plus-minus", project.cost, votes, left))
    return choice
