"""How does the network's year look as a document, ready to be edited and sent on?

A Word file without macros, with real headings and tables whose first row is marked as heading.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from medborgarbudget.design.dates import long_date
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.sites.hub.desk.figures import Figure

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def year_report(
    network: Organisation, year: int, figures: Mapping[str, Sequence[Figure]], members: Sequence[str], now: datetime
) -> bytes:
    """The document, in the language that is active."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    properties = document.core_properties
    properties.title = _("{name} {year}").format(name=network.name, year=year)
    properties.author, properties.language, properties.comments = network.name, "sv-SE", ""
    document.add_heading(_("{name} {year}").format(name=network.name, year=year), level=0)
    document.add_paragraph(_("Siffrorna är hämtade {day}.").format(day=long_date(now)))
    for heading, rows in figures.items():
        document.add_heading(heading, level=1)
        table = document.add_table(rows=1, cols=2, style="Table Grid")
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = _("Vad"), _("Antal")
        _mark_as_heading(table.rows[0])
        for figure in rows:
            cells = table.add_row().cells
            cells[0].text = f"{figure.label} ({figure.note})" if figure.note else figure.label
            cells[1].text = figure.value
    document.add_heading(_("Medlemmar"), level=1)
    for name in members:
        document.add_paragraph(name, style="List Bullet")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _mark_as_heading(row: object) -> None:
    properties = row._tr.get_or_add_trPr()  # type: ignore[attr-defined]
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)
    for cell in row.cells:  # type: ignore[attr-defined]
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.bold = True
