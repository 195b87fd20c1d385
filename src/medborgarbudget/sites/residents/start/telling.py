"""How is a cycle told at a glance: what is going on, what can I do, until when, with how much money?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Action, Fact, StepState
from medborgarbudget.design.parts import Step as StepPart
from medborgarbudget.domain.cycles import steps, wording
from medborgarbudget.domain.cycles.models import Cycle, Deed, Pot, Step
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.money import kronor

WEIGHT = {
    Deed.VOTE: 9,
    Deed.PROPOSE: 8,
    Deed.OBJECT: 6,
    Deed.SUPPORT: 5,
    Deed.COMMENT: 5,
    Deed.ASSESS: 4,
    Deed.DECIDE: 3,
    Deed.DELIVER: 2,
}
"""Which deed makes a cycle the one to show first."""


@dataclass(frozen=True)
class Opening:
    """The words and picture that a page about a cycle opens with. `deadline` is empty when nothing closes."""

    title: str
    lead: str
    picture: str
    deadline: str
    doing: Action | None


def deeds_shown(cycle: Cycle, now: datetime) -> frozenset[str]:
    """What the pages say is open: for a draft, which only staff see, what its dates would open."""
    return steps.open_deeds(cycle, now) if cycle.published_at is not None else steps.deeds_by_the_clock(cycle, now)


def urgency(cycle: Cycle, now: datetime) -> tuple[int, int, int]:
    """Larger for the cycle that a visitor should see first; (0, …) for one that is over or put away."""
    if cycle.archived_at is not None:
        return (0, cycle.year, cycle.pk)
    weight = max((WEIGHT.get(Deed(deed), 1) for deed in deeds_shown(cycle, now)), default=0)
    if not weight and steps.next_step(cycle, now) is not None:
        weight = 1
    return (weight, cycle.year, cycle.pk)


def opening(cycle: Cycle, now: datetime, *, place: str) -> Opening:
    """How a page about the cycle opens at the moment. `place` is the organisation's short name."""
    actions = actions_now(cycle, now)
    doing = actions[0] if actions and actions[0].main else None
    title, lead, picture, deed = _scene(cycle, now, place)
    deadline = ""
    if deed is not None:
        _opens, closes = steps.times_of(cycle, deed)
        if closes is not None:
            deadline = _("Till %(when)s") % {"when": dates.long_moment(closes, now)}
    elif not deeds_shown(cycle, now) & {Deed.DELIVER, Deed.FOLLOW_UP} and (coming := steps.next_step(cycle, now)):
        deadline = _("%(step)s från %(when)s") % {
            "step": wording.own_words(coming.name),
            "when": dates.long_moment(coming.opens_at, now),
        }
    return Opening(title, cycle.summary or lead, picture, deadline, doing)


def _scene(cycle: Cycle, now: datetime, place: str) -> tuple[str, str, str, Deed | None]:
    """Title, lead when the cycle has none of its own, picture, and the deed whose closing matters."""
    deeds = deeds_shown(cycle, now)
    if Deed.VOTE in deeds:
        return (
            _("Rösta om vad som ska göras i %(place)s") % {"place": place},
            _("Välj bland förslagen som invånarna har lämnat."),
            "ballot-box",
            Deed.VOTE,
        )
    if Deed.PROPOSE in deeds:
        return (
            _("Vad vill du se i %(place)s?") % {"place": place},
            _("Lämna ett förslag. Det tar några minuter och du behöver inget konto för att börja."),
            "hero",
            Deed.PROPOSE,
        )
    if Deed.ASSESS in deeds:
        return (
            _("Nu bearbetas förslagen"),
            _("Kommunens medarbetare ser vad som går att göra och vad det kostar. Alla får svar."),
            "assessment",
            Deed.ASSESS,
        )
    if Deed.OBJECT in deeds:
        return (
            _("Förslagen har fått svar"),
            _("Läs svaren. Håller du inte med kan du begära omprövning."),
            "assessment",
            Deed.OBJECT,
        )
    if Deed.DECIDE in deeds:
        return (
            _("Omröstningen är klar"),
            _("Nu fattar de förtroendevalda beslut utifrån röstningsresultatet."),
            "celebration",
            Deed.DECIDE,
        )
    if Deed.DELIVER in deeds or Deed.FOLLOW_UP in deeds:
        return _("Nu blir förslagen verklighet"), _("Följ hur det går med det ni valde."), "building", None
    coming = steps.next_step(cycle, now)
    if coming is not None:
        return (*_between(coming, place), None)
    return cycle.name, _("Omgången är avslutad. Tack för att ni var med."), "celebration", None


def _between(coming: Step, place: str) -> tuple[str, str, str]:
    """Title, lead and picture while nothing is open that residents take part in, by what comes next."""
    if Deed.VOTE in coming.deeds:
        return _("Snart är det dags att rösta"), _("Läs förslagen så länge, så vet du vad du vill välja."), "ballot-box"
    if Deed.DECIDE in coming.deeds or Deed.DELIVER in coming.deeds or Deed.FOLLOW_UP in coming.deeds:
        return _("Omröstningen är klar"), _("Snart står det här vad som händer med förslagen."), "celebration"
    if Deed.ASSESS in coming.deeds or Deed.OBJECT in coming.deeds:
        return _("Tack för alla förslag"), _("Nu ska de bearbetas. Alla som har föreslagit något får svar."), "idea"
    lead = _("Här föreslår och väljer invånarna vad en del av budgeten ska gå till.")
    return _("Snart är det dags i %(place)s") % {"place": place}, lead, "hero"


