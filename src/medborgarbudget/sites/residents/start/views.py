"""What does a visitor see first: what is going on in the municipality, what they can do, until when, and what it has given before?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Fact, Link, Row
from medborgarbudget.domain.cycles import queries, readiness, steps, wording
from medborgarbudget.domain.cycles.models import Cycle, Deed, Orientation, RuleSheet
from medborgarbudget.domain.proposals.queries import public_proposals
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.proposals.cards import card_of, shows_supports
from medborgarbudget.sites.residents.start import earlier, telling

NEWEST = 3
LATER = 6
"""How many proposals and earlier cycles the start page shows."""


@public
@kept_for_visitors(30)
def start(request: OrganisationRequest) -> HttpResponse:
    """The organisation's start page."""
    organisation, now = request.organisation, request.now
    everything = sorted(queries.public_cycles(organisation), key=lambda each: telling.urgency(each, now), reverse=True)
    running = [each for each in everything if telling.urgency(each, now)[0]]
    present = running[0] if running else None
    over = [each for each in everything if each not in running][:LATER]
    numbers = earlier.yields(organisation, everything)
    more = [*running[1:], *over]
    context: dict[str, Any] = {
        "description": _("Föreslå, rösta och följ vad en del av budgeten i %(place)s går till.")
        % {"place": organisation.name},
        "present": present,
        "more": [_in_short(request, each, numbers) for each in more],
        "facts": _given(everything, numbers),
    }
    if present is not None:
        voting = Deed.VOTE in telling.deeds_shown(present, now)
        pots = list(queries.pots(present))
        context |= {
            "opening": telling.opening(present, now, place=organisation.short_name),
            "actions": telling.actions_now(present, now)[1:],
            "steps": telling.step_parts(present, now),
            "money": telling.money_facts(pots, organisation.inhabitants),
            "voting": _voting(present) if voting else [],
            # While people vote no proposal is lifted over another.
            "newest": [] if voting else _newest(present, now),
            "count": numbers.get(present.pk, earlier.Yield()).proposals,
        }
    return TemplateResponse(request, "residents/start/start.html", context)


def _voting(cycle: Cycle) -> list[Row]:
    """What whoever is about to vote wants to know first."""
    try:
        values = readiness.values_of(queries.rules_in_force(cycle))
    except RuleSheet.DoesNotExist:
        return []
    return [
        Row(_("Vem får rösta?"), wording.who_may_vote(values)),
        Row(_("Hur röstar man?"), wording.ballot_in_words(values)),
        Row(_("Hur visar jag vem jag är?"), wording.identity_in_words(values)),
    ]


def _newest(cycle: Cycle, now: datetime) -> list[Any]:
    proposals = public_proposals(cycle).prefetch_related("pictures").order_by("-submitted_at", "-pk")[:NEWEST]
    return [card_of(proposal, cycle, supports=shows_supports(cycle, now)) for proposal in proposals]


def _given(cycles: list[Cycle], numbers: dict[int, earlier.Yield]) -> list[Fact]:
    """What all cycles have given together; nothing until something has been decided."""
    sums = [numbers.get(cycle.pk, earlier.Yield()) for cycle in cycles]
    decided = sum(each.decided for each in sums)
    if not decided:
        return []
    facts = [
        Fact(_("förslag från invånare"), f"{sum(each.proposals for each in sums):,}".replace(",", "\u00a0")),
        Fact(_("förslag som ni valde och som genomförs"), str(decided)),
        Fact(_("till förslag som ni valde"), kronor(sum(each.money for each in sums))),
    ]
    if done := sum(each.delivered for each in sums):
        facts.insert(2, Fact(_("redan klara"), str(done)))
    return facts


