"""What does it take to make a ballot, what follows the steps, and what can be put right afterwards?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from medborgarbudget.domain.cycles.events import StepsChanged
from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Deed, Pot, RuleSheet
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.voting import actions, permissions, queries
from medborgarbudget.domain.voting.actions.casting import BallotInvalid
from medborgarbudget.domain.voting.housekeeping import tidy
from medborgarbudget.domain.voting.models import BallotLog, BallotSlot, CastAttempt, EmailCode, OpenedBallot, Vote
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.domain.voting.queries import Phase, phase_of
from medborgarbudget.domain.voting.rehearsal import bulk_cast
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.events import publish
from tests.support.audit import as_owner
from tests.support.cast import NOW, grant
from tests.support.cycles import make_cycle
from tests.support.proposals import make_proposal
from tests.support.voting import accepted_proposals, cast, close, open_vote, set_times

pytestmark = [pytest.mark.django_db, pytest.mark.writes]


@pytest.fixture
def cycle(lund: Organisation) -> Cycle:
    return make_cycle(lund, NOW, open_deeds=[Deed.VOTE])


def missing(cycle: Cycle) -> str:
    return " ".join(queries.missing_before_vote(cycle, NOW))


def plan_problems(cycle: Cycle) -> str:
    return " ".join(plan_ballot(cycle, RuleSheet.objects.get(cycle=cycle)).problems)


def test_everything_missing_is_said_at_once(cycle: Cycle) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(published_at=None)
    cycle.steps.update(opens_at=None, closes_at=None)
    RuleSheet.objects.filter(cycle=cycle).update(max_choices=None)
    said = missing(Cycle.objects.get(pk=cycle.pk))
    for part in ("inte publicerad", "Inget steg", "Inget förslag", "hur många förslag"):
        assert part in said


@pytest.mark.parametrize(
    ("cost", "said"),
    [(None, "saknar kostnad"), (1_000_001, "mer än potten"), (900_000, "Reglerna tillåter högst")],
)
def test_an_option_needs_a_cost_within_pot_and_ceiling(cycle: Cycle, cost: int | None, said: str) -> None:
    RuleSheet.objects.filter(cycle=cycle).update(cost_ceiling=800_000)
    make_proposal(cycle, None, ProposalState.ACCEPTED, "Badbrygga", cost)
    assert said in plan_problems(cycle) and "Badbrygga" in plan_problems(cycle)


def test_a_proposal_without_pot_cannot_be_on_the_ballot(lund: Organisation) -> None:
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.VOTE], areas=["Norr", "Söder"], pots=[100_000, 100_000])
    make_proposal(cycle, None, ProposalState.ACCEPTED, "Utan område", 50_000)
    assert "ingen pott" in plan_problems(cycle)


def test_an_area_without_a_pot_of_its_own_votes_on_the_pot_of_the_whole(lund: Organisation) -> None:
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.VOTE], areas=["Norr", "Söder"], pots=[100_000, 100_000])
    Pot.objects.filter(cycle=cycle, cycle_area__area__name="Söder").delete()
    whole = Pot.objects.create(cycle=cycle, name="Hela", amount=500_000, fixed_amount=500_000, position=5)
    norr, soder = CycleArea.objects.filter(cycle=cycle)
    make_proposal(cycle, None, ProposalState.ACCEPTED, "I norr", 50_000, cycle_area=norr)
    make_proposal(cycle, None, ProposalState.ACCEPTED, "I söder", 400_000, cycle_area=soder)
    plan = plan_ballot(cycle, RuleSheet.objects.get(cycle=cycle))
    assert not plan.problems
    own = Pot.objects.get(cycle=cycle, cycle_area=norr)
    assert [(style.name, style.pots) for style in plan.definition.styles] == [
        ("Norr", (own.pk, whole.pk)),
        ("Söder", (whole.pk,)),
    ]


def test_only_leads_of_the_organisation_prepare(
    cycle: Cycle, lund: Organisation, egil: Person, asta: Person, bo: Person
) -> None:
    accepted_proposals(cycle)
    for person in (None, asta, egil, grant(bo, lund, RoleName.ASSESSOR, RoleName.DESK, RoleName.AUDITOR)):
        verdict = permissions.may_prepare_vote(person, cycle, NOW)
        assert not verdict and "projektansvarig" in str(verdict.reason)


def test_preparing_twice_makes_one_ballot_and_is_in_the_log(cycle: Cycle, doris: Person) -> None:
    accepted_proposals(cycle)
    vote = actions.prepare_vote(cycle=cycle, actor=doris, now=NOW)
    with pytest.raises(Refused, match="redan förberedd"):
        actions.prepare_vote(cycle=cycle, actor=doris, now=NOW)
    assert Vote.objects.count() == 1 and len(vote.tie_seed) == 32
    assert AuditEntry.objects.filter(verb="vote.prepare", subject_id=str(vote.pk)).exists()


def test_the_ballot_does_not_follow_when_a_proposal_is_changed(cycle: Cycle, doris: Person) -> None:
    first, *_others = accepted_proposals(cycle)
    vote = actions.prepare_vote(cycle=cycle, actor=doris, now=NOW)
    first.title, first.cost = "Något annat", 7
    first.save()
    option = vote.options.get(proposal=first)
    assert (option.title, option.cost) == ("Förslag 1", 100_000)
    assert queries.definition_of(Vote.objects.get(pk=vote.pk)).hash == vote.definition_hash


def test_times_follow_the_steps_until_the_vote_opens_and_then_stand(lund: Organisation, doris: Person) -> None:
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.OBJECT])
    accepted_proposals(cycle)
    vote = actions.prepare_vote(cycle=cycle, actor=doris, now=NOW)
    step = next(step for step in cycle.steps.all() if Deed.VOTE in step.deeds)
    step.opens_at, step.closes_at = NOW + timedelta(days=3), NOW + timedelta(days=9)
    step.save()
    publish(StepsChanged(cycle, NOW))
    actions.release_vote(vote=vote, actor=doris, now=NOW)
    vote.refresh_from_db()
    assert (vote.opens_at, vote.closes_at) == (step.opens_at, step.closes_at)
    step.closes_at = None
    step.save()
    with pytest.raises(Refused, match="en tid då den öppnar"):
        publish(StepsChanged(cycle, NOW))
    step.closes_at = NOW + timedelta(days=20)
    step.save()
    with pytest.raises(Refused, match="kan inte ändras"):
        publish(StepsChanged(cycle, NOW + timedelta(days=4)))
    vote.refresh_from_db()
    assert vote.closes_at == NOW + timedelta(days=9)


def test_the_phase_is_told_by_times_and_deeds(cycle: Cycle, doris: Person) -> None:
    vote = open_vote(cycle, actor=doris)
    second = timedelta(seconds=1)
    moments = [
        (vote.opens_at - second, Phase.BEFORE),
        (vote.opens_at, Phase.OPEN),
        (vote.closes_at - second, Phase.OPEN),
        (vote.closes_at, Phase.CLOSING),
        (vote.closes_at + timedelta(minutes=2), Phase.CLOSED),
    ]
    assert [phase_of(vote, moment) for moment, _phase in moments] == [phase for _moment, phase in moments]


@pytest.mark.parametrize(
    ("seconds", "taken"), [(-1.0, False), (0.0, True), (99.999, True), (100.0, False), (5000.0, False)]
)
def test_the_arrival_decides_to_the_millisecond(cycle: Cycle, doris: Person, seconds: float, taken: bool) -> None:
    vote = open_vote(cycle, actor=doris)
    vote = set_times(vote, NOW, NOW + timedelta(seconds=100))
    from medborgarbudget.domain.voting.identity import email_voter

    deed = {
        "vote": vote,
        "style": "",
        "choices": [1],
        "voter": email_voter(vote, "a@example.org"),
        "attempt_key": "k" * 20,
    }
    if taken:
        actions.cast_ballot(**deed, arrived=NOW + timedelta(seconds=seconds))  # type: ignore[arg-type]
    else:
        with pytest.raises(Refused) as refused:
            actions.cast_ballot(**deed, arrived=NOW + timedelta(seconds=seconds))  # type: ignore[arg-type]
        assert refused.value.conflict is (seconds >= 0)
        assert not BallotSlot.objects.exists() and not BallotLog.objects.exists() and not CastAttempt.objects.exists()


def test_a_withdrawn_option_leaves_later_ballots_and_the_count_but_no_ballot_is_lost(
    cycle: Cycle, doris: Person
) -> None:
    vote = open_vote(cycle, actor=doris)
    cast(vote, "asta", [1, 2])
    cast(vote, "bo", [2])
    with pytest.raises(ValidationError):
        actions.withdraw_option(option=vote.options.get(number=2), reason=" ", actor=doris, now=database_now())
    actions.withdraw_option(
        option=vote.options.get(number=2), reason="Marken är såld.", actor=doris, now=database_now()
    )
    for stale in (vote, Vote.objects.get(pk=vote.pk)):
        with pytest.raises(BallotInvalid, match="dragits tillbaka"):
            cast(stale, "cissi", [2])
    opened = actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert sorted(ballot.choices for ballot in queries.opened_ballots(opened)) == [[], [1]]
    assert sorted(OpenedBallot.objects.values_list("choices", flat=True)) == [[1, 2], [2]]
    with pytest.raises(Refused):
        actions.withdraw_option(option=vote.options.get(number=1), reason="För sent", actor=doris, now=database_now())


def test_a_ballot_can_be_made_anew_before_it_opens_and_not_after(lund: Organisation, doris: Person) -> None:
    cycle = make_cycle(lund, NOW, open_deeds=[Deed.OBJECT])
    accepted_proposals(cycle)
    first = actions.prepare_vote(cycle=cycle, actor=doris, now=NOW)
    actions.call_off(vote=first, reason="Fel kostnad", actor=doris, now=NOW)
    assert queries.vote_of(cycle) is None
    second = actions.prepare_vote(cycle=cycle, actor=doris, now=NOW)
    assert second.options.count() == first.options.count() == 4
    second = actions.release_vote(vote=second, actor=doris, now=NOW)
    with pytest.raises(Refused, match="har öppnat"):
        actions.call_off(vote=second, reason="Fel", actor=doris, now=second.opens_at)


def test_an_envelope_put_in_by_hand_keeps_the_urn_shut(cycle: Cycle, doris: Person) -> None:
    vote = open_vote(cycle, actor=doris)
    cast(vote, "asta", [1])
    BallotSlot.objects.create(
        vote=vote, slot=b"s" * 32, envelope=b"\x01" + b"x" * 300, leaf=b"l" * 32, channel="email", rank=10
    )
    with pytest.raises(Refused, match="1 kuvert går inte att öppna"):
        actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert not OpenedBallot.objects.exists() and BallotSlot.objects.count() == 2


def test_a_right_envelope_that_is_not_in_the_log_keeps_the_urn_shut(cycle: Cycle, doris: Person) -> None:
    vote = open_vote(cycle, actor=doris)
    cast(vote, "asta", [1])
    with as_owner():
        BallotLog.objects.all().delete()
    with pytest.raises(Refused, match="1 kuvert går inte att öppna"):
        actions.open_urn(vote=close(vote), actor=doris, now=database_now())
    assert not OpenedBallot.objects.exists() and BallotSlot.objects.count() == 1


def test_ballots_are_invented_in_a_demo_only(cycle: Cycle, doris: Person, settings: object) -> None:
    vote = open_vote(cycle, actor=doris)
    with pytest.raises(ValueError, match="ballot 2"):
        bulk_cast(vote, [("", [1]), ("", [99])])
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError):
        bulk_cast(vote, [("", [1])])
    assert not BallotSlot.objects.exists()


def test_tidying_throws_away_what_is_old_and_gives_the_log_its_positions(cycle: Cycle, doris: Person) -> None:
    vote = open_vote(cycle, actor=doris)
    bulk_cast(vote, [("", [1])] * 25)
    cast(vote, "asta", [1])
    now = database_now()
    EmailCode.objects.create(
        vote=vote, address_hash="", network_hash="", browser_hash="", code_hash="", sent_at=now, expires_at=now
    )
    done = tidy(now)
    assert done["email codes"] == done["attempts"] == 0 and done["log positions"] == 26
    in_order = list(BallotLog.objects.filter(vote=vote).order_by("position").values_list("position", "leaf"))
    assert [position for position, _leaf in in_order] == list(range(26))
    assert [bytes(leaf) for _position, leaf in in_order] == sorted(bytes(leaf) for _position, leaf in in_order)
    cast(vote, "bo", [2])
    assert tidy(now + timedelta(days=3)) == {
        "email codes": 1,
        "attempts": 2,
        "wrong letter codes": 0,
        "log positions": 0,
    }


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_submit_without_a_key_of_its_own_is_refused(cycle: Cycle, doris: Person, key: str) -> None:
    vote = open_vote(cycle, actor=doris)
    from medborgarbudget.domain.voting.identity import email_voter

    with pytest.raises(Refused):
        actions.cast_ballot(vote=vote, style="", choices=[1], voter=email_voter(vote, "a@example.org"), attempt_key=key)
