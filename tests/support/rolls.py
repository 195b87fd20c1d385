"""How do tests get an electoral roll? From a file of Skatteverket's published test numbers, through the real reading and two people."""

from __future__ import annotations

import io
import secrets
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.domain.rolls import actions
from medborgarbudget.domain.rolls.models import Roll, RollEntry
from medborgarbudget.domain.rolls.personnummer import read_number
from medborgarbudget.domain.rolls.references import person_reference
from medborgarbudget.foundation.clock import database_now, to_local
from tests.support.cast import grant, make_person
from tests.support.voting import leader_of

ASTA, BO, DAVID, ELSA = "199001189811", "198507099805", "197802022389", "194512249808"
"""Test numbers of grown-ups."""

CISSI = "201501012395"
"""A child of twelve."""

COORDINATION = "199001789818"
"""A samordningsnummer: day 18 and sixty."""


def with_check_digit(nine: str, century: str = "19") -> str:
    """A valid number from its first nine digits, for tests that need many; births in the first years of the 1900s belong to nobody alive."""
    digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
    return f"{century}{nine}{-sum(digit // 10 + digit % 10 for digit in digits) % 10}"


def csv_file(
    rows: Iterable[Sequence[str]], *, separator: str = ";", encoding: str = "utf-8", end: str = "\r\n"
) -> bytes:
    """A table as text."""
    return "".join(separator.join(row) + end for row in rows).encode(encoding)


def xlsx_file(rows: Iterable[Sequence[object]], *, before: str = "", sheet: str = "") -> bytes:
    """A workbook: numbers as numbers, texts inline. `before` goes first in the sheet, `sheet` in place of it all."""
    out = io.BytesIO()
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{chr(65 + place)}{number}"><v>{cell}</v></c>'
            if isinstance(cell, (int, float))
            else f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{escape(str(cell))}</t></is></c>'
            for place, cell in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    content = sheet or f"{before}<worksheet><sheetData>{''.join(lines)}</sheetData></worksheet>"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId1"/></sheets></workbook>'
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr("xl/worksheets/sheet1.xml", content)
    return out.getvalue()


def read_in(cycle: Cycle, content: bytes, *, actor: Person | None = None, name: str = "langd.csv") -> Roll:
    """The file, read to its end."""
    roll = actions.read_in(
        cycle=cycle,
        chunks=[content],
        file_name=name,
        request_key=secrets.token_urlsafe(16),
        actor=actor or leader_of(cycle),
        now=database_now(),
    )
    return Roll.objects.select_related("cycle__organisation").get(pk=roll.pk)


def second_person(cycle: Cycle) -> Person:
    """Another one who leads there."""
    return grant(make_person(f"Andra{secrets.token_hex(3)}"), cycle.organisation, RoleName.LEAD)


def confirm(deed: TwoPersonDeed, person: Person) -> TwoPersonDeed:
    now = database_now()
    return two_people.confirm(deed=deed, actor=person, factor_at=now, now=now)


def approve(roll: Roll, *, actor: Person | None = None, leave_out: bool = True) -> Roll:
    """Asked for by one, confirmed by another."""
    now = database_now()
    deed = actions.ask_approval(
        roll=roll, leave_out=leave_out, reason="Uttag den 1 mars.", actor=actor or leader_of(roll.cycle), now=now
    )
    confirm(deed, second_person(roll.cycle))
    return Roll.objects.select_related("cycle__organisation").get(pk=roll.pk)


def make_roll(cycle: Cycle, rows: Iterable[Sequence[str]], head: Sequence[str] = ("Personnummer",)) -> Roll:
    """A roll in force with these rows."""
    return approve(read_in(cycle, csv_file([head, *rows])))


def entry(roll: Roll, number: str) -> RollEntry:
    digits = read_number(number, to_local(database_now()).date()).digits
    return RollEntry.objects.get(roll=roll, person_ref=person_reference(roll.organisation_id, digits))
