"""How do members' cycles compare, and how does a member bring its own figures and choose what is shown?"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design import charts
from medborgarbudget.design.parts import Link, Tag
from medborgarbudget.domain.counting.export import pb_of
from medborgarbudget.domain.counting.queries import file_name
from medborgarbudget.domain.network.comparison import actions, permissions, queries
from medborgarbudget.domain.network.comparison.measures import FIGURES, MEASURES, published
from medborgarbudget.domain.network.comparison.models import (
    ComparableState,
    ComparedCycle,
    Origin,
    SigningKey,
)
from medborgarbudget.domain.network.comparison.queries import ComparedRow
from medborgarbudget.domain.network.membership.models import Member
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.files import csv_text, xlsx_bytes
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import member, public
from medborgarbudget.sites.access.request import MemberRequest, OrganisationRequest
from medborgarbudget.sites.hub.comparison.forms import FileForm, KeyForm, ShownForm
from medborgarbudget.sites.hub.library.form_errors import take_errors

MOST_VOTES_IN_ZIP = 40
ALL_YEARS = "alla"
LEAST_COMPANY = 3
"""Cycles that a year must have to be the one shown first: fewer are no comparison."""
STATE_TONES: dict[str, str] = {
    ComparableState.WAITING: "warning",
    ComparableState.SHOWN: "success",
    ComparableState.REFUSED: "outline",
    ComparableState.WITHDRAWN: "outline",
}


def state_tag(row: ComparedCycle) -> Tag:
    return Tag(str(ComparableState(row.state).label), STATE_TONES[row.state])  # type: ignore[arg-type]


def _year_of(request: OrganisationRequest) -> int | None:
    given = request.GET.get("ar", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None


def _latest_with_company(rows: list[ComparedRow]) -> int | None:
    """The latest year with enough cycles to compare; None (all years) when there is none."""
    counts = Counter(row.cycle.year for row in rows)
    return max((year for year, number in counts.items() if number >= LEAST_COMPANY), default=None)


def written(value: float | None, measure: str) -> str:
    """A value with its unit, or a dash."""
    return "–" if value is None else charts.written(value, str(MEASURES[measure].unit))


@public
@kept_for_visitors(60)
def comparison(request: OrganisationRequest) -> HttpResponse:
    """One measure as a chart, and all of them in a table."""
    everything = queries.shown(request.organisation)
    years = sorted({row.cycle.year for row in everything}, reverse=True)
    year = _year_of(request)
    if year not in years:
        year = None if request.GET.get("ar") == ALL_YEARS else _latest_with_company(everything)
    rows = [row for row in everything if year is None or row.cycle.year == year]
    asked = request.GET.get("matt", "")
    measure = asked if asked in MEASURES else next(iter(MEASURES))
    found = queries.by_measure(rows, measure)
    middle = queries.middle(rows, measure)
    votes = queries.published_counts(request.organisation) if everything else []

    def address(**changes: Any) -> str:
        given = {"matt": measure, "ar": year or ALL_YEARS, **changes}
        return "?" + urlencode({key: value for key, value in given.items() if value})

    return render(
        request,
        "network/comparison/comparison.html",
        {
            "any": bool(everything),
            "measures": [Link(str(each.name), address(matt=key), key == measure) for key, each in MEASURES.items()],
            "measure": MEASURES[measure],
            "unit": str(MEASURES[measure].unit),
            "years": [
                *(Link(str(each), address(ar=each), each == year) for each in years),
                Link(_("Alla år"), address(ar=ALL_YEARS), year is None),
            ],
            "bars": [charts.Bar(row.label, value) for row, value in found],
            "middle": written(middle, measure) if middle is not None else "",
            "unknown": len(rows) - len(found),
            "table": [_table_row(row) for row in rows],
            "heads": [each.name for each in MEASURES.values()],
            "query": urlencode({"ar": year}) if year else "",
            "votes": [_vote_row(count) for count in votes],
        },
    )


def _table_row(row: ComparedRow) -> dict[str, Any]:
    return {
        "cycle": row.cycle,
        "origin": Origin(row.cycle.origin).label,
        "values": [(each.name, written(row.values[key], key)) for key, each in MEASURES.items()],
    }


def _vote_row(count: Any) -> dict[str, Any]:
    cycle = count.vote.cycle
    return {
        "name": f"{cycle.organisation.name}, {cycle.name}",
        "pot": count.pot.name,
        "ballots": count.ballots,
        "url": reverse("network:comparison-votes", kwargs={"count": count.pk}),
    }


# --- to take away ---


def _head() -> list[str]:
    return [
        _("Medlem"), _("Kod"), _("Omgång"), _("År"), _("Varifrån siffrorna kommer"), *(str(each.name) for each in MEASURES.values()),
    ]  # fmt: skip


def _cells(rows: list[ComparedRow]) -> list[list[object]]:
    return [
        [
            row.cycle.member.name, row.cycle.member.code, row.cycle.name, row.cycle.year, str(Origin(row.cycle.origin).label),
            *(None if (value := row.values[key]) is None else round(value, 4) for key in MEASURES),
        ]
        for row in rows
    ]  # fmt: skip


@public
@kept_for_visitors(60)
def comparison_csv(request: OrganisationRequest) -> HttpResponse:
    """The table for any spreadsheet, with decimal commas as Swedish ones read them."""
    rows = [
        [str(cell).replace(".", ",") if isinstance(cell, float) else cell for cell in row]
        for row in _cells(queries.shown(request.organisation, _year_of(request)))
    ]
    return _download(csv_text(_head(), rows).encode(), "jamforelse.csv", "text/csv; charset=utf-8")


@public
@kept_for_visitors(60)
def comparison_xlsx(request: OrganisationRequest) -> HttpResponse:
    """The table as a workbook."""
    rows = _cells(queries.shown(request.organisation, _year_of(request)))
    return _download(
        xlsx_bytes(_("Jämförelse"), _head(), rows),
        "jamforelse.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )


@public
@kept_for_visitors(60)
def comparison_votes(request: OrganisationRequest, count: int) -> HttpResponse:
    """One published vote in the Pabulib format."""
    found = next((each for each in queries.published_counts(request.organisation) if each.pk == count), None)
    if found is None:
        raise Http404
    return _download(pb_of(found), file_name(found, "pb"), "text/plain; charset=utf-8")


@public
def comparison_all_votes(request: OrganisationRequest) -> HttpResponse:
    """All published votes in one archive, the newest first."""
    counts = queries.published_counts(request.organisation)[:MOST_VOTES_IN_ZIP]
    if not counts:
        raise Http404
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in counts:
            archive.writestr(file_name(each, "pb"), pb_of(each))
    return _download(out.getvalue(), "roster-pabulib.zip", "application/zip")


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


# --- members ---


def _own_member(request: MemberRequest) -> Member:
    if request.member is None:
        raise Http404
    return request.member


def _row_or_404(request: MemberRequest, pk: int) -> ComparedCycle:
    try:
        row = queries.row_of(request.organisation, pk)
    except (ComparedCycle.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    if row.member_id != _own_member(request).pk:
        raise Http404
    return row


def _mine() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("network:comparison-mine"))


@member
def comparison_mine(request: MemberRequest) -> HttpResponse:
    """The member's own cycles, what of each is shown, and the ways to bring more."""
    if request.member is None:
        return HttpResponseRedirect(reverse("office:comparison"))
    own = request.member
    form, keys = FileForm(), KeyForm()
    if request.method == "POST":
        require(permissions.may_bring(request.person, own, request.now))
        if "public_key" in request.POST:
            keys = KeyForm(request.POST)
            if _take_key(request, own, keys):
                return _mine()
        else:
            form = FileForm(request.POST, request.FILES)
            if _take_file(request, own, form):
                return _mine()
    return render(
        request,
        "network/comparison/mine.html",
        {
            "member": own,
            "rows": [
                {
                    "row": row,
                    "tag": state_tag(row),
                    "shown": [MEASURES[key].name for key in row.shown if key in MEASURES],
                    "all": len(row.shown) == len(MEASURES),
                }
                for row in queries.of_member(own)
            ],
            "cycles": queries.may_be_shared(own),
            "form": form,
            "key_form": keys,
            "keys": queries.keys_of(own),
            "crumbs": [Link(_("Jämförelse"), reverse("network:comparison"))],
        },
        status=422 if form.errors or keys.errors else 200,
    )


