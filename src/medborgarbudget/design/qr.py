"""How does a text become a square that a phone can read? Drawn as SVG, dark on white whatever the theme, since readers need that."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from medborgarbudget.foundation.qr import qr_path

QUIET = 4
"""Light modules around the code, as the standard asks for."""


def qr_code(text: str, label: str) -> SafeString:
    """The code as an image named by the label."""
    path, squares = qr_path(text)
    side = squares + 2 * QUIET
    return format_html(
        '<svg class="qr" role="img" aria-label="{}" viewBox="-{quiet} -{quiet} {side} {side}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M-{quiet} -{quiet}h{side}v{side}h-{side}z"/><path fill="#000" d="{}"/></svg>',
        label, path, quiet=QUIET, side=side,
    )  # fmt: skip
