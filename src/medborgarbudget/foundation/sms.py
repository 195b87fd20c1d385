"""How does a text message go out? By one request to an HTTP gateway such as 46elks; which one, and with what sign-in, the environment says.

The gateway is sent a form with `from`, `to` and `message` and answers 2xx. Neither number nor text is ever logged.
"""

from __future__ import annotations

import base64
import logging
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

TIMEOUT = 10
TRIES = 3
PAUSE = 0.5
"""Seconds before the second try; doubled for each further one."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gateway:
    """Where messages go. `url` is without sign-in; `sender` is what the telephone shows: up to eleven letters, or a number."""

    url: str
    user: str
    password: str
    sender: str


class NotSent(Exception):  # noqa: N818 - reads as what it says
    """The gateway did not take the message."""


def is_ready() -> bool:
    """Whether text messages can be sent at all."""
    return settings.SMS_GATEWAY is not None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects())


def send(to: str, message: str) -> None:
    """Send one message. Tries again when the gateway is out of order, not when it says no. Raises NotSent."""
    gateway: Gateway | None = settings.SMS_GATEWAY
    if gateway is None:
        raise NotSent("no gateway")
    form = urlencode({"from": gateway.sender, "to": to, "message": message}).encode()
    sign_in = base64.b64encode(f"{gateway.user}:{gateway.password}".encode()).decode()
    request = urllib.request.Request(gateway.url, data=form, headers={"Authorization": f"Basic {sign_in}"})  # noqa: S310 - checked at start
    what = ""
    for place in range(TRIES):
        if place:
            time.sleep(PAUSE * 2 ** (place - 1))
        try:
            with _opener.open(request, timeout=TIMEOUT):
                return
        except urllib.error.HTTPError as error:
            what = f"status {error.code}"
            error.close()
            if error.code < 500 and error.code != 429:
                break
        except (OSError, HTTPException) as error:
            what = type(error).__name__
    log.error("A text message was not sent: %s", what)
    raise NotSent(what)
