"""Is a vote for some only held to those whom the roll says are in the groups or classes that the rules name?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from medborgarbudget.domain.cycles.models import Cycle, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls import permissions, queries
from medborgarbudget.domain.rolls.models import Roll, RollEntry, RollState, SealedAddresses
from medborgarbudget.domain.voting.queries import missing_before_vote
from medborgarbudget.foundation.clock import database_now
from tests.support.cycles import make_cycle
from tests.support.rolls import ASTA, BO, CISSI, DAVID, ELSA, approve, csv_file, entry, read_in

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


@pytest.fixture
def cycle(lund: Organisation, doris: Person, settings: Any) -> Cycle:
    settings.EID_PROVIDERS = ("something",)
    cycle = make_cycle(lund, database_now(), rules={"identities": [Identity.EID]})
    step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    return Cycle.objects.get(pk=cycle.pk)


def only(cycle: Cycle, kind: str, *groups: str, **others: Any) -> None:
    cycle.rule_sheets.update(group_kind=kind, groups=list(groups), **others)


def read(cycle: Cycle, head: list[str], *rows: list[str]) -> Roll:
    return read_in(cycle, csv_file([head, *rows]))


def test_who_is_in_no_such_group_is_left_out_and_counted(cycle: Cycle) -> None:
    only(cycle, "group", "Ungdomsrådet", "Pensionärsrådet")
    rows = [[ASTA, "ungdomsrådet"], [BO, "Elevrådet"], [BO, ""], [DAVID, "Pensionärsrådet "], [ELSA, "Ungdomsrådet 2"]]
    roll = read(cycle, ["Personnummer", "Grupp"], *rows)
    assert (roll.state, roll.summary["entries"], roll.summary["outside_groups"]) == (RollState.CHECKED, 2, 3)
    assert entry(roll, ASTA) and entry(roll, DAVID)
    assert approve(roll).state == RollState.APPROVED


def test_somebody_in_two_groups_comes_in_by_either_once(cycle: Cycle) -> None:
    only(cycle, "group", "Ungdomsrådet", "Elevrådet")
    rows = [[ASTA, "Fotbollslaget"], [ASTA, "Elevrådet"], [ASTA, "Ungdomsrådet"]]
    roll = read(cycle, ["Personnummer", "Grupp"], *rows)
    assert (roll.summary["entries"], roll.summary["doubles"], roll.summary["outside_groups"]) == (1, 1, 1)


def test_a_file_that_does_not_tell_who_they_are_is_refused(cycle: Cycle) -> None:
    only(cycle, "group", "Ungdomsrådet")
    roll = read(cycle, ["Personnummer", "Klass"], [ASTA, "Ungdomsrådet"])
    assert roll.state == RollState.REFUSED and "rubriken Grupp" in roll.refusal and not RollEntry.objects.exists()
    only(cycle, "class", "7B")
    roll = read(cycle, ["Personnummer", "Grupp"], [ASTA, "7B"])
    assert roll.state == RollState.REFUSED and "rubriken Klass" in roll.refusal


def test_a_school_or_some_of_its_classes(cycle: Cycle) -> None:
    only(cycle, "class", "Lerbäckskolan", "Fäladsskolan 9A")
    rows = [[ASTA, "Lerbäckskolan", "7B"], [BO, "Fäladsskolan", "9B"], [CISSI, "Fäladsskolan", "9a"], [ELSA, "", "7B"]]
    roll = read(cycle, ["Personnummer", "Skola", "Klass"], *rows)
    assert (roll.summary["entries"], roll.summary["outside_groups"]) == (2, 2)
    assert entry(roll, ASTA) and entry(roll, CISSI)
    assert not SealedAddresses.objects.exists(), "no names are kept that no way in has a use for"


def test_changed_groups_ask_for_a_new_reading(cycle: Cycle, doris: Person) -> None:
    only(cycle, "group", "Ungdomsrådet")
    roll = read(cycle, ["Personnummer", "Grupp"], [ASTA, "Ungdomsrådet"])
    only(cycle, "group", "Elevrådet")
    assert "vilka som får rösta" in str(permissions.may_have_approved(doris, roll, database_now()).reason)
    only(cycle, "group", "Ungdomsrådet")
    approve(roll)
    assert not any("andra regler" in line for line in missing_before_vote(cycle, database_now()))
    only(cycle, "")
    assert any("andra regler" in line for line in missing_before_vote(cycle, database_now()))


@pytest.mark.parametrize(
    ("kind", "ways", "needed"),
    [
        ("group", [Identity.EID], True),
        ("class", [Identity.EID], True),
        ("group", [Identity.SCHOOL_CLASS], True),
        ("class", [Identity.SCHOOL_CLASS], False),
        ("", [Identity.EID], False),
    ],
)
def test_a_vote_for_some_needs_a_roll_that_knows_them(
    cycle: Cycle, kind: str, ways: list[Identity], needed: bool
) -> None:
    only(cycle, kind, *(["7B"] if kind else []), identities=ways)
    assert any("Bara vissa får rösta" in line for line in missing_before_vote(cycle, database_now())) == needed


def test_names_of_pupils_are_sealed_by_class_and_those_of_protected_ones_not_at_all(cycle: Cycle) -> None:
    cycle.rule_sheets.update(identities=[Identity.SCHOOL_CLASS, Identity.EID])
    head = ["Personnummer", "Skola", "Klass", "Namn", "Skyddad"]
    rows = [
        [ASTA, "Lerbäck", "7B", "Asta Ek", ""],
        [BO, "lerbäck", "7b", "Bo Alm", ""],
        [CISSI, "Lerbäck", "7C", "Cissi Dal", ""],
        [DAVID, "Lerbäck", "7B", "Hemlig Person", "ja"],
        [ELSA, "", "", "Elsa Ek", ""],
    ]
    roll = approve(read(cycle, head, *rows))
    assert (roll.summary["entries"], roll.summary["pupils"], roll.summary["addresses"]) == (5, 3, 0)
    assert queries.classes_to_print(roll) == [("Lerbäck 7B", 2), ("Lerbäck 7C", 1)]
    stored = b"".join(bytes(content) for content in SealedAddresses.objects.values_list("content", flat=True))
    assert b"Asta" not in stored and b"Hemlig" not in stored


def test_a_roll_without_classes_or_names_is_not_approved_beside_codes_from_school(cycle: Cycle, doris: Person) -> None:
    cycle.rule_sheets.update(identities=[Identity.SCHOOL_CLASS])
    for head, row in (["Personnummer"], [ASTA]), (["Personnummer", "Klass"], [ASTA, "7B"]):
        roll = read(cycle, head, row)
        assert "kolumnerna Klass och Namn" in str(permissions.may_have_approved(doris, roll, database_now()).reason)
