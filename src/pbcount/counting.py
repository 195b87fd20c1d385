"""Which projects win an election under a rule?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from pbcount.election import Election
from pbcount.measures import satisfied
from pbcount.outcome import Comparison, Outcome, Step, digest_of
from pbcount.rules import (
    bounded_overspending,
    equal_shares,
    greedy,
    greedy_stop,
    majority_judgement,
    max_utility,
    maximin_support,
    phragmen,
    plus_minus,
    points,
    star,
)
from pbcount.rules.capacity import Capacity
from pbcount.rules.contest import Choice, Contest, Progress
from pbcount.spec import OptionsError, RuleSpec
from pbcount.ties import Tie, ranks

CHOOSERS: dict[str, Callable[[Contest], Choice]] = {
    "greedy": greedy.choose,
    "greedy-stop": greedy_stop.choose,
    "points": points.choose,
    "plus-minus": plus_minus.choose,
    "majority-judgement": majority_judgement.choose,
    "star": star.choose,
    "max-utility": max_utility.choose,
    "equal-shares": equal_shares.choose,
    "bounded-overspending": bounded_overspending.choose,
    "phragmen": phragmen.choose,
    "maximin-support": maximin_support.choose,
}
NEEDS_POINTS = ("points", "plus-minus", "majority-judgement", "star")


def count(election: Election, spec: RuleSpec, progress: Progress | None = None) -> Outcome:
    """Count an election. Deterministic: the same election and spec give the same outcome, to the last figure.

    Raises ``OptionsError`` when the options do not fit the election.
    """
    contest, refused, choice = _chosen(election, spec, progress, weigh_ties=True)
    ties = _weighed(contest, choice)
    comparison = None
    if spec.compare:
        choice, comparison = _compared(contest, choice)
    winners = tuple(election.projects[position].id for position in choice.chosen)
    return Outcome(
        spec=spec,
        winners=winners,
        steps=tuple(choice.steps) + tuple(refused),
        ties=ties,
        spent=sum(election.projects[position].cost for position in choice.chosen),
        budget=election.budget,
        voters=election.voters,
        projects=len(election.projects),
        digest=digest_of(election, spec),
        scale=election.scale,
        endowment=choice.endowment,
        certificate=choice.certificate,
        comparison=comparison,
    )


def decide(election: Election, spec: RuleSpec) -> set[str]:
    """The winners alone, for whoever counts many times over."""
    contest, _, choice = _chosen(election, spec, None, weigh_ties=False)
    if spec.compare:
        choice, _ = _compared(contest, choice)
    return {election.projects[position].id for position in choice.chosen}


def _chosen(
    election: Election, spec: RuleSpec, progress: Progress | None, weigh_ties: bool
) -> tuple[Contest, list[Step], Choice]:
    contest, refused = admitted(election, spec, progress)
    contest = replace(contest, weigh_ties=weigh_ties)
    choice = CHOOSERS[spec.rule](contest)
    if len(choice.chosen) >= spec.at_least:
        return contest, refused, choice
    # Outcomes do not follow costs in any simple way, so every cost is tried, the highest first.
    for cost in sorted({election.projects[p].cost for p in contest.eligible}, reverse=True):
        dear = {p for p in contest.eligible if election.projects[p].cost >= cost}
        smaller = replace(contest, eligible=[p for p in contest.eligible if p not in dear])
        if len(smaller.eligible) < spec.at_least:
            break
        other = CHOOSERS[spec.rule](smaller)
        if len(other.chosen) >= spec.at_least:
            shut_out = [
                Step(0, project.id, False, "makes-room", spec.rule, project.cost, election.votes[p], election.budget)
                for p, project in enumerate(election.projects)
                if p in dear
            ]
            return smaller, refused + shut_out, other
    return contest, refused, choice


def decide_at(election: Election, spec: RuleSpec, share: Fraction) -> set[str]:
    """The winners of Equal Shares if every ballot holds just this share: no raising, no completion, no comparison."""
    contest, _ = admitted(election, spec)
    return {election.projects[position].id for position in equal_shares.bought_at(contest, share)}


def admitted(election: Election, spec: RuleSpec, progress: Progress | None = None) -> tuple[Contest, list[Step]]:
    """Who may win at all, and why the others may not."""
    if election.ballots.points is None and (spec.utility == "points" or spec.rule in NEEDS_POINTS):
        option = "utility" if spec.utility == "points" else "rule"
        name = spec.utility if spec.utility == "points" else spec.rule
        raise OptionsError(option, f"{option} {name} needs ballots with points; these are of kind {election.kind}")
    eligible: list[int] = []
    refused: list[Step] = []
    by_points = spec.utility == "points" or spec.rule in NEEDS_POINTS
    wanted = election.scores if by_points else election.votes
    needed = spec.threshold * election.ballots.points_scale if by_points else spec.threshold
    for position, project in enumerate(election.projects):
        if project.withdrawn:
            reason = "withdrawn"
        elif project.cost > election.budget and spec.rule != "greedy-stop":
            reason = "too-dear"
        elif wanted[position] < needed or _falls_short(election, spec, position):
            reason = "below-threshold"
        else:
            eligible.append(position)
            continue
        votes = election.votes[position]
        refused.append(Step(0, project.id, False, reason, spec.rule, project.cost, votes, election.budget))
    capacity = _capacity(election, spec, eligible)
    return Contest(election, spec, ranks(election, spec.ties), eligible, election.budget, capacity, progress), refused


def _capacity(election: Election, spec: RuleSpec, eligible: list[int]) -> Capacity:
    """Conflicts and places per cost class, as groups with so many places each."""
    groups = []
    for names in spec.conflicts:
        for name in names:
            if name not in election.index:
                raise OptionsError("conflicts", f"there is no project {name!r} to be in conflict")
        groups.append((frozenset(election.index[name] for name in names), 1))
    above = -1
    for cost, places in spec.places:
        limit = cost * election.scale
        members = frozenset(p for p in eligible if above < election.projects[p].cost <= limit)
        groups.append((members, places))
        above = limit
    return Capacity(tuple(groups))


def _falls_short(election: Election, spec: RuleSpec, position: int) -> bool:
    """Are votes / voters less than the spec's part of cost / budget?"""
    if spec.threshold_per_cost is None:
        return False
    needed = Fraction(spec.threshold_per_cost) * election.projects[position].cost * election.voters
    return election.votes[position] * election.budget < needed


