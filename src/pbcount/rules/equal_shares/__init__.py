"""Equal Shares: each ballot gets an equal share of the budget, and projects are bought by those who want them.

Source: D. Peters, G. Pierczyński, P. Skowron, "Proportional Participatory Budgeting with Additive Utilities" (2021).
The plain rule seldom spends the whole budget; a completion says what happens with the rest:

- ``none``: it is left.
- ``add1``: every ballot's share is raised by one whole unit and all is counted again, until the next outcome would cost
  more than the budget (``add1`` in this package says exactly when).
- ``greedy``: the rest is spent greedily by the same utility.
- ``add1-then-greedy``: both, in that order.
- ``phragmen``: ballots keep what they have left and earn at an equal rate until the next project can be bought.

Projects that cost nothing and have a supporter are chosen first, in the tie order.
"""

from __future__ import annotations

from fractions import Fraction

from pbcount.outcome import Certificate, CertificateRow, Endowment, Step
from pbcount.rules import greedy, phragmen
from pbcount.rules.contest import Choice, Contest
from pbcount.rules.equal_shares.add1 import raise_share
from pbcount.rules.equal_shares.market import Market, market_of
from pbcount.rules.equal_shares.run import Run, run


def choose(contest: Contest) -> Choice:
    election, spec = contest.election, contest.spec
    free = [p for p in contest.eligible if election.projects[p].cost == 0 and election.votes[p]]
    free.sort(key=lambda position: contest.ranks[position])
    priced = [p for p in contest.eligible if election.projects[p].cost and election.votes[p]]
    voters = election.voters
    adds = spec.completion in ("add1", "add1-then-greedy")
    if adds and spec.start == "floor":
        unit = 1
        share = contest.budget // election.scale // voters * election.scale if voters else 0
    else:
        unit = max(1, voters)
        share = contest.budget
    market = market_of(election, priced, spec.utility, contest.ranks, unit)
    added = 0
    if adds:
        final, added = raise_share(market, share, contest, exhausted_by=[contest.budget * unit])
    else:
        final = _plain(market, share)
    choice = _told(contest, market, final, free)
    choice.endowment = Endowment(Fraction(share, unit), Fraction(final.share, unit), added)
    if any(tied for tied in final.ties):
        choice.reversed_chosen = None
    if spec.completion in ("greedy", "add1-then-greedy"):
        choice = choice.followed_by(greedy.choose(contest.rest(choice.chosen)))
    elif spec.completion == "phragmen":
        choice = choice.followed_by(phragmen.complete(contest.rest(choice.chosen), final))
    return choice
