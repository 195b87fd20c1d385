"""Do decided winners become deliveries whose changes have reasons and are told to followers once?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from medborgarbudget.domain.cycles.models import Cycle, DecisionKind, Deed
from medborgarbudget.domain.delivery import actions, queries
from medborgarbudget.domain.delivery.models import (
    Delivery,
    DeliveryPicture,
    DeliveryState,
    DeliveryUpdate,
    PlanChange,
)
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.proposals.actions import follow
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.files import read_picture
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import grant, make_person
from tests.support.cycles import make_cycle
from tests.support.delivery import make_decision, make_delivery, photo
from tests.support.proposals import make_proposal

WON, NOT_WON = ProposalState.WON_VOTE, ProposalState.NOT_WON


@pytest.fixture
def cycle(lund: Organisation, now: datetime) -> Cycle:
    return make_cycle(lund, now, open_deeds=[Deed.DELIVER])


@pytest.fixture
def delivery(cycle: Cycle, asta: Person, bo: Person, doris: Person, now: datetime) -> Delivery:
    """Asta's proposal, which Bo follows; what they have been told so far is forgotten."""
    made = make_delivery(cycle, asta, doris, now)
    follow(proposal=made.proposal, person=bo, now=now)
    Notification.objects.all().delete()
    mail.outbox.clear()
    return made


def told(person: Person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("id").values_list("subject", flat=True))


def plan(delivery: Delivery, day: date | None, actor: Person, now: datetime, reason: str = "") -> Delivery:
    return actions.save_plan(
        delivery=delivery,
        responsible="Tekniska",
        responsible_person=None,
        planned_for=day,
        reason=reason,
        actor=actor,
        now=now,
    )


def test_a_decision_turns_winners_into_deliveries(cycle: Cycle, asta: Person, doris: Person, now: datetime) -> None:
    first, second = make_proposal(cycle, asta, WON, cost=90_000), make_proposal(cycle, asta, WON, "Lampor", 40_000)
    decision = make_decision(cycle, now)
    made = actions.start_deliveries(decision=decision, proposals=[first], actor=doris, now=now)
    assert [(d.proposal_id, d.budget, d.state) for d in made] == [(first.pk, 90_000, DeliveryState.PLANNED)]
    first.refresh_from_db()
    assert first.state == ProposalState.DECIDED
    reason = first.status_changes.get(to_state=ProposalState.DECIDED).reason
    assert (
        reason
        == "Kommunstyrelsen beslutade den 8 februari 2027, § 45, att förslaget ska genomföras för 90\u00a0000\u00a0kr."
    )
    assert list(queries.awaiting_decision(cycle)) == [second]


def test_only_what_is_new_is_started_and_nothing_new_is_refused(
    cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    first, second = make_proposal(cycle, asta, WON, cost=90_000), make_proposal(cycle, asta, WON, "Lampor", 40_000)
    decision = make_decision(cycle, now)
    actions.start_deliveries(decision=decision, proposals=[first], actor=doris, now=now)
    made = actions.start_deliveries(decision=decision, proposals=[first, second], actor=doris, now=now)
    assert [d.proposal_id for d in made] == [second.pk]
    with pytest.raises(ValidationError) as nothing:
        actions.start_deliveries(decision=decision, proposals=[first, second], actor=doris, now=now)
    assert "proposals" in nothing.value.message_dict
    assert Delivery.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "summary", "state", "cost", "field"),
    [
        (DecisionKind.FRAME, "", WON, 5_000, "decision"),
        (DecisionKind.WINNERS, "", NOT_WON, 5_000, "proposals"),
        (DecisionKind.WINNERS, "", ProposalState.ACCEPTED, 5_000, "proposals"),
        (DecisionKind.WINNERS, "", WON, None, "proposals"),
        (DecisionKind.DEVIATION, " ", NOT_WON, 5_000, "decision"),
    ],
)
def test_what_no_decision_covers_is_not_started(
    cycle: Cycle,
    asta: Person,
    doris: Person,
    now: datetime,
    kind: str,
    summary: str,
    state: ProposalState,
    cost: int | None,
    field: str,
) -> None:
    proposal = make_proposal(cycle, asta, state, cost=cost)
    with pytest.raises(ValidationError) as wrong:
        actions.start_deliveries(
            decision=make_decision(cycle, now, kind, summary=summary), proposals=[proposal], actor=doris, now=now
        )
    assert set(wrong.value.message_dict) == {field}
    assert not Delivery.objects.exists()


