"""How does an issue get out to thousands of addresses, once to each, whatever dies on the way?

Each mail is claimed in the database before it is handed to the mail server, and the claim and what became of the one before are stored
together: one commit a mail. A worker that is killed leaves one claimed mail, which may or may not have gone out; it is marked as unsure and
not sent again. Sending goes on from the rest when somebody presses the button, or by the command `tidy`.
"""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from datetime import datetime

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django_tasks import task

from medborgarbudget.domain.network.newsletter import policy
from medborgarbudget.domain.network.newsletter.models import (
    IssueMail,
    LetterState,
    MailState,
    Newsletter,
    Subscriber,
    SubscriberState,
)
from medborgarbudget.domain.network.newsletter.rendering import Mail, mail_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation import queues
from medborgarbudget.foundation.clock import database_now

PROGRESS_EVERY = 20
"""Mails between two notes of progress."""


@dataclass
class _Done:
    """What became of the mail that was handed over last. `counts`: the address itself was refused."""

    mail: IssueMail
    state: MailState
    problem: str = ""
    counts: bool = False


@task(queue_name=queues.LONG)
def send_issue(newsletter_id: int) -> None:
    """Send a part of an issue, and leave the rest to a new task so that other work comes between."""
    if send_part(newsletter_id, most=policy.PER_TASK):
        send_issue.enqueue(newsletter_id)


def send_part(newsletter_id: int, *, most: int) -> bool:
    """Send at most so many mails. Gives whether there may be more to send at once. Raises what the mail server's going away raises."""
    newsletter = (
        Newsletter.objects.select_related("organisation").filter(pk=newsletter_id, state=LetterState.SENDING).first()
    )
    if newsletter is None:
        return False
    network: Organisation = newsletter.organisation
    rows = _waiting(newsletter, most)
    if rows:
        mail = mail_of(newsletter, network)
        connection = get_connection()
        # Before anything is claimed: when there is no server, nothing is in doubt.
        connection.open()
        try:
            _send_all(rows, mail, network, connection)
        finally:
            connection.close()
    with transaction.atomic():
        now = database_now()
        Newsletter.objects.filter(pk=newsletter.pk).update(progress_at=now)
        finish(newsletter, now)
    return len(rows) == most


def _waiting(newsletter: Newsletter, most: int) -> list[IssueMail]:
    """Those never tried, and those that the server asked us to try later when it is later."""
    later = database_now() - policy.RETRY_AFTER
    return list(
        IssueMail.objects.filter(newsletter=newsletter, state=MailState.WAITING)
        .filter(Q(attempts=0) | Q(at__lte=later))
        .select_related("subscriber")
        .order_by("attempts", "id")[:most]
    )


def _send_all(rows: list[IssueMail], mail: Mail, network: Organisation, connection: BaseEmailBackend) -> None:
    done: _Done | None = None
    try:
        for number, row in enumerate(rows):
            mine = _settle_and_claim(done, row, tell=number % PROGRESS_EVERY == 0)
            done = _hand_over(row, mail, network, connection) if mine else None
    finally:
        if done is not None:
            _settle_and_claim(done, None)


def _settle_and_claim(done: _Done | None, row: IssueMail | None, *, tell: bool = False) -> bool:
    """Store what became of the last mail and claim the next, in one transaction. False when somebody else has claimed or stopped it."""
    with transaction.atomic():
        now = database_now()
        if done is not None:
            _settle(done, now)
        if row is None:
            return False
        if tell:
            Newsletter.objects.filter(pk=row.newsletter_id).update(progress_at=now)
        row.attempts += 1
        return bool(
            IssueMail.objects.filter(pk=row.pk, state=MailState.WAITING).update(
                state=MailState.CLAIMED, at=now, attempts=row.attempts
            )
        )


def finish(newsletter: Newsletter, now: datetime) -> bool:
    """The issue is sent when nothing waits and nothing is being handed over."""
    left = IssueMail.objects.filter(newsletter=newsletter, state__in=[MailState.WAITING, MailState.CLAIMED])
    if left.exists():
        return False
    return bool(
        Newsletter.objects.filter(pk=newsletter.pk, state=LetterState.SENDING).update(
            state=LetterState.SENT, sent_at=now, progress_at=now
        )
    )


def _settle(done: _Done, now: datetime) -> None:
    IssueMail.objects.filter(pk=done.mail.pk, state=MailState.CLAIMED).update(state=done.state, at=now)
    subscriber = Subscriber.objects.filter(pk=done.mail.subscriber_id)
    if done.counts:
        subscriber.update(bounces=F("bounces") + 1, last_problem=done.problem[:200])
        subscriber.filter(bounces__gte=policy.BOUNCES_TO_PAUSE, state=SubscriberState.CONFIRMED).update(
            state=SubscriberState.PAUSED
        )
    elif done.state == MailState.SENT and done.mail.subscriber.bounces:
        subscriber.update(bounces=0, last_problem="")


def _hand_over(row: IssueMail, mail: Mail, network: Organisation, connection: BaseEmailBackend) -> _Done:
    """Give one mail to the mail server and say what became of it."""
    try:
        message_for(row.subscriber, mail, network, connection).send()
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()), (550, b""))
        return _refused(row, int(code), _text(words), address=True)
    except smtplib.SMTPNotSupportedError as refusal:
        return _refused(row, 550, str(refusal), address=True)
    except smtplib.SMTPDataError as refusal:
        return _refused(row, refusal.smtp_code, _text(refusal.smtp_error), address=False)
    except OSError as gone:
        # What the server says of us, or a line that broke: whether it took this mail cannot be known, and the rest waits.
        known = isinstance(gone, smtplib.SMTPResponseException)
        _settle_and_claim(_Done(row, MailState.WAITING if known else MailState.UNSURE), None)
        raise
    return _Done(row, MailState.SENT)


def _refused(row: IssueMail, code: int, words: str, *, address: bool) -> _Done:
    """For good (5xx), or for now (4xx) until it has been tried often enough. Only a refused address counts against it."""
    if code >= 500:
        return _Done(row, MailState.BOUNCED, f"{code} {words}", counts=address)
    if row.attempts >= policy.MOST_ATTEMPTS:
        return _Done(row, MailState.BOUNCED, f"{code} {words}")
    return _Done(row, MailState.WAITING)


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)


def message_for(
    subscriber: Subscriber, mail: Mail, network: Organisation, connection: BaseEmailBackend | None = None
) -> EmailMultiAlternatives:
    """The mail to one subscriber, with the headers by which mail programs unsubscribe in one click (RFC 8058)."""
    own = mail.for_token(subscriber.token)
    address = network.base_url + policy.UNSUBSCRIBE_PATH.format(token=subscriber.token)
    message = EmailMultiAlternatives(
        subject=own.subject,
        body=own.text,
        to=[subscriber.email],
        connection=connection,
        headers={
            "List-Unsubscribe": f"<{address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<nyhetsbrev.{network.slug}>",
            "Precedence": "bulk",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(own.html, "text/html")
    return message
