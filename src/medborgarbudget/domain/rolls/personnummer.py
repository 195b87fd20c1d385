"""Which person does a personnummer or samordningsnummer stand for, in whatever form it is written?

Gives the twelve digits that a keyed hash is made of; they are never stored, shown, logged or put in an address. Faults name the fault,
never the number. Rules: Skatteverket SKV 704 (personnummer: a plus sign from the year one turns 100) and SKV 707 (samordningsnummer: day + 60).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

EARLIEST_YEAR = 1880

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\u00ad"), "-")
_NOTHING = dict.fromkeys(map(ord, " \t\r\n\u00a0\u2007\u2009\u202f\u200b\ufeff'\""))
_CLEAN = str.maketrans({**_DASHES, **_NOTHING})
_FORM = re.compile(r"(?:(\d{2})?(\d{6}))([-+]?)(\d{4})", re.ASCII)
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


class NumberRefused(ValueError):  # noqa: N818 - reads as what it says
    """No personnummer and no samordningsnummer; `reason` is a sentence without the number."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Number:
    """`digits` are the twelve; `born` the day of birth; `coordination` whether it is a samordningsnummer."""

    digits: str
    born: date
    coordination: bool

    def __repr__(self) -> str:
        """Without the digits: a representation ends up in logs and traces."""
        return "Number(…)"


def read_number(text: str, today: date) -> Number:
    """The person that the text stands for. `today` decides the century of a short form. Raises NumberRefused."""
    plain = text
    if not (len(plain) == 12 and plain.isascii() and plain.isdigit()):
        plain = _one_form(text, today)
    born = _born(plain[:8])
    if born is None:
        raise NumberRefused(_("Födelsedagen i numret finns inte."))
    if born > today:
        raise NumberRefused(_("Födelsedagen i numret ligger i framtiden."))
    if not _right_check_digit(plain):
        raise NumberRefused(_("Kontrollsiffran i numret stämmer inte."))
    return Number(plain, born, plain[6] > "3")


def _one_form(text: str, today: date) -> str:
    """Twelve digits, with the century worked out for a short form."""
    clean = text.translate(_CLEAN)
    if not clean:
        raise NumberRefused(_("Personnummer saknas."))
    match = _FORM.fullmatch(clean)
    if match is None:
        raise NumberRefused(_what_is_wrong(clean))
    century, six, sign, four = match.groups()
    if century is None:
        year = today.year - today.year % 100 + int(six[:2])
        day = int(six[4:])
        if (year, int(six[2:4]), day - 60 if day > 60 else day) > (today.year, today.month, today.day):
            year -= 100
        if sign == "+":
            year -= 100
        century = f"{year // 100:02d}"
    elif sign == "+" and today.year - int(century + six[:2]) < 100:
        raise NumberRefused(
            _("Plustecknet betyder att personen fyller minst 100 år i år, men årtalet säger något annat.")
        )
    return f"{century}{six}{four}"


def _what_is_wrong(clean: str) -> str:
    if re.fullmatch(r"\d+([.,]\d+)?[eE][+]?\d+", clean, re.ASCII):
        return _(
            "Numret är skrivet i grundpotensform, så de sista siffrorna är borta. Formatera kolumnen som text och spara filen på nytt."
        )
    if clean.isascii() and clean.isdigit() and len(clean) in {7, 8, 9, 11}:
        return _(
            "Numret har %(length)d siffror. Det ska ha 10 eller 12. Har en nolla i början försvunnit? Formatera kolumnen som text."
        ) % {"length": len(clean)}
    return _("Numret ska skrivas som ÅÅÅÅMMDDNNNN eller ÅÅMMDD-NNNN.")


@lru_cache(maxsize=80_000)
def _born(eight: str) -> date | None:
    """The day of birth that eight digits tell; sixty is added to the day of a samordningsnummer."""
    year, month, day = int(eight[:4]), int(eight[4:6]), int(eight[6:])
    if year < EARLIEST_YEAR:
        return None
    try:
        return date(year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None


def _right_check_digit(digits: str) -> bool:
    ten = digits[2:].encode()
    return (sum(ten[::2].translate(_DOUBLED)) + sum(ten[1::2]) - 480) % 10 == 0


def age_on(born: date, day: date) -> int:
    """Whole years on the day. Somebody born on 29 February has their birthday on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
