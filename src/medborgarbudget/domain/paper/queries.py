"""What is there to know about ballots on paper? How many, how far, and which count; never how they were marked before the urn is opened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from medborgarbudget.domain.paper.causes import Cause
from medborgarbudget.domain.paper.models import (
    BatchState,
    Desk,
    EnvelopeState,
    Exchange,
    HandOut,
    PaperBallot,
    PaperBatch,
    PostedEnvelope,
    Sample,
    SampleReading,
)
from medborgarbudget.domain.paper.policy import COUNTS, exchanges_must_be_explained, must_be_explained
from medborgarbudget.domain.voting import identity
from medborgarbudget.domain.voting.definition import Choice, read_choices
from medborgarbudget.domain.voting.identity import Voter
from medborgarbudget.domain.voting.models import BallotSlot, CodeLetter, Vote
from medborgarbudget.domain.voting.policy import Channel


@dataclass(frozen=True)
class Numbers:
    """How far a batch has come. `unread` still waits for one of the clerks, `differing` for a third person."""

    ballots: int
    unread: int
    differing: int
    settled: int
    invalid: int
    by_reason: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Reconciliation:
    """A day at a desk: ballots handed out by the system, people ticked off, ballots found; ballots exchanged by the system, and spoiled ones found.

    `explained` says why the numbers differ.
    """

    desk: str
    day: date
    handed_out: int
    check_ins: int
    ballots: int
    invalid: int
    exchanged: int
    spoiled: int
    explained: str

    @property
    def agrees(self) -> bool:
        return self.ballots <= self.check_ins <= self.handed_out and self.exchanged == self.spoiled


@dataclass(frozen=True)
class Standing:
    """What a desk is told of a voter: whether they have voted, and whether they have been given paper."""

    has_voted: bool
    has_paper: bool


def desks(vote: Vote) -> list[Desk]:
    return list(Desk.objects.filter(vote=vote, posted=False).annotate(handed_out=Count("hand_outs")))


def batches(vote: Vote) -> list[PaperBatch]:
    return list(
        PaperBatch.objects.filter(vote=vote).select_related(
            "desk", "first_clerk", "second_clerk", "approved_by", "approval_asked_by", "corrects__desk", "vote"
        )
    )


def standing_of(vote: Vote, voter: Voter) -> Standing:
    """Whether somebody has voted: no more, and nothing of how."""
    channel = (
        BallotSlot.objects.filter(vote=vote, slot=identity.slot_of(vote, voter))
        .values_list("channel", flat=True)
        .first()
    )
    return Standing(has_voted=channel is not None, has_paper=channel == Channel.PAPER)


def numbers_of(batch: PaperBatch) -> Numbers:
    """The batch's numbers, in two queries."""
    papers = PaperBallot.objects.filter(batch=batch)
    told = papers.aggregate(
        ballots=Count("id"),
        unread=Count("id", filter=Q(first__isnull=True) | Q(second__isnull=True)),
        differing=Count("id", filter=Q(final__isnull=True, first__isnull=False, second__isnull=False)),
        settled=Count("id", filter=Q(settled_by__isnull=False)),
    )
    reasons = Counter(
        {
            str(code): int(many)
            for code, many in papers.filter(final__isnull=False)
            .exclude(final__invalid=COUNTS)
            .values_list("final__invalid")
            .annotate(n=Count("id"))
            .order_by("final__invalid")
        }
    )
    return Numbers(**told, invalid=sum(reasons.values()), by_reason=reasons)


def readers_of(batch: PaperBatch) -> set[int | None]:
    """Who has read ballots of the batch: both clerks and whoever settled."""
    third = PaperBallot.objects.filter(batch=batch, settled_by__isnull=False).values_list("settled_by_id", flat=True)
    return {batch.first_clerk_id, batch.second_clerk_id, *third} - {None}


def next_to_key(batch: PaperBatch, person_id: int) -> PaperBallot | None:
    """The first ballot that this clerk has not read; None when all are."""
    mine = "first" if batch.first_clerk_id == person_id or batch.first_clerk_id is None else "second"
    return PaperBallot.objects.filter(batch=batch, **{f"{mine}__isnull": True}).first()


def differing(batch: PaperBatch) -> list[PaperBallot]:
    """Ballots that two have read differently and nobody has settled."""
    return list(PaperBallot.objects.filter(batch=batch, final__isnull=True, first__isnull=False, second__isnull=False))


def exchanged_and_spoiled(batch: PaperBatch) -> tuple[int, int]:
    """At the batch's desk on its day: how many ballots were exchanged, and how many spoiled ones have come in with all boxes of the day."""
    exchanged = Exchange.objects.filter(desk_id=batch.desk_id, day=batch.day).count()
    boxes = PaperBatch.objects.filter(desk_id=batch.desk_id, day=batch.day, corrects=None)
    return exchanged, sum(boxes.values_list("spoiled", flat=True))


def counting_batches(vote: Vote) -> list[PaperBatch]:
    """The approved batches that count: those no approved batch has taken the place of."""
    found = PaperBatch.objects.filter(vote=vote, state=BatchState.APPROVED)
    return list(found.exclude(corrected_by__state=BatchState.APPROVED).select_related("desk"))


def approved_ballots(vote: Vote, *, posted: bool = False) -> list[tuple[str, list[Choice]]]:
    """Style and choices of every paper ballot that counts, of those from desks or of those that were posted."""
    counting = [batch for batch in counting_batches(vote) if batch.desk.posted == posted]
    finals = PaperBallot.objects.filter(batch__in=counting, final__invalid=COUNTS)
    return [
        (str(final["style"]), read_choices(final["choices"]))
        for final in finals.values_list("final", flat=True)
        if final
    ]


