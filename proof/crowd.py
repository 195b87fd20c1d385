"""R4: do many voters get from the first page to the receipt at the same time, without an error and with the right total?

Each voter is a browser of its own with an address of its own on the loopback network: looks, chooses, reviews, asks for a code, reads the
post, shows the code and casts. The load comes from the same machine and takes its share of the cores.
"""

from __future__ import annotations

import http.client
import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from proof.inside import OPTIONS, SLUG
from proof.killing import RECEIPT
from proof.servers import ROOT, Postgres, Sqlite, Web, scene, tell

BASE = f"/{SLUG}/omgangar/2027/rosta/"
BROWSERS = 12
TOKEN = "a" * 32
ATTEMPT = re.compile(rb'name="attempt" value="([^"]+)"')
CODE = re.compile(r"\b(\d{4}) (\d{4})\b")


class Failed(Exception):  # noqa: N818 - it reads as what it says
    """A page did not answer as it should."""


class Browser:
    """One voter's browser. Cookies are kept; redirects are followed by asking for the next page, as a browser does."""

    def __init__(self, port: int, number: int) -> None:
        self.number, self.cookies = number, {"csrftoken": TOKEN}
        home = f"127.{1 + number // 62_500 % 200}.{number // 250 % 250}.{1 + number % 250}"
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(home, 0))

    def asks(self, path: str, form: list[tuple[str, object]] | None = None) -> bytes:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode([*form, ("csrfmiddlewaretoken", TOKEN)])
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("GET" if form is None else "POST", path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        # The server hangs up on those who think for long, and a browser would then try again by itself. One question, one connection.
        self.connection.close()
        for value in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(value).items():
                self.cookies[name] = morsel.value
        if answer.status in {301, 302, 303}:
            return self.asks(answer.headers["Location"])
        if answer.status != 200:
            raise Failed(f"{answer.status} at {path}")
        return content

    def votes(self, post: Post) -> None:
        """The whole way. Raises Failed."""
        number = self.number
        chosen = sorted({number % OPTIONS + 1, (number * 5 + 3) % OPTIONS + 1})
        address = f"v{number}@example.org"
        self.asks(BASE)
        self.asks(BASE, [])
        self.asks(
            f"{BASE}valj/1/",
            [("choice", option) for option in chosen] + [("shown", option) for option in range(1, OPTIONS + 1)],
        )
        self.asks(f"{BASE}granska/", [])
        self.asks(f"{BASE}vem/", [("way", "email"), ("email", address), ("old_enough", "on"), ("belongs", "on")])
        page = self.asks(f"{BASE}kod/", [("code", post.code_for(address))])
        attempt = ATTEMPT.search(page)
        if attempt is None:
            raise Failed("no form to cast")
        if not RECEIPT.search(self.asks(f"{BASE}registrera/", [("attempt", attempt[1].decode())])):
            raise Failed("no receipt")


class Post:
    """The voters' letter boxes: the demo's outbox, read straight from the database a few times a second."""

    def __init__(self, url: str) -> None:
        self.url, self.codes, self.last = url, {}, 0
        self.ended = threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def code_for(self, address: str) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            code: str | None = self.codes.get(address)
            if code:
                return code
            time.sleep(0.05)
        raise Failed("no code in the post")

    def _read(self) -> None:
        sql = 'SELECT id, "to", subject FROM demo_outboxmail WHERE id > {} ORDER BY id'
        if self.url.startswith("sqlite"):
            held = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=30, isolation_level=None)
            ask = lambda: held.execute(sql.format(self.last)).fetchall()  # noqa: E731
        else:
            import psycopg

            server = psycopg.connect(self.url, autocommit=True)
            ask = lambda: server.execute(sql.format(self.last)).fetchall()  # noqa: E731
        while not self.ended.wait(0.2):
            for number, address, subject in ask():
                self.last = number
                found = CODE.search(subject)
                if found:
                    self.codes[address] = f"{found[1]} {found[2]}"


def journeys(kind: type[Sqlite] | type[Postgres], voters: int, seconds: float) -> dict[str, float]:
    """So many voters, spread evenly over so many seconds at most; gives the figures."""
    with scene(kind) as (database, environment):
        web = Web(environment, workers=2, threads=6)
        web.start()
        postman = subprocess.Popen(
            [
                *(sys.executable, "-m", "medborgarbudget.config.command", "db_worker"),
                *("--no-startup-delay", "--no-reload", "--interval=0.2"),
            ],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        post = Post(database.url)
        numbers, lock = iter(range(voters)), threading.Lock()
        times: list[float] = []
        failures: list[str] = []
        began = time.monotonic()

        def walk() -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                wait = began + seconds * number / voters - time.monotonic()
                if wait > 0:
                    time.sleep(wait)
                started = time.monotonic()
                try:
                    Browser(web.port, number).votes(post)
                except (Failed, OSError, http.client.HTTPException) as error:
                    failures.append(str(error))
                times.append(time.monotonic() - started)

        threads = [threading.Thread(target=walk, daemon=True) for _browser in range(BROWSERS)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(seconds * 3 + 300)
            took = time.monotonic() - began
        finally:
            post.ended.set()
            web.end()
            postman.terminate()
            postman.wait(30)
        for failure in sorted(set(failures))[:5]:
            print(f"  {failures.count(failure)} × {failure}", flush=True)
        total = json.loads(tell(environment, "total"))
        ordered = sorted(times)
        return {
            "voters": voters,
            "seconds": took,
            "errors": len(failures),
            "p50": ordered[len(ordered) // 2],
            "p95": ordered[int(len(ordered) * 0.95)],
            "opened": total["opened"],
            "right": total["choices"] == _expected(range(voters)),
        }


def _expected(voters: Iterator[int] | range) -> list[int]:
    """How many should have chosen each option, in order."""
    tally = [0] * OPTIONS
    for number in voters:
        for option in {number % OPTIONS + 1, (number * 5 + 3) % OPTIONS + 1}:
            tally[option - 1] += 1
    return tally


def run(voters: int, seconds: float) -> bool:
    """Both databases; prints a line for each."""
    kept = True
    for kind in (Sqlite, Postgres):
        figures = journeys(kind, voters, seconds)
        kept = kept and not figures["errors"] and bool(figures["right"]) and figures["opened"] == voters
        print(
            f"R4 {kind.name}: {figures['voters']} whole journeys in {figures['seconds']:.0f} s, {figures['errors']} errors, "
            f"p50 {figures['p50']:.2f} s, p95 {figures['p95']:.2f} s a journey; {figures['opened']} ballots opened, "
            f"totals {'right' if figures['right'] else 'WRONG'}",
            flush=True,
        )
    return kept
