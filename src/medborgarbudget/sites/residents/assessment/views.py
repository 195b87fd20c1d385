"""What may everybody read about the answers, and how do proposers and asked officials answer back?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from medborgarbudget.design.parts import Fact, Link, Tag
from medborgarbudget.domain.assessment import actions, permissions, queries
from medborgarbudget.domain.assessment.models import Assessment, AssessmentState, ListKind, Objection, Outcome
from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.cycles.steps import times_of
from medborgarbudget.domain.proposals.content import plain_line
from medborgarbudget.domain.proposals.models import ProposalState
from medborgarbudget.domain.proposals.queries import pictures
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.cycles import public_cycle_or_404, staff_cycle_or_404
from medborgarbudget.sites.access.guards import public, signed_in
from medborgarbudget.sites.access.request import OrganisationRequest, SignedInRequest
from medborgarbudget.sites.residents.assessment.forms import ExpertAnswerForm, ObjectionForm

PAGE = 60
MOST_PRINTED = 3000
OUTCOMES = {"vidare": Outcome.ACCEPTED, "inte-vidare": Outcome.REFUSED}


@dataclass(frozen=True)
class Answer:
    """One answer as everybody reads it."""

    title: str
    url: str
    reference: str
    theme: str
    accepted: bool
    tag: Tag
    cost: int | None
    running_cost: int | None
    reason: str
    conditions: str
    refusals: list[str] = field(default_factory=list)
    objection_answer: str = ""


@dataclass(frozen=True)
class Group:
    """The answers of one area."""

    name: str
    answers: list[Answer]


@public
@kept_for_visitors(30)
def answers(request: OrganisationRequest, cycle: str) -> HttpResponse:
    """Everybody's list: what goes on and what it costs, what does not and why. Nothing of what is unfinished."""
    found = public_cycle_or_404(request, cycle)
    chosen = request.GET.get("utfall", "")
    outcome = OUTCOMES.get(chosen, "")
    areas = list(cycles.areas(found))
    area = _number(request.GET.get("omrade", ""))
    words = plain_line(request.GET.get("q", ""))[:100]
    rows = queries.public_answers(found, outcome=outcome, area=area, words=words)
    whole = request.GET.get("utskrift") == "1"
    page = Paginator(rows, MOST_PRINTED if whole else PAGE).get_page(request.GET.get("page"))
    totals = queries.answer_totals(found)
    provisional = queries.published_list(found, ListKind.PROVISIONAL)
    final = queries.published_list(found, ListKind.FINAL)
    query = request.GET.copy()
    query.pop("page", None)
    opens, closes = times_of(found, Deed.ASSESS)
    return render(
        request,
        "residents/assessment/answers.html",
        {
            "cycle": found,
            "totals": totals,
            "facts": _facts(found, totals),
            "groups": _grouped(page.object_list, found),
            "page": page,
            "query": query.urlencode(),
            "whole": whole,
            "links": _outcome_links(request, chosen, totals),
            "areas": areas,
            "area": area,
            "words": words,
            "chosen": chosen,
            "provisional": provisional,
            "final": final,
            "objections_close": queries.objections_close_at(found),
            "assess_opens": opens,
            "assess_closes": closes,
            "narrowed": bool(outcome or area or words),
        },
    )


def _outcome_links(request: OrganisationRequest, chosen: str, totals: queries.AnswerTotals) -> list[Link]:
    counts = {"": totals.all, "vidare": totals.accepted, "inte-vidare": totals.refused}
    labels = {"": _("Alla besked"), "vidare": _("Går vidare"), "inte-vidare": _("Går inte vidare")}
    links = []
    for key, label in labels.items():
        query = request.GET.copy()
        for name in ("page", "utfall"):
            query.pop(name, None)
        if key:
            query["utfall"] = key
        links.append(Link(label, f"?{query.urlencode()}", key == (chosen if chosen in OUTCOMES else ""), counts[key]))
    return links


def _facts(cycle: Cycle, totals: queries.AnswerTotals) -> list[Fact]:
    if not totals.all:
        return []
    facts = [
        Fact(_("förslag har fått besked"), str(totals.all)),
        Fact(_("går vidare"), str(totals.accepted)),
        Fact(_("går inte vidare"), str(totals.refused)),
    ]
    pot = sum(cycles.pots(cycle).values_list("amount", flat=True))
    if totals.accepted and pot:
        facts.append(
            Fact(
                _("skulle allt som går vidare kosta"),
                kronor(totals.cost),
                _("Potten är %(pot)s.") % {"pot": kronor(pot)},
            )
        )
    return facts


