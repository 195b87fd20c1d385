"""What of a count is worked out after it has been stored? What other rules would have given, and what would have made the others win."""

from __future__ import annotations

import time
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import override
from django_tasks import task

from medborgarbudget.domain.counting import comparing, elections, simulating, telling
from medborgarbudget.domain.counting.models import (
    ComparisonRun,
    Count,
    Simulation,
    SimulationState,
)
from medborgarbudget.domain.counting.version import program_version
from medborgarbudget.foundation import queues
from medborgarbudget.foundation.clock import database_now
from pbcount import Election, Outcome, RuleSpec

SOON, LATER = 10, -50
"""What somebody waits for goes before what only adds to a page that can be read already."""


@task(priority=LATER, queue_name=queues.LONG)
def finish_story(count_id: int) -> None:
    """Search a while for what was lacking, the proposals that came nearest first, add it to the count's story, and come back for more.

    Winners are never touched.
    """
    kept = Count.objects.filter(pk=count_id, official=True).select_related("vote__cycle", "pot").first()
    if kept is None or kept.story.finished:
        return
    story = telling.with_what_was_lacking(
        kept.story,
        elections.election_of(kept.vote, kept.pot),
        Outcome.from_json(kept.outcome),
        elections.numbers_of(kept.vote, kept.pot),
        seconds=telling.A_WHILE,
        at_least_one=True,
    )
    if not story.finished and story.sought > telling.AT_MOST:
        story = replace(story, finished=True)
    Count.objects.filter(pk=count_id).update(explanation=story.to_json())
    if not story.finished:
        finish_story.enqueue(count_id)


@task(priority=SOON, queue_name=queues.LONG)
def compare_rules(vote_id: int) -> None:
    """Count each pot by the other rules too. May be run again, or twice at once: what has been counted is not counted again."""
    run = ComparisonRun.objects.filter(vote_id=vote_id, finished_at=None).first()
    if run is None:
        return
    official = list(Count.objects.filter(vote_id=vote_id, official=True).select_related("vote__cycle", "pot"))
    done, left_out = 0, []
    for kept in official:
        election = elections.election_of(kept.vote, kept.pot)
        if not kept.measures:
            told = comparing.measured(election, Outcome.from_json(kept.outcome))
            Count.objects.filter(pk=kept.pk).update(measures=told.to_json())
        for variant in elections.variants_of(kept):
            if not _compare(kept, election, variant):
                left_out.append([kept.pot_id, variant.name])
            done += 1
            ComparisonRun.objects.filter(pk=run.pk).update(done=min(done, run.total), left_out=left_out)
    ComparisonRun.objects.filter(pk=run.pk).update(done=run.total, finished_at=database_now())


def _compare(kept: Count, election: Election, variant: comparing.Variant) -> bool:
    """Store the count by this rule, unless it is there. False where it cannot be counted."""
    same = Count.objects.filter(vote=kept.vote, pot=kept.pot, official=False, variant=variant.name)
    there = same.first()
    if there is not None and there.measures:
        return True
    started = time.perf_counter()
    outcome = comparing.counted(election, variant.spec)
    if outcome is None:
        return False
    measures = comparing.measured(election, outcome).to_json()
    if there is not None:
        same.update(measures=measures)
        return True
    imported = elections.is_imported(kept.vote)
    numbers = elections.numbers_of(kept.vote, kept.pot)
    story = telling.story_of(election, outcome, numbers, translate_categories=imported)
    try:
        with transaction.atomic():
            Count.objects.create(
                organisation_id=kept.organisation_id,
                vote=kept.vote,
                pot=kept.pot,
                official=False,
                variant=variant.name,
                spec=variant.spec.to_json(),
                digest=outcome.digest,
                budget=kept.budget,
                spent=story.spent,
                ballots=outcome.voters,
                outcome=outcome.to_json(),
                explanation=story.to_json(),
                measures=measures,
                program_version=program_version(),
                counted_at=database_now(),
                counted_by=None,
                milliseconds=round(1000 * (time.perf_counter() - started)),
            )
    except IntegrityError:
        pass  # another worker was first with the very same count
    return True


@task(priority=SOON, queue_name=queues.LONG)
def run_simulation(simulation_id: int) -> None:
    """Count the ballots by the tried rule and the others, and keep what came out. A second worker that comes finds nothing to do."""
    waiting = Simulation.objects.filter(pk=simulation_id, state=SimulationState.WAITING)
    if not waiting.update(state=SimulationState.RUNNING):
        return
    simulation = Simulation.objects.select_related("organisation").get(pk=simulation_id)
    one = Simulation.objects.filter(pk=simulation_id)

    def tell(done: int, total: int) -> None:
        one.update(done=done, total=total)

    try:
        with override("sv"):
            result = simulating.run(simulation, RuleSpec.from_json(simulation.spec), tell)
    except simulating.CannotTry as reason:
        one.update(state=SimulationState.FAILED, problem=str(reason), finished_at=database_now(), data=None)
        return
    except Exception:
        # What nobody foresaw is told as such, and left to the worker to log.
        one.update(state=SimulationState.FAILED, finished_at=database_now(), data=None)
        raise
    one.update(state=SimulationState.DONE, result=result, finished_at=database_now(), data=None)
