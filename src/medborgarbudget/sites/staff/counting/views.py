"""How does staff take a vote from an opened urn to a published result and a proposal for decision?"""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import actions, permissions, queries
from medborgarbudget.domain.counting.decision_document import MEDIA_TYPE, decision_document
from medborgarbudget.domain.counting.deeds import PUBLISH
from medborgarbudget.domain.counting.export import certificate_of, csv_of, outcome_of, pb_of
from medborgarbudget.domain.counting.policy import may_publish_ballots
from medborgarbudget.domain.counting.protocol import protocol_of, sections_of
from medborgarbudget.domain.counting.queries import PotResult, Result
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.cycles.queries import pots
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import phase_of
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.cycles import staff_cycle_or_404
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.counting.forms import PublishForm


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def count(request: HttpRequest, cycle: str) -> HttpResponse:
    """The steps: open the urn, count, look, publish, propose a decision. Counting and counting again are done from here."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    vote = queries.vote_to_count(found)
    if request.method == "POST":
        if vote is None:
            raise Http404
        if request.POST.get("do") == "recount":
            recounts = actions.recount(vote=vote, actor=asked.person, now=asked.now)
            if all(each.same and each.proven is not False for each in recounts):
                messages.success(request, _("Omräkningen gav exakt samma resultat."))
            else:
                messages.error(
                    request,
                    _("Omräkningen gav inte samma resultat. Publicera inte, och kontakta den som driver tjänsten."),
                )
        elif request.POST.get("do") == "compare":
            actions.compare_again(vote=vote, actor=asked.person, now=asked.now)
            messages.success(request, _("Jämförelsen räknas i bakgrunden. Du kan lämna sidan och komma tillbaka."))
        else:
            actions.count_vote(vote=vote, actor=asked.person, now=asked.now)
            messages.success(request, _("Rösterna är räknade. Granska resultatet innan du publicerar det."))
        return HttpResponseRedirect(reverse("staff:count", kwargs={"cycle": cycle}), status=303)
    return TemplateResponse(request, "staff/counting/count.html", _steps(asked, found, vote)).render()


def _steps(request: StaffRequest, cycle: Cycle, vote: Vote | None) -> dict[str, object]:
    if vote is None:
        return {"cycle": cycle, "vote": None}
    counts = queries.official_counts(vote)
    return {
        "cycle": cycle,
        "vote": vote,
        "phase": phase_of(vote, request.now),
        "may_count": permissions.may_count(request.person, vote, request.now),
        "may_publish": permissions.may_publish_result(request.person, vote, request.now),
        "counts": counts,
        "recounts": queries.last_recounts(vote),
        "publication": queries.publication_of(vote),
        "waiting": list(two_people.waiting(request.organisation, kind=PUBLISH, subject=vote)),
        "searching": any(not each.story.finished for each in counts),
        "run": queries.comparison_run(vote),
        "may_compare": permissions.may_compare(request.person, vote, request.now),
    }


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def preview(request: HttpRequest, cycle: str) -> HttpResponse:
    """The result for those who may see it before others. Each look before publication is recorded."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    result = _result(asked, found)
    if result.publication is None:
        actions.record_look(vote=result.vote, actor=asked.person, now=asked.now)
    return TemplateResponse(
        request, "staff/counting/preview.html", {"cycle": found, "result": result, "tab": "staff:count"}
    ).render()


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def comparison(request: HttpRequest, cycle: str) -> HttpResponse:
    """The rule beside others, before the public sees it. A look before publication is recorded as a look at the result."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    result = _result(asked, found, all_rules=True)
    if result.publication is None:
        actions.record_look(vote=result.vote, actor=asked.person, now=asked.now)
    context = {
        "cycle": found,
        "result": result,
        "pots": [(pot, queries.contrast_of(pot)) for pot in result.pots],
        "run": queries.comparison_run(result.vote),
        "tab": "staff:count",
    }
    return TemplateResponse(request, "staff/counting/comparison.html", context).render()


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR)
def publish(request: HttpRequest, cycle: str) -> HttpResponse:
    """Ask for the result to be published, with or without the ballots; another person confirms."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    vote = _vote_or_404(found)
    require(permissions.may_publish_result(asked.person, vote, asked.now))
    ballots_verdict = may_publish_ballots(queries.sizes(vote))
    form = PublishForm(request.POST if request.method == "POST" else None)
    if not ballots_verdict:
        del form.fields["publish_ballots"]
    if request.method == "POST" and form.is_valid():
        made = two_people.ask(
            kind=PUBLISH,
            subject=vote,
            organisation=asked.organisation,
            payload={"publish_ballots": form.cleaned_data.get("publish_ballots", False)},
            reason=form.cleaned_data["reason"],
            actor=asked.person,
            now=asked.now,
        )
        messages.success(request, _("Nu väntar det på att en annan person godkänner."))
        return HttpResponseRedirect(reverse("staff:two-people-one", args=[made.pk]), status=303)
    context = {
        "cycle": found,
        "vote": vote,
        "form": form,
        "ballots_verdict": ballots_verdict,
        "unique": queries.unique_patterns(vote) if ballots_verdict else None,
    }
    return TemplateResponse(
        request, "staff/counting/publish.html", context, status=422 if form.errors else 200
    ).render()


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def document(request: HttpRequest, cycle: str) -> HttpResponse:
    """The proposal for decision as a Word document."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    result = _result(asked, found)
    name = f"forslag-till-beslut-{asked.organisation.slug}-{found.slug}.docx"
    return _download(decision_document(result, asked.now), name, MEDIA_TYPE)


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def protocol_page(request: HttpRequest, cycle: str) -> HttpResponse:
    """The minutes of the vote, to read and print. A look before publication is recorded as a look at the result."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    result = _result(asked, found)
    if result.publication is None:
        actions.record_look(vote=result.vote, actor=asked.person, now=asked.now)
    context = {"cycle": found, "result": result, "sections": sections_of(result, asked.now), "tab": "staff:count"}
    return TemplateResponse(request, "staff/counting/protocol.html", context).render()


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def protocol(request: HttpRequest, cycle: str) -> HttpResponse:
    """The minutes of the vote as a PDF."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    result = _result(asked, found)
    name = f"protokoll-{asked.organisation.slug}-{found.slug}.pdf"
    return _download(protocol_of(result, asked.now), name, "application/pdf")


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def table(request: HttpRequest, cycle: str) -> HttpResponse:
    """The result as a table."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    result = _result(asked, found)
    return _download(
        csv_of(result).encode(), f"{asked.organisation.slug}-{found.slug}-resultat.csv", "text/csv; charset=utf-8"
    )


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def ballots(request: HttpRequest, cycle: str, pot: int) -> HttpResponse:
    """The pot's ballots as a .pb file, for whoever checks the count. Each time is recorded."""
    asked = cast(StaffRequest, request)
    found = staff_cycle_or_404(asked, cycle)
    counted = _counted_or_404(asked, found, pot)
    return _download(pb_of(counted.count), queries.file_name(counted.count, "pb"), "text/plain; charset=utf-8")


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def outcome(request: HttpRequest, cycle: str, pot: int) -> HttpResponse:
    """The count as JSON, step by step. It tells of few as of many, so each time is recorded."""
    asked = cast(StaffRequest, request)
    counted = _counted_or_404(asked, staff_cycle_or_404(asked, cycle), pot)
    return _download(outcome_of(counted.count), queries.file_name(counted.count, "json"), "application/json")


