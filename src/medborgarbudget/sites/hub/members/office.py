"""How does the office see to interests and members: who has come in, what is to be done with one, who is admitted?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from medborgarbudget.design.dates import long_date, short_date
from medborgarbudget.design.forms import take_errors
from medborgarbudget.design.parts import Event, Link, Row
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership import actions, bodies, permissions, policy, queries
from medborgarbudget.domain.network.membership.deeds import CONTACTS
from medborgarbudget.domain.network.membership.models import Interest, Member, MemberContact, MemberState, Reminder
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.access.second_person import FileOfManyForm
from medborgarbudget.sites.hub.members import welcome
from medborgarbudget.sites.hub.members.forms import (
    AddMemberForm,
    AdmitForm,
    AssignForm,
    ContactForm,
    LinkForm,
    MoveForm,
    NoteForm,
    ReminderForm,
    TenantForm,
)
from medborgarbudget.sites.hub.members.listing import PER_PAGE, labels, short_orientations, tag_of, wanted_in
from medborgarbudget.sites.hub.two_people import files

MOST_ROWS = 5_000


# --- lists ---


@staff(*policy.READERS)
@never_cache
def interests(request: StaffRequest) -> HttpResponse:
    """The inbox: those who wait for the office, and members who have sent an addition."""
    everything = queries.all_members(request.organisation)
    waiting = everything.filter(state__in=policy.WAITING)
    additions = everything.exclude(state__in=policy.WAITING).filter(open_interests__gt=0)
    view = request.GET.get("vy", "")
    mine = everything.filter(assignee=request.person, state__in=policy.WAITING)
    shown = {"mina": mine, "tillagg": additions, "nya": waiting.filter(state=MemberState.NEW)}.get(view)
    if shown is None:
        view, shown = "", waiting
    numbers = {
        "": waiting.count(),
        "nya": waiting.filter(state=MemberState.NEW).count(),
        "mina": mine.count(),
        "tillagg": additions.count(),
    }
    names = (
        ("", _("Alla som väntar")),
        ("nya", _("Nya")),
        ("mina", _("Mina")),
        ("tillagg", _("Tillägg från medlemmar")),
    )
    links = [Link(label, f"?vy={key}" if key else "?", key == view, numbers[key]) for key, label in names]
    unconfirmed = list(queries.unconfirmed(request.organisation)[:20])
    for row in unconfirmed:
        body = bodies.body_of(row.kind, row.code)
        row.body_name = body.name if body else row.code  # type: ignore[attr-defined]
    context = {
        "views": links,
        "rows": _rows(shown.order_by("created_at")),
        "unconfirmed": unconfirmed,
        "due": list(queries.reminders_due(request.organisation, None, to_local(request.now).date())),
        "may_handle": permissions.may_handle(request.person, request.organisation, request.now),
    }
    return render(request, "office/members/interests.html", context)


@staff(*policy.READERS)
@never_cache
def members(request: StaffRequest) -> HttpResponse:
    """All that the office knows of: search, filter, file."""
    counts = queries.counts_by_state(request.organisation)
    wanted = wanted_in(request.GET)
    page = Paginator(_wanted(request), PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "page": page,
        "rows": _rows(page.object_list),
        "wanted": wanted,
        "state": request.GET.get("lage", ""),
        "query": query.urlencode(),
        "states": [(state.value, state.label, counts.get(state, 0)) for state in MemberState],
        "all": sum(counts.values()),
        "counties": bodies.counties(),
        "orientations": Orientation.choices,
        "may_handle": permissions.may_handle(request.person, request.organisation, request.now),
    }
    return render(request, "office/members/list.html", context)


def _rows(found: Any) -> list[dict[str, Any]]:
    rows = list(found)
    people, named = queries.people_of(rows), queries.named_in_interests(rows)
    counties = {county.code: county.short_name for county in bodies.counties()}
    return [
        {
            "member": member,
            "tag": tag_of(member),
            "county": counties.get(member.county_code, ""),
            "orientations": short_orientations(member.orientations),
            "leads": [each.person for each in people.get(member.pk, ()) if each.role == MemberContact.Role.LEAD]
            or named.get(member.pk, []),
        }
        for member in rows
    ]


@staff(*policy.READERS)
@never_cache
def export(request: StaffRequest) -> HttpResponse:
    """The list as a file for a spreadsheet, without anybody's contact data."""
    rows = list(_wanted(request)[:MOST_ROWS])
    counties = {county.code: county.name for county in bodies.counties()}
    head = [
        _("Namn"), _("Slag"), _("Kod"), _("Län"), _("Organisationsnummer"), _("Läge"), _("Hur långt"), _("Inriktningar"), _("Behov"),
        _("Medlem sedan"), _("Hördes senast"), _("Ansvarig på kansliet"),
    ]  # fmt: skip
    lines: list[list[Any]] = [
        [
            member.name, member.get_kind_display(), member.code, counties.get(member.county_code, ""), member.organisation_number,
            member.get_state_display(), ", ".join(labels([member.stage], policy.Stage)), short_orientations(member.orientations),
            ", ".join(labels(member.needs, policy.Need)), _day(member.joined_at), _day(member.heard_at),
            str(member.assignee) if member.assignee else "",
        ]
        for member in rows
    ]  # fmt: skip
    return files.table("medlemmar.csv", head, lines)


