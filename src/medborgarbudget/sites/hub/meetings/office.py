"""How does the office arrange meetings: write, publish, move, call off, receive, draw, evaluate and share?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields as fields_of
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from medborgarbudget.design import dates
from medborgarbudget.design.parts import Fact, Link
from medborgarbudget.domain.network.meetings import actions, permissions, policy, queries
from medborgarbudget.domain.network.meetings.actions import MeetingContent, ProgrammePart
from medborgarbudget.domain.network.meetings.deeds import PARTICIPANTS
from medborgarbudget.domain.network.meetings.models import (
    Meeting,
    MeetingState,
    Mode,
    Registration,
    RegistrationState,
    Selection,
)
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.meetings import cards
from medborgarbudget.sites.hub.meetings.forms import (
    AskParticipantsForm,
    CancelForm,
    MaterialForm,
    MeetingForm,
    ProgrammeFormSet,
    QuestionFormSet,
    SomebodyForm,
)
from medborgarbudget.sites.hub.meetings.views import serve_material
from medborgarbudget.sites.hub.pages.views import take_errors
from medborgarbudget.sites.hub.two_people import files

ARRANGERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
A_PAGE = 30
TAB = {"tab": "office:meetings"}


def _meeting_or_404(request: StaffRequest, slug: str) -> Meeting:
    try:
        found = queries.meeting_of(request.organisation, slug)
    except Meeting.DoesNotExist as missing:
        raise Http404 from missing
    found.organisation = request.organisation
    return found


def _page_of(meeting: Meeting) -> str:
    return reverse("office:meeting", kwargs={"slug": meeting.slug})


@staff()
def meetings(request: StaffRequest) -> HttpResponse:
    """All meetings, those to come first."""
    network, now = request.organisation, request.now
    past = request.GET.get("vy") == "tidigare"
    found = queries.all_meetings(network)
    found = found.filter(ends_at__lte=now).order_by("-starts_at") if past else found.filter(ends_at__gt=now)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "office/meetings/list.html",
        {
            "rows": [{"card": card, "meeting": card.meeting} for card in cards.cards(page.object_list, now)],
            "page_obj": page,
            "views": [Link(_("Kommande"), "?", not past), Link(_("Tidigare"), "?vy=tidigare", past)],
            "query": "vy=tidigare" if past else "",
            "may_arrange": permissions.may_arrange(request.person, network, now),
        },
    )


@staff(*ARRANGERS)
def new(request: StaffRequest) -> HttpResponse:
    """Begin a meeting."""
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_meeting(
                network=request.organisation,
                content=MeetingContent(**form.cleaned_data),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Utkastet är sparat. Lägg till program och publicera."))
            return HttpResponseRedirect(_page_of(made))
    return _form_page(request, form, "office/meetings/edit.html", {"back": reverse("office:meetings")})


@staff(*ARRANGERS)
def edit(request: StaffRequest, slug: str) -> HttpResponse:
    """Change what is decided; those registered are told when time, place or form changes."""
    found = _meeting_or_404(request, slug)
    initial = {one.name: getattr(found, one.name) for one in fields_of(MeetingContent)}
    initial["price"] = found.price or None
    if found.register_until == found.starts_at:
        initial["register_until"] = None
    form = MeetingForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(
                meeting=found,
                content=MeetingContent(**form.cleaned_data),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Träffen är sparad."))
            return HttpResponseRedirect(_page_of(found))
    standing = found.registrations.exclude(state=RegistrationState.CANCELLED).count()
    return _form_page(
        request,
        form,
        "office/meetings/edit.html",
        {"meeting": found, "back": _page_of(found), "standing": standing},
    )


def _form_page(request: StaffRequest, form: Any, template: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(
        request, template, {"form": form, **TAB, **context}, status=422 if form.is_bound and form.errors else 200
    )


@staff()
def meeting(request: StaffRequest, slug: str) -> HttpResponse:
    """One meeting, with all there is to do about it."""
    found, now, person = _meeting_or_404(request, slug), request.now, request.person
    rows = list(queries.participants(found))
    counts = {state: sum(row.state == state for row in rows) for state in RegistrationState}
    room = queries.room(found)
    facts = [Fact(_("har plats"), str(counts[RegistrationState.REGISTERED]), _places_note(room))]
    if found.selection != Selection.FIRST and found.drawn_at is None:
        facts.append(Fact(_("har anmält intresse"), str(counts[RegistrationState.INTERESTED])))
    else:
        facts.append(Fact(_("på väntelistan"), str(counts[RegistrationState.WAITING])))
    if found.ends_at <= now or any(row.checked_in_at for row in rows):
        facts.append(Fact(_("var där"), str(sum(row.checked_in_at is not None for row in rows))))
    unsure = sum(row.must_confirm for row in rows)
    if unsure:
        facts.append(Fact(_("har inte bekräftat den nya tiden"), str(unsure)))
    return TemplateResponse(
        request,
        "office/meetings/meeting.html",
        {
            **TAB,
            "meeting": found,
            "card": cards.cards([found], now)[0],
            "facts": facts,
            "programme": list(found.programme.all()),
            "rows": rows,
            "material": list(queries.material(found)),
            "questions": queries.questions(found).count(),
            "replies": found.replies.count(),
            "is_past": found.ends_at <= now,
            "is_draft": found.state == MeetingState.DRAFT,
            "may_arrange": permissions.may_arrange(person, request.organisation, now),
            "may_publish": permissions.may_publish(person, found, now),
            "may_cancel": permissions.may_cancel(person, found, now),
            "may_draw": permissions.may_draw(person, found, now),
            "draws": found.selection != Selection.FIRST,
            "can_check_in": found.state == MeetingState.PUBLISHED and now >= found.starts_at - policy.CHECK_IN_BEFORE,
        },
    )


def _places_note(room: dict[str, queries.Room]) -> str:
    told = []
    for mode, one in room.items():
        name = str(Mode(mode).label).lower()
        if one.places is None:
            told.append(f"{name} {one.taken}")
        else:
            told.append(
                _("%(mode)s %(taken)d av %(places)d") % {"mode": name, "taken": one.taken, "places": one.places}
            )
    return ", ".join(told)


@staff(*ARRANGERS)
def programme(request: StaffRequest, slug: str) -> HttpResponse:
    """Write the programme."""
    found = _meeting_or_404(request, slug)
    initial = [
        {"at": item.at, "title": item.title, "speaker": item.speaker, "text": item.text}
        for item in found.programme.all()
    ]
    forms = ProgrammeFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="p")
    if request.method == "POST" and forms.is_valid():
        parts = [
            ProgrammePart(title=data["title"], at=data["at"], speaker=data["speaker"], text=data["text"])
            for data in forms.cleaned_data
            if data.get("title")
        ]
        actions.set_programme(meeting=found, parts=parts, actor=request.person, now=request.now)
        messages.success(request, _("Programmet är sparat."))
        return HttpResponseRedirect(_page_of(found))
    return TemplateResponse(
        request,
        "office/meetings/programme.html",
        {**TAB, "meeting": found, "forms": forms, "back": _page_of(found)},
        status=422 if forms.is_bound else 200,
    )


@staff(*ARRANGERS)
@require_POST
def publish(request: StaffRequest, slug: str) -> HttpResponse:
    """Let everybody see it and register."""
    found = _meeting_or_404(request, slug)
    try:
        actions.publish_meeting(meeting=found, actor=request.person, now=request.now)
    except ValidationError as wrong:
        for text in wrong.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("Träffen är publicerad. Nu kan man anmäla sig."))
    return HttpResponseRedirect(_page_of(found))


@staff(*ARRANGERS)
def cancel(request: StaffRequest, slug: str) -> HttpResponse:
    """Call it off."""
    found = _meeting_or_404(request, slug)
    require(permissions.may_cancel(request.person, found, request.now))
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.cancel_meeting(meeting=found, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
        messages.success(request, _("Träffen är inställd. Alla anmälda får besked."))
        return HttpResponseRedirect(_page_of(found))
    return _form_page(
        request,
        form,
        "office/meetings/form.html",
        {
            "meeting": found,
            "back": _page_of(found),
            "heading": _("Ställ in träffen"),
            "lead": _("Alla anmälda får ett mejl, och träffen tas bort ur deras kalendrar."),
            "button": _("Ställ in träffen"),
            "danger": True,
        },
    )


@staff(*ARRANGERS)
def remove(request: StaffRequest, slug: str) -> HttpResponse:
    """Throw a draft away."""
    found = _meeting_or_404(request, slug)
    if found.state != MeetingState.DRAFT:
        raise Http404
    return _after_question(
        request,
        found,
        _("Ta bort utkastet?"),
        _("Det går inte att ångra."),
        _("Ta bort utkastet"),
        lambda: actions.remove_draft(meeting=found, actor=request.person, now=request.now),
        reverse("office:meetings"),
    )


@staff(*ARRANGERS)
def draw(request: StaffRequest, slug: str) -> HttpResponse:
    """Give the places by lot or rule."""
    found = _meeting_or_404(request, slug)
    require(permissions.may_draw(request.person, found, request.now))
    return _after_question(
        request,
        found,
        _("Fördela platserna nu?"),
        _("%(how)s. Alla som har anmält intresse får besked och skälet. Det görs en gång och går inte att göra om.")
        % {"how": found.get_selection_display()},
        _("Fördela platserna"),
        lambda: actions.draw(meeting=found, actor=request.person, now=request.now),
        _page_of(found),
    )


def _after_question(
    request: StaffRequest,
    meeting: Meeting,
    title: str,
    text: str,
    label: str,
    deed: Callable[[], object],
    then: str,
) -> HttpResponse:
    if request.method == "POST":
        deed()
        messages.success(request, _("Klart."))
        return HttpResponseRedirect(then)
    return TemplateResponse(
        request,
        "office/sure.html",
        {**TAB, "title": title, "text": text, "label": label, "about": meeting.title, "back": _page_of(meeting)},
    )


# --- those who come ---


@staff(*ARRANGERS)
def somebody(request: StaffRequest, slug: str) -> HttpResponse:
    """Register somebody who has called or written."""
    found = _meeting_or_404(request, slug)
    modes = policy.modes_of(found.attendance)
    form = SomebodyForm(
        request.POST if request.method == "POST" else None,
        members=queries.members(request.organisation),
        modes=[(mode.value, str(mode.label)) for mode in modes],
        initial={"mode": modes[0].value},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_somebody(meeting=found, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            if made.state == RegistrationState.WAITING:
                messages.warning(request, _("Platserna är slut. Personen står på väntelistan."))
            else:
                messages.success(request, _("Personen är anmäld och får ett mejl."))
            return HttpResponseRedirect(_page_of(found))
    return _form_page(
        request,
        form,
        "office/meetings/form.html",
        {
            "meeting": found,
            "back": _page_of(found),
            "heading": _("Anmäl någon"),
            "lead": _("För den som har ringt eller mejlat. Personen får ett mejl om sin anmälan."),
            "button": _("Anmäl"),
        },
    )


def _registration_or_404(meeting: Meeting, pk: int) -> Registration:
    found = queries.participants(meeting).filter(pk=min(pk, 2**63 - 1)).first()
    if found is None:
        raise Http404
    found.meeting = meeting
    return found


@staff(*ARRANGERS)
def take_away(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Take somebody's registration back, at their wish."""
    found = _meeting_or_404(request, slug)
    registration = _registration_or_404(found, pk)
    return _after_question(
        request,
        found,
        _("Avanmäl %(person)s?") % {"person": registration.person},
        _("Personen får ett mejl, och den som står först på väntelistan får platsen."),
        _("Avanmäl"),
        lambda: actions.leave(registration=registration, actor=request.person, now=request.now),
        _page_of(found),
    )


