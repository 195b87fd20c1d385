"""Who has asked for the newsletter, what does each issue hold, and whom has it reached?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tenancy import OwnedByOrganisation


class SubscriberState(models.TextChoices):
    PENDING = "pending", _("Har inte bekräftat")
    CONFIRMED = "confirmed", _("Får nyhetsbrevet")
    PAUSED = "paused", _("Pausad – breven kommer inte fram")
    ENDED = "ended", _("Har avslutat")


class Subscriber(OwnedByOrganisation):
    """An address that has asked for the newsletter. Only a confirmed one is sent anything but the question whether it asked.

    `token` is the secret part of its links; it stays the same so that an old mail's link to unsubscribe always works.
    `consent` is the version of the words agreed to.
    """

    email = models.EmailField(_("e-postadress"), max_length=254)
    language = models.CharField(_("språk"), max_length=8, default="sv")
    state = models.CharField(max_length=10, choices=SubscriberState.choices, default=SubscriberState.PENDING)
    token = models.CharField(max_length=43, unique=True)
    consent = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    bounces = models.PositiveSmallIntegerField(default=0)
    last_problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["organisation", "state", "language"], name="subscriber_to_send")]
        constraints = [
            models.UniqueConstraint("organisation", Lower("email"), name="subscriber_once"),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False), name="subscriber_confirmed_when"
            ),
        ]

    def __str__(self) -> str:
        # An address is not for logs and lists of deeds.
        return f"Prenumerant {self.pk}"


class LetterState(models.TextChoices):
    DRAFT = "draft", _("Utkast")
    SENDING = "sending", _("Skickas")
    SENT = "sent", _("Skickat")


class Newsletter(OwnedByOrganisation):
    """One issue in one language. `progress_at` moves with each mail, so that one that has stopped can be told from one that runs."""

    title = models.CharField(_("rubrik"), max_length=120)
    intro = models.TextField(_("inledning"), max_length=2000, blank=True)
    language = models.CharField(_("språk"), max_length=8, default="sv")
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.DRAFT)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    progress_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(started_at__isnull=False), name="letter_started_when"
            ),
            models.CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="letter_sent_when"),
        ]

    def __str__(self) -> str:
        return self.title


class NewsletterItem(models.Model):
    """Something told of in an issue, as it stood when it was chosen. `path` is a path within the network's site, or empty."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, blank=True)
    key = models.CharField(max_length=80, blank=True)
    title = models.CharField(_("rubrik"), max_length=300)
    text = models.TextField(_("text"), max_length=1500, blank=True)
    path = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "kind", "key"], condition=~Q(key=""), name="letter_item_once")
        ]

    def __str__(self) -> str:
        return self.title


class MailState(models.TextChoices):
    WAITING = "waiting", _("Väntar")
    CLAIMED = "claimed", _("Skickas just nu")
    SENT = "sent", _("Skickat")
    BOUNCED = "bounced", _("Kom inte fram")
    UNSURE = "unsure", _("Osäkert – avbröts mitt i")
    SKIPPED = "skipped", _("Hann avsluta")


class IssueMail(models.Model):
    """One issue to one subscriber. It is claimed before it is handed over and never handed over twice: what was being handed over when
    the worker died is unsure, and stays so."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="mails")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="mails")
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["newsletter", "state", "attempts", "id"], name="issue_mail_next")]
        constraints = [models.UniqueConstraint(fields=["newsletter", "subscriber"], name="issue_once_to_each")]

    def __str__(self) -> str:
        return f"{self.newsletter_id} {self.subscriber_id} {self.state}"
