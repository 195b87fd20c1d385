"""How is a good example put before people: as a card, in facts, on the map?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Fact, Row, Tag
from medborgarbudget.design.svgmap import Marker
from medborgarbudget.design.templatetags.design import number as grouped
from medborgarbudget.design.templatetags.design import percent
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.examples.models import Example, ExampleState
from medborgarbudget.domain.network.places import COUNTIES, sweden
from medborgarbudget.foundation.money import kronor

STATE_TONES: dict[str, str] = {
    ExampleState.SUBMITTED: "warning",
    ExampleState.PUBLISHED: "success",
    ExampleState.DECLINED: "outline",
    ExampleState.WITHDRAWN: "outline",
}


def orientation_short(value: str) -> str:
    """The orientation in a word or two, where there is no room for SKR's whole sentence."""
    return {
        Orientation.TERRITORY.value: _("Hela territoriet"),
        Orientation.GROUP.value: _("Särskild grupp"),
        Orientation.THEME.value: _("Tema eller institution"),
    }.get(value, value)


def address_of(example: Example) -> str:
    return reverse("network:example", kwargs={"example": example.slug})


def state_tag(example: Example) -> Tag:
    """A state in words with colour."""
    return Tag(str(ExampleState(example.state).label), STATE_TONES[example.state])  # type: ignore[arg-type]


def cards_of(rows: Iterable[Example]) -> list[dict[str, Any]]:
    return [card_of(row) for row in rows]


def card_of(example: Example) -> dict[str, Any]:
    """For the list: the picture, and the three numbers that say most."""
    numbers = [(_("att fördela"), kronor(example.money))]
    if example.voters:
        numbers.append((_("röstade"), grouped(example.voters)))
    if example.winners:
        numbers.append((_("förslag vann"), grouped(example.winners)))
    elif example.proposals:
        numbers.append((_("förslag"), grouped(example.proposals)))
    return {
        "example": example,
        "url": address_of(example),
        "seed": f"exempel-{example.slug}",
        "theme": picture_words(example),
        "county": COUNTIES.get(example.county, ""),
        "orientations": [orientation_short(each) for each in example.orientations],
        "group": example.get_target_group_display() if example.target_group != "all" else "",
        "numbers": numbers,
    }


def picture_words(example: Example) -> str:
    """Words that the drawing is made after: the theme's, unless it may be about anything."""
    words = {
        "outdoors": "park",
        "safety": "belysning",
        "culture": "musik",
        "school": "skola lek",
        "health": "promenad",
        "climate": "odling",
        "countryside": "bygdegård",
        "sport": "fotboll",
    }
    return words.get(example.theme, "")


def facts_of(example: Example) -> list[Fact]:
    """The tiles of the example's page."""
    facts = [
        Fact(
            _("att fördela"),
            kronor(example.money),
            _("%(sum)s per invånare") % {"sum": kronor(example.per_inhabitant)} if example.per_inhabitant else "",
        )
    ]
    if example.proposals is not None:
        note = _("%(n)s gick till omröstning") % {"n": grouped(example.on_ballot)} if example.on_ballot else ""
        facts.append(Fact(_("förslag lämnades"), grouped(example.proposals), note))
    if example.voters is not None:
        share = example.turnout
        facts.append(
            Fact(
                _("röstade"),
                grouped(example.voters),
                _("%(share)s av invånarna") % {"share": percent(share)} if share else "",
            )
        )
    if example.winners is not None:
        facts.append(Fact(_("förslag vann"), grouped(example.winners)))
    if example.deliveries:
        done = _("%(done)s av %(all)s") % {"done": grouped(example.delivered or 0), "all": grouped(example.deliveries)}
        note = ""
        if example.timed:
            note = _("%(kept)s av %(all)s blev klara i tid") % {
                "kept": grouped(example.on_time or 0),
                "all": grouped(example.timed),
            }
        facts.append(Fact(_("är genomförda"), done, note))
    return facts


def rows_of(example: Example) -> list[Row]:
    """Short facts beside the text."""
    rows = [
        Row(_("Var"), f"{example.place}{', ' + COUNTIES[example.county] if example.county in COUNTIES else ''}"),
        Row(_("År"), example.year),
        Row(_("Inriktning"), ", ".join(orientation_short(each) for each in example.orientations)),
        Row(_("Tema"), example.get_theme_display()),
        Row(_("Målgrupp"), example.get_target_group_display()),
    ]
    if example.inhabitants:
        rows.append(Row(_("Invånare"), grouped(example.inhabitants)))
    if example.ballot_kind:
        rows.append(Row(_("Valsedel"), example.get_ballot_kind_display()))
    if example.counting_rule:
        rows.append(Row(_("Räknesätt"), example.get_counting_rule_display()))
    return rows


def on_map(rows: Sequence[Example]) -> dict[str, Any]:
    """The country with a numbered pin for each example that has a place, and the list's numbers."""
    base = sweden()
    markers = [
        Marker(row.latitude, row.longitude, row.title, address_of(row), number, row.slug)
        for number, row in enumerate(rows, 1)
        if row.latitude is not None and row.longitude is not None
    ]
    return {
        "base": base,
        "markers": markers,
        "map_data": {
            "base": base,
            "markers": [
                {"id": m.id, "lat": m.lat, "lon": m.lon, "label": m.label, "url": m.url, "number": m.number}
                for m in markers
            ],
        },
        "numbered": [(number, card_of(row)) for number, row in enumerate(rows, 1)],
        "placed": len(markers),
    }
