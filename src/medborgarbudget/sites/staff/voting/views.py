"""How do staff lead a vote: what is missing, prepare, look at the ballot, put something right?

No page here tells how the vote stands while it is open: there is nothing to tell it from.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.queries import rules_in_force
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.voting import actions, permissions, queries
from medborgarbudget.domain.voting.definition import Definition
from medborgarbudget.domain.voting.models import KeyLevel, Vote, VoteOption
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.voting.forms import LevelForm, NoticeForm, ReasonForm

FOLDER = "staff/voting"
READERS = (RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.COMMUNICATOR, RoleName.DESK, RoleName.AUDITOR)
LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


def vote_or_404(cycle: Cycle) -> Vote:
    """The cycle's running vote."""
    found = queries.vote_of(cycle)
    if found is None:
        raise Http404
    return found


def _page(request: StaffRequest, template: str, cycle: Cycle, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"{FOLDER}/{template}.html", {"cycle": cycle, "tab": "staff:vote", **context}, status=status)


def _back(cycle: Cycle) -> HttpResponse:
    return redirect("staff:vote", cycle=cycle.slug)


@staff(*READERS)
@require_GET
def vote(request: StaffRequest, cycle: str) -> HttpResponse:
    """Where the vote is and what can be done with it now."""
    found = staff_cycle_or_404(request, cycle)
    running = queries.vote_of(found)
    if running is None:
        opens, closes = times_of(found, Deed.VOTE)
        rules = rules_in_force(found)
        return _page(
            request,
            "not_prepared",
            found,
            missing=queries.missing_before_vote(found, request.now),
            may=permissions.may_lead_vote(request.person, found),
            plan=plan_ballot(found, rules),
            rules=rules,
            opens=opens,
            closes=closes,
            form=LevelForm(),
        )
    definition = queries.definition_of(running)
    turnout = queries.turnout(running)
    clock = database_now()
    return _page(
        request,
        "vote",
        found,
        vote=running,
        phase=queries.phase_of(running, request.now).value,
        turnout=turnout,
        by_area=_by_area(definition, turnout),
        styles=list(enumerate(definition.styles, start=1)),
        options=VoteOption.objects.filter(vote=running).select_related("pot"),
        notices=running.notices.select_related("option", "by"),
        may_open=permissions.may_open_urn(request.person, running, clock),
        may_release=permissions.may_release(request.person, running, clock),
        may_extend=permissions.may_extend(request.person, running, clock),
        may_set_aside=permissions.may_set_aside(request.person, running, clock),
        extensions=queries.extensions_of(running),
        missing_keys=queries.missing_keys(running),
        waiting=list(two_people.waiting(request.organisation, subject=running)),
        log=queries.log_of(running),
        may_lead=permissions.may_lead_vote(request.person, found),
        may_withdraw=permissions.may_withdraw_option(request.person, running, request.now),
        takes_letters=queries.takes_letters(running),
        takes_school=queries.takes_school(running),
        takes_assisted=queries.takes_assisted(running),
        letters=queries.letters_by_state(running),
    )


def _by_area(definition: Definition, turnout: queries.Turnout) -> list[tuple[str, int]]:
    """The number of ballots by area, when the urn is open and there are areas."""
    if turnout.by_style is None or len(definition.styles) == 1:
        return []
    return [(style.name, turnout.by_style.get(style.code, 0)) for style in definition.styles]


@staff(*LEADS)
@require_POST
def prepare(request: StaffRequest, cycle: str) -> HttpResponse:
    """Freeze the ballot."""
    found = staff_cycle_or_404(request, cycle)
    if queries.vote_of(found) is None:
        form = LevelForm(request.POST)
        level = KeyLevel(form.cleaned_data["level"]) if form.is_valid() else KeyLevel.BASIC
        made = actions.prepare_vote(cycle=found, actor=request.person, now=request.now, level=level)
        count = made.options.count()
        messages.success(
            request,
            ngettext("Valsedeln är klar med %(n)d förslag.", "Valsedeln är klar med %(n)d förslag.", count)
            % {"n": count},
        )
    return _back(found)


@staff(*READERS)
@require_GET
def preview(request: StaffRequest, cycle: str, place: int) -> HttpResponse:
    """The ballot of one area as voters get it, without anything to send in."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    definition = queries.definition_of(running)
    if not 1 <= place <= len(definition.styles):
        raise Http404
    style = definition.styles[place - 1]
    options = {option.number: option for option in queries.options_for_page(running)}
    pots = [
        {
            "pot": definition.pots_by_id[pot],
            "instruction": definition.how.instruction(definition.pots_by_id[pot].limits),
            "options": [options[option.number] for option in definition.options if option.pot == pot],
        }
        for pot in style.pots
    ]
    return _page(request, "preview", found, vote=running, style=style, pots=pots)


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, cycle: str, number: int) -> HttpResponse:
    """Take a proposal off the ballot while the vote runs."""
    found = staff_cycle_or_404(request, cycle)
    option = VoteOption.objects.filter(vote=vote_or_404(found), number=number).first()
    if option is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        actions.withdraw_option(
            option=option, reason=form.cleaned_data["reason"], actor=request.person, now=request.now
        )
        messages.success(request, _("%(title)s är tillbakadraget från valsedeln.") % {"title": option.title})

    return _done(form, deed, found) or _page(request, "withdraw", found, _status(form), form=form, option=option)


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, cycle: str) -> HttpResponse:
    """Tell voters that something on the ballot was wrong."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = NoticeForm(request.POST if request.method == "POST" else None, vote=running)

    def deed() -> None:
        actions.add_notice(
            vote=running,
            option=form.cleaned_data["option"],
            text=form.cleaned_data["text"],
            actor=request.person,
            now=request.now,
        )
        messages.success(request, _("Rättelsen visas nu på valsedeln."))

    return _done(form, deed, found) or _page(request, "correct", found, _status(form), form=form)


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: StaffRequest, cycle: str) -> HttpResponse:
    """Make the ballot anew, before the vote opens."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        actions.call_off(vote=running, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
        messages.success(request, _("Valsedeln är borttagen. Förbered en ny när allt stämmer."))

    return _done(form, deed, found) or _page(request, "call_off", found, _status(form), form=form)


def _status(form: BaseForm) -> int:
    return 422 if form.is_bound else 200


def _done(form: BaseForm, deed: Any, cycle: Cycle) -> HttpResponse | None:
    """Do the deed if the form is right, and go back; None to show the form with what is wrong."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        deed()
    except ValidationError as error:
        form.add_error(None, error)
        return None
    return _back(cycle)
