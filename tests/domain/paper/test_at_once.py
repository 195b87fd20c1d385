"""Somebody is given paper at a desk in the moment they vote on the web, or at two desks: does exactly one of their votes count?

PROOF_DESKS: voters, each with four deeds at once (6).
"""

from __future__ import annotations

import os
import secrets

import pytest
from django.db import connection

from medborgarbudget.domain.cycles.models import Deed
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.paper import actions
from medborgarbudget.domain.paper.models import HandOut
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.voting import actions as voting
from medborgarbudget.domain.voting.models import BallotSlot, Vote
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.domain.people.test_roles_at_once import at_once
from tests.support.cycles import make_cycle
from tests.support.paper import a_desk, read_and_approved, staff
from tests.support.voting import cast, close, open_vote

pytestmark = [pytest.mark.writes, pytest.mark.django_db(transaction=True)]


def test_of_a_web_vote_and_paper_at_once_paper_counts_alone(lund: Organisation, doris: Person) -> None:
    voters = int(os.environ.get("PROOF_DESKS", "6"))
    vote: Vote = open_vote(make_cycle(lund, database_now(), open_deeds=[Deed.VOTE]), actor=doris)
    desks, clerk = [a_desk(vote, "Bibblan"), a_desk(vote, "Torget")], staff(vote, RoleName.DESK)

    def paper(place: int, name: str) -> object:
        return actions.hand_out(
            desk=desks[place], way="email", query=f"{name}@example.org", reason="Står här",
            key=secrets.token_urlsafe(24), actor=clerk, now=database_now(),
        )  # fmt: skip

    refused = 0
    for number in range(voters):
        name = f"v{number}"
        results = at_once(
            lambda name=name: cast(vote, name, [1]),
            lambda name=name: paper(0, name),
            lambda name=name: cast(vote, name, [2]),
            lambda name=name: paper(1, name),
        )
        assert len(results) == 4, results
        assert sum(isinstance(result, actions.HandedOut) for result in results) == 1
        refused += sum(isinstance(result, Refused) for result in results) - 1
    voided = BallotSlot.objects.filter(vote=vote, channel="paper").exclude(leaf=b"").count()
    assert BallotSlot.objects.filter(vote=vote).count() == HandOut.objects.filter(vote=vote).count() == voters
    assert not BallotSlot.objects.filter(vote=vote).exclude(envelope=b"").exists()

    read_and_approved(vote := close(vote), ["3"] * voters)
    opened = voting.open_urn(vote=vote, actor=doris, now=database_now())
    assert opened.tally["channels"] == {"paper": voters}
    print(
        f"\n{connection.vendor}: {voters} voters at two desks and on the web at once: {voters} votes counted, all on paper; "
        f"{voided} envelopes voided, {refused} web votes refused"
    )
