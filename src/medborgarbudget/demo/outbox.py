"""Where do the demo's mails go? Into a table that the demo's own page shows."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class OutboxBackend(BaseEmailBackend):
    """Keeps mails instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from medborgarbudget.demo.models import OutboxMail

        OutboxMail.objects.bulk_create(
            OutboxMail(to=address, subject=str(message.subject)[:300], body=str(message.body))
            for message in email_messages
            for address in message.to
        )
        return len(email_messages)
