"""Does the house stand as it was drawn: tables look back only, settings are described, no forbidden names?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
NETWORK = (
    "human",
    "search",
    "membership",
    "pages",
    "contact",
    "room",
    "experts",
    "meetings",
    "library",
    "examples",
    "comparison",
    "newsletter",
)
ORDER = (
    *(
        "foundation",
        "organisations",
        "people",
        "cycles",
        "proposals",
        "assessment",
        "rolls",
        "voting",
        "paper",
        "counting",
        "delivery",
    ),
    *(f"network_{room}" for room in NETWORK),
)


def test_foreign_keys_never_look_ahead_to_a_later_step() -> None:
    ahead = []
    for model in apps.get_models():
        label = model._meta.app_label
        if label not in ORDER:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.concrete and field.is_relation and target is not None and target._meta.app_label in ORDER:
                own_person = target._meta.label == "people.Person" and label == "foundation"
                if ORDER.index(target._meta.app_label) > ORDER.index(label) and not own_person:
                    ahead.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert not ahead


def test_what_an_organisation_owns_is_indexed_by_it_first() -> None:
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if model._meta.app_label in ORDER and "organisation" in names:
            assert model._meta.get_field("organisation").db_index or any(  # type: ignore[union-attr]
                index.fields[0].lstrip("-") == "organisation" for index in model._meta.indexes
            ), model._meta.label


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_environment_variable_is_described_and_every_description_is_of_one() -> None:
    read = set(
        re.findall(
            r'"((?:MEDBORGARBUDGET_\w+|DATABASE_URL))"',
            (ROOT / "src/medborgarbudget/config/environment.py").read_text(),
        )
    )
    described = set(
        re.findall(r"`(MEDBORGARBUDGET_\w+|DATABASE_URL)`", (ROOT / "docs/reference/settings.md").read_text())
    )
    assert read == described


def test_no_file_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "common", "service", "services", "manager", "managers", "misc"}
    assert not [path for path in (ROOT / "src").rglob("*.py") if path.stem in empty]


def test_no_clock_is_read_below_the_sites() -> None:
    reads = re.compile(
        r"timezone\.now\(\)|datetime\.now\(|datetime\.utcnow\(|date\.today\(|clock\.now\(\)|time\.time\(\)"
    )
    allowed = {"foundation/clock.py"}
    source = ROOT / "src/medborgarbudget"
    guilty = [
        path.relative_to(source).as_posix()
        for part in ("domain", "foundation")
        for path in (source / part).rglob("*.py")
        if reads.search(path.read_text()) and path.relative_to(source).as_posix() not in allowed
    ]
    assert not guilty


def test_the_repository_names_no_registry_and_no_machine() -> None:
    import subprocess

    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    # What tells a package client where to look, what a lock file writes beside a package, and where this checkout happens to lie.
    words = ["--" + "index-url", "--" + "extra-index-url", '"' + 'resolved"', f"{ROOT}/"]
    guilty = []
    for name in tracked:
        path = ROOT / name
        if path.suffix in {".png", ".jpg", ".mo"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        guilty += [f"{name}: {word}" for word in words if word in text]
    assert not guilty
