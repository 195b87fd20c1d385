"""Does a proposal move from state to state with its history, announcements and messages?"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import actions, policy, queries
from medborgarbudget.domain.proposals.events import ProposalStateChanged
from medborgarbudget.domain.proposals.models import Proposal, ProposalState, StatusChange
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal

S = ProposalState


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE, Deed.COMMENT])


def test_a_change_is_written_announced_and_told(
    cycle: Cycle, asta: Person, bo: Person, doris: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, asta, state=S.UNDER_ASSESSMENT)
    for follower in (bo, doris, asta):
        actions.follow(proposal=proposal, person=follower, now=now)
    heard: list[ProposalStateChanged] = []
    events.subscribe(ProposalStateChanged, heard.append)
    actions.change_state(proposal=proposal, to=S.ACCEPTED, reason="Går att bygga.", actor=doris, now=now)
    events._handlers[ProposalStateChanged].remove(heard.append)
    assert (proposal.state, Proposal.objects.get().state) == ("accepted", "accepted")
    change = StatusChange.objects.get()
    assert (change.from_state, change.to_state, change.reason, change.by) == (
        "under_assessment",
        "accepted",
        "Går att bygga.",
        doris,
    )
    assert [(event.from_state, event.to_state) for event in heard] == [("under_assessment", "accepted")]
    told = {(note.person, note.kind): note.link for note in Notification.objects.all()}
    link = f"/omgangar/2027/forslag/{proposal.reference}/"
    assert told == {(asta, "own_proposal"): link, (bo, "followed"): link}


def test_who_has_no_account_gets_one_mail_with_the_status_page(cycle: Cycle, now: datetime) -> None:
    proposal = make_proposal(cycle, contact_email="gun@example.org")
    actions.change_state(proposal=proposal, to=S.REFUSED, reason="Marken är inte kommunens.", actor=None, now=now)
    assert [message.to for message in mail.outbox] == [["gun@example.org"]]
    assert "Marken är inte kommunens." in str(mail.outbox[0].body)
    assert proposal.status_key in str(mail.outbox[0].body)


def test_a_change_without_reason_is_refused(cycle: Cycle, now: datetime) -> None:
    with pytest.raises(ValidationError, match="skäl"):
        actions.change_state(proposal=make_proposal(cycle), to=S.UNDER_ASSESSMENT, reason=" \x00 ", actor=None, now=now)


def test_to_be_where_one_already_is_changes_nothing(cycle: Cycle, now: datetime) -> None:
    proposal = make_proposal(cycle, state=S.ACCEPTED)
    actions.change_state(proposal=proposal, to=S.ACCEPTED, reason="En gång till.", actor=None, now=now)
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("start", [S.DRAFT, S.UNCONFIRMED, S.WITHDRAWN, S.HIDDEN])
def test_later_steps_move_nothing_that_is_out(cycle: Cycle, now: datetime, start: ProposalState) -> None:
    proposal = make_proposal(cycle, state=start)
    with pytest.raises(Refused):
        actions.change_state(proposal=proposal, to=S.ACCEPTED, reason="Skäl.", actor=None, now=now)


def test_the_table_of_moves() -> None:
    closed = {S.DRAFT, S.UNCONFIRMED, S.WITHDRAWN, S.HIDDEN}
    for start in S:
        for end in S:
            assert policy.may_become(start, end) is (start not in closed and end not in closed | {S.SUBMITTED})


def test_withdrawing_is_for_the_author_and_before_the_answer(
    cycle: Cycle, asta: Person, bo: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, asta, state=S.UNDER_ASSESSMENT)
    with pytest.raises(Refused):
        actions.withdraw(proposal=proposal, actor=bo, now=now)
    actions.withdraw(proposal=proposal, actor=asta, now=now, reason="Jag ångrade mig.")
    assert StatusChange.objects.get().reason == "Jag ångrade mig."
    assert not queries.public_proposals(cycle).exists()
    with pytest.raises(Refused):
        actions.withdraw(proposal=make_proposal(cycle, asta, state=S.ACCEPTED), actor=asta, now=now)


def test_hidden_is_gone_for_everybody_kept_for_staff_and_comes_back_where_it_was(
    cycle: Cycle, asta: Person, bo: Person, doris: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, asta, state=S.UNDER_ASSESSMENT)
    actions.follow(proposal=proposal, person=bo, now=now)
    actions.hide(proposal=proposal, ground=policy.HideGround.PERSONAL, words="Ett telefonnummer.", actor=doris, now=now)
    with pytest.raises(Proposal.DoesNotExist):
        queries.public_proposal(cycle, proposal.reference)
    assert queries.staff_proposal(cycle, proposal.reference).state == S.HIDDEN
    to_author = Notification.objects.get(person=asta)
    assert to_author.body == "Innehåller personuppgifter om någon annan. Ett telefonnummer."
    assert proposal.status_key in to_author.link
    assert "telefonnummer" not in Notification.objects.get(person=bo).body
    actions.show_again(proposal=proposal, actor=doris, now=now, reason="Numret är borttaget.")
    assert proposal.state == S.UNDER_ASSESSMENT
    assert [entry.verb for entry in audit.AuditEntry.objects.order_by("id")] == ["proposal.hide", "proposal.show_again"]


def test_another_ground_needs_words(cycle: Cycle, doris: Person, now: datetime) -> None:
    with pytest.raises(ValidationError, match="skälet"):
        actions.hide(proposal=make_proposal(cycle), ground=policy.HideGround.OTHER, actor=doris, now=now)


def test_a_reviewed_proposal_is_published_once(cycle: Cycle, asta: Person, doris: Person, now: datetime) -> None:
    proposal = make_proposal(cycle, asta, state=S.SUBMITTED)
    assert list(queries.awaiting_review(cycle)) == [proposal]
    for _time in range(2):
        actions.publish_proposal(proposal=proposal, actor=doris, now=now)
    assert proposal.state == S.PUBLISHED
    assert StatusChange.objects.count() == 1
    assert Notification.objects.filter(person=asta).count() == 1
