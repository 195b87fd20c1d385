"""How are numbers drawn? Pure functions from rows to a figure: SVG (decoration) with the same numbers in a table behind.

Labels are HTML or SVG text in real pixels, never scaled with the picture, so that they can be read at 320 px. No inline style.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from medborgarbudget.design import illustrations
from medborgarbudget.foundation import money

SERIES = 8
"""Number of series colours in design.css (s1 … s8); s0 is the quiet one."""


@dataclass(frozen=True)
class Bar:
    """A labelled number.

    `group` decides the colour (same group, same colour); `url` makes the label a link. In a money picture large areas show `picture`
    (a photo's address) or, without one, the drawing that the proposal has in lists: `seed` is its reference.
    """

    label: str
    value: float
    note: str = ""
    group: str = ""
    url: str = ""
    picture: str = ""
    seed: str = ""


@dataclass(frozen=True)
class Cell:
    """A rectangle of a treemap: which row it stands for and where it lies."""

    index: int
    x: float
    y: float
    width: float
    height: float


def as_bars(rows: Iterable[Any]) -> list[Bar]:
    """Bars from Bars, dicts with Bar's keys, or (label, value[, note[, group]]) tuples."""
    bars = []
    for row in rows:
        if isinstance(row, Bar):
            bars.append(row)
        elif isinstance(row, Mapping):
            bars.append(Bar(**row))
        else:
            bars.append(Bar(*row))
    return bars


def kronor_short(amount: int) -> str:
    """1250000 → "1,25 mn kr", 80000 → "80 tkr", 900 → "900 kr"."""
    if abs(amount) >= 1_000_000:
        return f"{amount / 1_000_000:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "\u00a0mn\u00a0kr"
    if abs(amount) >= 10_000:
        return f"{round(amount / 1000)}\u00a0tkr"
    return money.kronor(amount)


def written(value: float, unit: str) -> str:
    """A value with its unit: "kr" whole kronor, "%" a share of one, otherwise the number with no-break spaces and the unit."""
    if unit == "kr":
        return money.kronor(round(value))
    if unit == "%":
        return f"{value * 100:.1f}".removesuffix(".0").replace(".", ",") + "\u00a0%"
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    text = text.replace(",", "\u00a0").replace(".", ",")
    return f"{text}\u00a0{unit}" if unit else text


def squarify(values: Sequence[float], width: float, height: float) -> list[Cell]:
    """Cells whose areas are to each other as the values, filling the rectangle and as square as may be.

    After Bruls, Huizing and van Wijk (2000). Values that are not above zero get no cell. Largest first gives the best shapes.
    """
    items = [(index, value) for index, value in enumerate(values) if value > 0]
    total = sum(value for _index, value in items)
    cells: list[Cell] = []
    x = y = 0.0
    scale = width * height / total if total else 0
    rest = [(index, value * scale) for index, value in items]

    def worst(row: Sequence[tuple[int, float]], side: float) -> float:
        area = sum(a for _i, a in row)
        return max(max(side * side * a / area**2, area**2 / (side * side * a)) for _i, a in row)

    while rest:
        side = min(width, height)
        count = 1
        while count < len(rest) and worst(rest[: count + 1], side) <= worst(rest[:count], side):
            count += 1
        row, rest = rest[:count], rest[count:]
        thick = sum(a for _i, a in row) / side
        along = 0.0
        for index, area in row:
            length = area / thick
            cells.append(
                Cell(index, x, y + along, thick, length)
                if width >= height
                else Cell(index, x + along, y, length, thick)
            )
            along += length
        if width >= height:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
        if min(width, height) <= 1e-9:
            break
    return cells


def _series(bars: Sequence[Bar]) -> list[int]:
    """A colour for each bar: one for each group, or one for each bar when there are no groups."""
    groups = list(dict.fromkeys(bar.group for bar in bars if bar.group))
    if not groups:
        return [index % SERIES + 1 for index in range(len(bars))]
    colours: dict[str, int] = {}
    # What people expect first (nature green, water blue), then whatever is free in order.
    for group in groups:
        expected = _EXPECTED.get(illustrations.motif_for(group), 0)
        if expected and expected not in colours.values():
            colours[group] = expected
    for place, group in enumerate(groups):
        if group not in colours:
            free = [number for number in range(1, SERIES + 1) if number not in colours.values()]
            colours[group] = free[0] if free else place % SERIES + 1
    return [colours.get(bar.group, SERIES) for bar in bars]


_EXPECTED = {
    "play": 1,
    "sport": 2,
    "light": 3,
    "nature": 4,
    "garden": 4,
    "art": 5,
    "music": 5,
    "water": 6,
    "meeting": 7,
}
"""Motif → the series colour that suits it."""


def _key(series: int) -> SafeString:
    return format_html(
        '<svg class="key" viewBox="0 0 10 10" aria-hidden="true" focusable="false"><rect class="s{}" width="10" height="10" rx="2.5"/></svg>',
        series,
    )


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> SafeString:
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                row[0],
                format_html_join(
                    "", '<td class="number" data-label="{}">{}</td>', zip(head[1:], row[1:], strict=False)
                ),
            )
            for row in rows
        ),
    )
    first, *others = head
    headings = format_html('<th scope="col">{}</th>', first) + format_html_join(
        "", '<th scope="col" class="number">{}</th>', ((h,) for h in others)
    )
    return format_html(
        '<details class="more"><summary>{}</summary><div class="more__body"><div class="table-box"><table class="table-cards">'
        "<caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></div></details>",
        _("Visa som tabell"),
        title,
        headings,
        body,
    )


