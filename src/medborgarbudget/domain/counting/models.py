"""Which counts have been run over which ballots, by which rule, with what outcome?"""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.counting.story import Story
from medborgarbudget.domain.cycles.models import Cycle, Pot
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Count(OwnedByOrganisation):
    """One run of a counting rule over the ballots of one pot. Never changed afterwards; a `Recount` says whether it came out the same again.

    `spec` is the versioned rule spec, `digest` the SHA-256 of the canonical input, `outcome` what pbcount gave and
    `explanation` the `story.Story` told from it, as JSON.
    `official` is the count by the cycle's own rule sheet; others are comparisons, each by the rule that `variant` names. `measures` tells
    how the outcome is for the voters, when that has been worked out.
    """

    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="counts")
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="+")
    official = models.BooleanField()
    variant = models.CharField(max_length=40, blank=True)
    spec = models.JSONField()
    digest = models.CharField(max_length=64)
    budget = models.BigIntegerField()
    spent = models.BigIntegerField()
    ballots = models.PositiveIntegerField()
    outcome = models.JSONField()
    explanation = models.JSONField()
    measures = models.JSONField(default=dict, blank=True)
    program_version = models.CharField(max_length=40)
    counted_at = models.DateTimeField()
    counted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    milliseconds = models.PositiveIntegerField()

    class Meta:
        ordering = ["pot__position", "-counted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "pot"], condition=models.Q(official=True), name="one_official_count_per_pot"
            ),
            models.UniqueConstraint(
                fields=["vote", "pot", "variant"],
                condition=models.Q(official=False),
                name="one_comparison_by_each_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pot} {self.digest[:12]}"

    @cached_property
    def story(self) -> Story:
        """Why it came out as it did."""
        return Story.from_json(self.explanation)


class Recount(models.Model):
    """Somebody ran an official count once more over the same stored ballots. `same` when both digest and winners were alike.

    `proven` tells whether the count's certificate holds against the ballots; None where the rule gives no certificate.
    """

    count = models.ForeignKey(Count, on_delete=models.CASCADE, related_name="recounts")
    same = models.BooleanField()
    proven = models.BooleanField(null=True)
    digest = models.CharField(max_length=64)
    winners = models.JSONField()
    program_version = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.count} {self.at:%Y-%m-%d %H:%M}"


class ComparisonRun(models.Model):
    """How far the comparison with other rules has come. `left_out` lists (pot, variant) that could not be counted."""

    vote = models.OneToOneField(Vote, on_delete=models.CASCADE, related_name="comparison_run")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField()
    left_out = models.JSONField(default=list, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(done__lte=models.F("total")), name="comparison_not_past_its_end")
        ]

    def __str__(self) -> str:
        return f"{self.vote} {self.done}/{self.total}"


class SimulationSource(models.TextChoices):
    """Whose ballots a rule is tried on."""

    VOTE = "vote", _("En av våra tidigare omröstningar")
    INVENTED = "invented", _("En påhittad omröstning")
    FILE = "file", _("En verklig omröstning ur en fil")


class SimulationState(models.TextChoices):
    WAITING = "waiting", _("Väntar")
    RUNNING = "running", _("Räknar")
    DONE = "done", _("Klar")
    FAILED = "failed", _("Gick inte")


class Simulation(OwnedByOrganisation):
    """A rule tried on some ballots before it is decided on. It decides nothing and is seen by staff alone.

    `settings` says which ballots, `data` holds an uploaded file (compressed) until it has been counted, `result` what came out:
    projects and a story for each rule, the tried one first.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="simulations")
    source = models.CharField(max_length=20, choices=SimulationSource.choices)
    label = models.CharField(max_length=200)
    settings = models.JSONField(default=dict)
    spec = models.JSONField()
    data = models.BinaryField(null=True)
    state = models.CharField(max_length=20, choices=SimulationState.choices, default=SimulationState.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=SimulationState.DONE) | models.Q(result__isnull=False),
                name="done_simulation_has_a_result",
            )
        ]

    def __str__(self) -> str:
        return self.label


class ResultPublication(OwnedByOrganisation):
    """The moment the result of a vote was made public. Until an elected body has decided it is called a voting result, never a decision."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="result_publication")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    publish_ballots = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.vote} {self.published_at:%Y-%m-%d}"
