"""Which deed with paper takes two people? Approving a batch; neither of the two may have read its ballots."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.paper import permissions, queries
from medborgarbudget.domain.paper.models import BatchState, PaperBatch
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.decisions import require


def _batch(deed: TwoPersonDeed) -> PaperBatch:
    return (
        PaperBatch.objects.of(deed.organisation)
        .select_related("desk", "vote__cycle", "corrects")
        .get(pk=deed.subject_id)
    )


def perform_approve(deed: TwoPersonDeed, *, now: datetime) -> None:
    """The batch's ballots count. Refused to whoever read them, or when something has become missing meanwhile."""
    batch = _batch(deed)
    # Opening the urn holds the same row: a batch is in the urn as a whole or the urn waits for it.
    vote = Vote.objects.select_for_update(of=("self",)).select_related("cycle__organisation").get(pk=batch.vote_id)
    batch = PaperBatch.objects.select_for_update(of=("self",)).select_related("desk", "corrects").get(pk=batch.pk)
    batch.vote = vote
    for person in (deed.asked_by, deed.answered_by):
        require(permissions.may_approve(person, batch, now))
    batch.state = BatchState.APPROVED
    batch.approved_at = now
    batch.approval_asked_by = deed.asked_by
    batch.approved_by = deed.answered_by
    batch.save(update_fields=["state", "approved_at", "approval_asked_by", "approved_by"])


def describe_approve(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    batch = _batch(deed)
    numbers = queries.numbers_of(batch)
    exchanged, spoiled = queries.exchanged_and_spoiled(batch)
    said = [
        (_("Bunt"), str(batch)),
        (_("Avprickade"), str(batch.check_ins)),
        (_("Valsedlar i lådan"), str(numbers.ballots)),
        (_("Bytta i disken den dagen"), str(exchanged)),
        (_("Förstörda i kuverten"), str(spoiled)),
        (_("Ogiltiga"), str(numbers.invalid)),
        (_("Avgjorda av en tredje"), str(numbers.settled)),
    ]
    if batch.explanation:
        said.append((_("Förklaring"), batch.explanation))
    if batch.corrects is not None:
        said.append((_("Rättar"), f"{batch.corrects}. {batch.reason}"))
    return said


APPROVE = DeedKind(
    name="paper.approve",
    title=gettext_lazy("Godkänna en bunt valsedlar på papper"),
    roles=frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR}),
    perform=perform_approve,
    describe=describe_approve,
    url=lambda deed: ("staff:paper-batch", {"cycle": _batch(deed).vote.cycle.slug, "batch": int(deed.subject_id)}),
)
