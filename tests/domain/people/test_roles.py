"""Who gives and ends roles, and what remains of that?"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import actions, permissions
from medborgarbudget.domain.people.events import AccountClosed
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.people.policy import MEANING
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant

pytestmark = pytest.mark.django_db


def test_every_role_has_a_meaning() -> None:
    assert set(MEANING) == set(RoleName.values)


def test_inviting_makes_the_account_and_records_each_role(lund: Organisation, doris: Person, now: datetime) -> None:
    person, new = actions.invite(
        organisation=lund, email="NY@example.org", name="Ny", roles=["desk", "assessor"], actor=doris, now=now
    )
    assert person.email == "ny@example.org" and not person.has_usable_password()
    assert {role.role for role in new} == {"desk", "assessor"}
    assert [entry.changes for entry in audit.entries(lund.pk, kinds=["role"])] == [
        {"role": [None, "desk"]},
        {"role": [None, "assessor"]},
    ]


def test_inviting_twice_gives_nothing_twice(lund: Organisation, doris: Person, bo: Person, now: datetime) -> None:
    for expected in (1, 0):
        _person, new = actions.invite(organisation=lund, email=bo.email, name="", roles=["desk"], actor=doris, now=now)
        assert len(new) == expected


def test_only_an_administrator_gives_roles(
    lund: Organisation, doris: Person, egil: Person, bo: Person, now: datetime
) -> None:
    grant(bo, lund, RoleName.LEAD)
    for somebody in (bo, egil):
        with pytest.raises(Refused, match="Bara administratörer"):
            actions.invite(organisation=lund, email="x@example.org", name="", roles=["desk"], actor=somebody, now=now)
    assert not Person.objects.filter(email="x@example.org").exists()


@pytest.mark.parametrize(
    ("email", "roles"), [("inte en adress", ["desk"]), ("a@example.org", []), ("a@example.org", ["king"])]
)
def test_nonsense_is_refused_and_nothing_is_stored(
    lund: Organisation, doris: Person, now: datetime, email: str, roles: list[str]
) -> None:
    with pytest.raises(ValidationError):
        actions.invite(organisation=lund, email=email, name="", roles=roles, actor=doris, now=now)
    assert Role.objects.exclude(person=doris).count() == 0


def test_a_role_ends_at_once_and_the_reason_is_kept(
    lund: Organisation, doris: Person, bo: Person, now: datetime
) -> None:
    grant(bo, lund, RoleName.DESK)
    role = Role.objects.get(person=bo)
    actions.end_role(role=role, reason="Har slutat", actor=doris, now=now)
    assert not permissions.has_role(Person.objects.get(pk=bo.pk), lund)
    assert audit.entries(lund.pk).first().reason == "Har slutat"  # type: ignore[union-attr]
    with pytest.raises(Refused, match="redan avslutad"):
        actions.end_role(role=role, reason="", actor=doris, now=now)


def test_the_last_administrator_stays(lund: Organisation, doris: Person, bo: Person, now: datetime) -> None:
    own = Role.objects.get(person=doris, role=RoleName.ADMINISTRATOR)
    with pytest.raises(Refused, match="enda administratören"):
        actions.end_role(role=own, reason="", actor=doris, now=now)
    grant(bo, lund, RoleName.ADMINISTRATOR)
    actions.end_role(role=own, reason="", actor=doris, now=now)
    assert not permissions.has_role(doris, lund, RoleName.ADMINISTRATOR)


def test_an_administrator_elsewhere_does_not_count(
    lund: Organisation, doris: Person, egil: Person, now: datetime
) -> None:
    own = Role.objects.get(person=doris, role=RoleName.ADMINISTRATOR)
    assert not permissions.may_end_role(doris, own, now)
    assert "Bara administratörer" in str(permissions.may_end_role(egil, own, now).reason)


def test_who_may_read_the_log(lund: Organisation, doris: Person, bo: Person, egil: Person, now: datetime) -> None:
    assert permissions.may_read_audit(doris, lund, now)
    assert not permissions.may_read_audit(egil, lund, now)
    assert not permissions.may_read_audit(bo, lund, now)
    grant(bo, lund, RoleName.AUDITOR)
    assert permissions.may_read_audit(bo, lund, now)


def test_a_closed_account_is_nameless_and_cannot_come_back(asta: Person, now: datetime) -> None:
    heard: list[AccountClosed] = []
    events.subscribe(AccountClosed, heard.append)
    try:
        actions.close_account(person=asta, now=now)
    finally:
        events._handlers[AccountClosed].remove(heard.append)
    asta.refresh_from_db()
    assert (asta.name, asta.is_active, asta.has_usable_password()) == ("", False, False)
    assert "asta" not in asta.email and len(heard) == 1
    assert actions.person_for(email="asta@example.org", name="", now=now).pk != asta.pk


def test_staff_do_not_close_their_account_before_the_role_has_ended(doris: Person, now: datetime) -> None:
    with pytest.raises(Refused, match="Lunds kommun"):
        actions.close_account(person=doris, now=now)


def test_an_operator_is_made_once_whatever_the_case(now: datetime, db: None) -> None:
    first = actions.make_operator(email="Drift@example.org", name="Drift", now=now)
    assert actions.make_operator(email="drift@EXAMPLE.org", name="", now=now).pk == first.pk
