"""How does a person hear of something? One row in the product, and a mail if the person wants it, sent in the background.

Mail is enqueued in the same transaction as the deed, so nothing is told that did not happen and nothing that happened is untold.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

NEWS = -10
"""News to hundreds of followers goes after the code that somebody waits for at a sign-in page."""


class Sender(Protocol):
    """In whose name it is said: an organisation. `base_url` is its own address without a closing slash."""

    pk: int
    name: str

    @property
    def base_url(self) -> str: ...


class NotificationKind(models.TextChoices):
    """What a person can turn on and off. Receipts and sign-in mails are not here: they cannot be turned off."""

    OWN_PROPOSAL = "own_proposal", _("Händelser kring mina egna förslag")
    FOLLOWED = "followed", _("Händelser kring förslag som jag följer")
    COMMENTS = "comments", _("Svar på mina frågor och kommentarer")
    CYCLE = "cycle", _("När en ny omgång eller ett nytt steg öppnar")
    STAFF = "staff", _("Uppgifter som väntar på mig som medarbetare")
    NETWORK = "network", _("Nätverket: träffar, frågor och svar")


class Notification(models.Model):
    """Something told to a person. `link` is a path within the organisation."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    organisation_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "foundation"
        indexes = [models.Index(fields=["person", "-created_at"], name="notification_person_at")]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.subject


class NotificationPreference(models.Model):
    """A person's choice not to get mail of a kind. No row means mail is wanted."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    by_mail = models.BooleanField(default=True)

    class Meta:
        app_label = "foundation"
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_preference_per_kind")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.by_mail}"


def notify(
    *,
    person_ids: Iterable[int],
    organisation: Sender,
    kind: NotificationKind,
    subject: str,
    body: str,
    link: str,
    now: datetime,
    always_mail: bool = False,
) -> int:
    """Tell these people, in the product and by mail to those who want it. Gives the number told; a person named twice is told once.

    `link` is a path within the organisation, such as "/forslag/7/". `always_mail`: it concerns something they have booked themselves, and
    is mailed also to those who want no mail of the kind.
    """
    wanted = sorted(set(person_ids))
    if not wanted:
        return 0
    Notification.objects.bulk_create(
        Notification(
            person_id=person_id,
            organisation_id=organisation.pk,
            kind=kind,
            subject=subject[:200],
            body=body,
            link=link,
            created_at=now,
        )
        for person_id in wanted
    )
    unwanted: set[int] = set()
    if not always_mail:
        unwanted = set(
            NotificationPreference.objects.filter(person_id__in=wanted, kind=kind, by_mail=False).values_list(
                "person_id", flat=True
            )
        )
    for person_id in wanted:
        if person_id not in unwanted:
            mail_person.enqueue(person_id, organisation.name, subject, body, organisation.base_url + link)
    return len(wanted)


def unread(person_id: int, organisation_id: int) -> int:
    """How many notifications of the organisation the person has not read."""
    return Notification.objects.filter(person_id=person_id, organisation_id=organisation_id, read_at=None).count()


def told_to(person_id: int, organisation_id: int) -> models.QuerySet[Notification]:
    """What the organisation has told the person, latest first."""
    return Notification.objects.filter(person_id=person_id, organisation_id=organisation_id)


def mark_read(*, person_id: int, organisation_id: int, now: datetime, ids: Iterable[int] | None = None) -> int:
    """Note that the person has read these, or all of them. Gives how many were unread."""
    found = told_to(person_id, organisation_id).filter(read_at=None)
    return (found if ids is None else found.filter(pk__in=list(ids))).update(read_at=now)


def mail_wanted(person_id: int) -> dict[str, bool]:
    """Kind → whether the person wants mail of it."""
    refused = set(
        NotificationPreference.objects.filter(person_id=person_id, by_mail=False).values_list("kind", flat=True)
    )
    return {kind: kind not in refused for kind in NotificationKind.values}


def choose_mail(*, person_id: int, kinds: Iterable[str]) -> None:
    """The person wants mail of these kinds and of no others."""
    wanted = set(kinds)
    for kind in NotificationKind.values:
        NotificationPreference.objects.update_or_create(
            person_id=person_id, kind=kind, defaults={"by_mail": kind in wanted}
        )


def send_mail(
    *, to: str, organisation_name: str, subject: str, body: str, url: str = "", url_text: str = "", language: str = "sv"
) -> None:
    """Enqueue one mail: text and HTML in the product's own frame. Paragraphs in `body` are divided by an empty line."""
    mail_address.enqueue(to, organisation_name, subject, body, url, url_text, language)


@task(priority=NEWS)
def mail_person(person_id: int, organisation_name: str, subject: str, body: str, url: str) -> None:
    """Send one notification by mail in the person's language, unless the account is gone by now."""
    from django.contrib.auth import get_user_model

    person = get_user_model().objects.filter(pk=person_id, is_active=True).first()
    if person is not None and person.email:
        _deliver(person.email, organisation_name, subject, body, url, "", getattr(person, "language", "sv"))


@task()
def mail_address(
    to: str, organisation_name: str, subject: str, body: str, url: str, url_text: str, language: str
) -> None:
    """Send one mail to an address."""
    _deliver(to, organisation_name, subject, body, url, url_text, language)


def _deliver(to: str, organisation_name: str, subject: str, body: str, url: str, url_text: str, language: str) -> None:
    with translation.override(language):
        context = {
            "site_name": organisation_name,
            "heading": subject,
            "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()],
            "url": url,
            "url_text": url_text,
        }
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()), body=render_to_string("mail/message.txt", context), to=[to]
        )
        message.attach_alternative(render_to_string("mail/message.html", context), "text/html")
        message.send()
