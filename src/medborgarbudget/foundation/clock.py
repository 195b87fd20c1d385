"""What time is it in Sweden, and what does the database's own clock say? The only module that reads a clock; only sites and commands call `now`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

STOCKHOLM = ZoneInfo("Europe/Stockholm")

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years that a time filled in may lie in; anything else is a slip, and the ends of the calendar cannot be told in UTC."""


def now() -> datetime:
    """The present moment, aware, in UTC. Called by sites and commands, never by the domain."""
    return timezone.now()


def database_now() -> datetime:
    """The database server's clock, aware, in UTC: what decides whether a ballot came in time, whichever machine took it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
            return moment.astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)


def from_local(naive: datetime) -> datetime:
    """A wall-clock time in Sweden as an aware UTC moment.

    Raises ValidationError for a time that does not exist (the hour skipped in March) or exists twice (the hour repeated
    in October), and for a year that can only be a slip.
    """
    if not FIRST_YEAR <= naive.year <= LAST_YEAR:
        raise ValidationError(
            _("Ange ett år mellan %(first)d och %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR}, code="year"
        )
    first = naive.replace(tzinfo=STOCKHOLM, fold=0)
    second = naive.replace(tzinfo=STOCKHOLM, fold=1)
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(STOCKHOLM).replace(tzinfo=None) != naive:
            raise ValidationError(
                _("Klockan ställs fram till sommartid då, så den tiden finns inte. Välj en annan tid."),
                code="nonexistent",
            )
        raise ValidationError(
            _("Klockan ställs tillbaka till vintertid då, så den tiden finns två gånger. Välj en annan tid."),
            code="ambiguous",
        )
    return first.astimezone(UTC)


def to_local(moment: datetime) -> datetime:
    """An aware moment as Swedish wall-clock time (aware)."""
    return moment.astimezone(STOCKHOLM)


def end_of_local_day(moment: datetime) -> datetime:
    """The last second of the Swedish day that contains the moment, in UTC."""
    local = to_local(moment)
    return (
        local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - timedelta(seconds=1)
    ).astimezone(UTC)
