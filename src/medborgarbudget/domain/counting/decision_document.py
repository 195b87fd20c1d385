"""How does a proposal for the political decision look as a document (tjänsteskrivelse), ready to be edited and sent on?

A Word file without macros, in Swedish, with real headings, tables whose first row is marked as heading, and the count's particulars as
an appendix. It says "föreslås besluta": nothing is decided until an elected body has decided.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import dateformat, translation
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

from medborgarbudget.domain.counting import wording
from medborgarbudget.domain.counting.queries import OptionResult, PotResult, Result
from medborgarbudget.domain.cycles.models import Decision, DecisionKind
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.money import kronor

INK = RGBColor(0x1A, 0x24, 0x40)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def decision_document(result: Result, now: datetime) -> bytes:
    """The document, always in Swedish, since that is the language of the minutes."""
    with translation.override("sv"):
        document = _new_document(result)
        _opening(document, result, now)
        _proposal_for_decision(document, result)
        _background(document, result)
        _how_the_vote_was_made(document, result)
        for pot in result.pots:
            _pot(document, pot, alone=len(result.pots) == 1)
        _money(document, result)
        _appendix(document, result)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _new_document(result: Result) -> DocumentType:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.3)
    normal = document.styles["Normal"]
    normal.font.name = "Calibri"
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    _set_language(normal.element)
    for name, size in (("Title", 22), ("Heading 1", 15), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name = "Calibri"
        style.font.size = Pt(size)
        style.font.color.rgb = INK
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), "")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
    properties = document.core_properties
    cycle = result.vote.cycle
    properties.title = f"Förslag till beslut: {cycle.name}"
    properties.author = cycle.organisation.name
    properties.language = "sv-SE"
    properties.subject = "Medborgarbudget"
    properties.comments = ""
    return document


def _set_language(element: object) -> None:
    properties = element.get_or_add_rPr()  # type: ignore[attr-defined]
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    language.set(qn("w:eastAsia"), "sv-SE")
    properties.append(language)


def _opening(document: DocumentType, result: Result, now: datetime) -> None:
    cycle = result.vote.cycle
    document.add_paragraph(cycle.organisation.name).runs[0].bold = True
    document.add_paragraph(f"Tjänsteskrivelse\nDatum: {_day(now)}\nDiarienummer: ")
    document.add_heading(f"Förslag till beslut om {cycle.name}", level=0)


def _proposal_for_decision(document: DocumentType, result: Result) -> None:
    document.add_heading("Förslag till beslut", level=1)
    winners = _in_order(result)
    if not winners:
        document.add_paragraph(
            "Inget förslag vann omröstningen. [Nämnden] föreslås besluta att lägga röstningsresultatet till handlingarna."
        )
        return
    document.add_paragraph(
        f"[Nämnden] föreslås besluta att genomföra följande förslag inom den medborgarbudget på {kronor(result.money)} som har avsatts:"
    )
    for each in winners:
        document.add_paragraph(f"{each.title} ({_reference(each)}), {kronor(each.option.cost)}", style="List Number")
    document.add_paragraph(
        f"Förslagen kostar tillsammans {kronor(result.spent)}. {kronor(result.money - result.spent)} återstår."
    )


def _background(document: DocumentType, result: Result) -> None:
    cycle = result.vote.cycle
    document.add_heading("Bakgrund", level=1)
    document.add_paragraph(
        f"{cycle.organisation.name} har genomfört en medborgarbudget, {cycle.name}. {cycle.summary}".strip()
    )
    if cycle.promise:
        document.add_paragraph(f"Löftet till invånarna var: ”{cycle.promise}”")
    frames = Decision.objects.filter(cycle=cycle, kind=DecisionKind.FRAME)
    for frame in frames:
        document.add_paragraph(
            f"Rambeslut: {frame.body}, {_date(frame.decided_on)}, § {frame.paragraph}, diarienummer {frame.diary_number}."
        )
    document.add_paragraph(
        "Omröstningen är rådgivande. Röstningsresultatet blir ett beslut först när ett förtroendevalt organ har fattat det."
    )


def _how_the_vote_was_made(document: DocumentType, result: Result) -> None:
    vote = result.vote
    rules = vote.rule_sheet
    document.add_heading("Så gick omröstningen till", level=1)
    document.add_paragraph(f"Omröstningen pågick från {_moment(vote.opens_at)} till {_moment(vote.closes_at)}.")
    may_vote = [f"Rösta fick {rules.tie_to_place}." if rules.tie_to_place else ""]
    if rules.min_age:
        may_vote.append(f"Lägsta ålder var {rules.min_age} år.")
    document.add_paragraph(" ".join(part for part in may_vote if part))
    if result.voters is not None:
        document.add_paragraph(
            f"{wording.grouped(result.voters)} personer röstade. Valsedeln hade {result.options} förslag."
        )
    for pot in result.pots[:1]:
        document.add_paragraph(
            f"Rösterna räknades med {pot.rule_name.lower()}. {wording.how_the_rule_works(pot.count.spec)}"
        )
    if any(area.voters is not None for area in result.turnout):
        document.add_heading("Röstande per område", level=2)
        _table(
            document,
            ["Område", "Röstande", "Invånare"],
            [
                [
                    area.name,
                    "–" if area.voters is None else wording.grouped(area.voters),
                    "–" if area.inhabitants is None else wording.grouped(area.inhabitants),
                ]
                for area in result.turnout
            ],
            numbers=(1, 2),
        )
        if result.has_hidden_areas:
            document.add_paragraph(
                "Streck betyder att antalet inte visas, för att ingen ska kunna räkna ut hur någon har röstat."
            )


def _pot(document: DocumentType, pot: PotResult, *, alone: bool) -> None:
    document.add_heading("Röstningsresultat" if alone else f"Röstningsresultat: {pot.pot.name}", level=1)
    document.add_paragraph(
        f"Potten är {kronor(pot.count.budget)}. Vinnarna kostar {kronor(pot.spent)} och {kronor(pot.left)} återstår."
    )
    document.add_heading("Förslag som vann", level=2)
    _results(document, pot.winners, pot)
    document.add_heading("Förslag som inte vann", level=2)
    _results(document, pot.others, pot)
    if not pot.shows_numbers:
        document.add_paragraph("Så få röstade om den här potten att antalet röster inte visas.")


def _results(document: DocumentType, options: Sequence[OptionResult], pot: PotResult) -> None:
    if not options:
        document.add_paragraph("Inga.")
        return
    _table(
        document,
        ["Nr", "Förslag", "Röster", "Kostnad", "Årlig driftskostnad"],
        [
            [
                str(each.number),
                f"{each.title} ({_reference(each)})",
                wording.grouped(each.fate.votes) if pot.shows_numbers else "–",
                "–" if each.cost is None else kronor(each.cost),
                "–" if each.option.proposal.running_cost is None else kronor(each.option.proposal.running_cost),
            ]
            for each in options
        ],
        numbers=(2, 3, 4),
        widths=(1.2, 7.6, 1.8, 2.8, 2.6),
    )


def _money(document: DocumentType, result: Result) -> None:
    document.add_heading("Ekonomiska konsekvenser", level=1)
    running = [each.option.proposal.running_cost for each in _in_order(result)]
    document.add_paragraph(f"Vinnarna kostar {kronor(result.spent)} av de {kronor(result.money)} som har avsatts.")
    if any(running):
        document.add_paragraph(
            f"Den årliga driftskostnaden beräknas till {kronor(sum(cost or 0 for cost in running))}."
        )
    if None in running and running:
        document.add_paragraph("Driftskostnaden är inte angiven för alla förslag.")


def _appendix(document: DocumentType, result: Result) -> None:
    document.add_page_break()
    document.add_heading("Bilaga: så kan räkningen kontrolleras", level=1)
    document.add_paragraph(
        "Räkningen är exakt och ger alltid samma svar. Kontrollsumman är beräknad på valsedlarna, förslagen, pengarna och reglerna. "
        "Den som har filen med rösterna kan räkna om dem med kommandot nedan."
    )
    for pot in result.pots:
        kept = pot.count
        document.add_heading(pot.pot.name, level=2)
        _table(
            document,
            ["Uppgift", "Värde"],
            [
                ["Räknad", f"{_moment(kept.counted_at)} med {kept.program_version}"],
                ["Kontrollsumma (SHA-256)", pot.digest or "Visas inte, eftersom rösterna är få."],
                *[[name, "–" if value is None else str(value)] for name, value in kept.spec.items()],
                ["Kommando", pot.command],
            ],
            widths=(4.2, 11.8),
        )
        for tie in pot.ties:
            document.add_paragraph(
                f"Lika läge: {tie}. Det som står först togs först, enligt ordningen som bestämdes innan omröstningen stängde."
            )


def _in_order(result: Result) -> list[OptionResult]:
    return [each for pot in result.pots for each in pot.winners]


def _reference(each: OptionResult) -> str:
    return each.option.proposal.reference


def _table(
    document: DocumentType,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    widths: Sequence[float] = (),
) -> Table:
    """A table whose first row is marked as heading, repeated on each page, and whose rows are not cut between pages."""
    table = document.add_table(rows=1, cols=len(headings), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    for cell, text in zip(table.rows[0].cells, headings, strict=True):
        _fill(cell, text, bold=True)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in rows:
        cells = table.add_row().cells
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            _fill(cell, text, right=place in numbers)
    for row_ in table.rows:
        whole = OxmlElement("w:cantSplit")
        row_._tr.get_or_add_trPr().append(whole)
        for cell, width in zip(row_.cells, widths, strict=False):
            cell.width = Cm(width)
    document.add_paragraph()
    return table


def _fill(cell: _Cell, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(text)
    run.bold = bold
    run.font.size = Pt(9.5)


def _day(moment: datetime) -> str:
    return dateformat.format(to_local(moment), "j F Y")


def _date(day: object) -> str:
    return dateformat.format(day, "j F Y")  # type: ignore[arg-type]


def _moment(moment: datetime) -> str:
    return dateformat.format(to_local(moment), "j F Y \\k\\l. H.i")
