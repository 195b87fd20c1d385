"""Which icons are there, and what do they look like? Drawn for this product on a 24 by 24 grid with round strokes."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Path data; a circle is written c:cx,cy,r and a filled dot d:cx,cy,r to keep the table readable.
_SHAPES: dict[str, str] = {
    "arrow-right": "M4 12h16 M14 6l6 6-6 6",
    "arrow-left": "M20 12H4 M10 6l-6 6 6 6",
    "arrow-up": "M12 20V4 M6 10l6-6 6 6",
    "arrow-down": "M12 4v16 M6 14l6 6 6-6",
    "chevron-down": "M5 9l7 7 7-7",
    "chevron-right": "M9 5l7 7-7 7",
    "chevron-left": "M15 5l-7 7 7 7",
    "art": "M12 3a9 9 0 1 0 0 18c1.6 0 2-1 1.6-2.2-.5-1.6.4-2.8 2-2.8H18a3 3 0 0 0 3-3.2C20.6 7 17 3 12 3z"
    " d:8,9.5,1.2 d:12.5,7.2,1.2 d:16.5,9.8,1.2 d:7.2,14,1.2",
    "ballot-box": "M4 12h16v8H4z M4 12l2.5-3H8 M20 12l-2.5-3H16 M8.5 12V4h7v8 M10.5 7.5l1.2 1.2 2-2.2",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z M10 20.5a2.2 2.2 0 0 0 4 0",
    "bench": "M3 9h18 M3 13h18 M6 13v6 M18 13v6 M6 9V6 M18 9V6",
    "bike": "c:6,16,4 c:18,16,4 M6 16l4-8h5l3 8 M10 8l4 8H6 M8.5 8H11 M15 8l-.8-2.5H17",
    "book": "M12 6.5C10 5 7 4.5 3.5 4.5v13.5c3.5 0 6.5.5 8.5 2 2-1.5 5-2 8.5-2V4.5c-3.5 0-6.5.5-8.5 2z M12 6.5V20",
    "calendar": "M4 6h16v14H4z M4 10.5h16 M8.5 3.5v4 M15.5 3.5v4",
    "camera": "M4 8h3.5l1.5-2.5h6L16.5 8H20v11.5H4z c:12,13.5,3.5",
    "check": "M4.5 12.5l5 5L19.5 7",
    "clock": "c:12,12,8.5 M12 7v5.200l3.5 2",
    "comment": "M4 5h16v11h-8.5L7 20v-4H4z",
    "copy": "M8.5 8.5h11v11h-11z M15.5 8.5v-4h-11v11h4",
    "cross": "M6 6l12 12 M18 6L6 18",
    "document": "M6 3.5h8l4.5 4.5v12.5H6z M13.5 3.5V8.5h5 M9 13h6.5 M9 16.5h6.5",
    "download": "M12 4v11 M7 10.5l5 5 5-5 M4.5 20h15",
    "edit": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z M13.5 7l3.5 3.5",
    "external": "M13.5 4.5h6v6 M19.5 4.5l-9 9 M17 14v5.5H4.5V7H10",
    "eye": "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z c:12,12,3",
    "filter": "M4 6h16 M7 12h10 M10.5 18h3",
    "flag": "M5.5 21V4 M5.5 5c4-2 7.5 2 12.5 0v8.5c-5 2-8.5-2-12.5 0",
    "heart": "M12 20C6 15.5 3.5 12.3 3.5 9A4.6 4.6 0 0 1 12 6.6 4.6 4.6 0 0 1 20.5 9c0 3.3-2.5 6.5-8.5 11z",
    "home": "M4 11.5L12 4.5l8 7 M6 10v10h12V10 M10 20v-5.5h4V20",
    "idea": "M9 17.5c0-2.5-3-3.8-3-7.5a6 6 0 0 1 12 0c0 3.7-3 5-3 7.5z M9.5 20.5h5",
    "image": "M4 5h16v14H4z M4 16l4.5-4.5 4 4 3-3L20 17 c:15.5,9,1.4",
    "info": "c:12,12,8.5 M12 11.200v5 d:12,8,1.2",
    "key": "c:8,15.5,4 M11 12.5L20 4 M16 7.5l2.5 2.5",
    "language": "c:12,12,8.5 M3.5 12h17 M12 3.5c3 2.5 4 5.5 4 8.5s-1 6-4 8.5c-3-2.5-4-5.5-4-8.5s1-6 4-8.5z",
    "letter": "M3.5 6h17v12.5h-17z M3.5 7l8.5 6.5L20.5 7",
    "light": "M12 21V9 M8.5 21h7 M8 9h8l-1.5-4.5h-5z M5 12l-1.5 1.5 M19 12l1.5 1.5",
    "link": "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.300l-1 1 M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1",
    "list": "M9 6.5h11 M9 12h11 M9 17.5h11 d:4.8,6.5,1.2 d:4.8,12,1.2 d:4.8,17.5,1.2",
    "lock": "M5.5 11h13v9.5h-13z M8 11V8a4 4 0 0 1 8 0v3",
    "map": "M3.5 6.5L9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20z M9 4v13.5 M15 6.5V20",
    "menu": "M4 6.5h16 M4 12h16 M4 17.5h16",
    "minus": "M5 12h14",
    "money": "c:9.5,9.5,6 M14.5 4.300a6 6 0 1 1-4.8 10.9 M9.5 6.700v5.6 M7.8 8.300h2.6 M8 11h3",
    "paper": "M5 3.5h14v17l-2.3-1.5-2.4 1.5-2.3-1.5-2.3 1.5-2.4-1.5L5 20.5z M8.5 8h7 M8.5 12h7",
    "paperclip": "M19 11l-7.5 7.5a4.6 4.6 0 0 1-6.5-6.5L13 4a3 3 0 0 1 4.3 4.300L9.8 15.800a1.5 1.5 0 0 1-2.1-2.100L14.5 7",
    "pause": "M8.5 5.5v13 M15.5 5.5v13",
    "people": "c:9,8,3.5 M2.8 19.5c.3-4 2.7-6 6.2-6s5.9 2 6.2 6 M15.5 4.800a3.5 3.5 0 0 1 0 6.4 M17.5 13.800c2.3.7 3.5 2.6 3.7 5.7",
    "person": "c:12,8,3.8 M4.5 20c.4-4.2 3.2-6.5 7.5-6.5s7.1 2.3 7.5 6.5",
    "phone": "M6.5 3.5h3l1.5 4.5-2 1.5c1 2.5 2.8 4.3 5.5 5.5l1.5-2 4.5 1.5v3c0 1.7-1.3 3-3 3C10.5 20 4 13.5 3.5 6.5c0-1.7 1.3-3 3-3z",
    "pin": "M12 21.5c-4.5-5-7-8.3-7-11.5a7 7 0 0 1 14 0c0 3.2-2.5 6.5-7 11.5z c:12,10,2.6",
    "play": "M7.5 5v14l11-7z",
    "playground": "M4 20L9 5l5 15 M6 14h6 M7.7 9h2.6 M10 5c6 2 6.5 9 10.5 14.5 M9 5h1",
    "plus": "M12 5v14 M5 12h14",
    "print": "M7 8.5v-5h10v5 M7 17H3.5V8.5h17V17H17 M7 14h10v6.5H7z",
    "question": "c:12,12,8.5 M9.5 9.700a2.6 2.6 0 1 1 3.7 2.400c-.8.4-1.2.9-1.2 1.7 d:12,16.8,1.2",
    "refresh": "M19.5 12a7.5 7.5 0 1 1-2.2-5.300L20 9.5 M20 4.5v5h-5",
    "scale": "M12 4v16 M7.5 20h9 M5 7h14 M5 7l-2.5 6.5h5z M19 7l-2.5 6.5h5z",
    "search": "c:10.5,10.5,6.5 M15.5 15.5L20.5 20.5",
    "settings": "c:12,12,3 M12 3v3 M12 18v3 M3 12h3 M18 12h3 M5.6 5.600l2.2 2.2 M16.2 16.200l2.2 2.2 M18.4 5.600l-2.2 2.2 M7.8 16.200l-2.2 2.2",
    "share": "c:18,5.5,2.5 c:6,12,2.5 c:18,18.5,2.5 M8.2 10.800l7.6-4.1 M8.2 13.200l7.6 4.1",
    "shield": "M12 3l7.5 2.5V11c0 4.8-3 8-7.5 10-4.5-2-7.5-5.2-7.5-10V5.5z M8.8 11.800l2.3 2.3 4.2-4.3",
    "sort": "M8 4.5v15 M4.5 8L8 4.5 11.5 8 M16 19.5v-15 M12.5 16l3.5 3.5 3.5-3.5",
    "sport": "c:12,12,8.5 M12 8.5l3.5 2.5-1.3 4h-4.400L8.5 11z M12 3.5v5 M15.5 11l4.8-1.5 M14.2 15l2.8 4 M9.8 15L7 19 M8.5 11L3.7 9.5",
    "star": "M12 3.5l2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.800l6-.8z",
    "thumb-down": "M7 4v10 M3.5 4H7v10H3.5z M7 13l4 7.5c1.5 0 2.3-1 2.3-2.5V14.5h4.900c1.5 0 2.5-1.3 2.2-2.700l-1.2-5.800c-.3-1.2-1.2-2-2.4-2H7",
    "thumb-up": "M7 20V10 M3.5 20H7V10H3.5z M7 11l4-7.5c1.5 0 2.3 1 2.3 2.5v3.5h4.900c1.5 0 2.5 1.3 2.2 2.700L19.2 18c-.3 1.2-1.2 2-2.4 2H7",
    "tools": "M14.5 6.5a4 4 0 0 1 5-1.5l-2.5 2.5 1.5 2.5L21 8.5a4 4 0 0 1-5.5 4.300L8 20.3 4.7 17l7.5-7.5a4 4 0 0 1 2.3-3z",
    "trash": "M4 6.5h16 M9 6.5V4h6v2.5 M6 6.5l1 14h10l1-14 M10 10.5v6 M14 10.5v6",
    "tree": "M12 21v-8 M12 17l3.5-2.5 M12 15.5L9 13.5 M12 3a6 6 0 0 1 5.5 8.400A4 4 0 0 1 15.5 15h-7a4 4 0 0 1-2-3.600A6 6 0 0 1 12 3z",
    "trophy": "M7.5 4h9v6a4.5 4.5 0 0 1-9 0z M7.5 5.5H4c0 3.5 1.3 5 3.7 5.3 M16.5 5.5H20c0 3.5-1.3 5-3.7 5.3 M12 14.5V18 M8 20.5h8l-1-2.5H9z",
    "undo": "M8.5 5L4 9.5 8.5 14 M4 9.5h10a5.5 5.5 0 0 1 0 11H8.5",
    "upload": "M12 16V4.5 M7 9.5l5-5 5 5 M4.5 20h15",
    "vote": "M4 4.5h16v15H4z M8 12l3 3 5.5-6",
    "warning": "M12 4l9 16H3z M12 10v4.5 d:12,17.2,1.1",
    "water": "M12 3.5c4 4.5 6 7.5 6 10.5a6 6 0 0 1-12 0c0-3 2-6 6-10.5z M9.2 14a3 3 0 0 0 2.5 3",
}

NAMES = tuple(sorted(_SHAPES))

# Icons that point along the line of reading and so are mirrored where it runs from right to left.
_TURNS = {"arrow-right", "arrow-left", "chevron-right", "chevron-left", "undo", "external", "share"}


def _markup(shapes: str) -> str:
    paths: list[str] = []
    marks: list[str] = []
    for part in shapes.split(" "):
        if part[:2] in ("c:", "d:"):
            x, y, radius = part[2:].split(",")
            filled = ' fill="currentColor" stroke="none"' if part[0] == "d" else ""
            marks.append(f'<circle cx="{x}" cy="{y}" r="{radius}"{filled}/>')
        else:
            paths.append(part)
    return (f'<path d="{" ".join(paths)}"/>' if paths else "") + "".join(marks)


_MARKUP = {name: mark_safe(_markup(shapes)) for name, shapes in _SHAPES.items()}


def icon(name: str, *, size: str = "", label: str = "", fill: bool = False) -> SafeString:
    """An inline SVG. Without a label it is decoration, hidden from screen readers. Raises KeyError for an icon that does not exist."""
    classes = "icon" + (f" icon--{size}" if size else "") + (" icon--fill" if fill else "")
    classes += " icon--turns" if name in _TURNS else ""
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" {} focusable="false">{}</svg>', classes, told, _MARKUP[name]
    )