def _figure(title: str, picture: SafeString, table: SafeString) -> SafeString:
    return format_html(
        '<figure class="chart"><figcaption class="chart__title">{}</figcaption><div class="chart__box">{}</div>{}</figure>',
        title,
        picture,
        table,
    )


def _strip(parts: Sequence[tuple[int, float]], whole: float) -> SafeString:
    x, rects = 0.0, []
    for series, value in parts:
        share = 100 * value / whole if whole > 0 else 0
        rects.append(f'<rect class="s{series}" x="{x:.3f}" width="{share:.3f}" height="10"/>')
        x += share
    return mark_safe(
        '<svg class="bars__bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="rail" width="100" height="10"/>{"".join(rects)}</svg>'
    )


def bar_chart(rows: Sequence[Bar], *, title: str, unit: str = "", heading: str = "") -> SafeString:
    """One bar a row against the largest value. `heading` names the first column of the table."""
    top = max((bar.value for bar in rows), default=0)
    series = _series(rows) if any(bar.group for bar in rows) else [1] * len(rows)
    items = format_html_join(
        "",
        '<li><span class="bars__label">{}</span> <span class="bars__value">{}</span>{}</li>',
        (
            (
                format_html('<a href="{}">{}</a>', bar.url, bar.label) if bar.url else bar.label,
                written(bar.value, unit) + (f" · {bar.note}" if bar.note else ""),
                _strip([(number, max(bar.value, 0))], top),
            )
            for bar, number in zip(rows, series, strict=True)
        ),
    )
    table = _table(title, [heading or _("Namn"), _("Värde")], ([bar.label, written(bar.value, unit)] for bar in rows))
    return _figure(title, format_html('<ul class="bars">{}</ul>', items), table)


