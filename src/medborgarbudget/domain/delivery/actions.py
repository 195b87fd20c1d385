"""What can be done with deliveries? Start what is decided, plan, spend, tell, inaugurate, stop; followers hear of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle, Decision, DecisionKind
from medborgarbudget.domain.delivery import notices, permissions, policy, queries
from medborgarbudget.domain.delivery.models import (
    Delivery,
    DeliveryPicture,
    DeliveryState,
    DeliveryUpdate,
    PlanChange,
)
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.actions import change_state
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.domain.proposals.models import Proposal, ProposalState
from medborgarbudget.foundation import audit
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.files import Picture
from medborgarbudget.foundation.money import kronor


@dataclass(frozen=True)
class DescribedPicture:
    """A picture that foundation.files has read, and what it shows."""

    picture: Picture
    alt: str


# --- what is decided ---


@transaction.atomic
def start_deliveries(
    *,
    decision: Decision,
    proposals: Sequence[Proposal],
    actor: Person,
    now: datetime,
    budgets: Mapping[int, int] | None = None,
) -> list[Delivery]:
    """Make deliveries of what an elected body decided to carry out. Gives the new ones.

    A decision on winners covers proposals that won; a decision to deviate also those that did not. `budgets` maps proposal id → kronor
    where the sum decided is another than the cost assessed. Proposals already under way are left alone; nothing new is refused.
    """
    cycle = decision.cycle
    require(permissions.may_start(actor, cycle, now))
    if decision.kind not in {DecisionKind.WINNERS, DecisionKind.DEVIATION}:
        raise ValidationError({"decision": _("Välj ett beslut om vilka förslag som genomförs.")})
    if decision.kind == DecisionKind.DEVIATION and not decision.summary.strip():
        raise ValidationError({"decision": _("Beslutet att avvika saknar skäl. Skriv det i beslutsregistret först.")})
    rows = _chosen(cycle, proposals)
    new = [row for row in rows if not Delivery.objects.filter(proposal=row).exists()]
    if not new:
        raise ValidationError({"proposals": _("Alla valda förslag genomförs redan. Välj minst ett som är nytt.")})
    allowed = {ProposalState.WON_VOTE}
    if decision.kind == DecisionKind.DEVIATION:
        allowed.add(ProposalState.NOT_WON)
    sums: dict[int, int] = {}
    for row in new:
        if row.state not in allowed:
            raise ValidationError(
                {
                    "proposals": _("”%(title)s” vann inte omröstningen. Det krävs ett beslut att avvika.")
                    % {"title": row.title}
                }
            )
        sums[row.pk] = (budgets or {}).get(row.pk) or row.cost or 0
        if sums[row.pk] <= 0:
            raise ValidationError({"proposals": _("”%(title)s” saknar kostnad.") % {"title": row.title}})
    made = []
    for row in new:
        budget = sums[row.pk]
        delivery = Delivery.objects.create(
            organisation_id=cycle.organisation_id,
            proposal=row,
            decision=decision,
            budget=budget,
            created_at=now,
            changed_at=now,
        )
        change_state(
            proposal=row,
            to=ProposalState.DECIDED,
            reason=_in_words(
                decision, _("att förslaget ska genomföras för %(sum)s.") % {"sum": kronor(delivery.budget)}
            ),
            actor=actor,
            now=now,
        )
        _record(delivery, actor, "delivery.start", now, changes={"budget": [None, budget]})
        made.append(delivery)
    return made


@transaction.atomic
def deviate(*, decision: Decision, proposals: Sequence[Proposal], actor: Person, now: datetime) -> list[Proposal]:
    """Let winners go that an elected body decided not to carry out. The decision's own words are the reason that everybody reads."""
    cycle = decision.cycle
    require(permissions.may_start(actor, cycle, now))
    if decision.kind != DecisionKind.DEVIATION:
        raise ValidationError({"decision": _("Välj ett beslut att avvika från röstningsresultatet.")})
    if not decision.summary.strip():
        raise ValidationError({"decision": _("Beslutet att avvika saknar skäl. Skriv det i beslutsregistret först.")})
    rows = _chosen(cycle, proposals)
    for row in rows:
        if row.state != ProposalState.WON_VOTE:
            raise ValidationError({"proposals": _("”%(title)s” väntar inte på beslut.") % {"title": row.title}})
    for row in rows:
        reason = _in_words(decision, _("att förslaget inte ska genomföras.")) + "\n\n" + decision.summary
        change_state(proposal=row, to=ProposalState.REFUSED, reason=reason, actor=actor, now=now)
        audit.record(
            organisation_id=cycle.organisation_id,
            actor=actor,
            verb="delivery.deviate",
            subject=row,
            now=now,
            reason=decision.summary,
        )
    return rows


