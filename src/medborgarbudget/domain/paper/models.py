"""What is kept of ballots on paper: desks, that a ballot was handed out, sealed boxes, what two clerks read from each ballot?

Nothing here names a voter: whom a ballot was handed to is known only by the mark on that voter's slot (voting.BallotSlot), whose key lies
outside the database. Ballots from a box bear no mark. Of an envelope that came by post a keyed mark is kept until the urn is opened.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.paper.causes import Cause
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Desk(OwnedByOrganisation):
    """A place where ballots are handed out and put in a sealed box under supervision. A vote has one more, `posted`, for those that were posted."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="desks")
    name = models.CharField(_("namn"), max_length=80)
    posted = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "name", "posted"], name="desk_name_unique"),
            models.UniqueConstraint(fields=["vote"], condition=Q(posted=True), name="one_desk_for_the_post"),
        ]

    def __str__(self) -> str:
        return self.name


class HandOut(OwnedByOrganisation):
    """That one ballot was handed out at a desk on a day: neither when nor to whom. `key` makes a repeated request harmless."""

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="hand_outs")
    day = models.DateField()
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "key"], name="handed_out_once")]

    def __str__(self) -> str:
        return f"{self.desk} {self.day}"


class Exchange(OwnedByOrganisation):
    """That somebody gave back a ballot they had spoiled and was handed another: neither when nor who. The spoiled one goes into an envelope.

    `key` makes a repeated request harmless.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="exchanges")
    day = models.DateField()
    reason = models.CharField(max_length=200)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "key"], name="exchanged_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="exchange_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.day}"


class EnvelopeState(models.TextChoices):
    HELD = "held", _("Ligger oöppnat")
    BOXED = "boxed", _("Lagt i lådan")
    LISTED = "listed", _("Öppnas inte")


class PostedEnvelope(OwnedByOrganisation):
    """An envelope that came by post: registered on a day, under a number that is written on it. Neither from whom nor at what time.

    `mark` is a keyed hash that leads from the place that the envelope holds in the vote; it is gone when the urn is opened. `style` is the
    ballot that should be in it. `cause` says why it is not opened. `key` makes a repeated request harmless.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="posted_envelopes")
    number = models.PositiveIntegerField()
    day = models.DateField(_("dagen det kom"))
    state = models.CharField(max_length=10, choices=EnvelopeState.choices)
    cause = models.CharField(max_length=20, choices=Cause.choices, blank=True)
    style = models.CharField(max_length=40, blank=True)
    mark = models.BinaryField(max_length=32, null=True)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="envelope_number_unique"),
            models.UniqueConstraint(fields=["vote", "key"], name="envelope_registered_once"),
            models.UniqueConstraint(
                fields=["vote", "mark"], condition=Q(mark__isnull=False), name="one_posted_form_per_place"
            ),
            models.CheckConstraint(
                condition=Q(state="listed") & ~Q(cause="") | ~Q(state="listed") & Q(cause=""),
                name="listed_envelope_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(mark__isnull=False), name="held_envelope_has_its_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class BatchState(models.TextChoices):
    SEALED = "sealed", _("Förseglad")
    KEYING = "keying", _("Läses in")
    APPROVED = "approved", _("Godkänd")


class PaperBatch(OwnedByOrganisation):
    """The ballots of one sealed box. `check_ins` is how many the desk ticked off on its list that day, `ballots` how many lay in the box,
    `spoiled` how many lay in the envelope with those that were exchanged. In a box of the post `check_ins` is how many envelopes were
    opened, and all its ballots should be of `style`.

    A batch that `corrects` an approved one takes its place when it is approved itself; the old one stays to be seen and counts no more.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="paper_batches")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="batches")
    day = models.DateField(_("dag"))
    seal_number = models.CharField(_("plombens nummer"), max_length=40)
    style = models.CharField(max_length=40, blank=True)
    check_ins = models.PositiveIntegerField(_("antal avprickade"))
    spoiled = models.PositiveIntegerField(_("antal förstörda i kuvertet"), default=0)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.SEALED)
    ballots = models.PositiveIntegerField(_("antal valsedlar i lådan"), null=True, blank=True)
    explanation = models.CharField(_("förklaring"), max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    reason = models.CharField(_("varför bunten rättas"), max_length=300, blank=True)
    first_clerk = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_clerk = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approval_asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "seal_number"], condition=Q(corrects=None), name="seal_number_once_per_vote"
            ),
            models.CheckConstraint(condition=~Q(first_clerk=F("second_clerk")), name="two_different_clerks"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("approval_asked_by")), name="batch_approved_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False, approval_asked_by__isnull=False),
                name="approved_batch_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk}, {self.day}, {self.seal_number}"


class PaperBallot(models.Model):
    """One ballot of a box and what two clerks read from it, each without seeing the other's; `final` is what both, or a third, found.

    An entry holds style, choices as they stand on the paper, and why it does not count (`invalid`, a code; "" when it does). What breaks a
    rule is kept as it is: never shortened to something that would count.
    """

    batch = models.ForeignKey(PaperBatch, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveIntegerField()
    first = models.JSONField(null=True, blank=True)
    second = models.JSONField(null=True, blank=True)
    final = models.JSONField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="paper_number_unique")]

    def __str__(self) -> str:
        return f"{self.number}"


class Sample(OwnedByOrganisation):
    """The auditor's sample of a vote's approved paper ballots, drawn once by a seed that is published with it."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="paper_sample")
    seed = models.CharField(max_length=64)
    of = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.seed


class SampleReading(models.Model):
    """A ballot of the sample, and what the auditor read from the paper without seeing what had been keyed."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="readings")
    paper = models.ForeignKey(PaperBallot, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    reading = models.JSONField(null=True, blank=True)
    same = models.BooleanField(null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["sample", "paper"], name="in_the_sample_once")]

    def __str__(self) -> str:
        return f"{self.place}"
