"""Does the stand-alone verifier, which knows nothing of the product, check each ballot of every kind against the published definition?

For each kind one whole publication is accepted, and every ballot that breaks one of its rules is refused by the file and row where it
stands and by the rule. Whoever put it there holds the organisation's keys and has signed the package anew.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from medborgarbudget.domain.counting import telling
from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.policy import validate
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from tests.support.cast import NOW, grant, make_person
from tests.support.cycles import make_cycle
from tests.support.packages import Files, changed, lines, problems, published, resigned
from tests.support.random_ballots import random_choices, settle
from tests.support.voting import close, open_vote

pytestmark = pytest.mark.django_db

EACH = 130
"""Ballots of each area: enough for them to be published."""


@dataclass
class Case:
    """A kind with its settings, and for each ballot that breaks a rule what the verifier says. Norr has options 1–4, Söder 5–8, Öster 9–12."""

    kind: str
    rule: str
    settings: dict[str, Any]
    broken: dict[str, str]
    areas: list[str] = field(default_factory=lambda: ["Norr", "Söder"])


PLAIN = {
    "[]": "har inga val",
    "[1,1]": "nämner förslag 1 två gånger",
    "[99]": "nämner förslag 99, som inte finns",
    "[true]": "har ett val som inte är ett förslags nummer",
    "[1.0]": "har ett val som inte är ett förslags nummer",
    "[[1,1]]": "har ett val som inte är ett förslags nummer",
}
OTHER_AREA = {"[5]": "nämner förslag 5, som hör till ett annat område"}
VALUED = {
    "[]": "har inga val",
    "[[1,1],[1,2]]": "nämner förslag 1 två gånger",
    "[[99,1]]": "nämner förslag 99, som inte finns",
    "[[5,1]]": "nämner förslag 5, som hör till ett annat område",
    "[1]": "har ett val utan förslag eller värde",
    "[[1]]": "har ett val utan förslag eller värde",
    "[[1,true]]": "har ett val utan förslag eller värde",
    "[[1,2.0]]": "har ett val utan förslag eller värde",
}
CASES = {
    "up to k": Case(
        "up_to_k",
        "greedy",
        {"max_choices": 3, "min_choices": 2},
        {**PLAIN, **OTHER_AREA, "[1,2,3,4]": "har 4 val; regeln är högst 3 i Norr", "[1]": "har 1 val; regeln är minst 2 i Norr"},
    ),
    "one": Case("one", "greedy", {"max_choices": None}, {**PLAIN, **OTHER_AREA, "[1,2]": "har 2 val; regeln är ett i Norr"}),
    "own area and one of free choice": Case(
        "own_and_free",
        "equal-shares",
        {"max_choices": 2},
        {
            **PLAIN,
            "[1,2,3]": "har 3 val; regeln är högst 2 i Norr",
            "[1,5,6,7]": "har 3 val; regeln är högst 2 i Söder",
            "[1,5,9]": "har val i 2 områden utöver det egna; regeln är högst 1",
            "[5,9]": "har val i 2 områden utöver det egna; regeln är högst 1",
        },
        ["Norr", "Söder", "Öster"],
    ),
    "knapsack": Case(
        "knapsack", "equal-shares", {"max_choices": None}, {**PLAIN, **OTHER_AREA, "[1,2,3]": "kostar 750000 kronor; potten är 700000 i Norr"}
    ),
    "points, stacked": Case(
        "points",
        "points",
        {"max_choices": None, "points_total": 10},
        {
            **VALUED,
            "[[1,11]]": "ger förslag 1 värdet 11; tillåtet är 1 till 10 i Norr",
            "[[1,0]]": "ger förslag 1 värdet 0; tillåtet är 1 till 10 i Norr",
            "[[1,-3]]": "ger förslag 1 värdet -3; tillåtet är 1 till 10 i Norr",
            "[[1,6],[2,5]]": "ger 11 poäng; regeln är högst 10 i Norr",
        },
    ),
    "points, not stacked": Case(
        "points",
        "equal-shares",
        {"max_choices": None, "points_total": 3, "points_each": 1, "min_choices": 2},
        {
            **VALUED,
            "[[1,2]]": "ger förslag 1 värdet 2; tillåtet är 1 till 1 i Norr",
            "[[1,1],[2,1],[3,1],[4,1]]": "ger 4 poäng; regeln är högst 3 i Norr",
            "[[1,1]]": "har 1 val; regeln är minst 2 i Norr",
        },
    ),
    "ranking with points": Case(
        "ranking",
        "points",
        {"max_choices": 3, "min_choices": 2},
        {
            **VALUED,
            "[[1,1],[2,1]]": "ger två förslag samma plats i Norr",
            "[[1,1],[2,3]]": "hoppar över en plats i Norr",
            "[[1,2],[2,3]]": "hoppar över en plats i Norr",
            "[[1,1],[2,2],[3,3],[4,4]]": "ger förslag 4 värdet 4; tillåtet är 1 till 3 i Norr",
            "[[1,0],[2,1]]": "ger förslag 1 värdet 0; tillåtet är 1 till 3 i Norr",
            "[[1,1]]": "har 1 val; regeln är minst 2 i Norr",
        },
    ),
    "grades": Case(
        "grades",
        "majority-judgement",
        {"max_choices": None},
        {
            **VALUED,
            "[[1,5]]": "ger förslag 1 värdet 5; tillåtet är 0 till 4 i Norr",
            "[[1,-1]]": "ger förslag 1 värdet -1; tillåtet är 0 till 4 i Norr",
        },
    ),
    "plus and minus": Case(
        "plus_minus",
        "plus-minus",
        {"max_choices": 3},
        {
            **VALUED,
            "[[1,2]]": "ger förslag 1 värdet 2; tillåtet är -1 och 1 i Norr",
            "[[1,0]]": "ger förslag 1 värdet 0; tillåtet är -1 och 1 i Norr",
            "[[1,1],[2,-1],[3,1],[4,1]]": "har 4 val; regeln är högst 3 i Norr",
        },
    ),
    "star": Case(
        "star",
        "star",
        {"max_choices": None},
        {
            **VALUED,
            "[[1,6]]": "ger förslag 1 värdet 6; tillåtet är 1 till 5 i Norr",
            "[[1,0]]": "ger förslag 1 värdet 0; tillåtet är 1 till 5 i Norr",
        },
    ),
}  # fmt: skip


def _published(lund: Organisation, case: Case, doris: Person, maja: Person) -> tuple[Vote, bytes]:
    amounts = [700_000, 900_000, 1_200_000][: len(case.areas)]
    rules = {"ballot_kind": case.kind, "counting_rule": case.rule, **case.settings}
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.VOTE], areas=case.areas, pots=amounts, rules=rules)
    settle(cycle)
    vote = open_vote(cycle, actor=doris, second=maja)
    definition, chance = definition_of(vote), random.Random(case.kind)
    bulk_cast(
        vote,
        [(style.code, random_choices(definition, style.code, chance)) for style in definition.styles for _ in range(EACH)],
    )  # fmt: skip
    opened = actions.open_urn(vote=close(vote), actor=doris, second=maja, now=database_now())
    return opened, published(opened, doris, maja)


@pytest.mark.parametrize("name", CASES)
def test_each_ballot_is_checked_against_the_definition_of_its_kind(
    lund: Organisation, doris: Person, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(telling, "AT_ONCE", 0)
    monkeypatch.setattr(telling, "AT_MOST", 0)
    case = CASES[name]
    vote, content = _published(lund, case, doris, grant(make_person("Maja"), lund, RoleName.LEAD))
    assert problems(content) == [], "a right publication is accepted"
    told = []
    for choices, reason in case.broken.items():
        assert validate(definition_of(vote), "norr", json.loads(choices)), choices
        row = f'{{"choices":{choices},"style":"norr"}}'
        files = changed(content, lines("ballots.txt", lambda rows, row=row: _put(rows, row)))  # type: ignore[misc]
        place = files["ballots.txt"].decode().splitlines().index(row) + 1
        wanted = f"rösten på rad {place} i ballots.txt {reason}"
        found = problems(resigned(files, vote))
        assert [each for each in found if each.endswith(wanted)], f"{choices}: {wanted} is not in {found}"
        told.append(f"  {name} {choices}: {wanted}")
    wanted = "Norr: filen har andra röster än urnan"
    found = problems(resigned(changed(content, _change_count_file), vote))
    assert [each for each in found if each.endswith(wanted)], found
    told.append(f"  {name}, one ballot in the count's file is another's: {wanted}")
    print(f"\n{name}: {EACH * len(case.areas)} ballots accepted, {len(told)} broken ones refused by row and rule")
    if os.environ.get("PROOF_REASONS"):
        print("\n".join(told))


def _change_count_file(files: Files) -> None:
    """In the first count's file a ballot becomes a copy of another."""
    name = min(name for name in files if name.endswith(".pb"))
    head, votes = files[name].decode().split("\nVOTES\n")
    titles, *rows = votes.splitlines()
    _voter, first = rows[0].split(";", 1)
    place = next(place for place, row in enumerate(rows) if row.split(";", 1)[1] != first)
    rows[place] = f"{rows[place].split(';', 1)[0]};{first}"
    files[name] = "\n".join([head, "VOTES", titles, *rows, ""]).encode()


def _put(rows: list[str], row: str) -> None:
    """In place of another of the same area."""
    rows[next(place for place, each in enumerate(rows) if '"norr"' in each)] = row
    rows.sort()
