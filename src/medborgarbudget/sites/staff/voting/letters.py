"""How do staff make letters with codes, print them once, and help somebody whose letter is lost?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.rolls.queries import roll_in_force
from medborgarbudget.domain.voting import actions, permissions, queries
from medborgarbudget.domain.voting.actions.letters import REISSUE, TAKE_ROLL
from medborgarbudget.domain.voting.models import BatchKind, CodeLetterBatch, Vote
from medborgarbudget.domain.voting.slips import last_post_day
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.voting.forms import AskToTakeForm, OrderForm, ReplaceForm, ReturnForm, RollOrderForm
from medborgarbudget.sites.staff.voting.views import vote_or_404

LEADS = (RoleName.LEAD, RoleName.ADMINISTRATOR)


@staff(*LEADS)
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: StaffRequest, cycle: str) -> HttpResponse:
    """The batches of letters, how far they have come, and the form to order more."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    order = OrderForm(request.POST if request.method == "POST" else None, vote=running)
    if order.is_bound and order.is_valid():
        try:
            actions.order_letters(
                vote=running,
                wanted=order.cleaned_data["wanted"],
                area=order.cleaned_data.get("area"),
                request_key=order.cleaned_data["request_key"],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as error:
            order.add_error(None, error)
        else:
            messages.success(request, _("Breven görs i bakgrunden. Du kan lämna sidan och komma tillbaka."))
            return redirect("staff:letters", cycle=found.slug)
    return _page(request, found, running, order=order, status=422 if order.is_bound else 200)


def _page(
    request: StaffRequest,
    cycle: Cycle,
    vote: Vote,
    *,
    order: OrderForm | None = None,
    replacing: ReplaceForm | None = None,
    asking: AskToTakeForm | None = None,
    returning: ReturnForm | None = None,
    status: int = 200,
) -> HttpResponse:
    offered = actions.offered_roll_letters(vote, request.person, request.now)
    batches = [(batch, batch.kind != BatchKind.ROLL or batch.pk in offered) for batch in queries.letter_batches(vote)]
    context = {
        "cycle": cycle,
        "vote": vote,
        "batches": batches,
        "to_ask": any(batch.finished_at and not batch.taken_at and not may for batch, may in batches),
        "asking": asking or AskToTakeForm(prefix="take"),
        "asked": two_people.waiting(request.organisation, kind=TAKE_ROLL, subject=vote),
        "order": order or OrderForm(vote=vote),
        "has_roll": roll_in_force(cycle) is not None,
        "addresses_left": actions.addresses_left(vote),
        "roll_order": RollOrderForm(prefix="roll"),
        "waiting": two_people.waiting(request.organisation, kind=REISSUE),
        "replacing": replacing or ReplaceForm(prefix="replace"),
        "returning": returning or ReturnForm(prefix="return", initial={"return_address": vote.return_address}),
        "may_offer": permissions.may_offer_forms(request.person, vote, request.now),
        "last_day": last_post_day(vote),
        "may": permissions.may_make_letters(request.person, vote, request.now),
        "tab": "staff:vote",
    }
    return render(request, "staff/voting/letters.html", context, status=status)


@staff(*LEADS)
@require_POST
def order_roll(request: StaffRequest, cycle: str) -> HttpResponse:
    """A letter to everybody in the roll."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = RollOrderForm(request.POST, prefix="roll")
    if form.is_valid():
        actions.order_roll_letters(
            vote=running, request_key=form.cleaned_data["request_key"], actor=request.person, now=request.now
        )
        messages.success(request, _("Breven görs i bakgrunden. Du kan lämna sidan och komma tillbaka."))
    return redirect("staff:letters", cycle=found.slug)


@staff(*LEADS)
@require_POST
def ask_to_take(request: StaffRequest, cycle: str) -> HttpResponse:
    """Ask to take out the letters to people in the roll, which takes two people."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = AskToTakeForm(request.POST, prefix="take")
    if not form.is_valid():
        return _page(request, found, running, asking=form, status=422)
    deed = actions.ask_roll_letters(
        vote=running, reason=form.cleaned_data["reason"], actor=request.person, now=request.now
    )
    messages.success(request, _("Nu väntar det på att en annan person godkänner. Hämta sedan breven på sidan Kodbrev."))
    return redirect("staff:two-people-one", deed.pk)


@staff(*LEADS)
@require_POST
def offer_forms(request: StaffRequest, cycle: str) -> HttpResponse:
    """Letters made from now on have a form to post back, or not."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = ReturnForm(request.POST, prefix="return")
    if form.is_valid():
        try:
            actions.offer_forms(vote=running, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Sparat. Det gäller brev som görs från och med nu."))
            return redirect("staff:letters", cycle=found.slug)
    return _page(request, found, running, returning=form, status=422)


@staff(*LEADS)
@require_POST
def take(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """The letters as a PDF, once."""
    found = staff_cycle_or_404(request, cycle)
    wanted = _batch_or_404(vote_or_404(found), batch)
    document = actions.take_letters(
        batch=wanted, actor=request.person, now=request.now, address=_voting_address(request, found)
    )
    return _pdf(document, f"kodbrev-{found.slug}-{wanted.pk}.pdf")


@staff(*LEADS)
@require_POST
def resume(request: StaffRequest, cycle: str, batch: int) -> HttpResponse:
    """Go on with a batch that was interrupted."""
    found = staff_cycle_or_404(request, cycle)
    actions.resume_letters(batch=_batch_or_404(vote_or_404(found), batch), actor=request.person, now=request.now)
    messages.success(request, _("Breven fortsätter att göras."))
    return redirect("staff:letters", cycle=found.slug)


@sensitive_post_parameters()
@staff(*LEADS)
@require_POST
def replace(request: StaffRequest, cycle: str) -> HttpResponse:
    """Ask for a new code for a lost letter, or end it."""
    found = staff_cycle_or_404(request, cycle)
    running = vote_or_404(found)
    form = ReplaceForm(request.POST, prefix="replace")
    if form.is_valid():
        number, reason = form.cleaned_data["number"], form.cleaned_data["reason"]
        try:
            if form.cleaned_data["deed"] == ReplaceForm.NEW:
                deed = actions.ask_new_letter(
                    vote=running,
                    number=number,
                    person=form.cleaned_data["person"],
                    reason=reason,
                    actor=request.person,
                    now=request.now,
                )
                messages.success(
                    request, _("Det nya brevet väntar på att en annan person godkänner det. Hämta det sedan här.")
                )
                return redirect("staff:two-people-one", deed.pk)
            actions.void_letter(vote=running, number=number, reason=reason, actor=request.person, now=request.now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Koden i brevet gäller inte längre."))
            return redirect("staff:letters", cycle=found.slug)
    return _page(request, found, running, replacing=form, status=422)


def _batch_or_404(vote: Vote, pk: int) -> CodeLetterBatch:
    batch = (
        CodeLetterBatch.objects.filter(vote=vote, pk=pk)
        .select_related("vote__cycle__organisation", "vote__rule_sheet")
        .first()
    )
    if batch is None:
        raise Http404
    return batch


def _voting_address(request: StaffRequest, cycle: Cycle) -> str:
    """Where one votes, as printed on the letters."""
    return request.build_absolute_uri(reverse("residents:vote", kwargs={"cycle": cycle.slug}))


def _pdf(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
