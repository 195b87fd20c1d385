"""Does done work count once, for the right form, in time; and do floods stay small without shutting a person out?"""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from medborgarbudget.domain.network.human import actions, policy
from medborgarbudget.domain.network.human.models import MailedCode, PostCount, SpentProof
from medborgarbudget.domain.network.human.policy import Judgement
from medborgarbudget.domain.organisations.models import Organisation
from tests.support.cast import make_organisation
from tests.support.network import proof, solved

FLOOD = 2_000
"""Posts. What a flood leaves behind follows from the windows alone: another thousand leaves nothing more."""
PROVEN, NEEDS_CODE, TOO_MANY = Judgement.PROVEN, Judgement.NEEDS_CODE, Judgement.TOO_MANY


def judge(hub: Organisation, now: datetime, work: str = "", **values: Any) -> Judgement:
    given = {"form": "contact", "address": "192.0.2.7", "email": "asta@example.org", "suspect": False} | values
    return actions.judge(organisation=hub, proof=work, now=now, **given)


def test_done_work_is_taken_once(hub: Organisation, now: datetime) -> None:
    work = proof(hub, "contact", now)
    assert [judge(hub, now, work), judge(hub, now, work)] == [PROVEN, NEEDS_CODE]


def test_work_is_good_for_its_form_its_network_and_its_time(
    hub: Organisation, lund: Organisation, now: datetime
) -> None:
    assert judge(hub, now, proof(hub, "interest", now)) == NEEDS_CODE
    assert judge(hub, now, proof(lund, "contact", now)) == NEEDS_CODE
    assert judge(hub, now + policy.PROOF_LASTS + timedelta(seconds=1), proof(hub, "contact", now)) == NEEDS_CODE
    assert judge(hub, now + policy.PROOF_LASTS - timedelta(seconds=1), proof(hub, "contact", now)) == PROVEN


@pytest.mark.parametrize(
    "changes",
    [{"number": 999_999}, {"signature": "0" * 64}, {"algorithm": "MD5"}, {"challenge": "0" * 64}, {"salt": "?expires=9999999999&"},
     {"salt": None}, {"number": None}, {"signature": 7}],
)  # fmt: skip
def test_work_that_is_changed_counts_for_nothing(hub: Organisation, now: datetime, changes: dict[str, Any]) -> None:
    assert judge(hub, now, proof(hub, "contact", now, **changes)) == NEEDS_CODE
    assert not SpentProof.objects.exists()


def test_time_cannot_be_won_by_writing_in_the_salt(hub: Organisation, now: datetime) -> None:
    work = actions.challenge(organisation=hub, form="contact", now=now - timedelta(days=2), work=50)
    longer = {**json.loads(base64.b64decode(solved(work)))}
    for salt in (work["salt"] + "expires=9999999999&", work["salt"].replace("expires=", "expires=9")):
        sent = base64.b64encode(json.dumps({**longer, "salt": salt}).encode()).decode()
        assert judge(hub, now, sent, email=f"{len(sent)}@example.org", address=f"198.51.{len(salt)}.1") == NEEDS_CODE


@pytest.mark.parametrize(
    "junk", ["x", "W10=", "bnVsbA==", "NQ==", "e30=", "\x00", "ÅÄÖ", "A" * 5000, "eyJzYWx0IjogW119"]
)
def test_junk_is_no_work(hub: Organisation, now: datetime, junk: str) -> None:
    assert judge(hub, now, junk) == NEEDS_CODE


def test_whoever_fills_in_what_people_do_not_see_is_asked_for_a_code(hub: Organisation, now: datetime) -> None:
    assert judge(hub, now, proof(hub, "contact", now), suspect=True) == NEEDS_CODE


def test_a_flood_leaves_few_mails_and_few_rows_and_a_person_still_comes_through(
    hub: Organisation, now: datetime
) -> None:
    """The flood comes from 50 networks without work, and a hundred of them with work done once and sent again and again."""
    old = proof(hub, "contact", now)
    assert judge(hub, now, old) == PROVEN
    answers = [
        judge(
            hub,
            now,
            old if number < 100 else "",
            address=f"203.0.{number % 50}.{number % 200}",
            email=f"{number}@example.org",
        )
        for number in range(FLOOD)
    ]
    assert answers.count(PROVEN) == 0
    assert answers.count(NEEDS_CODE) == min(50 * policy.UNPROVEN_PER_NETWORK, policy.UNPROVEN_IN_ALL)
    assert PostCount.objects.count() <= 4 + 50 + 50 * policy.UNPROVEN_PER_NETWORK + 1
    assert SpentProof.objects.count() == 1
    assert judge(hub, now, proof(hub, "contact", now), address="203.0.7.9") == PROVEN, "even from a flooding network"
    assert judge(hub, now + timedelta(hours=1), "", address="192.0.2.1", email="ny@example.org") == NEEDS_CODE


