"""Which numbers has the network for its yearly report? Each room tells its own, for any period; page and document show them together.

A room has a module `figures.py` in its folder with a function marked `@counts`:

    @counts
    def meetings(network, since, until) -> list[Figure]: …

It is found by itself. `since` is included, `until` is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.sites.access import rooms
from medborgarbudget.sites.hub.desk.rooms import ORDER, SITE


@dataclass(frozen=True)
class Figure:
    """A number under a heading; `value` is ready text, `note` says how it was counted where that is not plain."""

    heading: str
    label: str
    value: str
    note: str = ""


Source = Callable[[Organisation, datetime, datetime], list[Figure]]

_sources: list[Source] = []


def counts(source: Source) -> Source:
    """Mark a function as one that tells numbers."""
    if source not in _sources:
        _sources.append(source)
    return source


def figures(network: Organisation, since: datetime, until: datetime) -> dict[str, list[Figure]]:
    """Heading → its numbers, in the order in which the rooms tell them."""
    rooms.load(SITE, "figures", ORDER)
    found: dict[str, list[Figure]] = {}
    for source in _sources:
        for figure in source(network, since, until):
            found.setdefault(figure.heading, []).append(figure)
    return found