def test_a_decision_to_deviate_can_take_what_did_not_win(
    cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, asta, NOT_WON, cost=5_000)
    decision = make_decision(cycle, now, DecisionKind.DEVIATION, summary="Pengar blev över.")
    [made] = actions.start_deliveries(
        decision=decision, proposals=[proposal], actor=doris, now=now, budgets={proposal.pk: 4_500}
    )
    assert made.budget == 4_500


def test_a_winner_that_is_let_go_needs_a_decision_with_a_reason(
    cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    proposal = make_proposal(cycle, asta, WON, cost=5_000)
    for kind, summary in ((DecisionKind.WINNERS, "Nej"), (DecisionKind.DEVIATION, "")):
        with pytest.raises(ValidationError):
            actions.deviate(
                decision=make_decision(cycle, now, kind, summary=summary), proposals=[proposal], actor=doris, now=now
            )
    decision = make_decision(cycle, now, DecisionKind.DEVIATION, summary="Marken är förorenad.")
    actions.deviate(decision=decision, proposals=[proposal], actor=doris, now=now)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.REFUSED
    assert proposal.status_changes.get(to_state=ProposalState.REFUSED).reason.endswith("Marken är förorenad.")


def test_another_cycles_proposals_are_not_started(
    cycle: Cycle, ystad: Organisation, bo: Person, doris: Person, egil: Person, now: datetime
) -> None:
    foreign = make_proposal(make_cycle(ystad, now), bo, WON, cost=5_000)
    with pytest.raises(ValidationError):
        actions.start_deliveries(decision=make_decision(cycle, now), proposals=[foreign], actor=doris, now=now)
    with pytest.raises(Refused):
        actions.start_deliveries(decision=make_decision(foreign.cycle, now), proposals=[foreign], actor=doris, now=now)


def test_a_day_that_moves_has_a_reason_and_a_history(
    delivery: Delivery, doris: Person, asta: Person, bo: Person, now: datetime
) -> None:
    plan(delivery, date(2027, 6, 1), doris, now)
    with pytest.raises(ValidationError) as wrong:
        plan(delivery, date(2027, 9, 1), doris, now)
    assert set(wrong.value.message_dict) == {"reason"}
    plan(delivery, date(2027, 9, 1), doris, now + timedelta(days=1), "Upphandlingen överklagades.")
    plan(delivery, date(2027, 9, 1), doris, now + timedelta(days=2), "Samma dag")
    history = [(c.from_date, c.to_date, c.reason) for c in queries.plan_changes(delivery)]
    assert history == [
        (None, date(2027, 6, 1), "Första planen."),
        (date(2027, 6, 1), date(2027, 9, 1), "Upphandlingen överklagades."),
    ]
    assert (
        told(asta)
        == told(bo)
        == [
            "”Fler bänkar vid ån” är planerat att bli klart 1 juni 2027",
            "Nytt datum för ”Fler bänkar vid ån”: 1 september 2027",
        ]
    )
    assert told(doris) == []


def test_spending_more_than_decided_needs_a_reason(
    delivery: Delivery, doris: Person, bo: Person, now: datetime
) -> None:
    for spent, field in ((-1, "spent"), (100_001, "reason")):
        with pytest.raises(ValidationError) as wrong:
            actions.save_money(delivery=delivery, spent=spent, reason=" ", actor=doris, now=now)
        assert set(wrong.value.message_dict) == {field}
    actions.save_money(delivery=delivery, spent=100_000, reason="Behövs inte", actor=doris, now=now)
    actions.save_money(delivery=delivery, spent=100_000, reason="", actor=doris, now=now)
    done = actions.save_money(
        delivery=delivery, spent=120_000, reason="Berget var närmare än vi trodde.", actor=doris, now=now
    )
    assert (done.spent, done.overspend_reason) == (120_000, "Berget var närmare än vi trodde.")
    assert len(told(bo)) == 2
    back = actions.save_money(delivery=delivery, spent=99_000, reason="", actor=doris, now=now)
    assert back.overspend_reason == ""


def test_news_with_pictures_reach_followers_once(
    delivery: Delivery, doris: Person, asta: Person, bo: Person, now: datetime
) -> None:
    picture = actions.DescribedPicture(read_picture(photo()), "Tre bänkar lyfts av en lastbil")
    for _again in range(2):
        actions.add_update(
            delivery=delivery,
            state="building",
            text="Bänkarna är här.",
            pictures=[picture],
            actor=doris,
            now=now,
            key="samma",
        )
    assert DeliveryUpdate.objects.count() == DeliveryPicture.objects.count() == 1
    assert told(asta) == told(bo) == ["”Fler bänkar vid ån”: Byggs eller genomförs"]
    assert Notification.objects.get(person=bo).link == f"/omgangar/2027/genomforande/{delivery.proposal.reference}/"
    assert Delivery.objects.get().state == DeliveryState.BUILDING


def test_a_picture_without_description_is_refused(delivery: Delivery, doris: Person, now: datetime) -> None:
    picture = actions.DescribedPicture(read_picture(photo()), "  ")
    with pytest.raises(ValidationError) as wrong:
        actions.add_update(delivery=delivery, state="building", text="Se här", pictures=[picture], actor=doris, now=now)
    assert "pictures" in wrong.value.message_dict
    assert not DeliveryUpdate.objects.exists()


def test_what_is_done_is_delivered_and_told_once(
    delivery: Delivery, doris: Person, asta: Person, bo: Person, now: datetime
) -> None:
    actions.add_update(delivery=delivery, state="done", text="Bänkarna står på plats.", actor=doris, now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.finished_on, delivery.proposal.state) == (
        "done",
        date(2027, 3, 10),
        ProposalState.DELIVERED,
    )
    assert len(told(asta)) == len(told(bo)) == 1
    with pytest.raises(ValidationError):
        actions.add_update(delivery=delivery, state="building", text="Igen", actor=doris, now=now)
    with pytest.raises(ValidationError):
        plan(delivery, date(2027, 12, 1), doris, now, "För sent")


def test_inauguration_delivers_and_comes_once(delivery: Delivery, doris: Person, bo: Person, now: datetime) -> None:
    for day in (date(2027, 3, 11), date(2027, 1, 1)):
        with pytest.raises(ValidationError) as wrong:
            actions.inaugurate(delivery=delivery, on=day, text="Tårta!", actor=doris, now=now)
        assert set(wrong.value.message_dict) == {"on"}
    actions.inaugurate(delivery=delivery, on=date(2027, 3, 9), text="Kom och sitt!", actor=doris, now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.finished_on, delivery.proposal.state) == (
        "inaugurated",
        date(2027, 3, 9),
        ProposalState.DELIVERED,
    )
    assert len(told(bo)) == 1
    with pytest.raises(Refused, match="redan invigt"):
        actions.inaugurate(delivery=delivery, on=date(2027, 3, 9), text="Igen", actor=doris, now=now)


def test_stopping_needs_a_reason_that_everybody_reads(
    delivery: Delivery, doris: Person, bo: Person, now: datetime
) -> None:
    with pytest.raises(ValidationError):
        actions.stop(delivery=delivery, reason="  ", actor=doris, now=now)
    actions.stop(delivery=delivery, reason="Bron revs.", actor=doris, now=now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.stopped_reason) == ("stopped", "Bron revs.")
    assert told(bo) == ["”Fler bänkar vid ån”: Genomförs inte"]
    with pytest.raises(Refused):
        actions.inaugurate(delivery=delivery, on=date(2027, 3, 9), text="Tårta", actor=doris, now=now)


def test_a_proposer_without_account_gets_mail(cycle: Cycle, doris: Person, now: datetime) -> None:
    delivery = make_delivery(cycle, None, doris, now, contact_email="kalle@example.org")
    mail.outbox.clear()
    plan(delivery, date(2027, 6, 1), doris, now)
    [letter] = [m for m in mail.outbox if m.to == ["kalle@example.org"]]
    assert f"/lund/omgangar/2027/genomforande/{delivery.proposal.reference}/" in letter.body


@pytest.mark.parametrize(
    ("who", "planning", "updating", "stopping"),
    [
        ("asta", False, False, False),
        ("egil", False, False, False),
        ("communicator", False, True, False),
        ("assessor", False, False, False),
        ("responsible", True, True, False),
        ("doris", True, True, True),
    ],
)
def test_who_may_do_what(
    delivery: Delivery, lund: Organisation, asta: Person, egil: Person, doris: Person, now: datetime, who: str,
    planning: bool, updating: bool, stopping: bool,
) -> None:  # fmt: skip
    people = {"asta": asta, "egil": egil, "doris": doris}
    if who in {"communicator", "assessor"}:
        people[who] = grant(make_person("Gustav"), lund, RoleName(who))
    if who == "responsible":
        people[who] = grant(make_person("Hilda"), lund, RoleName.DESK)
        Delivery.objects.filter(pk=delivery.pk).update(responsible_person=people[who])
    actor = people[who]
    deeds = {
        "planning": lambda: plan(delivery, date(2027, 6, 1), actor, now),
        "updating": lambda: actions.add_update(
            delivery=delivery, state="building", text="Nu byggs det", actor=actor, now=now
        ),
        "stopping": lambda: actions.stop(delivery=delivery, reason="Det gick inte.", actor=actor, now=now),
    }
    for name, allowed in (("updating", updating), ("planning", planning), ("stopping", stopping)):
        if allowed:
            deeds[name]()
        else:
            with pytest.raises(Refused):
                deeds[name]()


def test_the_overview_tells_what_is_done_in_time_and_for_how_much(
    cycle: Cycle, asta: Person, doris: Person, now: datetime
) -> None:
    made = {
        name: make_delivery(cycle, asta, doris, now, title=name)
        for name in ("i tid", "sen klar", "försenad", "stoppad", "ny")
    }
    for name, day in (("i tid", date(2027, 3, 20)), ("sen klar", date(2027, 3, 1)), ("försenad", date(2027, 3, 9))):
        plan(made[name], day, doris, now)
    plan(made["sen klar"], date(2027, 4, 1), doris, now, "Det snöade.")
    for name in ("i tid", "sen klar"):
        actions.add_update(delivery=made[name], state="done", text="Klart!", actor=doris, now=now)
    actions.stop(delivery=made["stoppad"], reason="Bron revs.", actor=doris, now=now)
    actions.save_money(delivery=made["i tid"], spent=80_000, reason="", actor=doris, now=now)
    seen = queries.overview(list(queries.deliveries(cycle)), date(2027, 3, 10))
    assert (seen.all, seen.finished, seen.under_way, seen.stopped, seen.late) == (5, 2, 2, 1, 1)
    assert (seen.on_time, seen.timed, seen.budget, seen.spent) == (1, 2, 400_000, 80_000)


@pytest.mark.writes
@pytest.mark.parametrize(
    "wrong",
    [
        {"budget": 0},
        {"spent": -1},
        {"spent": 100_001, "overspend_reason": ""},
        {"state": "stopped", "stopped_reason": ""},
    ],
)
def test_the_database_refuses_a_delivery_without_its_reasons(delivery: Delivery, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(**wrong)


@pytest.mark.writes
def test_the_database_refuses_a_move_without_reason_and_the_same_news_twice(delivery: Delivery, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanChange.objects.create(delivery=delivery, reason="", at=now)
    DeliveryUpdate.objects.create(delivery=delivery, state="planned", text="a", at=now, key="k")
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryUpdate.objects.create(delivery=delivery, state="planned", text="a", at=now, key="k")
