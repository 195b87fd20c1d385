"""How long does a roll take to read, and how much memory? A file of invented persons is made, uploaded and read by a process of its own.

BENCH_ROWS sets the number of rows (1000000). Numbers are made to be valid; they are nobody's: birth days are spread evenly over ninety
years and the last digits drawn by lot. Each line is one whole reading: from the uploaded file to a roll that waits for approval.
"cpu s" is what the process itself used, which
tells more than the clock on a machine with other work.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.casting import ROOT, _postgres, _sqlite

HEAD = ("Personnummer", "Namn", "Utdelningsadress", "Postnr", "Postort", "Område", "Skyddad")
AREAS = ("Norr", "Söder", "Öster", "Väster", "Centrum")
FIRST_DAY = date(1925, 1, 1)


def run(say: Callable[..., None] = print) -> None:
    rows = int(os.environ.get("BENCH_ROWS", "1000000"))
    say(
        f"{'file':<6}{'database':<12}{'rows':>10}{'MB':>7}{'upload s':>10}{'read s':>9}{'cpu s':>8}{'peak MB':>9}{'entries':>10}"
    )
    with tempfile.TemporaryDirectory(prefix="medborgarbudget-bench-") as folder:
        files = {"csv": Path(folder) / "roll.csv", "xlsx": Path(folder) / "roll.xlsx"}
        write_csv(files["csv"], rows)
        write_xlsx(files["xlsx"], rows)
        for kind, file in files.items():
            for name, databases in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
                with databases() as environment:
                    figures = _read(environment, file)
                size = file.stat().st_size / 1e6
                say(
                    f"{kind:<6}{name:<12}{rows:>10}{size:>7.0f}{figures['upload']:>10.1f}{figures['read']:>9.1f}{figures['cpu']:>8.1f}"
                    f"{figures['peak']:>9.0f}{figures['entries']:>10}"
                )


# --- files ---


def persons(rows: int) -> Iterator[tuple[str, ...]]:
    """Rows of invented persons, the same each time, each once."""
    drawn = random.Random(5)
    days = 365 * 90
    for number in range(rows):
        born = FIRST_DAY + timedelta(days=number % days)
        nine = f"{born:%y%m%d}{number // days:03d}"
        digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(nine)]
        check = -sum(digit // 10 + digit % 10 for digit in digits) % 10
        yield (
            f"{born.year // 100}{nine}{check}", f"Förnamn{number % 977} Efternamn{number % 7919}", f"Gatan {number % 5000}",
            f"{drawn.randrange(10000, 99999)}", "Storstad", AREAS[number % len(AREAS)], "J" if number % 5000 == 0 else "",
        )  # fmt: skip


def write_csv(file: Path, rows: int) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        out.write(";".join(HEAD) + "\r\n")
        out.writelines(";".join(row) + "\r\n" for row in persons(rows))


def write_xlsx(file: Path, rows: int) -> None:
    """As Excel writes it: texts in a table of their own, cells that refer to them."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        start = '<?xml version="1.0" encoding="UTF-8"?>'
        space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        book.writestr(
            "xl/workbook.xml",
            f'{start}<workbook {space} xmlns:r="{relations}"><sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{start}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f"{start}<worksheet {space}><sheetData>".encode())
            for number, row in enumerate(_with_head(rows), start=1):
                cells = "".join(
                    f'<c r="{chr(65 + place)}{number}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>'
                    for place, text in enumerate(row)
                    if text
                )
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(f'{start}<sst {space} uniqueCount="{len(texts)}">'.encode())
            for text in texts:
                strings.write(f"<si><t>{text}</t></si>".encode())
            strings.write(b"</sst>")


def _with_head(rows: int) -> Iterator[tuple[str, ...]]:
    yield HEAD
    yield from persons(rows)


# --- the process that reads ---


def _read(environment: dict[str, str], file: Path) -> dict[str, float]:
    said = subprocess.run(
        [sys.executable, "-m", "bench.rolls", str(file)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=900,
    ).stdout
    figures: dict[str, float] = json.loads(said.splitlines()[-1])
    return figures


def child(file: Path) -> None:
    from bench.scratch import configure

    configure(os.environ["DATABASE_URL"])
    from django.conf import settings
    from django.db import connection

    from medborgarbudget.domain.cycles.models import Cycle, CycleArea, RuleSheet
    from medborgarbudget.domain.organisations.models import Area, Organisation
    from medborgarbudget.domain.people.models import Person, Role, RoleName
    from medborgarbudget.domain.rolls import actions, checking
    from medborgarbudget.domain.rolls.models import Roll, RollState
    from medborgarbudget.foundation import clock

    assert settings.TASKS["default"]["BACKEND"].startswith("django_tasks_db")
    now = clock.now()
    organisation = Organisation.objects.create(
        slug="stor", name="Stor", short_name="Stor", created_at=now, changed_at=now
    )
    lead = Person.objects.create_user("lead@example.org", None, name="Doris")
    Role.objects.create(organisation=organisation, person=lead, role=RoleName.LEAD, granted_at=now)
    cycle = Cycle.objects.create(
        organisation=organisation, slug="2027", name="2027", year=2027, promise="p", level="influence", reference_prefix="S",
        created_at=now, changed_at=now,
    )  # fmt: skip
    for name in AREAS:
        area = Area.objects.create(organisation=organisation, name=name, code=name.lower())
        CycleArea.objects.create(cycle=cycle, area=area)
    RuleSheet.objects.create(
        cycle=cycle, version=1, min_age=16, age_on=date(2027, 6, 1), tie_to_place="Bor här", max_choices=3,
        identities=["code_letter"], created_at=now,
    )  # fmt: skip
    started = time.perf_counter()
    with file.open("rb") as content:
        roll = actions.read_in(
            cycle=cycle, chunks=iter(lambda: content.read(64 * 1024), b""), file_name=file.name, request_key="bench",
            actor=lead, now=now,
        )  # fmt: skip
    uploaded = time.perf_counter()
    used = time.process_time()
    checking.check(roll.pk)
    read, used = time.perf_counter(), time.process_time() - used
    roll = Roll.objects.get(pk=roll.pk)
    assert roll.state == RollState.CHECKED, roll.refusal
    figures = {
        "upload": uploaded - started,
        "read": read - uploaded,
        "cpu": used,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "entries": roll.summary["entries"],
        "vendor": connection.vendor,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    child(Path(sys.argv[1]))
