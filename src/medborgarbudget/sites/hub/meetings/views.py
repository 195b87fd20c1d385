"""Where and when does the network meet, and how does one take part? Lists, calendars, a meeting's page, registration and what follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.design.parts import Link, Row
from medborgarbudget.domain.network.meetings import actions, permissions, policy, queries
from medborgarbudget.domain.network.meetings.calendar import calendar_feed, calendar_file
from medborgarbudget.domain.network.meetings.certificate import certificate as make_certificate
from medborgarbudget.domain.network.meetings.models import (
    Attendance,
    Material,
    Meeting,
    MeetingKind,
    Mode,
    Registration,
    RegistrationState,
    Selection,
)
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import member, public, signed_in
from medborgarbudget.sites.access.request import MemberRequest, OrganisationRequest, SignedInRequest
from medborgarbudget.sites.hub.meetings import cards
from medborgarbudget.sites.hub.meetings.forms import CodeForm, ColleagueForm, EvaluationForm, NeedsForm, RegisterForm
from medborgarbudget.sites.hub.pages.views import take_errors

PAST_A_PAGE = 12
CALENDAR = "text/calendar; charset=utf-8"


def meeting_or_404(request: OrganisationRequest, slug: str) -> Meeting:
    """A meeting that everybody may see."""
    try:
        found = queries.public_meeting(request.organisation, slug)
    except Meeting.DoesNotExist as missing:
        raise Http404 from missing
    found.organisation = request.organisation
    return found


def own_or_404(request: SignedInRequest, slug: str) -> tuple[Meeting, Registration]:
    """The meeting, and the person's own registration to it that stands."""
    meeting = meeting_or_404(request, slug)
    registration = queries.registration_of(meeting, request.person)
    if registration is None or registration.state == RegistrationState.CANCELLED:
        raise Http404
    registration.meeting = meeting
    return meeting, registration


def page_of(meeting: Meeting) -> str:
    """The meeting's page."""
    return reverse("network:meeting", kwargs={"slug": meeting.slug})


def whole_address(request: OrganisationRequest, path: str) -> str:
    """A page's whole address, from the organisation's settings."""
    return f"{request.organisation.base_url}/{path.removeprefix(get_script_prefix())}"


# --- lists and calendars ---


@public
@kept_for_visitors(30)
def meetings(request: OrganisationRequest) -> HttpResponse:
    """Those to come, soonest first, and those that have been."""
    network, now = request.organisation, request.now
    kind = request.GET.get("slag", "")
    past = request.GET.get("vy") == "tidigare"
    found = queries.past(network, now) if past else queries.coming(network, now)
    if kind in MeetingKind.values:
        found = found.filter(kind=kind)
    else:
        kind = ""
    page = Paginator(found, PAST_A_PAGE).get_page(request.GET.get("page"))
    extra = f"&slag={kind}" if kind else ""
    return TemplateResponse(
        request,
        "network/meetings/list.html",
        {
            "cards": cards.cards(page.object_list, now),
            "page_obj": page,
            "past": past,
            "kind": kind,
            "kinds": MeetingKind.choices,
            "views": [
                Link(_("Kommande"), f"?{extra.removeprefix('&')}", not past),
                Link(_("Tidigare"), f"?vy=tidigare{extra}", past),
            ],
            "query": "&".join(part for part in ("vy=tidigare" if past else "", f"slag={kind}" if kind else "") if part),
            "feed": whole_address(request, reverse("network:meetings-calendar")),
            "description": _("Nätverksträffar, utbildningar och studiebesök om medborgarbudget."),
        },
    )


@public
@kept_for_visitors(60)
def calendar(request: OrganisationRequest) -> HttpResponse:
    """All meetings, for a calendar program to follow."""
    rows = queries.public_meetings(request.organisation)
    return _feed(request, list(rows), _("Träffar – %(name)s") % {"name": request.organisation.name})


@public
def own_calendar(request: OrganisationRequest, key: str) -> HttpResponse:
    """One person's meetings, for whoever knows the address."""
    found = queries.calendar_key(request.organisation, key)
    if found is None:
        raise Http404
    rows = [row.meeting for row in queries.registrations_of(request.organisation, found.person)]
    return _feed(request, rows, _("Mina träffar – %(name)s") % {"name": request.organisation.name})


def _feed(request: OrganisationRequest, rows: list[Meeting], name: str) -> HttpResponse:
    for row in rows:
        row.organisation = request.organisation
    body = calendar_feed(request.organisation, [(row, whole_address(request, page_of(row))) for row in rows], name=name)
    response = HttpResponse(body, content_type=CALENDAR)
    response.headers["Content-Disposition"] = 'inline; filename="traffar.ics"'
    return response


