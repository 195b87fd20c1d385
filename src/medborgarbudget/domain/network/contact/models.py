"""What have people written to the network's office, who answers, and how far has it come?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class ContactTopic(models.TextChoices):
    NETWORK = "network", _("Nätverket och medlemskap")
    METHOD = "method", _("Att arbeta med medborgarbudget")
    EVENT = "event", _("Träffar, utbildning och studieresor")
    SERVICE = "service", _("Tjänsten eller webbplatsen")
    ACCESSIBILITY = "accessibility", _("Brist i tillgänglighet")
    OTHER = "other", _("Något annat")


class MessageState(models.TextChoices):
    """Where a message is. One that nobody has vouched for is no message yet: see `confirmed_at`."""

    NEW = "new", _("Ny")
    ANSWERED = "answered", _("Besvarad")
    CLOSED = "closed", _("Avslutad")
    SPAM = "spam", _("Skräp")


class ContactMessage(OwnedByOrganisation):
    """Something written to the office. Until a human check or a mailed code vouches for it nobody in the office is shown it."""

    reference = models.CharField(max_length=12)
    form_key = models.CharField(max_length=40)
    topic = models.CharField(_("ämne"), max_length=20, choices=ContactTopic.choices)
    name = models.CharField(_("namn"), max_length=80)
    email = models.EmailField(_("e-postadress"), max_length=254)
    body_name = models.CharField(_("kommun, region eller annat"), max_length=120, blank=True)
    text = models.TextField(_("meddelande"))
    state = models.CharField(_("läge"), max_length=20, choices=MessageState.choices, default=MessageState.NEW)
    assignee = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="sv")
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["organisation", "state", "-sent_at"], name="contact_state_sent")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="contact_reference_unique"),
            models.UniqueConstraint(fields=["organisation", "form_key"], name="contact_sent_once"),
            models.CheckConstraint(
                condition=Q(state="new") | Q(confirmed_at__isnull=False), name="contact_handled_is_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ContactReply(models.Model):
    """What the office has answered by mail, or noted for itself (`internal`)."""

    message = models.ForeignKey(ContactMessage, on_delete=models.CASCADE, related_name="replies")
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("svar"))
    internal = models.BooleanField(default=False)
    key = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["message", "key"], name="contact_replied_once")]

    def __str__(self) -> str:
        return self.text[:60]
