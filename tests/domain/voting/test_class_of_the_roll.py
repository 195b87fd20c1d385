"""Do slips for a class that the roll knows lead each pupil to the place that is theirs by every other way too?"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Cycle, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls import actions as rolling
from medborgarbudget.domain.rolls.models import ChangeKind, Roll, SealedAddresses
from medborgarbudget.domain.rolls.personnummer import read_number
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.identity import Voter, eid_voter, slot_of, unknown_slots
from medborgarbudget.domain.voting.models import BallotSlot, BatchKind, CodeLetter, CodeLetterBatch, SealedLetters, Vote
from medborgarbudget.domain.voting.permissions import may_make_slips
from medborgarbudget.domain.voting.printing import LetterToPrint
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cycles import make_cycle
from tests.support.rolls import ASTA, BO, CISSI, DAVID, ELSA, confirm, make_roll, second_person
from tests.support.voting import open_vote

pytestmark = [pytest.mark.django_db, pytest.mark.writes]
HEAD = ["Personnummer", "Område", "Skola", "Klass", "Namn", "Adress", "Postnr", "Ort", "Skyddad"]
ROWS = [
    [ASTA, "Norr", "Lerbäck", "7B", "Asta Ek", "Gatan 1", "222 22", "Lund", ""],
    [BO, "Söder", "Lerbäck", "7B", "Bo Alm", "", "", "", ""],
    [CISSI, "Norr", "Lerbäck", "7C", "Cissi Dal", "", "", "", ""],
    [DAVID, "Norr", "Lerbäck", "7B", "Hemlig", "", "", "", "ja"],
    [ELSA, "Norr", "", "", "Elsa Ek", "Gatan 2", "222 22", "Lund", ""],
]


@pytest.fixture
def cycle(lund: Organisation, doris: Person, settings: Any) -> Cycle:
    settings.EID_PROVIDERS = ("something",)
    ways = [Identity.EID, Identity.SCHOOL_CLASS, Identity.CODE_LETTER]
    rules = {"identities": ways, "min_age": 0}
    made = make_cycle(lund, database_now(), areas=["Norr", "Söder"], pots=[900_000, 900_000], rules=rules)
    step = next(step for step in made.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    return Cycle.objects.get(pk=made.pk)


@pytest.fixture
def roll(cycle: Cycle) -> Roll:
    return make_roll(cycle, ROWS, HEAD)


@pytest.fixture
def vote(cycle: Cycle, roll: Roll, doris: Person) -> Vote:
    return open_vote(cycle, actor=doris)


def slips_for(vote: Vote, name: str, doris: Person) -> CodeLetterBatch:
    batch = actions.order_slips(
        vote=vote,
        school_class=name,
        wanted=0,
        area=None,
        request_key=secrets.token_urlsafe(12),
        actor=doris,
        now=database_now(),
    )
    batch.refresh_from_db()
    return batch


def take(batch: CodeLetterBatch, doris: Person) -> None:
    actions.take_letters(batch=batch, actor=doris, now=database_now(), address="https://lund.example/rosta/")


def comes_in(vote: Vote, letter: LetterToPrint) -> Voter:
    return actions.check_letter(
        vote=vote, number=letter.number, code=letter.secret, network="10.0.0.1", now=database_now()
    )


def by_eid(vote: Vote, number: str) -> Voter:
    now = database_now()
    return eid_voter(vote, read_number(number, now.date()), None, now)


def cast(vote: Vote, voter: Voter) -> None:
    actions.cast_ballot(
        vote=vote, style=voter.style or "norr", choices=[1], voter=voter, attempt_key=secrets.token_urlsafe(24)
    )


def test_each_pupil_gets_a_slip_with_their_name_that_leads_to_their_own_place(
    vote: Vote, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    batch = slips_for(vote, "lerbäck 7b", doris)
    assert (batch.kind, batch.label, batch.wanted, batch.made) == (BatchKind.SCHOOL, "Lerbäck 7B", 2, 2)
    assert batch.finished_at is not None and batch.pieces == []
    take(batch, doris)
    assert set(printed) == {"Asta Ek", "Bo Alm"}, "a protected pupil is on no list"
    voter = comes_in(vote, printed["Asta Ek"])
    assert (voter.channel, voter.style) == ("school", "norr") and comes_in(vote, printed["Bo Alm"]).style == "söder"
    assert slot_of(vote, voter) == slot_of(vote, by_eid(vote, ASTA)) != slot_of(vote, comes_in(vote, printed["Bo Alm"]))
    cast(vote, voter)
    cast(vote, by_eid(vote, ASTA))
    assert list(BallotSlot.objects.values_list("channel", "version")) == [("eid", 2)]
    with pytest.raises(Refused, match="inte kan ersätta"):
        cast(vote, voter)
    assert unknown_slots(vote) == 0
    assert not SealedLetters.objects.exists() and not SealedAddresses.objects.filter(school_class="Lerbäck 7B").exists()


def test_a_pupil_has_a_letter_or_a_slip_never_both(
    vote: Vote, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    actions.order_roll_letters(vote=vote, request_key="roll", actor=doris, now=database_now())
    deed = actions.ask_roll_letters(vote=vote, reason="Till tryckeriet", actor=doris, now=database_now())
    confirm(deed, second_person(vote.cycle))
    for batch in CodeLetterBatch.objects.all():
        take(batch, doris)
    assert set(printed) == {"Asta Ek", "Elsa Ek"}
    printed.clear()
    batch = slips_for(vote, "Lerbäck 7B", doris)
    assert (batch.wanted, batch.made) == (1, 1) and batch.finished_at is not None
    take(batch, doris)
    assert set(printed) == {"Bo Alm"}
    assert CodeLetter.objects.filter(vote=vote).count() == 3


def test_a_class_gets_slips_once_and_only_if_the_roll_knows_it(vote: Vote, roll: Roll, doris: Person) -> None:
    assert queries.classes_without_slips(vote, roll) == [("Lerbäck 7B", 2), ("Lerbäck 7C", 1)]
    slips_for(vote, "Lerbäck 7C", doris)
    assert queries.classes_without_slips(vote, roll) == [("Lerbäck 7B", 2)]
    for name, words in (("Lerbäck 7C", "redan fått lappar"), ("Lerbäck 9A", "ingen sådan klass"), ("", "Ange skola")):
        with pytest.raises(ValidationError, match=words):
            slips_for(vote, name, doris)


def test_what_was_cast_with_a_slip_or_letter_of_the_roll_is_made_void_by_its_number_and_a_later_e_id_vote_stands(
    vote: Vote, roll: Roll, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    take(slips_for(vote, "Lerbäck 7B", doris), doris)
    values: dict[str, Any] = {"vote": vote, "reason": "Lappen var stulen.", "actor": doris, "now": database_now()}
    asta, bo = printed["Asta Ek"], printed["Bo Alm"]
    cast(vote, comes_in(vote, asta))
    assert actions.void_ballot(**values, letter=asta.number) and not BallotSlot.objects.exists()
    cast(vote, comes_in(vote, asta))
    cast(vote, by_eid(vote, ASTA))
    assert not actions.void_ballot(**values, letter=asta.number) and BallotSlot.objects.count() == 1
    actions.cast_ballot(
        vote=vote, style="söder", choices=[5], voter=comes_in(vote, bo), attempt_key=secrets.token_urlsafe(24)
    )
    roll.entries.update(ended=True)
    assert actions.void_ballot(**values, letter=bo.number), "also when the voter is in the roll no longer"


def test_whoever_is_taken_out_of_the_roll_has_a_slip_that_lets_nobody_in(
    vote: Vote, roll: Roll, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    take(slips_for(vote, "Lerbäck 7B", doris), doris)
    deed = rolling.ask_change(
        roll=roll, kind=ChangeKind.END, number=BO, area=None, reason="Flyttat.", actor=doris, now=database_now()
    )
    confirm(deed, second_person(vote.cycle))
    with pytest.raises(ValidationError, match="hör inte ihop"):
        comes_in(vote, printed["Bo Alm"])
    assert comes_in(vote, printed["Asta Ek"])


def test_without_classes_in_the_roll_slips_are_refused_with_the_reason(cycle: Cycle, doris: Person) -> None:
    cycle.rule_sheets.update(identities=[Identity.EID])
    make_roll(cycle, [[ASTA, "Norr"]], ["Personnummer", "Område"])
    vote = open_vote(cycle, actor=doris)
    cycle.rule_sheets.update(identities=[Identity.EID, Identity.SCHOOL_CLASS])
    vote.rule_sheet.refresh_from_db()
    assert "vilka som går i vilken klass" in str(may_make_slips(doris, vote, database_now()).reason)


def test_without_a_roll_slips_go_only_to_classes_that_the_vote_is_for(cycle: Cycle, doris: Person) -> None:
    cycle.rule_sheets.update(identities=[Identity.SCHOOL_CLASS], group_kind="class", groups=["Lerbäck", "Fälad 9A"])
    vote = open_vote(cycle, actor=doris)
    for name, welcome in (("Lerbäck 4C", True), ("Fälad 9A", True), ("Fälad 9B", False)):
        values: dict[str, Any] = {"vote": vote, "wanted": 2, "area": None, "actor": doris, "now": database_now()}
        if welcome:
            assert actions.order_slips(**values, school_class=name, request_key=name).wanted == 2
        else:
            with pytest.raises(ValidationError, match="för andra klasser: Lerbäck, Fälad 9A"):
                actions.order_slips(**values, school_class=name, request_key=name)
