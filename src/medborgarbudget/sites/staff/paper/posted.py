"""How does a clerk register what comes by post, and see which envelopes are to be opened when the vote has closed?

The slip is read and the envelope gets a number to be written on it. What the slip says is in no address, message or log.
"""

from __future__ import annotations

import secrets
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from medborgarbudget.domain.paper import actions, permissions, queries
from medborgarbudget.domain.paper.models import EnvelopeState, PostedEnvelope
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import definition_of
from medborgarbudget.domain.voting.slips import last_post_day
from medborgarbudget.foundation.clock import database_now, to_local
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.cycles.forms import take_errors
from medborgarbudget.sites.staff.paper.forms import PostedForm
from medborgarbudget.sites.staff.paper.views import CLERKS, READERS, page, vote_at


@sensitive_post_parameters("slip")
@staff(*READERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: StaffRequest, cycle: str) -> HttpResponse:
    """Register envelopes one after the other; after closing, which are opened and which are not."""
    found, vote = vote_at(request, cycle)
    form = PostedForm(request.POST if request.method == "POST" else None, initial={"day": _day(request)})
    if form.is_bound and form.is_valid():
        try:
            envelope = actions.register_posted(
                vote=vote,
                key=request.POST.get("key", ""),
                network=str(request.META.get("REMOTE_ADDR", "")),
                actor=request.person,
                now=request.now,
                **form.cleaned_data,
            )
        except ValidationError as error:
            take_errors(form, error)
        else:
            _tell(request, envelope)
            answer = redirect("staff:paper-posted", cycle=found.slug)
            answer["Location"] += f"?dag={envelope.day.isoformat()}"
            return answer
    clock = database_now()
    closed = clock >= vote.closes_at
    if closed:
        form.fields["slip"].widget.attrs.pop("autofocus", None)
    return page(
        request,
        "posted",
        found,
        422 if form.is_bound else 200,
        form=form,
        key=request.POST.get("key") or secrets.token_urlsafe(24),
        numbers=(numbers := queries.posted_numbers(vote)),
        causes=[(cause.label, many) for cause, many in numbers.by_cause.most_common()],
        last=queries.last_envelopes(vote),
        last_day=last_post_day(vote),
        boxes=_boxes(vote) if numbers.boxed else [],
        listed=queries.posted_envelopes(vote, EnvelopeState.LISTED) if closed and not numbers.held else [],
        closed=closed,
        may_register=permissions.may_register_posted(request.person, vote, clock),
        may_sort=permissions.may_sort_posted(request.person, vote, clock),
    )


@staff(*CLERKS)
@require_POST
def sort(request: StaffRequest, cycle: str) -> HttpResponse:
    """Settle which envelopes are opened."""
    found, vote = vote_at(request, cycle)
    actions.sort_posted(vote=vote, actor=request.person, now=request.now)
    messages.success(request, _("Kuverten är sorterade. Öppna bara dem som står under en låda."))
    return redirect("staff:paper-posted", cycle=found.slug)


def _day(request: StaffRequest) -> date:
    """The day of the envelope before, when one goes through a day's post; else today."""
    try:
        return date.fromisoformat(request.GET.get("dag", ""))
    except ValueError:
        return to_local(request.now).date()


def _tell(request: StaffRequest, envelope: PostedEnvelope) -> None:
    number = {"number": envelope.number}
    if envelope.cause:
        messages.warning(
            request,
            _("Skriv %(number)d på kuvertet och lägg det för sig. Det öppnas inte: %(why)s.")
            % {**number, "why": envelope.get_cause_display().lower()},
        )
        return
    messages.success(
        request,
        _("Skriv %(number)d på kuvertet. Lägg tillbaka lappen och det lilla kuvertet, oöppnat, och lås in det.")
        % number,
    )


def _boxes(vote: Vote) -> list[tuple[str, list[int]]]:
    """Each box and the numbers of the envelopes that are opened for it."""
    numbers: dict[str, list[int]] = {}
    for envelope in queries.posted_envelopes(vote, EnvelopeState.BOXED):
        numbers.setdefault(envelope.style, []).append(envelope.number)
    return [(style.name, numbers[style.code]) for style in definition_of(vote).styles if style.code in numbers]