def _take_file(request: MemberRequest, own: Member, form: FileForm) -> bool:
    if not form.is_valid():
        return False
    try:
        rows = actions.receive_file(
            member=own, content=form.cleaned_data["file"].read(), actor=request.person, now=request.now
        )
    except ValidationError as wrong:
        form.add_error("file", wrong.messages)
        return False
    waiting = any(row.state == ComparableState.WAITING for row in rows)
    text = ngettext("%(n)d omgång är inläst.", "%(n)d omgångar är inlästa.", len(rows)) % {"n": len(rows)}
    messages.success(request, f"{text} {_('Kansliet tittar på dem innan de visas.') if waiting else ''}".strip())
    return True


def _take_key(request: MemberRequest, own: Member, form: KeyForm) -> bool:
    if not form.is_valid():
        return False
    try:
        actions.add_key(member=own, text=form.cleaned_data["public_key"], actor=request.person, now=request.now)
    except ValidationError as wrong:
        take_errors(form, wrong)
        return False
    messages.success(request, _("Nyckeln är tillagd. Filer som den signerar visas direkt."))
    return True


@member
def comparison_share(request: MemberRequest, cycle: int) -> HttpResponse:
    """Take one of the member's cycles here into the comparison, or take its figures anew."""
    own = _own_member(request)
    if request.method == "POST":
        cycles = {each.pk: each for each in queries.may_be_shared(own)}
        for row in queries.of_member(own).select_related("cycle__organisation"):
            if row.cycle is not None:
                cycles[row.cycle.pk] = row.cycle
        if cycle not in cycles:
            raise Http404
        actions.share_cycle(member=own, cycle=cycles[cycle], actor=request.person, now=request.now)
        messages.success(request, _("Omgången är med i jämförelsen, med de senaste siffrorna."))
    return _mine()


