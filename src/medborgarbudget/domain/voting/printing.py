"""What does a letter with a code look like on paper? One A4 page per letter, or eight slips
to a page for a school class, made by typst.

A letter with a form has two sheets more: the slip that goes into the outer envelope, and the ballot, which bears no mark.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.steps import moment_in_words
from medborgarbudget.domain.voting.definition import Style
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.on_paper import ballot_on_paper
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.slips import last_post_day
from medborgarbudget.foundation.qr import qr_path

TEMPLATE = Path(__file__).with_name("letter.typ")
SLIPS = Path(__file__).with_name("slips.typ")


@dataclass(frozen=True)
class LetterToPrint:
    """`area` is the name of the area whose ballot the letter is for, or empty; `name` and `lines` stand in the envelope's window. `slip` is
    the code on the slip that is posted back with a form; empty when the letter has no form.
    """

    number: str
    secret: str
    area: str = ""
    name: str = ""
    lines: tuple[str, ...] = ()
    slip: str = ""

    def __repr__(self) -> str:
        return "LetterToPrint(…)"


def print_letters(vote: Vote, letters: list[LetterToPrint], *, address: str, style: Style | None = None) -> bytes:
    """A PDF with one letter per page, and the slip and the ballot of this style after each that has a form. Values go in as data, never as
    markup.
    """
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
            "form": _form(vote, style) if style is not None else None,
            "letters": [
                {
                    "number": _in_threes(letter.number),
                    "code": _in_fours(letter.secret),
                    "slip": _in_fours(letter.slip) if style is not None else "",
                    "slip_square": square(f"{letter.number}-{letter.slip}"),
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


def _form(vote: Vote, style: Style) -> dict[str, Any]:
    """What stands on the sheets that are posted back, but for the slip's number and code."""
    last = {"day": date_format(last_post_day(vote), "j F Y")}
    return {
        **ballot_on_paper(vote, definition_of(vote), style),
        "instead": _(
            "Vill du hellre rösta med posten? Se de två nästa bladen. Din röst ska vara framme senast %(day)s."
        )
        % last,
        "title": _("Rösta med posten"),
        "steps": [
            _(
                "Fyll i valsedeln på nästa blad. Skriv inget annat på den: ett namn eller ett kännetecken gör den ogiltig."
            ),
            _("Lägg valsedeln ensam i det lilla kuvertet och klistra igen det. Skriv inget på kuvertet."),
            _("Klipp ut lappen här nedanför. Lägg den och det lilla kuvertet i det stora kuvertet."),
            _("Posta det stora kuvertet till adressen på lappen. Det ska vara framme senast %(day)s.") % last,
        ],
        "why": _(
            "Lappen visar att rösten kommer från dig. Den skiljs från det lilla kuvertet innan någon öppnar det. Ingen kan se hur du har röstat."
        ),
        "change": _(
            "Har du redan röstat med en kod när kuvertet kommer fram räknas kuvertet i stället. Röstar du på webben efter det räknas den rösten, "
            "och kuvertet öppnas inte. Det öppnas inte heller om du har röstat med e-legitimation eller på papper på plats."
        ),
        "slip_title": _("Lapp till det stora kuvertet"),
        "slip_note": _("Lappens kod går inte att rösta med på webben."),
        "cut": _("Klipp här"),
        "to_label": _("Till"),
        "to": vote.return_address.splitlines(),
        "last": _("Framme senast %(day)s") % last,
        "ballot_title": _("Valsedel – %(cycle)s") % {"cycle": vote.cycle.name},
        "ballot_lead": _("Fyll i med penna. Lägg valsedeln ensam i det lilla kuvertet och klistra igen det."),
        "area": style.name,
    }


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
