"""Which proposals have come in? A table that filters, sorts and goes out as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import offered_files, two_people
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.domain.proposals import actions, permissions, policy, queries
from medborgarbudget.domain.proposals.deeds import CONTACTS
from medborgarbudget.domain.proposals.models import Channel, Proposal, ProposalState
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.access.second_person import FileOfManyForm
from medborgarbudget.sites.staff.proposals.rows import tag_of

PER_PAGE = 50

SORTS: dict[str, Any] = {
    "number": F("number").asc(nulls_last=True),
    "title": F("title").asc(),
    "area": F("cycle_area__area__name").asc(nulls_last=True),
    "state": F("state").asc(),
    "received": F("submitted_at").asc(nulls_last=True),
    "supports": F("support_count").asc(),
    "cost": F("cost").asc(nulls_last=True),
}


@staff()
@never_cache
@require_safe
def proposals(request: StaffRequest, cycle: str) -> HttpResponse:
    """The table."""
    found = staff_cycle_or_404(request, cycle)
    counts = queries.counts_by_state(found)
    chosen, look = _chosen(found, request.GET)
    page = Paginator(chosen, PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "cycle": found,
        "tab": "staff:proposals",
        "page": page,
        "rows": [(proposal, tag_of(proposal.state)) for proposal in page.object_list],
        "look": look,
        "query": query.urlencode(),
        "all": sum(counts.values()),
        "states": [(state.value, state.label, counts[state]) for state in ProposalState if state in counts],
        "areas": list(cycles.areas(found)),
        "themes": list(found.themes.all()),
        "channels": Channel.choices,
        "may_enter": has_role(request.person, request.organisation, *permissions.FRONT),
        "may_moderate": permissions.may_moderate(request.person, request.organisation, request.now),
        "may_ask_contacts": has_role(request.person, request.organisation, RoleName.LEAD, RoleName.ADMINISTRATOR),
        "awaiting": counts.get(ProposalState.SUBMITTED, 0),
    }
    return TemplateResponse(request, "staff/proposals/list.html", context)


def _chosen(cycle: Cycle, query: QueryDict) -> tuple[QuerySet[Proposal], dict[str, Any]]:
    """What the address asks for; whatever makes no sense in it is left out."""
    state, channel = query.get("lage", ""), query.get("kanal", "")
    look: dict[str, Any] = {
        "words": " ".join(query.get("sok", "").replace("\x00", " ").split())[:100],
        "area": _number(query.get("omrade", "")),
        "theme": _number(query.get("tema", "")),
        "state": state if state in ProposalState.values and state not in policy.NOT_SENT else "",
        "channel": channel if channel in Channel.values else "",
    }
    sort = query.get("sort", "")
    look["sort"] = sort if sort.removeprefix("-") in SORTS else "-number"
    wanted = queries.Wanted(
        words=look["words"],
        areas=(look["area"],) if look["area"] else (),
        themes=(look["theme"],) if look["theme"] else (),
        states=(look["state"],) if look["state"] else (),
        channel=look["channel"],
    )
    order = SORTS[look["sort"].removeprefix("-")].copy()
    if look["sort"].startswith("-"):
        order.reverse_ordering()
        order.nulls_first, order.nulls_last = None, True if order.nulls_first or order.nulls_last else None
    return queries.narrowed(queries.all_proposals(cycle), wanted).order_by(order, "pk"), look


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@staff()
@never_cache
@require_safe
def export(request: StaffRequest, cycle: str) -> HttpResponse:
    """The same as a file for a spreadsheet, without anybody's contact data."""
    found = staff_cycle_or_404(request, cycle)
    chosen, _look = _chosen(found, request.GET)
    rows = list(_lines(chosen, contact=False))
    actions.note_export(cycle=found, number=len(rows) - 1, contact=False, actor=request.person, now=request.now)
    return _file(rows, f"forslag-{found.slug}.csv")


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR)
@never_cache
def ask_contacts(request: StaffRequest, cycle: str) -> HttpResponse:
    """Ask for the same with contact data, which takes two people. The list is the one that was filtered."""
    found = staff_cycle_or_404(request, cycle)
    chosen, _look = _chosen(found, request.GET)
    form = FileOfManyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = two_people.ask(
            kind=CONTACTS,
            subject=found,
            organisation=request.organisation,
            payload={"proposals": sorted(chosen.values_list("pk", flat=True))},
            reason=form.cleaned_data["reason"],
            actor=request.person,
            now=request.now,
        )
        messages.success(request, _("Nu väntar det på att en annan person godkänner. Hämta sedan listan här."))
        return HttpResponseRedirect(reverse("staff:two-people-one", args=[made.pk]), status=303)
    context = {"cycle": found, "form": form, "number": chosen.count(), "tab": "staff:proposals"}
    return TemplateResponse(request, "staff/proposals/contacts.html", context, status=422 if form.errors else 200)


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR)
@never_cache
@require_POST
def contacts(request: StaffRequest, cycle: str, deed_id: int) -> HttpResponse:
    """The list with contact data, once, to the one who asked."""
    found = staff_cycle_or_404(request, cycle)
    deed = (
        TwoPersonDeed.objects.of(request.organisation)
        .filter(pk=deed_id, kind=CONTACTS, subject_id=str(found.pk))
        .first()
    )
    offered = offered_files.offered_for(deed) if deed is not None else None
    if deed is None or offered is None:
        raise Http404
    offered_files.take(file=offered, actor=request.person, now=request.now)
    chosen = queries.all_proposals(found).filter(pk__in=deed.payload["proposals"]).order_by("number", "pk")
    rows = list(_lines(chosen, contact=True))
    actions.note_export(cycle=found, number=len(rows) - 1, contact=True, actor=request.person, now=request.now)
    return _file(rows, f"forslag-kontaktuppgifter-{found.slug}.csv")