@public
def calendar_of(request: OrganisationRequest, slug: str) -> HttpResponse:
    """One meeting, to be added to a calendar, moved in it, or taken out of it."""
    meeting = meeting_or_404(request, slug)
    registration = queries.registration_of(meeting, request.person)
    joined = registration is not None and registration.state == RegistrationState.REGISTERED
    body = calendar_file(meeting, address=whole_address(request, page_of(meeting)), joined=joined)
    response = HttpResponse(body, content_type=CALENDAR)
    response.headers["Content-Disposition"] = f'attachment; filename="{meeting.slug}.ics"'
    return response


# --- one meeting ---


@public
@kept_for_visitors(30)
def meeting(request: OrganisationRequest, slug: str) -> HttpResponse:
    """All about one meeting, and what the visitor can do about it."""
    found = meeting_or_404(request, slug)
    person, now = request.person, request.now
    registration = queries.registration_of(found, person)
    if registration is not None:
        registration.meeting = found
    member = membership_of(request.organisation, person)
    room = queries.room(found)
    material = [
        {"material": row, "verdict": permissions.may_read_material(person, member, registration, row, found)}
        for row in queries.material(found)
    ]
    verdict = permissions.may_register(person, member, found, now, registration=registration)
    is_in = registration is not None and registration.state in permissions.IN
    context: dict[str, Any] = {
        "meeting": found,
        "card": cards.cards([found], now)[0],
        "picture": cards.picture_of(found),
        "facts": _facts(found, room if found.ends_at > now else {}),
        "programme": list(found.programme.all()),
        "material": material,
        "may_register": verdict,
        "registration": registration if is_in else None,
        "may_bring": person is not None and permissions.may_register_colleagues(person, member, found, now),
        "is_full": found.selection == Selection.FIRST and all(one.is_full for one in room.values()),
        "is_past": found.ends_at <= now,
        "is_drawn": found.drawn_at is not None,
        "asks_interest": found.selection != Selection.FIRST and found.drawn_at is None,
        "fingerprint": policy.fingerprint(found.seed) if found.seed else "",
        "description": found.summary[:155],
    }
    if is_in and registration is not None:
        context |= {
            "line": queries.place_in_line(registration)
            if registration.state == RegistrationState.WAITING and not context["asks_interest"]
            else 0,
            "may_leave": permissions.may_leave(registration, found, now),
            "may_see_link": permissions.may_see_link(registration, found, now),
            "may_check_in": permissions.may_check_in(registration, found, now),
            "may_evaluate": permissions.may_evaluate(registration, found, now),
            "may_certify": permissions.may_get_certificate(registration, found, now),
            "has_questions": found.ends_at <= now and queries.questions(found).exists(),
        }
    return TemplateResponse(request, "network/meetings/meeting.html", context)


def _facts(meeting: Meeting, room: dict[str, queries.Room]) -> list[Row]:
    rows = []
    if meeting.attendance != Attendance.DIGITAL:
        rows.append(Row(_("Plats"), "\n".join(part for part in (meeting.venue, meeting.address) if part) or "–"))
    if meeting.travel:
        rows.append(Row(_("Hitta dit"), meeting.travel))
    if meeting.target_group:
        rows.append(Row(_("För vem"), meeting.target_group))
    rows.append(Row(_("Vilka får anmäla sig"), meeting.get_audience_display()))
    price = kronor(meeting.price) if meeting.price else _("Kostnadsfritt")
    rows.append(Row(_("Kostnad"), f"{price}\n{meeting.cost_note}" if meeting.cost_note else price))
    limits = []
    for mode, one in room.items():
        if one.places is not None and meeting.selection == Selection.FIRST:
            limits.append(
                _("%(mode)s: %(left)d av %(places)d kvar")
                % {"mode": Mode(mode).label, "left": one.left or 0, "places": one.places}
            )
        elif one.places is not None:
            limits.append(_("%(mode)s: %(places)d") % {"mode": Mode(mode).label, "places": one.places})
    if meeting.max_per_member is not None:
        limits.append(_("Högst %(n)d per medlem") % {"n": meeting.max_per_member})
    if limits:
        rows.append(Row(_("Platser"), "\n".join(limits)))
    if meeting.selection != Selection.FIRST:
        rows.append(Row(_("Så fördelas platserna"), meeting.get_selection_display()))
    return rows


@public
@kept_for_visitors(30)
def draw(request: OrganisationRequest, slug: str) -> HttpResponse:
    """How the places were given, number by number, and how to work it out again."""
    found = meeting_or_404(request, slug)
    made = getattr(found, "draw", None) if found.drawn_at is not None else None
    if made is None:
        raise Http404
    return TemplateResponse(
        request,
        "network/meetings/draw.html",
        {"meeting": found, "draw": made, "fingerprint": policy.fingerprint(made.seed), "back": page_of(found)},
    )


