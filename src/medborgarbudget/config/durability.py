"""Is the database set so that what it has acknowledged survives a crash? The service does not start on one that is not.

SQLite must write ahead and synchronise each commit; PostgreSQL must have fsync, full_page_writes and synchronous_commit on, as this
installation's own connection sees them. See docs/explanation/security.md.
"""

from __future__ import annotations

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connection

SAFE_COMMITS = frozenset({"on", "local", "remote_write", "remote_apply"})
SQLITE_FULL = 2


class UnsafeDatabase(SystemExit):
    """The database may lose ballots that it has acknowledged; the message says which settings and what to write instead."""


def weaknesses() -> list[str]:
    """What is set unsafely, a sentence each; empty for a database that keeps what it acknowledges."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            held = {
                name: _asked(cursor, f"SHOW {name}") for name in ("fsync", "full_page_writes", "synchronous_commit")
            }
            found = [
                f"{name} is {held[name]}; set it to on" for name in ("fsync", "full_page_writes") if held[name] != "on"
            ]
            if held["synchronous_commit"] not in SAFE_COMMITS:
                found.append(f"synchronous_commit is {held['synchronous_commit']}; set it to on")
            return found
        mode, level = str(_asked(cursor, "PRAGMA journal_mode")), int(_asked(cursor, "PRAGMA synchronous"))
        found = [] if mode == "wal" else [f"journal_mode is {mode}; it must be WAL"]
        if level < SQLITE_FULL:
            found.append(f"synchronous is {level}; it must be FULL (2) or EXTRA (3)")
        return found


def require_durable() -> None:
    """Raise UnsafeDatabase unless the database keeps what it acknowledges. Called before the first request is taken.

    The connection is closed again: a server that forks its workers after this must not hand one connection to all of them.
    """
    try:
        found = weaknesses()
    finally:
        connection.close()
    if found:
        raise UnsafeDatabase("The database may lose ballots it has acknowledged: " + "; ".join(found) + ".")


def _asked(cursor: Any, sql: str) -> Any:
    cursor.execute(sql)
    return cursor.fetchone()[0]


@register(Tags.database)
def durable_database(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[Error]:
    """`medborgarbudget check --database default` tells the same."""
    if not databases or "default" not in databases:
        return []
    return [Error(problem, id="medborgarbudget.E001") for problem in weaknesses()]
