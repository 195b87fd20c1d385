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

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from pbcount.outcome import Certificate, CertificateRow, Endowment, Step
from pbcount.rules import greedy, phragmen
from pbcount.rules.contest import Choice, Contest
from pbcount.rules.equal_shares.add1 import raise_share
from pbcount.rules.equal_shares.market import Market, market_of
from pbcount.rules.equal_shares.run import Run, run


def choose(contest: Contest) -> Choice:
    election, spec = contest.election, contest.spec
    voters = election.voters
    adds = spec.completion in ("add1", "add1-then-greedy")
    if not voters:
        unit, start = 1, 0
    elif adds and spec.start == "floor":
        unit, start = 1, contest.budget // election.scale // voters * election.scale
    else:
        unit, start = voters, contest.budget
    market = _market(contest, unit)
    added = raise_share(market, start, contest) if adds else 0
    share = start + added * election.scale * unit
    choice = _settle(contest, market, share)
    choice.endowment = Endowment(Fraction(start, unit), Fraction(share, unit), added)
    if choice.ties and contest.weigh_ties:
        choice.reversed_chosen = _reversed(contest, unit, share, adds)
    return choice


def bought_at(contest: Contest, share: Fraction) -> list[int]:
    """What is bought when each ballot holds this share, what costs nothing first."""
    return free_of_charge(contest) + _run(_market(contest, share.denominator), share.numerator).order


def _market(contest: Contest, unit: int) -> Market:
    election = contest.election
    priced = [p for p in contest.eligible if election.projects[p].cost and election.votes[p]]
    return market_of(contest.rest(free_of_charge(contest)), priced, unit)


def free_of_charge(contest: Contest) -> list[int]:
    """What costs nothing and has a supporter, in the tie order, as far as there are places."""
    election = contest.election
    counter = contest.capacity.counter()
    free = []
    for position in sorted(contest.eligible, key=lambda position: contest.ranks[position]):
        if election.projects[position].cost == 0 and election.votes[position] and position not in counter.out:
            free.append(position)
            counter.take(position)
    return free


def _run(market: Market, share: int) -> Run:
    found = run(market, share)
    assert found is not None  # only a run that follows another can fail
    return found


def _settle(contest: Contest, market: Market, share: int) -> Choice:
    """The outcome at a share, with what completes it."""
    final = _run(market, share)
    choice = _told(contest, market, final)
    if contest.spec.completion in ("greedy", "add1-then-greedy"):
        return choice.followed_by(greedy.choose(contest.rest(choice.chosen)))
    if contest.spec.completion == "phragmen":
        return choice.followed_by(phragmen.complete(contest.rest(choice.chosen), final))
    return choice


def _reversed(contest: Contest, unit: int, share: int, adds: bool) -> set[int]:
    """The winners under the reverse tie order, at the share where the count ended."""
    backwards = replace(contest, ranks=[-rank for rank in contest.ranks])
    market = _market(backwards, unit)
    choice = _settle(backwards, market, share)
    if adds and len(choice.chosen) < len(market.demands):
        further = _run(market, share + contest.election.scale * unit)
        if sum(contest.election.projects[p].cost for p in further.order) <= contest.budget:
            choice = _told(backwards, market, further)
    return set(choice.chosen)


def _told(contest: Contest, market: Market, final: Run) -> Choice:
    """A run as steps, what costs nothing first."""
    election = contest.election
    free = free_of_charge(contest)
    choice = Choice(chosen=free + final.order)
    left = contest.budget
    for at, position in enumerate(free):
        votes = election.votes[position]
        name = election.projects[position].id
        choice.steps.append(Step(at, name, True, "free", "equal-shares", 0, votes, left, 0.0, 0.0, votes, 0))
    for at, bought in enumerate(final.bought, len(free)):
        project = election.projects[bought.project]
        left -= project.cost
        choice.steps.append(
            Step(
                round=at,
                project=project.id,
                chosen=True,
                reason="bought",
                phase="equal-shares",
                cost=project.cost,
                supporters=election.votes[bought.project],
                left=left,
                price=bought.price / market.unit,
                price_per_utility=bought.per_utility if contest.spec.utility == "cost" else bought.price / market.unit,
                paying_full=bought.paying_full,
                paying_rest=bought.paying_rest,
            )
        )
    choice.steps.extend(_refused(contest, market, final, set(choice.chosen), left))
    choice.ties = [(at + len(free), tied, chosen) for at, tied, chosen in final.ties]
    choice.certificate = Certificate(
        Fraction(final.share, market.unit),
        tuple(
            CertificateRow(
                election.projects[bought.project].id,
                election.projects[bought.project].cost,
                bought.row.full,
                bought.row.poor,
                tuple(sorted(bought.row.coefficients.items())),
            )
            for bought in final.bought
        ),
    )
    return choice


def _refused(contest: Contest, market: Market, final: Run, chosen: set[int], left: int) -> Iterable[Step]:
    election = contest.election
    counter = contest.capacity.counter()
    for position in chosen:
        counter.take(position)
    for position in contest.eligible:
        if position in chosen:
            continue
        project = election.projects[position]
        demand = market.demands.get(position)
        holds = None if demand is None else float((demand.voters * final.money[demand.ballots]).sum()) / market.unit
        yield Step(
            round=len(chosen),
            project=project.id,
            chosen=False,
            reason="no-place" if position in counter.out else "no-votes" if demand is None else "supporters-cannot-pay",
            phase="equal-shares",
            cost=project.cost,
            supporters=election.votes[position],
            left=left,
            supporters_left=holds,
        )
