"""Is what people write cleaned, held to the limits and put in the right area?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Deed
from medborgarbudget.domain.organisations.models import Area, Organisation
from medborgarbudget.domain.proposals.content import ProposalContent, cleaned, plain_line, plain_text
from medborgarbudget.domain.proposals.places import contains
from tests.support.cycles import make_cycle


def square(west: float, south: float, side: float = 1.0) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    """Two areas beside each other, Väster at longitude 13–14 and Öster at 14–15, both at latitude 55–56."""
    areas = [
        Area.objects.create(organisation=lund, name=name, code=name, geometry=square(west, 55), position=place)
        for place, (name, west) in enumerate((("Väster", 13), ("Öster", 14)))
    ]
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE], areas=areas)


def area(cycle: Cycle, name: str) -> CycleArea:
    return cycle.cycle_areas.get(area__name=name)


GOOD = {"title": "Fler bänkar", "what": "Tre bänkar vid ån."}


def faults(cycle: Cycle, *, whole: bool = True, **fields: Any) -> set[str]:
    try:
        cleaned(ProposalContent(**{**GOOD, **fields}), cycle, whole=whole)
    except ValidationError as error:
        return set(error.message_dict)
    return set()


def test_control_characters_and_turned_text_are_cleaned_and_line_breaks_kept() -> None:
    assert plain_line(" Fler\x00 \u202ebänkar\n nu ") == "Fler bänkar nu"
    assert plain_text("Ett\r\ntvå\x07\r\n\r\n\r\n\r\ntre  \n") == "Ett\ntvå\n\ntre"


def test_a_heart_of_several_code_points_survives() -> None:
    assert plain_line("Bänkar 👩‍👩‍👧 ❤️") == "Bänkar 👩‍👩‍👧 ❤️"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "…!?"}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"what": " \n "}, "what"),
        ({"what": "x" * 3001}, "what"),
        ({"why": "x" * 2001}, "why"),
        ({"place": "x" * 201}, "place"),
        ({"display_name": "x" * 61}, "display_name"),
        ({"association": "x" * 101}, "association"),
        ({"contact_email": "inte en adress"}, "contact_email"),
        ({"latitude": 55.5}, "latitude"),
        ({"latitude": float("nan"), "longitude": 13.5}, "latitude"),
        ({"latitude": 95.0, "longitude": 13.5}, "latitude"),
        ({"latitude": 10.0, "longitude": 10.0}, "latitude"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(cycle: Cycle, fields: dict[str, Any], field: str) -> None:
    fields.setdefault("cycle_area", None if "latitude" in fields else area(cycle, "Väster"))
    assert faults(cycle, **fields) == {field}


def test_the_area_is_found_from_the_point(cycle: Cycle) -> None:
    found = cleaned(ProposalContent(**GOOD, latitude=55.5, longitude=14.5), cycle, whole=True)
    assert found.cycle_area == area(cycle, "Öster")


def test_a_point_outside_the_chosen_area_is_refused(cycle: Cycle) -> None:
    assert faults(cycle, latitude=55.5, longitude=14.5, cycle_area=area(cycle, "Väster")) == {"latitude"}


def test_a_point_exactly_on_the_border_is_inside_both(cycle: Cycle) -> None:
    for name in ("Väster", "Öster"):
        assert faults(cycle, latitude=55.25, longitude=14.0, cycle_area=area(cycle, name)) == set()


def test_an_area_must_be_chosen_when_there_is_no_point(cycle: Cycle) -> None:
    assert faults(cycle) == {"cycle_area"}
    assert faults(cycle, whole=False) == set()


def test_area_and_theme_of_another_cycle_are_refused(cycle: Cycle, ystad: Organisation, now: datetime) -> None:
    other = make_cycle(ystad, now, areas=["Hamnen"])
    assert faults(cycle, cycle_area=other.cycle_areas.get()) == {"cycle_area"}
    assert faults(cycle, cycle_area=area(cycle, "Öster"), theme=other.themes.first()) == {"theme"}


def test_a_cycle_without_areas_asks_for_none(lund: Organisation, now: datetime) -> None:
    assert faults(make_cycle(lund, now, slug="hela")) == set()


@pytest.mark.parametrize("geometry", [{"type": "Polygon", "coordinates": []}, {"type": "Nonsense"}, {"x": 1}])
def test_a_border_that_cannot_be_read_shuts_nobody_out(geometry: dict[str, Any]) -> None:
    assert contains(geometry, 55.5, 13.5)
