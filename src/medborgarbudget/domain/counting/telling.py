"""What does a finished count tell? From pbcount's explanation to the story that is kept with the count.

What would have made a proposal win is found by counting again, exactly, many times. Under equal shares that can take a while: what is
not found at once is searched for in the background, the proposals that came nearest first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from medborgarbudget.domain.counting.categories import category_name
from medborgarbudget.domain.counting.story import Fate, Share, Story
from pbcount import Election, Outcome, RuleSpec, explain
from pbcount.counting import decide
from pbcount.explain import ProjectExplanation
from pbcount.explain import Share as ExplainedShare

AT_ONCE = 2.0
"""Seconds spent at once on searching for what would have made the others win."""

AT_MOST = 90.0
"""Seconds spent on it in the background for one count."""


def story_of(
    election: Election, outcome: Outcome, numbers: Mapping[str, int], *, translate_categories: bool = False
) -> Story:
    """The story of a count, without what would have made the others win. `numbers` maps pbcount's ids to option numbers."""
    told = explain(election, outcome)
    scale = election.scale
    phases = {step.project: step.phase for step in outcome.steps}
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
    )


def with_what_was_lacking(
    story: Story, election: Election, spec: RuleSpec, numbers: Mapping[str, int], *, seconds: float
) -> Story:
    """The story with what would have made the others win, as far as it is found within the time: those that came nearest first."""
    until = time.perf_counter() + seconds
    names = {number: project for project, number in numbers.items()}
    lost = [fate for fate in story.fates if _may_be_searched(fate)]
    lost.sort(key=lambda fate: (-(fate.support or 0), -fate.votes, fate.number))
    found: dict[int, Fate] = {}
    finished = True
    try:
        for fate in lost:
            found[fate.number] = _lacking(fate, names[fate.number], story, election, spec, until)
    except _OutOfTime:
        finished = False
    return replace(story, fates=tuple(found.get(fate.number, fate) for fate in story.fates), finished=finished)


class _OutOfTime(Exception):  # noqa: N818 - it reads as what it is
    """The search has taken as long as it may."""


def _may_be_searched(fate: Fate) -> bool:
    return not fate.won and fate.reason != "withdrawn" and fate.more_votes is None and fate.lower_cost is None


def _fate(
    each: ProjectExplanation, numbers: Mapping[str, int], phase: str, election: Election, *, points: float | None
) -> Fate:
    scale = election.scale
    return Fate(
        number=numbers[each.id],
        won=each.won,
        votes=each.votes,
        cost=each.cost // scale,
        reason=each.reason,
        phase=phase,
        support=each.effective_support,
        points=points,
        left=(each.budget_left + (0 if not each.won else each.cost)) // scale,
        price=each.price / scale if each.price is not None else None,
        full=each.paying_full or 0,
        rest=each.paying_rest or 0,
        had=int(each.supporters_left // scale) if each.supporters_left is not None else None,
        elsewhere=()
        if each.won
        else tuple((numbers[name], round(amount / scale)) for name, amount in each.spent_on if amount / scale >= 0.5),
    )


def _shares(shares: Iterable[ExplainedShare], *, translate: bool) -> tuple[Share, ...]:
    return tuple(
        Share(category_name(share.name) if translate else share.name, share.votes, share.money) for share in shares
    )


def _lacking(fate: Fate, name: str, story: Story, election: Election, spec: RuleSpec, until: float) -> Fate:
    """With `more_votes` new voters for it alone it wins and with one fewer it does not; likewise at `lower_cost` and one krona above."""
    listed = election.projects[election.index[name]]
    scale = election.scale

    def with_more(more: int) -> Election:
        return election.with_supporters(name, more)

    def with_lower_cost(down: int) -> Election:
        return election.with_project(replace(listed, cost=listed.cost - down * scale))

    def least(changed: Callable[[int], Election], guess: int, most: int) -> int | None:
        def wins(by: int) -> bool:
            if time.perf_counter() > until:
                raise _OutOfTime
            return name in decide(changed(by), spec)

        def wins_roughly(by: int) -> bool:
            return name in decide(_at_the_final_share(changed(by), story), _without_raises(spec))

        if story.each is not None and spec.completion.startswith("add1"):
            guess = _least(wins_roughly, guess, most, step=max(1, guess // 16)) or guess
        return _least(wins, guess, most, step=1)

    votes_guess, cost_guess = _guesses(fate, story)
    more = None if listed.cost > election.budget else least(with_more, votes_guess, 2 * election.voters + 100)
    down = least(with_lower_cost, cost_guess, (listed.cost - 1) // scale)
    return replace(fate, more_votes=more, lower_cost=None if down is None else (listed.cost - down * scale) // scale)


def _guesses(fate: Fate, story: Story) -> tuple[int, int]:
    """Where to begin searching: as many more as could pay what was lacking, and a cost that those who are there could pay."""
    if fate.had is None or not story.each:
        return 1, 1
    lacking = max(1, fate.cost - fate.had)
    return max(1, int(lacking / story.each)), lacking


def _at_the_final_share(election: Election, story: Story) -> Election:
    """The election with so much money that every ballot has what it had in the end, before any raise."""
    return replace(election, budget=int((story.each or 0) * election.scale) * election.voters)


def _without_raises(spec: RuleSpec) -> RuleSpec:
    """The rule without its raises of every ballot's share: a hundred times faster, and nearly always of the same mind."""
    return RuleSpec("equal-shares", utility=spec.utility, ties=spec.ties, threshold=spec.threshold)


def _least(wins: Callable[[int], bool], guess: int, most: int, *, step: int) -> int | None:
    """A number that wins while one less does not, near the guess: steps that double, then halving the gap. None if nothing up to `most` does."""
    if most < 1:
        return None
    at = min(max(guess, 1), most)
    if wins(at):
        high = at
        low = max(0, high - step)
        while low > 0 and wins(low):
            step *= 2
            high, low = low, max(0, low - step)
    else:
        low = at
        high = min(most, low + step)
        while high > low and not wins(high):
            step *= 2
            low, high = high, min(most, high + step)
        if high == low:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if wins(middle):
            high = middle
        else:
            low = middle
    return high
