"""Are the right proposals found, and no others?"""

from __future__ import annotations

from datetime import datetime

import pytest

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals import queries
from medborgarbudget.domain.proposals.models import NOT_PUBLIC, Proposal, ProposalState
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.PROPOSE])


def test_only_what_is_public_is_public(cycle: Cycle) -> None:
    made = {state: make_proposal(cycle, state=state) for state in ProposalState}
    shown = set(queries.public_proposals(cycle))
    assert shown == {proposal for state, proposal in made.items() if state not in NOT_PUBLIC}
    for state in NOT_PUBLIC:
        with pytest.raises(Proposal.DoesNotExist):
            queries.public_proposal(cycle, made[state].reference)


def test_drafts_are_the_persons_alone(
    cycle: Cycle, ystad: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    mine = make_proposal(cycle, asta, state=ProposalState.DRAFT)
    make_proposal(cycle, bo, state=ProposalState.DRAFT)
    assert list(queries.drafts_of(asta, cycle.organisation)) == [mine]
    assert not queries.drafts_of(asta, ystad).exists()
    assert not queries.all_proposals(cycle).exists(), "staff do not see drafts"


@pytest.mark.parametrize("words", ["ÅPARKEN", "åparken bänk", "lun27-0001", "Bänk", "(ryggstöd", "[a-z]*"])
def test_search_takes_swedish_capitals_and_no_pattern(cycle: Cycle, words: str) -> None:
    make_proposal(cycle, title="Bänkar i Åparken", what="Med (ryggstöd) och [a-z]*.")
    make_proposal(cycle, title="Utegym", what="Vid skolan.", why="", place="Torget")
    found = queries.narrowed(queries.public_proposals(cycle), queries.Wanted(words=words))
    assert [proposal.title for proposal in found] == ["Bänkar i Åparken"]


def test_similar_proposals_share_words_whatever_their_endings(cycle: Cycle) -> None:
    benches = make_proposal(cycle, title="Fler bänkar vid ån", what="Bänkar med ryggstöd.")
    make_proposal(cycle, title="Utegym i skogen", what="Träna gratis.", why="")
    hidden = make_proposal(cycle, title="Bänkar överallt", what="Bänkar.", state=ProposalState.HIDDEN)
    found = queries.similar(cycle, "En bänk med ryggstödet mot solen")
    assert found == [benches]
    assert hidden not in found
    assert queries.similar(cycle, "och eller med") == []
    assert queries.similar(cycle, "bänk ryggstöd", but_not=benches.pk) == []


def test_what_a_person_follows_and_has_sent(cycle: Cycle, asta: Person, bo: Person, now: datetime) -> None:
    proposal = make_proposal(cycle, asta)
    make_proposal(cycle, bo)
    assert list(queries.sent_by(asta, cycle.organisation)) == [proposal]
    proposal.followings.create(person=bo, since=now)
    assert list(queries.followed_by(bo, cycle.organisation)) == [proposal]


def test_another_cycles_status_key_finds_nothing(cycle: Cycle, ystad: Organisation, now: datetime) -> None:
    proposal = make_proposal(cycle)
    other = make_cycle(ystad, now, slug="annan")
    assert queries.proposal_with_status_key(cycle, proposal.status_key) == proposal
    with pytest.raises(Proposal.DoesNotExist):
        queries.proposal_with_status_key(other, proposal.status_key)
