"""Which cycles are there, how is one begun, and what does its lead have to see to?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link, Row
from medborgarbudget.domain.assessment.permissions import may_prepare_vote
from medborgarbudget.domain.cycles import actions, permissions, queries, readiness, wording
from medborgarbudget.domain.cycles import steps as clockwork
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.proposals.queries import public_proposals
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import COPY, FactsForm, NewCycleForm, PreviewForm, take_errors
from medborgarbudget.sites.staff.cycles.plan import step_parts
from medborgarbudget.sites.staff.templatetags.staff_frames import state_of

LEADING = (RoleName.LEAD, RoleName.ADMINISTRATOR)
TWICE = timedelta(minutes=2)
"""A form sent twice within this time shows what the first one made."""

PAGES = {
    "facts": "staff:cycle-edit",
    "steps": "staff:cycle-steps",
    "money": "staff:cycle-money",
    "rules": "staff:cycle-rules",
    "decisions": "staff:cycle-decisions",
}


def cycle_url(name: str, cycle: Cycle, **more: object) -> str:
    """The address of one of the cycle's staff pages."""
    return reverse(f"staff:{name}", kwargs={"cycle": cycle.slug, **more})


@staff()
def cycles(request: StaffRequest) -> HttpResponse:
    """All cycles, drafts and archived ones too."""
    rows = [
        {
            "name": each.name,
            "year": each.year,
            "url": cycle_url("cycle", each),
            "state": state_of(each, request.now),
            "budget": each.budget,
            "next": clockwork.next_step(each, request.now),
        }
        for each in queries.all_cycles(request.organisation)
    ]
    may = permissions.may_create(request.person, request.organisation, request.now)
    return TemplateResponse(request, "staff/cycles/list.html", {"rows": rows, "may_create": bool(may)})


@staff(*LEADING)
def new(request: StaffRequest) -> HttpResponse:
    """Begin a cycle from the template, or as a copy of an earlier one."""
    earlier = list(queries.all_cycles(request.organisation))
    if request.method != "POST":
        last = next((each for each in earlier if each.published_at), earlier[0] if earlier else None)
        year = earlier[0].year + 1 if earlier else request.now.year
        initial = {
            "name": _("Medborgarbudget %(year)s") % {"year": year},
            "year": year,
            "origin": f"{COPY}{last.slug}" if last else "eight",
        }
        form = NewCycleForm(initial=initial, cycles=earlier)
        return _new_page(request, form)
    form = NewCycleForm(request.POST, cycles=earlier)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    clean = form.cleaned_data
    begun = next((each for each in earlier if _is_the_same(each, clean, request)), None)
    if begun is not None:
        return HttpResponseRedirect(cycle_url("cycle", begun))
    common: dict[str, Any] = {"actor": request.person, "now": request.now, "name": clean["name"], "year": clean["year"]}
    try:
        if clean["origin"].startswith(COPY):
            source = next(each for each in earlier if each.slug == clean["origin"].removeprefix(COPY))
            made = actions.copy_cycle(source=source, with_dates=clean["with_dates"], budget=clean["budget"], **common)
        else:
            made = actions.create_from_template(
                organisation=request.organisation, template=clean["origin"], budget=clean["budget"] or 0, **common
            )
    except ValidationError as refusal:
        take_errors(form, refusal)
        return _new_page(request, form, status=422)
    messages.success(request, _("Omgången finns nu som utkast. Bara personal ser den."))
    return HttpResponseRedirect(cycle_url("cycle", made))


def _is_the_same(cycle: Cycle, clean: dict[str, Any], request: StaffRequest) -> bool:
    return (
        cycle.name == clean["name"].strip()
        and cycle.year == clean["year"]
        and cycle.published_at is None
        and request.now - cycle.created_at < TWICE
    )


def _new_page(request: StaffRequest, form: NewCycleForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "crumbs": [Link(_("Omgångar"), reverse("staff:cycles"))]}
    return TemplateResponse(request, "staff/cycles/new.html", context, status=status)


@staff()
def cycle(request: StaffRequest, cycle: str) -> HttpResponse:
    """Where the cycle is, what is missing, its money, and the way to everything."""
    chosen = staff_cycle_or_404(request, cycle)
    now = request.now
    pots = list(queries.pots(chosen))
    total = sum(pot.amount for pot in pots)
    leads = bool(permissions.may_change(request.person, chosen, now))
    gaps = [
        {"text": gap.text, "stops": gap.stops, "url": _page(PAGES[gap.part], chosen)}
        for gap in readiness.gaps(chosen, now)
    ]
    gaps = [*_before_the_vote(chosen, request), *gaps]
    opened, _closed = clockwork.times_of(chosen, Deed.VOTE)
    context = {
        "cycle": chosen,
        "steps": step_parts(chosen, now),
        "current": clockwork.current_step(chosen, now),
        "next": clockwork.next_step(chosen, now),
        "gaps": gaps,
        "stopping": [gap for gap in gaps if gap["stops"]],
        "minor": [gap for gap in gaps if not gap["stops"]],
        "leads": leads,
        "may_publish": bool(permissions.may_publish(request.person, chosen, now)),
        "frozen": clockwork.voting_has_opened(chosen, now),
        "frozen_since": opened,
        "total": total,
        "pots": pots,
        "proposals": public_proposals(chosen).count(),
        "facts": [
            Row(_("Löfte"), chosen.promise or _("saknas")),
            Row(_("Delaktighet"), chosen.get_level_display() if chosen.level else _("inte valt")),
            Row(_("Granskning"), chosen.get_moderation_display()),
            Row(_("Vem får föreslå"), wording.who_may_propose(chosen)),
            Row(_("Förslagens nummer"), f"{chosen.reference_prefix}-0001"),
            Row(_("Pengar"), kronor(chosen.budget)),
        ],
        "preview_form": PreviewForm(initial={"at": now}, prefix="preview"),
        "moments": [
            {"label": step.name, "at": step.opens_at.isoformat()}
            for step in clockwork.steps_of(chosen)
            if step.opens_at
        ],
    }
    return TemplateResponse(request, "staff/cycles/overview.html", context)


