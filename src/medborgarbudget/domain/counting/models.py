"""Which counts have been run over which ballots, by which rule, with what outcome?"""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property

from medborgarbudget.domain.counting.story import Story
from medborgarbudget.domain.cycles.models import Pot
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Count(OwnedByOrganisation):
    """One run of a counting rule over the ballots of one pot. Never changed afterwards; a `Recount` says whether it came out the same again.

    `spec` is the versioned rule spec, `digest` the SHA-256 of the canonical input, `outcome` what pbcount gave and
    `explanation` the `story.Story` told from it, as JSON.
    `official` is the count by the cycle's own rule sheet; others are comparisons.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="counts")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="+")
    official = models.BooleanField()
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    budget = models.BigIntegerField()
    spent = models.BigIntegerField()
    ballots = models.PositiveIntegerField()
    outcome = models.JSONField()
    explanation = models.JSONField()
    program_version = models.CharField(max_length=40)
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["pot__position", "-counted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "pot"], condition=models.Q(official=True), name="one_official_count_per_pot"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pot} {self.digest[:12]}"

    @cached_property
    def story(self) -> Story:
        """Why it came out as it did."""
        return Story.from_json(self.explanation)


class Recount(models.Model):
    """Somebody ran an official count once more over the same stored ballots. `same` when both digest and winners were alike."""

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="recounts")
    same = models.BooleanField()
    digest = models.CharField(max_length=64)
    winners = models.JSONField()
    program_version = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.count} {self.at:%Y-%m-%d %H:%M}"


class ResultPublication(OwnedByOrganisation):
    """The moment the result of a vote was made public. Until an elected body has decided it is called a voting result, never a decision."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="result_publication")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    publish_ballots = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.vote} {self.published_at:%Y-%m-%d}"