@staff(*policy.OFFICE)
@never_cache
def ask_contacts(request: StaffRequest) -> HttpResponse:
    """Ask for a list of those who speak for the members, which takes two people. The members are those that were filtered."""
    chosen = _wanted(request)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    back = reverse("office:members") + query
    return files.ask(
        request,
        kind=CONTACTS,
        subject=request.organisation,
        form=FileOfManyForm(request.POST if request.method == "POST" else None),
        payload={"members": sorted(chosen.values_list("pk", flat=True))},
        context={
            "heading": _("Hämta medlemmarnas kontakter"),
            "holds": ngettext(
                "Listan har namn, roll, e-post och telefon till dem som företräder {n} medlem.",
                "Listan har namn, roll, e-post och telefon till dem som företräder {n} medlemmar.",
                number := chosen.count(),
            ).format(n=number),
            "back": back,
            "back_label": _("Medlemmar"),
            "instead": back,
            "instead_label": _("Behöver du bara nå en medlem? Uppgifterna står på medlemmens sida."),
            "tab": "office:members",
        },
    )


@staff(*policy.OFFICE)
@never_cache
@require_POST
def contacts_file(request: StaffRequest, deed_id: int) -> HttpResponse:
    """The list of those who speak for the members, once, to the one who asked."""
    deed = files.taken(request, kind=CONTACTS, subject=request.organisation, deed_id=deed_id)
    rows = list(queries.all_members(request.organisation).filter(pk__in=deed.payload["members"]).order_by("name"))
    people = queries.people_of(rows)
    lines: list[list[Any]] = [
        [member.name, str(one.person), one.get_role_display(), one.title, one.person.email, one.phone]
        for member in rows
        for one in people.get(member.pk, ())
    ]
    actions.note_contacts_taken(network=request.organisation, number=len(lines), actor=request.person, now=request.now)
    head = [_("Medlem"), _("Namn"), _("Roll"), _("Titel"), _("E-post"), _("Telefon")]
    return files.table("kontakter.csv", head, lines)


def _wanted(request: StaffRequest) -> QuerySet[Member]:
    """The members that the list shows with this address, by name."""
    wanted = wanted_in(request.GET)
    found = queries.narrowed(queries.all_members(request.organisation), wanted)
    if not wanted.states and request.GET.get("lage") != "alla":
        found = found.filter(state__in=policy.IN)
    return found.order_by("name")


def _day(moment: Any) -> str:
    return to_local(moment).strftime("%Y-%m-%d") if moment else ""


# --- one ---


