"""How do staff read in a roll, look at what it holds in numbers, have it approved, and change one person as a case?

No page here shows a person, and no address holds one.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.rolls import actions, permissions, queries, telling
from medborgarbudget.domain.rolls.models import ChangeKind, Roll, RollState
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.rolls.forms import ApprovalForm, ChangeForm, UploadForm
from medborgarbudget.sites.staff.rolls.upload import SealingHandler

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)
READERS = (*LEADS, RoleName.AUDITOR)
FOLDER = "staff/rolls"


def _roll_or_404(request: StaffRequest, cycle: Cycle, version: int) -> Roll:
    found = queries.roll_of(request.organisation, cycle, version)
    if found is None:
        raise Http404
    return found


@staff(*READERS)
@require_GET
def rolls(request: StaffRequest, cycle: str) -> HttpResponse:
    """The roll in force, those before it, and the form to read in another."""
    return _rolls_page(request, staff_cycle_or_404(request, cycle))


def _rolls_page(request: StaffRequest, cycle: Cycle, form: UploadForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "cycle": cycle,
        "rolls": queries.rolls_of(cycle),
        "facts": queries.roll_facts(cycle),
        "form": form or UploadForm(),
        "may": permissions.may_read_in(request.person, cycle, request.now),
        "may_handle": permissions.may_handle_rolls(request.person, cycle, request.now),
        "tab": "staff:rolls",
    }
    return render(request, f"{FOLDER}/rolls.html", context, status=status)


@staff(*LEADS)
@csrf_exempt
@require_POST
def upload(request: StaffRequest, cycle: str) -> HttpResponse:
    """Receive a file. The handler has to be in place before the form is read, also by the check of its token; that is made inside."""
    request.upload_handlers = [SealingHandler(request)]
    return _upload(request, cycle)


@csrf_protect
def _upload(request: StaffRequest, cycle: str) -> HttpResponse:
    found = staff_cycle_or_404(request, cycle)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.read_in(
                cycle=found,
                chunks=file.chunks(),
                file_name=file.name,
                request_key=form.cleaned_data["request_key"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Filen läses i bakgrunden. Du kan lämna sidan och komma tillbaka."))
            return redirect("staff:roll", cycle=found.slug, version=made.version)
    return _rolls_page(request, found, form, status=422)


@staff(*READERS)
@require_GET
def roll(request: StaffRequest, cycle: str, version: int) -> HttpResponse:
    """What a file held, in numbers, and what can be done with it."""
    found = staff_cycle_or_404(request, cycle)
    return _roll_page(request, found, _roll_or_404(request, found, version))


def _roll_page(
    request: StaffRequest, cycle: Cycle, roll: Roll, form: ApprovalForm | None = None, status: int = 200
) -> HttpResponse:
    checked = roll.state in {RollState.CHECKED, RollState.APPROVED, RollState.REPLACED}
    context: dict[str, Any] = {
        "cycle": cycle,
        "roll": roll,
        "checked": checked,
        "found": telling.found_in_words(roll) if checked else [],
        "warnings": telling.warnings(roll) if roll.state == RollState.CHECKED else [],
        "ages": _ages(roll) if checked else [],
        "rejected": list(queries.rejected_rows(roll)),
        "may_handle": permissions.may_handle_rolls(request.person, cycle, request.now),
        "may_ask": permissions.may_have_approved(request.person, roll, request.now),
        "may_change": permissions.may_change(request.person, roll, request.now),
        "waiting": two_people.waiting(request.organisation, kind=actions.APPROVE, subject=roll).first(),
        "changes": roll.changes.exclude(at=None).select_related("asked_by", "confirmed_by"),
        "form": form or ApprovalForm(roll=roll),
        "tab": "staff:rolls",
    }
    return render(request, f"{FOLDER}/roll.html", context, status=status)


def _ages(roll: Roll) -> list[tuple[str, int, int | None]]:
    before = dict(roll.summary.get("ages_before", []))
    return [(name, number, before.get(name)) for name, number in roll.summary.get("ages", [])]


@staff(*READERS)
@require_GET
def progress(request: StaffRequest, cycle: str, version: int) -> HttpResponse:
    """How far the reading has come, for a page that watches; it is told to load anew when the reading is over."""
    found = staff_cycle_or_404(request, cycle)
    watched = _roll_or_404(request, found, version)
    if request.headers.get("HX-Request") != "true":
        return redirect("staff:roll", cycle=found.slug, version=version)
    response = render(request, f"{FOLDER}/progress.html", {"cycle": found, "roll": watched})
    if watched.state != RollState.CHECKING:
        response.headers["HX-Refresh"] = "true"
    return response


@staff(*LEADS)
@require_POST
def ask(request: StaffRequest, cycle: str, version: int) -> HttpResponse:
    """Put the roll before a second person."""
    found = staff_cycle_or_404(request, cycle)
    wanted = _roll_or_404(request, found, version)
    form = ApprovalForm(request.POST, roll=wanted)
    if form.is_valid():
        try:
            deed = actions.ask_approval(
                roll=wanted,
                leave_out=form.cleaned_data.get("leave_out", False),
                reason=form.cleaned_data["reason"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Nu väntar röstlängden på att en annan person godkänner den."))
            return redirect("staff:two-people-one", deed.pk)
    return _roll_page(request, found, wanted, form, status=422)


@staff(*LEADS)
@require_POST
def resume(request: StaffRequest, cycle: str, version: int) -> HttpResponse:
    """Begin anew with a reading that has stopped."""
    found = staff_cycle_or_404(request, cycle)
    actions.resume(roll=_roll_or_404(request, found, version), actor=request.person, now=request.now)
    messages.success(request, _("Filen läses från början igen."))
    return redirect("staff:roll", cycle=found.slug, version=version)


@staff(*LEADS)
@require_POST
def discard(request: StaffRequest, cycle: str, version: int) -> HttpResponse:
    """Throw a reading away."""
    found = staff_cycle_or_404(request, cycle)
    actions.discard(roll=_roll_or_404(request, found, version), actor=request.person, now=request.now)
    messages.success(request, _("Det som lästes in är kastat."))
    return redirect("staff:rolls", cycle=found.slug)


@sensitive_post_parameters()
@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, cycle: str) -> HttpResponse:
    """One person is added, moved or ended, when a second person confirms."""
    found = staff_cycle_or_404(request, cycle)
    current = queries.roll_in_force(found)
    if current is None:
        raise Http404
    form = ChangeForm(request.POST if request.method == "POST" else None, roll=current)
    if form.is_bound and form.is_valid():
        try:
            deed = actions.ask_change(
                roll=current,
                kind=ChangeKind(form.cleaned_data["kind"]),
                number=form.cleaned_data["number"],
                area=form.cleaned_data.get("area"),
                reason=form.cleaned_data["reason"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Ärendet väntar på att en annan person godkänner det."))
            return redirect("staff:two-people-one", deed.pk)
    context = {"cycle": found, "roll": current, "form": form, "tab": "staff:rolls"}
    return render(request, f"{FOLDER}/change.html", context, status=422 if form.is_bound else 200)
