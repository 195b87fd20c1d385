"""What waits for somebody in the office today? Each room of the network tells its own share; the desk shows them together.

A room has a module `waiting.py` in its folder with a function marked `@waits`:

    @waits
    def examples(network, person, roles, now) -> list[Waiting]: …

It is found by itself. What it counts may be a query set: all rooms' query sets are counted in one statement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tallies import tallies
from medborgarbudget.sites.hub.desk import rooms


@dataclass(frozen=True)
class Waiting:
    """Something to do: how many, where, what it is about, and whether it cannot wait."""

    label: str
    count: int | QuerySet[Any]
    url: str
    urgent: bool = False
    about: str = ""
    icon: str = "arrow-right"


Source = Callable[[Organisation, Person, frozenset[str], datetime], list[Waiting]]

_sources: list[Source] = []


def waits(source: Source) -> Source:
    """Mark a function as one that tells what waits."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting_for(network: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """All that waits for the person, what is urgent first; what counts nothing is left out."""
    rooms.load("waiting")
    found = [item for source in _sources for item in source(network, person, roles, now)]
    asked = [item.count for item in found if isinstance(item.count, QuerySet)]
    numbers = iter(tallies(asked))
    counted = [replace(item, count=next(numbers)) if isinstance(item.count, QuerySet) else item for item in found]
    return sorted((item for item in counted if item.count), key=lambda item: not item.urgent)
