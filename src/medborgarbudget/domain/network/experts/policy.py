"""Which languages can an expert have, and which way can a request go? Plain values: no database, no clock."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.network.experts.models import RequestState

LANGUAGES = (
    ("sv", _("svenska")),
    ("en", _("engelska")),
    ("no", _("norska")),
    ("da", _("danska")),
    ("fi", _("finska")),
    ("es", _("spanska")),
    ("pt", _("portugisiska")),
    ("fr", _("franska")),
    ("de", _("tyska")),
    ("pl", _("polska")),
)
OPEN = (RequestState.NEW, RequestState.PASSED_ON, RequestState.ANSWERED)
OVER = (RequestState.CLOSED, RequestState.DECLINED)
FOLLOW_UP_AFTER = timedelta(days=14)
"""A request that nothing has happened with for so long waits for the office again."""
CHECK_AFTER = timedelta(days=365)
"""What is said of an expert is looked through once a year."""

TONES = {
    RequestState.NEW: "highlight",
    RequestState.PASSED_ON: "info",
    RequestState.ANSWERED: "success",
    RequestState.CLOSED: "outline",
    RequestState.DECLINED: "danger",
}


def states_after(state: str) -> tuple[RequestState, ...]:
    """Where the office can take a request from here; staying is always one."""
    if state in OVER:
        return (RequestState(state),)
    after = {
        RequestState.NEW: (RequestState.PASSED_ON, RequestState.ANSWERED, RequestState.DECLINED),
        RequestState.PASSED_ON: (RequestState.ANSWERED, RequestState.DECLINED, RequestState.CLOSED),
        RequestState.ANSWERED: (RequestState.CLOSED,),
    }
    return (RequestState(state), *after[RequestState(state)])
