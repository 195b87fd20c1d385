"""In which order does a visitor see proposals, so that none is favoured?

All proposals stand in a circle, by their random keys. Each of the visitors' orders begins a page further on, and each page's
worth is shuffled for itself. So over all orders every proposal comes on page one equally often (give or take one), on page two
equally often, and so on; and a visitor sees each exactly once on the way through the pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

PAGE = 24
"""How many proposals a page shows, and the length of the pieces that are shuffled."""


def fair_order(ids_with_keys: Iterable[tuple[int, int]], order: int) -> list[int]:
    """The ids of (id, random_key) in the order of the visitor (request.order, 0 … 719). The same in, the same out."""
    circle = sorted(ids_with_keys, key=lambda item: (item[1], item[0]))
    if not circle:
        return []
    start = order * PAGE % len(circle)
    turned = circle[start:] + circle[:start]
    return [pk for first in range(0, len(turned), PAGE) for pk in _shuffled(turned[first : first + PAGE], order)]


def _shuffled(piece: list[tuple[int, int]], order: int) -> list[int]:
    """The piece in an order drawn from its keys, then turned: when all fits on one page, each comes first equally often too."""
    drawing, turn = divmod(order, len(piece))
    drawn = sorted(
        piece, key=lambda item: hashlib.blake2b(f"{drawing}:{item[1]}:{item[0]}".encode(), digest_size=8).digest()
    )
    return [pk for pk, _key in drawn[turn:] + drawn[:turn]]
