"""Do numbers and counts stay right when many write at the same moment?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.proposals import actions
from medborgarbudget.domain.proposals.content import ProposalContent
from medborgarbudget.domain.proposals.models import Comment, Proposal, ProposalState, Stance, Support
from tests.support.cast import NOW, grant, make_organisation, make_person
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal

pytestmark = [pytest.mark.writes, pytest.mark.django_db(transaction=True)]


def all_at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread of its own, with a connection of its own, let go together."""
    gate = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=20)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


@pytest.fixture
def cycle(transactional_db: None) -> Cycle:
    lund = make_organisation("lund", "Lunds kommun")
    return make_cycle(lund, NOW, open_deeds=[Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT])


def test_numbers_have_neither_gaps_nor_doubles(cycle: Cycle, now: datetime) -> None:
    asta = make_person("Asta")
    content = ProposalContent(title="Fler bänkar", what="Tre.")
    drafts = [actions.save_draft(cycle=cycle, author=asta, content=content, now=now) for _number in range(8)]
    all_at_once([lambda draft=draft: actions.submit(proposal=draft, now=now) for draft in drafts])
    assert sorted(Proposal.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert len(set(Proposal.objects.values_list("reference", flat=True))) == 8


def test_one_draft_sent_from_two_windows_is_one_proposal(cycle: Cycle, now: datetime) -> None:
    asta = make_person("Asta")
    draft = actions.save_draft(cycle=cycle, author=asta, content=ProposalContent(title="Bänkar", what="Tre."), now=now)
    sent = all_at_once([lambda: actions.submit(proposal=Proposal.objects.get(pk=draft.pk), now=now)] * 4)
    assert {proposal.reference for proposal in sent} == {"LUN27-0001"}
    assert Proposal.objects.get().status_changes.count() == 1


def test_two_clicks_on_support_are_one_and_many_people_are_many(cycle: Cycle, now: datetime) -> None:
    proposal = make_proposal(cycle)
    people = [make_person(name) for name in ("Asta", "Bo", "Cissi", "Gun")]
    all_at_once(
        [lambda person=person: actions.support(proposal=proposal, person=person, now=now) for person in people * 2]
    )
    assert Proposal.objects.get().support_count == Support.objects.count() == 4
    all_at_once(
        [
            lambda person=person: actions.take_back_support(proposal=proposal, person=person, now=now)
            for person in people[:2] * 2
        ]
    )
    assert Proposal.objects.get().support_count == Support.objects.count() == 2


def test_the_same_comment_from_two_windows_is_one(cycle: Cycle, now: datetime) -> None:
    proposal, bo = make_proposal(cycle), make_person("Bo")
    all_at_once([lambda: actions.comment(proposal=proposal, person=bo, stance=Stance.FOR, text="Bra!", now=now)] * 4)
    assert Comment.objects.count() == Proposal.objects.get().comment_count == 1


def test_a_letter_entered_from_two_windows_is_one_proposal(
    cycle: Cycle, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is written to the audit record stays, also when this test's database is emptied.
    monkeypatch.setattr(actions.audit, "record", lambda **entry: None)
    desk = grant(make_person("Gun"), cycle.organisation, "desk")
    key = actions.new_key()
    content = ProposalContent(title="Bänkar", what="Tre.")
    enter = lambda: actions.enter_for_somebody(  # noqa: E731
        cycle=cycle,
        content=content,
        channel=actions.Channel.PAPER,
        received_on=now.date(),
        actor=desk,
        now=now,
        key=key,
    )
    all_at_once([enter] * 4)
    assert Proposal.objects.get().state == ProposalState.PUBLISHED
