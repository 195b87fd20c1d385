"""Which colours may an organisation choose, and can everybody read what is written in them?

An organisation gives six colours for the light theme. The dark ones are worked out from them, so that nobody has to choose twelve.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import asdict, dataclass, fields

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WHITE = "#ffffff"
LIGHT_SURFACE = "#fcfbf8"
DARK_SURFACE = "#14181e"
DARK_RAISED = "#1c222a"
DARK_ON_ACCENT = "#10151c"
ON_HIGHLIGHT = "#221c0c"
READABLE = 4.5
"""WCAG 2.2, 1.4.3: contrast of text against what it stands on."""

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")


@dataclass(frozen=True)
class Theme:
    """Six colours as #rrggbb. The defaults are the product's own neutral theme."""

    accent: str = "#34508f"
    accent_strong: str = "#24396b"
    accent_soft: str = "#e8edf8"
    secondary: str = "#c04f36"
    highlight: str = "#f8c94e"
    ink: str = "#1a2440"


NAMES = {
    "accent": gettext_lazy("Huvudfärg"),
    "accent_strong": gettext_lazy("Mörk huvudfärg"),
    "accent_soft": gettext_lazy("Ljus bakgrundsfärg"),
    "secondary": gettext_lazy("Andra färg"),
    "highlight": gettext_lazy("Lyft fram-färg"),
    "ink": gettext_lazy("Rubrikfärg"),
}
"""What each colour is called on the form where it is chosen."""

PRESETS: dict[str, Theme] = {
    "neutral": Theme(),
    "coast": Theme("#0b6b7c", "#084c59", "#def1f3", "#c24a33", "#ffcb57", "#0c2e39"),
    "forest": Theme("#2b6a3d", "#1d4d2b", "#e6f2e2", "#a83f4a", "#f5c644", "#1a2d1f"),
    "plum": Theme("#7a2e68", "#591f4c", "#f7e9f3", "#1d7267", "#f7b84c", "#321428"),
}
"""Ready palettes: the neutral one, a coastal municipality, one in the forest, and a region."""


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_ratio(a: str, b: str) -> float:
    """Contrast between two #rrggbb colours after WCAG 2.2: from 1 (same) to 21 (black on white). Order does not matter."""
    lighter, darker = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _mix(a: str, b: str, share_of_b: float) -> str:
    pairs = zip(_channels(a), _channels(b), strict=True)
    return "#" + "".join(f"{round(x + (y - x) * share_of_b):02x}" for x, y in pairs)


def _lightened_until(colour: str, backgrounds: tuple[str, ...], wanted: float) -> str:
    """The same hue, as dark as the wanted contrast allows. Lightness is raised in HLS, which keeps the colour a colour."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(v / 255 for v in _channels(colour)))
    for step in range(0, 101, 2):
        raised = lightness + (1 - lightness) * step / 100
        candidate = "#" + "".join(f"{round(v * 255):02x}" for v in colorsys.hls_to_rgb(hue, raised, saturation))
        if all(contrast_ratio(candidate, background) >= wanted for background in backgrounds):
            return candidate
    return WHITE


def dark(theme: Theme) -> Theme:
    """The same theme for dark surroundings: lightened just enough to be read on dark surfaces and to carry dark text."""
    soft = _mix(theme.accent, DARK_SURFACE, 0.72)
    if contrast_ratio(soft, WHITE) < 9:
        soft = _mix(soft, DARK_SURFACE, 0.6)
    surfaces = (DARK_RAISED, soft)
    return Theme(
        accent=_lightened_until(theme.accent, surfaces, 5.5),
        accent_strong=_lightened_until(theme.accent, surfaces, 7.5),
        accent_soft=soft,
        secondary=_lightened_until(theme.secondary, (DARK_RAISED,), 5.0),
        highlight=theme.highlight,
        ink=_lightened_until(_mix(theme.ink, WHITE, 0.85), surfaces, 9.0),
    )


def problems(theme: Theme) -> list[tuple[str, str]]:
    """What is wrong with the colours: (field, sentence for the person who chose them). Empty when all is well."""
    wrong_form = [
        (field.name, _("Ange färgen som # följt av sex tecken, till exempel #34508f."))
        for field in fields(theme)
        if not _HEX.match(getattr(theme, field.name))
    ]
    if wrong_form:
        return wrong_form
    too_light = _(
        "Välj en mörkare färg. Vit text på den går inte att läsa för alla (kontrasten är {ratio}, minst 4,5 behövs)."
    )
    on_soft = _(
        "Välj en mörkare färg. Den syns för dåligt mot den ljusa bakgrundsfärgen (kontrasten är {ratio}, minst 4,5 behövs)."
    )
    checks = (
        ("accent", WHITE, theme.accent, READABLE, too_light),
        ("accent_strong", WHITE, theme.accent_strong, READABLE, too_light),
        ("accent_strong", theme.accent_soft, theme.accent_strong, READABLE, on_soft),
        ("ink", theme.accent_soft, theme.ink, READABLE, on_soft),
        ("ink", WHITE, theme.ink, READABLE, too_light),
        (
            "accent_soft",
            "#56606c",
            theme.accent_soft,
            READABLE,
            _(
                "Välj en ljusare färg. Grå text på den går inte att läsa för alla (kontrasten är {ratio}, minst 4,5 behövs)."
            ),
        ),
        (
            "secondary",
            WHITE,
            theme.secondary,
            READABLE,
            too_light,
        ),
        (
            "highlight",
            ON_HIGHLIGHT,
            theme.highlight,
            READABLE,
            _(
                "Välj en ljusare färg. Mörk text på den går inte att läsa för alla (kontrasten är {ratio}, minst 4,5 behövs)."
            ),
        ),
    )
    found: dict[str, str] = {}
    for field_name, one, other, wanted, sentence in checks:
        ratio = contrast_ratio(one, other)
        if ratio < wanted:
            # Rounded down, so that 4,49 is not shown as the 4,5 that was asked for.
            found.setdefault(field_name, sentence.format(ratio=f"{int(ratio * 10) / 10:.1f}".replace(".", ",")))
    night = dark(theme)
    for field_name, colour in (("accent", night.accent), ("accent_strong", night.accent_strong), ("ink", night.ink)):
        if min(contrast_ratio(colour, DARK_RAISED), contrast_ratio(colour, night.accent_soft)) < READABLE:
            found.setdefault(field_name, _("Välj en annan färg. Den går inte att läsa i det mörka läget."))
    return list(found.items())


def _declarations(theme: Theme) -> str:
    return "".join(f"--org-{name.replace('_', '-')}:{value};" for name, value in asdict(theme).items())


def stylesheet(theme: Theme) -> str:
    """The organisation's own stylesheet, to be served as text/css and linked as `theme_url`. Refuses malformed colours with ValueError."""
    for field in fields(theme):
        if not _HEX.match(getattr(theme, field.name)):
            raise ValueError(f"{field.name} is not a #rrggbb colour")
    return f":root{{{_declarations(theme)}}}\n@media (prefers-color-scheme:dark){{:root{{{_declarations(dark(theme))}}}}}\n"