@staff(*ARRANGERS)
@require_POST
def check_in(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Note that somebody is there, or that it was a slip."""
    found = _meeting_or_404(request, slug)
    registration = _registration_or_404(found, pk)
    actions.check_in(
        registration=registration, there=request.POST.get("dar") == "1", actor=request.person, now=request.now
    )
    return HttpResponseRedirect(f"{reverse('office:meeting-list', kwargs={'slug': slug})}#rad-{registration.pk}")


@staff()
def participants(request: StaffRequest, slug: str) -> HttpResponse:
    """The list at the door: print it, or check people in on a phone."""
    found = _meeting_or_404(request, slug)
    rows = list(queries.with_place(found))
    arranges = bool(permissions.may_arrange(request.person, request.organisation, request.now))
    return TemplateResponse(
        request,
        "office/meetings/participants.html",
        {
            **TAB,
            "meeting": found,
            "rows": rows,
            "there": sum(row.checked_in_at is not None for row in rows),
            "can_check_in": found.state == MeetingState.PUBLISHED
            and request.now >= found.starts_at - policy.CHECK_IN_BEFORE
            and arranges,
            # What somebody eats and needs, and where they are reached, is for those who arrange the meeting.
            "has_needs": arranges and found.asks_needs and found.needs_forgotten_at is None,
            "arranges": arranges,
            "back": _page_of(found),
            "when": cards.when(found, request.now),
        },
    )


@staff(*ARRANGERS)
@never_cache
def participants_file(request: StaffRequest, slug: str) -> HttpResponse:
    """Who comes as a table for a spreadsheet, without contact data and needs."""
    found = _meeting_or_404(request, slug)
    head = [_("Namn"), _("Medlem"), _("Deltar"), _("Läge"), _("Bekräftad"), _("Incheckad")]
    return files.table(
        f"deltagare-{found.slug}.csv", head, [_line(row, contact=False) for row in queries.participants(found)]
    )


def _line(row: Registration, *, contact: bool) -> list[Any]:
    return [
        str(row.person),
        *([row.person.email] if contact else []),
        str(row.member or ""),
        str(row.get_mode_display()),
        str(row.get_state_display()),
        _("nej") if row.must_confirm else _("ja"),
        dates.clock_time(row.checked_in_at),
    ]


@staff(*ARRANGERS)
@never_cache
def ask_contacts(request: StaffRequest, slug: str) -> HttpResponse:
    """Ask for the same with addresses and needs, which takes two people."""
    found = _meeting_or_404(request, slug)
    rows = list(queries.participants(found).values_list("pk", flat=True))
    if not rows:
        raise Http404
    asks = found.asks_needs and found.needs_forgotten_at is None
    form = AskParticipantsForm(request.POST if request.method == "POST" else None, asks_needs=asks)
    return files.ask(
        request,
        kind=PARTICIPANTS,
        subject=found,
        form=form,
        payload={"registrations": sorted(rows), "needs": form.wants_needs()},
        context={
            "heading": _("Hämta deltagarlista med kontaktuppgifter"),
            "holds": ngettext(
                "Listan har namn, e-post och medlem för {n} person.",
                "Listan har namn, e-post och medlem för {n} personer.",
                len(rows),
            ).format(n=len(rows)),
            "back": _page_of(found),
            "back_label": found.title,
            "instead": reverse("office:meeting-list", kwargs={"slug": slug}),
            "instead_label": _("Räcker det att läsa eller skriva ut? Deltagarlistan har allt på skärmen."),
            **TAB,
        },
    )


@staff(*ARRANGERS)
@never_cache
@require_POST
def contacts_file(request: StaffRequest, slug: str, deed_id: int) -> HttpResponse:
    """The list with addresses and needs, once, to the one who asked. Those who have left the meeting since are not in it."""
    found = _meeting_or_404(request, slug)
    deed = files.taken(request, kind=PARTICIPANTS, subject=found, deed_id=deed_id)
    needs = bool(deed.payload["needs"]) and found.needs_forgotten_at is None
    head = [_("Namn"), _("E-post"), _("Medlem"), _("Deltar"), _("Läge"), _("Bekräftad"), _("Incheckad")]
    rows = list(queries.participants(found).filter(pk__in=deed.payload["registrations"]))
    lines = [[*_line(row, contact=True), *([row.diet, row.access] if needs else [])] for row in rows]
    actions.note_participants_taken(meeting=found, number=len(rows), needs=needs, actor=request.person, now=request.now)
    if needs:
        head += [_("Mat"), _("Tillgänglighet")]
    return files.table(f"deltagare-kontakter-{found.slug}.csv", head, lines)


# --- evaluation and material ---


@staff(*ARRANGERS)
def questions(request: StaffRequest, slug: str) -> HttpResponse:
    """Write the evaluation's questions."""
    found = _meeting_or_404(request, slug)
    initial: list[dict[str, Any]] = [
        {"text": one.text, "kind": one.kind, "options": " | ".join(one.options)} for one in queries.questions(found)
    ] or [
        {"text": _("Hur nöjd är du med träffen?"), "kind": "scale"},
        {"text": _("Fick du med dig något du kan använda?"), "kind": "choice", "options": _("Ja | Delvis | Nej")},
        {"text": _("Vad ska vi göra annorlunda nästa gång?"), "kind": "text"},
    ]
    forms = QuestionFormSet(request.POST if request.method == "POST" else None, initial=initial, prefix="f")
    if request.method == "POST" and forms.is_valid():
        wanted = [
            (data["kind"], data["text"], data["options"].split("|")) for data in forms.cleaned_data if data.get("text")
        ]
        try:
            actions.set_questions(meeting=found, questions=wanted, actor=request.person, now=request.now)
        except ValidationError as wrong:
            forms.non_form_errors().extend(wrong.messages)
        else:
            messages.success(request, _("Frågorna är sparade. De som var med får dem när träffen är slut."))
            return HttpResponseRedirect(_page_of(found))
    return TemplateResponse(
        request,
        "office/meetings/questions.html",
        {**TAB, "meeting": found, "forms": forms, "back": _page_of(found)},
        status=422 if forms.is_bound else 200,
    )


@staff()
def results(request: StaffRequest, slug: str) -> HttpResponse:
    """What those who came thought, as far as it tells of nobody."""
    found = _meeting_or_404(request, slug)
    replies, rows = queries.evaluation(found)
    shown = []
    for row in rows:
        bars: list[tuple[str, int]] = []
        if row.scale is not None and row.scale.counts is not None:
            bars = [(str(step), count) for step, count in enumerate(row.scale.counts, 1)]
        elif row.counts is not None:
            bars = list(row.counts.items())
        mean = row.scale.mean if row.scale is not None else None
        shown.append({"result": row, "bars": bars, "mean": f"{mean:.1f}".replace(".", ",") if mean is not None else ""})
    return TemplateResponse(
        request,
        "office/meetings/results.html",
        {
            **TAB,
            "meeting": found,
            "replies": replies,
            "rows": shown,
            "smallest": policy.SMALLEST_GROUP,
            "back": _page_of(found),
        },
    )


@staff(*ARRANGERS)
def material_new(request: StaffRequest, slug: str) -> HttpResponse:
    """Share something from the meeting."""
    found = _meeting_or_404(request, slug)
    form = MaterialForm(
        request.POST if request.method == "POST" else None, request.FILES if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        upload = data["file"]
        if upload is not None and upload.size > policy.MAX_FILE:
            form.add_error(
                "file", _("Filen är för stor. Den får vara högst %(most)d MB.") % {"most": policy.MAX_FILE // 2**20}
            )
        else:
            try:
                actions.add_material(
                    meeting=found,
                    title=data["title"],
                    audience=data["audience"],
                    url=data["url"],
                    file_name=upload.name if upload is not None else "",
                    content=upload.read() if upload is not None else None,
                    tell=data["tell"],
                    actor=request.person,
                    now=request.now,
                )
            except ValidationError as wrong:
                take_errors(form, wrong)
            else:
                messages.success(request, _("Materialet finns på träffens sida."))
                return HttpResponseRedirect(_page_of(found))
    return _form_page(
        request,
        form,
        "office/meetings/form.html",
        {
            "meeting": found,
            "back": _page_of(found),
            "heading": _("Lägg till material"),
            "lead": _("Bilder, anteckningar, en inspelning: det som är bra att ha efteråt."),
            "button": _("Lägg till"),
            "has_file": True,
        },
    )


@staff()
def material(request: StaffRequest, slug: str, pk: int) -> HttpResponseBase:
    """A file, for the office."""
    found = _meeting_or_404(request, slug)
    row = queries.material(found).filter(pk=min(pk, 2**63 - 1)).first()
    if row is None or not row.file:
        raise Http404
    return serve_material(request, found, row)


@staff(*ARRANGERS)
def material_remove(request: StaffRequest, slug: str, pk: int) -> HttpResponse:
    """Take material away."""
    found = _meeting_or_404(request, slug)
    row = queries.material(found).filter(pk=min(pk, 2**63 - 1)).first()
    if row is None:
        raise Http404
    row.meeting = found
    return _after_question(
        request,
        found,
        _("Ta bort ”%(title)s”?") % {"title": row.title},
        _("Ingen kan läsa det längre. Det går inte att ångra."),
        _("Ta bort materialet"),
        lambda: actions.remove_material(material=row, actor=request.person, now=request.now),
        _page_of(found),
    )
