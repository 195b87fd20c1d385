"""How is a large table read row by row, whichever program wrote it? CSV in any usual form, and XLSX, without holding the file in memory.

Nothing that stands in the table is ever repeated in a refusal: a cell may hold what must not be shown or logged.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
import zipfile
from array import array
from collections import deque
from collections.abc import Generator, Iterator
from decimal import Decimal, InvalidOperation
from typing import IO, Any
from xml.parsers import expat

from django.utils.translation import gettext as _

PIECE = 256 * 1024
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
MOST_PARTS = 2_000
LARGEST_UNPACKED = 3 * 1024**3
HIGHEST_RATIO = 150
"""How many times larger than its packed form a part of a workbook may be; a real one is some tens at most."""

SEPARATORS = (";", "\t", ",")


class TableRefused(ValueError):  # noqa: N818 - reads as what it says
    """The file is no table that can be read; the reason says why and what to do. `row` when it is about one."""

    def __init__(self, reason: str, row: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.row = row


def read_rows(file: IO[bytes]) -> Generator[tuple[int, list[str]], None, None]:
    """Each row that is not empty, with its number in the file counted from one, as text. The file must be seekable.

    Raises TableRefused, at once or when the faulty row is met.
    """
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start:
        raise TableRefused(_("Filen är tom. Välj en annan fil."))
    if start.startswith(b"PK\x03\x04"):
        return _workbook_rows(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused(_("Filen är ett äldre Excelformat. Spara den som .xlsx eller .csv och försök igen."))
    return _text_rows(file)


# --- text ---


def _text_rows(file: IO[bytes]) -> Generator[tuple[int, list[str]], None, None]:
    text = io.TextIOWrapper(file, encoding=_encoding_of(file), newline="")
    try:
        number = 0
        try:
            rows = csv.reader(text, delimiter=_separator_of(text), strict=False)
            for number, row in enumerate(rows, start=1):
                if len(row) > MOST_COLUMNS:
                    raise TableRefused(_("Raden har fler än %(most)d kolumner.") % {"most": MOST_COLUMNS}, number)
                if any(cell and not cell.isspace() for cell in row):
                    yield number, row
        except csv.Error as error:
            raise TableRefused(
                _("Raden går inte att läsa. Kontrollera citattecken och att filen är sparad som CSV."), number + 1
            ) from error
        except UnicodeDecodeError as error:
            raise TableRefused(_("Filen har tecken som inte går att läsa. Spara den som UTF-8."), number + 1) from error
    finally:
        with contextlib.suppress(ValueError):
            text.detach()


def _encoding_of(file: IO[bytes]) -> str:
    """UTF-8 with or without mark, UTF-16 with mark or recognisable without, else the old Western European code page."""
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if b"\0" in start:
        even, odd = start[::2].count(0), start[1::2].count(0)
        if len(start) > 3 and max(even, odd) > len(start) // 4 and min(even, odd) == 0:
            return "utf-16-be" if even else "utf-16-le"
        raise TableRefused(_("Filen är inte en tabell i text. Spara den som CSV eller XLSX."))
    decoder = codecs.getincrementaldecoder("utf-8")()
    found = "utf-8"
    while piece := file.read(PIECE):
        if b"\0" in piece:
            raise TableRefused(_("Filen är inte en tabell i text. Spara den som CSV eller XLSX."))
        try:
            if found == "utf-8":
                decoder.decode(piece)
        except UnicodeDecodeError:
            found = "cp1252"
    file.seek(0)
    return found if found == "utf-8" else "latin-1" if _has_holes(file) else "cp1252"


def _has_holes(file: IO[bytes]) -> bool:
    """Whether there are bytes that cp1252 gives no letter."""
    holes = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
    found = False
    while not found and (piece := file.read(PIECE)):
        found = holes.search(piece) is not None
    file.seek(0)
    return found


def _separator_of(text: io.TextIOWrapper) -> str:
    """The separator that the first line with anything in it holds most of, outside quotes; a semicolon when there is none."""
    start = text.read(65_536)
    text.seek(0)
    for line in start.splitlines():
        if line.strip():
            bare = re.sub(r'"[^"]*"', "", line)
            return max(SEPARATORS, key=bare.count)
    raise TableRefused(_("Filen är tom. Välj en annan fil."))


# --- workbooks ---


def _workbook_rows(file: IO[bytes]) -> Generator[tuple[int, list[str]], None, None]:
    unreadable = _("Filen går inte att läsa som Excelfil. Spara den på nytt som .xlsx, eller som CSV.")
    try:
        with zipfile.ZipFile(file) as book:
            _require_modest(book)
            strings = _shared_strings(book)
            with book.open(_first_sheet(book)) as sheet:
                yield from _sheet_rows(sheet, strings)
    except TableRefused:
        raise
    except (
        zipfile.BadZipFile,
        KeyError,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,
    ) as error:
        raise TableRefused(unreadable) from error


def _require_modest(book: zipfile.ZipFile) -> None:
    parts = book.infolist()
    large = [part for part in parts if part.file_size > 1024 * 1024]
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > LARGEST_UNPACKED
        or any(part.file_size > HIGHEST_RATIO * max(part.compress_size, 1) for part in large)
    ):
        raise TableRefused(_("Filen packas upp till något orimligt stort. Spara den på nytt, eller som CSV."))


def _first_sheet(book: zipfile.ZipFile) -> str:
    """The part that holds the first sheet."""
    found: dict[str, Any] = {"sheet": "", "targets": {}}

    def in_book(name: str, given: dict[str, str]) -> None:
        if _local(name) == "sheet" and not found["sheet"]:
            found["sheet"] = next((value for key, value in given.items() if _local(key) == "id"), "")

    def in_relations(name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            found["targets"][given.get("Id", "")] = given.get("Target", "")

    names = set(book.namelist())
    for part, start in (("xl/workbook.xml", in_book), ("xl/_rels/workbook.xml.rels", in_relations)):
        if part in names:
            parser = _parser()
            parser.StartElementHandler = start
            with book.open(part) as content:
                while piece := content.read(PIECE):
                    parser.Parse(piece, False)
            parser.Parse(b"", True)
    target = found["targets"].get(found["sheet"], "").lstrip("/")
    for candidate in (target, f"xl/{target}", "xl/worksheets/sheet1.xml"):
        if candidate in names:
            return str(candidate)
    raise TableRefused(_("Excelfilen har inget blad."))


class _Strings:
    """Texts that cells refer to by number, packed tightly: a million persons have some millions of them."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.ends = array("Q", [0])

    def add(self, text: str) -> None:
        self.content += text[:LONGEST_CELL].encode("utf-8", "replace")
        self.ends.append(len(self.content))

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self.ends) - 1:
            raise ValueError("no such text")
        return self.content[self.ends[place] : self.ends[place + 1]].decode()


