"""How does an uploaded document become a file that may be kept and handed out? Its kind is told by its content; what can run is refused.

Pictures are written anew. PDF and Office files are kept as they are, and are handed out only as downloads, never shown by a browser.
"""

from __future__ import annotations

import hashlib
import io
import re
import secrets
import unicodedata
import zipfile
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from medborgarbudget.foundation.files.pictures import read_picture

MAX_BYTES = 25 * 1024 * 1024
MAX_PARTS = 5_000
MAX_UNPACKED = 400 * 1024 * 1024
"""An Office file is a zip: more than this inside is a bomb, not a document."""

OFFICE = {
    "docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
PICTURES = {"jpg": "image/jpeg", "webp": "image/webp"}
ACCEPT = ".pdf,.docx,.xlsx,.pptx,.jpg,.jpeg,.png,.webp,.heic"
"""For a file input."""

_ACTIVE = re.compile(rb"vbaProject|/activeX/|/embeddings/oleObject|macrosheets", re.IGNORECASE)


@dataclass(frozen=True)
class StoredDocument:
    """A document ready to be kept. `content` has a random name that says nothing; `name` is what it is called when it is handed out."""

    content: ContentFile[bytes]
    name: str
    media_type: str
    size: int
    sha256: str


def read_document(upload: File[Any]) -> StoredDocument:
    """Read a PDF, Word, Excel or PowerPoint file or a picture. Raises ValidationError."""
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("Filen är tom. Välj en annan fil."), code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            _("Filen är för stor: {size} MB. Den får vara högst {limit} MB.").format(
                size=-(-size // (1024 * 1024)), limit=MAX_BYTES // (1024 * 1024)
            ),
            code="too_large",
        )
    upload.seek(0)
    content: bytes = upload.read()
    name = _plain_name(str(upload.name or ""))
    if content.startswith(b"%PDF-"):
        return _kept(content, name, "pdf", "application/pdf")
    if content.startswith(b"PK\x03\x04"):
        kind = _office_kind(content)
        return _kept(content, name, kind, OFFICE[kind][1])
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG", b"RIFF")) or content[4:8] == b"ftyp":
        picture = read_picture(upload).full
        written = picture.read()
        suffix = str(picture.name).rpartition(".")[2]
        return _kept(written, name, suffix, PICTURES[suffix])
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError(
            _("Filen är i ett gammalt Office-format. Spara den som docx, xlsx eller pptx, eller som PDF."),
            code="format",
        )
    raise ValidationError(_("Välj en fil i formatet PDF, Word, Excel, PowerPoint eller en bild."), code="format")


def _office_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValidationError(_("Filen innehåller för mycket för att vara ett dokument."), code="bomb")
            kind = next((kind for kind, (part, _type) in OFFICE.items() if part in names), None)
            if kind is None or "[Content_Types].xml" not in names:
                raise ValidationError(
                    _("Välj en fil i formatet PDF, Word, Excel, PowerPoint eller en bild."), code="format"
                )
            types = archive.read("[Content_Types].xml")
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError) as error:
        raise ValidationError(
            _("Filen går inte att läsa. Den kan vara skadad eller skyddad med lösenord."), code="broken"
        ) from error
    if _ACTIVE.search("\n".join(names).encode() + types) or b"macroEnabled" in types:
        raise ValidationError(
            _("Filen innehåller makron eller inbäddade program. Spara den utan dem och försök igen."), code="macros"
        )
    return kind


def _kept(content: bytes, name: str, suffix: str, media_type: str) -> StoredDocument:
    stem = name.rpartition(".")[0] or name or _("dokument")
    return StoredDocument(
        content=ContentFile(content, name=f"{secrets.token_hex(16)}.bin"),
        name=f"{stem[:100]}.{suffix}",
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _plain_name(name: str) -> str:
    """The last part of a name, without what file systems and headers trip over."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    return re.sub(r'[<>:"|?*;]', "", plain).strip(" .")
