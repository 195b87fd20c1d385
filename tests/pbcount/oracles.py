"""What would each rule give, done slowly and plainly with fractions, voter by voter?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from pbcount.election import Election


@dataclass
class Plain:
    """An election as dictionaries: one entry for each voter, no groups."""

    costs: dict[str, int]
    budget: int
    voters: list[dict[str, int]]
    rank: dict[str, object]
    groups: list[tuple[set[str], int]] = field(default_factory=list)

    def out(self, chosen: Sequence[str]) -> set[str]:
        """Who can win no more, by conflicts and places."""
        full = [members for members, places in self.groups if len(members & set(chosen)) >= places]
        return set().union(*full)

    def supporters(self, project: str) -> list[int]:
        return [voter for voter, ballot in enumerate(self.voters) if ballot.get(project, 0) > 0]

    def votes(self, project: str) -> int:
        return len(self.supporters(project))

    def score(self, project: str) -> int:
        return sum(ballot.get(project, 0) for ballot in self.voters)


def plain(election: Election, rank: Mapping[str, object] | None = None) -> Plain:
    """Ranks default to the ascending id."""
    names = [project.id for project in election.projects]
    voters: list[dict[str, int]] = []
    for weight, members, points in election.ballots.rows():
        given = points if points is not None else [1] * len(members)
        ballot = {names[member]: value for member, value in zip(members, given, strict=True)}
        voters += [ballot] * weight
    costs = {p.id: p.cost for p in election.projects if not p.withdrawn and p.cost <= election.budget}
    return Plain(costs, election.budget, voters, dict(rank) if rank else {name: name for name in names})


def greedy(
    case: Plain, utility: str, stop: bool = False, left: int | None = None, taken: Sequence[str] = ()
) -> list[str]:
    left = case.budget if left is None else left

    def wanted(project: str) -> tuple[int, Fraction]:
        total = case.score(project) if utility in ("points", "score") else case.votes(project)
        if utility in ("cost", "score") or stop:
            return 0, Fraction(total)
        cost = case.costs[project]
        return (0, Fraction(total, cost)) if cost else (1, Fraction(total))

    order = sorted(case.costs, key=lambda p: case.rank[p])  # type: ignore[arg-type, return-value]
    order.sort(key=wanted, reverse=True)
    chosen: list[str] = []
    for project in order:
        if project in taken or project in case.out([*taken, *chosen]):
            continue
        if case.costs[project] <= left:
            chosen.append(project)
            left -= case.costs[project]
        elif stop:
            break
    return chosen


def price(cost: int, holders: list[tuple[Fraction, int]]) -> Fraction | None:
    """The least q with Σ min(money, q · points) = cost, by sorting; None when they hold too little."""
    if sum(money for money, _ in holders) < cost:
        return None
    owed, points = Fraction(cost), sum(points for _, points in holders)
    for money, weight in sorted(holders, key=lambda each: each[0] / each[1]):
        if money * points >= owed * weight:
            return owed / points
        owed -= money
        points -= weight
    raise AssertionError("they hold enough")


def equal_shares(case: Plain, share: Fraction, utility: str) -> tuple[list[str], list[Fraction]]:
    """Winners in order, and what each voter has left."""
    money = [share] * len(case.voters)
    free = [p for p in case.costs if case.costs[p] == 0 and case.votes(p)]
    chosen: list[str] = []
    for project in sorted(free, key=lambda p: case.rank[p]):  # type: ignore[arg-type, return-value]
        if project not in case.out(chosen):
            chosen.append(project)
    waiting = [p for p in case.costs if case.costs[p] and case.votes(p)]
    while True:
        offers = []
        for project in set(waiting) - case.out(chosen):
            who = case.supporters(project)
            points = {v: case.voters[v][project] if utility == "points" else 1 for v in who}
            q = price(case.costs[project], [(money[v], points[v]) for v in who])
            if q is not None:
                per_utility = q / case.costs[project] if utility == "cost" else q
                offers.append((per_utility, case.rank[project], project, q, points))
        if not offers:
            return chosen, money
        _, _, project, q, points = min(offers, key=lambda offer: offer[:2])
        for voter, many in points.items():
            money[voter] -= min(money[voter], q * many)
        chosen.append(project)
        waiting.remove(project)


def add1(case: Plain, utility: str, start: str, stop: str, step: int = 1) -> tuple[list[str], Fraction]:
    voters = len(case.voters)
    if not voters:
        return [], Fraction(0)
    share = Fraction(case.budget // step // voters * step) if start == "floor" else Fraction(case.budget, voters)
    wanted = {p for p in case.costs if case.votes(p)}
    chosen, _ = equal_shares(case, share, utility)
    while True:
        spent = sum(case.costs[p] for p in chosen)
        if set(chosen) == wanted - (case.out(chosen) - set(chosen)):
            return chosen, share
        if stop == "over-or-exhaustive" and all(
            p in chosen or case.costs[p] > case.budget - spent or not case.costs[p] or p in case.out(chosen)
            for p in case.costs
        ):
            return chosen, share
        following, _ = equal_shares(case, share + step, utility)
        if sum(case.costs[p] for p in following) > case.budget:
            return chosen, share
        chosen, share = following, share + step


def phragmen(case: Plain, money: list[Fraction] | None = None, taken: Sequence[str] = ()) -> list[str]:
    """Clockwork: how long until some project's supporters hold its cost, were everybody to earn at the same rate."""
    money = list(money) if money else [Fraction(0)] * len(case.voters)
    waiting = [p for p in case.costs if case.votes(p) and p not in taken]
    left = case.budget - sum(case.costs[p] for p in taken)
    chosen: list[str] = []
    while waiting := [p for p in waiting if p not in case.out([*taken, *chosen])]:
        due = [
            (Fraction(case.costs[p] - sum(money[v] for v in case.supporters(p)), case.votes(p)), case.rank[p], p)
            for p in waiting
        ]
        wait, _, project = min(due, key=lambda each: each[:2])
        if case.costs[project] > left:
            break
        money = [have + wait for have in money]
        for voter in case.supporters(project):
            money[voter] = Fraction(0)
        left -= case.costs[project]
        chosen.append(project)
        waiting.remove(project)
    return chosen


