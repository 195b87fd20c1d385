"""How does a test start another process on the test's own database, and read what it says until it is killed?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The test database as a DATABASE_URL."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    query = urlencode({"host": settings["HOST"]})
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{quote(settings['USER'])}:{quote(settings['PASSWORD'])}@{port}/{settings['NAME']}?{query}"


def start(module: str, *arguments: str) -> subprocess.Popen[str]:
    """`python -m module arguments` with the test's settings, keys and database; standard output is a pipe of lines."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.support.settings"}
    return subprocess.Popen(
        [sys.executable, "-u", "-m", module, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
