"""How is the log emptied between tests that commit? The database itself refuses; on SQLite the refusal is lifted for the flush."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.sqlite3.operations import DatabaseOperations

from medborgarbudget.foundation import audit_triggers


@pytest.fixture(autouse=True, scope="session")
def _log_can_be_flushed() -> Iterator[None]:
    """PostgreSQL truncates, which the trigger on rows does not see; SQLite deletes row by row, which it does."""
    flush = DatabaseOperations.sql_flush

    def lifted(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        return [*audit_triggers.DROP["sqlite"], *flush(self, *args, **kwargs), *audit_triggers.CREATE["sqlite"]]

    DatabaseOperations.sql_flush = lifted  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = flush  # type: ignore[method-assign]
