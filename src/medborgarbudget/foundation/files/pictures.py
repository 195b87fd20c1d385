"""How does an uploaded photo become a picture that may be shown to anybody? Only its pixels are kept.

Position, camera, owner and whatever else was hidden in the file is left behind, since only the pixels are carried over.
"""

from __future__ import annotations

import io
import secrets
from dataclasses import dataclass
from typing import Any

import pi_heif
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 20 * 1024 * 1024
MEGAPIXELS = {"JPEG": 52, "MPO": 52, "HEIF": 36, "PNG": 36, "WEBP": 18}
"""How large a picture may be, by kind: what each takes to decode stays under 300 MB for the moment that it takes."""
MAX_SIDE = 20_000
FULL, THUMBNAIL = 2000, 480
"""Longest side in px of what is kept."""

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")

pi_heif.register_heif_opener()


@dataclass(frozen=True)
class Picture:
    """A picture ready to be stored: give `full` and `thumbnail` to image fields. Size in px is that of `full`."""

    full: ContentFile[bytes]
    thumbnail: ContentFile[bytes]
    width: int
    height: int


def read_picture(upload: File[Any], field: str | None = None) -> Picture:
    """Read a photo (JPEG, PNG, WebP, HEIC). Raises ValidationError, at the field if one is named."""
    try:
        return _read(upload)
    except ValidationError as error:
        raise (ValidationError({field: error}) if field else error) from None


def _read(upload: File[Any]) -> Picture:
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("Filen är tom. Välj en annan bild."), code="empty")
    if size > MAX_BYTES:
        raise ValidationError(
            _("Bilden är för stor: {size} MB. Den får vara högst {limit} MB.").format(
                size=-(-size // (1024 * 1024)), limit=MAX_BYTES // (1024 * 1024)
            ),
            code="too_large",
        )
    upload.seek(0)
    content = upload.read()
    if not _known(content[:16]):
        raise ValidationError(_("Välj en bild i formatet JPEG, PNG, WebP eller HEIC."), code="format")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            limit = MEGAPIXELS[str(image.format)]
            if image.width * image.height > limit * 1_000_000 or max(image.size) > MAX_SIDE:
                raise _too_large(limit)
            return _shrunk(image)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large(max(MEGAPIXELS.values())) from None
    except Exception as error:
        # Decoders raise nearly anything at hostile or half bytes; whatever it was, it is no picture that we can show.
        raise ValidationError(
            _("Bilden går inte att läsa. Den kan vara skadad eller bara delvis överförd. Välj en annan."), code="broken"
        ) from error


def _too_large(limit: int) -> ValidationError:
    return ValidationError(
        _(
            "Bilden har för många bildpunkter. Den får ha högst {limit} miljoner. Gör den mindre och försök igen."
        ).format(limit=limit),
        code="too_many_pixels",
    )


def _known(head: bytes) -> bool:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return True
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return True
    return head[4:8] == b"ftyp" and head[8:12] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1"}


def _shrunk(image: Image.Image) -> Picture:
    # A JPEG can be decoded at an eighth of its size; others are halved and so on in place before anything is copied.
    image.draft("RGB", (FULL, FULL))
    image.load()
    factor = max(image.size) // FULL
    plain: Image.Image = image.reduce(factor) if factor > 1 and image.mode in {"L", "LA", "RGB", "RGBA"} else image
    plain.info.update({key: value for key, value in image.info.items() if key == "exif"})
    turned = ImageOps.exif_transpose(plain)
    see_through = turned.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    full = turned.convert("RGBA" if see_through else "RGB")
    full.thumbnail((FULL, FULL))
    small = full.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return Picture(full=_written(full), thumbnail=_written(small), width=full.width, height=full.height)


def _written(image: Image.Image) -> ContentFile[bytes]:
    """Only the pixels: a new image takes no metadata along."""
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    out = io.BytesIO()
    if image.mode == "RGBA":
        bare.save(out, "WEBP", quality=85, method=3)
        suffix = "webp"
    else:
        bare.save(out, "JPEG", quality=82, optimize=True, progressive=True)
        suffix = "jpg"
    return ContentFile(out.getvalue(), name=f"{secrets.token_hex(10)}.{suffix}")
