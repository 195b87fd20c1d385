"""What stands over every staff page about a cycle: its name, its state, and the parts that the person's roles open?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.parts import Tag
from medborgarbudget.domain.cycles import steps
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.sites.access.frame import links_open_to, mark_tab

register = template.Library()

PARTS: tuple[tuple[str, Promise], ...] = (
    ("staff:cycle", gettext_lazy("Översikt")),
    ("staff:cycle-steps", gettext_lazy("Steg")),
    ("staff:cycle-money", gettext_lazy("Pengar")),
    ("staff:cycle-rules", gettext_lazy("Regler")),
    ("staff:proposals", gettext_lazy("Förslag")),
    ("staff:moderation", gettext_lazy("Granskning")),
    ("staff:assessments", gettext_lazy("Bedömning")),
    ("staff:rolls", gettext_lazy("Röstlängd")),
    ("staff:vote", gettext_lazy("Omröstning")),
    ("staff:count", gettext_lazy("Räkning")),
    ("staff:cycle-decisions", gettext_lazy("Beslut")),
    ("staff:deliveries", gettext_lazy("Genomförande")),
    ("staff:cycle-example", gettext_lazy("Gott exempel")),
)

WITHIN = {
    "staff:criteria": "staff:assessments",
    "staff:criterion": "staff:assessments",
    "staff:criterion-new": "staff:assessments",
    "staff:criterion-remove": "staff:assessments",
    "staff:roll": "staff:rolls",
    "staff:roll-change": "staff:rolls",
    "staff:letters": "staff:vote",
    "staff:letters-replace": "staff:vote",
}
"""Pages that stand under a tab though their address does not. A page may also name one itself, with `tab` in its context."""


@register.inclusion_tag("staff/cycle_frame.html", takes_context=True)
def cycle_frame(context: template.Context) -> dict[str, Any]:
    """The strip with the cycle's name, state and tabs."""
    request: HttpRequest = context["request"]
    cycle: Cycle = context["cycle"]
    links = links_open_to(request, PARTS, cycle=cycle.slug)
    here = request.resolver_match.view_name if request.resolver_match else ""
    mark_tab(links, context.get("tab") or WITHIN.get(here, ""), request.path)
    return {"cycle": cycle, "tabs": links, "state": state_of(cycle, context["now"])}


def state_of(cycle: Cycle, now: datetime) -> Tag:
    """Where the cycle is, in a word or two."""
    if cycle.archived_at is not None:
        return Tag(_("Arkiverad"), "outline", "lock")
    if cycle.published_at is None:
        return Tag(_("Utkast"), "warning", "edit")
    step = steps.current_step(cycle, now)
    if step is not None:
        return Tag(step.name, "accent", "play")
    return (
        Tag(_("Mellan steg"), "info", "pause")
        if steps.next_step(cycle, now)
        else Tag(_("Avslutad"), "success", "check")
    )