def stacked_chart(
    rows: Sequence[tuple[str, Sequence[float]]], series: Sequence[str], *, title: str, unit: str = "", heading: str = ""
) -> SafeString:
    """One bar a row cut into the named series, all drawn to the same scale."""
    top = max((sum(values) for _label, values in rows), default=0)
    items = format_html_join(
        "",
        '<li><span class="bars__label">{}</span> <span class="bars__value">{}</span>{}</li>',
        (
            (label, written(sum(values), unit), _strip([(i % SERIES + 1, v) for i, v in enumerate(values)], top))
            for label, values in rows
        ),
    )
    legend = format_html_join("", "<li>{} {}</li>", ((_key(i % SERIES + 1), name) for i, name in enumerate(series)))
    picture = format_html('<ul class="bars">{}</ul><ul class="legend">{}</ul>', items, legend)
    table = _table(
        title,
        [heading or _("Namn"), *series, _("Summa")],
        ([label, *(written(v, unit) for v in values), written(sum(values), unit)] for label, values in rows),
    )
    return _figure(title, picture, table)


def _lines(text: str, width: float, height: float) -> list[str]:
    """The text broken into lines that fit a box in px, cut with "…" at a line's end; empty when a word of the first line would be cut."""
    most_chars, most_lines = int(width / (_LETTER * 0.56)), int(height / _LINE)
    if most_lines < 1 or max((len(word) for word in text.split()[:2]), default=most_chars + 1) > most_chars:
        return []
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= most_chars:
            lines[-1] += " " + word
        else:
            lines.append(word)
    cut = [line if len(line) <= most_chars else line[: most_chars - 1] + "…" for line in lines[:most_lines]]
    if len(lines) > most_lines:
        if most_chars < 14:
            # In a narrow box so little would be left that the number and the list beside say more.
            return []
        cut[-1] = cut[-1][: most_chars - 1].rstrip("…") + "…"
    return cut


_LETTER, _LINE = 15, 20
"""Size of the letters and height of a line in a treemap, in px."""


def _cell_picture(bar: Bar, top: float, cell: Cell) -> str:
    """A photo or drawing in the lower part of an area, where there is room for one that can be made out."""
    height = cell.height - top
    if height < 84 or cell.width < 120:
        return ""
    place = f'y="{top:.1f}" width="100%" height="{height:.1f}"'
    if bar.picture:
        return f'<image href="{escape(bar.picture)}" {place} preserveAspectRatio="xMidYMid slice"/>'
    scene = illustrations.proposal_scene(bar.seed or bar.label, bar.label, bar.group)
    return f'<svg {place} viewBox="0 0 320 200" preserveAspectRatio="xMidYMax slice">{scene}</svg>'


MOST_NUMBERED = 24
"""Longer lists than this below a treemap are easier to read in the table."""


def _treemap(
    bars: Sequence[Bar], series: Sequence[int], width: int, height: int, css: str, *, numbered: bool = True
) -> tuple[str, list[int]]:
    """The drawing, and the places (from 0) of the bars that were too small for a name. A number that no list explains is not drawn."""
    shapes, only_number = [], []
    for cell in squarify([bar.value for bar in bars], width, height):
        bar, number = bars[cell.index], series[cell.index]
        x, y, w, h = (100 * cell.x / width, cell.y, 100 * cell.width / width, cell.height)
        shapes.append(
            f'<svg x="{x:.3f}%" y="{y:.1f}" width="{w:.3f}%" height="{h:.1f}"><rect class="cell s{number}" width="100%" height="100%" rx="9"/>'
        )
        kind = "cell-text" if number else "chart__muted"
        lines = _lines(bar.label, cell.width - 26, cell.height - 44)
        if lines:
            shapes += [
                f'<text class="{kind}" x="14" y="{28 + _LINE * i}">{escape(line)}</text>'
                for i, line in enumerate(lines)
            ]
            whole = money.kronor(round(bar.value))
            told = whole if len(whole) * 8.4 < cell.width - 26 else kronor_short(round(bar.value))
            below = 28 + _LINE * len(lines)
            shapes.append(f'<text class="{kind} cell-sum" x="14" y="{below}">{escape(told)}</text>')
            if number:
                shapes.append(_cell_picture(bar, below + 18, cell))
        else:
            only_number.append(cell.index)
            if numbered and cell.width > 18 and cell.height > 16:
                shapes.append(
                    f'<text class="{kind}" x="50%" y="{cell.height / 2 + 5:.1f}" text-anchor="middle">{cell.index + 1}</text>'
                )
        # On top, so that the corners of a picture are as round as those of the area.
        shapes.append('<rect class="cell-edge" width="100%" height="100%" rx="9"/></svg>')
    drawing = f'<svg class="{css}" width="100%" height="{height}" aria-hidden="true" focusable="false">{"".join(shapes)}</svg>'
    return drawing, sorted(only_number)