@staff(*policy.READERS)
@never_cache
def member(request: StaffRequest, member: str) -> HttpResponse:
    """Everything about one: what they wrote, who they are, what has been done, and what can be done now."""
    found = _member_or_404(request, member)
    contacts = list(queries.contacts(found))
    interests = list(queries.interests(found))
    handles = permissions.may_handle(request.person, request.organisation, request.now)
    held = {contact.person.email.lower() for contact in contacts}
    context = {
        "member": found,
        "tag": tag_of(found),
        "facts": _facts(found, request),
        "contacts": contacts,
        "interests": [_told(row, held, request) for row in interests],
        "open": [row for row in interests if row.handled_at is None and row.replaced_at is None],
        "notes": list(queries.notes(found)),
        "events": _history(found, interests, request),
        "reminders": list(queries.reminders(found)),
        "handles": handles,
        "may": {
            "contact": MemberState.CONTACTED in policy.WAYS[found.state] and found.state != MemberState.LEFT,
            "admit": MemberState.MEMBER in policy.WAYS[found.state] and found.joined_at is None,
            "return": MemberState.MEMBER in policy.WAYS[found.state] and found.joined_at is not None,
            "pause": MemberState.PAUSED in policy.WAYS[found.state],
            "leave": MemberState.LEFT in policy.WAYS[found.state],
            "tenant": found.state in policy.IN and found.tenant_id is None,
        },
        "note_form": NoteForm(prefix="note"),
        "assign_form": AssignForm(
            people=queries.office_people(request.organisation), initial={"assignee": found.assignee_id}
        ),
        "reminder_form": ReminderForm(
            prefix="reminder", people=queries.office_people(request.organisation), initial={"person": request.person.pk}
        ),
        "is_in": found.state in policy.IN,
    }
    return render(request, "office/members/member.html", context)


def _facts(found: Member, request: StaffRequest) -> list[Row]:
    county = bodies.county_named(found.county_code)
    rows = [
        Row(_("Slag"), found.get_kind_display()),
        Row(_("Kod"), found.code),
        Row(_("Län"), county.name if county else ""),
        Row(_("Organisationsnummer"), found.organisation_number),
        Row(_("Medlem sedan"), long_date(found.joined_at, request.now) if found.joined_at else ""),
        Row(_("Hördes senast"), long_date(found.heard_at, request.now) if found.heard_at else ""),
        Row(_("Hur långt"), ", ".join(labels([found.stage], policy.Stage))),
        Row(_("Inriktningar"), short_orientations(found.orientations)),
        Row(_("Behov"), ", ".join(labels(found.needs, policy.Need))),
        Row(_("Ansvarig på kansliet"), str(found.assignee) if found.assignee else _("ingen")),
    ]
    return [row for row in rows if row.value]


def _told(row: Interest, held: set[str], request: StaffRequest) -> dict[str, Any]:
    decision = ""
    if row.decision_body:
        parts = [row.decision_body]
        if row.decision_date:
            parts.append(long_date(row.decision_date, request.now))
        if row.decision_paragraph:
            parts.append(f"§ {row.decision_paragraph}")
        decision = ", ".join(parts)
    return {
        "interest": row,
        "rows": [
            each
            for each in (
                Row(_("Hur långt"), ", ".join(labels([row.stage], policy.Stage))),
                Row(_("Inriktningar"), short_orientations(row.orientations)),
                Row(_("Vill pröva"), row.wants),
                Row(_("Vill ha hjälp med"), ", ".join(labels(row.needs, policy.Need))),
                Row(_("Mer om behoven"), row.needs_text),
                Row(_("Politiskt beslut"), decision),
                Row(_("Andra får se namnen"), _("ja") if row.show_names else _("nej")),
            )
            if each.value
        ],
        "people": [{"person": person, "known": person.email.lower() in held} for person in row.people.all()],
        "open": row.handled_at is None and row.replaced_at is None,
    }


def _history(found: Member, interests: list[Interest], request: StaffRequest) -> list[Event]:
    happened: list[tuple[Any, Event]] = []
    for change in queries.changes(found):
        by = str(change.by) if change.by else _("Av sig själv")
        when = f"{short_date(change.at, request.now)} · {by}"
        happened.append((change.at, Event(str(change.get_after_display()), when, change.reason)))
    for row in interests:
        title = _("Tillägg {reference} kom in") if row.addition else _("Intresseanmälan {reference} kom in")
        happened.append(
            (row.submitted_at, Event(title.format(reference=row.reference), short_date(row.submitted_at, request.now)))
        )
    return [event for _at, event in sorted(happened, key=lambda pair: pair[0], reverse=True)]


