"""Does a vote go the whole way: prepared, cast, closed, opened, and nothing left that ties a voter to a choice?"""

from __future__ import annotations

import pytest
from django.db import connection

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting import actions, queries
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.domain.voting.queries import Standing
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cycles import make_cycle
from tests.support.voting import cast, close, open_vote

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now(), areas=["Norr", "Söder"], pots=[500_000, 700_000]), actor=doris)


def test_the_last_ballot_of_each_is_counted_once(vote: Vote, doris: Person) -> None:
    first = cast(vote, "asta", [1], "norr")
    second = cast(vote, "asta", [2, 1], "norr")
    third = cast(vote, "bo", [5], "söder")
    assert first.code != second.code and second.replaced_earlier
    assert queries.standing_of(vote, first.code)[0] is Standing.IN_THE_LOG
    assert queries.opened_ballots(vote) == []
    assert queries.turnout(vote) == queries.Turnout(2, None)

    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())

    ballots = sorted((ballot.style, ballot.choices) for ballot in queries.opened_ballots(opened))
    assert ballots == [("norr", [1, 2]), ("söder", [5])]
    assert queries.turnout(opened) == queries.Turnout(2, {"norr": 1, "söder": 1})
    assert [queries.standing_of(opened, receipt.code)[0] for receipt in (first, second, third)] == [
        Standing.REPLACED, Standing.COUNTED, Standing.COUNTED,
    ]  # fmt: skip
    assert not BallotSlot.objects.filter(vote=opened).exists() and not bytes(opened.sealed_private_key)


def test_the_urn_is_opened_once_and_never_before_closing(vote: Vote, doris: Person, egil: Person) -> None:
    bulk_cast(vote, [("norr", [1])] * 30)
    with pytest.raises(Refused, match="pågår till"):
        actions.open_urn(vote=vote, actor=doris, now=database_now())
    closed = close(vote)
    with pytest.raises(Refused, match="projektansvarig"):
        actions.open_urn(vote=closed, actor=egil, now=database_now())
    actions.open_urn(vote=closed, actor=doris, now=database_now())
    with pytest.raises(Refused, match="redan öppnad"):
        actions.open_urn(vote=closed, actor=doris, now=database_now())


def test_proposals_are_on_the_ballot_with_numbers_costs_and_pots(vote: Vote) -> None:
    definition = queries.definition_of(vote)
    assert [option.number for option in definition.options] == list(range(1, 9))
    assert definition.hash == vote.definition_hash
    assert [style.name for style in definition.styles] == ["Norr", "Söder"]
    assert {option.proposal.state for option in vote.options.select_related("proposal")} == {ProposalState.ON_BALLOT}


def test_sqlite_keeps_slots_without_a_hidden_row_number() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor, pytest.raises(Exception, match="no such column: rowid"):
        cursor.execute(f"SELECT rowid FROM {BallotSlot._meta.db_table}")
