"""How are the records of deeds and of votes emptied between tests? The database itself refuses; on SQLite that is lifted for the flush."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.operations import DatabaseOperations

from medborgarbudget.domain.voting import append_only
from medborgarbudget.foundation import audit_triggers


@pytest.fixture(autouse=True, scope="session")
def _log_can_be_flushed() -> Iterator[None]:
    """PostgreSQL truncates, which the trigger on rows does not see; SQLite deletes row by row, which it does."""
    flush = DatabaseOperations.sql_flush

    def lifted(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        drop = [*audit_triggers.DROP["sqlite"], *append_only.DROP["sqlite"]]
        return [*drop, *flush(self, *args, **kwargs), *audit_triggers.CREATE["sqlite"], *append_only.CREATE["sqlite"]]

    DatabaseOperations.sql_flush = lifted  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = flush  # type: ignore[method-assign]


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, somebody who owns the database has dropped the triggers that keep a vote's log."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        for statement in append_only.DROP[vendor]:
            cursor.execute(statement)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for statement in append_only.CREATE[vendor]:
                cursor.execute(statement)
