"""Who reads the newsletter, which issues are there, and how far has one got?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from medborgarbudget.domain.network.newsletter.models import (
    LetterState,
    MailState,
    Newsletter,
    NewsletterItem,
    Subscriber,
    SubscriberState,
)
from medborgarbudget.domain.organisations.models import Organisation


def readers(network: Organisation, language: str) -> QuerySet[Subscriber]:
    """Addresses that an issue in the language goes to."""
    return Subscriber.objects.of(network).filter(state=SubscriberState.CONFIRMED, language=language)


def subscriber_with_token(network: Organisation, token: str) -> Subscriber | None:
    """Whose links carry this secret."""
    return Subscriber.objects.of(network).filter(token=token).select_related("organisation").first()


def number_by_state(network: Organisation) -> dict[str, int]:
    """How many addresses there are in each state."""
    rows = Subscriber.objects.of(network).order_by().values("state").annotate(n=Count("pk"))
    return {row["state"]: row["n"] for row in rows}


def number_by_language(network: Organisation) -> dict[str, int]:
    """How many read it in each language."""
    rows = (
        Subscriber.objects.of(network)
        .filter(state=SubscriberState.CONFIRMED)
        .order_by()
        .values("language")
        .annotate(n=Count("pk"))
    )
    return {row["language"]: row["n"] for row in rows}


def issues(network: Organisation) -> QuerySet[Newsletter]:
    """All issues for the office, newest first, each with how many it goes to and how many it has reached."""
    return (
        Newsletter.objects.of(network)
        .annotate(
            readers=Count("mails"),
            reached=Count("mails", filter=Q(mails__state=MailState.SENT)),
        )
        .order_by("-created_at", "-id")
    )


def archive(network: Organisation) -> QuerySet[Newsletter]:
    """Issues that everybody may read on the web, newest first."""
    return (
        Newsletter.objects.of(network)
        .filter(state__in=[LetterState.SENDING, LetterState.SENT])
        .order_by("-started_at", "-id")
    )


def public_issue(network: Organisation, pk: int) -> Newsletter:
    """One of them with its parts. Raises Newsletter.DoesNotExist."""
    return archive(network).prefetch_related("items").get(pk=pk)


def issue_of(network: Organisation, pk: int) -> Newsletter:
    """One issue, draft or sent, with its parts. Raises Newsletter.DoesNotExist."""
    return (
        Newsletter.objects.of(network)
        .select_related("organisation", "created_by")
        .prefetch_related(Prefetch("items", NewsletterItem.objects.order_by("position", "id")))
        .get(pk=pk)
    )


def item_of(network: Organisation, newsletter: int, pk: int) -> NewsletterItem:
    """One part of an issue. Raises NewsletterItem.DoesNotExist."""
    return NewsletterItem.objects.select_related("newsletter__organisation").get(
        pk=pk, newsletter_id=newsletter, newsletter__organisation=network
    )


@dataclass(frozen=True)
class Progress:
    """How far an issue has got."""

    all: int = 0
    sent: int = 0
    bounced: int = 0
    waiting: int = 0
    unsure: int = 0
    skipped: int = 0

    @property
    def done(self) -> int:
        return self.all - self.waiting


def progress_of(newsletter: Newsletter) -> Progress:
    """In one query, whatever the number of addresses."""
    rows = newsletter.mails.order_by().values("state").annotate(n=Count("pk"))
    by = {row["state"]: row["n"] for row in rows}
    return Progress(
        all=sum(by.values()),
        sent=by.get(MailState.SENT, 0),
        bounced=by.get(MailState.BOUNCED, 0),
        waiting=by.get(MailState.WAITING, 0) + by.get(MailState.CLAIMED, 0),
        unsure=by.get(MailState.UNSURE, 0),
        skipped=by.get(MailState.SKIPPED, 0),
    )


def running(before: datetime) -> QuerySet[Newsletter]:
    """Issues being sent whose last mail went out before the moment, of any network."""
    return Newsletter.objects.filter(state=LetterState.SENDING).filter(Q(progress_at=None) | Q(progress_at__lte=before))
