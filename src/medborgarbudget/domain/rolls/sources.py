"""Where can a roll come from? From whatever gives rows as a file gives them; docs/reference/rolls.md tells how Navet and SPAR would."""

from __future__ import annotations

from collections.abc import Generator
from typing import IO, Protocol

from medborgarbudget.foundation.files.rows import read_rows


class RollSource(Protocol):
    """Where a roll comes from. Rows are numbered from one; the first one is headings as in a file."""

    def rows(self) -> Generator[tuple[int, list[str]], None, None]: ...


class FileSource:
    """A file in CSV or XLSX."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def rows(self) -> Generator[tuple[int, list[str]], None, None]:
        return read_rows(self.file)
