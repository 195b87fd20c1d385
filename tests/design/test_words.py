"""Are sums, moments and days written as people write them, in each language?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from medborgarbudget.design import charts, dates
from medborgarbudget.design.parts import Link
from medborgarbudget.design.templatetags.design import kronor, number, percent

NOW = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
EVENING = datetime(2026, 12, 3, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("sv", "torsdag 3 december kl. 18.00"),
        ("en", "Thursday 3 December at 18:00"),
        ("fi", "torstai 3. joulukuuta klo 18.00"),
    ],
)
def test_a_moment_is_written_in_swedish_time_in_the_language_of_the_page(language: str, wanted: str) -> None:
    with translation.override(language):
        assert dates.long_moment(EVENING, NOW) == wanted


def test_the_year_is_written_only_when_it_is_another() -> None:
    with translation.override("sv"):
        assert dates.long_moment(EVENING, datetime(2027, 1, 2, tzinfo=UTC)) == "torsdag 3 december 2026 kl. 18.00"
        assert dates.long_date(date(2027, 2, 1), NOW) == "måndag 1 februari 2027"
        assert dates.short_date(date(2026, 12, 3), NOW) == "3 dec"
        assert dates.short_date(date(2025, 12, 3), NOW) == "3 dec 2025"


def test_new_years_night_belongs_to_the_swedish_year() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    with translation.override("sv"):
        assert dates.long_moment(late, NOW) == "fredag 1 januari 2027 kl. 00.30"


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (date(2026, 11, 30), "i dag"),
        (date(2026, 12, 1), "i morgon"),
        (date(2026, 11, 29), "i går"),
        (date(2026, 12, 3), "om 3 dagar"),
        (date(2026, 11, 20), "för 10 dagar sedan"),
    ],
)
def test_days_are_counted_from_now(day: date, wanted: str) -> None:
    with translation.override("sv"):
        assert dates.relative_days(day, NOW) == wanted


def test_an_hour_after_midnight_in_sweden_is_tomorrow() -> None:
    with translation.override("sv"):
        assert dates.relative_days(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), NOW) == "i morgon"


def test_a_moment_that_is_not_decided_is_nothing() -> None:
    assert dates.long_moment(None) == dates.long_date(None) == dates.short_date(None) == ""


def test_sums_have_no_break_spaces() -> None:
    assert kronor(1250000) == "1\u00a0250\u00a0000\u00a0kr"
    assert kronor(0) == "0\u00a0kr"
    assert kronor(None) == ""
    assert number(6586) == "6\u00a0586"


@pytest.mark.parametrize(
    ("amount", "wanted"), [(900, "900 kr"), (80_000, "80 tkr"), (1_250_000, "1,25 mn kr"), (3_000_000, "3 mn kr")]
)
def test_short_sums_round_to_what_one_can_take_in(amount: int, wanted: str) -> None:
    assert charts.kronor_short(amount).replace("\u00a0", " ") == wanted


def test_shares_use_the_decimal_sign_of_the_language() -> None:
    with translation.override("sv"):
        assert percent(0.153) == "15,3\u00a0%"
        assert percent(0.5) == "50\u00a0%"
    with translation.override("en"):
        assert percent(0.153) == "15.3%"


def test_what_a_person_writes_is_never_read_as_html() -> None:
    shown = Template("{{ text|paragraphs }}").render(Context({"text": "Hej <b>du</b>\n\nslut"}))
    assert shown == "<p>Hej &lt;b&gt;du&lt;/b&gt;</p>\n\n<p>slut</p>"


def tabs(many: int) -> str:
    links = [Link(f"Del {n}", f"#{n}", n == 3) for n in range(many)]
    return Template("{% load design %}{% tabs links 'Delar' %}").render(Context({"links": links}))


def test_many_tabs_fold_on_a_phone_and_few_do_not() -> None:
    fold, row = tabs(8).split('<div class="tabs__row">')
    assert "<details" in fold and "<strong>Del 3</strong>" in fold
    for part in (fold, row):
        assert [f'href="#{n}"' in part for n in range(8)] == [True] * 8
        assert part.count('aria-current="page"') == 1
    assert "<details" not in tabs(6) and tabs(6).count("<a ") == 6
