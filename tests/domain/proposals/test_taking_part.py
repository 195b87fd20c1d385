"""Do support, comments, flags and following hold their rules, and are they counted right?"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import actions, policy, queries
from medborgarbudget.domain.proposals.models import Comment, Flag, Proposal, ProposalState, Stance, Support
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal


@pytest.fixture
def proposal(lund: Organisation, asta: Person, now: datetime) -> Proposal:
    return make_proposal(make_cycle(lund, now, open_deeds=[Deed.SUPPORT, Deed.COMMENT]), asta)


def test_a_person_supports_once_and_may_take_it_back(proposal: Proposal, bo: Person, now: datetime) -> None:
    assert actions.support(proposal=proposal, person=bo, now=now) is True
    assert actions.support(proposal=proposal, person=bo, now=now) is False
    assert Proposal.objects.get().support_count == Support.objects.count() == 1
    assert actions.take_back_support(proposal=proposal, person=bo, now=now) is True
    assert actions.take_back_support(proposal=proposal, person=bo, now=now) is False
    assert Proposal.objects.get().support_count == Support.objects.count() == 0


def test_the_author_counts_among_those_who_stand_behind_it(proposal: Proposal, asta: Person, now: datetime) -> None:
    assert actions.support(proposal=proposal, person=asta, now=now)


def test_support_is_neither_given_nor_taken_back_when_closed(lund: Organisation, bo: Person, now: datetime) -> None:
    proposal = make_proposal(make_cycle(lund, now, slug="closed", open_deeds=[Deed.VOTE]), support_count=1)
    for deed in (actions.support, actions.take_back_support):
        with pytest.raises(Refused):
            deed(proposal=proposal, person=bo, now=now)


def test_a_question_reaches_the_proposer_and_the_answer_the_one_who_asked(
    proposal: Proposal, asta: Person, bo: Person, now: datetime
) -> None:
    question = actions.comment(proposal=proposal, person=bo, stance=Stance.QUESTION, text="Vilken färg?", now=now)
    assert Notification.objects.get(person=asta).body == "Vilken färg?"
    answer = actions.comment(
        proposal=proposal, person=asta, stance=Stance.FOR, text="Grön.", now=now, answer_to=question
    )
    assert (answer.stance, answer.answer_to) == ("question", question)
    assert Notification.objects.get(person=bo).body == "Grön."
    third = actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text="Fint!", now=now, answer_to=answer)
    assert third.answer_to == question, "answers have one level"
    assert Proposal.objects.get().comment_count == 3


def test_the_same_comment_sent_twice_is_one(proposal: Proposal, bo: Person, now: datetime) -> None:
    for _time in range(2):
        actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text="Bra!", now=now)
    assert Comment.objects.count() == Proposal.objects.get().comment_count == 1


@pytest.mark.parametrize("text", ["", " \n\x00", "x" * 1501])
def test_a_comment_that_says_nothing_or_too_much_is_refused(
    proposal: Proposal, bo: Person, now: datetime, text: str
) -> None:
    with pytest.raises(ValidationError):
        actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text=text, now=now)
    assert Proposal.objects.get().comment_count == 0


def test_one_answers_only_what_is_there(proposal: Proposal, bo: Person, doris: Person, now: datetime) -> None:
    other = make_proposal(proposal.cycle)
    elsewhere = actions.comment(proposal=other, person=bo, stance=Stance.FOR, text="Bra!", now=now)
    with pytest.raises(ValidationError):
        actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text="Jo.", now=now, answer_to=elsewhere)


def test_a_hidden_comment_goes_with_its_answers_and_is_counted_away(
    proposal: Proposal, asta: Person, bo: Person, doris: Person, now: datetime
) -> None:
    bad = actions.comment(proposal=proposal, person=bo, stance=Stance.AGAINST, text="Dumt.", now=now)
    actions.comment(proposal=proposal, person=asta, stance=Stance.AGAINST, text="Varför?", now=now, answer_to=bad)
    actions.comment(proposal=proposal, person=asta, stance=Stance.FOR, text="Bra.", now=now)
    actions.hide_comment(comment=bad, ground=policy.HideGround.HATE, actor=doris, now=now)
    actions.hide_comment(comment=bad, ground=policy.HideGround.HATE, actor=doris, now=now)
    assert Proposal.objects.get().comment_count == 1
    assert [shown.text for shown in queries.comments(proposal)] == ["Bra."]
    assert len(queries.comments(proposal, hidden_too=True)) == 2
    assert Notification.objects.filter(person=bo, body__startswith="Innehåller hot").count() == 1
    with pytest.raises(ValidationError):
        actions.comment(proposal=proposal, person=asta, stance=Stance.FOR, text="Jo.", now=now, answer_to=bad)


def test_flags_are_one_per_person_and_settled_together(
    proposal: Proposal, bo: Person, cissi: Person, doris: Person, now: datetime
) -> None:
    first = actions.flag(proposal=proposal, person=bo, reason="Reklam.", now=now)
    assert actions.flag(proposal=proposal, person=bo, reason="Reklam, sa jag.", now=now) == first
    actions.flag(proposal=proposal, person=cissi, reason="Reklam.", now=now)
    assert queries.open_flags(proposal.cycle).count() == 2
    actions.settle_flag(flag=first, upheld=False, actor=doris, now=now)
    assert not queries.open_flags(proposal.cycle).exists()
    assert set(Flag.objects.values_list("upheld", "settled_by")) == {(False, doris.pk)}
    assert Proposal.objects.get().state == ProposalState.PUBLISHED
    again = actions.flag(proposal=proposal, person=bo, reason="Fortfarande reklam.", now=now)
    actions.settle_flag(flag=again, upheld=True, actor=doris, now=now, ground=policy.HideGround.ADVERTISING)
    assert Proposal.objects.get().state == ProposalState.HIDDEN


def test_an_upheld_flag_on_a_comment_hides_the_comment_alone(
    proposal: Proposal, bo: Person, asta: Person, doris: Person, now: datetime
) -> None:
    said = actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text="Köp min bil.", now=now)
    flag = actions.flag(proposal=proposal, person=asta, reason="Reklam.", now=now, comment=said)
    actions.settle_flag(flag=flag, upheld=True, actor=doris, now=now, ground=policy.HideGround.ADVERTISING)
    assert queries.comments(proposal) == []
    assert Proposal.objects.get().state == ProposalState.PUBLISHED


def test_nobody_flags_their_own(proposal: Proposal, asta: Person, now: datetime) -> None:
    with pytest.raises(Refused):
        actions.flag(proposal=proposal, person=asta, reason="Hm.", now=now)


def test_following_is_once_and_can_end(proposal: Proposal, bo: Person, now: datetime) -> None:
    assert [actions.follow(proposal=proposal, person=bo, now=now) for _time in range(2)] == [True, False]
    assert queries.standing_of(bo, proposal).follows
    assert [actions.unfollow(proposal=proposal, person=bo, now=now) for _time in range(2)] == [True, False]