def bounded_overspending(case: Plain, utility: str) -> list[str]:
    """Every amount that some voter holds per point, and the one that gathers the whole cost, tried for every project."""
    money = [Fraction(case.budget, len(case.voters))] * len(case.voters) if case.voters else []
    left = case.budget
    chosen: list[str] = []
    for project in sorted(case.costs, key=lambda p: case.rank[p]):  # type: ignore[arg-type, return-value]
        if case.costs[project] == 0 and case.votes(project) and project not in case.out(chosen):
            chosen.append(project)
    while True:
        offers = []
        for project in set(case.costs) - set(chosen) - case.out(chosen):
            cost = case.costs[project]
            who = case.supporters(project)
            if not cost or cost > left:
                continue
            points = {v: case.voters[v][project] if utility == "points" else 1 for v in who}
            amounts = {money[v] / points[v] for v in who if money[v]}
            whole = price(cost, [(money[v], points[v]) for v in who])
            if whole is not None:
                amounts.add(whole)
            for amount in amounts:
                gathered = sum(min(money[v], amount * points[v]) for v in who)
                part = min(Fraction(1), gathered / cost)
                per_point = amount / part
                rate = per_point / part / (cost if utility == "cost" else 1)
                offers.append((rate, case.rank[project], amount, project, per_point, points))
        if not offers:
            return chosen
        _, _, _, project, per_point, points = min(offers, key=lambda offer: offer[:3])
        for voter, many in points.items():
            money[voter] -= min(money[voter], per_point * many)
        chosen.append(project)
        left -= case.costs[project]


def load(case: Plain, projects: Sequence[str]) -> Fraction:
    """The least that the most burdened supporter can bear: the greatest cost over supporters of any part."""
    parts = [part for size in range(1, len(projects) + 1) for part in combinations(projects, size)]
    wanted = {project: set(case.supporters(project)) for project in projects}
    return max(
        Fraction(sum(case.costs[p] for p in part), len(set().union(*(wanted[p] for p in part)))) for part in parts
    )


def maximin_support(case: Plain) -> list[str]:
    left = case.budget
    chosen: list[str] = []
    while True:
        able = [
            p
            for p in case.costs
            if p not in chosen and case.votes(p) and case.costs[p] <= left and p not in case.out(chosen)
        ]
        if not able:
            return chosen
        project = min(able, key=lambda p: (load(case, [*chosen, p]), case.rank[p]))
        chosen.append(project)
        left -= case.costs[project]
