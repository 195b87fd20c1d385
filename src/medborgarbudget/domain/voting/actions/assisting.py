"""How does staff help somebody to vote? They check who it is and let that person in; it is noted that they did, and never what was chosen."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls.personnummer import NumberRefused, read_number
from medborgarbudget.domain.voting.identity import Voter, eid_voter
from medborgarbudget.domain.voting.models import AssistedPlace, AssistedReview, AssistedVote, Vote
from medborgarbudget.domain.voting.permissions import may_assist, may_review_help
from medborgarbudget.domain.voting.policy import Channel
from medborgarbudget.domain.voting.queries import helped_day
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
    # The clerk's number for the day is counted and then grows: one request of theirs at a time.
    Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
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


@transaction.atomic
def review_help(*, vote: Vote, clerk_id: int, day: date, remark: str, actor: Person, now: datetime) -> AssistedReview:
    """Say that one has looked through what a clerk noted on a day; with a remark when something is not as it should be."""
    helped = helped_day(vote, clerk_id, day)
    if helped is None:
        raise Refused(_("Ingen fick hjälp av den personen den dagen."))
    require(may_review_help(actor, vote, helped, now))
    if sum(sign.isdigit() for sign in remark) > 9:
        raise ValidationError({"remark": _("Skriv inga personnummer här.")})
    try:
        with transaction.atomic():
            review = AssistedReview.objects.create(
                vote=vote,
                clerk=helped.clerk,
                day=day,
                seen=helped.number,
                remark=remark.strip()[:300],
                by=actor,
                at=now,
            )
    except IntegrityError as twice:
        raise Refused(_("Dagen är redan granskad."), conflict=True) from twice
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.review_help",
        subject=vote,
        now=now,
        reason=review.remark,
        changes={"clerk": [None, str(helped.clerk)], "day": [None, day.isoformat()], "seen": [None, helped.number]},
    )
    return review


def note_assisted_cast(*, vote: Vote, assisted: int) -> None:
    """The one who was helped has cast their ballot."""
    AssistedVote.objects.filter(vote=vote, pk=assisted).update(cast=True)