def _page(name: str, cycle: Cycle) -> str:
    try:
        return reverse(name, kwargs={"cycle": cycle.slug})
    except NoReverseMatch:
        return ""


def _before_the_vote(cycle: Cycle, request: StaffRequest) -> list[dict[str, Any]]:
    """What the vote waits for, from when assessing has begun and until the vote opens."""
    opens, _closes = clockwork.times_of(cycle, Deed.VOTE)
    begun, _ended = clockwork.times_of(cycle, Deed.ASSESS)
    if cycle.published_at is None or opens is None or opens <= request.now or begun is None or begun > request.now:
        return []
    verdict = may_prepare_vote(cycle)
    if not verdict:
        return [{"text": str(verdict.reason), "stops": False, "url": _page("staff:assessments", cycle)}]
    if not Vote.objects.of(request.organisation).filter(cycle=cycle).exists():
        return [{"text": _("Omröstningen är inte förberedd."), "stops": False, "url": _page("staff:vote", cycle)}]
    return []


@staff(*LEADING)
def edit(request: StaffRequest, cycle: str) -> HttpResponse:
    """Change what the cycle says about itself, and its themes."""
    chosen = staff_cycle_or_404(request, cycle)
    verdict = permissions.may_change(request.person, chosen, request.now)
    if not verdict:
        raise Refused(verdict.reason)
    needed = permissions.needs_reason(chosen, request.now)
    themes = list(queries.themes(chosen))
    if request.method != "POST":
        initial = {name: getattr(chosen, name) for name in actions.FACTS}
        initial["themes"] = "\n".join(theme.name for theme in themes)
        form = FactsForm(initial=initial, cycle=chosen, needed=needed)
        return TemplateResponse(request, "staff/cycles/edit.html", {"cycle": chosen, "form": form})
    form = FactsForm(request.POST, cycle=chosen, needed=needed)
    if form.is_valid():
        icons = {theme.name: theme.icon for theme in themes}
        clean = {name: value for name, value in form.cleaned_data.items() if name in actions.FACTS}
        lines = [line.strip() for line in form.cleaned_data["themes"].splitlines() if line.strip()]
        common: dict[str, Any] = {"actor": request.person, "now": request.now, "reason": form.words}
        try:
            changed = actions.change_cycle_and_themes(
                cycle=chosen, facts=clean, themes=[(line, icons.get(line, "star")) for line in lines], **common
            )
        except ValidationError as refusal:
            take_errors(form, refusal)
        else:
            messages.success(request, _("Sparat."))
            return HttpResponseRedirect(cycle_url("cycle", changed))
    return TemplateResponse(request, "staff/cycles/edit.html", {"cycle": chosen, "form": form}, status=422)


@staff(*LEADING)
def publish(request: StaffRequest, cycle: str) -> HttpResponse:
    """Ask once more, then show the cycle to everybody."""
    chosen = staff_cycle_or_404(request, cycle)
    if request.method == "POST":
        published = actions.publish_cycle(cycle=chosen, actor=request.person, now=request.now)
        messages.success(request, _("Omgången är publicerad. Nu ser alla den."))
        return HttpResponseRedirect(cycle_url("cycle", published))
    if chosen.published_at is not None:
        return HttpResponseRedirect(cycle_url("cycle", chosen))
    gaps = [
        {**asdict(gap), "url": _page(PAGES[gap.part], chosen)} for gap in readiness.gaps_that_stop(chosen, request.now)
    ]
    return TemplateResponse(request, "staff/cycles/publish.html", {"cycle": chosen, "gaps": gaps, "tab": "staff:cycle"})


@staff(*LEADING)
def archive(request: StaffRequest, cycle: str) -> HttpResponse:
    """Ask once more, then put the cycle away."""
    chosen = staff_cycle_or_404(request, cycle)
    verdict = permissions.may_archive(request.person, chosen, request.now)
    if request.method == "POST":
        actions.archive_cycle(cycle=chosen, actor=request.person, now=request.now)
        messages.success(request, _("Omgången ligger nu i arkivet. Den går att läsa men inte ändra."))
        return HttpResponseRedirect(cycle_url("cycle", chosen))
    if not verdict:
        raise Refused(verdict.reason)
    return TemplateResponse(request, "staff/cycles/archive.html", {"cycle": chosen, "tab": "staff:cycle"})


def pot_or_404(cycle: Cycle, pk: int) -> Any:
    """One of the cycle's own pots."""
    pot = queries.pots(cycle).filter(pk=pk).first()
    if pot is None:
        raise Http404
    return pot
