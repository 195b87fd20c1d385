"""What happens to people that later parts may want to act on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from medborgarbudget.domain.people.models import Person


@dataclass(frozen=True)
class AccountClosed:
    """A person has left and is about to be made nameless. What is private to them alone should go."""

    person: Person
    now: datetime