def _grouped(rows: Iterable[Assessment], cycle: Cycle) -> list[Group]:
    def area_of(row: Assessment) -> str:
        return row.proposal.cycle_area.area.name if row.proposal.cycle_area else ""

    return [Group(name, [_answer(row, cycle) for row in group]) for name, group in groupby(rows, key=area_of)]


def _answer(row: Assessment, cycle: Cycle) -> Answer:
    proposal = row.proposal
    accepted = row.outcome == Outcome.ACCEPTED
    objection: Objection | None = getattr(row, "objection", None)
    return Answer(
        title=proposal.title,
        url=reverse("residents:proposal", kwargs={"cycle": cycle.slug, "reference": proposal.reference}),
        reference=proposal.reference,
        theme=proposal.theme.name if proposal.theme else "",
        accepted=accepted,
        tag=_tag(row),
        cost=row.cost if accepted else None,
        running_cost=row.running_cost if accepted else None,
        reason=row.reason,
        conditions=row.conditions if accepted else "",
        refusals=[] if accepted else [answer.criterion.refusal_text for answer in row.not_met],  # type: ignore[attr-defined]
        objection_answer=objection.answer if objection is not None and objection.answer != row.reason else "",
    )


def _tag(row: Assessment) -> Tag:
    if row.state == AssessmentState.OBJECTED:
        return Tag(_("Omprövning begärd"), "warning", "refresh")
    if row.outcome == Outcome.ACCEPTED:
        return Tag(_("Går vidare"), "success", "check")
    return Tag(_("Går inte vidare"), "danger", "cross")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


# --- the proposer asks for a new look ---


@signed_in
@never_cache
def objection(request: SignedInRequest, cycle: str, reference: str) -> HttpResponse:
    """For a proposer with an account."""
    found = public_cycle_or_404(request, cycle)
    assessment = queries.assessment_for_proposer(found, reference=reference)
    if assessment is None:
        raise Http404
    if assessment.proposal.author_id != request.person.pk:
        raise Refused(_("Bara den som lämnade förslaget kan begära omprövning."))
    return _objection(request, found, assessment, by_link=False)


@public
@never_cache
def objection_by_link(request: OrganisationRequest, cycle: str, key: str) -> HttpResponse:
    """For whoever came with the proposal's own secret link."""
    found = public_cycle_or_404(request, cycle)
    assessment = queries.assessment_for_proposer(found, status_key=key)
    if assessment is None:
        raise Http404
    return _objection(request, found, assessment, by_link=True)


def _objection(request: OrganisationRequest, cycle: Cycle, assessment: Assessment, *, by_link: bool) -> HttpResponse:
    assessment.proposal.cycle = cycle
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.object_to(
                assessment=assessment,
                text=form.cleaned_data["text"],
                made_by=request.person,
                now=request.now,
                by_link=by_link,
            )
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Din begäran om omprövning har kommit in."))
            return HttpResponseRedirect(request.get_full_path())
    told = assessment.state in queries.TOLD
    verdict = permissions.may_object(request.person, assessment, request.now, by_link=by_link)
    return render(
        request,
        "residents/assessment/objection.html",
        {
            "cycle": cycle,
            "tab": "residents:answers",
            "noindex": True,
            "proposal": assessment.proposal,
            "assessment": assessment if told else None,
            "refusals": [row.refusal_text for row in queries.criteria_not_met([assessment]).get(assessment.pk, [])],
            "made": queries.objection_of(assessment),
            "verdict": verdict,
            "closes": queries.objections_close_at(cycle),
            "form": form,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


# --- an official answers one question ---


@public
@never_cache
def expert_answer(request: OrganisationRequest, cycle: str, token: str) -> HttpResponse:
    """The page behind a signed link: the proposal, the question and one form. No account."""
    found = staff_cycle_or_404(request, cycle)
    question = queries.question_with_token(found, token)
    if question is None:
        raise Http404
    proposal = question.assessment.proposal
    verdict = permissions.may_answer_question(question, request.now)
    context = {"cycle": found, "question": question, "proposal": proposal, "noindex": True, "verdict": verdict}
    if not verdict:
        return render(request, "residents/assessment/expert_closed.html", context, status=410)
    given = {"answer": question.answer, "cost": question.answer_cost, "name": question.answered_by}
    form = ExpertAnswerForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_question(question=question, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, _("Tack! Ditt svar är sparat."))
            return HttpResponseRedirect(request.get_full_path())
    context |= {
        "form": form,
        "answered": question.answered_at is not None,
        "pictures": [] if proposal.state in {ProposalState.HIDDEN, ProposalState.WITHDRAWN} else pictures(proposal),
    }
    return render(
        request,
        "residents/assessment/expert_answer.html",
        context,
        status=422 if form.is_bound and form.errors else 200,
    )
