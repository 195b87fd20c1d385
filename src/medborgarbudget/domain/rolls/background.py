"""What of a roll is done in the background? Reading a file takes minutes, and so does forgetting a million entries."""

from __future__ import annotations

from django_tasks import task

from medborgarbudget.domain.rolls import checking
from medborgarbudget.domain.rolls.models import Roll, RollContact, RollEntry, RollState, SamePerson, SealedAddresses
from medborgarbudget.foundation import queues

FORGOTTEN_AT_A_TIME = 20_000


@task(queue_name=queues.LONG)
def check_roll(roll_id: int) -> None:
    """Read the file to its end."""
    checking.check(roll_id)


@task(queue_name=queues.LONG)
def forget_roll(roll_id: int) -> None:
    """Remove the persons of a roll that is no longer in force. What was found and done stays as numbers."""
    if not Roll.objects.filter(pk=roll_id, state__in=(RollState.REPLACED, RollState.DISCARDED)).exists():
        return
    for made in (RollContact, SealedAddresses, SamePerson):
        made._default_manager.filter(roll_id=roll_id).delete()
    while some := list(RollEntry.objects.filter(roll_id=roll_id).values_list("pk", flat=True)[:500]):
        RollEntry.objects.filter(pk__in=some).delete()
