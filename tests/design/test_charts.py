"""Do pictures of numbers show the numbers?"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.design import charts, illustrations, svgmap
from medborgarbudget.design.charts import Bar, squarify

AMOUNTS = st.lists(st.integers(min_value=1, max_value=5_000_000), min_size=1, max_size=40)


@given(AMOUNTS)
def test_cells_fill_the_rectangle_in_proportion(amounts: list[int]) -> None:
    cells = squarify(sorted(amounts, reverse=True), 1000, 480)
    total = sum(amounts)
    assert sum(c.width * c.height for c in cells) == pytest.approx(1000 * 480)
    for cell in cells:
        assert cell.width * cell.height == pytest.approx(1000 * 480 * sorted(amounts, reverse=True)[cell.index] / total)
        assert cell.x >= -1e-6 and cell.x + cell.width <= 1000 + 1e-6
        assert cell.y >= -1e-6 and cell.y + cell.height <= 480 + 1e-6


def test_nothing_to_show_gives_no_cells() -> None:
    assert squarify([], 100, 100) == []
    assert squarify([0, 0], 100, 100) == []


def test_the_table_behind_the_money_picture_sums_to_the_pot() -> None:
    html = charts.money_picture(
        [Bar("Lek", 850_000, group="Barn"), Bar("Ljus", 420_000)], title="Hit gick pengarna", pot=1_500_000
    )
    text = html.replace("\u00a0", " ")
    assert "1 270 000 kr" in text
    assert "230 000 kr" in text
    assert "Kvar i potten" in text


def test_a_pot_that_is_used_up_has_nothing_left() -> None:
    assert "Kvar i potten" not in charts.money_picture([Bar("Lek", 100)], title="t", pot=100)


def test_bars_are_drawn_against_the_largest() -> None:
    html = charts.bar_chart([Bar("Centrum", 200), Bar("Hamnen", 50)], title="Röster", unit="röster")
    widths = [float(w) for w in re.findall(r'class="s1" x="0.000" width="([0-9.]+)"', html)]
    assert widths == [100, 25]


def test_stacked_parts_add_up_to_the_bar() -> None:
    html = charts.stacked_chart([("Centrum", [60, 30, 10])], ["Mobil", "Dator", "Papper"], title="Sätt")
    parts = re.findall(r'class="s(\d)" x="([0-9.]+)" width="([0-9.]+)" height', html)
    assert [(float(x), float(w)) for _s, x, w in parts] == [(0, 60), (60, 30), (90, 10)]


@pytest.mark.parametrize("draw", [charts.bar_chart, charts.money_picture])
def test_labels_are_escaped_and_no_rows_do_no_harm(draw: object) -> None:
    assert callable(draw)
    assert "<script>" not in draw([Bar("<script>x</script>", 10, group="<b>")], title="<i>")
    assert "<figure" in draw([], title="Tomt")


def test_a_map_is_drawn_with_names_and_numbered_links() -> None:
    area = {
        "type": "Feature",
        "properties": {"kind": "area", "name": "Norr & söder"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[13.1, 55.6], [13.3, 55.6], [13.3, 55.8], [13.1, 55.8], [13.1, 55.6]]],
        },
    }
    html = svgmap.draw(area, [svgmap.Marker(55.7, 13.15, "Lek", "/lek", 1)], title="Karta")
    assert "Norr &amp; söder" in html
    assert 'href="/lek"' in html
    assert "nan" not in html


@pytest.mark.parametrize(
    "geojson",
    [{}, {"type": "FeatureCollection", "features": []}, {"type": "Feature", "geometry": None, "properties": None}],
)
def test_a_map_of_nothing_is_nothing(geojson: dict[str, object]) -> None:
    assert svgmap.draw(geojson) == ""


def test_a_single_point_can_be_drawn() -> None:
    assert "<svg" in svgmap.draw({}, [svgmap.Marker(55.7, 13.2, "Här")])


def test_a_border_of_very_many_points_stays_small() -> None:
    import math

    ring = [[13 + math.cos(i / 20_000 * math.tau), 55 + math.sin(i / 20_000 * math.tau) / 2] for i in range(20_001)]
    html = svgmap.draw({"type": "Polygon", "coordinates": [ring]})
    assert len(html) < 40_000


@pytest.mark.parametrize(
    ("words", "motif"),
    [
        (("Zzz", "Trafik"), "bike"),
        (("", "Belysning vid skolan"), "light"),
        (("Ny lekplats", "Trafik"), "play"),
        (("", "Äppelträd"), "nature"),
        (("", "Zzz"), "place"),
    ],
)
def test_a_proposal_without_a_photo_gets_a_fitting_picture(words: tuple[str, str], motif: str) -> None:
    assert illustrations.motif_for(*words) == motif


def test_the_same_proposal_always_gets_the_same_picture() -> None:
    assert illustrations.proposal_picture("A-1", "Lek") == illustrations.proposal_picture("A-1", "Lek")
    assert illustrations.proposal_picture("A-1", "Lek") != illustrations.proposal_picture("A-2", "Lek")


def test_groups_get_the_colours_people_expect_and_never_share_one() -> None:
    themes = ["Kultur", "Natur och park", "Bad och vatten", "Lek", "Övrigt", "Annat"]
    html = charts.bar_chart([Bar(theme, 10, group=theme) for theme in themes], title="t")
    colours = re.findall(r'class="s(\d)" x=', html)
    assert colours[:4] == ["5", "4", "6", "1"]
    assert len(set(colours)) == len(themes)


def test_more_groups_than_colours_and_empty_labels_do_no_harm() -> None:
    bars = [Bar("", 10 + n, group=f"Tema {n}") for n in range(20)]
    assert "<figure" in charts.money_picture(bars, title="t")


def test_a_cost_picture_fills_as_much_of_the_bar_as_has_been_paid() -> None:
    html = charts.cost_picture([Bar("Hade kvar", 300), Bar("Till", 100)], title="t", whole=1000, missing="Saknades")
    assert [float(w) for w in re.findall(r'class="s[12]" x="[0-9.]+" width="([0-9.]+)"', html)] == [30, 10]
    assert "Saknades" in html and "600" in html
    whole = charts.cost_picture([Bar("Allt", 1000)], title="t", whole=1000, missing="Saknades")
    assert "Saknades" not in whole


def bands(html: str) -> list[tuple[float, float, float]]:
    """(from, to, thickness) of each stream."""
    found = re.findall(r'd="M2 ([0-9.-]+) C50 [0-9.-]+ 50 ([0-9.-]+) 98 [0-9.-]+ V([0-9.-]+)', html)
    return [(float(a), float(b), float(c) - float(b)) for a, b, c in found]


@given(st.lists(st.integers(min_value=1, max_value=10**7), min_size=1, max_size=12))
def test_streams_are_as_thick_as_what_they_carry_and_none_leaves_its_row(amounts: list[int]) -> None:
    html = charts.flow_chart("Källa", "", [Bar(str(n), value) for n, value in enumerate(amounts)], title="t")
    found = bands(html)
    assert len(found) == len(amounts)
    top = max(amounts)
    for place, (value, (_from, to, thick)) in enumerate(zip(amounts, found, strict=True)):
        assert thick == pytest.approx(max(value / top * (charts.FLOW_ROW - 14), 1.5), abs=0.2)
        assert charts.FLOW_ROW * place <= to and to + thick <= charts.FLOW_ROW * (place + 1)
    for (start, _to, thick), (following, _, _) in pairwise(found):
        # A stream too thin to be seen is drawn a little thicker than it is.
        assert following == pytest.approx(start + thick, abs=1.8)


def test_what_stayed_is_drawn_quietly_and_names_are_escaped() -> None:
    rows = [Bar("<b>Lek</b>", 10, url="/x/"), Bar("Kvar", 5, group="left"), Bar("Inget", 0)]
    html = charts.flow_chart("Källa", "not", rows, title="t")
    assert "&lt;b&gt;" in html and "<b>" not in html and 'class="s0 band"' in html
    assert "Inget" not in html and 'href="/x/"' in html
    assert "66,7" in html


def test_pairs_are_drawn_to_one_scale() -> None:
    html = charts.pair_chart([("Lek", 0.5, 0.25), ("Ljus", 0.1, 0)], ("Röster", "Pengar"), title="t")
    widths = [float(w) for w in re.findall(r'class="s[12]" x="0.000" width="([0-9.]+)"', html)]
    assert widths == [100, 50, 20, 0]
