"""Does the service refuse to start on a database that may lose what it has acknowledged?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from medborgarbudget.config.durability import UnsafeDatabase, require_durable, weaknesses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.writes]

UNSAFE = {
    "sqlite": [
        ("PRAGMA synchronous = NORMAL", "synchronous is 1"),
        ("PRAGMA synchronous = OFF", "synchronous is 0"),
        ("PRAGMA journal_mode = DELETE", "journal_mode is delete"),
    ],
    "postgresql": [("SET synchronous_commit = off", "synchronous_commit is off")],
}


@pytest.fixture(autouse=True)
def settings_of_this_connection_are_forgotten() -> Iterator[None]:
    connection.close()
    yield
    connection.close()


def test_as_the_product_sets_it_the_database_is_safe() -> None:
    assert weaknesses() == []
    require_durable()


def test_an_unsafe_setting_stops_the_start_and_says_which() -> None:
    for statement, words in UNSAFE[connection.vendor]:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        with pytest.raises(SystemCheckError, match=words):
            call_command("check", databases=["default"])
        with pytest.raises(UnsafeDatabase, match=words):
            require_durable()
