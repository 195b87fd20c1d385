"""make bench: what do the figures in the documentation look like on this machine?

Each part prints a table; times are compared as ratios within one run, since machines differ. A part that cannot run says why and the rest go on.

    python -m bench              all parts
    python -m bench pages cast   only these
"""

from __future__ import annotations

import importlib
import os
import platform
import sys
import time
import traceback

PARTS = {
    "pages": ("bench.pages", "Queries and bytes of the residents' pages"),
    "search": ("bench.search_speed", "Searching the network: 5,000 things on both databases"),
    "cast": ("bench.casting", "Casting a ballot: statements, ballots per second on both databases"),
    "rolls": ("bench.rolls", "Reading an electoral roll: a million rows, CSV and XLSX, on both databases"),
    "import": ("bench.election_import", "Importing and counting a real election"),
    "count": ("bench.pbcount_speed", "Counting rules, beside the research library"),
    "fuzz": ("bench.pbcount_fuzz", "Broken files: 20,000 mutations"),
    "recount": ("bench.recount", "The recount in readers' browsers beside pbcount"),
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"Unknown part: {', '.join(unknown)}. Known: {', '.join(PARTS)}.")
        return 2
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores, {time.strftime('%Y-%m-%d')}"
    )
    failed = 0
    for name, (module, title) in PARTS.items():
        if names and name not in names:
            continue
        print(f"\n## {title}\n", flush=True)
        started = time.perf_counter()
        try:
            importlib.import_module(module).run()
        except Exception:
            failed += 1
            traceback.print_exc()
        print(f"\n({name}: {time.perf_counter() - started:.1f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
