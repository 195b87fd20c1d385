"""How far may every ballot's share be raised before the outcome costs more than the budget?

``stop`` = ``over``: one whole unit at a time until the next outcome costs more than the budget, or all that anyone
wants is bought. ``over-or-exhaustive`` also stops when nothing more fits what is left. The two differ in about every
tenth real election, so the spec must say which.

Outcomes are not monotone in the share, so no step may be skipped without proof. The proof (``run`` with a ``lead``):
with the order of winners fixed, prices only fall as the share rises; if every winner is cheaper at the lower share than
all others are at the higher, the same is bought at every share between.
"""

from __future__ import annotations

from pbcount.rules.contest import Contest
from pbcount.rules.equal_shares.market import Market
from pbcount.rules.equal_shares.run import Run, run


def raise_share(market: Market, start: int, contest: Contest) -> int:
    """How many units are added to each ballot's share in the end."""
    projects = contest.election.projects
    unit = contest.election.scale * market.unit
    here = run(market, start)
    added, leap = 0, 1
    while here is not None and not _done(here, contest):
        if leap > 1:
            there = run(market, start + (added + leap) * unit, lead=here)
            if there is not None:
                added += leap
                leap *= 2
                here = there
                continue
            leap //= 4
        following = run(market, start + (added + 1) * unit)
        if following is None or sum(projects[p].cost for p in following.order) > contest.budget:
            break
        leap = max(2, leap) if following.order == here.order else 1
        here = following
        added += 1
        if contest.progress:
            contest.progress("add1", added, None)
    return added


def _done(here: Run, contest: Contest) -> bool:
    if len(here.bought) == len(here.market.demands):
        return True
    if contest.spec.stop == "over":
        return False
    projects = contest.election.projects
    taken = set(here.order)
    left = contest.budget - sum(projects[p].cost for p in taken)
    return all(projects[p].cost > left or projects[p].cost == 0 for p in contest.eligible if p not in taken)
