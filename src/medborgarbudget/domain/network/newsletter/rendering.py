"""How does an issue look as a mail, and as the same words on the web?"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from medborgarbudget.domain.network.newsletter import policy
from medborgarbudget.domain.network.newsletter.models import Newsletter
from medborgarbudget.domain.organisations.models import Organisation

TOKEN = "TOKEN-OF-THE-SUBSCRIBER"  # noqa: S105 - a place to put one in
"""What stands in the ready mail where each subscriber's own link goes, so that an issue is laid out once and not for each address."""


@dataclass(frozen=True)
class Mail:
    """An issue as a mail, the same for all but for `TOKEN`."""

    subject: str
    text: str
    html: str

    def for_token(self, token: str) -> Mail:
        return Mail(self.subject, self.text.replace(TOKEN, token), self.html.replace(TOKEN, token))


def mail_of(newsletter: Newsletter, network: Organisation) -> Mail:
    """Lay the issue out, in its own language."""
    base = network.base_url
    with translation.override(newsletter.language):
        context = {
            "site_name": network.name,
            "site_url": f"{base}/",
            "heading": newsletter.title,
            "intro": newsletter.intro,
            "items": [
                {"title": item.title, "text": item.text, "url": f"{base}{item.path}" if item.path else ""}
                for item in newsletter.items.all()
            ],
            "web_url": base + policy.ISSUE_PATH.format(pk=newsletter.pk),
            "unsubscribe_url": base + policy.UNSUBSCRIBE_PATH.format(token=TOKEN),
        }
        return Mail(
            subject=" ".join(newsletter.title.split()),
            text=render_to_string("network/newsletter/mail.txt", context),
            html=render_to_string("network/newsletter/mail.html", context),
        )