def actions_now(cycle: Cycle, now: datetime) -> list[Action]:
    """What a resident can do in the cycle at the moment, the most important first; those whose page does not exist are left out."""
    deeds = deeds_shown(cycle, now)
    wanted: list[tuple[str, str, str, str]] = []
    if Deed.VOTE in deeds:
        wanted.append(("vote", _("Rösta"), _("Välj vad pengarna ska gå till. Det tar några minuter."), "ballot-box"))
    if Deed.PROPOSE in deeds:
        wanted.append(("propose", _("Lämna ett förslag"), _("Berätta vad, var och varför. Bild om du vill."), "idea"))
    if Deed.OBJECT in deeds and Deed.ASSESS not in deeds:
        wanted.append(("answers", _("Läs svaren"), _("Begär omprövning om du tycker att ett svar är fel."), "scale"))
    if Deed.DELIVER in deeds or Deed.FOLLOW_UP in deeds:
        wanted.append(
            ("deliveries", _("Följ genomförandet"), _("Se vad som är på gång och vad som är klart."), "tools")
        )
    _voting_opened, voting_closed = steps.times_of(cycle, Deed.VOTE)
    if voting_closed is not None and voting_closed <= now:
        wanted.append(
            ("result", _("Se röstningsresultatet"), _("Vad som vann, varför och med hur många röster."), "trophy")
        )
    if Deed.VOTE not in deeds:
        if Deed.SUPPORT in deeds:
            wanted.append(
                ("proposals", _("Läs och stöd förslag"), _("Hjälp till att göra andras förslag bättre."), "heart")
            )
        elif Deed.COMMENT in deeds:
            wanted.append(
                (
                    "proposals",
                    _("Läs och kommentera"),
                    _("Säg vad som talar för och emot, eller ställ en fråga."),
                    "comment",
                )
            )
        else:
            opened, _closed = steps.times_of(cycle, Deed.PROPOSE)
            if opened is not None and opened <= now:
                wanted.append(("proposals", _("Se förslagen"), _("Sök, filtrera och se dem på kartan."), "list"))
    if Deed.OBJECT in deeds and Deed.ASSESS in deeds:
        wanted.append(("answers", _("Svar på förslagen"), _("Svaren publiceras här när de är klara."), "scale"))
    actions: list[Action] = []
    for name, label, text, icon in wanted:
        try:
            url = reverse(f"residents:{name}", kwargs={"cycle": cycle.slug})
        except NoReverseMatch:
            continue
        actions.append(Action(label, url, text, icon, main=not actions))
    return actions


def step_parts(cycle: Cycle, now: datetime) -> list[StepPart]:
    """The step line. Of several open steps only the one that ends first is the present; others open are shown as such by their dates."""
    return [
        StepPart(wording.own_words(step.name), _state(step, now), period(step, now)) for step in steps.steps_of(cycle)
    ]


def _state(step: Step, now: datetime) -> StepState:
    if steps.is_past(step, now):
        return "past"
    return "now" if steps.is_open(step, now) else "coming"


def period(step: Step, now: datetime) -> str:
    """ "3 dec–14 jan", "från 3 dec", or that the dates are not decided."""
    if step.opens_at is None:
        return _("datum inte bestämt")
    if step.closes_at is None:
        return _("från %(day)s") % {"day": dates.short_date(step.opens_at, now)}
    # The year stands once, last, when both days are of the same one.
    opens, closes = dates.short_date(step.opens_at, step.closes_at), dates.short_date(step.closes_at, now)
    return (
        closes if clock.to_local(step.opens_at).date() == clock.to_local(step.closes_at).date() else f"{opens}–{closes}"
    )


def period_in_full(step: Step, now: datetime) -> str:
    """To the minute, for whoever needs to know."""
    if step.opens_at is None:
        return _("Datum inte bestämt.")
    opens = dates.long_moment(step.opens_at, now)
    if step.closes_at is None:
        return _("Från %(opens)s.") % {"opens": opens}
    return _("Från %(opens)s till %(closes)s.") % {"opens": opens, "closes": dates.long_moment(step.closes_at, now)}


def money_facts(pots: Sequence[Pot], inhabitants: int | None) -> list[Fact]:
    """How much money there is, and what it is for each inhabitant."""
    total = sum(pot.amount for pot in pots)
    if not total:
        return []
    each = wording.per_inhabitant(total, inhabitants)
    note = _("%(each)s per invånare") % {"each": kronor(each)} if each else ""
    facts = [Fact(_("att besluta om tillsammans"), kronor(total), note)]
    if len(pots) > 1:
        facts.append(Fact(_("potter att fördela, var för sig"), str(len(pots))))
    return facts
