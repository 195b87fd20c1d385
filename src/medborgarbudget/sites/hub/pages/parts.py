"""What else stands on the network's front page? Each room tells its own share; the front page shows them in order.

A room has a module `front.py` in its folder with a function marked `@front_part(order)`:

    @front_part(10)
    def coming(request) -> FrontPart | None: …

It is found by itself. It asks the database a few times whatever the number of rows, and answers None when it has nothing to show.
The page is kept for visitors, so it must be the same for everybody. Meetings take 10, good examples 20, the library 30.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

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
    _find_sources()
    found = [source(request) for _order, source in sorted(_sources, key=lambda pair: pair[0])]
    return [part for part in found if part is not None]


@cache
def _find_sources() -> None:
    hub = importlib.import_module("medborgarbudget.sites.hub")
    for room in pkgutil.iter_modules(hub.__path__):
        if not room.ispkg:
            continue
        folder = importlib.import_module(f"{hub.__name__}.{room.name}")
        if any(each.name == "front" for each in pkgutil.iter_modules(folder.__path__)):
            importlib.import_module(f"{folder.__name__}.front")
