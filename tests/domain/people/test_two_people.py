"""What takes two people is done by two different ones, with fresh proof, once, exactly as asked, or not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed, TwoPersonState
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.decisions import Refused
from tests.domain.people.test_roles_at_once import at_once
from tests.support.cast import grant, make_person
from tests.support.two_people import KIND, ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def maja(lund: Organisation) -> Person:
    return grant(make_person("Maja"), lund, RoleName.LEAD)


def contact(organisation: Organisation) -> str:
    return Organisation.objects.get(pk=organisation.pk).contact_email


def test_nothing_is_done_until_another_person_confirms(
    lund: Organisation, doris: Person, maja: Person, now: datetime
) -> None:
    deed = ask(lund, doris, now)
    assert contact(lund) == ""
    done = two_people.confirm(deed=deed, actor=maja, factor_at=now - timedelta(minutes=14), now=now)
    assert contact(lund) == "ny@example.org"
    assert (done.state, done.answered_by) == (TwoPersonState.DONE, maja)
    assert {entry.verb for entry in audit.entries(lund.pk, kinds=["two_people"])} == {
        "two_people.ask",
        "two_people.confirm",
    }


@pytest.mark.parametrize(
    ("who", "factor_minutes", "later", "words"),
    [
        ("doris", 1, timedelta(0), "En annan person"),
        ("asta", 1, timedelta(0), "någon av rollerna"),
        ("egil", 1, timedelta(0), "någon av rollerna"),
        ("maja", 16, timedelta(0), "andra faktor"),
        ("maja", None, timedelta(0), "andra faktor"),
        ("maja", 1, timedelta(hours=72), "för lång tid"),
    ],
)
def test_who_may_not_confirm(
    request: pytest.FixtureRequest, lund: Organisation, doris: Person, now: datetime,
    who: str, factor_minutes: int | None, later: timedelta, words: str,
) -> None:  # fmt: skip
    deed, person, then = ask(lund, doris, now), request.getfixturevalue(who), now + later
    factor_at = None if factor_minutes is None else then - timedelta(minutes=factor_minutes)
    with pytest.raises(Refused, match=words):
        two_people.confirm(deed=deed, actor=person, factor_at=factor_at, now=then)
    assert contact(lund) == ""


def test_a_deed_that_cannot_be_done_stays_unconfirmed(
    lund: Organisation, doris: Person, maja: Person, now: datetime
) -> None:
    deed = ask(lund, doris, now, email="nobody@example.org")
    with pytest.raises(Refused, match="går inte att använda"):
        two_people.confirm(deed=deed, actor=maja, factor_at=now, now=now)
    deed.refresh_from_db()
    assert deed.state == TwoPersonState.WAITING


def test_declined_and_withdrawn_are_over(lund: Organisation, doris: Person, maja: Person, now: datetime) -> None:
    declined = two_people.decline(deed=ask(lund, doris, now), reason="Fel adress", actor=maja, now=now)
    with pytest.raises(Refused, match="redan avgjort"):
        two_people.confirm(deed=declined, actor=maja, factor_at=now, now=now)
    again = ask(lund, doris, now)
    with pytest.raises(Refused, match="Bara den som bad"):
        two_people.withdraw(deed=again, actor=maja, now=now)
    two_people.withdraw(deed=again, actor=doris, now=now)
    assert contact(lund) == "" and not two_people.waiting(lund)
    with pytest.raises(ValidationError):
        two_people.decline(deed=ask(lund, doris, now), reason=" ", actor=maja, now=now)


def test_the_same_thing_waits_once_but_an_expired_one_gives_way(
    lund: Organisation, doris: Person, now: datetime
) -> None:
    ask(lund, doris, now)
    with pytest.raises(Refused, match="väntar redan"):
        ask(lund, doris, now)
    later = ask(lund, doris, now + timedelta(hours=72))
    assert list(two_people.waiting(lund)) == [later]


def test_asking_needs_the_role_and_a_reason(lund: Organisation, asta: Person, doris: Person, now: datetime) -> None:
    with pytest.raises(Refused):
        ask(lund, asta, now)
    with pytest.raises(ValidationError):
        two_people.ask(kind=KIND.name, subject=lund, organisation=lund, payload={}, reason="", actor=doris, now=now)


def test_the_database_refuses_one_person_in_both_places(lund: Organisation, doris: Person, now: datetime) -> None:
    deed = ask(lund, doris, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        TwoPersonDeed.objects.filter(pk=deed.pk).update(state=TwoPersonState.DONE, answered_by=doris)
    with pytest.raises(IntegrityError), transaction.atomic():
        TwoPersonDeed.objects.filter(pk=deed.pk).update(state=TwoPersonState.DONE, answered_by=None)


@pytest.mark.writes
@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_the_same_moment_do_it_once(
    lund: Organisation, doris: Person, maja: Person, now: datetime
) -> None:
    nora = grant(make_person("Nora"), lund, RoleName.ADMINISTRATOR)
    deed = ask(lund, doris, now)
    results = at_once(
        *(lambda who=who: two_people.confirm(deed=deed, actor=who, factor_at=now, now=now) for who in (maja, nora) * 2)
    )
    assert sum(isinstance(result, TwoPersonDeed) for result in results) == 1
    assert audit.entries(lund.pk, kinds=["two_people"]).filter(verb="two_people.confirm").count() == 1
