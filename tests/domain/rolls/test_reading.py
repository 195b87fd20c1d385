"""Does a file become a roll: one person once, protected people hidden, faults by row, nothing in force before two have said so?"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Deed, Identity, RuleSheet
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls import actions, addresses, checking, housekeeping, permissions, queries
from medborgarbudget.domain.rolls.models import (
    ChangeKind,
    RejectedRow,
    Roll,
    RollContact,
    RollEntry,
    RollState,
    SealedAddresses,
    UploadPiece,
)
from medborgarbudget.domain.rolls.references import many_references, person_reference
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cycles import make_cycle
from tests.support.rolls import (
    ASTA,
    BO,
    CISSI,
    COORDINATION,
    DAVID,
    ELSA,
    approve,
    confirm,
    csv_file,
    entry,
    make_roll,
    read_in,
    second_person,
    with_check_digit,
    xlsx_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.writes]
HEAD = ["Personnummer", "Område", "Skyddad", "Namn", "Adress", "Postnr", "Ort", "E-post"]


@pytest.fixture
def cycle(lund: Organisation, doris: Person) -> Cycle:
    return make_cycle(
        lund,
        database_now() - timedelta(days=30),
        open_deeds=[Deed.PROPOSE],
        areas=["Norr", "Söder"],
        pots=[900_000, 900_000],
        rules={
            "identities": [Identity.CODE_LETTER, Identity.EMAIL_CODE],
            "min_age": 16,
            "age_on": database_now().date(),
        },
    )


def person(number: str, area: str = "Norr", protected: str = "", name: str = "Någon") -> list[str]:
    return [number, area, protected, name, "Gatan 1", "222 22", "Lund", f"{number[-6:]}@example.org"]


def test_a_file_is_read_into_numbers_and_nothing_is_in_force(cycle: Cycle) -> None:
    rows = [HEAD, person(ASTA), person(BO, "söder"), person(CISSI), person(COORDINATION, "Norr")]
    for content, name in ((csv_file(rows), "l.csv"), (xlsx_file(rows), "l.xlsx")):
        roll = read_in(cycle, content, name=name)
        assert roll.state == RollState.CHECKED, roll.refusal
        assert (roll.summary["entries"], roll.summary["too_young"], roll.summary["coordination"]) == (3, 1, 1)
        assert roll.summary["areas"] == [["Norr", 2], ["Söder", 1], ["", 0]]
        assert not UploadPiece.objects.exists()
        assert entry(roll, BO).area == CycleArea.objects.get(area__name="Söder")
    assert queries.roll_in_force(cycle) is None and queries.roll_facts(cycle) is None


def test_one_person_in_many_forms_is_one_entry_and_in_two_areas_a_fault(cycle: Cycle) -> None:
    rows = [HEAD, person("19900118-9811"), person("900118-9811"), person("9001189811", "Söder"), person(BO), person(BO)]
    roll = read_in(cycle, csv_file(rows))
    assert (roll.summary["entries"], roll.summary["doubles"], roll.summary["rejected"]) == (2, 2, 1)
    (fault,) = queries.rejected_rows(roll)
    assert (fault.row, fault.column) == (4, "område") and "annat område" in fault.reason
    assert str(entry(roll, ASTA).area) == "Norr"


def test_faults_are_told_by_row_and_never_say_what_stood_there(cycle: Cycle) -> None:
    wrong = [person("19900118-9812"), person(BO, "Månen"), person(DAVID, "Norr", "kanske"), person(ELSA, "")]
    many = [person(with_check_digit(f"0101{day:02d}{n:03d}")) for day in range(1, 29) for n in range(2)]
    roll = read_in(cycle, csv_file([HEAD, *wrong, *many]))
    assert roll.state == RollState.CHECKED, roll.refusal
    assert [(row.row, row.column) for row in queries.rejected_rows(roll)] == [
        (2, "personnummer"), (3, "område"), (4, "skyddad"), (5, "område"),
    ]  # fmt: skip
    told = " ".join(row.reason for row in queries.rejected_rows(roll))
    assert "Månen" not in told and "9812" not in told and "kanske" not in told
    with pytest.raises(ValidationError, match="Rätta filen"):
        approve(roll, leave_out=False)
    assert approve(roll).state == RollState.APPROVED


def test_a_file_that_is_wrong_throughout_is_refused_and_leaves_nothing(cycle: Cycle) -> None:
    roll = read_in(cycle, csv_file([HEAD, *[person("19900118-9812")] * 20]))
    assert roll.state == RollState.REFUSED and "20 av 20" in roll.refusal and roll.refusal.startswith("Rad 2:")
    for content in (b"", b"Namn;Ort\r\nx;y\r\n", b"Personnummer\r\n", b"\x00" * 400):
        if not content:
            with pytest.raises(ValidationError, match="tom"), transaction.atomic():
                read_in(cycle, content)
            continue
        assert read_in(cycle, content).state == RollState.REFUSED
    assert not RollEntry.objects.exists() and not UploadPiece.objects.exists() and not RejectedRow.objects.exists()
    assert not SealedAddresses.objects.exists() and not RollContact.objects.exists()


def test_protected_people_have_no_area_name_address_or_sign(cycle: Cycle) -> None:
    rows = [HEAD, person(ASTA, "Norr", "J", "Hemlig"), person(BO, "Norr", "", "Synlig"), person(DAVID, "", "01003")]
    again = [person(ELSA, "Norr", "", "Hemlig"), person(ELSA, "Norr", "ja", "Hemlig")]
    roll = read_in(cycle, csv_file([*rows, *again]))
    assert (roll.summary["entries"], roll.summary["protected"], roll.summary["rejected"]) == (4, 3, 0)
    assert all(entry(roll, number).area is None for number in (ASTA, DAVID, ELSA))
    names = [one.name for sealed in roll.addresses.all() for one in addresses.addressees(sealed)]
    assert names == ["Synlig"] and roll.contacts.count() == 1
    assert {field.name for field in RollEntry._meta.get_fields()} == {
        "uuid", "roll", "person_ref", "area", "birth_year", "ended",
    }  # fmt: skip


def test_the_difference_from_the_roll_in_force_is_counted(cycle: Cycle) -> None:
    first = approve(read_in(cycle, csv_file([HEAD, person(ASTA), person(BO), person(DAVID)])))
    second = read_in(cycle, csv_file([HEAD, person(ASTA), person(BO, "Söder"), person(ELSA), person(COORDINATION)]))
    assert {name: second.summary[name] for name in ("added", "removed", "moved")} == {
        "added": 2, "removed": 1, "moved": 1,
    }  # fmt: skip
    third = read_in(cycle, csv_file([HEAD, person(ASTA)]))
    second = approve(second)
    first.refresh_from_db()
    assert (first.state, second.state) == (RollState.REPLACED, RollState.APPROVED)
    assert not first.entries.exists(), "the persons of a roll no longer in force are forgotten"
    assert not permissions.may_have_approved(second.uploaded_by, third, database_now())


def test_two_different_people_approve_and_only_one_roll_is_in_force(cycle: Cycle, doris: Person) -> None:
    roll = read_in(cycle, csv_file([HEAD, person(ASTA)]), actor=doris)
    deed = actions.ask_approval(roll=roll, leave_out=False, reason="Uttag i dag.", actor=doris, now=database_now())
    with pytest.raises(Refused, match="En annan person"):
        confirm(deed, doris)
    other = second_person(cycle)
    confirm(deed, other)
    roll.refresh_from_db()
    assert (roll.state, roll.approved_by) == (RollState.APPROVED, other)
    another = read_in(cycle, csv_file([HEAD, person(BO)]))
    with pytest.raises(IntegrityError), transaction.atomic():
        Roll.objects.filter(pk=another.pk).update(state=RollState.APPROVED)


def test_when_the_vote_has_opened_the_roll_changes_by_cases_only(cycle: Cycle, doris: Person) -> None:
    roll = make_roll(cycle, [person(ASTA), person(BO)], HEAD)
    waiting = read_in(cycle, csv_file([HEAD, person(ASTA)]))
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    step.opens_at, step.closes_at = database_now() - timedelta(hours=1), database_now() + timedelta(days=5)
    step.save()
    cycle = queries.roll_of(cycle.organisation, cycle, roll.version).cycle  # type: ignore[union-attr]
    waiting = Roll.objects.get(pk=waiting.pk)
    assert "ärende" in str(permissions.may_read_in(doris, cycle, database_now()).reason)
    assert "ärende" in str(permissions.may_have_approved(doris, waiting, database_now()).reason)

    def case(kind: ChangeKind, number: str, area: CycleArea | None = None, reason: str = "Flyttade in i mars.") -> Any:
        return actions.ask_change(
            roll=roll, kind=kind, number=number, area=area, reason=reason, actor=doris, now=database_now()
        )

    south = CycleArea.objects.get(area__name="Söder")
    for kind, number, reason, words in (
        (ChangeKind.ADD, ASTA, "x", "finns redan"), (ChangeKind.MOVE, ELSA, "x", "finns inte"), (ChangeKind.ADD, CISSI, "x", "inte 16 år"),
        (ChangeKind.ADD, "1", "x", "ska skrivas"), (ChangeKind.ADD, ELSA, " ", "Ange varför"), (ChangeKind.ADD, ELSA, ELSA, "personnumret"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=words):
            case(kind, number, reason=reason)
    first, second = case(ChangeKind.ADD, ELSA, south), case(ChangeKind.MOVE, BO, south)
    assert queries.roll_facts(cycle).persons == 2  # type: ignore[union-attr]
    for deed in (first, second, case(ChangeKind.END, ASTA)):
        assert ELSA not in json.dumps(deed.payload) and deed.payload["person"] != ""
        confirm(deed, second_person(cycle))
    assert queries.entry_by_number(roll, ASTA, database_now().date()) is None
    assert str(entry(roll, BO).area) == str(entry(roll, ELSA).area) == "Söder"
    facts = queries.roll_facts(cycle)
    assert facts is not None and (facts.persons, facts.changes_while_open) == (2, 3)


def test_changed_rules_of_age_ask_for_a_new_reading(cycle: Cycle, doris: Person) -> None:
    roll = read_in(cycle, csv_file([HEAD, person(ASTA)]))
    RuleSheet.objects.filter(cycle=cycle).update(min_age=18)
    assert "ålder" in str(permissions.may_have_approved(doris, roll, database_now()).reason)


def test_another_organisations_reference_for_the_same_person_is_another(
    lund: Organisation, ystad: Organisation
) -> None:
    assert person_reference(lund.pk, ASTA) != person_reference(ystad.pk, ASTA)
    assert many_references(lund.pk)(ASTA) == person_reference(lund.pk, ASTA)


def test_an_old_samordningsnummer_leads_to_the_same_entry(cycle: Cycle) -> None:
    head = ["Personnummer", "Samordningsnummer", "Område"]
    rows = [[ASTA, COORDINATION, "Norr"], [COORDINATION, "", "Norr"], ["", "", "Norr"]]
    roll = read_in(cycle, csv_file([head, *rows[:2], [BO, "", "Söder"]]))
    assert (roll.summary["entries"], roll.summary["same"], roll.summary["doubles"]) == (2, 1, 1)
    today = database_now().date()
    assert queries.entry_by_number(roll, COORDINATION, today) == queries.entry_by_number(roll, ASTA, today) != None  # noqa: E711


def test_reading_that_breaks_can_begin_anew_and_an_older_run_stops(cycle: Cycle, monkeypatch: Any, caplog: Any) -> None:
    content = csv_file([HEAD, person(ASTA), person(BO)])
    with monkeypatch.context() as broken, pytest.raises(checking.ReadingFailed, match="ValueError") as failed:
        broken.setattr(checking, "read_number", lambda text, today: int(f"x{text}"))
        with transaction.atomic():
            roll = actions.read_in(
                cycle=cycle, chunks=[content], file_name=f"{ASTA}.csv", request_key="k" * 20, actor=second_person(cycle), now=database_now()
            )  # fmt: skip
            roll.refresh_from_db()
            checking.check(roll.pk)
    assert failed.value.__cause__ is None and ASTA not in str(failed.value)
    roll = read_in(cycle, content)
    Roll.objects.filter(pk=roll.pk).update(state=RollState.CHECKING, run="another")
    with pytest.raises(checking._Superseded):
        checking._Reading(roll)._tell(1, 1)


def test_nothing_of_a_person_is_written_in_clear_anywhere(cycle: Cycle, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    planted = [ASTA, BO, "Planterad Testsson", "Hemligatan", "planterad@example.org", "9811", "9805"]
    rows = [
        [ASTA, "Norr", "", "Planterad Testsson", "Hemligatan 3", "22222", "Lund", "planterad@example.org"],
        person(BO),
    ]
    roll = approve(read_in(cycle, csv_file([HEAD, *rows, person("199001189812")]), name=f"lista {ASTA}.csv"))
    tables = [
        str(list(model._default_manager.values_list()))
        for model in (Roll, RollEntry, RollContact, RejectedRow, AuditEntry, SealedAddresses, UploadPiece)
    ]
    everything = " ".join(tables) + str([log.getMessage() for log in caplog.records]) + json.dumps(roll.summary)
    assert not [word for word in planted[:5] if word in everything]


def test_throwing_away_a_reading_leaves_nothing(cycle: Cycle, doris: Person) -> None:
    roll = read_in(cycle, csv_file([HEAD, person(ASTA)]))
    actions.discard(roll=roll, actor=doris, now=database_now())
    assert not RollEntry.objects.exists() and not SealedAddresses.objects.exists()
    with pytest.raises(Refused, match="kan inte kastas"):
        actions.discard(roll=approve(read_in(cycle, csv_file([HEAD, person(BO)]))), actor=doris, now=database_now())


def test_many_rows_are_read_within_their_limits_of_statements(cycle: Cycle) -> None:
    lines = [["Personnummer", "Område"]] + [
        [with_check_digit(f"{year:02d}{month:02d}{day:02d}{n:03d}"), "Norr"]
        for year in range(40, 60) for n in range(1) for month in range(1, 13) for day in range(1, 28)
    ]  # fmt: skip
    statements = 0

    def count(execute: Any, *given: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        roll = read_in(cycle, csv_file(lines))
    assert roll.summary["entries"] == len(lines) - 1 and statements < 60


def test_what_has_done_its_work_is_thrown_away(cycle: Cycle) -> None:
    now = database_now()
    roll = make_roll(cycle, [person(ASTA)], HEAD)
    stuck = read_in(cycle, csv_file([HEAD, person(BO)]))
    Roll.objects.filter(pk=stuck.pk).update(state=RollState.CHECKING)
    UploadPiece.objects.create(roll=stuck, position=0, content=b"sealed")
    assert housekeeping.tidy(now) == {"unread rolls": 0, "addresses of rolls": 0, "contacts of rolls": 0}
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    step.opens_at, step.closes_at = now - timedelta(days=9), now - timedelta(minutes=1)
    step.save()
    told = housekeeping.tidy(now + timedelta(days=4))
    assert told == {"unread rolls": 1, "addresses of rolls": 2, "contacts of rolls": 2}
    stuck.refresh_from_db()
    assert stuck.state == RollState.REFUSED and not UploadPiece.objects.exists()
    assert roll.entries.count() == 1 and not SealedAddresses.objects.exists() and not RollContact.objects.exists()
