"""Can everybody read the page in the colours an organisation chooses?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from medborgarbudget.design import theme
from medborgarbudget.design.theme import Theme

CSS = Path(theme.__file__).parent / "static" / "design" / "css" / "design.css"


def test_contrast_is_that_of_wcag() -> None:
    assert theme.contrast_ratio("#000000", "#ffffff") == pytest.approx(21)
    assert theme.contrast_ratio("#ffffff", "#777777") == pytest.approx(4.478, abs=0.001)
    assert theme.contrast_ratio("#123456", "#123456") == 1


@pytest.mark.parametrize("name", theme.PRESETS)
def test_the_ready_palettes_are_without_problems(name: str) -> None:
    assert theme.problems(theme.PRESETS[name]) == []


@pytest.mark.parametrize("name", theme.PRESETS)
def test_each_palette_can_be_read_in_the_dark(name: str) -> None:
    night = theme.dark(theme.PRESETS[name])
    for colour in (night.accent, night.accent_strong, night.ink, night.secondary):
        assert theme.contrast_ratio(colour, theme.DARK_RAISED) >= theme.READABLE
    assert theme.contrast_ratio(night.accent, theme.DARK_ON_ACCENT) >= theme.READABLE
    assert theme.contrast_ratio(night.accent_strong, night.accent_soft) >= theme.READABLE


@pytest.mark.parametrize(
    ("field", "colour"),
    [
        ("accent", "#7fb3ff"),
        ("accent_strong", "#8899aa"),
        ("accent_soft", "#445566"),
        ("secondary", "#ffaa66"),
        ("highlight", "#553300"),
        ("ink", "#aabbcc"),
    ],
)
def test_a_colour_that_cannot_be_read_is_told_at_its_field(field: str, colour: str) -> None:
    found = dict(theme.problems(replace(Theme(), **{field: colour})))
    assert field in found
    assert found[field].startswith("Välj en ")


@pytest.mark.parametrize("colour", ["", "red", "#12345", "#12345g", "#123456;}body{display:none", "#123456\n"])
def test_what_is_no_colour_never_reaches_the_stylesheet(colour: str) -> None:
    wrong = replace(Theme(), accent=colour)
    assert [field for field, _ in theme.problems(wrong)] == ["accent"]
    with pytest.raises(ValueError, match="accent"):
        theme.stylesheet(wrong)


def test_the_stylesheet_gives_all_six_colours_twice() -> None:
    text = theme.stylesheet(theme.PRESETS["coast"])
    for name in ("accent", "accent-strong", "accent-soft", "secondary", "highlight", "ink"):
        assert text.count(f"--org-{name}:") == 2


def test_the_defaults_in_the_css_are_those_of_the_neutral_theme() -> None:
    css = CSS.read_text()
    for palette in (Theme(), theme.dark(Theme())):
        assert f"--org-accent: {palette.accent};" in css
        assert f"--org-accent-soft: {palette.accent_soft};" in css
        assert f"--org-ink: {palette.ink};" in css
