"""When does a prepared vote begin to take ballots, and how is its end moved? Two people decide both."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote, VoteState
from medborgarbudget.domain.voting.permissions import may_extend, may_release
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import require


@transaction.atomic
def release_vote(*, vote: Vote, actor: Person, now: datetime, second: Person | None = None) -> Vote:
    """The vote may open: at once, or when its time comes. `second` is the other of the two who decided."""
    vote = _locked(vote)
    require(may_release(actor, vote, now))
    vote.state, vote.released_at = VoteState.READY, now
    vote.save(update_fields=["state", "released_at"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.open",
        subject=vote,
        now=now,
        changes={"second": [None, str(second) if second is not None else None]},
    )
    return vote


@transaction.atomic
def extend_vote(
    *, vote: Vote, closes_at: datetime, reason: str, actor: Person, now: datetime, second: Person | None = None
) -> Vote:
    """Move the end to later, before it has come. The step of the cycle follows. Raises ValidationError."""
    vote = _locked(vote)
    clock = database_now()
    require(may_extend(actor, vote, clock))
    check_extension(vote, closes_at, reason)
    before = vote.closes_at
    vote.closes_at = closes_at
    vote.extensions = [
        *vote.extensions,
        {"from": before.isoformat(), "to": closes_at.isoformat(), "at": clock.isoformat(), "reason": reason.strip()},
    ]
    vote.save(update_fields=["closes_at", "extensions"])
    for step in Cycle.objects.get(pk=vote.cycle_id).steps.all():
        if Deed.VOTE in step.deeds and step.closes_at == before:
            step.closes_at = closes_at
            step.save(update_fields=["closes_at"])
    audit.record(
        organisation_id=vote.organisation_id,
        actor=actor,
        verb="vote.extend",
        subject=vote,
        now=now,
        reason=reason.strip(),
        changes={
            "closes_at": [before.isoformat(), closes_at.isoformat()],
            "second": [None, str(second) if second is not None else None],
        },
    )
    return vote


def check_extension(vote: Vote, closes_at: datetime, reason: str) -> None:
    """Raises ValidationError, field by field."""
    errors = {}
    if closes_at <= vote.closes_at:
        errors["closes_at"] = _("Ange en tid efter %(when)s. En omröstning kan förlängas, inte förkortas.") % {
            "when": moment_in_words(vote.closes_at, vote.closes_at)
        }
    if not reason.strip():
        errors["reason"] = _("Ange varför omröstningen förlängs. Väljarna läser det.")
    if errors:
        raise ValidationError(errors)


def _locked(vote: Vote) -> Vote:
    return Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=vote.pk)
