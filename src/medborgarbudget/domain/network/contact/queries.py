"""What has come in, and what waits for an answer?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Q, QuerySet

from medborgarbudget.domain.network.contact import policy
from medborgarbudget.domain.network.contact.models import ContactMessage, ContactReply, MessageState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


def messages(
    network: Organisation, *, state: str = "", words: str = "", assignee: Person | None = None
) -> QuerySet[ContactMessage]:
    """What somebody has vouched for, latest first."""
    found = ContactMessage.objects.of(network).filter(confirmed_at__isnull=False).select_related("assignee")
    if state:
        found = found.filter(state=state)
    if assignee is not None:
        found = found.filter(assignee=assignee)
    for word in words.split():
        found = found.filter(
            Q(text__icontains=word) | Q(name__icontains=word) | Q(email__icontains=word) | Q(body_name__icontains=word)
            | Q(reference__iexact=word)
        )  # fmt: skip
    return found.order_by("-sent_at", "-pk")


def message_of(network: Organisation, reference: str) -> ContactMessage:
    """One that is vouched for. Raises ContactMessage.DoesNotExist."""
    return messages(network).select_related("organisation").get(reference=reference)


def counts_by_state(network: Organisation) -> Counter[str]:
    """State → how many."""
    return Counter(messages(network).order_by().values_list("state", flat=True))


def unconfirmed(network: Organisation) -> int:
    """How many wait for a code from the sender."""
    return ContactMessage.objects.of(network).filter(confirmed_at=None).count()


def replies(message: ContactMessage) -> QuerySet[ContactReply]:
    return message.replies.select_related("author")


def waiting(network: Organisation, person: Person) -> QuerySet[ContactMessage]:
    """Unanswered messages that are the person's, or nobody's."""
    return messages(network, state=MessageState.NEW).filter(Q(assignee=None) | Q(assignee=person))


def waited_long(network: Organisation, now: datetime) -> int:
    """How many have waited too long, whoever's they are."""
    return messages(network, state=MessageState.NEW).filter(sent_at__lt=now - policy.WAITED_LONG).count()
