"""What if two do the same at the same moment?"""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from django.db import connection

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import actions
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access import links
from tests.support.cast import grant

pytestmark = [pytest.mark.writes, pytest.mark.django_db(transaction=True)]


def at_once(*deeds: object) -> list[object]:
    results: list[object] = []
    gate = threading.Barrier(len(deeds))

    def run(deed: object) -> None:
        gate.wait()
        try:
            results.append(deed())  # type: ignore[operator]
        except Refused as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_administrators_who_end_each_other_leave_one(
    lund: Organisation, doris: Person, bo: Person, now: datetime
) -> None:
    grant(bo, lund, RoleName.ADMINISTRATOR)
    dorises, bos = (Role.objects.get(person=person, role=RoleName.ADMINISTRATOR) for person in (doris, bo))
    results = at_once(
        lambda: actions.end_role(role=dorises, reason="", actor=bo, now=now),
        lambda: actions.end_role(role=bos, reason="", actor=doris, now=now),
    )
    assert sum(isinstance(result, Refused) for result in results) == 1
    assert Role.objects.filter(role=RoleName.ADMINISTRATOR, ended_at=None).count() == 1


def test_the_same_role_given_twice_is_given_once(lund: Organisation, doris: Person, bo: Person, now: datetime) -> None:
    def invite() -> object:
        return actions.invite(organisation=lund, email=bo.email, name="", roles=["desk"], actor=doris, now=now)

    results = at_once(invite, invite)
    assert len(results) == 2
    assert Role.objects.filter(person=bo, ended_at=None).count() == 1


def test_a_link_used_twice_at_once_lets_one_in(asta: Person) -> None:
    token = links.make_token(email=asta.email, next_path="", now=clock.now())
    results = at_once(*(lambda: links.use_token(token, clock.now()),) * 3)
    assert sum(result is not None for result in results) == 1
