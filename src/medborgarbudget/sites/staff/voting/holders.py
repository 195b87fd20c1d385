"""How does a Standard vote get its key holders, how do they rehearse, and how is what they opened handed in?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.voting import actions, deeds, permissions, queries, urn
from medborgarbudget.domain.voting.actions.ceremony import HOLDERS, check_holder
from medborgarbudget.domain.voting.models import KeyLevel, OpeningStatement, Rehearsal, Vote, VoteState
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.voting.deciding import asked_for
from medborgarbudget.sites.staff.voting.forms import CertificateForm, HolderForm, OpenedFilesForm
from medborgarbudget.sites.staff.voting.views import FOLDER, vote_or_404

READERS = (RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


def _standard_or_404(cycle: Cycle) -> Vote:
    vote = vote_or_404(cycle)
    if vote.level != KeyLevel.STANDARD:
        raise Http404
    return vote


def _places(vote: Vote) -> list[dict[str, Any]]:
    there = {holder.place: holder for holder in urn.holders_of(vote)}
    rehearsed = queries.rehearsed_by(vote)
    return [
        {
            "place": place,
            "holder": there.get(place),
            "fingerprint": urn.fingerprint(bytes(there[place].public_key)) if place in there else "",
            "rehearsed": place in there and there[place].pk in rehearsed,
        }
        for place in (1, 2, 3)
    ]


def _page(request: StaffRequest, cycle: Cycle, vote: Vote, status: int = 200, **forms: Any) -> HttpResponse:
    opened = vote.state in {VoteState.OPENED, VoteState.PUBLISHED}
    holders = urn.holders_of(vote)
    context = {
        "cycle": cycle,
        "tab": "staff:vote",
        "vote": vote,
        "places": _places(vote),
        "missing": queries.missing_keys(vote),
        "all_there": len(holders) == HOLDERS,
        "all_destroyed": len(holders) == HOLDERS and all(holder.destroyed_at for holder in holders),
        "may_change": permissions.may_change_holders(request.person, vote, database_now()),
        "may_hand_in": permissions.may_hand_in_opening(request.person, vote),
        "rehearsal": Rehearsal.objects.filter(vote=vote).defer("content").first(),
        "statements": OpeningStatement.objects.filter(vote=vote).select_related("holder", "beside"),
        "waiting": two_people.waiting(request.organisation, subject=vote).filter(kind=deeds.CHANGE_HOLDER),
        "opened": opened,
        "rehearsal_form": forms.get("rehearsal_form") or OpenedFilesForm(prefix="ovning"),
        "opening_form": forms.get("opening_form") or OpenedFilesForm(prefix="urna"),
        "certificate_form": forms.get("certificate_form") or CertificateForm(),
    }
    return render(request, f"{FOLDER}/holders.html", context, status=status)


@staff(*READERS)
@require_GET
def holders(request: StaffRequest, cycle: str) -> HttpResponse:
    """The three, the rehearsal, and the opening."""
    found = staff_cycle_or_404(request, cycle)
    return _page(request, found, _standard_or_404(found))


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def holder(request: StaffRequest, cycle: str, place: int) -> HttpResponse:
    """Register the holder of a place, or ask for another one in it, which takes two people."""
    found = staff_cycle_or_404(request, cycle)
    vote = _standard_or_404(found)
    require(permissions.may_change_holders(request.person, vote, database_now()))
    if place not in (1, 2, 3):
        raise Http404
    there = next((one for one in urn.holders_of(vote) if one.place == place), None)
    form = HolderForm(request.POST if request.method == "POST" else None, changes=there is not None)
    if form.is_bound and form.is_valid():
        values = {**form.cleaned_data, "place": place}
        reason = values.pop("reason", "")
        try:
            if there is None:
                actions.register_holder(vote=vote, actor=request.person, now=request.now, **values)
                messages.success(
                    request, _("%(name)s är nyckelhållare %(place)d.") % {"name": values["name"], "place": place}
                )
                return redirect("staff:vote-holders", cycle=found.slug)
            check_holder(vote, **values)
            payload = {name: values[name] for name in ("place", "name", "public_line")}
            return asked_for(request, deeds.CHANGE_HOLDER, vote, payload, reason)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"cycle": found, "tab": "staff:vote", "vote": vote, "form": form, "place": place, "there": there}
    return render(request, f"{FOLDER}/holder.html", context, status=422 if form.is_bound else 200)


@staff(*LEADS)
@require_POST
def rehearse(request: StaffRequest, cycle: str) -> HttpResponse:
    """Make the rehearsal urn, or take in what two holders opened of it."""
    found = staff_cycle_or_404(request, cycle)
    vote = _standard_or_404(found)
    if request.POST.get("do") == "start":
        actions.start_rehearsal(vote=vote, actor=request.person, now=request.now)
        messages.success(request, _("Övningsurnan är klar att hämta. Ge den till nyckelhållarna."))
        return redirect("staff:vote-holders", cycle=found.slug)
    form = OpenedFilesForm(request.POST, request.FILES, prefix="ovning")
    if form.is_valid():
        try:
            actions.hand_in_rehearsal(vote=vote, files=_contents(form), actor=request.person, now=request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Övningen gick rätt: båda fick fram de röster som låg i urnan."))
            return redirect("staff:vote-holders", cycle=found.slug)
    return _page(request, found, vote, status=422, rehearsal_form=form)


@staff(*LEADS)
@require_POST
def hand_in(request: StaffRequest, cycle: str) -> HttpResponse:
    """Take in what two holders opened of the real urn."""
    found = staff_cycle_or_404(request, cycle)
    vote = _standard_or_404(found)
    require(permissions.may_hand_in_opening(request.person, vote))
    form = OpenedFilesForm(request.POST, request.FILES, prefix="urna")
    if form.is_valid():
        try:
            opened = actions.hand_in_opening(vote=vote, files=_contents(form), actor=request.person, now=request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request, _("Urnan är öppnad. %(n)s röster är klara att räknas.") % {"n": opened.received_count}
            )
            return redirect("staff:vote-holders", cycle=found.slug)
    return _page(request, found, vote, status=422, opening_form=form)


@staff(*LEADS)
@require_POST
def destroyed(request: StaffRequest, cycle: str) -> HttpResponse:
    """A holder's certificate that their key is destroyed."""
    found = staff_cycle_or_404(request, cycle)
    vote = _standard_or_404(found)
    form = CertificateForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            certificate = form.cleaned_data["certificate"].read()
            done = actions.note_destroyed_key(vote=vote, certificate=certificate, actor=request.person, now=request.now)
        except ValidationError as error:
            form.add_error("certificate", error)
        else:
            messages.success(request, _("Antecknat: %(name)s har förstört sin nyckel.") % {"name": done.name})
            return redirect("staff:vote-holders", cycle=found.slug)
    return _page(request, found, vote, status=422, certificate_form=form)


@staff(*LEADS)
@require_GET
def urn_file(request: StaffRequest, cycle: str, which: str) -> HttpResponseBase:
    """The rehearsal urn, or the real one when two people have approved that it is opened."""
    found = staff_cycle_or_404(request, cycle)
    vote = _standard_or_404(found)
    name = f"{request.organisation.slug}-{found.slug}-{which}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    if which == "ovning":
        rehearsal = Rehearsal.objects.filter(vote=vote).first()
        if rehearsal is None:
            raise Http404
        return HttpResponse(rehearsal.content, content_type="text/plain; charset=utf-8", headers=headers)
    require(permissions.may_hand_in_opening(request.person, vote))
    return StreamingHttpResponse(urn.urn_of(vote), content_type="text/plain; charset=utf-8", headers=headers)


def _contents(form: OpenedFilesForm) -> list[bytes]:
    return [form.cleaned_data[name].read() for name in ("first", "second")]