@staff(RoleName.LEAD, RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def certificate(request: HttpRequest, cycle: str, pot: int) -> HttpResponse:
    """What proves the count, as JSON. Each time is recorded."""
    asked = cast(StaffRequest, request)
    counted = _counted_or_404(asked, staff_cycle_or_404(asked, cycle), pot)
    if counted.count.outcome["certificate"] is None:
        raise Http404
    return _download(certificate_of(counted.count), queries.file_name(counted.count, "bevis.json"), "application/json")


def _counted_or_404(request: StaffRequest, cycle: Cycle, pot: int) -> PotResult:
    """The counted pot, for whoever takes out what it was counted from: that is recorded."""
    if not pots(cycle).filter(pk=pot).exists():
        raise Http404
    result = _result(request, cycle)
    counted = result.pot(pot)
    if counted is None:
        raise Http404
    actions.record_export(vote=result.vote, actor=request.person, now=request.now)
    return counted


def _vote_or_404(cycle: Cycle) -> Vote:
    vote = queries.vote_to_count(cycle)
    if vote is None:
        raise Http404
    return vote


def _result(request: StaffRequest, cycle: Cycle, *, all_rules: bool = False) -> Result:
    vote = _vote_or_404(cycle)
    require(permissions.may_see_result(request.person, vote, request.now))
    return queries.result_of(vote, queries.publication_of(vote), all_rules=all_rules)


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