def _in_short(request: OrganisationRequest, cycle: Cycle, numbers: dict[int, earlier.Yield]) -> dict[str, Any]:
    step = steps.current_step(cycle, request.now)
    given = numbers.get(cycle.pk, earlier.Yield())
    return {
        "name": cycle.name,
        "year": cycle.year,
        "url": reverse("residents:cycle", kwargs={"cycle": cycle.slug}),
        "step": wording.own_words(step.name) if step is not None and cycle.archived_at is None else "",
        "until": step.closes_at if step is not None else None,
        "budget": cycle.budget,
        "proposals": given.proposals,
        "decided": given.decided,
        "delivered": given.delivered,
        "money": given.money,
    }


@public
@kept_for_visitors(30)
def cycles(request: OrganisationRequest) -> HttpResponse:
    """Every cycle that has been published, newest first."""
    published = list(queries.public_cycles(request.organisation))
    numbers = earlier.yields(request.organisation, published)
    context = {"cycles": [_in_short(request, each, numbers) for each in published]}
    return TemplateResponse(request, "residents/start/cycles.html", context)


@public
@kept_for_visitors(30)
def cycle(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """One cycle at a glance."""
    organisation, now = request.organisation, request.now
    chosen = public_cycle_or_404(request, cycle)
    pots = list(queries.pots(chosen))
    areas = list(queries.areas(chosen))
    try:
        rules = wording.rules_in_words(chosen, readiness.values_of(queries.rules_in_force(chosen)))
    except RuleSheet.DoesNotExist:
        rules = []
    context = {
        "cycle": chosen,
        "description": chosen.summary or chosen.promise,
        "opening": telling.opening(chosen, now, place=organisation.short_name),
        "actions": telling.actions_now(chosen, now)[1:],
        "steps": telling.step_parts(chosen, now),
        "plan": [
            {
                "name": wording.own_words(step.name),
                "description": wording.own_words(step.description),
                "when": telling.period_in_full(step, now),
            }
            for step in steps.steps_of(chosen)
        ],
        "level": chosen.get_level_display() if chosen.level else "",
        "level_sentence": wording.level_in_words(chosen),
        "orientations": [Orientation(each).label for each in chosen.orientations if each in Orientation.values],
        "money": telling.money_facts(pots, organisation.inhabitants),
        "pots": [
            {
                "name": str(pot.cycle_area or pot.name),
                "amount": pot.amount,
                "how": wording.pot_in_words(pot),
                "each": wording.per_inhabitant(pot.amount, pot.cycle_area.inhabitants if pot.cycle_area else None),
            }
            for pot in pots
        ]
        if len(pots) > 1
        else [],
        "area_map": _area_map(organisation.basemap, areas),
        "areas": areas,
        "rules": [Row(said.label, said.text) for said in rules],
        "decisions": list(queries.decisions(chosen)),
        "count": earlier.yields(organisation, [chosen]).get(chosen.pk, earlier.Yield()).proposals,
    }
    return TemplateResponse(request, "residents/start/cycle.html", context)


def _area_map(basemap: dict[str, Any], areas: list[Any]) -> dict[str, Any]:
    """The areas on the organisation's own map; empty when none has a border."""
    drawn = [
        {
            "type": "Feature",
            "geometry": each.area.geometry,
            "properties": {"kind": "area", "name": each.area.name},
        }
        for each in areas
        if each.area.geometry
    ]
    if not drawn:
        return {}
    return {"type": "FeatureCollection", "features": [*((basemap or {}).get("features") or []), *drawn]}


@public
@kept_for_visitors(300)
def how(request: OrganisationRequest) -> HttpResponse:
    """How participatory budgeting works, for whoever has never heard of it."""
    running = sorted(
        (each for each in queries.public_cycles(request.organisation) if telling.urgency(each, request.now)[0]),
        key=lambda each: telling.urgency(each, request.now),
        reverse=True,
    )
    present = running[0] if running else None
    crumbs = [Link(_("Start"), reverse("residents:start"))]
    context = {
        "crumbs": crumbs,
        "present": present,
        "present_url": reverse("residents:cycle", kwargs={"cycle": present.slug}) if present else "",
    }
    return TemplateResponse(request, "residents/start/how.html", context)
