"""What waits for a member of staff today? Each part of the site tells its own share; the desk shows them together.

A part has a module `waiting.py` in its folder with a function marked `@waits`:

    @waits
    def moderation(organisation, person, roles, now) -> list[Waiting]: …

It is found by itself. It answers with counts, asks the database a few times whatever the number of rows, and leaves out what is nothing.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


@dataclass(frozen=True)
class Waiting:
    """Something to do: how many, where, what it is about ("Medborgarbudget 2027"), and whether it cannot wait."""

    label: str
    count: int
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


def waiting_for(organisation: Organisation, person: Person, roles: frozenset[str], now: datetime) -> list[Waiting]:
    """All that waits for the person, what is urgent first; what counts nothing is left out."""
    _find_sources()
    found = [item for source in _sources for item in source(organisation, person, roles, now) if item.count]
    return sorted(found, key=lambda item: not item.urgent)


@cache
def _find_sources() -> None:
    staff = importlib.import_module("medborgarbudget.sites.staff")
    for part in pkgutil.iter_modules(staff.__path__):
        if not part.ispkg:
            continue
        folder = importlib.import_module(f"{staff.__name__}.{part.name}")
        if part.name != "desk" and any(each.name == "waiting" for each in pkgutil.iter_modules(folder.__path__)):
            importlib.import_module(f"{folder.__name__}.waiting")
