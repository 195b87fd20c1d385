"""What does a finished count tell? From pbcount's explanation to the story that is kept with the count.

What would have made a proposal win is found by counting again, exactly, many times. Under equal shares that can take a while: what is
not found at once is searched for in the background, the proposals that came nearest first.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from medborgarbudget.domain.counting.categories import category_name
from medborgarbudget.domain.counting.privacy import SMALLEST_CELL, published_parts
from medborgarbudget.domain.counting.story import OTHERS, Fate, Share, Story
from pbcount import Election, Outcome, explain
from pbcount.explain import ProjectExplanation, SearchStoppedError, counterfactual
from pbcount.explain import Share as ExplainedShare

AT_ONCE = 2.0
"""Seconds spent at once on searching for what would have made the others win."""

A_WHILE = 8.0
"""Seconds spent on it at a time in the background, so that other work there gets its turn."""

ONE_AT_MOST = 300.0
"""Seconds that the search for one proposal may take."""

AT_MOST = 7200.0
"""Seconds spent on it in the background for one count altogether."""


def story_of(
    election: Election, outcome: Outcome, numbers: Mapping[str, int], *, translate_categories: bool = False
) -> Story:
    """The story of a count, without what would have made the others win. `numbers` maps pbcount's ids to option numbers."""
    told = explain(election, outcome)
    scale = election.scale
    phases = {step.project: step.phase for step in outcome.steps}
    turns = {winner: turn for turn, winner in enumerate(outcome.winners, 1)}
    together = _together(election, outcome.winners)
    by_points = election.ballots.points is not None
    endowment = outcome.endowment
    most = max(told.voters_by_wins, default=0)
    return Story(
        rule=outcome.rule,
        ballots=outcome.voters,
        pot=election.budget // scale,
        spent=outcome.spent // scale,
        threshold=outcome.spec.threshold,
        fates=tuple(
            _fate(
                each,
                numbers,
                phases[each.id],
                election,
                turn=turns.get(each.id, 0),
                together=dict(zip(outcome.winners, together[place].tolist(), strict=True)),
                points=election.scores[place] / election.ballots.points_scale if by_points else None,
            )
            for place, each in enumerate(told.projects)
        ),
        satisfied=tuple(told.voters_by_wins.get(wins, 0) for wins in range(most + 1)),
        themes=_shares(told.categories, translate=translate_categories),
        areas=_shares(told.areas, translate=False),
        each=float(endowment.final) / scale if endowment else None,
        each_at_first=float(endowment.start) / scale if endowment else None,
        instead=bool(outcome.comparison and outcome.comparison.taken),
        ties=tuple(
            (numbers[tie.chosen], *(numbers[project] for project in tie.projects if project != tie.chosen))
            for tie in outcome.ties
            if tie.mattered
        ),
        counted_by_points=by_points,
        finished=False,
        tenths=told.tenths,
        priced_by_points=outcome.spec.utility == "points" and outcome.endowment is not None,
    )


def with_what_was_lacking(
    story: Story,
    election: Election,
    outcome: Outcome,
    numbers: Mapping[str, int],
    *,
    seconds: float,
    at_least_one: bool = False,
) -> Story:
    """The story with what would have made the others win, as far as it is found within the time: those that came nearest first.

    With as many new voters for it alone as is told it wins and with one fewer it does not; likewise at the lower cost and one krona
    above. With `at_least_one` the first is searched for to its end; one that takes far too long is left as not searched for and put by.
    """
    began = time.perf_counter()
    until = began + seconds
    names = {number: project for project, number in numbers.items()}
    lost = [
        fate
        for fate in story.fates
        if not (fate.won or fate.searched or fate.reason == "withdrawn" or fate.number in story.put_by)
    ]
    lost.sort(key=lambda fate: (-(fate.support or 0), -fate.votes, fate.number))
    found: dict[int, Fate] = {}

    put_by = list(story.put_by)
    finished = True
    for place, fate in enumerate(lost):
        first = at_least_one and not place
        end = began + ONE_AT_MOST if first else until
        try:
            found[fate.number] = _lacking(fate, names[fate.number], election, outcome, end)
        except SearchStoppedError:
            finished = False
            if first:
                put_by.append(fate.number)
            break
    return replace(
        story,
        fates=tuple(found.get(fate.number, fate) for fate in story.fates),
        finished=finished,
        put_by=tuple(put_by),
        sought=story.sought + time.perf_counter() - began,
    )


def _lacking(fate: Fate, name: str, election: Election, outcome: Outcome, end: float) -> Fate:
    found = counterfactual(election, outcome, name, lambda: time.perf_counter() < end)
    lower = None if found.lower_cost is None else found.lower_cost // election.scale
    return replace(fate, more_votes=found.more_supporters, lower_cost=lower, searched=True)


def _fate(
    each: ProjectExplanation,
    numbers: Mapping[str, int],
    phase: str,
    election: Election,
    *,
    turn: int,
    together: Mapping[str, int],
    points: float | None,
) -> Fate:
    scale = election.scale
    may_be_told = each.votes >= SMALLEST_CELL
    full, rest = each.paying_full or 0, each.paying_rest or 0
    if 0 < rest < SMALLEST_CELL or (rest and full < SMALLEST_CELL):
        full = rest = 0
    return Fate(
        number=numbers[each.id],
        won=each.won,
        votes=each.votes,
        cost=each.cost // scale,
        reason=each.reason,
        phase=phase,
        support=each.effective_support if each.won or may_be_told else None,
        points=points,
        left=(each.budget_left + (0 if not each.won else each.cost)) // scale,
        price=each.price / scale if each.price is not None else None,
        full=full,
        rest=rest,
        had=int(each.supporters_left // scale) if each.supporters_left is not None and may_be_told else None,
        elsewhere=_elsewhere(each, numbers, together, scale) if may_be_told and not each.won else (),
        turn=turn,
    )


def _elsewhere(
    each: ProjectExplanation, numbers: Mapping[str, int], together: Mapping[str, int], scale: int
) -> tuple[tuple[int, int], ...]:
    """Where its voters' money went. What would tell that few of them, or all, voted for another is told together with more."""
    spent = {name: amount / scale for name, amount in each.spent_on}
    shown = published_parts({name: together[name] for name in spent}, dict.fromkeys(spent, each.votes))
    told = [
        (numbers[name], round(amount)) for name, amount in spent.items() if shown[name] is not None and amount >= 0.5
    ]
    others = round(sum(amount for name, amount in spent.items() if shown[name] is None))
    return (*told, (OTHERS, others)) if others else tuple(told)


def _together(election: Election, winners: Sequence[str]) -> npt.NDArray[np.int64]:
    """For each project and each winner, how many voters named both."""
    who = election.supporters
    chose = np.zeros((election.ballots.groups, len(winners)), np.int64)
    for at, winner in enumerate(winners):
        place = election.index[winner]
        chose[who.ballots[who.starts[place] : who.starts[place + 1]], at] = 1
    weights = election.ballots.weights
    both = np.zeros((len(election.projects), len(winners)), np.int64)
    for place in range(len(election.projects)):
        ballots = who.ballots[who.starts[place] : who.starts[place + 1]]
        both[place] = weights[ballots] @ chose[ballots]
    return both


def _shares(shares: Iterable[ExplainedShare], *, translate: bool) -> tuple[Share, ...]:
    return tuple(
        Share(category_name(share.name) if translate else share.name, share.votes, share.money) for share in shares
    )
