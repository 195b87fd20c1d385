"""When did the person behind a request last show their second factor?"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


def factor_at(request: HttpRequest) -> datetime | None:
    """The latest moment in this session, or None. A passkey is a second factor as well as a code is."""
    records = get_authentication_records(request, request.user)
    moments = [float(record["at"]) for record in records if record.get("method") == "mfa"]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def show_factor_again(request: HttpRequest, back_to: str) -> HttpResponseRedirect:
    """To the page that asks for the second factor, and from there back."""
    return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back_to})}")
