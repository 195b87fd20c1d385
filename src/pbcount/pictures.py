"""How is a count drawn, without a browser and without anything to install?

Each picture is one SVG of bars with its words in it, and says in its description what it shows; the same figures stand
in a table beside it, for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH, LABELS, FIGURES, ROW, TOP = 760, 250, 90, 24, 44
STRONG, PALE, SECOND = "#1f5f8b", "#b9c7d3", "#c8791f"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: ``values`` are drawn under each other from the left, ``figure`` is what is written beside them."""

    label: str
    values: tuple[float, ...]
    figure: str
    strong: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    title: str
    columns: tuple[str, ...]
    """What the label and each value stand for."""
    bars: tuple[Bar, ...]
    line: float | None = None
    """Where a line is drawn, as at the whole cost of a project."""

    def svg(self) -> str:
        return drawn(self)


def drawn(picture: Picture) -> str:
    deep = max((len(bar.values) for bar in picture.bars), default=1)
    height = ROW * len(picture.bars) + TOP + 14
    room = WIDTH - LABELS - FIGURES
    most = max([picture.line or 0.0, *(value for bar in picture.bars for value in bar.values)]) or 1.0
    told = "; ".join(f"{bar.label}: {bar.figure}" for bar in picture.bars[:60])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"',
        'role="img" font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{_text(picture.title)}</title>",
        f"<desc>{_text(', '.join(picture.columns))}. {_text(told)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="8" y="20" font-size="15" font-weight="600" fill="#1a1a1a">{_text(picture.title)}</text>',
    ]
    if deep > 1:
        x = LABELS
        for at, name in enumerate(picture.columns[1:]):
            parts.append(f'<rect x="{x}" y="28" width="10" height="10" fill="{(STRONG, SECOND)[at % 2]}"/>')
            parts.append(f'<text x="{x + 15}" y="37" font-size="12" fill="#333333">{_text(name)}</text>')
            x += 30 + 7 * len(name)
    thick = (ROW - 6) / deep
    for row, bar in enumerate(picture.bars):
        y = TOP + row * ROW
        label = bar.label if len(bar.label) <= 31 else bar.label[:30] + "…"
        parts.append(f'<text x="{LABELS - 8}" y="{y + 14}" text-anchor="end" fill="#1a1a1a">{_text(label)}</text>')
        for at, value in enumerate(bar.values):
            colour = (STRONG if bar.strong else PALE, SECOND)[at % 2]
            length = max(0.0, room * value / most)
            parts.append(
                f'<rect x="{LABELS}" y="{y + 2 + at * thick:.1f}" width="{length:.1f}" height="{thick:.1f}" fill="{colour}"/>'
            )
        parts.append(f'<text x="{WIDTH - FIGURES + 8}" y="{y + 14}" fill="#1a1a1a">{_text(bar.figure)}</text>')
    if picture.line is not None:
        x_line = LABELS + room * picture.line / most
        parts.append(
            f'<line x1="{x_line:.1f}" x2="{x_line:.1f}" y1="{TOP - 4}" y2="{height - 10}" stroke="#1a1a1a"'
            ' stroke-dasharray="4 3"/>'
        )
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    """Escaped, and without what XML cannot hold."""
    return escape("".join(letter for letter in text if letter >= " " and letter not in "\ufffe\uffff"))


def table(picture: Picture) -> Sequence[Sequence[str]]:
    """The picture's figures as rows of cells, the names of the columns first."""
    rows = [[picture.columns[0], *picture.columns[1:]]]
    rows += [[bar.label, bar.figure] if len(bar.values) == 1 else [bar.label, *_figures(bar)] for bar in picture.bars]
    return rows


def _figures(bar: Bar) -> list[str]:
    return [f"{100 * value:.1f} %" for value in bar.values]
