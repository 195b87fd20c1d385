"""What may a page hold? Typed blocks of plain words, checked and cleaned, each error at its field.

A block is a dict with "id", "type" and the keys of its type:

heading   text
text      text (safe markup: **bold**, *slanted*, [words](address), lines that start with "- ")
list      items, ordered
facts     title, text
steps     items of [title, text]
points    items of [title, text], side by side
quote     text, source
picture   picture (id of a PagePicture), alt, caption
links     items of [title, address, text]
faq       items of [question, answer]
table     caption, head, rows
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.proposals.content import plain_line, plain_text

Block = dict[str, Any]


class BlockType(models.TextChoices):
    HEADING = "heading", gettext_lazy("Rubrik")
    TEXT = "text", gettext_lazy("Text")
    LIST = "list", gettext_lazy("Lista")
    FACTS = "facts", gettext_lazy("Faktaruta")
    STEPS = "steps", gettext_lazy("Steg")
    POINTS = "points", gettext_lazy("Punkter sida vid sida")
    QUOTE = "quote", gettext_lazy("Citat")
    PICTURE = "picture", gettext_lazy("Bild")
    LINKS = "links", gettext_lazy("Länkkort")
    FAQ = "faq", gettext_lazy("Frågor och svar")
    TABLE = "table", gettext_lazy("Tabell")


SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)[^\s<>\"'\\]{0,500}\Z")
LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(((?:[^()\s]|\([^()\s]*\)){1,500})\)")
_ADDRESS_WANTED = gettext_lazy(
    "Länken ”%(address)s” går inte att använda. Skriv en adress som börjar med https://, mailto: eller / (inom webbplatsen)."
)


def is_safe_address(address: str) -> bool:
    """Whether a page may link there: the web, a mail, a phone, or a page of this site."""
    return SAFE_ADDRESS.match(address) is not None


def checked_text(text: str, field: str, *, most: int = 6000, required: str = "") -> str:
    """Text with safe markup, as it is stored. Raises ValidationError at the field for a link that leads nowhere safe."""
    kept = plain_text(text)
    if not kept and required:
        raise ValidationError({field: required})
    if len(kept) > most:
        raise ValidationError({field: _("Texten får vara högst %(most)d tecken.") % {"most": most}})
    for found in LINK.finditer(kept):
        if not is_safe_address(found[2]):
            raise ValidationError({field: _ADDRESS_WANTED % {"address": found[2]}})
    return kept


def cleaned(block_type: str, given: dict[str, Any]) -> Block:
    """The block as it is stored, without its id. Raises ValidationError with a message per field."""
    if block_type not in _CLEANERS:
        raise ValidationError({"type": _("Välj ett slags block.")})
    return {"type": str(block_type), **_CLEANERS[block_type](given)}


def words_of(blocks: list[Block]) -> str:
    """All words of the blocks, for the search."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.append(LINK.sub(r"\1", value).replace("**", ""))
        elif isinstance(value, list):
            for each in value:
                collect(each)

    for block in blocks:
        for name, value in block.items():
            if name not in {"id", "type", "picture"}:
                collect(value)
    return "\n".join(found)


def pairs_of(text: str) -> list[list[str]]:
    """Paragraphs divided by an empty line, each with its first line as title and the rest as text."""
    pairs = []
    for part in re.split(r"\n\s*\n", plain_text(text)):
        first, _line, rest = part.strip().partition("\n")
        if first.strip():
            pairs.append([plain_line(first), rest.strip()])
    return pairs


def pairs_as_text(pairs: list[list[str]]) -> str:
    """The same backwards, for the form."""
    return "\n\n".join("\n".join(part for part in pair if part) for pair in pairs)


def _heading(given: dict[str, Any]) -> Block:
    text = plain_line(str(given.get("text", "")))
    if not text:
        raise ValidationError({"text": _("Ange rubriken.")})
    if len(text) > 100:
        raise ValidationError({"text": _("Rubriken får vara högst 100 tecken.")})
    return {"text": text}


def _text(given: dict[str, Any]) -> Block:
    return {"text": checked_text(str(given.get("text", "")), "text", required=_("Ange texten."))}


def _list(given: dict[str, Any]) -> Block:
    lines = [plain_line(line) for line in plain_text(str(given.get("items", ""))).split("\n")]
    items = [checked_text(line.removeprefix("- "), "items", most=500) for line in lines if line]
    if not items:
        raise ValidationError({"items": _("Ange minst en punkt.")})
    return {"items": items[:40], "ordered": bool(given.get("ordered"))}


def _facts(given: dict[str, Any]) -> Block:
    title = plain_line(str(given.get("title", "")))
    if not title:
        raise ValidationError({"title": _("Ange faktarutans rubrik.")})
    return {
        "title": title[:100],
        "text": checked_text(str(given.get("text", "")), "text", required=_("Ange texten.")),
    }