def _shared_strings(book: zipfile.ZipFile) -> _Strings:
    strings = _Strings()
    if "xl/sharedStrings.xml" not in book.namelist():
        return strings
    state = {"in_text": False, "phonetic": False}
    now: list[str] = []

    def start(name: str, given: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            now.clear()
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["in_text"] = not state["phonetic"]

    def end(name: str) -> None:
        name = _local(name)
        if name == "si":
            strings.add("".join(now))
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "t":
            state["in_text"] = False

    def text(data: str) -> None:
        if state["in_text"]:
            now.append(data)

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    with book.open("xl/sharedStrings.xml") as content:
        while piece := content.read(PIECE):
            parser.Parse(piece, False)
    parser.Parse(b"", True)
    return strings


def _sheet_rows(sheet: IO[bytes], strings: _Strings) -> Iterator[tuple[int, list[str]]]:
    reader = _SheetReader(strings)
    while piece := sheet.read(PIECE):
        reader.parser.Parse(piece, False)
        while reader.ready:
            yield reader.ready.popleft()
    reader.parser.Parse(b"", True)
    yield from reader.ready


class _SheetReader:
    """Gathers rows as the parser meets them."""

    def __init__(self, strings: _Strings) -> None:
        self.ready: deque[tuple[int, list[str]]] = deque()
        self.strings = strings
        self.number = 0
        self.row: list[str] = []
        self.kind = ""
        self.column = 0
        self.value: list[str] = []
        self.taking = False
        self.parser = _parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, given: dict[str, str]) -> None:
        if ":" in name:
            name = _local(name)
        if name == "c":
            self.kind = given.get("t", "n")
            place = given.get("r", "")
            letter = place[:1]
            if "A" <= letter <= "Z" and place[1:].isdigit():
                self.column = ord(letter) - 65
            else:
                self.column = _column_of(place) if place else len(self.row)
            if self.column >= MOST_COLUMNS:
                raise TableRefused(_("Raden har fler än %(most)d kolumner.") % {"most": MOST_COLUMNS}, self.number)
            self.value.clear()
        elif name == "v" or name == "t":
            self.taking = True
        elif name == "row":
            given_number = given.get("r", "")
            self.number = int(given_number) if given_number.isdigit() else self.number + 1
            self.row = []

    def text(self, data: str) -> None:
        if self.taking:
            self.value.append(data)

    def end(self, name: str) -> None:
        if ":" in name:
            name = _local(name)
        if name == "v" or name == "t":
            self.taking = False
        elif name == "c":
            value = self.value[0] if len(self.value) == 1 else "".join(self.value)
            if value:
                row, column = self.row, self.column
                if column == len(row):
                    row.append(self._read(value[:LONGEST_CELL]))
                else:
                    row.extend([""] * (column + 1 - len(row)))
                    row[column] = self._read(value[:LONGEST_CELL])
        elif name == "row" and any(cell and not cell.isspace() for cell in self.row):
            self.ready.append((self.number, self.row))

    def _read(self, value: str) -> str:
        if self.kind == "s":
            return self.strings[int(value)]
        return _number_as_written(value) if self.kind == "n" else value


def _number_as_written(value: str) -> str:
    """A whole number without the point or exponent that spreadsheets store it with."""
    if value.isdigit():
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return (
        str(int(number))
        if number.is_finite() and number == number.to_integral_value() and abs(number) < 10**18
        else value
    )


def _column_of(place: str) -> int:
    column = 0
    for sign in place:
        if not "A" <= sign <= "Z":
            break
        column = column * 26 + ord(sign) - 64
        if column > MOST_COLUMNS:
            break
    return max(column - 1, 0)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parser() -> Any:
    """A parser of XML that refuses whatever declares a document type: entities are how a small file becomes a large one."""

    def refuse(*_given: object) -> None:
        raise TableRefused(_("Filen går inte att läsa som Excelfil. Spara den på nytt som .xlsx, eller som CSV."))

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser
