"""How does each winner become real: who, when, for how much, and what has changed on the way?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Decision
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class DeliveryState(models.TextChoices):
    PLANNED = "planned", _("Planeras")
    PROCUREMENT = "procurement", _("Upphandlas")
    BUILDING = "building", _("Byggs eller genomförs")
    DONE = "done", _("Klart")
    INAUGURATED = "inaugurated", _("Invigt")
    PAUSED = "paused", _("Pausat")
    STOPPED = "stopped", _("Genomförs inte")


class Delivery(OwnedByOrganisation):
    """Making one decided proposal real. `budget` is what was decided, `spent` the outcome so far, in kronor.

    More spent than decided, or a delivery that is stopped, has a reason that everybody can read.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="delivery")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=20, choices=DeliveryState.choices, default=DeliveryState.PLANNED)
    responsible = models.CharField(_("vem som genomför"), max_length=120, blank=True)
    responsible_person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_for = models.DateField(_("planerat klart"), null=True, blank=True)
    finished_on = models.DateField(_("klart"), null=True, blank=True)
    budget = models.BigIntegerField(_("budget"))
    spent = models.BigIntegerField(_("utfall"), null=True, blank=True)
    overspend_reason = models.CharField(_("varför det kostade mer"), max_length=400, blank=True)
    stopped_reason = models.CharField(_("varför det inte genomförs"), max_length=400, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["planned_for", "id"]
        indexes = [models.Index(fields=["organisation", "state"], name="delivery_state")]
        constraints = [
            models.CheckConstraint(condition=Q(budget__gt=0), name="delivery_budget_positive"),
            models.CheckConstraint(condition=Q(spent=None) | Q(spent__gte=0), name="delivery_spent_not_negative"),
            models.CheckConstraint(
                condition=Q(spent=None) | Q(spent__lte=F("budget")) | ~Q(overspend_reason=""),
                name="delivery_overspending_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="stopped") | ~Q(stopped_reason=""), name="delivery_stopped_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"Genomförande av {self.proposal}"


class PlanChange(models.Model):
    """The planned date moved; the reason is told to everybody."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="plan_changes")
    from_date = models.DateField(null=True, blank=True)
    to_date = models.DateField(null=True, blank=True)
    reason = models.CharField(_("varför datumet ändras"), max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="plan_change_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.from_date} → {self.to_date}"


class DeliveryUpdate(models.Model):
    """News from the work, told to followers; `state` is the state from then on.

    `key` is the form's idempotency key: the same form sent twice tells once.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="updates")
    state = models.CharField(max_length=20, choices=DeliveryState.choices)
    text = models.TextField(_("vad som har hänt"), max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "key"], condition=~Q(key=""), name="delivery_update_once")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class DeliveryPicture(models.Model):
    """A picture of the work, re-encoded without metadata."""

    update = models.ForeignKey(DeliveryUpdate, on_delete=models.CASCADE, related_name="pictures")
    image = models.ImageField(upload_to="delivery/%Y/", width_field="width", height_field="height")
    thumbnail = models.ImageField(upload_to="delivery/%Y/")
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(_("vad bilden visar"), max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(alt=""), name="delivery_picture_described")]

    def __str__(self) -> str:
        return self.alt