def places_by_size(rows: Sequence[Bar]) -> list[int]:
    """The number that each row has in a picture of money: 1 for the largest."""
    order = sorted(range(len(rows)), key=lambda at: -rows[at].value)
    places = [0] * len(rows)
    for place, at in enumerate(order, 1):
        places[at] = place
    return places


def money_picture(rows: Sequence[Bar], *, title: str, pot: int | None = None, listed: bool = False) -> SafeString:
    """Where the money went: an area for each row as large as its sum, coloured by group, what is left of the pot in grey.

    `listed` when a list on the page says what the numbers in the picture stand for, by `places_by_size`.
    """
    bars = sorted(rows, key=lambda bar: -bar.value)
    series = _series(bars)
    left = (pot or 0) - sum(bar.value for bar in bars)
    drawn, colours = list(bars), list(series)
    if left > 0:
        drawn.append(Bar(_("Kvar i potten"), left))
        colours.append(0)
    groups = dict(zip((bar.group for bar in bars), series, strict=True))
    names = format_html_join("", "<li>{} {}</li>", ((_key(number), name) for name, number in groups.items() if name))
    pieces = []
    for css, width, height in (("treemap--wide", 1000, 480), ("treemap--tall", 330, 560)):
        drawing, only_number = _treemap(drawn, colours, width, height, css)
        if len(only_number) > MOST_NUMBERED:
            drawing, _unnamed = _treemap(drawn, colours, width, height, css, numbered=False)
        pieces.append(drawing)
        if not listed and 0 < len(only_number) <= MOST_NUMBERED:
            rest = format_html_join(
                "",
                "<li>{}. {}, {}</li>",
                ((i + 1, drawn[i].label, money.kronor(round(drawn[i].value))) for i in only_number),
            )
            pieces.append(format_html('<ul class="legend {}">{}</ul>', css, rest))
    picture = mark_safe("".join(pieces))
    total = sum(bar.value for bar in bars)
    body = [
        [f"{place}. {bar.label}", bar.group or "–", money.kronor(round(bar.value))] for place, bar in enumerate(bars, 1)
    ]
    body.append([_("Summa"), "", money.kronor(round(total))])
    if left > 0:
        body.append([_("Kvar i potten"), "", money.kronor(round(left))])
    table = _table(title, [_("Förslag"), _("Tema"), _("Kostnad")], body)
    return _figure(title, format_html('{}<ul class="legend">{}</ul>', picture, names) if names else picture, table)


def cost_picture(parts: Sequence[Bar], *, title: str, whole: float, missing: str, heading: str = "") -> SafeString:
    """A sum that is paid in parts: one thick bar as long as `whole`, a colour for each part, what is lacking left pale and named `missing`."""
    left = whole - sum(part.value for part in parts)
    rows = [(number, part.label, part.value) for number, part in enumerate(parts, 1)]
    strip = _strip([(number, value) for number, _label, value in rows], whole)
    if left > 0.5:
        rows.append((0, missing, left))
    legend = format_html_join(
        "",
        "<li>{} <span>{} <strong>{}</strong></span></li>",
        ((_key(number), label, written(value, "kr")) for number, label, value in rows),
    )
    picture = format_html('<div class="cost-bar">{}</div><ul class="legend legend--stacked">{}</ul>', strip, legend)
    body = [[label, written(value, "kr")] for _number, label, value in rows]
    body.append([_("Hela kostnaden"), written(whole, "kr")])
    return _figure(title, picture, _table(title, [heading or _("Del"), _("Kronor")], body))


