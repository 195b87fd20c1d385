"""What does a letter with a code look like on paper? One A4 page per letter, or eight slips
to a page for a school class, made by typst."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.qr import qr_path

TEMPLATE = Path(__file__).with_name("letter.typ")
SLIPS = Path(__file__).with_name("slips.typ")


@dataclass(frozen=True)
class LetterToPrint:
    """`area` is the name of the area whose ballot the letter is for, or empty; `name` and `lines` stand in the envelope's window."""

    number: str
    secret: str
    area: str = ""
    name: str = ""
    lines: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "LetterToPrint(…)"


def print_letters(vote: Vote, letters: list[LetterToPrint], *, address: str) -> bytes:
    """A PDF with one letter per page. Values go in as data, never as markup."""
    with translation.override("sv"):
        content = {
            "organisation": vote.cycle.organisation.name,
            "title": _("Din kod för att rösta"),
            "lead": _(
                "Du är med och bestämmer i %(cycle)s. Med koden i brevet röstar du en gång. Du kan ändra dig tills omröstningen stänger."
            )
            % {"cycle": vote.cycle.name},
            "when": _("Rösta från %(opens)s till %(closes)s.")
            % {
                "opens": moment_in_words(vote.opens_at, vote.opens_at),
                "closes": moment_in_words(vote.closes_at, vote.opens_at),
            },
            "address": address.partition("://")[2] or address,
            "steps": [
                _("Gå till adressen nedan. Skriv den i adressfältet, inte i en sökmotor."),
                _("Välj de förslag du vill rösta på."),
                _("Skriv brevnumret och koden när sidan frågar efter dem."),
                _("Tryck på Registrera min röst. Då får du ett kvitto."),
            ],
            "number_label": _("Brevnummer"),
            "code_label": _("Kod"),
            "area_label": _("Brevet gäller"),
            "secret": _(
                "Koden är din. Ge den inte till någon annan och svara aldrig på mejl eller samtal som frågar efter den. "
                "Kommer brevet bort kan du få ett nytt; då slutar den gamla koden att gälla. Ingen kan se vad du har röstat på."
            ),
            "help": _help(vote),
            "scan": _("Eller läs av rutan med telefonens kamera. Då fylls koden i."),
            "letters": [
                {
                    "number": _in_threes(letter.number),
                    "code": _in_fours(letter.secret),
                    "area": letter.area,
                    "window": [line for line in (letter.name, *letter.lines) if line],
                    "square": square(f"{address}#brev={letter.number}-{letter.secret}"),
                }
                for letter in letters
            ],
        }
    return bytes(
        typst.compile(
            str(TEMPLATE), format="pdf", sys_inputs={"content": json.dumps(content)}, ignore_system_fonts=True
        )
    )


def print_slips(vote: Vote, letters: list[LetterToPrint], *, school_class: str, address: str) -> bytes:
    """A PDF with eight slips to a page, to be cut apart and handed out in a class."""
    with translation.override("sv"):
        content = {
            "organisation": vote.cycle.organisation.name,
            "title": _("Lappar till %(school_class)s") % {"school_class": school_class},
            "heading": _("Rösta i %(cycle)s") % {"cycle": vote.cycle.name},
            "when": _("Senast %(closes)s.") % {"closes": moment_in_words(vote.closes_at, vote.opens_at)},
            "address": address.partition("://")[2] or address,
            "number_label": _("Nummer"),
            "code_label": _("Kod"),
            "secret": _("Lappen är din. Ingen kan se vad du röstar på."),
            "scan": _("Eller läs av rutan med telefonens kamera. Då fylls koden i."),
            "letters": [
                {
                    "number": _in_threes(letter.number),
                    "code": _in_fours(letter.secret),
                    "name": letter.name,
                    "square": square(f"{address}#brev={letter.number}-{letter.secret}"),
                }
                for letter in letters
            ],
        }
    return bytes(
        typst.compile(str(SLIPS), format="pdf", sys_inputs={"content": json.dumps(content)}, ignore_system_fonts=True)
    )


def square(text: str) -> str:
    """A QR code as SVG. What comes after # in an address stays in the telephone: no server and no log sees the code."""
    path, squares = qr_path(text)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {squares} {squares}"><path d="{path}"/></svg>'


def _help(vote: Vote) -> str:
    organisation = vote.cycle.organisation
    ways = [way for way in (organisation.contact_phone, organisation.contact_email) if way]
    return _("Behöver du hjälp? Kontakta oss: %(ways)s.") % {"ways": ", ".join(ways)} if ways else ""


def _in_threes(number: str) -> str:
    return " ".join(number[start : start + 3] for start in range(0, len(number), 3))


def _in_fours(secret: str) -> str:
    return "-".join(secret[start : start + 4] for start in range(0, len(secret), 4))
