"""Is an Equal Shares outcome right? Checked in whole numbers, by other means than those that found it.

The certificate says, for each winner, how many paid in full and what the poorer had paid before; its equations give the
prices as whole numbers over one common denominator. With these the ballots are walked through once more: every sum must
be as stated, every winner paid for to the last unit, no project cheaper than the one chosen, and none affordable at the
end. Nothing is searched for, nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import lcm

from pbcount.counting import admitted
from pbcount.election import Election
from pbcount.outcome import Outcome

Supporter = tuple[int, int, int]
"""ballot, voters, points"""


class CertificateError(ValueError):
    """The outcome does not follow from the ballots; the message says where it fails."""


def verify(election: Election, outcome: Outcome) -> None:
    """Raise ``CertificateError`` unless the outcome's Equal Shares winners are those of its final share.

    Covers the winners bought by shares; what a completion other than add1 chose after them is not covered, nor whether
    another share should have been the last.
    """
    certificate = outcome.certificate
    if certificate is None:
        raise CertificateError("the outcome has no certificate")
    common = lcm(certificate.endowment.denominator, 1)
    for row in certificate.rows:
        if row.full <= 0:
            raise CertificateError(f"{row.project}: nobody pays in full")
        common *= row.full
    share = certificate.endowment.numerator * (common // certificate.endowment.denominator)
    by_points = outcome.spec.utility == "points"
    supporters = [list(_supporters(election, position, by_points)) for position in range(len(election.projects))]
    money = [share] * election.ballots.groups
    contest, _ = admitted(election, outcome.spec)
    counter = contest.capacity.counter()
    for position in contest.eligible:
        if election.projects[position].id in outcome.winners and not election.projects[position].cost:
            counter.take(position)
    shut_out = {step.project for step in outcome.steps if step.reason == "makes-room"}
    costly = [p for p in contest.eligible if election.projects[p].id not in shut_out]
    costly = [p for p in costly if election.projects[p].cost and supporters[p]]
    open_to = [p for p in costly if p not in counter.out]
    prices: list[int] = []
    for row in certificate.rows:
        winner = election.index[row.project]
        if winner not in open_to:
            raise CertificateError(f"{row.project} cannot win, or won already")
        owed = row.cost * common - row.poor * share + sum(count * prices[at] for at, count in row.earlier)
        price, rest = divmod(owed, row.full)
        if rest:
            raise CertificateError(f"{row.project}: the price is not over the common denominator")
        prices.append(price)
        _no_cheaper(election, outcome, winner, price, supporters, money, open_to, common)
        full = sum(voters * points for ballot, voters, points in supporters[winner] if money[ballot] >= price * points)
        if full < row.full:
            raise CertificateError(f"{row.project}: {full} pay in full, the certificate says {row.full}")
        paid = 0
        for ballot, voters, points in supporters[winner]:
            part = min(money[ballot], price * points)
            money[ballot] -= part
            paid += voters * part
        if paid != row.cost * common or row.cost != election.projects[winner].cost:
            raise CertificateError(f"{row.project} is not paid for exactly")
        counter.take(winner)
        open_to = [position for position in open_to if position != winner and position not in counter.out]
    for position in open_to:
        held = sum(voters * money[ballot] for ballot, voters, _ in supporters[position])
        if held >= election.projects[position].cost * common:
            raise CertificateError(f"{election.projects[position].id} could still be paid for")


def _supporters(election: Election, position: int, by_points: bool) -> Iterator[Supporter]:
    who = election.supporters
    for at in range(int(who.starts[position]), int(who.starts[position + 1])):
        ballot = int(who.ballots[at])
        yield ballot, int(election.ballots.weights[ballot]), int(who.points[at]) if by_points else 1


def _no_cheaper(
    election: Election,
    outcome: Outcome,
    winner: int,
    price: int,
    supporters: list[list[Supporter]],
    money: list[int],
    open_to: list[int],
    common: int,
) -> None:
    """At the winner's price per unit of utility no other project's supporters would pay more than its cost."""
    by_cost = outcome.spec.utility == "cost"
    divisor = election.projects[winner].cost if by_cost else 1
    for position in open_to:
        cost = election.projects[position].cost
        most = price * (cost if by_cost else 1)
        # min(money, most / divisor · points) summed, everything times divisor.
        paid = sum(voters * min(money[b] * divisor, most * points) for b, voters, points in supporters[position])
        if paid > cost * common * divisor:
            names = election.projects[position].id, election.projects[winner].id
            raise CertificateError(f"{names[0]} was cheaper than {names[1]} when that was chosen")
