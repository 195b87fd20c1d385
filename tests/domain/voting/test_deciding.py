"""Do opening, extending, the urn, a void ballot and publishing each take two people, in time, and does one alone get nowhere?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.counting import deeds as counting_deeds
from medborgarbudget.domain.counting.actions import count_vote
from medborgarbudget.domain.counting.models import ResultPublication
from medborgarbudget.domain.counting.package import TAKES_TWO, minutes_of
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed
from medborgarbudget.domain.voting import actions, deeds, queries
from medborgarbudget.domain.voting.models import BallotSlot, CodeLetter, CodeLetterBatch, Vote, VoteState
from medborgarbudget.domain.voting.queries import Standing
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.pages import PageClient
from tests.support.voting import accepted_proposals, cast, close, open_vote, set_times

pytestmark = pytest.mark.django_db


@pytest.fixture
def maja(lund: Organisation) -> Person:
    return grant(make_person("Maja"), lund, RoleName.ADMINISTRATOR)


@pytest.fixture
def vote(lund: Organisation, doris: Person) -> Vote:
    return open_vote(make_cycle(lund, database_now()), actor=doris)


def asked(vote: Vote, kind: str, doris: Person, **payload: object) -> TwoPersonDeed:
    return two_people.ask(
        kind=kind,
        subject=vote,
        organisation=vote.organisation,
        payload=payload,
        reason="Skäl",
        actor=doris,
        now=database_now(),
    )


def confirm(deed: TwoPersonDeed, person: Person) -> None:
    two_people.confirm(deed=deed, actor=person, factor_at=database_now(), now=database_now())


def test_a_prepared_vote_takes_no_ballots_until_two_have_approved(
    lund: Organisation, doris: Person, maja: Person
) -> None:
    cycle = make_cycle(lund, database_now(), open_deeds=[Deed.VOTE])
    accepted_proposals(cycle)
    vote = actions.prepare_vote(cycle=cycle, actor=doris, now=database_now())
    assert queries.phase_of(vote, database_now()) is queries.Phase.BEFORE, "though its time has come"
    with pytest.raises(Refused, match="inte godkänd att öppna"):
        cast(vote, "asta", [1])
    deed = asked(vote, deeds.OPEN, doris)
    told = dict(two_people.kind_of(deed).describe(deed))
    assert vote.definition_hash in told.values() and "Bas – tjänsten håller nyckeln" in told.values()
    with pytest.raises(Refused, match="En annan person måste godkänna"):
        confirm(deed, doris)
    with pytest.raises(Refused):
        confirm(deed, grant(make_person("Desk"), lund, RoleName.DESK))
    confirm(deed, maja)
    cast(Vote.objects.get(pk=vote.pk), "asta", [1])
    with pytest.raises(Refused, match="redan godkänd"):
        actions.release_vote(vote=vote, actor=doris, now=database_now())


def test_c19_an_extension_is_approved_before_the_end_and_never_after(vote: Vote, doris: Person, maja: Person) -> None:
    later = vote.closes_at + timedelta(days=1)
    deed = asked(vote, deeds.EXTEND, doris, closes_at=later.isoformat())
    confirm(deed, maja)
    moved = Vote.objects.get(pk=vote.pk)
    assert moved.closes_at == later == times_of(Cycle.objects.get(pk=vote.cycle_id), Deed.VOTE)[1]
    (told,) = queries.extensions_of(moved)
    assert (told.was, told.to, told.reason) == (vote.closes_at, later, "Skäl")
    again = asked(moved, deeds.EXTEND, doris, closes_at=(later + timedelta(days=1)).isoformat())
    now = database_now()
    set_times(moved, now - timedelta(days=1), now)
    with pytest.raises(Refused, match="Då kan den inte förlängas"):
        confirm(again, maja)
    assert Vote.objects.get(pk=vote.pk).closes_at == now and len(Vote.objects.get(pk=vote.pk).extensions) == 1
    assert [one["two"] for one in minutes_of(moved) if one["verb"] == "vote.extend"] == [True]


def test_an_extension_is_later_and_has_a_reason(vote: Vote, doris: Person) -> None:
    for closes_at, reason, field in (
        (vote.closes_at, "Skäl", "closes_at"),
        (vote.closes_at - timedelta(hours=1), "Skäl", "closes_at"),
        (vote.closes_at + timedelta(hours=1), " ", "reason"),
    ):
        with pytest.raises(ValidationError) as error:
            actions.extend_vote(vote=vote, closes_at=closes_at, reason=reason, actor=doris, now=database_now())
        assert list(error.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("day", "hour", "words"), [("2027-10-31", "02:30", "finns två gånger"), ("2027-03-28", "02:30", "finns inte")]
)
def test_c16_a_time_that_does_not_exist_or_exists_twice_is_refused_with_the_reason(
    client: PageClient, vote: Vote, doris: Person, day: str, hour: str, words: str
) -> None:
    client.signed_in_as(doris)
    sent = {"closes_at_0": day, "closes_at_1": hour, "reason": "Strömavbrott"}
    page = client.post("/lund/personal/omgangar/2027/omrostning/beslut/forlang/", sent)
    assert page.status_code == 422 and words in page.content.decode() and day in page.content.decode()
    assert not TwoPersonDeed.objects.exists()
    right = {**sent, "closes_at_1": "04:30"}
    assert client.post("/lund/personal/omgangar/2027/omrostning/beslut/forlang/", right).status_code == 302


def test_a_ballot_cast_with_a_stolen_letter_is_made_void_by_two(vote: Vote, doris: Person, maja: Person) -> None:
    from medborgarbudget.domain.voting.identity import letter_voter

    batch = CodeLetterBatch.objects.create(vote=vote, wanted=1, created_at=database_now(), request_key="k")
    CodeLetter.objects.create(vote=vote, batch=batch, number="123456789", secret_hash="x")
    stolen = actions.cast_ballot(
        vote=vote, style="", choices=[1], voter=letter_voter(vote, "123456789"), attempt_key="s" * 24
    )
    deed = asked(vote, deeds.VOID, doris, letter="123456789")
    assert "123456789" in dict(two_people.kind_of(deed).describe(deed)).values() and BallotSlot.objects.count() == 1
    confirm(deed, maja)
    assert not BallotSlot.objects.exists()
    again = actions.cast_ballot(
        vote=vote, style="", choices=[2], voter=letter_voter(vote, "123456789"), attempt_key="r" * 24
    )
    opened = actions.open_urn(vote=close(vote), actor=doris, second=maja, now=database_now())
    assert queries.standing_of(opened, stolen.code)[0] is Standing.VOID
    assert queries.standing_of(opened, again.code)[0] is Standing.COUNTED
    assert opened.tally["fates"] == {"void": 1, "counted": 1}
    for wrong in ({"letter": "987654321"}, {"receipt": "X"}, {"receipt": "0" * 16}):
        with pytest.raises(ValidationError):
            actions.setting_aside.leaf_to_void(vote, **wrong)


def test_urn_and_result_take_two_and_the_minutes_say_so(vote: Vote, doris: Person, maja: Person) -> None:
    cast(vote, "asta", [1])
    closed = close(vote)
    deed = asked(closed, deeds.OPEN_URN, doris)
    assert "1" in dict(two_people.kind_of(deed).describe(deed)).values()
    confirm(deed, maja)
    opened = Vote.objects.get(pk=vote.pk)
    assert (opened.opened_by, opened.opened_beside, opened.state) == (doris, maja, VoteState.OPENED)
    count_vote(vote=opened, actor=doris, now=database_now())
    deed = asked(opened, counting_deeds.PUBLISH, doris, publish_ballots=False)
    assert "Nej, bara summor" in dict(two_people.kind_of(deed).describe(deed)).values()
    assert not ResultPublication.objects.exists()
    confirm(deed, maja)
    assert ResultPublication.objects.get().vote_id == vote.pk
    done = {one["verb"]: one["two"] for one in minutes_of(opened)}
    assert done["vote.approve_urn"] and done["result.publish"] and set(done) <= set(TAKES_TWO)


def test_pages_ask_for_deeds_and_never_do_them_alone() -> None:
    """No page calls what takes two people; only the deeds do, when another person confirms."""
    from pathlib import Path

    import medborgarbudget.sites as sites

    alone = ("release_vote(", "extend_vote(", "open_urn(", "void_ballot(", "change_holder(", "publish_result(")
    folder = Path(str(sites.__file__)).parent
    found = [(path.name, word) for path in folder.rglob("*.py") for word in alone if f".{word}" in path.read_text()]
    assert not found
