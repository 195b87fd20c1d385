"""S16: from everything that is published of a vote, can anybody work out a number that was kept back, by adding and subtracting?

The attacker takes the package, and with it every equation that holds between its numbers and the hidden ones: areas add up to all counted
ballots, ways of voting too, and published ballots are what is left when others are taken away. PROOF_TABLES sets the number of invented
tables beside the whole votes (400).
"""

from __future__ import annotations

import io
import json
import os
import random
import zipfile
from fractions import Fraction
from typing import Any

import pytest

from medborgarbudget.domain.counting import queries
from medborgarbudget.domain.counting.actions import count_vote, publish_result
from medborgarbudget.domain.counting.package import package_of
from medborgarbudget.domain.counting.policy import may_publish_ballots
from medborgarbudget.domain.counting.privacy import SMALLEST_CELL, published_parts, published_table
from medborgarbudget.domain.counting.queries import publication_of
from medborgarbudget.domain.cycles.models import Pot
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cycles import make_cycle
from tests.support.voting import close, open_vote

Equation = tuple[dict[Any, int], int]
"""Sum of these unknowns is this number."""


def solved(equations: list[Equation]) -> dict[Any, Fraction]:
    """Every unknown that the equations settle, by elimination in exact numbers."""
    unknowns = sorted({name for left, _right in equations for name in left}, key=str)
    rows = [[Fraction(left.get(name, 0)) for name in unknowns] + [Fraction(right)] for left, right in equations]
    done = 0
    for column in range(len(unknowns)):
        lead = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if lead is None:
            continue
        rows[done], rows[lead] = rows[lead], rows[done]
        rows[done] = [cell / rows[done][column] for cell in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][column]:
                factor = rows[row][column]
                rows[row] = [cell - factor * other for cell, other in zip(rows[row], rows[done], strict=True)]
        done += 1
    found = {}
    for row in rows[:done]:
        here = [place for place, cell in enumerate(row[:-1]) if cell]
        if len(here) == 1:
            found[unknowns[here[0]]] = row[-1]
    return found


def sums_to(parts: dict[Any, int | None], whole: int) -> Equation:
    """What a published sum says of the parts that are hidden."""
    return {name: 1 for name, n in parts.items() if n is None}, whole - sum(n for n in parts.values() if n is not None)


def test_the_attack_finds_what_a_careless_table_gives_away() -> None:
    """It would find one: a single hidden cell is what is left of the sum."""
    assert solved([sums_to({"norr": 40, "söder": None}, 43)]) == {"söder": 3}
    careless = {("norr", 1): 1, ("norr", 2): 1}
    assert solved([(careless, 9), ({("norr", 1): 1}, 4)]) == {("norr", 1): 4, ("norr", 2): 5}


def test_s16_no_hidden_cell_of_any_table_can_be_worked_out() -> None:
    many = int(os.environ.get("PROOF_TABLES", "400"))
    chance = random.Random(16)
    hidden = told = small = 0
    for _table in range(many):
        rows, columns = chance.randint(1, 6), chance.randint(1, 5)
        cells = [[chance.choice([0, 1, 3, 8, 9, 10, 11, 25, 120]) for _c in range(columns)] for _r in range(rows)]
        voters = [sum(row) for row in cells]
        shown = published_table(cells, voters=voters)
        # Sums are published too, where they themselves may be.
        sums = published_parts(dict(enumerate(voters)))
        equations: list[Equation] = [
            sums_to({(r, c): n for c, n in enumerate(row)}, voters[r])
            for r, row in enumerate(shown)
            if sums[r] is not None and columns > 1
        ]
        for c in range(columns):
            whole = sum(cells[r][c] for r in range(rows))
            if whole >= SMALLEST_CELL and rows > 1:
                equations.append(sums_to({(r, c): shown[r][c] for r in range(rows)}, whole))
        known = solved([one for one in equations if one[0]])
        hidden += sum(n is None for row in shown for n in row)
        small += sum(n is not None and n < SMALLEST_CELL for row in shown for n in row)
        told += sum(0 < value < SMALLEST_CELL for value in known.values())
        parts = published_parts(dict(enumerate(voters)))
        left = solved([sums_to(parts, sum(voters))] if None in parts.values() else [])
        told += sum(0 < value < SMALLEST_CELL for value in left.values()) if sum(voters) >= SMALLEST_CELL else 0
    print(
        f"\nS16: {many} tables, {hidden} cells hidden, {told} worked out by subtraction, {small} shown under {SMALLEST_CELL}"
    )
    assert told == small == 0 and hidden > many


def published(vote: Vote, doris: Person, *, publish_ballots: bool) -> dict[str, Any]:
    count_vote(vote=vote, actor=doris, now=database_now())
    publish_result(vote=vote, actor=doris, now=database_now(), publish_ballots=publish_ballots)
    vote = Vote.objects.select_related("organisation", "cycle__organisation", "rule_sheet").get(pk=vote.pk)
    publication = publication_of(vote)
    assert publication is not None
    with zipfile.ZipFile(io.BytesIO(package_of(vote, publication, database_now()))) as archive:
        files = {name: archive.read(name).decode(errors="replace") for name in archive.namelist()}
    return {
        "names": set(files),
        "log": files["log.txt"],
        **{name: json.loads(files[f"{name}.json"]) for name in ("vote", "counts")},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("sizes", [(120, 4, 7), (150, 130, 3), (12, 11, 9), (140, 130, 120)])
def test_s16_a_whole_vote_tells_no_small_number(lund: Organisation, doris: Person, sizes: tuple[int, ...]) -> None:
    areas = ["Norr", "Söder", "Väst"]
    cycle = make_cycle(lund, database_now(), areas=areas, pots=[500_000, 700_000, 600_000])
    Pot.objects.create(cycle=cycle, name="Hela Lund", amount=900_000, fixed_amount=900_000, position=9)
    vote = open_vote(cycle, actor=doris, per_area=2)
    codes = [area.lower() for area in areas]
    for place, (code, size) in enumerate(zip(codes, sizes, strict=True)):
        bulk_cast(vote, ((code, [2 * place + 1 + turn % 2]) for turn in range(size)))
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    allowed = all(size >= 100 for size in sizes)
    count_vote(vote=opened, actor=doris, now=database_now())
    assert bool(may_publish_ballots(queries.sizes(opened))) is allowed
    if not allowed:
        with pytest.raises(Refused, match="varje område"):
            publish_result(vote=opened, actor=doris, now=database_now(), publish_ballots=True)
    told = published(opened, doris, publish_ballots=allowed)
    turnout = told["vote"]["turnout"]
    known = solved([sums_to(turnout, sum(sizes))] if None in turnout.values() else [])
    for code, size in zip(codes, sizes, strict=True):
        if size < SMALLEST_CELL:
            assert turnout[code] is None and code not in known
    for count in told["counts"]:
        pot = Pot.objects.get(pk=count["pot"])
        code = pot.cycle_area.area.code if pot.cycle_area is not None else ""
        if code and turnout[code] is None:
            assert count["ballots"] is None and count["votes"] is None
            assert count["digest"] is None or dict(zip(codes, sizes, strict=True))[code] >= 100
    assert ("ballots.txt" in told["names"]) is allowed
