"""Is the order of proposals fair, stable and whole?"""

from __future__ import annotations

import random
from collections import Counter

import pytest

from medborgarbudget.domain.proposals.order import PAGE, fair_order

ORDERS = 720


def keyed(number: int) -> list[tuple[int, int]]:
    draw = random.Random(number)
    return [(pk, draw.randrange(2**31)) for pk in range(1, number + 1)]


@pytest.mark.parametrize("number", [25, 60, 200, 333, 2000])
def test_every_proposal_is_on_page_one_equally_often(number: int) -> None:
    items = keyed(number)
    on_page_one = Counter(pk for order in range(ORDERS) for pk in fair_order(items, order)[:PAGE])
    fair = ORDERS * PAGE / number
    assert len(on_page_one) == number
    assert all(abs(times - fair) <= max(0.1 * fair, 1) for times in on_page_one.values())


@pytest.mark.parametrize("number", [25, 200])
def test_every_proposal_is_on_page_two_equally_often(number: int) -> None:
    items = keyed(number)[: number - number % PAGE or number]
    fair = ORDERS * PAGE / len(items)
    on_page_two = Counter(pk for order in range(ORDERS) for pk in fair_order(items, order)[PAGE : 2 * PAGE])
    if len(items) >= 2 * PAGE:
        assert all(abs(times - fair) <= 0.1 * fair for times in on_page_two.values())


@pytest.mark.parametrize("number", [2, 7, 12, 24])
def test_on_a_single_page_every_proposal_comes_first_equally_often(number: int) -> None:
    items = keyed(number)
    first = Counter(fair_order(items, order)[0] for order in range(ORDERS))
    assert all(abs(first[pk] - ORDERS / number) <= 1 for pk, _key in items)


@pytest.mark.parametrize("number", [0, 1, 24, 25, 200])
def test_each_visitor_meets_each_proposal_exactly_once_and_in_the_same_order_again(number: int) -> None:
    items = keyed(number)
    shown = fair_order(items, 417)
    assert sorted(shown) == [pk for pk, _key in items]
    assert shown == fair_order(reversed(items), 417)


def test_visitors_differ() -> None:
    items = keyed(40)
    assert len({tuple(fair_order(items, order)) for order in range(ORDERS)}) > 500
