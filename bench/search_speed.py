"""How fast does the network's search answer over 5,000 things, on both databases?

The time is that of the whole question: ranked page, numbers by kind and marked snippets, without the page's frame.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time

from bench.casting import ROOT, _postgres, _sqlite

SIZE = 5000
LIMIT_MS = 100
ROUNDS = 10
QUESTIONS = (
    "medborgarbudget",
    "skolbudget ungdomar",
    "jämlika andelar röstning",
    "bänkarna i parken",
    "me",
    "finnsinte",
    "utvärdering av deltagandet i kommunens skolor",
    "",
)
WORDS = """medborgarbudget kommun region förslag röstning omröstning jämlika andelar skola skolbudget ungdomar äldre park bänk lekplats
    belysning trygghet klimat utvärdering deltagande möte träff studieresa modell metod vägledning forskning lag beslut nämnd fullmäktige
    invånare pengar budget genomförande återkoppling bedömning tjänsteperson förening bygdegård landsbygd tätort hälsa kultur idrott natur"""


def run() -> None:
    print(f"{SIZE} things, {ROUNDS} rounds of each question; limit {LIMIT_MS} ms")
    print(f"\n{'database':<12}{'question':<50}{'found':>7}{'p50 ms':>9}{'worst ms':>10}{'own CPU ms':>12}")
    slow = []
    for name, databases in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with databases() as environment:
            answer = subprocess.run(
                [sys.executable, "-m", "bench.search_speed"],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            )
        for line in answer.stdout.splitlines():
            question, found, middle, worst, own = line.split("\t")
            print(
                f"{name:<12}{question or '(nothing: the newest)':<50}{found:>7}{float(middle):>9.1f}{float(worst):>10.1f}"
                f"{float(own):>12.1f}"
            )
            slow += [f"{name}: {question}"] if float(middle) >= LIMIT_MS else []
    if slow:
        raise SystemExit(f"Slower than {LIMIT_MS} ms: {', '.join(slow)}")
    print(f"\nEvery question under {LIMIT_MS} ms: yes")


def _measure() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "medborgarbudget.config.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from medborgarbudget.domain.network.search.models import SearchEntry
    from medborgarbudget.domain.network.search.queries import search
    from medborgarbudget.domain.network.search.words import stemmed
    from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
    from medborgarbudget.foundation import clock

    call_command("migrate", verbosity=0, interactive=False)
    now = clock.now()
    hub = Organisation.objects.create(
        slug="bench",
        name="Nätverket",
        short_name="Nätet",
        kind=OrganisationKind.NETWORK,
        created_at=now,
        changed_at=now,
    )
    chance, known = random.Random(4), WORDS.split()
    # Words that are in few texts, and compounds; a text of 220 words has some six of the words asked for.
    rare = [f"{'bdfghjklmnprstv'[len(second) % 15]}{first[1:]}{second}" for first in known for second in known]
    entries = []
    for number in range(SIZE):
        title = " ".join(chance.choices(known, k=5))
        text = " ".join(
            chance.choice(known if chance.random() < 0.03 else rare) + chance.choice(("", "en", "er", "s"))
            for _word in range(220)
        )
        kind = chance.choice(("example", "library", "meeting", "page", "question", "document"))
        entries.append(
            SearchEntry(
                organisation=hub, kind=kind, key=str(number), title=title, text=text, url_name="network:search", at=now,
                title_stems=stemmed(title), text_stems=stemmed(text), audience="members" if number % 5 == 0 else "public",
            )
        )  # fmt: skip
    SearchEntry.objects.bulk_create(entries, batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE network_search_searchentry")
    for question in QUESTIONS:
        taken: list[float] = []
        own = time.process_time()
        for _round in range(ROUNDS):
            started = time.perf_counter()
            answer = search(hub, question, members_too=False)
            taken.append((time.perf_counter() - started) * 1000)
        own = (time.process_time() - own) * 1000 / ROUNDS
        print(f"{question}\t{answer.total}\t{statistics.median(taken):.2f}\t{max(taken):.2f}\t{own:.2f}")


if __name__ == "__main__":
    _measure()
