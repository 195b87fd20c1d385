"""Does every way in lead somebody in the roll to the same slot, and nobody else to any? (C27, C28, C45, C58, C63, C115)"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.rolls import actions as rolling
from medborgarbudget.domain.rolls.models import ChangeKind, ContactKind, Roll, SealedAddresses
from medborgarbudget.domain.rolls.permissions import may_have_approved
from medborgarbudget.domain.rolls.personnummer import read_number
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.identity import Voter, address_voter, eid_voter, slot_of, unknown_slots
from medborgarbudget.domain.voting.models import (
    BallotSlot,
    BatchKind,
    CodeLetter,
    CodeLetterBatch,
    EmailCode,
    SealedLetters,
    Vote,
)
from medborgarbudget.domain.voting.printing import LetterToPrint, print_letters, square
from medborgarbudget.foundation import sms
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.sms import Gateway
from tests.support.cycles import make_cycle
from tests.support.rolls import (
    ASTA,
    BO,
    COORDINATION,
    DAVID,
    ELSA,
    confirm,
    csv_file,
    make_roll,
    read_in,
    second_person,
)
from tests.support.voting import accepted_proposals, close, open_vote, prepared_vote, set_times

pytestmark = [pytest.mark.django_db, pytest.mark.writes]
HEAD = ["Personnummer", "Område", "Skyddad", "Namn", "Adress", "Postnr", "Ort", "E-post", "Mobil"]
ROWS = [
    [ASTA, "Norr", "", "Asta Ek", "Gatan 1", "222 22", "Lund", "asta@example.org", "070-123 45 67"],
    [BO, "Söder", "", "Bo Alm", "Gatan 2", "222 22", "Lund", "bo@example.org", ""],
    [DAVID, "Norr", "ja", "Hemlig", "Gatan 3", "222 22", "Lund", "david@example.org", "070-765 43 21"],
    [ELSA, "Norr", "", "Elsa Ek", "Gatan 1", "222 22", "Lund", "asta+elsa@example.org", ""],
]
WAYS = [Identity.EID, Identity.CODE_LETTER, Identity.EMAIL_CODE, Identity.SMS_CODE]


class Gatewayed(HTTPServer):
    """A gateway of text messages on loopback; answers with `statuses` in turn, then 200."""

    sent: list[dict[str, str]]
    statuses: list[int]


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gatewayed]:
    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            server.sent.append({name: values[0] for name, values in form.items()})
            self.send_response(server.statuses.pop(0) if server.statuses else 200)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = Gatewayed(("127.0.0.1", 0), Takes)
    server.sent, server.statuses = [], []
    monkeypatch.setattr(sms, "PAUSE", 0)
    settings.SMS_GATEWAY = Gateway(f"http://127.0.0.1:{server.server_port}/sms", "user", "pass", "Lund")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def cycle(lund: Organisation, doris: Person, settings: Any, gateway: Gatewayed) -> Cycle:
    settings.EID_PROVIDERS = ("something",)
    return make_cycle(
        lund, database_now(), areas=["Norr", "Söder"], pots=[900_000, 900_000], rules={"identities": WAYS}
    )  # fmt: skip


@pytest.fixture
def roll(cycle: Cycle) -> Roll:
    step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    return make_roll(Cycle.objects.get(pk=cycle.pk), ROWS, HEAD)


@pytest.fixture
def vote(cycle: Cycle, roll: Roll, doris: Person) -> Vote:
    return open_vote(cycle, actor=doris)


def by_eid(vote: Vote, number: str, previous: str = "") -> Voter:
    now = database_now()
    older = read_number(previous, now.date()) if previous else None
    return eid_voter(vote, read_number(number, now.date()), older, now)


def by_letter(vote: Vote, letter: LetterToPrint) -> Voter:
    return actions.check_letter(
        vote=vote, number=letter.number, code=letter.secret, network="10.0.0.1", now=database_now()
    )


def by_email(vote: Vote, address: str, code: str = "") -> Voter:
    values: dict[str, Any] = {"vote": vote, "address": address, "browser": "b" * 20, "now": database_now()}
    if not code:
        actions.send_code(**values, network="10.0.0.1")
        code = mail.outbox[-1].subject[:9] if mail.outbox else "0000 0000"
    return actions.check_code(**values, code=code)


def order_and_take(vote: Vote, doris: Person) -> None:
    actions.order_roll_letters(vote=vote, request_key="roll", actor=doris, now=database_now())
    if CodeLetterBatch.objects.filter(kind=BatchKind.ROLL, taken_at=None).exists():
        deed = actions.ask_roll_letters(vote=vote, reason="Till tryckeriet", actor=doris, now=database_now())
        confirm(deed, second_person(vote.cycle))
    for batch in CodeLetterBatch.objects.filter(taken_at=None):
        actions.take_letters(batch=batch, actor=doris, now=database_now(), address="https://lund.example/rosta/")


def cast(vote: Vote, voter: Voter, choice: int = 1) -> Any:
    style = voter.style or "norr"
    return actions.cast_ballot(
        vote=vote, style=style, choices=[choice], voter=voter, attempt_key=secrets.token_urlsafe(24)
    )


def test_every_way_leads_the_same_person_to_the_same_slot(
    vote: Vote, doris: Person, printed: dict[str, LetterToPrint], gateway: Gatewayed
) -> None:
    order_and_take(vote, doris)
    values: dict[str, Any] = {
        "vote": vote,
        "kind": ContactKind.PHONE,
        "address": "+46 70 123 45 67",
        "browser": "t" * 20,
    }
    actions.send_code(**values, network="10.0.0.2", now=database_now())
    text = gateway.sent[-1]
    assert text["to"] == "+46701234567" and text["from"] == "Lund"
    ways = [
        by_eid(vote, ASTA),
        by_letter(vote, printed["Asta Ek"]),
        actions.check_code(**values, code=text["message"][:9], now=database_now()),
    ]  # fmt: skip
    assert len({slot_of(vote, voter) for voter in ways}) == 1 and {voter.style for voter in ways} == {"norr"}
    for voter in reversed(ways):
        cast(vote, voter)
    assert BallotSlot.objects.get().version == 3
    with pytest.raises(Refused, match="inte kan ersätta"):
        cast(vote, ways[1])
    assert unknown_slots(vote) == 0


def test_addresses_that_the_roll_does_not_know_get_no_code_and_no_hint(vote: Vote, gateway: Gatewayed) -> None:
    assert by_email(vote, "bo@example.org").style == "söder"
    mail.outbox.clear()
    for address in ("nobody@example.org", "david@example.org", "asta@example.org"):
        with pytest.raises(ValidationError):
            by_email(vote, address)
    assert not mail.outbox, "unknown, protected, and shared by two in the roll"
    assert EmailCode.objects.count() == 4, "what one sees when asking is the same for all"
    answer = actions.send_code(
        vote=vote,
        kind=ContactKind.PHONE,
        address="0707654321",
        network="10.9.0.1",
        browser="x" * 20,
        now=database_now(),
    )
    assert answer.sent and not gateway.sent


def test_letters_go_to_the_roll_once_with_names_in_the_print_file_alone(
    vote: Vote, roll: Roll, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    assert actions.addresses_left(vote) == 3
    order_and_take(vote, doris)
    assert {name: letter.area for name, letter in printed.items()} == {
        "Asta Ek": "Norr",
        "Elsa Ek": "Norr",
        "Bo Alm": "Söder",
    }
    assert printed["Asta Ek"].lines == ("Gatan 1", "222 22 Lund")
    assert not SealedAddresses.objects.exists() and not SealedLetters.objects.exists()
    assert CodeLetter.objects.count() == 3 and "Asta" not in str(list(CodeLetter.objects.values_list()))
    assert actions.addresses_left(vote) == 0
    actions.order_roll_letters(vote=vote, request_key="roll", actor=doris, now=database_now())
    assert CodeLetter.objects.count() == 3
    for deed in (
        lambda: actions.order_roll_letters(vote=vote, request_key="more", actor=doris, now=database_now()),
        lambda: actions.order_letters(
            vote=vote, wanted=3, area=None, request_key="any", actor=doris, now=database_now()
        ),
    ):
        with pytest.raises(Refused):
            deed()


def test_a_batch_begun_twice_makes_no_letter_twice(vote: Vote, doris: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(letters, "make_some", lambda pk: False)
    batches = actions.order_roll_letters(vote=vote, request_key="roll", actor=doris, now=database_now())
    monkeypatch.undo()
    for batch in batches:
        while letters.make_some(batch.pk):
            pass
        assert not letters.make_some(batch.pk)
        batch.refresh_from_db()
        assert batch.finished_at is not None and batch.made == batch.wanted
    assert CodeLetter.objects.count() == 3


def test_a_lost_letter_is_found_by_person_and_the_thief_is_out(
    vote: Vote, roll: Roll, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    order_and_take(vote, doris)
    stolen = printed["Asta Ek"]
    thief = by_letter(vote, stolen)
    cast(vote, thief)
    ask: dict[str, Any] = {"vote": vote, "number": "", "reason": "Stulet", "actor": doris, "now": database_now()}
    for person, words in (("1", "ska skrivas"), (COORDINATION, "finns inte i röstlängden"), ("", "Ange brevnumret")):
        with pytest.raises(ValidationError, match=words):
            actions.ask_new_letter(**ask, person=person)
    deed = actions.ask_new_letter(**ask, person=ASTA)
    assert ASTA not in str(deed.payload)
    confirm(deed, second_person(vote.cycle))
    with pytest.raises(ValidationError, match="hör inte ihop"):
        by_letter(vote, stolen)
    order_and_take(vote, doris)
    mine = by_letter(vote, printed[stolen.number])
    assert cast(vote, mine, 2).replaced_earlier and BallotSlot.objects.count() == 1


def test_a_protected_person_gets_a_letter_by_hand_only(
    vote: Vote, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    order_and_take(vote, doris)
    assert "Hemlig" not in printed
    deed = actions.ask_new_letter(
        vote=vote, number="", person=DAVID, reason="Hämtar själv", actor=doris, now=database_now()
    )
    confirm(deed, second_person(vote.cycle))
    order_and_take(vote, doris)
    letter = next(letter for letter in printed.values() if not letter.name)
    voter = by_letter(vote, letter)
    assert voter.style is None, "chooses the area themselves"
    assert slot_of(vote, voter) == slot_of(vote, by_eid(vote, DAVID))


def test_whoever_is_taken_out_of_the_roll_is_not_let_in(
    vote: Vote, roll: Roll, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    order_and_take(vote, doris)
    assert by_letter(vote, printed["Bo Alm"])
    deed = rolling.ask_change(
        roll=roll, kind=ChangeKind.END, number=BO, area=None, reason="Har flyttat.", actor=doris, now=database_now()
    )
    confirm(deed, second_person(vote.cycle))
    with pytest.raises(ValidationError, match="hör inte ihop"):
        by_letter(vote, printed["Bo Alm"])
    with pytest.raises(Refused, match="finns inte i röstlängden"):
        by_eid(vote, BO)


def test_a_slot_that_is_nobodys_is_found_and_keeps_the_urn_closed(vote: Vote, doris: Person) -> None:
    cast(vote, by_eid(vote, ASTA))
    assert unknown_slots(vote) == 0
    row = BallotSlot.objects.values().get()
    stuffed = BallotSlot.objects.create(**{**row, "slot": secrets.token_bytes(32), "leaf": secrets.token_bytes(32)})
    assert unknown_slots(vote) == 1
    vote = close(vote)
    with pytest.raises(Refused, match="1 platser i urnan hör inte till någon i röstlängden"):
        actions.open_urn(vote=vote, actor=doris, now=database_now())
    vote.refresh_from_db()
    assert vote.urn_approved_at is None and BallotSlot.objects.count() == 2
    BallotSlot.objects.filter(slot=stuffed.slot).delete()
    assert actions.open_urn(vote=vote, actor=doris, now=database_now()).received_count == 1


def test_letters_with_names_of_many_are_taken_only_by_whoever_asked_and_two_decided(
    cycle: Cycle, vote: Vote, doris: Person, printed: dict[str, LetterToPrint]
) -> None:
    with pytest.raises(Refused, match="inga färdiga brev"):
        actions.ask_roll_letters(vote=vote, reason="Till tryckeriet", actor=doris, now=database_now())
    actions.order_roll_letters(vote=vote, request_key="roll", actor=doris, now=database_now())
    batches = list(CodeLetterBatch.objects.all())

    def take(person: Person, now: datetime) -> None:
        for batch in batches:
            actions.take_letters(batch=batch, actor=person, now=now, address="x")

    with pytest.raises(Refused, match="en annan person godkänner först"):
        take(doris, database_now())
    deed = actions.ask_roll_letters(vote=vote, reason="Till tryckeriet", actor=doris, now=database_now())
    with pytest.raises(Refused, match="en annan person godkänner först"):
        take(doris, database_now())
    second = second_person(cycle)
    confirm(deed, second)
    assert actions.offered_roll_letters(vote, doris, database_now()) == {batch.pk for batch in batches}
    for person, now in ((second, database_now()), (doris, database_now() + timedelta(hours=25))):
        with pytest.raises(Refused, match="en annan person godkänner först"):
            take(person, now)
    assert not printed
    take(doris, database_now())
    assert printed
    with pytest.raises(Refused, match="redan hämtade"):
        take(doris, database_now())


def test_letters_without_names_do_not_work_once_a_roll_is_in_force(
    cycle: Cycle, doris: Person, printed: dict[str, LetterToPrint], lund: Organisation
) -> None:
    cycle.rule_sheets.update(identities=[Identity.CODE_LETTER])
    vote = prepared_vote(cycle, actor=doris)
    now = database_now()
    set_times(vote, now + timedelta(days=1), now + timedelta(days=9))
    actions.order_letters(vote=vote, wanted=1, area=None, request_key="any", actor=doris, now=now)
    actions.take_letters(batch=CodeLetterBatch.objects.get(), actor=doris, now=now, address="x")
    ((_number, letter),) = printed.items()
    assert by_letter(vote, letter)
    make_roll(Cycle.objects.get(pk=cycle.pk), ROWS, HEAD)
    with pytest.raises(ValidationError, match="hör inte ihop"):
        by_letter(vote, letter)


def test_a_gateway_out_of_order_is_tried_again_and_one_that_refuses_is_not(gateway: Gatewayed, caplog: Any) -> None:
    gateway.statuses = [500, 503]
    sms.send("+46701234567", "12345678")
    assert len(gateway.sent) == 3
    gateway.statuses = [403]
    with pytest.raises(sms.NotSent):
        sms.send("+46701234567", "12345678")
    gateway.statuses = [500] * 9
    with pytest.raises(sms.NotSent):
        sms.send("+46701234567", "12345678")
    assert len(gateway.sent) == 7
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "status 403" in said and "12345678" not in said and "4670" not in said


def test_text_messages_to_one_number_have_an_end(vote: Vote, gateway: Gatewayed) -> None:
    values: dict[str, Any] = {"vote": vote, "kind": ContactKind.PHONE, "address": "0701234567", "network": "10.0.0.1"}
    for place in range(6):
        now = database_now() + timedelta(hours=3 * place)
        assert actions.send_code(**values, browser=f"browser-{place:020d}", now=now).sent
    with pytest.raises(Refused, match="ett dygn"):
        actions.send_code(**values, browser="y" * 20, now=database_now() + timedelta(hours=19))
    assert len(gateway.sent) == 6
    with pytest.raises(ValidationError, match="mobilnummer"):
        actions.send_code(**{**values, "address": "12"}, browser="z" * 20, now=database_now())


def test_what_is_missing_for_the_ways_in_is_said_before_the_vote(cycle: Cycle, doris: Person, settings: Any) -> None:
    settings.EID_PROVIDERS, settings.SMS_GATEWAY = (), None
    missing = " ".join(queries.missing_before_vote(cycle, database_now()))
    assert "e-legitimation" in missing and "kod i sms" in missing


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        ([Identity.EID, Identity.EMAIL_CODE], True),
        ([Identity.EID, Identity.SMS_CODE], True),
        ([Identity.EID, Identity.CODE_LETTER], True),
        ([Identity.EID, Identity.SCHOOL_CLASS], True),
        ([Identity.EID, Identity.ASSISTED], False),
        ([Identity.EMAIL_CODE, Identity.CODE_LETTER], False),
    ],
)
def test_without_a_roll_e_id_and_codes_that_lead_elsewhere_do_not_meet_in_one_vote(
    cycle: Cycle, doris: Person, ways: list[Identity], told: bool
) -> None:
    accepted_proposals(cycle)
    step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    cycle.rule_sheets.update(identities=ways)
    missing = queries.missing_before_vote(cycle, database_now())
    assert any("rösta två gånger" in line for line in missing) == told, missing
    if told:
        with pytest.raises(Refused, match="rösta två gånger"):
            actions.prepare_vote(cycle=cycle, actor=doris, now=database_now())


def test_a_roll_without_addresses_lets_nobody_in_by_address_and_is_not_approved_beside_such_rules(
    cycle: Cycle, doris: Person, gateway: Gatewayed
) -> None:
    cycle.rule_sheets.update(identities=[Identity.EID])
    step = next(step for step in cycle.steps.all() if "vote" in step.deeds)
    step.opens_at, step.closes_at = database_now() + timedelta(days=1), database_now() + timedelta(days=9)
    step.save()
    cycle = Cycle.objects.get(pk=cycle.pk)
    nameless = [[ASTA, "Norr"], [BO, "Söder"]]
    make_roll(cycle, nameless, ["Personnummer", "Område"])
    cycle.rule_sheets.update(identities=[Identity.EID, Identity.EMAIL_CODE, Identity.SMS_CODE])
    told = " ".join(queries.missing_before_vote(cycle, database_now()))
    assert "inga e-postadresser" in told and "inga telefonnummer" in told
    other = read_in(cycle, csv_file([["Personnummer", "Område", "E-post"], [ASTA, "Norr", "asta@example.org"]]))
    assert "inga telefonnummer" in str(may_have_approved(doris, other, database_now()).reason)

    # Whatever the checks say: were a vote with such rules there, an address would still lead to nobody.
    cycle.rule_sheets.update(identities=[Identity.EID])
    accepted_proposals(cycle)
    vote = actions.prepare_vote(cycle=cycle, actor=doris, now=database_now())
    cycle.rule_sheets.update(identities=[Identity.EID, Identity.EMAIL_CODE, Identity.SMS_CODE])
    vote.rule_sheet.refresh_from_db()
    with pytest.raises(Refused, match="inga e-postadresser"):
        actions.release_vote(vote=vote, actor=doris, now=database_now())
    Vote.objects.filter(pk=vote.pk).update(state="ready", released_at=database_now())
    vote = set_times(vote, database_now() - timedelta(days=1), database_now() + timedelta(days=9))
    assert address_voter(vote, ContactKind.EMAIL, "asta@example.org") is None
    assert address_voter(vote, ContactKind.PHONE, "+46701234567") is None
    with pytest.raises(ValidationError):
        by_email(vote, "asta@example.org")
    assert not mail.outbox
    cast(vote, by_eid(vote, ASTA))
    assert BallotSlot.objects.count() == 1 and unknown_slots(vote) == 0


def test_a_letter_has_its_window_and_a_square_with_the_code_after_the_hash(vote: Vote) -> None:
    code = square("https://lund.example/rosta/#brev=123456789-ABCDEFGHJKMN")
    assert code.startswith("<svg") and code.count("M") > 100
    letter = LetterToPrint("123456789", "ABCDEFGHJKMN", "Norr", "Asta Ek", ("Gatan 1", "222 22 Lund"))
    assert print_letters(vote, [letter], address="https://lund.example/rosta/").startswith(b"%PDF")
    assert "ABCD" not in repr(letter)
    assert CycleArea.objects.count() == 2
