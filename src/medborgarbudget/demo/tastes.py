"""How do thousands of invented people vote? With tastes that cluster by place and theme, as real ones do.

Each voter lives in an area and belongs to a circle of people who care for the same themes. A voter likes what is near, what the circle
cares for, and what is simply popular; how many they choose differs. Drawn from a seed: the same seed gives the same ballots.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy


@dataclass(frozen=True)
class Choice:
    """What a voter knows of an option: its number on the ballot, where it is, what it is about, what it costs."""

    number: int
    area: str
    theme: str
    cost: int


def ballots(
    options: Sequence[Choice],
    inhabitants: dict[str, int],
    *,
    voters: int,
    seed: int,
    most: int | None,
    money: int | None = None,
    circles: int = 7,
) -> Iterator[tuple[str, list[int]]]:
    """Yield (area, option numbers) per voter. `most` caps the number chosen; `money`, if given, the sum of their costs.

    Areas vote by their inhabitants, small places somewhat more eagerly, as they do.
    """
    chance = numpy.random.default_rng(seed)
    areas = list(inhabitants)
    eager = numpy.array([inhabitants[area] ** 0.85 for area in areas])
    themes = sorted({option.theme for option in options})
    concerns = chance.dirichlet([0.45] * len(themes), size=circles)
    popularity = chance.normal(0, 0.8, size=len(options))
    theme_of = numpy.array([themes.index(option.theme) for option in options])
    area_of = numpy.array([areas.index(option.area) if option.area in areas else -1 for option in options])
    costs = numpy.array([option.cost for option in options])
    homes = chance.choice(len(areas), size=voters, p=eager / eager.sum())
    belongs = chance.choice(circles, size=voters, p=chance.dirichlet([3.0] * circles))
    wanted = 1 + chance.binomial((most or 6) - 1, 0.62, size=voters)
    for voter in range(voters):
        near = numpy.where(area_of == homes[voter], 1.9, numpy.where(area_of == 0, 0.5, 0.0))
        liking = popularity + near + 4.2 * concerns[belongs[voter]][theme_of] + chance.gumbel(size=len(options))
        chosen: list[int] = []
        spent = 0
        for index in numpy.argsort(-liking):
            if len(chosen) == wanted[voter]:
                break
            if money is None or spent + costs[index] <= money:
                chosen.append(options[index].number)
                spent += int(costs[index])
        yield areas[homes[voter]], chosen
