"""Is nonsense in the environment refused before anything runs on it?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from medborgarbudget.config import environment
from medborgarbudget.config.environment import EnvironmentRefused


def read(folder: Path, **variables: str) -> environment.Environment:
    return environment.read({"MEDBORGARBUDGET_DATA": str(folder), **variables})


def test_without_anything_it_runs_locally_on_sqlite(tmp_path: Path) -> None:
    held = read(tmp_path)
    assert held.public_url == "http://127.0.0.1:8000" and not held.demo and not held.debug
    assert held.database_url.startswith("sqlite:///") and held.mail_url == "console:"
    assert "localhost" in held.hosts


def test_keys_are_made_once_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    first = read(tmp_path).keys
    assert read(tmp_path).keys == first
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    assert len({*vars(first).values()}) == 5


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"MEDBORGARBUDGET_URL": "budget.se"}, "MEDBORGARBUDGET_URL"),
        ({"MEDBORGARBUDGET_URL": "http://budget.se"}, "MEDBORGARBUDGET_URL"),
        ({"MEDBORGARBUDGET_URL": "https://budget.se/sub"}, "MEDBORGARBUDGET_URL"),
        ({"MEDBORGARBUDGET_URL": "ftp://budget.se"}, "MEDBORGARBUDGET_URL"),
        ({"MEDBORGARBUDGET_URL": "https://budget.se", "MEDBORGARBUDGET_DEMO": "1"}, "MEDBORGARBUDGET_DEMO"),
        ({"MEDBORGARBUDGET_DEMO": "kanske"}, "MEDBORGARBUDGET_DEMO"),
        ({"MEDBORGARBUDGET_DEBUG": "2"}, "MEDBORGARBUDGET_DEBUG"),
        ({"MEDBORGARBUDGET_HOSTS": "*"}, "MEDBORGARBUDGET_HOSTS"),
        ({"MEDBORGARBUDGET_URL": "https://budget.se"}, "MEDBORGARBUDGET_KEYS"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(tmp_path: Path, variables: dict[str, str], named: str) -> None:
    with pytest.raises(EnvironmentRefused, match=named):
        read(tmp_path, **variables)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"django": "x"}',
        json.dumps(dict.fromkeys(["django", "person", "slot", "urn", "receipt"], "a" * 64)),
    ],
)
def test_a_broken_key_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)
    with pytest.raises(EnvironmentRefused, match="MEDBORGARBUDGET_KEYS"):
        read(tmp_path)


def test_a_public_address_takes_its_keys_from_a_file(tmp_path: Path) -> None:
    environment.write_keys(tmp_path / "k.json")
    held = read(
        tmp_path,
        MEDBORGARBUDGET_URL="https://budget.se/",
        MEDBORGARBUDGET_KEYS=str(tmp_path / "k.json"),
        MEDBORGARBUDGET_HOSTS="A.se, b.se",
    )
    assert held.public_url == "https://budget.se" and held.hosts == ("budget.se", "a.se", "b.se")


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("sqlite:////srv/x.sqlite3", {"NAME": "/srv/x.sqlite3"}),
        (
            "postgresql://u:p%40ss@db:5433/budget",
            {"NAME": "budget", "USER": "u", "PASSWORD": "p@ss", "HOST": "db", "PORT": "5433"},
        ),
        ("postgresql:///budget?host=/run/pg", {"NAME": "budget", "HOST": "/run/pg"}),
    ],
)
def test_a_database_url_is_read(url: str, wanted: dict[str, Any]) -> None:
    held = environment.database(url)
    assert {key: held[key] for key in wanted} == wanted


def test_an_unknown_database_is_refused() -> None:
    with pytest.raises(EnvironmentRefused, match="DATABASE_URL"):
        environment.database("mysql://x/y")
