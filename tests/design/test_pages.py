"""Do the page that shows everything and the error pages hold together?"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from medborgarbudget.design import icons, illustrations, samples, views
from tests.support.pages import faults_of

FOLDER = Path(views.__file__).parent
STATIC = FOLDER / "static" / "design"


@pytest.mark.parametrize("query", ["", "?theme=plum", "?dir=rtl", "?theme=<script>"])
def test_the_page_that_shows_everything_is_sound(query: str, rf: RequestFactory) -> None:
    answer = views.everything(rf.get(f"/design/{query}"))
    assert answer.status_code == 200
    assert faults_of(answer.content) == []
    assert b"noindex" in answer.content


def test_everything_is_shown(rf: RequestFactory) -> None:
    page = views.everything(rf.get("/design/")).content.decode()
    for name in icons.NAMES:
        assert f"</svg> {name}</li>" in page
    for name in illustrations.NAMES:
        assert name == "hero" or f"<figcaption>{name}</figcaption>" in page
    for template in (FOLDER / "templates" / "design").glob("*.html"):
        css = re.search(r'class="([a-z-]+)', template.read_text())
        if css and template.name not in {"all.html", "base.html", "email.html", "error.html"}:
            assert f'class="{css.group(1)}' in page, template.name


@pytest.mark.parametrize(
    "template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html", "design/email.html"]
)
def test_error_pages_and_mails_need_no_context(template: str) -> None:
    page = render_to_string(template, {"heading": "Hej"})
    faults = faults_of(page.encode())
    assert [fault for fault in faults if template != "design/email.html" or fault != "no main"] == []


def test_a_ready_palette_is_a_stylesheet(client: Any) -> None:
    answer = views.preset_stylesheet(RequestFactory().get("/"), "coast")
    assert answer.headers["Content-Type"].startswith("text/css")
    assert b"--org-accent:#0b6b7c" in answer.content


def test_a_dict_does_as_well_as_a_value() -> None:
    card = samples.CARDS[0]
    as_value = render_to_string("design/proposal_card.html", {"card": card, "level": 3})
    fields = {name: getattr(card, name) for name in card.__dataclass_fields__}
    assert render_to_string("design/proposal_card.html", {"card": fields, "level": 3}) == as_value


def test_the_first_visit_is_light() -> None:
    script = sum(path.stat().st_size for path in (STATIC / "js").glob("*.js"))
    assert script < 30_000
    # As it is sent: the static files are stored compressed. With the page itself a first visit stays far below 100 kB.
    assert len(gzip.compress((STATIC / "css" / "design.css").read_bytes())) < 18_000


def test_styles_and_scripts_ask_nobody_else_for_anything() -> None:
    for path in [*STATIC.rglob("*.css"), *STATIC.rglob("*.js")]:
        assert not re.search(r"https?://|@import|url\(", path.read_text()), path.name


def test_a_class_is_laid_out_in_one_place() -> None:
    """Two lists that both laid out `.ladder`, written apart, once gave its words a column one letter wide."""
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "design.css").read_text(), flags=re.S)
    # What stands two spaces in stands in a layer but in no condition.
    laid_out = re.findall(r"^  \.([a-z][\w-]*) \{[^}]*\bdisplay: (?:grid|flex)\b", css, flags=re.M)
    assert sorted({name for name in laid_out if laid_out.count(name) > 1}) == []


def test_the_stylesheet_is_whole() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "design.css").read_text(), flags=re.S)
    depth = 0
    for sign in re.findall(r"[{}]", css):
        depth += 1 if sign == "{" else -1
        assert depth >= 0
    assert depth == 0
    used = {
        c
        for path in (FOLDER / "templates").rglob("*.html")
        for c in re.findall(r'class="([a-z_-]+)[" ]', path.read_text())
    }
    without_rules = {"comments", "progress", "form-errors"}
    assert {
        c for c in used if f".{c}" not in css and not c.endswith("__list") and not c.endswith("__address")
    } <= without_rules
