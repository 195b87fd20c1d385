"""How are rows written for a spreadsheet so that nothing in them is run as a formula?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the start of a formula, also after spaces."""


def inert(cell: object) -> object:
    """The cell with an apostrophe before it when it is text that a spreadsheet might run. Numbers are left as they are."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    return f"'{cell}" if cell.startswith(RISKY) or cell.lstrip().startswith(RISKY) else cell


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A semicolon-separated table with a byte order mark, as Swedish spreadsheets open it."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert(cell) for cell in head])
    writer.writerows([inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def xlsx_bytes(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet called `name`. Text is written as text, whatever it begins with; None leaves the cell empty."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    sheet = book.add_worksheet("".join(letter for letter in name if letter not in "[]:*?/\\")[:31] or "Tabell")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for column, cell in enumerate(head):
        sheet.write_string(0, column, cell, bold)
        sheet.set_column(column, column, min(40, max(12, len(cell))))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, str(value))
    book.close()
    return out.getvalue()
