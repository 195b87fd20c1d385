"""How many queries do the residents' pages ask, and how many bytes does a first visit fetch?"""

from __future__ import annotations

import gzip
import re
import time

from bench import scratch

SIZES = (20, 200, 2000)
FIRST_VISIT_LIMIT = 100_000
COLD_LIMIT = 12


def run() -> None:
    scratch.configure()
    from django.contrib.staticfiles import finders
    from django.core.cache import cache
    from django.test import Client

    from bench import crowd

    print("| page | proposals | queries cold | queries again | ms cold | ms again | HTML kB gz |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    page = b""
    for size in SIZES:
        organisation, cycle = crowd.cycle_with_proposals(size)
        for name, path in (
            ("start", f"/{organisation.slug}/"),
            ("proposals", f"/{organisation.slug}/omgangar/{cycle.slug}/forslag/"),
            ("proposals, searched", f"/{organisation.slug}/omgangar/{cycle.slug}/forslag/?sok=park&sortering=nya"),
        ):
            client = Client()
            client.cookies["ordning"] = "7"
            cache.clear()
            client.get("/healthz")
            cold, cold_time, response = _ask(client, path)
            again, again_time, _ = _ask(client, path)
            assert response.status_code == 200, (path, response.status_code)
            page = response.content if name == "proposals" and size == 200 else page
            size_gz = len(gzip.compress(response.content)) / 1000
            print(f"| {name} | {size} | {cold} | {again} | {cold_time:.0f} | {again_time:.1f} | {size_gz:.1f} |")
    parts = {"HTML": len(gzip.compress(page))}
    for address in sorted(set(re.findall(r'(?:href|src)="/static/([^"?]+\.(?:css|js))"', page.decode()))):
        plain = re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", address)
        found = finders.find(plain)
        if found and "leaflet" not in plain and "map" not in plain.rsplit("/", 1)[-1]:
            with open(found, "rb") as file:  # noqa: PTH123
                parts[plain] = len(gzip.compress(file.read()))
    total = sum(parts.values())
    print(
        f"\nFirst visit to the list of 200, compressed, without pictures and map: {total / 1000:.1f} kB (limit {FIRST_VISIT_LIMIT / 1000:.0f})"
    )
    for name, amount in parts.items():
        print(f"  {amount / 1000:6.1f} kB  {name}")


def _ask(client, path):  # type: ignore[no-untyped-def]
    with scratch.counted_queries() as queries:
        started = time.perf_counter()
        response = client.get(path)
        taken = (time.perf_counter() - started) * 1000
    return len(queries), taken, response
