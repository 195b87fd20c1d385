"""How is a roll received without ever lying in clear on a disk? Each piece is sealed as it comes, under a key that only this request holds."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from medborgarbudget.domain.rolls.policy import LARGEST_FILE

PIECE = 1024 * 1024
TAG = 16


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """An uploaded file that can be read from its beginning, once. `too_large`: only the first part of it was taken."""

    def __init__(self, name: str, content_type: str) -> None:
        self._disk = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the request
        super().__init__(self._disk, name, content_type, 0)
        self.too_large = False
        self._key = AESGCM(os.urandom(32))
        self._waiting = bytearray()
        self._pieces = 0
        self.size: int = 0

    def add(self, content: bytes) -> None:
        """Take some more."""
        self.size += len(content)
        self.too_large = self.too_large or self.size > LARGEST_FILE
        if not self.too_large:
            self._waiting += content
            while len(self._waiting) >= PIECE:
                self._seal(bytes(self._waiting[:PIECE]))
                del self._waiting[:PIECE]

    def finish(self) -> None:
        """All of it has come."""
        if self._waiting:
            self._seal(bytes(self._waiting))
            self._waiting.clear()

    def _seal(self, piece: bytes) -> None:
        self._disk.write(self._key.encrypt(self._pieces.to_bytes(12, "big"), piece, None))
        self._pieces += 1

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The content, a piece at a time."""
        self._disk.seek(0)
        for place in range(self._pieces):
            yield self._key.decrypt(place.to_bytes(12, "big"), self._disk.read(PIECE + TAG), None)


class SealingHandler(FileUploadHandler):
    """Receives files as SealedUpload."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.upload = SealedUpload(self.file_name or "", self.content_type or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.upload.add(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        self.upload.finish()
        return self.upload

    def upload_interrupted(self) -> None:
        if hasattr(self, "upload"):
            self.upload.close()
