"""What of rolls is thrown away when it has done its work? Files whose reading never ended, and addresses when the vote is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.rolls import upload
from medborgarbudget.domain.rolls.addresses import destroy_addresses
from medborgarbudget.domain.rolls.models import Roll, RollContact, RollState

UNREAD_FOR = timedelta(days=3)


def tidy(now: datetime) -> dict[str, int]:
    """Throw it away. Says how many of what."""
    unread = list(Roll.objects.filter(state=RollState.CHECKING, uploaded_at__lt=now - UNREAD_FOR))
    for roll in unread:
        upload.destroy(roll)
        Roll.objects.filter(pk=roll.pk, state=RollState.CHECKING).update(
            state=RollState.REFUSED,
            run="",
            refusal=_("Filen blev inte läst i tid och är förstörd. Läs in den igen."),
            checked_at=now,
        )
    addresses = contacts = 0
    for roll in Roll.objects.filter(Q(has_contacts=True) | Q(addresses__isnull=False)).distinct():
        _opens, closes = times_of(Cycle.objects.prefetch_related("steps").get(pk=roll.cycle_id), Deed.VOTE)
        if closes is not None and closes < now:
            addresses += destroy_addresses(roll)
            contacts += RollContact.objects.filter(roll=roll).delete()[0]
    return {"unread rolls": len(unread), "addresses of rolls": addresses, "contacts of rolls": contacts}
