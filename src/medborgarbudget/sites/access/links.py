"""How does a person sign in through a link in a mail? The link is signed, works once, for a limited time, on any device.

Whether the address has an account is never told: the answer is the same, and who has none gets one by using the link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import actions, queries
from medborgarbudget.domain.people.models import Person

SALT = "sign-in-link"
LIFETIME = timedelta(minutes=30)
INVITATION_LIFETIME = timedelta(days=7)
NO_ACCOUNT = "new"


@dataclass(frozen=True)
class SignInLink:
    """What a valid link says: whom it signs in and where to go then."""

    email: str
    next_path: str
    state: str
    new: bool


def make_token(*, email: str, next_path: str, now: datetime, lifetime: timedelta = LIFETIME) -> str:
    """A token for the address. It stops working when the person has signed in, by it or otherwise."""
    email = email.strip().lower()
    payload = {
        "e": email,
        "n": next_path,
        "s": _state(queries.person_with_email(email)),
        "x": int((now + lifetime).timestamp()),
    }
    return signing.dumps(payload, salt=SALT, compress=True)


def read_token(token: str, now: datetime) -> SignInLink | None:
    """What the token says, or None when it is forged, too old or used."""
    try:
        payload = signing.loads(token, salt=SALT)
        link = SignInLink(
            email=str(payload["e"]),
            next_path=str(payload["n"]),
            state=str(payload["s"]),
            new=payload["s"] == NO_ACCOUNT,
        )
        expires = int(payload["x"])
    except (signing.BadSignature, KeyError, ValueError, TypeError):
        return None
    person = queries.person_with_email(link.email)
    if now.timestamp() >= expires or not constant_time_compare(link.state, _state(person)):
        return None
    return link if person is None or person.is_active else None


def use_token(token: str, now: datetime) -> tuple[Person, SignInLink] | None:
    """Use the token up: the person it signs in, or None. Of two that use it at once, one gets in."""
    with transaction.atomic():
        link = read_token(token, now)
        if link is None:
            return None
        person = actions.person_for(email=link.email, name="", now=now)
        if not link.new and not constant_time_compare(link.state, _state(person)):
            return None
        used = Person.objects.filter(pk=person.pk, last_login=person.last_login).update(last_login=now)
        if not used:
            return None
    person.last_login = now
    return person, link


def own_address(request: HttpRequest, name: str, *args: object) -> str:
    """A page's whole address for a mail: from the organisation's settings, never from what the request calls the host."""
    path = reverse(name, args=args)
    organisation: Organisation | None = getattr(request, "organisation", None)
    if organisation is None:
        return f"{settings.PUBLIC_URL}{path}"
    return f"{organisation.base_url}/{path.removeprefix(get_script_prefix())}"


def _state(person: Person | None) -> str:
    if person is None:
        return NO_ACCOUNT
    told = f"{person.pk}|{person.last_login.isoformat() if person.last_login else ''}|{person.password}"
    return salted_hmac(SALT, told).hexdigest()[:24]
