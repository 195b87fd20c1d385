"""Where do benchmarks write? Into a database of their own, made for the run and removed after it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


def configure(database_url: str | None = None) -> None:
    """Set up Django on a throw-away folder. Call once, before models are imported."""
    os.environ.setdefault("MEDBORGARBUDGET_DATA", tempfile.mkdtemp(prefix="medborgarbudget-bench-"))
    os.environ["MEDBORGARBUDGET_DEMO"] = "1"
    os.environ["MEDBORGARBUDGET_HOSTS"] = "testserver"
    if database_url:
        os.environ["DATABASE_URL"] = database_url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medborgarbudget.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The statements that run inside the block, in order."""
    from django.db import connection

    seen: list[str] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
