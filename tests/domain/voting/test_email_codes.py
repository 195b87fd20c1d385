"""Does a code get its reader in, and nobody else, without letting anybody shut the reader out?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.voting import actions, policy
from medborgarbudget.domain.voting.housekeeping import tidy
from medborgarbudget.domain.voting.identity import email_voter, normalise_address, slot_of
from medborgarbudget.domain.voting.models import EmailCode, Vote
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import NOW
from tests.support.cycles import make_cycle
from tests.support.voting import open_vote

pytestmark = [pytest.mark.django_db, pytest.mark.writes]
ASTA = "asta@example.org"


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now()), actor=doris)


def send(
    vote: Vote, address: str = ASTA, browser: str = "astas", seconds: float = 0, network: str = "10.0.0.1"
) -> actions.SentCode:
    return actions.send_code(
        vote=vote, address=address, network=network, browser=browser, now=NOW + timedelta(seconds=seconds)
    )


def last_code() -> str:
    found = re.search(r"\d{4} \d{4}", mail.outbox[-1].body)
    assert found is not None
    return found.group()


def check(vote: Vote, code: str, browser: str = "astas", seconds: float = 60) -> object:
    return actions.check_code(vote=vote, address=ASTA, browser=browser, code=code, now=NOW + timedelta(seconds=seconds))


def test_the_code_in_the_mail_lets_its_reader_in_once(vote: Vote) -> None:
    assert send(vote, " Asta@Example.org ").sent and mail.outbox[-1].to == ["Asta@Example.org"]
    assert check(vote, last_code()) == email_voter(vote, ASTA)
    with pytest.raises(ValidationError, match="gäller inte längre"):
        check(vote, last_code())


def test_a_code_belongs_to_the_browser_that_asked_and_to_the_vote(vote: Vote) -> None:
    send(vote)
    with pytest.raises(ValidationError):
        check(vote, last_code(), browser="somebody else's")
    assert check(vote, last_code())


def test_a_code_dies_after_half_an_hour_and_after_five_wrong_tries(vote: Vote) -> None:
    send(vote)
    with pytest.raises(ValidationError, match="gått ut"):
        check(vote, last_code(), seconds=30 * 60)
    wrong = f"{(int(last_code().replace(' ', '')) + 1) % 10**8:08d}"
    for left in (4, 3, 2, 1):
        with pytest.raises(ValidationError, match=f"{left} gång"):
            check(vote, wrong)
    for _more in range(2):
        with pytest.raises(ValidationError, match="fem gånger"):
            check(vote, wrong)
    with pytest.raises(ValidationError, match="fem gånger"):
        check(vote, last_code())


def test_a_new_code_kills_the_old_one_and_has_to_wait(vote: Vote) -> None:
    send(vote)
    old = last_code()
    refused = send(vote, seconds=30)
    assert not refused.sent and refused.wait == timedelta(seconds=30) and len(mail.outbox) == 1
    assert send(vote, seconds=61).sent
    with pytest.raises(ValidationError):
        check(vote, old) if old != last_code() else check(vote, "0")
    assert check(vote, last_code(), seconds=70)


def test_somebody_elses_asking_and_guessing_does_not_shut_the_reader_out(vote: Vote) -> None:
    send(vote)
    mine = last_code()
    for time in range(1, 8):
        send(vote, browser="attacker", seconds=time * 700)
        for _guess in range(6):
            with pytest.raises(ValidationError):
                check(vote, "00000000", browser="attacker", seconds=time * 700 + 1)
    assert check(vote, mine, seconds=1790)
    assert send(vote, seconds=7 * 700 + 601).sent


def test_a_network_that_asks_for_too_many_is_refused_and_others_are_not(vote: Vote) -> None:
    send(vote)
    one = EmailCode.objects.get()
    EmailCode.objects.bulk_create(
        EmailCode(
            vote=vote,
            address_hash=f"{number}",
            network_hash=one.network_hash,
            browser_hash="",
            code_hash="",
            sent_at=NOW,
            expires_at=NOW,
        )
        for number in range(policy.EMAIL_CODES_PER_NETWORK)
    )
    with pytest.raises(Refused, match="nätverk"):
        send(vote, "bo@example.org", network="10.0.0.77")
    assert send(vote, "bo@example.org", network="10.0.1.1").sent


@pytest.mark.parametrize("code", ["", "1", "123456789", "abcdefgh", "１２３４５６７８", "\x00" * 8])
def test_what_is_no_code_is_said_to_be_none(vote: Vote, code: str) -> None:
    send(vote)
    with pytest.raises(ValidationError, match="8 siffror"):
        check(vote, code)
    assert EmailCode.objects.get().tries == 0


@pytest.mark.parametrize(
    "address", ["", "asta", "asta@", "@example.org", "a b@example.org", "a@b\n@example.org", "x" * 300 + "@example.org"]
)
def test_what_is_no_address_gets_no_code(vote: Vote, address: str) -> None:
    with pytest.raises(ValidationError, match="e-postadress"):
        send(vote, address)
    assert not EmailCode.objects.exists() and not mail.outbox


@pytest.mark.parametrize("same", ["ASTA@example.org", " asta@EXAMPLE.ORG ", "asta+rost2@example.org"])
def test_one_mailbox_is_one_voter_however_it_is_written(vote: Vote, same: str) -> None:
    assert slot_of(vote, email_voter(vote, same)) == slot_of(vote, email_voter(vote, ASTA))


def test_dots_in_an_address_tell_people_apart() -> None:
    assert normalise_address("as.ta@example.org") != normalise_address(ASTA)


def test_the_database_holds_neither_address_nor_code_and_forgets_after_a_day(vote: Vote) -> None:
    send(vote)
    row = " ".join(str(value) for value in EmailCode.objects.values_list().get())
    assert "asta" not in row and last_code().replace(" ", "") not in row
    tidy(NOW + timedelta(days=1, seconds=1))
    assert not EmailCode.objects.exists()