# --- registering ---


@signed_in
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    """Register, wait in line, or say that one is interested."""
    found = meeting_or_404(request, slug)
    member = membership_of(request.organisation, request.person)
    kept = queries.registration_of(found, request.person)
    if kept is not None and kept.state in permissions.IN:
        return HttpResponseRedirect(page_of(found))
    require(permissions.may_register(request.person, member, found, request.now, registration=kept))
    room = queries.room(found)
    interest = found.selection != Selection.FIRST and found.drawn_at is None
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        modes=[(mode.value, _mode_label(mode, room, interest)) for mode in policy.modes_of(found.attendance)],
        needs=found.asks_needs,
        may_wait=not interest and any(one.places is not None for one in room.values()),
        initial={"mode": policy.modes_of(found.attendance)[0].value, "accept_waiting": True},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.register(
                meeting=found,
                person=request.person,
                mode=form.chosen_mode(),
                diet=data.get("diet", ""),
                access=data.get("access", ""),
                accept_waiting=bool(data.get("accept_waiting", False)) or "accept_waiting" not in form.fields,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _DONE[RegistrationState(made.state)]())
            return HttpResponseRedirect(page_of(found))
    return _form_page(
        request,
        form,
        "register",
        found,
        {
            "member": member,
            "interest": interest,
            "is_full": not interest and all(one.is_full for one in room.values()),
            "when": cards.when(found, request.now),
            "where": cards.where(found),
        },
    )


