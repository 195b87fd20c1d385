"""Does whoever has just added a second factor have to show it once more to see their reserve codes? No: adding it showed it."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from medborgarbudget.domain.people.models import Person

SHOWN_WHEN_ADDED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(authenticator_added)
def note_factor(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Note in the session that the factor was shown now. An app's code works once, so asking again would mean waiting for the next."""
    if authenticator.type in SHOWN_WHEN_ADDED:
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