def _steps(given: dict[str, Any]) -> Block:
    items = pairs_of(str(given.get("items", "")))
    if len(items) < 2:
        raise ValidationError({"items": _("Ange minst två steg, med en tom rad mellan.")})
    return {"items": [[title[:100], checked_text(text, "items", most=1000)] for title, text in items[:15]]}


def _points(given: dict[str, Any]) -> Block:
    items = pairs_of(str(given.get("items", "")))
    if not items:
        raise ValidationError({"items": _("Ange minst en punkt.")})
    return {"items": [[title[:100], checked_text(text, "items", most=600)] for title, text in items[:12]]}


def _quote(given: dict[str, Any]) -> Block:
    text = plain_text(str(given.get("text", "")))
    if not text:
        raise ValidationError({"text": _("Ange citatet.")})
    if len(text) > 600:
        raise ValidationError({"text": _("Citatet får vara högst 600 tecken.")})
    return {"text": text, "source": plain_line(str(given.get("source", "")))[:120]}


def _picture(given: dict[str, Any]) -> Block:
    alt = plain_line(str(given.get("alt", "")))
    if not given.get("picture"):
        raise ValidationError({"picture": _("Välj en bild.")})
    if not alt:
        raise ValidationError({"alt": _("Beskriv vad bilden visar, för den som inte ser den.")})
    return {
        "picture": int(given["picture"]),
        "alt": alt[:200],
        "caption": plain_line(str(given.get("caption", "")))[:200],
    }


def _links(given: dict[str, Any]) -> Block:
    items = []
    for number, line in enumerate(plain_text(str(given.get("items", ""))).split("\n"), 1):
        if not line.strip():
            continue
        parts = [plain_line(part) for part in line.split("|")]
        if len(parts) < 2 or not parts[0]:
            raise ValidationError({"items": _("Rad %(row)d: ange rubrik | adress | text.") % {"row": number}})
        if not is_safe_address(parts[1]):
            raise ValidationError({"items": _ADDRESS_WANTED % {"address": parts[1]}})
        items.append([parts[0][:100], parts[1], " | ".join(parts[2:])[:300]])
    if not items:
        raise ValidationError({"items": _("Ange minst en länk.")})
    return {"items": items[:12]}


def _faq(given: dict[str, Any]) -> Block:
    items = pairs_of(str(given.get("items", "")))
    if not items:
        raise ValidationError({"items": _("Ange minst en fråga med svar.")})
    for question, answer in items:
        if not answer:
            raise ValidationError(
                {"items": _("Frågan ”%(question)s” saknar svar. Skriv svaret på raden under.") % {"question": question}}
            )
    return {"items": [[question[:200], checked_text(answer, "items", most=2000)] for question, answer in items[:30]]}


def _table(given: dict[str, Any]) -> Block:
    lines = [line for line in plain_text(str(given.get("rows", ""))).split("\n") if line.strip()]
    cells = [[plain_line(cell) for cell in line.split("|")] for line in lines]
    if len(cells) < 2:
        raise ValidationError({"rows": _("Ange en rad med kolumnernas namn och minst en rad till.")})
    for number, row in enumerate(cells, 1):
        if len(row) != len(cells[0]):
            raise ValidationError(
                {
                    "rows": _("Rad %(row)d har %(n)d kolumner, den första har %(first)d.")
                    % {"row": number, "n": len(row), "first": len(cells[0])}
                }
            )
    caption = plain_line(str(given.get("caption", "")))
    if not caption:
        raise ValidationError({"caption": _("Ange vad tabellen visar.")})
    return {"caption": caption[:150], "head": cells[0], "rows": cells[1:60]}


_CLEANERS: dict[str, Callable[[dict[str, Any]], Block]] = {
    BlockType.HEADING: _heading,
    BlockType.TEXT: _text,
    BlockType.LIST: _list,
    BlockType.FACTS: _facts,
    BlockType.STEPS: _steps,
    BlockType.POINTS: _points,
    BlockType.QUOTE: _quote,
    BlockType.PICTURE: _picture,
    BlockType.LINKS: _links,
    BlockType.FAQ: _faq,
    BlockType.TABLE: _table,
}


def as_typed(block: Block) -> dict[str, Any]:
    """The block as the form shows it: lists as lines."""
    given = {name: value for name, value in block.items() if name not in {"id", "type"}}
    if block["type"] == BlockType.LIST:
        given["items"] = "\n".join(block["items"])
    elif block["type"] in {BlockType.STEPS, BlockType.POINTS, BlockType.FAQ}:
        given["items"] = pairs_as_text(block["items"])
    elif block["type"] == BlockType.LINKS:
        given["items"] = "\n".join(" | ".join(part for part in item if part) for item in block["items"])
    elif block["type"] == BlockType.TABLE:
        given["rows"] = "\n".join(" | ".join(row) for row in [block["head"], *block["rows"]])
    return given
