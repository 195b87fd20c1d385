"""How does staff help voters: somebody at the desk or in the telephone, and a school class?

Who is helped is found by number in the body of a form, never in an address; what they choose is seen by nobody but them and the clerk
who holds the mouse.
"""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.rolls.queries import roll_in_force
from medborgarbudget.domain.voting import actions, permissions, queries
from medborgarbudget.domain.voting.models import AssistedPlace, BatchKind, CodeLetterBatch, Vote
from medborgarbudget.domain.voting.policy import ASSISTED_A_DAY
from medborgarbudget.domain.voting.school_links import token_of
from medborgarbudget.sites.access.ballot_draft import Draft, keep_draft
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.voting.forms import AssistForm, ReviewHelpForm, RollSlipsForm, SlipsForm
from medborgarbudget.sites.staff.voting.views import vote_or_404

HELPERS = (RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.DESK)
READERS = (*HELPERS, RoleName.AUDITOR)
REVIEWERS = (RoleName.ADMINISTRATOR, RoleName.AUDITOR)


@sensitive_post_parameters()
@staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def help_to_vote(request: StaffRequest, cycle: str) -> HttpResponse:
    """Let somebody in whose identity the clerk has checked, and the list of those who were helped."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = AssistForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            noted, voter = actions.begin_assisted(
                vote=running,
                number=form.cleaned_data["number"],
                place=AssistedPlace(form.cleaned_data["place"]),
                checked=form.cleaned_data["checked"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            draft = Draft(style=voter.style, assisted=noted.pk)
            draft.let_in(voter, request.now)
            keep_draft(request, running, draft)
            return redirect("residents:vote", cycle=found.slug)
    context = {
        "cycle": found,
        "vote": running,
        "form": form,
        "may": permissions.may_assist(request.person, running, request.now),
        "assisted": queries.assisted_votes(running),
        "may_review": bool(request.roles & {role.value for role in REVIEWERS}),
        "tab": "staff:vote",
    }
    return render(request, "staff/voting/help.html", context, status=422 if form.is_bound else 200)


@staff(*REVIEWERS)
@require_GET
def review(request: StaffRequest, cycle: str) -> HttpResponse:
    """Who has helped how many, day by day, and which days somebody else has looked through."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    context = {
        "cycle": found,
        "vote": running,
        "days": queries.helped_days(running),
        "most": ASSISTED_A_DAY,
        "tab": "staff:vote",
    }
    return render(request, "staff/voting/help_review.html", context)


@staff(*REVIEWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def review_day(request: StaffRequest, cycle: str, clerk: int, day: str) -> HttpResponse:
    """What one clerk noted on a day: in numbers, and a sample one by one."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    wanted = _day(day)
    helped = queries.helped_day(running, clerk, wanted) if wanted is not None else None
    if helped is None:
        raise Http404
    form = ReviewHelpForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.review_help(
                vote=running,
                clerk_id=clerk,
                day=helped.day,
                remark=form.cleaned_data["remark"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Dagen är granskad."))
            return redirect("staff:vote-help-review", cycle=found.slug)
    context = {
        "cycle": found,
        "vote": running,
        "helped": helped,
        "form": form,
        "may": permissions.may_review_help(request.person, running, helped, request.now),
        "tab": "staff:vote",
    }
    return render(request, "staff/voting/help_day.html", context, status=422 if form.is_bound else 200)


def _day(text: str) -> date | None:
    """A day as it stands in an address, 2027-05-01; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@staff(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def classes(request: StaffRequest, cycle: str) -> HttpResponse:
    """School classes that have slips, and the form to make some for another."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    roll = roll_in_force(found)
    sent = request.POST if request.method == "POST" else None
    form: SlipsForm | RollSlipsForm
    if roll is not None:
        form = RollSlipsForm(sent, classes=queries.classes_without_slips(running, roll))
    else:
        form = SlipsForm(sent, vote=running)
    if form.is_bound and form.is_valid():
        try:
            actions.order_slips(
                vote=running,
                school_class=form.cleaned_data["school_class"],
                wanted=form.cleaned_data.get("wanted", 0),
                area=form.cleaned_data.get("area"),
                request_key=form.cleaned_data["request_key"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Lapparna görs. Skicka länken till läraren, eller hämta dem här."))
            return redirect("staff:school-classes", cycle=found.slug)
    may = permissions.may_make_slips(request.person, running, request.now)
    context = {
        "cycle": found,
        "vote": running,
        "form": form,
        "may": may,
        "has_roll": roll is not None,
        "batches": [(batch, _link(request, batch) if may else "") for batch in queries.school_batches(running)],
        "tab": "staff:vote",
    }
    return render(request, "staff/voting/classes.html", context, status=422 if form.is_bound else 200)


def _link(request: StaffRequest, batch: CodeLetterBatch) -> str:
    """The teacher's link, while there is something to take."""
    if batch.taken_at is not None:
        return ""
    return request.build_absolute_uri(reverse("residents:slips", kwargs={"token": token_of(batch)}))


@staff(*HELPERS)
@require_POST
def take_slips(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """The slips as a PDF, once."""
    found = staff_cycle_or_404(request, cycle)
    wanted = _class_or_404(found, vote_or_404(found), batch)
    address = request.build_absolute_uri(reverse("residents:vote", kwargs={"cycle": found.slug}))
    document = actions.take_letters(batch=wanted, actor=request.person, now=request.now, address=address)
    response = HttpResponse(document, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="lappar-{found.slug}-{wanted.pk}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _class_or_404(cycle: Cycle, vote: Vote, pk: int) -> CodeLetterBatch:
    batch = CodeLetterBatch.objects.filter(vote=vote, pk=pk, kind=BatchKind.SCHOOL).first()
    if batch is None:
        raise Http404
    return batch
