"""Do the cells of a line stand under the names of the header?"""

from __future__ import annotations

from pbcount.pabulib.problem import Findings

Row = tuple[int, list[str]]
"""A line number and the cells on that line."""


def header(section: str, row: Row, found: Findings) -> list[str]:
    """The names of the columns, each once, the first as the format wants it."""
    line, cells = row
    names = [cell.strip() for cell in cells]
    if names != cells:
        found.mend(line, None, "blank-around", value=";".join(cells)[:60])
    while names and not names[-1] and found.repair:
        found.mend(line, None, "column-nameless", number=len(names), section=section)
        names.pop()
    for number, name in enumerate(names, 1):
        if not name:
            found.error(line, None, "column-nameless", number=number, section=section)
        elif name in names[: number - 1]:
            found.error(line, name, "column-twice", column=name, section=section)
    return names


def fitted(line: int, cells: list[str], names: list[str], found: Findings) -> list[str] | None:
    """A row with as many cells as the header, or None when it cannot be had."""
    if len(cells) == len(names):
        return cells
    code = "row-short" if len(cells) < len(names) else "row-long"
    if len(cells) > len(names) and any(cells[len(names) :]):
        found.error(line, None, code, found=len(cells), expected=len(names))
        return None
    found.mend(line, None, code, found=len(cells), expected=len(names))
    return (cells + [""] * len(names))[: len(names)]
