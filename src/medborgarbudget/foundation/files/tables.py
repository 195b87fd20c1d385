"""How are rows written for a spreadsheet so that nothing in them is run as a formula?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

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
