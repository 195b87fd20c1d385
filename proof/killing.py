"""R1: is an acknowledged ballot ever lost when workers, the server and the database are killed with kill -9 while four clients cast?

Each client is a browser that has the last submit left: it sends it, and when no answer comes it sends the same form again until one does.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import secrets
import threading
import time
from urllib.parse import urlencode

from proof.inside import SLUG
from proof.servers import Postgres, Sqlite, Web, scene, tell

CLIENTS = 4
BETWEEN = 12
"""Ballots that have to be acknowledged between one kill and the next."""
TIMES = 3
"""How often a voter votes."""
REFUSALS = frozenset({302, 303, 403, 409, 422})
"""Answers that tell the voter that the vote is not taken. Anything else is a page of an error, after which the same form is sent again:
a session that cannot be written because the database has just died is one such, with status 400."""
ADDRESS = f"/{SLUG}/omgangar/2027/rosta/registrera/"
RECEIPT = re.compile(rb'id="receipt-code">([^<]+)<')


class Client(threading.Thread):
    """Casts for its voters one after another until told to end. `story` maps voter → [(attempt key, receipt code or None)]."""

    def __init__(self, port: int, voters: dict[str, list[str]], ended: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.voters, self.ended = port, voters, ended
        self.story: dict[str, list[list[str | None]]] = {}
        self.acknowledged = self.repeated = self.differing = 0
        self.refused: list[str] = []

    def run(self) -> None:
        for turn in range(TIMES):
            for voter, keys in self.voters.items():
                if self.ended.is_set():
                    return
                self._vote(voter, keys[turn])

    def _vote(self, voter: str, session: str) -> None:
        attempt = secrets.token_urlsafe(24)
        told: list[str | None] = [attempt, None]
        self.story.setdefault(voter, []).append(told)
        deadline = time.monotonic() + 60
        while told[1] is None and time.monotonic() < deadline:
            told[1] = self._send(session, attempt)
            if told[1] is None:
                if self.ended.is_set():
                    return
                time.sleep(0.05)
        self.acknowledged += told[1] is not None
        if random.random() < 0.1:  # the same form once more, as from an impatient thumb
            again = self._send(session, attempt)
            if again is not None:
                self.repeated += 1
                self.differing += again != told[1]

    def _send(self, session: str, attempt: str) -> str | None:
        token = "a" * 32
        body = urlencode({"attempt": attempt, "csrfmiddlewaretoken": token})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={token}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", ADDRESS, body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()
        found = RECEIPT.search(content)
        if found:
            return found[1].decode()
        if answer.status in REFUSALS:
            self.refused.append(f"{answer.status} {answer.headers.get('Location', '')}")
        return None


def rounds_of(kind: type[Sqlite] | type[Postgres], rounds: int) -> dict[str, int]:
    """Kill that many times; give the figures."""
    chance = random.Random(2027)
    with scene(kind) as (database, environment):
        keys = json.loads(tell(environment, "sessions", str(rounds * BETWEEN * 2 + 100), str(TIMES)))
        web = Web(environment)
        web.start()
        ended = threading.Event()
        clients = [
            Client(web.port, {f"v{voter}": keys[voter] for voter in range(place, len(keys), CLIENTS)}, ended)
            for place in range(CLIENTS)
        ]
        killed = {"worker": 0, "server": 0, "database": 0}
        try:
            for client in clients:
                client.start()
            ways = ["worker", "server", *(["database"] if isinstance(database, Postgres) else [])]
            for turn in range(rounds):
                _wait_for(clients, BETWEEN)
                time.sleep(chance.uniform(0, 0.1))
                way = ways[turn % len(ways)]
                killed[way] += 1
                if way == "worker":
                    web.kill_worker(chance.randrange(100))
                elif way == "server":
                    web.kill()
                elif isinstance(database, Postgres):
                    database.kill()
            _wait_for(clients, BETWEEN)
            ended.set()
            for client in clients:
                client.join(90)
        finally:
            ended.set()
            web.end()
        told = {voter: story for client in clients for voter, story in client.story.items()}
        figures: dict[str, int] = json.loads(tell(environment, "judge", given=json.dumps(told)))
        figures |= {f"killed_{way}": number for way, number in killed.items()}
        figures["repeated"] = sum(client.repeated for client in clients)
        figures["differing"] = sum(client.differing for client in clients)
        refused = [answer for client in clients for answer in client.refused]
        if refused:
            print(f"refused: {sorted(set(refused))}")
        figures["refused"] = len(refused)
        return figures


def _wait_for(clients: list[Client], more: int) -> None:
    wanted = sum(client.acknowledged for client in clients) + more
    deadline = time.monotonic() + 60
    while sum(client.acknowledged for client in clients) < wanted and time.monotonic() < deadline:
        time.sleep(0.01)


def is_kept(figures: dict[str, int]) -> bool:
    """Whether nothing that was acknowledged is lost, nothing counted twice, and the urn holds what the slots held."""
    clean = not (figures["lost"] or figures["wrong"] or figures["differing"] or figures["refused"])
    return clean and figures["slots"] == figures["opened"] and figures["acknowledged"] > 0


def run(rounds: int) -> bool:
    """Both databases; prints a line for each."""
    kept = True
    for kind in (Sqlite, Postgres):
        figures = rounds_of(kind, rounds)
        kept = is_kept(figures) and kept
        print(
            f"R1 {kind.name}: {rounds} rounds of kill -9 (workers {figures['killed_worker']}, server {figures['killed_server']}, "
            f"database {figures['killed_database']}) while {CLIENTS} clients cast: {figures['acknowledged']} acknowledged, "
            f"{figures['lost']} lost; {figures['repeated']} submits repeated, {figures['differing']} with another receipt; "
            f"{figures['slots']} slots, {figures['opened']} ballots in the opened urn",
            flush=True,
        )
    return kept
