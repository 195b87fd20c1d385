"""How often may somebody ask, when is an address paused, and how are mails sent? Plain values."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CONSENT_VERSION = 1
CONSENT = _(
    "Jag vill få nätverkets nyhetsbrev till den här adressen. Adressen används bara till det, och jag kan avsluta när jag vill."
)
LANGUAGES: dict[str, Promise] = {"sv": _("svenska"), "en": _("engelska"), "fi": _("finska")}

ASK_AGAIN = timedelta(hours=1)
"""The question whether an address has asked is not sent to it again before this."""
MOST_ASKED_PER_HOUR = 300
"""New addresses that are asked in an hour; more than that is somebody's program, and waits."""
PENDING_KEPT = timedelta(days=14)
"""An address that has not confirmed is forgotten after this."""

BOUNCES_TO_PAUSE = 3
MOST_ATTEMPTS = 3
"""Times that a mail is tried when the mail server says that it may work later."""
RETRY_AFTER = timedelta(minutes=15)
"""A mail that the server would take later waits so long."""
PER_TASK = 400
"""Mails that one background task sends before it lets other long work come between. Codes for signing in never wait for them."""
STUCK_AFTER = timedelta(minutes=10)
"""A sending without progress for so long has stopped, and may be taken up again."""

MOST_ITEMS = 30


def is_stuck(progress_at: datetime | None, now: datetime) -> bool:
    """Whether a sending has stopped."""
    return progress_at is None or now - progress_at >= STUCK_AFTER


# Paths within the network's own site; tests hold them to the addresses of the pages.
UNSUBSCRIBE_PATH = "/nyhetsbrev/avsluta/{token}/"
CONFIRM_PATH = "/nyhetsbrev/bekrafta/{token}/"
ISSUE_PATH = "/nyhetsbrev/{pk}/"
