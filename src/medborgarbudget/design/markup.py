"""How do words with a little markup become HTML? **bold**, *slanted*, [words](address), lines that start with "- "; all else is text."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_TOKEN = re.compile(
    r"\[([^\[\]\n]{1,200})\]\(((?:[^()\s]|\([^()\s]*\)){1,500})\)|\*\*([^*\n]+)\*\*|(?<!\*)\*([^*\n]+)\*(?!\*)"
)
_SAFE = re.compile(r"(https?://|mailto:|tel:|/(?!/)|#)[^\s<>\"'\\]{0,500}\Z")


def marked(text: str) -> SafeString:
    """Paragraphs, bullet lists and links. An address that is not safe to follow is shown as text."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.split("\n")
        run: list[str] = []
        bullets: list[str] = []
        for line in [*lines, ""]:
            if line.startswith("- "):
                _flush_paragraph(parts, run)
                bullets.append(f"<li>{inline(line[2:])}</li>")
            else:
                if bullets:
                    parts.append(f"<ul>{''.join(bullets)}</ul>")
                    bullets = []
                if line:
                    run.append(inline(line))
        _flush_paragraph(parts, run)
    return mark_safe("\n".join(parts))


def _flush_paragraph(parts: list[str], run: list[str]) -> None:
    if run:
        parts.append(f"<p>{'<br>'.join(run)}</p>")
        run.clear()


def inline(text: str) -> SafeString:
    """The same for one line, without paragraphs."""
    out: list[str] = []
    last = 0
    for found in _TOKEN.finditer(text):
        out.append(escape(text[last : found.start()]))
        words, address, bold, slanted = found.groups()
        if address is not None:
            if _SAFE.match(address):
                out.append(f'<a href="{escape(address)}">{escape(words)}</a>')
            else:
                out.append(escape(found[0]))
        elif bold is not None:
            out.append(f"<strong>{escape(bold)}</strong>")
        else:
            out.append(f"<em>{escape(slanted)}</em>")
        last = found.end()
    out.append(escape(text[last:]))
    return mark_safe("".join(out))