def _chosen(cycle: Cycle, proposals: Sequence[Proposal]) -> list[Proposal]:
    rows = list(
        Proposal.objects.select_for_update(of=("self",))
        .filter(cycle=cycle, pk__in=[proposal.pk for proposal in proposals])
        .order_by("number")
    )
    if not rows or len(rows) != len({proposal.pk for proposal in proposals}):
        raise ValidationError({"proposals": _("Välj minst ett av omgångens förslag.")})
    return rows


@translation.override("sv")
def _in_words(decision: Decision, what: str) -> str:
    day = dateformat.format(decision.decided_on, "j F Y")
    return _("%(body)s beslutade den %(day)s, § %(paragraph)s, %(what)s") % {
        "body": decision.body,
        "day": day,
        "paragraph": decision.paragraph.removeprefix("§").strip(),
        "what": what,
    }


# --- plan and money ---


@transaction.atomic
def save_plan(
    *,
    delivery: Delivery,
    responsible: str,
    responsible_person: Person | None,
    planned_for: date | None,
    reason: str,
    actor: Person,
    now: datetime,
) -> Delivery:
    """Say who carries it out and when it will be finished. A day that is moved needs a reason, which followers read."""
    delivery = _locked(delivery)
    require(permissions.may_plan(actor, delivery, now))
    responsible, reason = plain_line(responsible), plain_line(reason)
    organisation = delivery.organisation
    wrong = {}
    if (
        responsible_person is not None
        and not queries.people_who_can_deliver(organisation).filter(pk=responsible_person.pk).exists()
    ):
        wrong["responsible_person"] = _("Välj någon som har en roll i organisationen.")
    before, moved = delivery.planned_for, delivery.planned_for != planned_for
    if moved and delivery.state in policy.OVER:
        wrong["planned_for"] = _("Arbetet är avslutat, så planen ändras inte längre.")
    elif moved and before is not None and not reason:
        wrong["reason"] = _("Ange varför datumet ändras. Alla som följer förslaget får läsa det.")
    if wrong:
        raise ValidationError(wrong)
    changes: dict[str, object] = {
        "responsible": [delivery.responsible, responsible],
        "planned_for": [str(before or ""), str(planned_for or "")],
    }
    delivery.responsible, delivery.responsible_person = responsible, responsible_person
    delivery.planned_for, delivery.changed_at = planned_for, now
    delivery.save()
    if moved:
        if not reason:
            with translation.override("sv"):
                reason = _("Första planen.")
        change = PlanChange.objects.create(
            delivery=delivery, from_date=before, to_date=planned_for, reason=reason, at=now, by=actor
        )
        notices.tell_of_plan(delivery, change, actor, now)
    _record(delivery, actor, "delivery.plan", now, reason=reason, changes=changes)
    return delivery


@transaction.atomic
def save_money(*, delivery: Delivery, spent: int | None, reason: str, actor: Person, now: datetime) -> Delivery:
    """Say what it has cost so far. More than was decided needs a reason, which everybody reads."""
    delivery = _locked(delivery)
    require(permissions.may_plan(actor, delivery, now))
    reason = plain_line(reason)
    wrong = {}
    if spent is not None and spent < 0:
        wrong["spent"] = _("Ange utfallet i hela kronor, minst 0.")
    over = spent is not None and spent > delivery.budget
    if over and not reason:
        wrong["reason"] = _("Utfallet är högre än budgeten. Ange varför, så att alla kan läsa det.")
    if wrong:
        raise ValidationError(wrong)
    before = (delivery.spent, delivery.overspend_reason)
    delivery.spent, delivery.overspend_reason = spent, reason if over else ""
    if (delivery.spent, delivery.overspend_reason) == before:
        return delivery
    delivery.changed_at = now
    delivery.save()
    _record(
        delivery, actor, "delivery.money", now, reason=reason if over else "", changes={"spent": [before[0], spent]}
    )
    notices.tell_of_money(delivery, actor, now)
    return delivery


# --- news ---


@transaction.atomic
def add_update(
    *,
    delivery: Delivery,
    state: str,
    text: str,
    actor: Person,
    now: datetime,
    pictures: Sequence[DescribedPicture] = (),
    key: str = "",
) -> DeliveryUpdate:
    """Tell what has happened, with pictures, and how far it has come. `key`: the same form sent twice tells once."""
    if key:
        told = DeliveryUpdate.objects.filter(delivery=delivery, key=key).first()
        if told is not None:
            return told
    delivery = _locked(delivery)
    require(permissions.may_update(actor, delivery, now))
    if state not in policy.states_after(delivery.state):
        raise ValidationError({"state": _("Välj ett läge bland alternativen.")})
    update = _news(delivery, DeliveryState(state), text, pictures, actor, now, key)
    if state == DeliveryState.DONE and delivery.finished_on is None:
        delivery.finished_on = to_local(now).date()
    _become(delivery, DeliveryState(state), update.text, actor, now)
    return update


