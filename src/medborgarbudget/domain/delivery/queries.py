"""Which deliveries are there, how far have they come, and which winners wait for a decision?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from medborgarbudget.domain.cycles.models import Cycle, Decision, DecisionKind
from medborgarbudget.domain.delivery import policy
from medborgarbudget.domain.delivery.models import Delivery, DeliveryPicture, DeliveryUpdate, PlanChange
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.models import Proposal, ProposalPicture, ProposalState


def deliveries(cycle: Cycle) -> QuerySet[Delivery]:
    """All of the cycle's deliveries, by area and planned day; each with `first_planned`, the first day promised."""
    first = PlanChange.objects.filter(delivery=OuterRef("pk"), to_date__isnull=False).order_by("at", "id")
    return (
        Delivery.objects.filter(proposal__cycle=cycle)
        .select_related(
            "proposal__cycle_area__area", "proposal__theme", "proposal__cycle", "decision", "responsible_person"
        )
        .annotate(first_planned=Subquery(first.values("to_date")[:1]))
        .order_by(
            F("proposal__cycle_area__area__position").asc(nulls_last=True),
            F("proposal__cycle_area__area__name").asc(nulls_last=True),
            F("planned_for").asc(nulls_last=True),
            "proposal__number",
            "id",
        )
    )


def public_deliveries(cycle: Cycle) -> QuerySet[Delivery]:
    """The same for everybody: not those whose proposal is hidden."""
    return deliveries(cycle).exclude(proposal__state__in=[ProposalState.HIDDEN, ProposalState.WITHDRAWN])


def delivery_of(cycle: Cycle, reference: str) -> Delivery:
    """The delivery of the proposal with this reference. Raises Delivery.DoesNotExist."""
    return (
        deliveries(cycle)
        .select_related("organisation", "proposal__author")
        .exclude(proposal__reference="")
        .get(proposal__reference=reference)
    )


def public_delivery_of(cycle: Cycle, reference: str) -> Delivery:
    """The same, unless the proposal is hidden. Raises Delivery.DoesNotExist."""
    return (
        public_deliveries(cycle)
        .select_related("organisation")
        .exclude(proposal__reference="")
        .get(proposal__reference=reference)
    )


def overview(rows: Sequence[Delivery], today: date) -> policy.Overview:
    """The numbers of deliveries that `deliveries` or `public_deliveries` gave."""
    punctual = [
        policy.was_on_time(first_planned=row.first_planned, finished_on=row.finished_on)  # type: ignore[attr-defined]
        for row in rows
        if row.state in policy.FINISHED
    ]
    live = [row for row in rows if row.state != policy.S.STOPPED]
    return policy.Overview(
        all=len(rows),
        finished=sum(row.state in policy.FINISHED for row in rows),
        under_way=sum(row.state in policy.UNDER_WAY and row.state != policy.S.PAUSED for row in rows),
        paused=sum(row.state == policy.S.PAUSED for row in rows),
        stopped=sum(row.state == policy.S.STOPPED for row in rows),
        late=sum(row.state in policy.UNDER_WAY and days_late(row, today) > 0 for row in rows),
        on_time=sum(kept is True for kept in punctual),
        timed=sum(kept is not None for kept in punctual),
        budget=sum(row.budget for row in live),
        spent=sum(row.spent or 0 for row in rows),
    )


def days_late(delivery: Delivery, today: date) -> int:
    """How many days after its planned day it is, or was finished."""
    return policy.days_late(
        planned_for=delivery.planned_for, finished_on=delivery.finished_on, state=delivery.state, today=today
    )


def latest_pictures(rows: Sequence[Delivery]) -> dict[int, DeliveryPicture]:
    """Delivery id → the newest picture of the work. Two queries whatever the number."""
    newest = DeliveryPicture.objects.filter(update__delivery=OuterRef("pk")).order_by("-update__at", "-update_id", "id")
    ids = dict(
        Delivery.objects.filter(pk__in=[row.pk for row in rows])
        .annotate(newest=Subquery(newest.values("pk")[:1]))
        .filter(newest__isnull=False)
        .values_list("pk", "newest")
    )
    pictures = DeliveryPicture.objects.in_bulk(list(ids.values()))
    return {pk: pictures[picture] for pk, picture in ids.items()}


def proposal_pictures(rows: Sequence[Delivery]) -> dict[int, ProposalPicture]:
    """Proposal id → the proposal's first picture, for deliveries that have none of their own."""
    found: dict[int, ProposalPicture] = {}
    for picture in ProposalPicture.objects.filter(proposal__in=[row.proposal_id for row in rows]).order_by(
        "position", "id"
    ):
        found.setdefault(picture.proposal_id, picture)
    return found


def updates(delivery: Delivery) -> QuerySet[DeliveryUpdate]:
    """News, newest first, with pictures."""
    return DeliveryUpdate.objects.filter(delivery=delivery).prefetch_related("pictures")


def plan_changes(delivery: Delivery) -> QuerySet[PlanChange]:
    """How the planned day came to be, oldest first."""
    return PlanChange.objects.filter(delivery=delivery)


def awaiting_decision(cycle: Cycle) -> QuerySet[Proposal]:
    """Proposals that won the vote and that no decision covers yet."""
    return (
        Proposal.objects.filter(cycle=cycle, state=ProposalState.WON_VOTE, delivery__isnull=True)
        .select_related("cycle_area__area")
        .order_by(F("cycle_area__area__position").asc(nulls_last=True), "number", "id")
    )


def may_be_decided_instead(cycle: Cycle) -> QuerySet[Proposal]:
    """Proposals that did not win but can be carried out by a decision to deviate."""
    return (
        Proposal.objects.filter(cycle=cycle, state=ProposalState.NOT_WON, cost__isnull=False)
        .select_related("cycle_area__area")
        .order_by(F("cycle_area__area__position").asc(nulls_last=True), "number", "id")
    )


def decisions(cycle: Cycle, *kinds: DecisionKind) -> QuerySet[Decision]:
    """Registered decisions of these kinds."""
    return Decision.objects.filter(cycle=cycle, kind__in=kinds)


def people_who_can_deliver(organisation: Organisation) -> QuerySet[Person]:
    """Staff of the organisation, by name: who can be named responsible."""
    return (
        Person.objects.filter(roles__organisation=organisation, roles__ended_at=None, is_active=True)
        .distinct()
        .order_by("name", "email")
    )


def follows(person: Person | None, delivery: Delivery) -> bool:
    """Whether the person hears of what happens."""
    return person is not None and delivery.proposal.followings.filter(person=person).exists()


def waiting_for(person: Person, organisation: Organisation, *, leads: bool, today: date) -> list[Delivery]:
    """Deliveries past their planned day that the person answers for (all of them for a lead), the latest first; for the desk."""
    mine = Q() if leads else Q(responsible_person=person)
    return list(
        Delivery.objects.of(organisation)
        .filter(mine, state__in=policy.UNDER_WAY, planned_for__lt=today)
        .select_related("proposal__cycle")
        .order_by("planned_for", "id")
    )


def undecided_by_cycle(organisation: Organisation) -> list[tuple[str, str, int]]:
    """(cycle's slug, its name, how many winners no decision covers yet); for the desk."""
    rows = Proposal.objects.of(organisation).filter(state=ProposalState.WON_VOTE, delivery__isnull=True)
    return list(rows.values_list("cycle__slug", "cycle__name").annotate(n=Count("id")).order_by("cycle__slug"))
