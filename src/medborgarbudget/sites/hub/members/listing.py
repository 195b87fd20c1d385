"""How does a list of members read its address: what is looked for, and which view is chosen?"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from medborgarbudget.design.parts import Tag
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import bodies, policy, queries
from medborgarbudget.domain.network.membership.models import BodyKind, Member, MemberState

PER_PAGE = 50

PARTS = ("Väster", "Öster", "Söder", "Norr", "Väst", "Stock", "Krono", "Jön", "Gävle", "Värm")
"""Where a county's name may be broken: after one of these."""


def tag_of(member: Member) -> Tag:
    """The member's state in words, with colour and icon."""
    state = MemberState(member.state)
    return Tag(str(state.label), policy.TONES[state], policy.ICONS[state])  # type: ignore[arg-type]


def wanted_in(query: QueryDict) -> queries.Wanted:
    """What the address asks for; whatever makes no sense in it is left out."""

    def one(name: str, known: Any) -> str:
        value = query.get(name, "")
        return value if value in known else ""

    state = one("lage", MemberState.values)
    return queries.Wanted(
        words=" ".join(query.get("sok", "").replace("\x00", " ").split())[:100],
        states=(state,) if state else (),
        county=one("lan", {county.code for county in bodies.counties()}),
        kind=one("slag", BodyKind.values),
        orientation=one("inriktning", Orientation.values),
        need=one("behov", policy.Need.values),
        offer=one("kan", policy.Need.values),
    )


def labels(values: list[str], choices: Any) -> list[str]:
    """The words for stored values; what is no longer offered is left out."""
    return [str(choices(value).label) for value in values if value in choices.values]


def short_orientations(values: list[str]) -> str:
    """ "Territoriet, Teman eller institutioner" for a table."""
    return ", ".join(label.partition(" – ")[0] for label in labels(values, Orientation))


def in_a_tile(name: str) -> str:
    """A county's name with soft hyphens, so that it fits in a narrow tile."""
    for part in PARTS:
        start, found, rest = name.partition(part)
        if found and len(rest) > 3 and "\u00ad" not in name[-len(rest) - 1 :]:
            name = f"{start}{part}\u00ad{rest}"
    return name
