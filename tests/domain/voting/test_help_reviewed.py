"""Is help to vote held to its limit also when asked for at once, and looked through by somebody other than the one who gave it? (C48)"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.cycles.models import Identity
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions, permissions, policy, queries
from medborgarbudget.domain.voting.models import AssistedPlace, AssistedReview, AssistedVote, Vote
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.foundation.decisions import Refused
from tests.domain.people.test_roles_at_once import at_once
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.rolls import ASTA, BO, DAVID, ELSA
from tests.support.voting import close, open_vote

pytestmark = pytest.mark.writes


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    ways = [Identity.EMAIL_CODE, Identity.ASSISTED]
    return open_vote(make_cycle(lund, database_now(), rules={"identities": ways}), actor=doris)


@pytest.fixture
def clerk(lund: Organisation) -> Person:
    return grant(make_person("Klara"), lund, RoleName.DESK)


@pytest.fixture
def auditor(lund: Organisation) -> Person:
    return grant(make_person("Vera"), lund, RoleName.AUDITOR)


def helped(vote: Vote, clerk: Person, moment: datetime, number: int = 1, **values: Any) -> None:
    hour = moment.replace(minute=0, second=0, microsecond=0)
    given = {"place": AssistedPlace.DESK, "checked": "Körkort", **values}
    for _each in range(number):
        AssistedVote.objects.create(vote=vote, clerk=clerk, hour=hour, **given)


def yesterday_at_noon() -> datetime:
    return to_local(database_now()).replace(hour=12) - timedelta(days=1)


def look_through(vote: Vote, clerk: Person, day: date, actor: Person, remark: str = "") -> AssistedReview:
    return actions.review_help(vote=vote, clerk_id=clerk.pk, day=day, remark=remark, actor=actor, now=database_now())


@pytest.mark.django_db
def test_help_is_told_by_day_and_clerk_in_numbers_and_a_sample(vote: Vote, clerk: Person, lund: Organisation) -> None:
    other = grant(make_person("Ulf"), lund, RoleName.DESK)
    noon = yesterday_at_noon()
    helped(vote, clerk, noon, 28, cast=True)
    helped(vote, clerk, noon + timedelta(hours=1), 12, place=AssistedPlace.PHONE)
    helped(vote, other, noon - timedelta(days=1))
    first, second = queries.helped_days(vote)
    assert (first.clerk, first.day, first.number, first.cast, first.by_phone, first.most_in_an_hour) == (
        clerk, noon.date(), 40, 28, 12, 28,
    )  # fmt: skip
    assert (second.clerk, second.number) == (other, 1)
    again = queries.helped_day(vote, clerk.pk, noon.date())
    assert again is not None and again.sample == first.sample and len(first.sample) == 5
    assert [policy.assisted_sample_size(number) for number in (1, 5, 100, 101, 400)] == [1, 5, 5, 6, 20]


@pytest.mark.django_db
def test_a_day_is_looked_through_once_when_it_is_over_by_somebody_else(
    vote: Vote, clerk: Person, auditor: Person, doris: Person, lund: Organisation
) -> None:
    day = yesterday_at_noon().date()
    helped(vote, clerk, yesterday_at_noon(), 3)
    grant(clerk, lund, RoleName.ADMINISTRATOR)
    with pytest.raises(Refused, match="själv"):
        look_through(vote, clerk, day, clerk)
    with pytest.raises(Refused, match="administratör eller granskare"):
        look_through(vote, clerk, day, grant(make_person("Ola"), lund, RoleName.LEAD))
    with pytest.raises(ValidationError, match="personnummer"):
        look_through(vote, clerk, day, auditor, f"Hjälpte {ASTA}")
    review = look_through(vote, clerk, day, auditor, " Ingen kontroll i telefon. ")
    assert (review.seen, review.remark) == (3, "Ingen kontroll i telefon.")
    for somebody in (auditor, doris):
        with pytest.raises(Refused, match="redan granskad"):
            look_through(vote, clerk, day, somebody)
    entry = AuditEntry.objects.get(verb="vote.review_help")
    assert entry.actor_name == "Vera" and entry.changes["clerk"] == [None, "Klara"]
    with pytest.raises(Refused, match="Ingen fick hjälp"):
        look_through(vote, clerk, day - timedelta(days=1), auditor)


@pytest.mark.django_db
def test_today_waits_until_tomorrow_or_until_the_vote_has_closed(vote: Vote, clerk: Person, auditor: Person) -> None:
    now = database_now()
    helped(vote, clerk, now)
    today = to_local(now.replace(minute=0, second=0, microsecond=0)).date()
    with pytest.raises(Refused, match="i morgon"):
        look_through(vote, clerk, today, auditor)
    assert look_through(close(vote), clerk, today, auditor).seen == 1


@pytest.mark.django_db
def test_the_database_takes_no_review_by_the_clerk_and_no_second_one(
    vote: Vote, clerk: Person, auditor: Person
) -> None:
    values: dict[str, Any] = {"vote": vote, "clerk": clerk, "day": date(2027, 5, 1), "seen": 1, "at": database_now()}
    with pytest.raises(IntegrityError, match="assisted_reviewed_by_another"), transaction.atomic():
        AssistedReview.objects.create(**values, by=clerk)
    AssistedReview.objects.create(**values, by=auditor)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssistedReview.objects.create(**values, by=auditor)


@pytest.mark.django_db(transaction=True)
def test_the_limit_of_a_day_holds_when_a_clerk_asks_at_once(
    vote: Vote, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "ASSISTED_A_DAY", 2)

    def help_one(number: str) -> bool:
        try:
            actions.begin_assisted(
                vote=vote,
                number=number,
                place=AssistedPlace.DESK,
                checked="Körkort",
                actor=clerk,
                now=database_now(),
            )
        except Refused:
            return False
        return True

    answers = at_once(*(lambda number=number: help_one(number) for number in (ASTA, BO, DAVID, ELSA) * 2))
    assert sorted(answers) == [False] * 6 + [True] * 2 and AssistedVote.objects.count() == 2
