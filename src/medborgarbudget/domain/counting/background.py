"""What of a count is worked out after it has been stored? What would have made the others win, which may take minutes to find exactly."""

from __future__ import annotations

from django_tasks import task

from medborgarbudget.domain.counting import elections, telling
from medborgarbudget.domain.counting.models import Count
from pbcount import RuleSpec


@task()
def finish_story(count_id: int) -> None:
    """Search for what was lacking, the proposals that came nearest first, and add it to the count's story. Winners are never touched."""
    kept = Count.objects.filter(pk=count_id, official=True).select_related("vote__cycle", "pot").first()
    if kept is None or kept.story.finished:
        return
    election = elections.election_of(kept.vote, kept.pot)
    numbers = elections.numbers_of(kept.vote, kept.pot)
    story = telling.with_what_was_lacking(
        kept.story, election, RuleSpec.from_json(kept.spec), numbers, seconds=telling.AT_MOST
    )
    Count.objects.filter(pk=count_id).update(explanation=story.to_json())