def posted_ballots(vote: Vote) -> list[tuple[str, list[Choice]]]:
    """Style and choices of every posted ballot that counts."""
    return approved_ballots(vote, posted=True)


def takes_posted(vote: Vote) -> bool:
    """Whether letters have or have had a form to post back."""
    return bool(vote.return_address) or CodeLetter.objects.filter(vote=vote).exclude(slip_hash="").exists()


@dataclass(frozen=True)
class PostedNumbers:
    """How many envelopes there are of each sort, and of those listed how many by cause, the most common first."""

    held: int
    boxed: int
    by_cause: Counter[Cause]

    @property
    def listed(self) -> int:
        return self.by_cause.total()

    @property
    def received(self) -> int:
        return self.held + self.boxed + self.listed


def posted_numbers(vote: Vote) -> PostedNumbers:
    """In one query."""
    rows = PostedEnvelope.objects.filter(vote=vote).values_list("state", "cause").annotate(n=Count("id"))
    found = {(str(state), str(cause)): int(many) for state, cause, many in rows.order_by("-n", "cause")}
    return PostedNumbers(
        held=found.get((EnvelopeState.HELD, ""), 0),
        boxed=found.get((EnvelopeState.BOXED, ""), 0),
        by_cause=Counter({Cause(cause): many for (_state, cause), many in found.items() if cause}),
    )


def posted_envelopes(vote: Vote, state: EnvelopeState) -> list[PostedEnvelope]:
    """The envelopes in a state, by number."""
    return list(PostedEnvelope.objects.filter(vote=vote, state=state))


def last_envelopes(vote: Vote) -> list[PostedEnvelope]:
    """The last ten that were registered, the latest first."""
    return list(PostedEnvelope.objects.filter(vote=vote).order_by("-number")[:10])


def missing_before_opening(vote: Vote) -> list[str]:
    """What stands between paper and the urn."""
    waiting = (
        PaperBatch.objects.filter(vote=vote)
        .exclude(state=BatchState.APPROVED)
        .select_related("desk")
        .order_by("day", "id")
    )
    held = PostedEnvelope.objects.filter(vote=vote, state=EnvelopeState.HELD).count()
    unsorted = [_("%(n)d kuvert som kom med posten är inte sorterade.") % {"n": held}] if held else []
    return unsorted + [_("Bunten %(batch)s är inte godkänd.") % {"batch": str(batch)} for batch in waiting]


def reconciliation(vote: Vote) -> list[Reconciliation]:
    """Day by day and desk by desk, in a number of queries that does not grow."""
    handed: Counter[tuple[int, date]] = Counter()
    for desk_id, day, many in HandOut.objects.filter(vote=vote).values_list("desk_id", "day").annotate(n=Count("id")):
        handed[desk_id, day] += many
    exchanged: Counter[tuple[int, date]] = Counter()
    for desk_id, day, many in Exchange.objects.filter(vote=vote).values_list("desk_id", "day").annotate(n=Count("id")):
        exchanged[desk_id, day] += many
    counting = [batch for batch in counting_batches(vote) if not batch.desk.posted]
    invalid = Counter(
        {
            int(pk): int(many)
            for pk, many in PaperBallot.objects.filter(batch__in=counting)
            .exclude(final__invalid=COUNTS)
            .values_list("batch_id")
            .annotate(n=Count("id"))
        }
    )
    names = {desk.pk: desk.name for desk in Desk.objects.filter(vote=vote)}
    by_day: dict[tuple[int, date], list[PaperBatch]] = {key: [] for key in handed}
    for batch in counting:
        by_day.setdefault((batch.desk_id, batch.day), []).append(batch)
    return [
        Reconciliation(
            desk=names[desk_id],
            day=day,
            handed_out=handed[desk_id, day],
            check_ins=sum(batch.check_ins for batch in some),
            ballots=sum(batch.ballots or 0 for batch in some),
            invalid=sum(invalid[batch.pk] for batch in some),
            exchanged=exchanged[desk_id, day],
            spoiled=(spoiled := sum(batch.spoiled for batch in some)),
            explained=" ".join(
                batch.explanation
                for batch in some
                if must_be_explained(batch.ballots, batch.check_ins)
                or exchanges_must_be_explained(exchanged[desk_id, day], spoiled)
            ).strip(),
        )
        for (desk_id, day), some in sorted(by_day.items(), key=lambda pair: (pair[0][1], names[pair[0][0]]))
    ]


def invalid_by_reason(vote: Vote, *, posted: bool = False) -> Counter[str]:
    """How many approved paper ballots, from desks or posted, do not count, by the code of the reason, the most common first."""
    counting = [batch for batch in counting_batches(vote) if batch.desk.posted == posted]
    found = (
        PaperBallot.objects.filter(batch__in=counting, final__isnull=False)
        .exclude(final__invalid=COUNTS)
        .values_list("final__invalid")
        .annotate(n=Count("id"))
        .order_by("-n", "final__invalid")
    )
    return Counter({str(code): int(many) for code, many in found})


def sample_of(vote: Vote) -> Sample | None:
    return Sample.objects.filter(vote=vote).select_related("drawn_by").first()


def readings_of(sample: Sample) -> list[SampleReading]:
    return list(
        SampleReading.objects.filter(sample=sample)
        .select_related("paper__batch__desk", "by")
        .annotate(batch_name=F("paper__batch__seal_number"))
    )
