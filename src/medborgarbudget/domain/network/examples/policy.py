"""By which bounds are examples sorted, and when is one to be looked at again? Plain values: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECK_EVERY = timedelta(days=365)
REMIND_AGAIN = timedelta(days=30)
SMALLEST_CELL = 10
"""Fewer voters than this are not told."""

FIRST_YEAR, LAST_YEAR = 1989, 2100
"""Participatory budgeting began in Porto Alegre in 1989."""


@dataclass(frozen=True)
class Range:
    """From `least` up to but not including `below`; None is without bound."""

    label: str | Promise
    least: int | None = None
    below: int | None = None


SIZES: dict[str, Range] = {
    "s": Range(_("Under 15 000 invånare"), None, 15_000),
    "m": Range(_("15 000–50 000 invånare"), 15_000, 50_000),
    "l": Range(_("50 000–150 000 invånare"), 50_000, 150_000),
    "xl": Range(_("Över 150 000 invånare"), 150_000, None),
}
SUMS: dict[str, Range] = {
    "s": Range(_("Under 500 000 kr"), None, 500_000),
    "m": Range(_("500 000–2 miljoner kr"), 500_000, 2_000_000),
    "l": Range(_("2–5 miljoner kr"), 2_000_000, 5_000_000),
    "xl": Range(_("Över 5 miljoner kr"), 5_000_000, None),
}


def is_due(checked_on: date | None, today: date) -> bool:
    """Whether the office should look whether it still holds."""
    return checked_on is None or today - checked_on >= CHECK_EVERY


@dataclass(frozen=True)
class ExampleContent:
    """All that is written in an example. Without a picture one is drawn. `orientations` are Orientation values."""

    title: str
    summary: str
    did: str
    body_kind: str
    place: str
    orientations: tuple[str, ...]
    year: int
    money: int
    result: str = ""
    learnt: str = ""
    advice: str = ""
    county: str = ""
    inhabitants: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    theme: str = "anything"
    target_group: str = "all"
    proposals: int | None = None
    on_ballot: int | None = None
    winners: int | None = None
    voters: int | None = None
    ballot_kind: str = ""
    counting_rule: str = ""
    deliveries: int | None = None
    delivered: int | None = None
    timed: int | None = None
    on_time: int | None = None
    link: str = ""
    contact: str = ""
    image_alt: str = ""


CONTENT_FIELDS = tuple(each.name for each in fields(ExampleContent))
FIGURE_FIELDS = (
    "year",
    "money",
    "inhabitants",
    "proposals",
    "on_ballot",
    "winners",
    "voters",
    "ballot_kind",
    "counting_rule",
    "deliveries",
    "delivered",
    "timed",
    "on_time",
)
"""What comes straight from a cycle when there is one."""