@member
def colleagues(request: MemberRequest, slug: str) -> HttpResponse:
    """Register those from the same member who are to come along."""
    found, now = meeting_or_404(request, slug), request.now
    require(permissions.may_register_colleagues(request.person, request.member, found, now))
    assert request.member is not None  # the rule above has seen to it
    room = queries.room(found)
    interest = found.selection != Selection.FIRST and found.drawn_at is None
    form = ColleagueForm(
        request.POST if request.method == "POST" else None,
        modes=[(mode.value, _mode_label(mode, room, interest)) for mode in policy.modes_of(found.attendance)],
        may_wait=not interest and any(one.places is not None for one in room.values()),
        initial={"mode": policy.modes_of(found.attendance)[0].value, "accept_waiting": True},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_colleague(
                meeting=found, member=request.member, actor=request.person, now=now, **form.values()
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            done = _BROUGHT[RegistrationState(made.state)]() % {"person": made.person}
            more = _("Vill du anmäla någon mer?")
            messages.success(request, f"{done} {more}")
            return HttpResponseRedirect(reverse("network:meeting-colleagues", kwargs={"slug": slug}))
    rows = list(queries.from_member(found, request.member))
    return _form_page(
        request,
        form,
        "colleagues",
        found,
        {
            "member": request.member,
            "rows": rows,
            "interest": interest,
            "is_full": not interest and all(one.is_full for one in room.values()),
            "left": None if found.max_per_member is None else max(0, found.max_per_member - len(rows)),
            "when": cards.when(found, now),
            "where": cards.where(found),
        },
    )


_BROUGHT = {
    RegistrationState.REGISTERED: lambda: _("%(person)s är anmäld och får ett mejl."),
    RegistrationState.WAITING: lambda: _("%(person)s står på väntelistan och får ett mejl."),
    RegistrationState.INTERESTED: lambda: _("%(person)s har anmält intresse genom dig och får ett mejl."),
}
_DONE = {
    RegistrationState.REGISTERED: lambda: _("Du är anmäld. Du får ett mejl med det viktigaste."),
    RegistrationState.WAITING: lambda: _("Du står på väntelistan. Du får besked direkt om en plats blir ledig."),
    RegistrationState.INTERESTED: lambda: _(
        "Vi har tagit emot ditt intresse. Du får besked när platserna är fördelade."
    ),
}


def _mode_label(mode: Mode, room: dict[str, queries.Room], interest: bool) -> str:
    one = room[mode]
    if interest or one.places is None:
        return str(mode.label)
    if one.is_full:
        return _("%(mode)s (fullt, väntelista)") % {"mode": mode.label}
    return _("%(mode)s (%(left)d platser kvar)") % {"mode": mode.label, "left": one.left or 0}


def _form_page(
    request: SignedInRequest | MemberRequest, form: PlainForm, template: str, meeting: Meeting, context: dict[str, Any]
) -> HttpResponse:
    return TemplateResponse(
        request,
        f"network/meetings/{template}.html",
        {"form": form, "meeting": meeting, "back": page_of(meeting), "noindex": True, **context},
        status=422 if form.is_bound and form.errors else 200,
    )


@signed_in
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one's registration back, after a question."""
    found, registration = own_or_404(request, slug)
    require(permissions.may_leave(registration, found, request.now))
    if request.method == "POST":
        actions.leave(registration=registration, now=request.now)
        messages.success(request, _("Du är avanmäld."))
        return HttpResponseRedirect(page_of(found))
    return TemplateResponse(
        request, "network/meetings/leave.html", {"meeting": found, "back": page_of(found), "noindex": True}
    )


@signed_in
@require_POST
def confirm(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say that one can come to the meeting as it is now."""
    found, registration = own_or_404(request, slug)
    actions.confirm(registration=registration, now=request.now)
    messages.success(request, _("Tack, då ses vi."))
    return HttpResponseRedirect(page_of(found))


@signed_in
def needs(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change what one needs."""
    found, registration = own_or_404(request, slug)
    require(permissions.may_leave(registration, found, request.now))
    if not found.asks_needs:
        raise Http404
    form = NeedsForm(
        request.POST if request.method == "POST" else None,
        initial={"diet": registration.diet, "access": registration.access},
    )
    if request.method == "POST" and form.is_valid():
        actions.change_needs(registration=registration, now=request.now, **form.cleaned_data)
        messages.success(request, _("Sparat."))
        return HttpResponseRedirect(page_of(found))
    return _form_page(request, form, "needs", found, {})


# --- at and after the meeting ---


@signed_in
def check_in(request: SignedInRequest, slug: str) -> HttpResponse:
    """Check in with the code that is shown at the meeting."""
    found, registration = own_or_404(request, slug)
    require(permissions.may_check_in(registration, found, request.now))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_in_with_code(registration=registration, code=form.cleaned_data["code"], now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Du är incheckad. Välkommen!"))
            return HttpResponseRedirect(page_of(found))
    return _form_page(request, form, "check_in", found, {})


@signed_in
def evaluate(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say how it was."""
    found, registration = own_or_404(request, slug)
    require(permissions.may_evaluate(registration, found, request.now))
    questions = list(queries.questions(found))
    if not questions:
        raise Http404
    form = EvaluationForm(request.POST if request.method == "POST" else None, questions=questions)
    if request.method == "POST" and form.is_valid():
        try:
            actions.evaluate(registration=registration, answers=form.answers(), now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Tack för ditt svar!"))
            return HttpResponseRedirect(page_of(found))
    return _form_page(request, form, "evaluate", found, {})


@signed_in
def certificate(request: SignedInRequest, slug: str) -> HttpResponse:
    """A PDF that says that one was there."""
    found, registration = own_or_404(request, slug)
    require(permissions.may_get_certificate(registration, found, request.now))
    response = HttpResponse(make_certificate(registration, request.now), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="intyg-{found.slug}.pdf"'
    return response


@public
def material(request: OrganisationRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file from the meeting, for those it is meant for."""
    found = meeting_or_404(request, slug)
    row = queries.material(found).filter(pk=min(pk, 2**63 - 1)).first()
    if row is None or not row.file:
        raise Http404
    return serve_material(request, found, row)


def serve_material(request: OrganisationRequest, meeting: Meeting, row: Material) -> HttpResponseBase:
    """The file, if the visitor may have it."""
    member: Member | None = membership_of(request.organisation, request.person)
    registration = queries.registration_of(meeting, request.person)
    require(permissions.may_read_material(request.person, member, registration, row, meeting))
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


# --- one's own ---


@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """All one's meetings, and one's own calendar."""
    network, now = request.organisation, request.now
    key = actions.calendar_key_for(network=network, person=request.person, now=now)
    rows = list(queries.registrations_of(network, request.person))
    shown = cards.cards([row.meeting for row in rows], now)
    pairs = [{"card": card, "registration": row} for card, row in zip(shown, rows, strict=True)]
    return TemplateResponse(
        request,
        "network/meetings/mine.html",
        {
            "coming": [pair for pair in pairs if not pair["card"].is_past],  # type: ignore[attr-defined]
            "past": [pair for pair in reversed(pairs) if pair["card"].is_past],  # type: ignore[attr-defined]
            "feed": whole_address(request, reverse("network:meetings-own-calendar", kwargs={"key": key.key})),
            "noindex": True,
        },
    )


@signed_in
@require_POST
def new_key(request: SignedInRequest) -> HttpResponse:
    """Another address for one's own calendar; the old one stops working."""
    actions.calendar_key_for(network=request.organisation, person=request.person, now=request.now, anew=True)
    messages.success(request, _("Din kalender har fått en ny adress. Den gamla fungerar inte längre."))
    return HttpResponseRedirect(reverse("network:meetings-mine"))
