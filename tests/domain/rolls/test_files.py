"""Is a table read right whichever program wrote it, or clearly refused? Never by halves, never with what stood in it. (C51, C81)"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from medborgarbudget.foundation.files.rows import TableRefused, read_rows
from tests.support.rolls import csv_file, xlsx_file

HEAD = ["Personnummer", "Område", "Namn"]
ROWS = [HEAD, ["198001010001", "Öster", "Åsa Ek"], ["199001189811", "Väster", "Bo"]]


def rows_of(content: bytes) -> list[list[str]]:
    return [row for _number, row in read_rows(io.BytesIO(content))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_text_is_read_in_every_usual_form(encoding: str, separator: str, end: str) -> None:
    assert rows_of(csv_file(ROWS, separator=separator, encoding=encoding, end=end)) == ROWS


def test_quotes_line_breaks_and_empty_lines() -> None:
    content = b'a;b\r\n\r\n"x; y\r\nz";"he said ""no"""\r\n ; \r\nlast;\r\n'
    assert list(read_rows(io.BytesIO(content))) == [
        (1, ["a", "b"]),
        (3, ["x; y\r\nz", 'he said "no"']),
        (5, ["last", ""]),
    ]


def test_a_workbook_is_read_with_numbers_as_they_were_written() -> None:
    content = xlsx_file([HEAD, [198001010001, "Öster & co", "Åsa"], [1.99001189811e11, "", "Bo"]])
    assert rows_of(content) == [HEAD, ["198001010001", "Öster & co", "Åsa"], ["199001189811", "", "Bo"]]


def test_a_workbook_with_texts_in_a_table_gaps_and_rich_text() -> None:
    sheet = (
        '<x:worksheet xmlns:x="s"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="C1" t="s"><x:v>1</x:v></x:c></x:row>'
        '<x:row r="7"><x:c r="B7"><x:v>9.5</x:v></x:c><x:c r="AA7" t="str"><x:v>far</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    out = io.BytesIO(xlsx_file([], sheet=sheet))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr(
            "xl/sharedStrings.xml",
            "<sst><si><r><t>Person</t></r><r><t>nummer</t></r></si><si><t>Namn</t><rPh><t>x</t></rPh></si></sst>",
        )
    assert list(read_rows(out)) == [(1, ["Personnummer", "", "Namn"]), (7, ["", "9.5", *[""] * 24, "far"])]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)
    return out.getvalue()


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for number in range(3_000):
            book.writestr(f"../../{number}", b"")
    return out.getvalue()


REFUSED: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "only spaces": lambda: b" \r\n \r\n",
    "NUL": lambda: b"Personnummer;Namn\r\n1980\x000101;x\r\n" * 50,
    "NUL far in": lambda: b"Personnummer;Namn\r\n" + b"x;y\r\n" * 2_000 + b"\x00",
    "old Excel": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100,
    "quote never closed": lambda: b'a;b\r\n"' + b"x" * 200_000,
    "too many columns": lambda: b";".join([b"x"] * 300),
    "zip that is no workbook": many_parts,
    "unpacks to too much": bomb,
    "cut short": lambda: xlsx_file(ROWS)[:-200],
    "broken XML": lambda: xlsx_file([], sheet="<worksheet><sheetData><row><c></row>"),
    "entity": lambda: xlsx_file(ROWS, before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    "no such text": lambda: xlsx_file([], sheet='<worksheet><row><c t="s"><v>5</v></c></row></worksheet>'),
    "utf-16 cut in the middle": lambda: csv_file(ROWS, encoding="utf-16")[:-1],
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_table_is_refused_in_words(kind: str) -> None:
    with pytest.raises(TableRefused) as refused:
        rows_of(REFUSED[kind]())
    assert str(refused.value).endswith(".") and "passwd" not in str(refused.value)
