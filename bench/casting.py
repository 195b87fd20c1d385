"""How many ballots a second, and how many statements each, from request to receipt page? Real processes, one database, both kinds.

Each worker is a process with the whole product in it: middlewares, session, seal, transaction, receipt page. Requests are made in the
process itself, so what is measured is the product and the database, and the load generator takes its share of the same cores.
`service ms` and `database ms` are processor time a cast of the workers and of PostgreSQL's processes (SQLite runs in the workers): two cores
that do nothing else give 2,000 divided by their sum. BENCH_SECONDS sets how long each measurement runs (3).
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

ROOT = Path(__file__).resolve().parents[1]
WORKERS = (1, 2, 4)
SLUG = "bench"


def run(say=print) -> None:  # type: ignore[no-untyped-def]
    """Print a table for SQLite and PostgreSQL."""
    seconds = float(os.environ.get("BENCH_SECONDS", "3"))
    say(
        f"{'database':<12}{'workers':>8}{'casts/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'errors':>8}{'right':>7}{'statements':>12}"
        f"{'service ms':>12}{'database ms':>13}"
    )
    for name, databases in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with databases() as environment:
            _python(environment, "setup")
            statements = json.loads(_python(environment, "statements"))
            for workers in WORKERS:
                figures = _measure(environment, workers, seconds)
                say(
                    f"{name:<12}{workers:>8}{figures['rate']:>10.0f}{figures['p50']:>9.1f}{figures['p95']:>9.1f}{figures['errors']:>8}"
                    f"{'yes' if figures['right'] else 'NO':>7}{statements:>12}"
                    f"{figures['service']:>12.2f}{figures['database']:>13.2f}"
                )


def main(say=print) -> None:  # type: ignore[no-untyped-def]
    run(say)


# --- databases ---


@contextmanager
def _sqlite() -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="medborgarbudget-bench-") as folder:
        yield _environment(folder, f"sqlite:///{folder}/bench.sqlite3")


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    from tests.support.postgres import running_postgres

    with tempfile.TemporaryDirectory(prefix="medborgarbudget-bench-") as folder, running_postgres() as parts:
        port = f":{parts['PORT']}" if parts["PORT"] else ""
        query = urlencode({"host": parts["HOST"]})
        url = f"postgresql://{quote(parts['USER'])}:{quote(parts['PASSWORD'])}@{port}/{parts['NAME']}?{query}"
        yield _environment(folder, url)


def _environment(folder: str, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "MEDBORGARBUDGET_DATA": folder,
        "MEDBORGARBUDGET_DEMO": "1",
        "MEDBORGARBUDGET_HOSTS": "testserver",
        "MEDBORGARBUDGET_URL": "http://localhost:8000",
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "medborgarbudget.config.settings",
    }


# --- processes ---


def _start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.casting", *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _python(environment: dict[str, str], *arguments: str) -> str:
    process = _start(environment, *arguments)
    said, _ = process.communicate(timeout=240)
    if process.returncode:
        raise RuntimeError(f"bench.casting {arguments[0]} failed")
    return said


def _measure(environment: dict[str, str], workers: int, seconds: float) -> dict[str, float]:
    before = int(_python(environment, "received"))
    used = _database_seconds(environment)
    running = [_start(environment, "work", f"{workers}-{place}", str(seconds)) for place in range(workers)]
    for process in running:
        process.stdout.readline()  # type: ignore[union-attr]
    for process in running:
        process.stdin.write("go\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
    told = [json.loads(process.communicate(timeout=240)[0]) for process in running]
    used = _database_seconds(environment) - used
    times = sorted(milliseconds for one in told for milliseconds in one["times"])
    cast = len(times)
    return {
        "rate": cast / seconds,
        "p50": times[cast // 2],
        "p95": times[int(cast * 0.95)],
        "errors": sum(one["errors"] for one in told),
        "service": sum(one["processor"] for one in told) / cast * 1000,
        "database": used / cast * 1000,
        # Each worker's first ballot warms the process and is not timed.
        "right": int(_python(environment, "received")) - before == cast + workers,
    }


def _database_seconds(environment: dict[str, str]) -> float:
    """Processor seconds that PostgreSQL's processes have used so far; 0 where they cannot be told (SQLite, systems without /proc)."""
    host = dict(parse_qsl(urlsplit(environment["DATABASE_URL"]).query)).get("host", "")
    file = Path(host, "postmaster.pid")
    if not host or not file.exists() or not Path("/proc/self/stat").exists():
        return 0.0
    server, ticks = file.read_text().split()[0], 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if server in (stat.parent.name, fields[1]):
                # A worker's connection is gone when it is asked about; what it used has gone to its parent.
                ticks += sum(map(int, fields[11:15] if stat.parent.name == server else fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _setup() -> None:
    from bench.scratch import configure

    configure()
    from medborgarbudget.foundation.clock import database_now
    from tests.support.cast import make_organisation
    from tests.support.cycles import make_cycle
    from tests.support.voting import open_vote

    open_vote(make_cycle(make_organisation(SLUG, "Benchs kommun"), database_now()), per_area=30)


def _ready_sessions(worker: str, number: int) -> list[str]:
    """Session keys of voters who have chosen, reviewed and shown who they are, and have the one submit left."""
    from datetime import timedelta

    from django.contrib.sessions.backends.db import SessionStore
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from medborgarbudget.domain.voting.identity import email_voter
    from medborgarbudget.sites.access.ballot_draft import Draft, keep_draft

    vote = _vote()
    rows = []
    for place in range(number):
        request = type("Request", (), {"session": {}})()
        draft = Draft(style="", choices=[place % 30 + 1, (place + 7) % 30 + 1])
        draft.let_in(email_voter(vote, f"{worker}-{place}@example.org"), timezone.now())
        keep_draft(request, vote, draft)
        store = SessionStore()
        key = store._get_new_session_key()  # type: ignore[attr-defined]
        rows.append(
            Session(
                session_key=key,
                session_data=store.encode(request.session),
                expire_date=timezone.now() + timedelta(days=1),
            )
        )
    Session.objects.bulk_create(rows, batch_size=200)
    return [row.session_key for row in rows]


def _vote():  # type: ignore[no-untyped-def]
    from medborgarbudget.domain.voting.models import Vote

    return Vote.objects.select_related("cycle__organisation", "rule_sheet").get()


def _cast(client, session: str) -> bool:  # type: ignore[no-untyped-def]
    from django.conf import settings

    client.cookies[settings.SESSION_COOKIE_NAME] = session
    attempt = base64.urlsafe_b64encode(os.urandom(24)).decode()
    answer = client.post(f"/{SLUG}/omgangar/2027/rosta/registrera/", {"attempt": attempt})
    return answer.status_code == 200 and b'id="receipt-code"' in answer.content


def _work(worker: str, seconds: float) -> None:
    from django.test import Client

    client = Client()
    (warm, *sessions) = _ready_sessions(worker, int(1 + 400 * seconds))
    _cast(client, warm)
    print("ready", flush=True)
    sys.stdin.readline()
    begin, used = time.time(), time.process_time()
    times, errors = [], 0
    for session in sessions:
        started = time.perf_counter()
        if time.time() >= begin + seconds:
            break
        errors += not _cast(client, session)
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"times": times, "errors": errors, "processor": time.process_time() - used}))


def _statements() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    (session,) = _ready_sessions("statements", 1)
    with CaptureQueriesContext(connection) as seen:
        assert _cast(client, session)
    print(len(seen))


def _received() -> None:
    from medborgarbudget.domain.voting.models import BallotSlot

    print(BallotSlot.objects.count())


if __name__ == "__main__":
    deed, *rest = sys.argv[1:]
    if deed == "setup":
        _setup()
    else:
        import django

        django.setup()
        if deed == "work":
            _work(rest[0], float(rest[1]))
        elif deed == "statements":
            _statements()
        else:
            _received()
