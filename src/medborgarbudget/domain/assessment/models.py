"""Which criteria is a proposal held against, who answered what, and what did the proposer object?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class Criterion(models.Model):
    """A question every proposal of the cycle is held against. `refusal_text` is the plain sentence the proposer reads when the answer is no."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="criteria")
    code = models.CharField(_("kod"), max_length=20)
    question = models.CharField(_("fråga"), max_length=200)
    refusal_text = models.CharField(_("skäl i klarspråk när svaret är nej"), max_length=400)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["cycle", "code"], name="criterion_code_unique")]

    def __str__(self) -> str:
        return self.question


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Går vidare")
    REFUSED = "refused", _("Går inte vidare")


class AssessmentState(models.TextChoices):
    OPEN = "open", _("Pågår")
    PROPOSED = "proposed", _("Väntar på en andra person")
    SIGNED = "signed", _("Klar – inte meddelad")
    PROVISIONAL = "provisional", _("Preliminärt besked lämnat")
    OBJECTED = "objected", _("Omprövning begärd")
    FINAL = "final", _("Slutligt besked lämnat")


class Assessment(OwnedByOrganisation):
    """Officials' reasoned answer to one proposal. The one who signs is another than the one who proposed the outcome.

    `cost` is the one-off cost, `running_cost` per year, in kronor; `conditions` what had to change for it to be possible.
    `returned_reason` is what the second person wants changed, until the outcome is proposed again.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="assessment")
    assignee = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    deadline = models.DateField(_("klar senast"), null=True, blank=True)
    state = models.CharField(max_length=20, choices=AssessmentState.choices, default=AssessmentState.OPEN)
    outcome = models.CharField(_("bedömning"), max_length=20, choices=Outcome.choices, blank=True)
    reason = models.TextField(_("motivering"), max_length=3000, blank=True)
    conditions = models.TextField(_("vad som har ändrats i förslaget"), max_length=2000, blank=True)
    cost = models.BigIntegerField(_("kostnad"), null=True, blank=True)
    running_cost = models.BigIntegerField(_("kostnad per år"), null=True, blank=True)
    returned_reason = models.TextField(_("vad som behöver ändras"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "state"], name="assessment_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by=None) | ~Q(signed_by=F("proposed_by")), name="assessment_signed_by_another"
            ),
            models.CheckConstraint(condition=Q(cost=None) | Q(cost__gt=0), name="assessment_cost_positive"),
            models.CheckConstraint(
                condition=Q(running_cost=None) | Q(running_cost__gte=0), name="assessment_running_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "signed", "provisional", "objected", "final"])
                | (Q(outcome="accepted", cost__isnull=False) | (Q(outcome="refused") & ~Q(reason=""))),
                name="assessment_complete_before_sign_off",
            ),
        ]

    def __str__(self) -> str:
        return f"Bedömning av {self.proposal}"


class Met(models.TextChoices):
    YES = "yes", _("Ja")
    NO = "no", _("Nej")
    UNCLEAR = "unclear", _("Oklart")


class CriterionAnswer(models.Model):
    """How one proposal stands to one criterion."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    met = models.CharField(_("uppfylls"), max_length=10, choices=Met.choices)
    note = models.CharField(_("kommentar"), max_length=500, blank=True)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="one_answer_per_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_met_display()}"


class ExpertQuestion(models.Model):
    """One question to an official in another department, answered through a signed link without an account.

    `key` is the form's idempotency key: the same form sent twice asks once.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="expert_questions")
    email = models.EmailField(_("e-post till den som ska svara"))
    unit = models.CharField(_("enhet"), max_length=100, blank=True)
    question = models.TextField(_("fråga"), max_length=1000)
    deadline = models.DateField(_("svar senast"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(_("svar"), max_length=3000, blank=True)
    answer_cost = models.BigIntegerField(_("uppskattad kostnad"), null=True, blank=True)
    answered_by = models.CharField(_("ditt namn"), max_length=100, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "key"], condition=~Q(key=""), name="expert_question_once"),
            models.CheckConstraint(condition=Q(answer_cost=None) | Q(answer_cost__gt=0), name="expert_cost_positive"),
        ]

    def __str__(self) -> str:
        return self.question[:60]


class Objection(models.Model):
    """The proposer asks for a new look at a provisional no. One per assessment; the answer is final and has a reason."""

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="objection")
    text = models.TextField(_("varför bedömningen bör ändras"), max_length=2000)
    made_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    upheld = models.BooleanField(null=True, blank=True)
    answer = models.TextField(_("svar"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(upheld=None) | ~Q(answer=""), name="objection_answered_with_a_reason")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class ListKind(models.TextChoices):
    PROVISIONAL = "provisional", _("Preliminär lista")
    FINAL = "final", _("Slutlig lista")


class PublishedList(models.Model):
    """The list of who goes on to the vote and who does not, as it was made public; objections are taken until `objections_until`."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="published_lists")
    kind = models.CharField(max_length=20, choices=ListKind.choices)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    objections_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["published_at"]
        constraints = [models.UniqueConstraint(fields=["cycle", "kind"], name="one_list_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.published_at:%Y-%m-%d}"
