"""Who may do what in which step? A table of persons and deeds, and that every refusal says why."""

from __future__ import annotations

from datetime import datetime

import pytest

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals import permissions
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, ProposalState
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal

S = ProposalState
EVERY_STATE = list(S)


def cycle_with(lund: Organisation, now: datetime, deed: Deed | None) -> Cycle:
    return make_cycle(lund, now, open_deeds=[deed] if deed else [])


@pytest.mark.parametrize("open_deed", [Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT, Deed.ASSESS, Deed.VOTE, None])
def test_each_deed_is_open_in_its_step_alone(
    lund: Organisation, asta: Person, bo: Person, now: datetime, open_deed: Deed | None
) -> None:
    cycle = cycle_with(lund, now, open_deed)
    proposal = make_proposal(cycle, asta)
    answers = {
        Deed.PROPOSE: permissions.may_propose(None, cycle, now),
        Deed.SUPPORT: permissions.may_support(bo, proposal, now),
        Deed.COMMENT: permissions.may_comment(bo, proposal, now),
    }
    for deed, verdict in answers.items():
        assert bool(verdict) is (deed == open_deed)
        assert verdict or str(verdict.reason).endswith(".")
    assert bool(permissions.may_edit(asta, proposal, now)) is (open_deed == Deed.PROPOSE)
    assert permissions.may_follow(bo, proposal, now)


@pytest.mark.parametrize("state", EVERY_STATE)
def test_each_deed_holds_in_its_states_alone(
    lund: Organisation, asta: Person, bo: Person, doris: Person, now: datetime, state: ProposalState
) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT])
    proposal = make_proposal(cycle, asta, state=state)
    public = state not in NOT_PUBLIC
    assert bool(permissions.may_edit(asta, proposal, now)) is (
        state in {S.DRAFT, S.UNCONFIRMED, S.SUBMITTED, S.PUBLISHED}
    )
    assert bool(permissions.may_withdraw(asta, proposal, now)) is (
        state in {S.SUBMITTED, S.PUBLISHED, S.UNDER_ASSESSMENT}
    )
    assert bool(permissions.may_support(bo, proposal, now)) is (state in {S.PUBLISHED, S.UNDER_ASSESSMENT, S.ACCEPTED})
    assert bool(permissions.may_comment(bo, proposal, now)) is public
    assert bool(permissions.may_follow(bo, proposal, now)) is public
    editable = {S.SUBMITTED, S.PUBLISHED, S.UNDER_ASSESSMENT, S.ACCEPTED, S.REFUSED}
    assert bool(permissions.may_edit_as_staff(doris, proposal, now)) is (state in editable)


def test_the_anonymous_are_asked_to_sign_in(lund: Organisation, now: datetime) -> None:
    proposal = make_proposal(make_cycle(lund, now, open_deeds=[Deed.SUPPORT, Deed.COMMENT]))
    for verdict in (
        permissions.may_support(None, proposal, now), permissions.may_comment(None, proposal, now),
        permissions.may_follow(None, proposal, now), permissions.may_flag(None, proposal, now),
    ):  # fmt: skip
        assert not verdict
        assert "Logga in" in str(verdict.reason)


@pytest.mark.parametrize(
    ("role", "moderates", "sees_contact"),
    [
        (RoleName.ADMINISTRATOR, True, True),
        (RoleName.LEAD, True, True),
        (RoleName.COMMUNICATOR, True, True),
        (RoleName.DESK, False, True),
        (RoleName.ASSESSOR, False, False),
        (RoleName.AUDITOR, False, False),
        (RoleName.ELECTED, False, False),
        (None, False, False),
    ],
)
def test_roles(
    lund: Organisation, ystad: Organisation, now: datetime, role: RoleName | None, moderates: bool, sees_contact: bool
) -> None:
    person = make_person("Gun")
    if role:
        grant(person, lund, role)
    assert bool(permissions.may_moderate(person, lund, now)) is moderates
    assert bool(permissions.may_see_contact(person, lund, now)) is sees_contact
    assert (
        bool(permissions.may_enter(person, make_cycle(lund, now, open_deeds=[Deed.PROPOSE]), now.date(), now))
        is sees_contact
    )
    assert not permissions.may_moderate(person, ystad, now)
    assert not permissions.may_see_contact(person, ystad, now)
