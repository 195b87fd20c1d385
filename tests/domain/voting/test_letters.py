"""Are letters made without doubles, taken once, ended by a new code, and silent about why they refuse?"""

from __future__ import annotations

import os
import statistics
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import CycleArea, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, policy
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.actions.casting import LetterReplaced
from medborgarbudget.domain.voting.models import BallotSlot, BatchKind, CodeLetter, CodeLetterBatch, SealedLetters, Vote
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cycles import make_cycle
from tests.support.rolls import confirm, second_person
from tests.support.voting import open_vote

pytestmark = [pytest.mark.django_db, pytest.mark.writes]
RULES = {"identities": [Identity.CODE_LETTER]}


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(
        make_cycle(lund, database_now(), rules=RULES, areas=["Norr", "Söder"], pots=[900_000, 900_000]), actor=doris
    )


@pytest.fixture
def secrets_made(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Number → secret of every letter printed in the test."""
    seen: dict[str, str] = {}

    def printed(vote: Vote, coming: list[Any], *, address: str, style: Any) -> bytes:
        seen.update({letter.number: letter.secret for letter in coming})
        return b"%PDF"

    monkeypatch.setattr(letters, "print_letters", printed)
    return seen


def order(
    vote: Vote, doris: Person, wanted: int = 3, key: str = "one", area: CycleArea | None = None
) -> list[CodeLetterBatch]:
    return actions.order_letters(vote=vote, wanted=wanted, area=area, request_key=key, actor=doris, now=database_now())


def take(batch: CodeLetterBatch, doris: Person) -> bytes:
    return actions.take_letters(batch=batch, actor=doris, now=database_now(), address="https://example.org/rosta/")


def check(vote: Vote, number: str, code: str, now_plus: float = 0, network: str = "10.0.0.1") -> Any:
    return actions.check_letter(
        vote=vote, number=number, code=code, network=network, now=database_now() + timedelta(seconds=now_plus)
    )


def test_letters_are_ordered_once_taken_once_and_then_only_hashes_are_left(
    vote: Vote, doris: Person, secrets_made: dict[str, str]
) -> None:
    (batch,) = order(vote, doris, 205)
    assert [again.pk for again in order(vote, doris, 205)] == [batch.pk]
    batch.refresh_from_db()
    assert batch.made == CodeLetter.objects.count() == 205 and batch.finished_at is not None
    assert SealedLetters.objects.filter(batch=batch).count() == 3
    take(batch, doris)
    assert len(secrets_made) == 205 == len(set(secrets_made.values()))
    with pytest.raises(Refused, match="redan hämtade av Doris"):
        take(batch, doris)
    assert not SealedLetters.objects.exists()
    for letter in CodeLetter.objects.all()[:20]:
        assert letter.secret_hash.startswith("$argon2id$") and secrets_made[letter.number] not in letter.secret_hash


def test_an_interrupted_batch_goes_on_where_it_was_and_cannot_be_taken_before(
    vote: Vote, doris: Person, secrets_made: dict[str, str]
) -> None:
    batch = CodeLetterBatch.objects.create(vote=vote, wanted=250, created_at=database_now(), request_key="x:0")
    assert letters.make_some(batch.pk)
    with pytest.raises(Refused, match="100 av 250"):
        batch.refresh_from_db()
        take(batch, doris)
    actions.resume_letters(batch=batch, actor=doris, now=database_now())
    batch.refresh_from_db()
    assert batch.made == CodeLetter.objects.count() == 250
    letters.make_letters.call(batch.pk)
    assert CodeLetter.objects.count() == 250


def test_a_number_drawn_twice_is_drawn_anew(vote: Vote, doris: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    order(vote, doris, 1)
    taken = CodeLetter.objects.get().number
    drawn = iter([int(taken) - 10**8, int(taken) - 10**8, 5, 6])
    monkeypatch.setattr(letters.secrets, "randbelow", lambda _most: next(drawn))
    order(vote, doris, 1, "two")
    assert CodeLetter.objects.count() == 2


def test_more_than_five_million_letters_are_refused_with_what_is_left(vote: Vote, doris: Person) -> None:
    CodeLetterBatch.objects.create(
        vote=vote, wanted=policy.LETTERS_PER_VOTE - 10, created_at=database_now(), request_key="x:0"
    )
    with pytest.raises(ValidationError, match="mellan 1 och 10"):
        order(vote, doris, 11)
    with pytest.raises(ValidationError):
        order(vote, doris, 0)


def test_a_large_order_is_cut_into_batches_that_can_be_printed(
    vote: Vote, doris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "make_some", lambda _pk: False)
    assert [batch.wanted for batch in order(vote, doris, policy.LETTERS_PER_BATCH + 1)] == [policy.LETTERS_PER_BATCH, 1]


def test_a_code_is_read_however_it_is_typed(vote: Vote, doris: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "new_secret", lambda: "01AB01CD10XY")
    order(vote, doris, 1)
    number = CodeLetter.objects.get().number
    spaced = f" {number[:3]} {number[3:6]}-{number[6:]} "
    for typed in ("01AB-01CD-10XY", "oiab olcd lO xy", "OLABOICDL0XY", "01ab01cd10xy"):
        assert check(vote, spaced, typed).letter == number
    for typed, words in (
        ("01AB01CD10X", "för kort"),
        ("01AB01CD10XYZ", "för lång"),
        ("01AB01CD10X!", "tecken som inte finns"),
    ):
        with pytest.raises(ValidationError, match=words):
            check(vote, number, typed)


def test_unknown_wrong_void_and_another_votes_letter_get_the_same_words(
    vote: Vote, doris: Person, ystad: Organisation, egil: Person, secrets_made: dict[str, str]
) -> None:
    (batch,) = order(vote, doris, 3)
    take(batch, doris)
    right, void, wrong = secrets_made
    actions.void_letter(vote=vote, number=void, reason="Åter", actor=doris, now=database_now())
    others = open_vote(make_cycle(ystad, database_now(), rules=RULES), actor=egil)
    words = set()
    for number, code in ((void, secrets_made[void]), (wrong, "Z" * 12), ("999999999", secrets_made[right])):
        with pytest.raises(ValidationError) as refused:
            check(vote, number, code)
        words.add(str(refused.value))
    with pytest.raises(ValidationError) as refused:
        check(others, right, secrets_made[right])
    assert len(words | {str(refused.value)}) == 1
    assert check(vote, right, secrets_made[right])


def test_known_and_unknown_numbers_take_the_same_time(vote: Vote, doris: Person) -> None:
    order(vote, doris, 1)
    number = CodeLetter.objects.get().number
    tries = int(os.environ.get("PROOF_TIMINGS", "40"))
    check_times: dict[str, list[float]] = {"known": [], "unknown": []}
    letters._nobodys_hash()
    for place in range(tries):
        for kind, asked in (("known", number), ("unknown", "999999999")):
            began = time.perf_counter()
            with pytest.raises(ValidationError):
                check(vote, asked, "Z" * 12, network=f"10.{place // 250}.{place % 250}.1")
            check_times[kind].append(time.perf_counter() - began)
    known, unknown = (statistics.median(times) for times in check_times.values())
    print(
        f"\nletters, {tries} tries each: known {known * 1000:.2f} ms, unknown {unknown * 1000:.2f} ms ({abs(known / unknown - 1):.1%} apart)"
    )
    assert abs(known / unknown - 1) < 0.25


def test_wrong_codes_wait_and_the_right_one_passes_after_the_wait(
    vote: Vote, doris: Person, secrets_made: dict[str, str]
) -> None:
    (batch,) = order(vote, doris, 1)
    take(batch, doris)
    ((number, secret),) = secrets_made.items()
    for known in (number, "999999999"):
        for _free in range(3):
            with pytest.raises(ValidationError, match="hör inte ihop"):
                check(vote, known, "Z" * 12)
        with pytest.raises(ValidationError, match=r"Vänta [12] sekunder"):
            check(vote, known, "Z" * 12)
    with pytest.raises(ValidationError, match="Vänta"):
        check(vote, number, secret)
    assert check(vote, number, secret, network="192.168.7.7"), "somebody else's guesses do not delay the holder"
    assert check(vote, number, secret, now_plus=2.5)
    with pytest.raises(ValidationError, match="hör inte ihop"):
        check(vote, number, "Z" * 12)


def test_a_new_code_ends_the_old_at_once_and_can_replace_its_vote(
    vote: Vote, doris: Person, secrets_made: dict[str, str]
) -> None:
    norr = CycleArea.objects.get(cycle=vote.cycle, area__name="Norr")
    (batch,) = order(vote, doris, 1, area=norr)
    take(batch, doris)
    ((number, old),) = secrets_made.items()
    thief = check(vote, number, old)
    assert thief.style == "norr"
    values: dict[str, Any] = {"vote": vote, "style": "norr", "choices": [1]}
    actions.cast_ballot(**values, voter=thief, attempt_key="a" * 24)
    deed = actions.ask_new_letter(vote=vote, number=number, person="", reason="Stulet", actor=doris, now=database_now())
    assert check(vote, number, old), "nothing has happened before a second person has said so"
    confirm(deed, second_person(vote.cycle))
    with pytest.raises(ValidationError):
        check(vote, number, old)
    with pytest.raises(LetterReplaced):
        actions.cast_ballot(**values, voter=thief, attempt_key="b" * 24)
    take(CodeLetterBatch.objects.get(kind=BatchKind.PERSON), doris)
    owner = check(vote, number, secrets_made[number])
    assert actions.cast_ballot(**values, voter=owner, attempt_key="c" * 24).replaced_earlier
    assert BallotSlot.objects.count() == 1
    with pytest.raises(ValidationError, match="annat område"):
        actions.cast_ballot(vote=vote, style="söder", choices=[5], voter=owner, attempt_key="d" * 24)
    with pytest.raises(ValidationError):
        actions.ask_new_letter(vote=vote, number=number, person="", reason=" ", actor=doris, now=database_now())


def test_only_leads_of_the_organisation_make_letters(vote: Vote, egil: Person, asta: Person) -> None:
    for person in (egil, asta):
        with pytest.raises(Refused):
            order(vote, person)


def test_the_printed_letter_is_a_pdf_with_a_page_each_and_no_code_in_an_address(vote: Vote, doris: Person) -> None:
    (batch,) = order(vote, doris, 4)
    document = take(batch, doris)
    assert document.startswith(b"%PDF") and document.count(b"/Type /Page\n") + document.count(b"/Type/Page/") in {0, 4}