@member
def comparison_shown(request: MemberRequest, row: int) -> HttpResponse:
    """Choose what is shown of a cycle."""
    found = _row_or_404(request, row)
    form = ShownForm(request.POST or None, initial={"shown": found.shown})
    if request.method == "POST":
        form = ShownForm(request.POST)
        if form.is_valid():
            actions.choose_shown(row=found, measures=form.cleaned_data["shown"], actor=request.person, now=request.now)
            messages.success(request, _("Valet är sparat."))
            return _mine()
    told = published(found.figures)
    return render(
        request,
        "network/comparison/shown.html",
        {
            "row": found,
            "form": form,
            "figures": [(name, told[name]) for name in FIGURES if told[name] is not None],
            "crumbs": [Link(_("Våra siffror"), reverse("network:comparison-mine"))],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@member
def comparison_withdraw(request: MemberRequest, row: int) -> HttpResponse:
    """No longer take part with the cycle."""
    found = _row_or_404(request, row)
    if request.method == "POST":
        actions.withdraw(row=found, actor=request.person, now=request.now)
        messages.success(request, _("Omgången är inte längre med i jämförelsen."))
    return _mine()


@member
def comparison_key_end(request: MemberRequest, key: int) -> HttpResponse:
    """Stop taking files signed by a key."""
    try:
        found = queries.key_of(_own_member(request), key)
    except (SigningKey.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    if request.method == "POST":
        actions.end_key(key=found, actor=request.person, now=request.now)
        messages.success(request, _("Nyckeln gäller inte längre."))
    return _mine()