def _weighed(contest: Contest, choice: Choice) -> tuple[Tie, ...]:
    """The ties, each with whether it mattered: would the reverse order have given other winners?"""
    if not choice.ties:
        return ()
    other = choice.reversed_chosen
    if other is None:
        other = set(CHOOSERS[contest.spec.rule](replace(contest, ranks=[-rank for rank in contest.ranks])).chosen)
    differs = other ^ set(choice.chosen)
    named = any(differs & set(tied) for _, tied, _ in choice.ties)
    projects = contest.election.projects
    return tuple(
        Tie(
            at,
            tuple(projects[position].id for position in sorted(tied, key=lambda p: contest.ranks[p])),
            projects[chosen].id,
            mattered=bool(differs & set(tied)) if named else bool(differs),
        )
        for at, tied, chosen in choice.ties
    )


def _compared(contest: Contest, choice: Choice) -> tuple[Choice, Comparison]:
    """Take greedy instead if strictly more voters have more of their projects there."""
    election = contest.election
    plain = replace(contest, spec=RuleSpec("greedy", ties=contest.spec.ties))
    other = greedy.choose(plain)
    here, there = satisfied(election, choice.chosen), satisfied(election, other.chosen)
    weights = election.ballots.weights
    more_here = int(weights[here > there].sum())
    more_there = int(weights[there > here].sum())
    comparison = Comparison(
        other="greedy",
        other_winners=tuple(election.projects[position].id for position in other.chosen),
        more_here=more_here,
        more_there=more_there,
        taken=more_there > more_here,
    )
    if not comparison.taken:
        return choice, comparison
    return replace(other, endowment=choice.endowment), comparison
