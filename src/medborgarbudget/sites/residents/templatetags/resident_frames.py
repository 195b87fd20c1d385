"""What stands over every page of a cycle: its name, where it is in time, and the way to its parts?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design import dates
from medborgarbudget.domain.cycles import steps, wording
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.sites.access.frame import links_open_to, mark_tab

register = template.Library()

PARTS: tuple[tuple[str, Promise], ...] = (
    ("residents:cycle", gettext_lazy("Om omgången")),
    ("residents:proposals", gettext_lazy("Förslag")),
    ("residents:answers", gettext_lazy("Bedömningar")),
    ("residents:vote", gettext_lazy("Rösta")),
    ("residents:result", gettext_lazy("Resultat")),
    ("residents:deliveries", gettext_lazy("Genomförande")),
)

WITHIN = {
    "residents:proposal-status": "residents:proposals",
    "residents:proposal-reopen": "residents:proposals",
    "residents:propose-confirm": "residents:proposals",
    "residents:objection": "residents:answers",
    "residents:objection-by-link": "residents:answers",
    "residents:expert-answer": "residents:answers",
}
"""Pages that stand under a tab though their address does not. A page may also name one itself, with `tab` in its context."""


@register.inclusion_tag("residents/cycle_frame.html", takes_context=True)
def cycle_frame(context: template.Context) -> dict[str, Any]:
    """The strip with the cycle's name, the present step and the tabs to what is relevant by now."""
    request: HttpRequest = context["request"]
    cycle: Cycle = context["cycle"]
    now: datetime = context["now"]
    shown = relevant_parts(cycle, now)
    links = [link for link in links_open_to(request, PARTS, for_all=True, cycle=cycle.slug) if link["name"] in shown]
    here = request.resolver_match.view_name if request.resolver_match else ""
    mark_tab(links, context.get("tab") or WITHIN.get(here, ""), request.path)
    return {
        "cycle": cycle,
        "tabs": links,
        "where": where_in_time(cycle, now),
        "is_draft": cycle.published_at is None,
        # The cycle's own page says its name and time itself.
        "alone": here == "residents:cycle",
    }


def relevant_parts(cycle: Cycle, now: datetime) -> frozenset[str]:
    """Names of the pages that have something to show at the moment."""
    shown = {"residents:cycle", "residents:proposals"}
    for name, deed in (("residents:answers", Deed.ASSESS), ("residents:deliveries", Deed.DELIVER)):
        opens, _closes = steps.times_of(cycle, deed)
        if opens is not None and opens <= now:
            shown.add(name)
    opens, closes = steps.times_of(cycle, Deed.VOTE)
    if opens is not None and opens <= now:
        shown.add("residents:result" if closes is not None and closes <= now else "residents:vote")
    return frozenset(shown)


def where_in_time(cycle: Cycle, now: datetime) -> str:
    """ "Förslag – till torsdag 3 december kl. 18.00", or which step comes next, or that the cycle is over."""
    step = steps.current_step(cycle, now)
    if step is not None:
        if step.closes_at is None:
            return wording.own_words(step.name)
        return _("%(step)s – till %(when)s") % {
            "step": wording.own_words(step.name),
            "when": dates.long_moment(step.closes_at, now),
        }
    coming = steps.next_step(cycle, now)
    if coming is not None:
        return _("Nästa steg: %(step)s, öppnar %(when)s") % {
            "step": wording.own_words(coming.name),
            "when": dates.long_moment(coming.opens_at, now),
        }
    return _("Omgången är avslutad") if steps.steps_of(cycle) else ""