def _deed(
    request: StaffRequest,
    found: Member,
    form: Any,
    deed: Callable[[dict[str, Any]], object],
    done: str,
    template: str,
    **more: Any,
) -> HttpResponse:
    """Show a form, or do the deed and go back to the member."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            if done:
                messages.success(request, done)
            return _back(found)
    context = {"member": found, "form": form, "here": _address(found), **more}
    return render(
        request, f"office/members/{template}.html", context, status=422 if form.is_bound and form.errors else 200
    )


def _handled(request: StaffRequest) -> None:
    require(permissions.may_handle(request.person, request.organisation, request.now))


@staff(*policy.OFFICE)
def add(request: StaffRequest) -> HttpResponse:
    """Put somebody in the list by hand: who has called, or is not in the official list."""
    form = AddMemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_member(
                network=request.organisation, actor=request.person, now=request.now, **form.values()
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("{name} finns nu i listan.").format(name=made.name))
            return _back(made)
    context = {"form": form, "bodies": bodies.bodies()}
    return render(request, "office/members/add.html", context, status=422 if form.is_bound and form.errors else 200)


@staff(*policy.OFFICE)
@require_POST
def contacted(request: StaffRequest, member: str) -> HttpResponse:
    found = _member_or_404(request, member)
    actions.mark_contacted(member=found, actor=request.person, now=request.now)
    messages.success(request, _("{name} är kontaktad.").format(name=found.name))
    return _back(found)


@staff(*policy.OFFICE)
def admit(request: StaffRequest, member: str) -> HttpResponse:
    """Make it a member, with an organisation of its own or not."""
    found = _member_or_404(request, member)
    require(permissions.may_move(request.person, found, MemberState.MEMBER, request.now))
    named = [
        person
        for row in queries.interests(found)
        if row.handled_at is None and row.replaced_at is None
        for person in row.people.all()
    ]
    form = AdmitForm(
        request.POST or None,
        member=found,
        initial={"place": "new", "slug": found.slug.removesuffix("s-kommun").removesuffix("-kommun")[:40]},
    )

    def deed(given: dict[str, Any]) -> None:
        invited = actions.admit(
            member=found,
            actor=request.person,
            now=request.now,
            new_tenant_slug=given["slug"] if given["place"] == "new" else "",
        )
        number = welcome.send_all(request, invited)
        messages.success(
            request,
            ngettext(
                "{name} är medlem. {n} person har fått ett mejl.",
                "{name} är medlem. {n} personer har fått ett mejl.",
                number,
            ).format(name=found.name, n=number),
        )

    people = {person.email.lower(): person for person in named}
    return _deed(
        request, found, form, deed, "", "admit", people=list(people.values()), contacts=list(queries.contacts(found))
    )


@staff(*policy.OFFICE)
def tenant(request: StaffRequest, member: str) -> HttpResponse:
    """Give a member an organisation of its own, or say which one it has."""
    found = _member_or_404(request, member)
    _handled(request)
    choices = queries.tenants_that_may_be(found)
    link_form = LinkForm(request.POST if "link" in request.POST else None, tenants=choices)
    if "link" in request.POST:
        return _deed(
            request, found, link_form,
            lambda given: actions.link_tenant(member=found, tenant=given["tenant"], actor=request.person, now=request.now),
            _("Organisationen hör nu till medlemmen."), "tenant", link_form=link_form,
        )  # fmt: skip
    form = TenantForm(
        request.POST or None, initial={"slug": found.slug.removesuffix("s-kommun").removesuffix("-kommun")[:40]}
    )

    def deed(given: dict[str, Any]) -> None:
        welcome.send_all(
            request, actions.give_tenant(member=found, slug=given["slug"], actor=request.person, now=request.now)
        )

    return _deed(
        request, found, form, deed, _("{name} har en egen plats, och de projektansvariga har fått ett mejl.").format(name=found.name),
        "tenant", link_form=link_form if choices else None,
    )  # fmt: skip


@staff(*policy.OFFICE)
def move(request: StaffRequest, member: str, to: str) -> HttpResponse:
    """Pause, let go, or take back."""
    found = _member_or_404(request, member)
    state = {"pausa": MemberState.PAUSED, "avsluta": MemberState.LEFT, "ater": MemberState.MEMBER}.get(to)
    if state is None:
        raise Http404
    require(permissions.may_move(request.person, found, state, request.now))
    form = MoveForm(request.POST or None, needs_reason=state in policy.NEEDS_REASON)
    return _deed(
        request, found, form,
        lambda given: actions.move(member=found, to=state, reason=given["reason"], actor=request.person, now=request.now),
        _("{name} har nu läget {state}.").format(name=found.name, state=str(state.label).lower()),
        "move", to=to, state=state,
    )  # fmt: skip


@staff(*policy.OFFICE)
@require_POST
def assign(request: StaffRequest, member: str) -> HttpResponse:
    found = _member_or_404(request, member)
    form = AssignForm(request.POST, people=queries.office_people(request.organisation))
    return _deed(
        request, found, form,
        lambda given: actions.assign(member=found, to=given["assignee"], actor=request.person, now=request.now),
        _("Sparat."), "assign",
    )  # fmt: skip


@staff(*policy.OFFICE)
@require_POST
def note(request: StaffRequest, member: str) -> HttpResponse:
    found = _member_or_404(request, member)
    form = NoteForm(request.POST, prefix="note")
    return _deed(
        request, found, form,
        lambda given: actions.add_note(member=found, text=given["text"], actor=request.person, now=request.now),
        _("Anteckningen är sparad."), "note",
    )  # fmt: skip


@staff(*policy.OFFICE)
@require_POST
def reminder(request: StaffRequest, member: str) -> HttpResponse:
    found = _member_or_404(request, member)
    form = ReminderForm(request.POST, prefix="reminder", people=queries.office_people(request.organisation))
    return _deed(
        request, found, form,
        lambda given: actions.remind(member=found, actor=request.person, now=request.now, **given),
        _("Påminnelsen är sparad."), "reminder",
    )  # fmt: skip


@staff(*policy.OFFICE)
@require_POST
def reminder_done(request: StaffRequest, member: str, reminder: int) -> HttpResponse:
    found = _member_or_404(request, member)
    row = Reminder.objects.select_related("member__organisation").filter(member=found, pk=min(reminder, 2**62)).first()
    if row is None:
        raise Http404
    actions.finish_reminder(reminder=row, actor=request.person, now=request.now)
    return _back(found)


@staff(*policy.OFFICE)
@require_POST
def addition(request: StaffRequest, member: str, reference: str) -> HttpResponse:
    """Put an addition aside as handled, with the people chosen as contacts."""
    found = _member_or_404(request, member)
    try:
        row = queries.interest_with(request.organisation, reference)
    except Interest.DoesNotExist as missing:
        raise Http404 from missing
    if row.member_id != found.pk:
        raise Http404
    chosen = [
        int(value)
        for value in request.POST.getlist("people")
        if value.isascii() and value.isdigit() and len(value) < 18
    ]
    invited = actions.handle_interest(interest=row, add_people=chosen, actor=request.person, now=request.now)
    welcome.send_all(request, invited)
    messages.success(request, _("Tillägget är hanterat."))
    return _back(found)


@staff(*policy.OFFICE)
def contact_new(request: StaffRequest, member: str) -> HttpResponse:
    """Let somebody speak for the member."""
    found = _member_or_404(request, member)
    require(permissions.may_manage_contacts(request.person, found, request.now))
    form = ContactForm(request.POST or None)

    def deed(given: dict[str, Any]) -> None:
        invited = actions.add_contact(member=found, actor=request.person, now=request.now, **given)
        if invited is None:
            messages.info(request, _("Personen företräder redan {name}.").format(name=found.name))
        else:
            if found.state in policy.IN:
                welcome.send_all(request, [invited])
            messages.success(request, _("{person} är tillagd.").format(person=invited.person))

    return _deed(request, found, form, deed, "", "contact")


@staff(*policy.OFFICE)
@require_POST
def contact_end(request: StaffRequest, member: str, contact: int) -> HttpResponse:
    found = _member_or_404(request, member)
    try:
        row = queries.contact_of(found, min(contact, 2**62))
    except MemberContact.DoesNotExist as missing:
        raise Http404 from missing
    actions.end_contact(contact=row, actor=request.person, now=request.now)
    messages.success(request, _("{person} företräder inte längre {name}.").format(person=row.person, name=found.name))
    return _back(found)


def _member_or_404(request: StaffRequest, slug: str) -> Member:
    try:
        return queries.member_of(request.organisation, slug)
    except Member.DoesNotExist as missing:
        raise Http404 from missing


def _address(found: Member) -> str:
    return reverse("office:member", kwargs={"member": found.slug})


def _back(found: Member) -> HttpResponse:
    return HttpResponseRedirect(_address(found))
