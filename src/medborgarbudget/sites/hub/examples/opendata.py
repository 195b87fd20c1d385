"""How do the examples leave the product as open data? The format is described in docs/reference/examples-open-data.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from medborgarbudget.domain.network.examples.models import Example
from medborgarbudget.domain.network.places import COUNTIES
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation.files import csv_text

FORMAT, VERSION = "medborgarbudget-examples", 1
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

_PLAIN = (
    "title", "summary", "did", "result", "learnt", "advice", "body_kind", "place", "county", "inhabitants", "latitude", "longitude",
    "theme", "target_group", "year", "money", "proposals", "on_ballot", "winners", "voters", "ballot_kind", "counting_rule", "deliveries",
    "delivered", "timed", "on_time", "link", "contact",
)  # fmt: skip


def row_of(example: Example) -> dict[str, Any]:
    """One example with the format's names. Unknown numbers are null and unknown words empty."""
    return {
        "id": example.slug,
        "url": f"{example.organisation.base_url}/exempel/{example.slug}/",
        **{name: getattr(example, name) for name in _PLAIN},
        "county_name": COUNTIES.get(example.county, ""),
        "orientations": example.orientations,
        "figures_from": "cycle" if example.cycle_id else "member",
        "invented": example.invented,
        "version": example.version,
        "published": example.published_at.isoformat() if example.published_at else None,
        "changed": example.changed_at.isoformat(),
        "checked": example.checked_on.isoformat() if example.checked_on else None,
    }


def as_json(network: Organisation, rows: Iterable[Example]) -> dict[str, Any]:
    """All examples with the format's head."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "licence": LICENCE,
        "publisher": network.name,
        "source": f"{network.base_url}/exempel/",
        "examples": [row_of(row) for row in rows],
    }


def as_csv(rows: Iterable[Example]) -> str:
    """The same as a table, one row an example; orientations divided by spaces."""
    found = [row_of(row) for row in rows]
    head = [
        "id", "url", *_PLAIN, "county_name", "orientations", "figures_from", "invented", "version", "published", "changed", "checked",
    ]  # fmt: skip
    return csv_text(head, ([_cell(row[name]) for name in head] for row in found))


def _cell(value: Any) -> object:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value
