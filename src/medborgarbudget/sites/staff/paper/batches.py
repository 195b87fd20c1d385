"""How is a box taken from seal to approval: opened, read by two, settled by a third, explained, sent to two for approval, corrected?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.paper import actions, deeds, permissions, policy, queries
from medborgarbudget.domain.paper.models import PaperBallot, PaperBatch
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.voting.definition import Definition, numbers_in
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import take_errors
from medborgarbudget.sites.staff.paper.forms import ExplainForm, OpenForm, PaperForm, ReasonForm, RowsForm
from medborgarbudget.sites.staff.paper.views import CLERKS, READERS, page, vote_at


def batch_or_404(vote: Vote, pk: int) -> PaperBatch:
    found = (
        PaperBatch.objects.filter(vote=vote, pk=pk)
        .select_related("desk", "first_clerk", "second_clerk", "approved_by", "approval_asked_by", "corrects__desk", "vote__cycle__organisation")
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404
    return found


@staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """One box: its numbers, what comes next, and by whom."""
    found, vote = vote_at(request, cycle)
    box = batch_or_404(vote, batch)
    what = request.POST.get("do", "") if request.method == "POST" else ""
    forms: dict[str, PlainForm] = {
        "open": OpenForm(request.POST if what == "open" else None, prefix="open"),
        "explain": ExplainForm(
            request.POST if what == "explain" else None, prefix="explain", initial={"explanation": box.explanation}
        ),
        "approve": ReasonForm(
            request.POST if what == "approve" else None, prefix="approve", initial={"reason": _("Siffrorna stämmer.")}
        ),
    }
    done: dict[str, tuple[Callable[..., Any], str]] = {
        "open": (actions.open_box, _("Lådan är öppnad. Nu läser två personer valsedlarna, var för sig.")),
        "explain": (actions.explain, _("Förklaringen är sparad.")),
        "approve": (_ask, _("Godkännandet väntar på en person till.")),
    }
    if what in forms and forms[what].is_valid():
        deed, text = done[what]
        try:
            deed(batch=box, actor=request.person, now=request.now, **forms[what].cleaned_data)
        except ValidationError as error:
            take_errors(forms[what], error)
        else:
            messages.success(request, text)
            return redirect("staff:paper-batch", cycle=found.slug, batch=box.pk)
    numbers = queries.numbers_of(box)
    too_many = policy.must_be_explained(box.ballots, box.check_ins)
    exchanged, spoiled = queries.exchanged_and_spoiled(box)
    return page(
        request,
        "batch",
        found,
        422 if what else 200,
        batch=box,
        numbers=numbers,
        reasons=[(str(policy.REASONS.get(code, code)), many) for code, many in numbers.by_reason.items()],
        differing=queries.differing(box),
        forms=forms,
        may_open_box=permissions.may_open_box(request.person, box, database_now()),
        may_key=permissions.may_key(request.person, box),
        may_settle=permissions.may_settle(request.person, box),
        may_approve=permissions.may_approve(request.person, box, request.now),
        may_correct=permissions.may_correct(request.person, box, request.now),
        too_many=too_many,
        exchanged=exchanged,
        spoiled=spoiled,
        must_explain=too_many or policy.exchanges_must_be_explained(exchanged, spoiled),
        waiting=two_people.waiting(box.organisation, kind=deeds.APPROVE.name, subject=box).first(),
        corrected_by=PaperBatch.objects.filter(corrects=box).first(),
    )


def _ask(*, batch: PaperBatch, reason: str, actor: Any, now: Any) -> None:
    require(permissions.may_approve(actor, batch, now))
    two_people.ask(
        kind=deeds.APPROVE.name, subject=batch, organisation=batch.organisation, payload={}, reason=reason, actor=actor, now=now
    )  # fmt: skip


@staff(*CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """Read ballots one after the other. Nobody sees here what the other clerk has read."""
    found, vote = vote_at(request, cycle)
    box = batch_or_404(vote, batch)
    require(permissions.may_key(request.person, box))
    number = _number(request.POST.get("number") or request.GET.get("nummer") or "")
    if number is None:
        following = queries.next_to_key(box, request.person.pk)
        if following is None:
            messages.success(request, _("Du har läst alla valsedlar i bunten."))
            return redirect("staff:paper-batch", cycle=found.slug, batch=box.pk)
        number = following.number
    definition = definition_of(vote)
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        definition=definition,
        initial={"style": request.GET.get("valsedel", box.style)},
    )
    if form.is_bound and form.is_valid():
        try:
            entry = actions.key_ballot(
                batch=box, number=number, actor=request.person, now=request.now, **form.cleaned_data
            )
        except ValidationError as error:
            take_errors(form, error)
        else:
            _tell(request, definition, number, entry)
            answer = redirect("staff:paper-key", cycle=found.slug, batch=box.pk)
            if entry["style"]:
                answer["Location"] += f"?valsedel={entry['style']}"
            return answer
    return page(
        request, "key", found, 422 if form.is_bound else 200, batch=box, number=number, form=form, options=definition.options
    )  # fmt: skip


@staff(*CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """Take in what the clerk has read in a spreadsheet: all rows or none."""
    found, vote = vote_at(request, cycle)
    box = batch_or_404(vote, batch)
    require(permissions.may_key(request.person, box))
    form = RowsForm(request.POST if request.method == "POST" else None, definition=definition_of(vote))
    if form.is_bound and form.is_valid():
        try:
            many = actions.key_rows(batch=box, rows=form.cleaned_data["rows"], actor=request.person, now=request.now)
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(
                request,
                ngettext("%(n)d valsedel är inläst.", "%(n)d valsedlar är inlästa.", many) % {"n": many},
            )
            return redirect("staff:paper-batch", cycle=found.slug, batch=box.pk)
    return page(request, "paste", found, 422 if form.is_bound else 200, batch=box, form=form)


def _tell(request: StaffRequest, definition: Definition, number: int, entry: dict[str, Any]) -> None:
    if entry["invalid"]:
        messages.warning(
            request,
            _("Valsedel %(number)d är sparad som ogiltig: %(why)s.")
            % {"number": number, "why": str(policy.REASONS[entry["invalid"]]).lower()},
        )
        return
    titles = [f"{each} {definition.options_by_number[each].title}" for each in numbers_in(entry["choices"])]
    messages.success(
        request, _("Valsedel %(number)d är sparad: %(titles)s.") % {"number": number, "titles": ", ".join(titles)}
    )


@staff(*CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: StaffRequest, cycle: str, batch: int, number: int) -> HttpResponse:
    """A third person reads a ballot that two have read differently. What they read is shown, with the paper in hand."""
    found, vote = vote_at(request, cycle)
    box = batch_or_404(vote, batch)
    require(permissions.may_settle(request.person, box))
    paper = PaperBallot.objects.filter(batch=box, number=number).first()
    if paper is None:
        raise Http404
    definition = definition_of(vote)
    initial = {"style": (paper.first or {}).get("style", "")}
    form = PaperForm(request.POST if request.method == "POST" else None, definition=definition, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.settle(batch=box, number=number, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as error:
            take_errors(form, error)
        else:
            messages.success(request, _("Valsedel %(number)d är avgjord.") % {"number": number})
            return redirect("staff:paper-batch", cycle=found.slug, batch=box.pk)
    readings = [_in_words(definition, each) for each in (paper.first, paper.second) if each is not None]
    return page(
        request, "settle", found, 422 if form.is_bound else 200, batch=box, number=number, form=form, readings=readings
    )


def _in_words(definition: Definition, entry: dict[str, Any]) -> str:
    said = [f"{each[0]}={each[1]}" if isinstance(each, list) else f"{each}" for each in entry["choices"]] or [
        _("inget")
    ]
    style = definition.styles_by_code.get(entry["style"])
    where = f"{style.name}: " if style is not None and style.name else ""
    why = f" ({str(policy.REASONS[entry['invalid']]).lower()})" if entry["invalid"] else ""
    return f"{where}{' '.join(said)}{why}"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


@staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """Begin a batch that takes the place of an approved one."""
    found, vote = vote_at(request, cycle)
    box = batch_or_404(vote, batch)
    require(permissions.may_correct(request.person, box, request.now))
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        new = actions.correct(batch=box, actor=request.person, now=request.now, **form.cleaned_data)
        messages.success(request, _("Rättelsen är påbörjad. Räkna lådans valsedlar och läs dem på nytt."))
        return redirect("staff:paper-batch", cycle=found.slug, batch=new.pk)
    return page(request, "correct", found, 422 if form.is_bound else 200, batch=box, form=form)
