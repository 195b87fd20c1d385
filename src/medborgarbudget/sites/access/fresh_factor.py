"""When did the person behind a request last show a second factor that others may rely on?

A factor added lately is none: somebody with a stolen password, or mailbox, can add one of their own and show it at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from medborgarbudget.foundation import clock


def factor_at(request: HttpRequest) -> datetime | None:
    """The latest moment in this session, or None. A passkey is a second factor as well as a code is; one added lately does not count."""
    held = _held(request)
    now = clock.now()
    moments = [
        float(record["at"])
        for record in get_authentication_records(request, request.user)
        if record.get("method") == "mfa"
        and any(
            added + settings.NEW_FACTOR_WAITS <= now
            for pk, kind, added in held
            if record.get("id", pk) == pk and record.get("type") == kind
        )
    ]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def counts_from(request: HttpRequest) -> datetime | None:
    """When the first of the person's second factors will count; None when one does already, or there is none."""
    first = min((added + settings.NEW_FACTOR_WAITS for _pk, _kind, added in _held(request)), default=None)
    return first if first is not None and first > clock.now() else None


def show_factor_again(request: HttpRequest, back_to: str) -> HttpResponseRedirect:
    """To the page that asks for the second factor, and from there back."""
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back_to})}")


def _held(request: HttpRequest) -> list[tuple[int, str, datetime]]:
    """The person's second factors: number, kind, and when each was added."""
    return list(Authenticator.objects.filter(user_id=request.user.pk).values_list("pk", "type", "created_at"))
