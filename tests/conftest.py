"""What do all tests share? The database they run on, and the cast."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How busy the machine is must not decide whether a test passes; the same examples are tried in each run.
settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

pytest_plugins = ["tests.support.audit", "tests.support.cast", "tests.support.pages"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Point Django at PostgreSQL when TEST_DATABASE=postgres, and at a SQLite file otherwise."""
    from django.conf import settings
    from django.db import connections

    database: dict[str, Any] = settings.DATABASES["default"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    if os.environ.get("TEST_DATABASE") == "postgres":
        from medborgarbudget.config.environment import POSTGRES_OPTIONS
        from tests.support.postgres import running_postgres

        with running_postgres() as parts:
            name = f"test_{worker}"
            wanted = {
                **database,
                **parts,
                "ENGINE": "django.db.backends.postgresql",
                "OPTIONS": POSTGRES_OPTIONS,
                "TEST": {**database.get("TEST", {}), "NAME": name},
            }
            _replace(connections, wanted)
            yield
            connections.close_all()
        return
    database.setdefault("TEST", {})["NAME"] = str(settings.ENVIRONMENT.data_dir / f"test-{worker}.sqlite3")
    yield


def _replace(connections: Any, wanted: dict[str, Any]) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"] = {**connections.configure_settings({"default": wanted})["default"]}
