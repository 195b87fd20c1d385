"""Which municipalities and regions are there in Sweden, and which of them does somebody mean?

The list is official.json beside this file: 290 municipalities and 21 counties as Statistics Sweden numbers them. There are 20 regions
beside the municipalities; on Gotland the municipality has the tasks of a region, so 21 bodies have them in all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from medborgarbudget.domain.network.membership.models import BodyKind

SOURCE = Path(__file__).with_name("official.json")
GOTLAND = "0980"
MOST_SUGGESTIONS = 6


@dataclass(frozen=True)
class County:
    """A county: `code` has two digits."""

    code: str
    name: str
    short_name: str


@dataclass(frozen=True)
class Body:
    """A municipality (`code` of four digits) or a region (the county's two). `number` is its organisation number where the list has it."""

    kind: str
    code: str
    name: str
    short_name: str
    county: County
    number: str = ""

    @property
    def key(self) -> str:
        """What a form calls it: "municipality-1281"."""
        return f"{self.kind}-{self.code}"

    @property
    def has_regional_tasks(self) -> bool:
        """Whether it does what a region does."""
        return self.kind == BodyKind.REGION or self.code == GOTLAND


@cache
def _official() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SOURCE.read_text(encoding="utf-8"))
    return read


@cache
def counties() -> tuple[County, ...]:
    """The 21 counties by code."""
    return tuple(County(row["code"], row["name"], row["short"]) for row in _official()["counties"])


@cache
def bodies() -> tuple[Body, ...]:
    """All bodies: municipalities by name, then regions by name."""
    by_code = {county.code: county for county in counties()}
    municipalities = [
        Body(
            BodyKind.MUNICIPALITY, row["code"], row["name"], row["short"], by_code[row["county"]], row.get("number", "")
        )
        for row in _official()["municipalities"]
    ]
    regions = [
        Body(
            BodyKind.REGION,
            row["code"],
            row["name"],
            by_code[row["code"]].short_name,
            by_code[row["code"]],
            row.get("number", ""),
        )
        for row in _official()["regions"]
    ]
    order = _swedish_order
    return (*sorted(municipalities, key=lambda b: order(b.name)), *sorted(regions, key=lambda b: order(b.name)))


def county_named(code: str) -> County | None:
    """The county with this code, or None."""
    return next((county for county in counties() if county.code == code), None)


def body_of(kind: str, code: str) -> Body | None:
    """The body with this kind and code, or None when the list has none."""
    return _by_key().get(f"{kind}-{code}")


def body_with_key(key: str) -> Body | None:
    """The body that a form calls by this key, or None."""
    return _by_key().get(key)


@cache
def _by_key() -> dict[str, Body]:
    return {body.key: body for body in bodies()}


def meant_by(text: str) -> Sequence[Body]:
    """Which bodies somebody may mean by what they wrote: one when it is clear, several to choose from, or none.

    A whole name decides ("Uppsala kommun"); a short one may mean a municipality and a region ("Uppsala").
    """
    wanted = _plain(text)
    if not wanted:
        return ()
    exact = [body for body in bodies() if wanted in (_plain(body.name), body.code)]
    if len(exact) == 1:
        return exact
    if wanted in {"region gotland", "gotlands region"}:
        return [_by_key()[f"{BodyKind.MUNICIPALITY}-{GOTLAND}"]]
    core = _core(wanted)
    short = [body for body in bodies() if core and core in (_plain(body.short_name), _core(_plain(body.name)))]
    if short:
        return short[:MOST_SUGGESTIONS]
    starts = [body for body in bodies() if len(core) > 1 and _plain(body.short_name).startswith(core)]
    within = [body for body in bodies() if len(core) > 2 and core in _plain(body.name) and body not in starts]
    return (*starts, *within)[:MOST_SUGGESTIONS]


def organisation_number(text: str) -> str | None:
    """ "2120001132" or "212000-1132" → "212000-1132"; None when it is no municipality's or region's, or its last digit is wrong."""
    digits = re.sub(r"[\s\-–]", "", text)
    if not re.fullmatch(r"(?:16)?(?:212000|232100)[0-9]{4}", digits):
        return None
    digits = digits[-10:]
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    if sum(value // 10 + value % 10 for value in doubled) % 10:
        return None
    return f"{digits[:6]}-{digits[6:]}"


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split())


def _core(plain: str) -> str:
    """ "lunds kommun" → "lund", "region skåne" → "skåne"."""
    core = re.sub(r"^(?:region|regionen|landstinget) | (?:kommun|stad|län|region|s län)$", "", plain).strip()
    names = {_plain(body.short_name) for body in bodies()}
    return core[:-1] if core not in names and core.endswith("s") and core[:-1] in names else core


def _swedish_order(name: str) -> str:
    return name.casefold().translate(str.maketrans("åäö", "{|}"))