@transaction.atomic
def inaugurate(
    *,
    delivery: Delivery,
    on: date,
    text: str,
    actor: Person,
    now: datetime,
    pictures: Sequence[DescribedPicture] = (),
    key: str = "",
) -> DeliveryUpdate:
    """Tell of the inauguration. The proposal is delivered from then on."""
    if key:
        told = DeliveryUpdate.objects.filter(delivery=delivery, key=key).first()
        if told is not None:
            return told
    delivery = _locked(delivery)
    require(permissions.may_inaugurate(actor, delivery, now))
    if on > to_local(now).date():
        raise ValidationError({"on": _("Ange den dag då det invigdes. Den kan inte ligga i framtiden.")})
    if on < delivery.decision.decided_on:
        raise ValidationError({"on": _("Ange en dag efter beslutet.")})
    update = _news(delivery, DeliveryState.INAUGURATED, text, pictures, actor, now, key)
    if delivery.finished_on is None or delivery.finished_on > on:
        delivery.finished_on = on
    _become(delivery, DeliveryState.INAUGURATED, update.text, actor, now)
    return update


@transaction.atomic
def stop(*, delivery: Delivery, reason: str, actor: Person, now: datetime) -> Delivery:
    """Say that it will not be carried out, and why."""
    delivery = _locked(delivery)
    require(permissions.may_stop(actor, delivery, now))
    reason = plain_line(reason)
    if not reason:
        raise ValidationError({"reason": _("Ange varför förslaget inte genomförs. Alla får läsa det.")})
    delivery.stopped_reason = reason
    _news(delivery, DeliveryState.STOPPED, reason, (), actor, now, "")
    _become(delivery, DeliveryState.STOPPED, reason, actor, now)
    return delivery


def _news(
    delivery: Delivery,
    state: DeliveryState,
    text: str,
    pictures: Sequence[DescribedPicture],
    actor: Person,
    now: datetime,
    key: str,
) -> DeliveryUpdate:
    text = plain_text(text)
    if not text:
        raise ValidationError({"text": _("Ange vad som har hänt.")})
    if len(pictures) > policy.MAX_PICTURES:
        raise ValidationError(
            {"pictures": _("Du kan lägga till högst %(most)d bilder.") % {"most": policy.MAX_PICTURES}}
        )
    if any(not plain_line(row.alt) for row in pictures):
        raise ValidationError({"pictures": _("Beskriv vad varje bild visar, för den som inte ser den.")})
    update = DeliveryUpdate.objects.create(delivery=delivery, state=state, text=text, at=now, by=actor, key=key[:32])
    for row in pictures:
        stored = DeliveryPicture(update=update, alt=plain_line(row.alt)[:200])
        stored.thumbnail.save(row.picture.thumbnail.name or "thumbnail.jpg", row.picture.thumbnail, save=False)
        stored.image.save(row.picture.full.name or "picture.jpg", row.picture.full, save=False)
        stored.save()
    return update


def _become(delivery: Delivery, state: DeliveryState, text: str, actor: Person, now: datetime) -> None:
    """Store the new state and tell followers: through the proposal's change of state when it is delivered now, else directly."""
    before = delivery.state
    delivery.state, delivery.changed_at = state, now
    delivery.save()
    _record(delivery, actor, "delivery.update", now, changes={"state": [before, state.value]})
    proposal = delivery.proposal
    if state in policy.FINISHED and proposal.state != ProposalState.DELIVERED:
        change_state(proposal=proposal, to=ProposalState.DELIVERED, reason=text, actor=actor, now=now)
    else:
        notices.tell_of_update(delivery, text, actor, now)


# --- shared ---


def _locked(delivery: Delivery) -> Delivery:
    """The delivery as it stands now, held until the transaction ends."""
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("organisation", "decision", "proposal__cycle__organisation", "proposal__author")
        .get(pk=delivery.pk)
    )


def _record(
    delivery: Delivery,
    actor: Person,
    verb: str,
    now: datetime,
    *,
    reason: str = "",
    changes: dict[str, object] | None = None,
) -> None:
    audit.record(
        organisation_id=delivery.organisation_id,
        actor=actor,
        verb=verb,
        subject=delivery,
        now=now,
        reason=reason,
        changes=changes,
    )
