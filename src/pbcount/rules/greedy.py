"""Greedy: take projects from the most wanted down, skipping what no longer fits.

By votes (utility cost), by votes per krona (utility cardinality) or by points per krona (utility points). This is the
rule of most cities; N. Talmon, P. Faliszewski, "A Framework for Approval-Based Budgeting Methods" (2019) describe it as
maximising utility per krona step by step. A group of projects with equal keys is a tie when only some of them fit.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby

from pbcount.outcome import Step
from pbcount.rules.contest import Choice, Contest

Key = tuple[int, Fraction]


def choose(contest: Contest) -> Choice:
    return walk(contest, keys(contest), stop=False)


def keys(contest: Contest) -> dict[int, Key]:
    """How wanted each eligible project is: more is better. What costs nothing comes first per krona."""
    election, utility = contest.election, contest.spec.utility
    wanted = election.scores if utility == "points" else election.votes
    if utility == "cost":
        return {position: (0, Fraction(wanted[position])) for position in contest.eligible}
    return {
        position: (0, Fraction(wanted[position], cost)) if cost else (1, Fraction(wanted[position]))
        for position in contest.eligible
        for cost in (election.projects[position].cost,)
    }


def walk(contest: Contest, keys: dict[int, Key], stop: bool) -> Choice:
    """Take in order of falling key what fits; with ``stop``, end at the first that does not."""
    election = contest.election
    order = sorted(contest.eligible, key=lambda position: contest.ranks[position])
    order.sort(key=lambda position: keys[position], reverse=True)
    choice = Choice()
    left = contest.budget
    counter = contest.capacity.counter()
    part = contest.spec.fund_from
    stopped = False
    for _, equals in groupby(order, key=lambda position: keys[position]):
        group = list(equals)
        first_round = len(choice.chosen)
        for position in group:
            project = election.projects[position]
            blocked = position in counter.out
            fits = not stopped and not blocked and project.cost <= left
            reason = "fits" if fits else "stopped" if stopped else "no-place" if blocked else "does-not-fit"
            if reason == "does-not-fit" and part:
                # The first that does not fit is funded all the same when most of its cost is left; then the money is gone.
                if left >= Fraction(part) * project.cost:
                    fits, reason, left = True, "nearly-fits", project.cost
                part = None
            if fits:
                left -= project.cost
                choice.chosen.append(position)
                counter.take(position)
            choice.steps.append(
                Step(
                    round=len(choice.chosen) - fits,
                    project=project.id,
                    chosen=fits,
                    reason=reason,
                    phase="greedy-stop" if stop else "greedy",
                    cost=project.cost,
                    supporters=election.votes[position],
                    left=left,
                )
            )
            stopped = stopped or (stop and reason in ("does-not-fit", "nearly-fits"))
        taken = choice.chosen[first_round:]
        if taken and len(taken) < len(group):
            choice.ties.append((first_round, sorted(group), taken[0]))
    return choice
