"""How does an uploaded file lie until it has been checked? In sealed pieces, each bound to its place; never in clear, also not while it is read."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from django.db.models import Max

from medborgarbudget.domain.rolls.models import Roll, UploadPiece
from medborgarbudget.foundation.sealed import unwrap, wrap

PIECE = 1024 * 1024


def _purpose(roll_id: int, position: int) -> str:
    return f"roll upload|{roll_id}|{position}"


def in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, the last one shorter."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
    if held:
        yield bytes(held)


def keep(roll: Roll, chunks: Iterable[bytes]) -> int:
    """Seal the file and keep it. Gives its size."""
    size = 0
    for position, piece in enumerate(in_pieces(chunks)):
        UploadPiece.objects.create(roll=roll, position=position, content=wrap(_purpose(roll.pk, position), piece))
        size += len(piece)
    return size


def destroy(roll: Roll) -> None:
    """The file is gone; only what was made of it is left."""
    UploadPiece.objects.filter(roll=roll).delete()


class SealedFile(io.RawIOBase):
    """The file as it was uploaded, opened piece by piece in memory as it is read."""

    def __init__(self, roll: Roll) -> None:
        super().__init__()
        self._roll_id = roll.pk
        self._size = roll.bytes_total
        self._at = 0
        self._open: tuple[int, bytes] = (-1, b"")
        last = UploadPiece.objects.filter(roll=roll).aggregate(last=Max("position"))["last"]
        self._pieces = -1 if last is None else last

    @property
    def size(self) -> int:
        return self._size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        place, offset = divmod(self._at, PIECE)
        if self._at >= self._size or place > self._pieces:
            return 0
        if self._open[0] != place:
            sealed = UploadPiece.objects.values_list("content", flat=True).get(roll_id=self._roll_id, position=place)
            self._open = (place, unwrap(_purpose(self._roll_id, place), bytes(sealed)))
        part = self._open[1][offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)
