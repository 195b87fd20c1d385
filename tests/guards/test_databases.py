"""Is the database what the product relies on?"""

from __future__ import annotations

import pytest
from django.db import connection

from medborgarbudget.foundation import clock


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_a_commit_is_on_disk_before_it_is_told() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            assert cursor.fetchone()[0] == "wal"
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone()[0] == 2
        else:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone()[0] == "on"


@pytest.mark.writes
@pytest.mark.django_db
def test_the_databases_clock_is_ours_within_a_minute() -> None:
    assert abs((clock.database_now() - clock.now()).total_seconds()) < 60
