"""What else stands on the network's front page? Each room tells its own share; the front page shows them in order.

A room has a module `front.py` in its folder with a function marked `@front_part(order)`:

    @front_part(10)
    def coming(request) -> FrontPart | None: …

It is found by itself. It asks the database a few times whatever the number of rows, and answers None when it has nothing to show.
The page is kept for visitors, so it must be the same for everybody. Meetings take 10, good examples 20, the library 30.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from medborgarbudget.sites.access import rooms
from medborgarbudget.sites.access.request import OrganisationRequest


@dataclass(frozen=True)
class FrontPart:
    """A section of the front page: a heading, a link to more, and a template with its context, under the name `part`."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    more_url: str = ""
    more_label: str = ""
    tone: str = ""
    "Background: empty, soft or sunken."


Source = Callable[[OrganisationRequest], FrontPart | None]

_sources: list[tuple[int, Source]] = []


def front_part(order: int) -> Callable[[Source], Source]:
    """Mark a function as one that fills a section of the front page."""

    def mark(source: Source) -> Source:
        if (order, source) not in _sources:
            _sources.append((order, source))
        return source

    return mark


def front_parts(request: OrganisationRequest) -> list[FrontPart]:
    """All sections that have something to show, in order."""
    rooms.load("medborgarbudget.sites.hub", "front")
    found = [source(request) for _order, source in sorted(_sources, key=lambda pair: pair[0])]
    return [part for part in found if part is not None]
