"""What do the columns of a roll mean, who is old enough, and how is a telephone number written? Plain values; no database, no clock."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import GroupKind
from medborgarbudget.domain.rolls.personnummer import age_on

LARGEST_FILE = 400 * 1024 * 1024
MOST_ROWS = 3_000_000
MOST_REJECTED_KEPT = 500
MOST_REJECTED_SHARE = 0.1
"""When more of the rows than this are wrong it is the file that is wrong."""

PERSON, COORDINATION, AREA, PROTECTED, NAME, FIRST, LAST, CARE_OF, STREET, POSTCODE, CITY, EMAIL, PHONE, GROUP, SCHOOL, CLASS = (
    "person", "coordination", "area", "protected", "name", "first", "last", "care_of", "street", "postcode", "city", "email", "phone",
    "group", "school", "class",
)  # fmt: skip

HEADINGS: dict[str, frozenset[str]] = {
    PERSON: frozenset(
        {
            "personnummer", "persnr", "pnr", "personnr", "personid", "personidentitetsnummer", "personellersamordningsnummer",
            "personsamordningsnummer", "personnummersamordningsnummer", "personalidentitynumber", "personalnumber", "civicnumber",
            "identitetsnummer", "personalidentity",
        }
    ),
    COORDINATION: frozenset(
        {
            "samordningsnummer", "tidigaresamordningsnummer", "samordningsnr", "tidigarepersonnummer", "hänvisningsnummer",
            "coordinationnumber", "previouscoordinationnumber", "previousnumber",
        }
    ),
    AREA: frozenset(
        {
            "område", "omrade", "områdeskod", "områdesnamn", "distrikt", "distriktskod", "valdistrikt", "stadsdel", "kommundel",
            "area", "areacode", "areaname", "district", "districtcode",
        }
    ),
    PROTECTED: frozenset(
        {
            "skyddad", "skyddade", "skydd", "sekretess", "sekretessmarkering", "sekretessmarkerad", "skyddadepersonuppgifter",
            "skyddadfolkbokföring", "skyddadepersonuppg", "protected", "protectedidentity", "confidential", "secrecy",
        }
    ),
    NAME: frozenset({"namn", "name", "fullname", "fulltnamn", "helanamnet"}),
    FIRST: frozenset({"förnamn", "fornamn", "tilltalsnamn", "firstname", "givenname"}),
    LAST: frozenset({"efternamn", "lastname", "surname", "familyname"}),
    CARE_OF: frozenset({"co", "coadress", "careof"}),
    STREET: frozenset({"adress", "gatuadress", "utdelningsadress", "postadress", "address", "street", "streetaddress"}),
    POSTCODE: frozenset({"postnummer", "postnr", "postcode", "zip", "zipcode", "postalcode"}),
    CITY: frozenset({"postort", "ort", "city", "town"}),
    EMAIL: frozenset({"epost", "epostadress", "mejl", "mejladress", "mail", "email", "emailaddress"}),
    GROUP: frozenset({"grupp", "gruppnamn", "medlemi", "förening", "group", "groupname"}),
    SCHOOL: frozenset({"skola", "skolenhet", "skolnamn", "school", "schoolname", "schoolunit"}),
    CLASS: frozenset({"klass", "skolklass", "klassnamn", "skolaochklass", "class", "classname", "schoolclass"}),
    PHONE: frozenset({"telefon", "telefonnummer", "mobil", "mobilnummer", "mobiltelefon", "phone", "phonenumber", "mobile"}),
}  # fmt: skip
"""What a column is for → headings that say so, in small letters without spaces and signs."""

TITLES = {
    PERSON: "personnummer", COORDINATION: "samordningsnummer", AREA: "område", PROTECTED: "skyddad", GROUP: "grupp", CLASS: "klass",
}  # fmt: skip
"""What a column is called when a row is wrong there."""

YES_WORDS = frozenset(
    {"j", "ja", "1", "x", "y", "yes", "true", "sant", "s", "sekretess", "sekretessmarkering", "skyddad", "skyddadfolkbokföring",
     "01003", "01020", "1003", "1020"}
)  # fmt: skip
NO_WORDS = frozenset({"", "n", "nej", "0", "no", "false", "falskt", "-"})


@dataclass(frozen=True)
class Columns:
    """Where in a row each thing stands; `unknown` is how many columns are not read."""

    places: dict[str, int]
    unknown: int

    def has(self, *names: str) -> bool:
        return any(name in self.places for name in names)


class ColumnsRefused(ValueError):  # noqa: N818 - reads as what it says
    """The heading row does not tell what is needed."""


def plain_heading(text: str) -> str:
    """A heading in small letters without spaces and signs: "Person-nr " and "PERSONNR" are the same."""
    return re.sub(r"[\W_]+", "", text.casefold())


def read_columns(headings: Sequence[str]) -> Columns:
    """What each column is for. Raises ColumnsRefused; never repeats a heading, since a file without headings begins with a person."""
    places: dict[str, int] = {}
    unknown = 0
    for place, heading in enumerate(headings):
        plain = plain_heading(heading)
        name = next((name for name, known in HEADINGS.items() if plain in known), None)
        if name is None:
            unknown += bool(plain)
        elif name in places:
            raise ColumnsRefused(
                _("Två kolumner betyder samma sak: kolumn %(first)d och %(second)d. Ta bort den ena.")
                % {"first": places[name] + 1, "second": place + 1}
            )
        else:
            places[name] = place
    if PERSON not in places and COORDINATION not in places:
        raise ColumnsRefused(_("Filen saknar en kolumn med rubriken Personnummer. Den första raden ska vara rubriker."))
    return Columns(places, unknown)


def require_groups(columns: Columns, group_kind: str) -> None:
    """Raises ColumnsRefused when the vote is for some only and the file does not tell who they are."""
    if group_kind == GroupKind.GROUP and not columns.has(GROUP):
        raise ColumnsRefused(
            _("Bara vissa grupper får rösta, enligt reglerna. Filen saknar en kolumn med rubriken Grupp.")
        )
    if group_kind == GroupKind.CLASS and not columns.has(CLASS, SCHOOL):
        raise ColumnsRefused(
            _("Bara vissa klasser får rösta, enligt reglerna. Filen saknar en kolumn med rubriken Klass.")
        )


def read_protected(text: str) -> bool | None:
    """Whether the row is of somebody whose data are protected; None when the cell says neither yes nor no."""
    plain = plain_heading(text)
    if plain in NO_WORDS:
        return False
    return True if plain in YES_WORDS else None


def plain_area(text: str) -> str:
    """An area's name or code, as compared: small letters, one space between words, no zeros in front of a number."""
    plain = " ".join(text.casefold().split())
    return plain.lstrip("0") or plain if plain.isdigit() else plain