def _file(rows: list[list[Any]], name: str) -> HttpResponse:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    # The mark at the beginning lets spreadsheets see that the text is UTF-8.
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(chosen: QuerySet[Proposal], *, contact: bool) -> Iterator[list[Any]]:
    yield [
        _("Nummer"), _("Titel"), _("Vad"), _("Varför"), _("Plats"), _("Latitud"), _("Longitud"), _("Område"), _("Tema"),
        _("Läge"), _("Kanal"), _("Inkom"), _("Kostnad"), _("Driftskostnad per år"), _("Stöd"), _("Kommentarer"),
        _("Namn som visas"), _("Förening"),
        *([_("Kontaktperson"), _("E-post"), _("Telefon")] if contact else []),
    ]  # fmt: skip
    for proposal in chosen.select_related("author", "cycle_area__area", "theme"):
        row = [
            proposal.reference, proposal.title, proposal.what, proposal.why, proposal.place, proposal.latitude, proposal.longitude,
            proposal.cycle_area.area.name if proposal.cycle_area else "", proposal.theme.name if proposal.theme else "",
            proposal.get_state_display(), proposal.get_channel_display(),
            to_local(proposal.submitted_at).strftime("%Y-%m-%d %H:%M") if proposal.submitted_at else "",
            proposal.cost, proposal.running_cost, proposal.support_count, proposal.comment_count,
            proposal.display_name, proposal.association,
        ]  # fmt: skip
        if contact:
            email = proposal.contact_email or (proposal.author.email if proposal.author else "")
            row += [proposal.contact_name, email, proposal.contact_phone]
        yield row


def inert(cell: Any) -> Any:
    """A text that no spreadsheet takes for a formula; numbers as they are."""
    if cell is None:
        return ""
    if isinstance(cell, str) and (
        cell.lstrip()[:1] in {"=", "+", "-", "@", "|", "%"} or cell[:1] in {"\t", "\r", "\n"}
    ):
        return "'" + cell
    return cell
