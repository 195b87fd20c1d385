from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from medborgarbudget.domain.counting.privacy import (
    SMALLEST_CELL,
    published_parts,
    published_share,
    published_table,
    unique_share,
)


def test_large_parts_are_shown_as_they_are():
    assert published_parts({"Norr": 120, "Söder": 45}) == {"Norr": 120, "Söder": 45}


def test_a_part_under_ten_is_hidden_and_so_is_the_smallest_other_or_it_could_be_had_by_subtraction():
    assert published_parts({"Norr": 120, "Söder": 45, "Ön": 9}) == {"Norr": 120, "Söder": None, "Ön": None}


def test_ten_is_not_under_ten():
    assert published_parts({"Norr": 120, "Ön": 10}) == {"Norr": 120, "Ön": 10}


def test_two_small_parts_hide_each_other_when_they_are_ten_together():
    assert published_parts({"Norr": 120, "Ön": 7, "Udden": 3}) == {"Norr": 120, "Ön": None, "Udden": None}


def test_two_small_parts_that_are_under_ten_together_hide_a_third():
    assert published_parts({"Norr": 120, "Söder": 45, "Ön": 2, "Udden": 3}) == {
        "Norr": 120,
        "Söder": None,
        "Ön": None,
        "Udden": None,
    }


def test_an_area_where_nobody_voted_is_hidden_like_any_other_small_one():
    assert published_parts({"Norr": 120, "Söder": 45, "Ön": 0})["Ön"] is None


def test_an_area_where_everybody_voted_is_hidden():
    shown = published_parts({"Norr": 120, "Söder": 45, "Öster": 80}, {"Norr": 2000, "Söder": 45, "Öster": 1000})
    assert shown == {"Norr": 120, "Söder": None, "Öster": None}


def test_nothing_to_show_is_nothing():
    assert published_parts({}) == {}


def test_a_unanimous_cell_of_a_table_is_hidden_with_another_of_its_column():
    # In the second row all 30 chose the first column.
    table = published_table([[60, 40], [30, 0], [50, 25]], voters=[100, 30, 75])
    assert table[1] == [None, None]
    for column in (0, 1):
        assert sum(row[column] is None for row in table) >= 2


def test_ballots_that_nobody_else_has_are_counted_as_unique():
    assert unique_share([("a",), ("a",), ("b",), ("a", "b")]) == 0.5
    assert unique_share([]) == 0.0


def test_a_share_is_shown_when_both_it_and_the_rest_are_large_enough():
    assert published_share(50, 60) == 50
    assert published_share(51, 60) is None
    assert published_share(9, 60) is None


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 60), max_size=12))
def test_no_hidden_part_can_ever_be_had_by_subtraction(parts):
    shown = published_parts(parts)
    hidden = {key for key, count in shown.items() if count is None}
    assert all(count is None or count >= SMALLEST_CELL for count in shown.values())
    if hidden and len(parts) > 1 and sum(parts.values()) >= SMALLEST_CELL:
        assert len(hidden) >= 2
        assert sum(parts[key] for key in hidden) >= SMALLEST_CELL


@given(
    st.integers(1, 5).flatmap(
        lambda width: st.lists(st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=6)
    )
)
def test_no_line_of_a_table_has_just_one_hidden_cell(rows):
    table = published_table(rows, voters=[sum(row) for row in rows])
    width = len(rows[0])
    lines = [[table[row][column] for row in range(len(rows))] for column in range(width)]
    lines += table if width > 1 else []
    for line in lines:
        assert sum(cell is None for cell in line) != 1
    for row, cells in zip(rows, table, strict=True):
        for _count, cell in zip(row, cells, strict=True):
            assert cell is None or (cell >= SMALLEST_CELL and cell < sum(row))
