"""How is a delivery put before people: as a card, as a line of stages, as a story with photos?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design import dates, parts
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.delivery import policy, queries
from medborgarbudget.domain.delivery.models import Delivery, DeliveryPicture, DeliveryState, DeliveryUpdate, PlanChange
from medborgarbudget.domain.proposals.models import ProposalPicture
from medborgarbudget.foundation.clock import to_local

S = DeliveryState

STAGES = (S.PLANNED, S.PROCUREMENT, S.BUILDING, S.DONE, S.INAUGURATED)


def address_of(delivery: Delivery, cycle: Cycle) -> str:
    """The public page."""
    return reverse("residents:delivery", kwargs={"cycle": cycle.slug, "reference": delivery.proposal.reference})


def tag_of(state: str) -> parts.Tag:
    """A state in words, with colour and icon."""
    known = DeliveryState(state)
    return parts.Tag(str(known.label), policy.STATE_TONES[known], policy.STATE_ICONS[known])  # type: ignore[arg-type]


def when_in_words(delivery: Delivery, now: datetime) -> str:
    """ "Planerat klart 1 juni", "Klart 9 mars, i tid", "92 dagar sent"."""
    today = to_local(now).date()
    late = queries.days_late(delivery, today)
    if delivery.state == S.STOPPED:
        return delivery.stopped_reason
    if delivery.state in policy.FINISHED and delivery.finished_on is not None:
        words = _("Klart %(day)s") % {"day": dates.long_date(delivery.finished_on, now)}
        kept = policy.was_on_time(first_planned=_first_planned(delivery), finished_on=delivery.finished_on)
        return _("%(done)s – i tid") % {"done": words} if kept else words
    if delivery.planned_for is None:
        return _("Datum är inte bestämt än")
    words = _("Planerat klart %(day)s") % {"day": dates.long_date(delivery.planned_for, now)}
    if late:
        days = ngettext("%(n)d dag försenat", "%(n)d dagar försenat", late) % {"n": late}
        return f"{words} – {days}"
    return words


def _first_planned(delivery: Delivery) -> date | None:
    first: date | None = getattr(delivery, "first_planned", None)
    return first


def card_of(
    delivery: Delivery,
    cycle: Cycle,
    now: datetime,
    newest: dict[int, DeliveryPicture],
    before: dict[int, ProposalPicture],
) -> parts.ProposalCard:
    """A card in the list, with the newest photo of the work, else the proposal's."""
    proposal = delivery.proposal
    picture = newest.get(delivery.pk) or before.get(delivery.proposal_id)
    return parts.ProposalCard(
        title=proposal.title,
        url=address_of(delivery, cycle),
        reference=proposal.reference,
        text=when_in_words(delivery, now),
        theme=proposal.theme.name if proposal.theme else "",
        area=proposal.cycle_area.area.name if proposal.cycle_area else "",
        place=proposal.place,
        image_url=picture.thumbnail.url if picture else "",
        image_alt=picture.alt if picture else "",
        cost=delivery.budget,
        status=tag_of(delivery.state),
    )


def stages_of(delivery: Delivery, updates: Sequence[DeliveryUpdate], now: datetime) -> list[parts.Step]:
    """The line from plan to inauguration. What is paused stands where it was; a stage that was skipped counts as past."""
    state = delivery.state
    if state in {S.PAUSED, S.STOPPED}:
        state = next((update.state for update in updates if update.state in STAGES), S.PLANNED)
    here = STAGES.index(DeliveryState(state))
    reached: dict[str, datetime] = {}
    for update in updates:
        reached[update.state] = update.at
    reached.setdefault(S.PLANNED, delivery.created_at)
    stages = []
    for place, stage in enumerate(STAGES):
        when = dates.short_date(reached[stage], now) if stage in reached and place <= here else ""
        last = place == here == len(STAGES) - 1
        past = place < here or last or (place == here and stage in policy.FINISHED)
        stages.append(parts.Step(str(stage.label), "past" if past else "now" if place == here else "coming", when))
    return stages


def events_of(
    delivery: Delivery, updates: Sequence[DeliveryUpdate], changes: Sequence[PlanChange], now: datetime
) -> list[parts.Event]:
    """The whole story, newest first: decision, plans, news with photos."""
    decision = delivery.decision
    told: list[tuple[datetime, parts.Event]] = []
    for update in updates:
        pictures = [parts.Picture(p.image.url, p.alt, p.alt, p.width, p.height) for p in update.pictures.all()]
        told.append(
            (
                update.at,
                parts.Event(
                    title=_headline(update.state),
                    when=dates.long_date(update.at, now),
                    text=update.text,
                    pictures=pictures,
                ),
            )
        )
    told.extend(
        (
            change.at,
            parts.Event(title=plan_in_words(change, now), when=dates.long_date(change.at, now), text=change.reason),
        )
        for change in changes
    )
    told.sort(key=lambda pair: pair[0], reverse=True)
    start = parts.Event(
        title=_("Beslut att genomföra förslaget"),
        when=dates.long_date(decision.decided_on, now),
        text=_("%(body)s, § %(paragraph)s")
        % {"body": decision.body, "paragraph": decision.paragraph.removeprefix("§").strip()},
    )
    return [*(event for _at, event in told), start]


def _headline(state: str) -> str:
    headlines = {
        S.PLANNED: _("Planeringen pågår"),
        S.PROCUREMENT: _("Upphandlingen pågår"),
        S.BUILDING: _("Nu blir det av"),
        S.DONE: _("Klart!"),
        S.INAUGURATED: _("Invigt!"),
        S.PAUSED: _("Arbetet är pausat"),
        S.STOPPED: _("Förslaget genomförs inte"),
    }
    return headlines[DeliveryState(state)]


def plan_in_words(change: PlanChange, now: datetime) -> str:
    """What a change of the planned day says."""
    if change.to_date is None:
        return _("Inget planerat datum längre")
    day = dates.long_date(change.to_date, now)
    if change.from_date is None:
        return _("Planerat klart %(day)s") % {"day": day}
    return _("Nytt datum: %(day)s") % {"day": day}
