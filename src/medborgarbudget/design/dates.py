"""How is a moment or a day written for a person, in the language of the page?

Swedish "torsdag 3 december kl. 18.00", English "Thursday 3 December at 18:00", Finnish "torstai 3. joulukuuta klo 18.00".
The year is written only when it is not the present one.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from medborgarbudget.foundation.clock import STOCKHOLM

# Django date format characters; a backslash makes the next one literal. E is the month in the form it takes after a number.
_PATTERNS = {
    "sv": {"day": "j F", "year": " Y", "short": "j b", "clock": "H.i", "at": " \\k\\l. H.i"},
    "en": {"day": "j F", "year": " Y", "short": "j M", "clock": "H:i", "at": " \\a\\t H:i"},
    "fi": {"day": "j. E", "year": " Y", "short": "j.n.", "clock": "H.i", "at": " \\k\\l\\o H.i"},
}


def _patterns() -> dict[str, str]:
    return _PATTERNS.get((get_language() or "sv").split("-")[0], _PATTERNS["en"])


def _local(moment: datetime) -> datetime:
    return moment.astimezone(STOCKHOLM) if timezone.is_aware(moment) else moment


def _day(value: date | datetime) -> date:
    return _local(value).date() if isinstance(value, datetime) else value


def _year(day: date, now: datetime | None, pattern: str) -> str:
    return "" if day.year == _day(now or timezone.now()).year else pattern


def long_moment(moment: datetime | None, now: datetime | None = None) -> str:
    """ "torsdag 3 december kl. 18.00". Empty for None, so that a template may show a moment that is not decided."""
    if moment is None:
        return ""
    pattern, local = _patterns(), _local(moment)
    return dateformat.format(local, "l " + pattern["day"] + _year(local.date(), now, pattern["year"]) + pattern["at"])


def long_date(value: date | datetime | None, now: datetime | None = None) -> str:
    """ "torsdag 3 december"."""
    if value is None:
        return ""
    pattern, day = _patterns(), _day(value)
    return dateformat.format(day, "l " + pattern["day"] + _year(day, now, pattern["year"]))


def short_date(value: date | datetime | None, now: datetime | None = None) -> str:
    """ "3 dec", for step lines, cards and tables."""
    if value is None:
        return ""
    pattern, day = _patterns(), _day(value)
    year = _year(day, now, "Y" if pattern["short"].endswith(".") else " Y")
    return dateformat.format(day, pattern["short"] + year)


def clock_time(moment: datetime | None) -> str:
    """ "18.00"."""
    return "" if moment is None else dateformat.format(_local(moment), _patterns()["clock"])


def relative_days(value: date | datetime | None, now: date | datetime) -> str:
    """ "i dag", "i morgon", "om 3 dagar", "i går", "för 2 dagar sedan": whole Swedish calendar days from now."""
    if value is None:
        return ""
    days = (_day(value) - _day(now)).days
    if days == 0:
        return _("i dag")
    if days == 1:
        return _("i morgon")
    if days == -1:
        return _("i går")
    if days > 0:
        return ngettext("om %(days)d dag", "om %(days)d dagar", days) % {"days": days}
    return ngettext("för %(days)d dag sedan", "för %(days)d dagar sedan", -days) % {"days": -days}
