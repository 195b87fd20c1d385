"""STAR, again and again: score, then automatic runoff, then the same among what still fits.

The two projects with the most points meet; the one that more voters gave more points to than to the other wins the
place (if as many, the one with more points). Source: Equal Vote Coalition, "STAR Voting" (2014), its form for several
seats ("Bloc STAR"), with the budget instead of a number of seats.
"""

from __future__ import annotations

import numpy as np

from pbcount.election import IntArray
from pbcount.outcome import Step
from pbcount.rules.contest import Choice, Contest


def choose(contest: Contest) -> Choice:
    election = contest.election
    choice = Choice()
    left = contest.budget
    counter = contest.capacity.counter()
    waiting = list(contest.eligible)
    while True:
        able = [p for p in waiting if election.projects[p].cost <= left and p not in counter.out]
        if not able:
            break
        able.sort(key=lambda position: (-election.scores[position], contest.ranks[position]))
        winner = able[0]
        if len(able) > 1:
            equals = [p for p in able if election.scores[p] == election.scores[able[1]]]
            places = 2 if election.scores[able[0]] == election.scores[able[1]] else 1
            if len(equals) > places:
                choice.ties.append((len(choice.chosen), sorted(equals), able[1]))
            winner = _runoff(contest, able[0], able[1], choice)
        project = election.projects[winner]
        left -= project.cost
        votes = election.votes[winner]
        choice.steps.append(Step(len(choice.chosen), project.id, True, "fits", "star", project.cost, votes, left))
        choice.chosen.append(winner)
        counter.take(winner)
        waiting.remove(winner)
    for position in waiting:
        project = election.projects[position]
        votes = election.votes[position]
        reason = "no-place" if position in counter.out else "does-not-fit"
        choice.steps.append(Step(len(choice.chosen), project.id, False, reason, "star", project.cost, votes, left))
    return choice


def _runoff(contest: Contest, first: int, second: int, choice: Choice) -> int:
    """Who more voters prefer; ``first`` has no fewer points."""
    election = contest.election
    weights = election.ballots.weights
    one, two = _given(contest, first), _given(contest, second)
    for_one, for_two = int(weights[one > two].sum()), int(weights[two > one].sum())
    if for_one == for_two and election.scores[first] == election.scores[second]:
        choice.ties.append((len(choice.chosen), sorted((first, second)), first))
    return second if for_two > for_one else first


def _given(contest: Contest, position: int) -> IntArray:
    """What each distinct ballot gives the project; nothing said is 0."""
    ballots = contest.election.ballots
    assert ballots.points is not None  # the rule is refused for ballots without
    points = np.zeros(ballots.groups, np.int64)
    row = np.repeat(np.arange(ballots.groups), np.diff(ballots.starts))
    named = ballots.members == position
    points[row[named]] = ballots.points[named]
    return points