FLOW_ROW = 68
"""Height in px of a row in a flow picture; `.flow__to > li` in design.css has the same."""


def flow_chart(source: str, note: str, rows: Sequence[Bar], *, title: str, unit: str = "kr") -> SafeString:
    """Where a sum went: a stream for each row, as thick as its value, from the source to the row's name.

    A row with group "left" is drawn quietly: what stayed where it was. The names are HTML beside the drawing, never scaled.
    """
    rows = [row for row in rows if row.value > 0]
    height = FLOW_ROW * max(len(rows), 1)
    top = max((row.value for row in rows), default=1)
    scale = (FLOW_ROW - 14) / top
    start = (height - scale * sum(row.value for row in rows)) / 2
    bands, colour = [], 0
    numbers = []
    for place, row in enumerate(rows):
        thick = max(row.value * scale, 1.5)
        quiet = row.group == "left"
        colour = colour if quiet else colour % SERIES + 1
        number = 0 if quiet else colour
        numbers.append(number)
        y0, y1 = start, FLOW_ROW * (place + 0.5) - thick / 2
        bands.append(
            f'<path class="s{number} band" d="M2 {y0:.1f} C50 {y0:.1f} 50 {y1:.1f} 98 {y1:.1f} V{y1 + thick:.1f} '
            f'C50 {y1 + thick:.1f} 50 {y0 + thick:.1f} 2 {y0 + thick:.1f} Z"/>'
            f'<rect class="s{number}" x="0" y="{y0:.1f}" width="2" height="{thick:.1f}"/>'
            f'<rect class="s{number}" x="98" y="{y1:.1f}" width="2" height="{thick:.1f}"/>'
        )
        start += row.value * scale
    drawing = mark_safe(
        f'<svg class="flow__bands" viewBox="0 0 100 {height}" width="100%" height="{height}" preserveAspectRatio="none" '
        f'aria-hidden="true" focusable="false">{"".join(bands)}</svg>'
    )
    names = format_html_join(
        "",
        '<li><span class="flow__name">{}</span> <span class="flow__sum">{}{}</span></li>',
        (
            (
                format_html('<a href="{}">{}</a>', row.url, row.label) if row.url else row.label,
                written(row.value, unit),
                f" · {row.note}" if row.note else "",
            )
            for row in rows
        ),
    )
    picture = format_html(
        '<div class="flow"><p class="flow__from"><strong>{}</strong> <span>{}</span></p><div class="flow__body">{}'
        '<ul class="flow__to">{}</ul></div></div>',
        source,
        note,
        drawing,
        names,
    )
    whole = sum(row.value for row in rows)
    body = [[row.label, written(row.value, unit), written(row.value / whole if whole else 0, "%")] for row in rows]
    return _figure(title, picture, _table(title, [_("Vart"), _("Summa"), _("Andel")], body))


def pair_chart(
    rows: Sequence[tuple[str, float, float]], names: tuple[str, str], *, title: str, unit: str = "%", heading: str = ""
) -> SafeString:
    """Two bars beside each other for each row, told apart by colour: such as a theme's part of the votes and of the money."""
    top = max((max(one, other) for _label, one, other in rows), default=0)
    items = format_html_join(
        "",
        '<li><span class="bars__label">{}</span> <span class="bars__value">{} · {}</span><span class="bars__pair">{}{}</span></li>',
        (
            (label, written(one, unit), written(other, unit), _strip([(1, one)], top), _strip([(2, other)], top))
            for label, one, other in rows
        ),
    )
    legend = format_html_join("", "<li>{} {}</li>", ((_key(number), name) for number, name in enumerate(names, 1)))
    picture = format_html('<ul class="legend legend--above">{}</ul><ul class="bars">{}</ul>', legend, items)
    body = [[label, written(one, unit), written(other, unit)] for label, one, other in rows]
    return _figure(title, picture, _table(title, [heading or _("Namn"), *names], body))
