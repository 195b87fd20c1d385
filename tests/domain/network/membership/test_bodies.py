"""Is the official list whole, and is it found whom somebody means?"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from medborgarbudget.domain.network.membership import bodies
from medborgarbudget.domain.network.membership.models import BodyKind

ROOT = Path(__file__).resolve().parents[4]
REFERENCE = next(
    (folder for parent in ROOT.parents if (folder := parent / "shared" / "reference").is_dir()), ROOT / "nowhere"
)


def test_there_are_290_municipalities_20_regions_and_21_with_regional_tasks() -> None:
    kinds = Counter(body.kind for body in bodies.bodies())
    assert kinds == {BodyKind.MUNICIPALITY: 290, BodyKind.REGION: 20}
    regional = [body for body in bodies.bodies() if body.has_regional_tasks]
    assert len(regional) == 21 == len(bodies.counties())
    assert {body.county.code for body in regional} == {county.code for county in bodies.counties()}


def test_codes_names_and_numbers_are_each_ones_own() -> None:
    everything = bodies.bodies()
    for values in (
        [body.key for body in everything],
        [body.name for body in everything],
        [body.number for body in everything if body.number],
    ):
        assert len(values) == len(set(values))
    for body in everything:
        assert body.code.startswith(body.county.code)
        assert len(body.code) == (4 if body.kind == BodyKind.MUNICIPALITY else 2)


def test_the_organisation_numbers_of_the_list_have_the_right_last_digit_and_group() -> None:
    with_number = [body for body in bodies.bodies() if body.number]
    assert with_number
    for body in with_number:
        assert bodies.organisation_number(body.number) == body.number
        assert body.number.startswith("232100" if body.kind == BodyKind.REGION else "212000")


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the reference tables are not beside the repository")
def test_the_list_is_that_of_the_reference_tables() -> None:
    with (REFERENCE / "kommuner.csv").open(encoding="utf-8") as table:
        municipalities = {
            (row["municipality_code"], row["municipality_name"], row["municipality_name_short"], row["county_code"])
            for row in csv.DictReader(table)
        }
    with (REFERENCE / "lan.csv").open(encoding="utf-8") as table:
        counties = {(row["county_code"], row["county_name"], row["county_name_short"]) for row in csv.DictReader(table)}
    assert counties == {(county.code, county.name, county.short_name) for county in bodies.counties()}
    assert municipalities == {
        (body.code, body.name, body.short_name, body.county.code)
        for body in bodies.bodies()
        if body.kind == BodyKind.MUNICIPALITY
    }


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Lunds kommun", ["municipality-1281"]),
        ("lunds  KOMMUN", ["municipality-1281"]),
        ("Lund", ["municipality-1281"]),
        ("1281", ["municipality-1281"]),
        ("Region Skåne", ["region-12"]),
        ("Region Gotland", ["municipality-0980"]),
        ("Västra Götalandsregionen", ["region-14"]),
        ("Uppsala kommun", ["municipality-0380"]),
        ("Uppsala", ["municipality-0380", "region-03"]),
        ("Upplands", ["municipality-0139", "municipality-0114"]),
        ("Finns inte", []),
        ("", []),
        ("   ", []),
    ],
)
def test_whom_somebody_means(written: str, keys: list[str]) -> None:
    assert sorted(body.key for body in bodies.meant_by(written)) == sorted(keys)


def test_every_body_is_found_by_its_own_name() -> None:
    assert not [body.name for body in bodies.bodies() if list(bodies.meant_by(body.name)) != [body]]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("212000-1132", "212000-1132"),
        ("2120001132", "212000-1132"),
        ("16 212000 1132", "212000-1132"),
        ("232100-0255", "232100-0255"),
        ("212000-1133", None),
        ("556036-0793", None),
        ("19900118-9811", None),
        ("212000", None),
        ("abc", None),
    ],
)
def test_an_organisation_number_is_a_municipalitys_or_regions_with_the_right_last_digit(
    written: str, number: str | None
) -> None:
    assert bodies.organisation_number(written) == number
