"""What waits for somebody today? Each room of a site tells its own share; the site's desk shows them together.

A room has a module `waiting.py` in its folder with a function marked with its desk's `waits`:

    @waits
    def moderation(organisation, person, roles, now) -> list[Waiting]: …

It is found by itself. It asks the database a few times whatever the number of rows. What it counts may be a query set: those of all rooms
are counted in one statement.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.tallies import tallies
from medborgarbudget.sites.access import rooms


@dataclass(frozen=True)
class Waiting:
    """Something to do: how many, where, what it is about ("Medborgarbudget 2027"), and whether it cannot wait."""

    label: str
    count: int | QuerySet[Any]
    url: str
    urgent: bool = False
    about: str = ""
    icon: str = "arrow-right"


Source = Callable[[Organisation, Person, frozenset[str], datetime], list[Waiting]]


@dataclass
class Desk:
    """One site's desk. `first` names rooms whose share stands before the others'."""

    site: str
    first: tuple[str, ...] = ()
    sources: list[Source] = field(default_factory=list)

    def waits(self, source: Source) -> Source:
        """Mark a function as one that tells what waits."""
        if source not in self.sources:
            self.sources.append(source)
        return source

    def waiting_for(
        self, organisation: Organisation, person: Person, roles: frozenset[str], now: datetime
    ) -> list[Waiting]:
        """All that waits for the person, what is urgent first; what counts nothing is left out."""
        rooms.load(self.site, "waiting", self.first)
        found = [item for source in self.sources for item in source(organisation, person, roles, now)]
        numbers = iter(tallies([item.count for item in found if isinstance(item.count, QuerySet)]))
        counted = [replace(item, count=next(numbers)) if isinstance(item.count, QuerySet) else item for item in found]
        return sorted((item for item in counted if item.count), key=lambda item: not item.urgent)