def old_enough(born: date, min_age: int, day: date) -> bool:
    """Whether somebody is old enough by the rules."""
    return age_on(born, day) >= min_age


def plain_email(address: str) -> str:
    """An e-mail address as one person writes it in several ways: no spaces around, lower case, and without what follows a plus sign.

    A plus tag is the same mailbox at every large provider, so it does not give another vote. Dots are kept: at most providers
    they tell two people apart. The domain is compared in its ASCII form.
    """
    local, _sign, domain = address.strip().lower().rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local.partition('+')[0] or local}@{domain}"


def plain_phone(text: str) -> str | None:
    """A telephone number in the international form, +46701234567; None for what is none. A number without country is Swedish."""
    digits = re.sub(r"[\s()\-–/.]", "", text.replace("(0)", ""))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    elif digits.startswith("0"):
        digits = f"+46{digits[1:]}"
    elif re.fullmatch(r"7\d{8}", digits, re.ASCII):
        digits = f"+46{digits}"
    return digits if re.fullmatch(r"\+[1-9]\d{7,14}", digits, re.ASCII) else None


AGE_GROUPS = (("0–15", 0, 15), ("16–24", 16, 24), ("25–44", 25, 44), ("45–64", 45, 64), ("65–", 65, 200))
"""Ages as shown: name, from, to and including; by year of birth."""


def age_group(birth_year: int, year: int) -> str:
    """The group that somebody born that year is in at the end of the year."""
    age = year - birth_year
    return next((name for name, low, high in AGE_GROUPS if low <= age <= high), AGE_GROUPS[0][0])
