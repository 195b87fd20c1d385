"""What can be found, and what no longer can? Each room of the network tells; the index listens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from medborgarbudget.domain.organisations.models import Organisation

PUBLIC, MEMBERS = "public", "members"


@dataclass(frozen=True)
class Found:
    """Something was published or changed. `kind` and `key` name it within the network; `url_name` and `url_kwargs` lead to it."""

    network: Organisation
    kind: str
    key: str
    title: str
    text: str
    url_name: str
    at: datetime
    url_kwargs: dict[str, str | int] = field(default_factory=dict)
    language: str = "sv"
    audience: str = PUBLIC


@dataclass(frozen=True)
class Lost:
    """Something was taken away, or is no longer for others to see."""

    network: Organisation
    kind: str
    key: str


@dataclass(frozen=True)
class ToldAnew:
    """The index is being built anew: a room that hears this publishes `Found` for all that it has to show in the network."""

    network: Organisation