def test_one_network_that_floods_does_not_use_up_what_others_have(hub: Organisation, now: datetime) -> None:
    for number in range(policy.UNPROVEN_IN_ALL * 2):
        judge(hub, now, address="203.0.113.9", email=f"{number}@example.org")
    assert judge(hub, now, address="198.51.100.1", email="bo@example.org") == NEEDS_CODE


def test_many_with_done_work_from_one_network_are_asked_for_a_code_and_never_shut_out(
    hub: Organisation, now: datetime
) -> None:
    answers = [
        judge(hub, now, proof(hub, "contact", now), email=f"{n}@example.org")
        for n in range(policy.PROVEN_PER_NETWORK + 2)
    ]
    assert answers == [PROVEN] * policy.PROVEN_PER_NETWORK + [NEEDS_CODE] * 2
    assert judge(hub, now + timedelta(hours=1), proof(hub, "contact", now)) == PROVEN


def test_nobody_is_sent_code_after_code(hub: Organisation, now: datetime) -> None:
    answers = [
        judge(hub, now, address=f"198.51.{n}.1", email=" ASTA@example.org")
        for n in range(policy.UNPROVEN_PER_ADDRESS + 1)
    ]
    assert answers == [NEEDS_CODE] * policy.UNPROVEN_PER_ADDRESS + [TOO_MANY]


def test_nobodys_mailbox_is_filled_by_work_done_elsewhere(hub: Organisation, now: datetime) -> None:
    answers = [
        judge(hub, now, proof(hub, "contact", now), address=f"198.{n}.0.1")
        for n in range(policy.PROVEN_PER_ADDRESS + policy.UNPROVEN_PER_ADDRESS + 1)
    ]
    assert answers.count(PROVEN) == policy.PROVEN_PER_ADDRESS
    assert answers.count(NEEDS_CODE) == policy.UNPROVEN_PER_ADDRESS and answers[-1] == TOO_MANY


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("192.0.2.7", "192.0.2.200", True), ("192.0.2.7", "192.0.3.7", False), ("2001:db8:1::1", "2001:db8:1:ffff::2", True),
     ("2001:db8:1::1", "2001:db8:2::1", False), ("::ffff:192.0.2.7", "192.0.2.9", True), ("unknown", "nonsens", True)],
)  # fmt: skip
def test_a_network_is_what_its_holder_cannot_change_at_will(one: str, other: str, same: bool) -> None:
    assert (actions._network_of(one) == actions._network_of(other)) == same


def test_what_is_counted_does_not_say_who(hub: Organisation, now: datetime) -> None:
    judge(hub, now)
    for row in PostCount.objects.all():
        assert "192." not in row.key and "asta" not in row.key and len(row.key) == 64


def test_a_code_works_once_for_what_it_was_sent_for_and_not_after_guessing(
    hub: Organisation, ystad: Organisation, now: datetime
) -> None:
    code = actions.new_code(organisation=hub, about="contact:7", now=now)

    def use(about: str = "contact:7", given: str = code, at: datetime = now, network: Organisation = hub) -> bool:
        return actions.use_code(organisation=network, about=about, code=given, now=at)

    assert not use(about="contact:8") and not use(network=ystad)
    assert not use(at=now + policy.CODE_LASTS + timedelta(seconds=1))
    assert use(given=f" {code[:3]} {code[3:]}") and not use()
    code = actions.new_code(organisation=hub, about="contact:7", now=now)
    wrong = "000000" if code != "000000" else "111111"
    for _try in range(policy.CODE_TRIES):
        assert not use(given=wrong)
    assert not use(given=code), "guessing closes it"
    code = actions.new_code(organisation=hub, about="contact:7", now=now)
    assert use(given=code), "a new one opens it"


def test_what_has_done_its_work_is_thrown_away(hub: Organisation, now: datetime) -> None:
    judge(hub, now, proof(hub, "contact", now))
    judge(hub, now)
    actions.new_code(organisation=hub, about="contact:7", now=now)
    actions.tidy(now)
    assert SpentProof.objects.count() == 1 and PostCount.objects.count() == 5 and MailedCode.objects.count() == 1
    actions.tidy(now + timedelta(days=3))
    assert not SpentProof.objects.exists() and not PostCount.objects.exists() and not MailedCode.objects.exists()


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_the_same_work_sent_many_times_at_once_is_taken_once(now: datetime) -> None:
    hub = make_organisation("natverket", "Nätverket", "network")
    work = proof(hub, "contact", now)

    def run(_number: int) -> Judgement:
        try:
            return judge(hub, now, work)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(run, range(4)))
    assert answers.count(PROVEN) == 1
