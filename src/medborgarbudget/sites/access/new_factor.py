"""What follows when somebody adds a second factor? They need not show it once more to see their reserve codes, and others are told."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from medborgarbudget.domain.people.actions import note_new_factor
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock

SHOWN_WHEN_ADDED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@receiver(authenticator_added)
def note_factor(request: HttpRequest, user: Person, authenticator: Authenticator, **_: Any) -> None:
    """Note in the session that the factor was shown now. An app's code works once, so asking again would mean waiting for the next.

    It does not confirm deeds that take two people: for that the factor itself must be older (fresh_factor).
    """
    if authenticator.type in SHOWN_WHEN_ADDED:
        record_authentication(
            request, user, method="mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
        note_new_factor(person=user, now=clock.now())
