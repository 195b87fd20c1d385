"""Does a proposal come in as it should: draft, sending, confirming, staff's entry, numbers?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Cycle, Deed, Moderation
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.actions import close_account
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals import actions, confirmation
from medborgarbudget.domain.proposals.content import ProposalContent, content_of
from medborgarbudget.domain.proposals.events import ProposalSubmitted
from medborgarbudget.domain.proposals.models import Channel, Proposal, ProposalState
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import grant
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal

BENCHES = ProposalContent(title="Fler bänkar", what="Tre bänkar vid ån.", display_name="Asta")


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE])


def sent(cycle: Cycle, author: Person | None, now: datetime, content: ProposalContent = BENCHES) -> Proposal:
    draft = actions.save_draft(cycle=cycle, author=author, content=content, now=now)
    return actions.submit(proposal=draft, now=now)


def test_a_signed_in_person_sends_and_gets_number_reference_and_receipt(
    cycle: Cycle, asta: Person, now: datetime
) -> None:
    first, second = sent(cycle, asta, now), sent(cycle, asta, now)
    assert (first.number, first.reference) == (1, "LUN27-0001")
    assert second.reference == "LUN27-0002"
    assert first.state == ProposalState.PUBLISHED
    assert [change.to_state for change in first.status_changes.all()] == ["published"]
    assert mail.outbox[0].to == [asta.email]
    assert "LUN27-0001" in mail.outbox[0].subject
    assert first.status_key in str(mail.outbox[0].body)


def test_sending_twice_is_sending_once(cycle: Cycle, asta: Person, now: datetime) -> None:
    proposal = sent(cycle, asta, now)
    again = actions.submit(proposal=Proposal.objects.get(pk=proposal.pk), now=now)
    assert again.reference == proposal.reference
    assert again.status_changes.count() == 1
    assert len(mail.outbox) == 1


def test_with_review_beforehand_it_waits(lund: Organisation, asta: Person, now: datetime) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.PROPOSE], moderation=Moderation.BEFORE)
    assert sent(cycle, asta, now).state == ProposalState.SUBMITTED


def test_nothing_is_taken_in_when_the_step_is_closed(lund: Organisation, asta: Person, now: datetime) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.VOTE])
    with pytest.raises(Refused, match="gick ut"):
        sent(cycle, asta, now)
    assert not Proposal.objects.exists()


def test_a_draft_kept_past_the_closing_cannot_be_sent(cycle: Cycle, asta: Person, now: datetime) -> None:
    draft = actions.save_draft(cycle=cycle, author=asta, content=BENCHES, now=now)
    with pytest.raises(Refused):
        actions.submit(proposal=draft, now=now + timedelta(days=10))
    draft.refresh_from_db()
    assert (draft.state, draft.number) == (ProposalState.DRAFT, None)


def test_a_draft_may_be_half_but_what_is_sent_must_be_whole(cycle: Cycle, asta: Person, now: datetime) -> None:
    draft = actions.save_draft(cycle=cycle, author=asta, content=ProposalContent(title="Bänkar"), now=now)
    with pytest.raises(ValidationError) as caught:
        actions.submit(proposal=draft, now=now)
    assert set(caught.value.message_dict) == {"what"}


def test_without_account_the_address_is_confirmed_first(cycle: Cycle, asta: Person, now: datetime) -> None:
    with pytest.raises(ValidationError) as caught:
        sent(cycle, None, now)
    assert set(caught.value.message_dict) == {"contact_email"}
    proposal = sent(cycle, None, now, ProposalContent(title="Fler bänkar", what="Tre.", contact_email=asta.email))
    assert (proposal.state, proposal.reference) == (ProposalState.UNCONFIRMED, "")
    token = confirmation.token_for(proposal)
    assert token in str(mail.outbox[0].body)
    assert proposal.status_key not in str(mail.outbox[0].body)
    actions.confirm_email(proposal=proposal, person=asta, now=now + timedelta(hours=1))
    assert (proposal.state, proposal.reference) == (ProposalState.PUBLISHED, "LUN27-0001")
    assert (proposal.author, proposal.contact_email) == (asta, "")
    actions.confirm_email(proposal=proposal, person=asta, now=now + timedelta(hours=2))
    assert proposal.status_changes.count() == 1


def test_sent_in_time_may_be_confirmed_after_closing_but_not_for_ever(
    cycle: Cycle, asta: Person, now: datetime
) -> None:
    late = now + timedelta(days=10, minutes=-1)
    content = ProposalContent(title="Fler bänkar", what="Tre.", contact_email=asta.email)
    proposal, forgotten = sent(cycle, None, late, content), sent(cycle, None, late, content)
    assert actions.confirm_email(proposal=proposal, person=asta, now=late + timedelta(hours=5)).number == 1
    with pytest.raises(Refused, match="slutat gälla"):
        actions.confirm_email(proposal=forgotten, person=asta, now=late + timedelta(days=4))


def test_an_adult_who_answers_for_a_child_is_kept_for_staff(cycle: Cycle, asta: Person, now: datetime) -> None:
    content = ProposalContent(
        title="Rutschkana", what="En lång.", display_name="Cissi", contact_name="Asta", contact_email=asta.email
    )
    proposal = actions.confirm_email(proposal=sent(cycle, None, now, content), person=asta, now=now)
    assert (proposal.display_name, proposal.contact_name, proposal.contact_email) == ("Cissi", "Asta", asta.email)


def test_a_forged_or_foreign_token_finds_nothing(
    cycle: Cycle, ystad: Organisation, asta: Person, now: datetime
) -> None:
    proposal = sent(cycle, None, now, ProposalContent(title="Bänk", what="En.", contact_email=asta.email))
    token = confirmation.token_for(proposal)
    assert confirmation.proposal_of_token(cycle.organisation, token) == proposal
    assert confirmation.proposal_of_token(ystad, token) is None
    for broken in ("", "x", token[:-1], token + "A", proposal.status_key, "W10:x"):
        assert confirmation.proposal_of_token(cycle.organisation, broken) is None


def test_others_hear_that_a_proposal_has_come_in(cycle: Cycle, asta: Person, now: datetime) -> None:
    heard: list[ProposalSubmitted] = []
    events.subscribe(ProposalSubmitted, heard.append)
    proposal = sent(cycle, asta, now)
    events._handlers[ProposalSubmitted].remove(heard.append)
    assert [event.proposal.reference for event in heard] == [proposal.reference]


def test_desk_enters_a_letter_once_even_if_the_form_is_sent_twice(cycle: Cycle, bo: Person, now: datetime) -> None:
    desk = grant(bo, cycle.organisation, RoleName.DESK)
    content = ProposalContent(title="Fler bänkar", what="Tre.", contact_name="Gun", contact_email="gun@example.org")
    key = actions.new_key()
    proposals = [
        actions.enter_for_somebody(
            cycle=cycle,
            content=content,
            channel=Channel.PAPER,
            received_on=date(2027, 3, 9),
            actor=desk,
            now=now,
            key=key,
        )
        for _time in range(2)
    ]
    assert proposals[0] == proposals[1]
    assert Proposal.objects.count() == 1
    proposal = proposals[0]
    assert (proposal.author, proposal.entered_by, proposal.channel) == (None, desk, "paper")
    assert proposal.reference == "LUN27-0001"
    assert mail.outbox[0].to == ["gun@example.org"]
    assert audit.AuditEntry.objects.get().verb == "proposal.enter"


@pytest.mark.parametrize(("days", "taken"), [(0, True), (-10, True), (-11, False), (1, False)])
def test_the_day_it_came_decides_whether_it_came_in_time(
    cycle: Cycle, doris: Person, now: datetime, days: int, taken: bool
) -> None:
    day = (now + timedelta(days=days)).date()
    if taken:
        assert actions.enter_for_somebody(
            cycle=cycle, content=BENCHES, channel=Channel.PHONE, received_on=day, actor=doris, now=now
        )
    else:
        with pytest.raises(Refused):
            actions.enter_for_somebody(
                cycle=cycle, content=BENCHES, channel=Channel.PHONE, received_on=day, actor=doris, now=now
            )


def test_a_letter_that_came_in_time_is_entered_after_closing(cycle: Cycle, doris: Person, now: datetime) -> None:
    later = now + timedelta(days=14)
    entered = actions.enter_for_somebody(
        cycle=cycle,
        content=BENCHES,
        channel=Channel.PAPER,
        received_on=(now + timedelta(days=9)).date(),
        actor=doris,
        now=later,
    )
    assert entered.number == 1


def test_nobody_without_the_role_enters_for_others(cycle: Cycle, asta: Person, egil: Person, now: datetime) -> None:
    for person in (asta, egil):
        with pytest.raises(Refused, match="Bara desk"):
            actions.enter_for_somebody(
                cycle=cycle, content=BENCHES, channel=Channel.PAPER, received_on=now.date(), actor=person, now=now
            )


def test_the_author_edits_while_it_may_be_changed(cycle: Cycle, asta: Person, bo: Person, now: datetime) -> None:
    proposal = sent(cycle, asta, now)
    actions.edit(proposal=proposal, content=ProposalContent(title="Många bänkar", what="Sex."), actor=asta, now=now)
    assert Proposal.objects.get().title == "Många bänkar"
    assert audit.AuditEntry.objects.get().changes["title"] == ["Fler bänkar", "Många bänkar"]
    with pytest.raises(Refused):
        actions.edit(proposal=proposal, content=BENCHES, actor=bo, now=now)
    actions.change_state(
        proposal=proposal, to=ProposalState.UNDER_ASSESSMENT, reason="Nu bedömer vi.", actor=None, now=now
    )
    with pytest.raises(Refused, match="börjat bedömas"):
        actions.edit(proposal=proposal, content=BENCHES, actor=asta, now=now)


def test_staff_edit_with_a_reason_that_the_author_is_told(
    cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    proposal = sent(cycle, asta, now)
    changed = ProposalContent(title="Fler bänkar", what="Fyra bänkar.", display_name="Asta")
    with pytest.raises(ValidationError, match="varför"):
        actions.edit(proposal=proposal, content=changed, actor=doris, now=now)
    actions.edit(proposal=proposal, content=changed, actor=doris, now=now, reason="Vi kom överens på telefon.")
    assert Notification.objects.get(person=asta).body == "Vi kom överens på telefon."


def test_contact_data_never_reaches_the_audit_record(cycle: Cycle, doris: Person, now: datetime) -> None:
    proposal = make_proposal(cycle, contact_email="gun@example.org")
    content = ProposalContent(title="Ny titel", what="Tre.", contact_email="gunilla@example.org", contact_phone="070-1")
    actions.edit(proposal=proposal, content=content, actor=doris, now=now, reason="Rättat adressen.")
    assert "gun" not in str(audit.AuditEntry.objects.get().changes)


def test_what_is_on_a_ballot_is_not_changed(cycle: Cycle, doris: Person, now: datetime) -> None:
    proposal = make_proposal(cycle, state=ProposalState.ON_BALLOT)
    with pytest.raises(Refused, match="valsedel"):
        actions.edit(proposal=proposal, content=BENCHES, actor=doris, now=now, reason="Fel.")


def test_staff_move_a_proposal_to_another_area(lund: Organisation, doris: Person, asta: Person, now: datetime) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.PROPOSE], areas=["Norr", "Söder"])
    north, south = cycle.cycle_areas.all()
    proposal = make_proposal(cycle, asta, cycle_area=north)
    actions.move_area(proposal=proposal, cycle_area=south, actor=doris, now=now, reason="Parken ligger i söder.")
    assert Proposal.objects.get().cycle_area == south
    assert Notification.objects.get(person=asta).body == "Parken ligger i söder."


def test_a_draft_is_thrown_away_but_nothing_that_was_sent(cycle: Cycle, asta: Person, now: datetime) -> None:
    actions.discard(proposal=actions.save_draft(cycle=cycle, author=asta, content=BENCHES, now=now))
    assert not Proposal.objects.exists()
    with pytest.raises(Refused):
        actions.discard(proposal=sent(cycle, asta, now))


def test_what_strangers_have_left_is_thrown_away_when_another_begins(cycle: Cycle, asta: Person, now: datetime) -> None:
    then = now - timedelta(days=31)
    make_proposal(cycle, state=ProposalState.DRAFT, now=then)
    make_proposal(cycle, state=ProposalState.UNCONFIRMED, now=then, contact_email="gun@example.org")
    own = make_proposal(cycle, asta, state=ProposalState.DRAFT, now=then)
    sent_in = make_proposal(cycle, now=then)
    begun = actions.save_draft(cycle=cycle, author=None, content=BENCHES, now=now)
    assert set(Proposal.objects.all()) == {own, sent_in, begun}


def test_a_place_outside_the_area_stays_when_only_the_text_is_changed(
    lund: Organisation, doris: Person, asta: Person, now: datetime
) -> None:
    cycle = make_cycle(lund, now, open_deeds=[Deed.PROPOSE], areas=["Norr", "Söder"])
    north, south = cycle.cycle_areas.all()
    south.area.geometry = {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}
    south.area.save()
    proposal = make_proposal(cycle, asta, cycle_area=north, latitude=55.7, longitude=13.2)
    actions.move_area(proposal=proposal, cycle_area=south, actor=doris, now=now, reason="Parken hör dit.")
    kept = replace(content_of(proposal), title="Sex bänkar")
    assert actions.edit(proposal=proposal, content=kept, actor=asta, now=now).title == "Sex bänkar"
    with pytest.raises(ValidationError, match="utanför"):
        actions.edit(proposal=proposal, content=replace(kept, latitude=55.8), actor=asta, now=now)


def test_closing_an_account_takes_drafts_and_contact_data_and_leaves_what_was_published(
    cycle: Cycle, asta: Person, now: datetime
) -> None:
    make_proposal(cycle, asta, state=ProposalState.DRAFT)
    published = make_proposal(cycle, asta, contact_name="Gun", contact_phone="070-1")
    close_account(person=asta, now=now)
    left = Proposal.objects.get()
    assert left == published
    assert (left.display_name, left.contact_name, left.contact_phone) == ("Asta", "", "")
