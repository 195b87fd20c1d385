"""How does staff help somebody to vote? They check who it is and let that person in; it is noted that they did, and never what was chosen."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls.personnummer import NumberRefused, read_number
from medborgarbudget.domain.voting.identity import Voter, eid_voter
from medborgarbudget.domain.voting.models import AssistedPlace, AssistedVote, Vote
from medborgarbudget.domain.voting.permissions import may_assist
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import Refused, require


@transaction.atomic
def begin_assisted(
    *, vote: Vote, number: str, place: AssistedPlace, checked: str, actor: Person, now: datetime
) -> tuple[AssistedVote, Voter]:
    """Let in the person with this number, whose identity the actor has checked. The number is made into a reference and is not kept.

    Raises ValidationError on number and checked.
    """
    require(may_assist(actor, vote, now))
    errors = {}
    voter = None
    if not checked.strip():
        errors["checked"] = _("Ange hur du kontrollerade vem det är.")
    elif sum(sign.isdigit() for sign in checked) > 5:
        errors["checked"] = _("Skriv inga nummer här. Skriv till exempel: körkort.")
    try:
        voter = eid_voter(vote, read_number(number, to_local(now).date()), None, now, channel=Channel.ASSISTED)
    except NumberRefused as error:
        errors["number"] = error.reason
    except Refused as error:
        errors["number"] = str(error)
    if errors or voter is None:
        raise ValidationError(errors)
    noted = AssistedVote.objects.create(
        vote=vote,
        clerk=actor,
        hour=now.replace(minute=0, second=0, microsecond=0),
        place=place,
        checked=checked.strip()[:120],
    )
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.assist",
        subject=vote,
        now=noted.hour,
        reason=f"{place.label}: {noted.checked}",
    )
    return noted, voter


def note_assisted_cast(*, vote: Vote, assisted: int) -> None:
    """The one who was helped has cast their ballot."""
    AssistedVote.objects.filter(vote=vote, pk=assisted).update(cast=True)
