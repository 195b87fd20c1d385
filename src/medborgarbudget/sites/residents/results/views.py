"""What came out of the vote, where did the money go, why, and how does anyone count it again?"""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.counting import queries
from medborgarbudget.domain.counting.export import certificate_of, csv_of, pb_of
from medborgarbudget.domain.counting.queries import Result
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.cycles import public_cycle_or_404
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.residents.results import comparing, explaining, showing


@public
@kept_for_visitors(60)
def result(request: HttpRequest, cycle: str) -> HttpResponse:
    """The result, or when it will come. Before it is published nothing of it is even read."""
    asked = cast(OrganisationRequest, request)
    found = public_cycle_or_404(asked, cycle)
    published = queries.published_result(found)
    if published is None:
        vote = queries.vote_to_count(found)
        context = {"cycle": found, "waiting": showing.waiting(vote, asked.now)}
        return TemplateResponse(request, "residents/results/waiting.html", context).render()
    page = showing.page_of(published, asked.now, showing.built_of(found, asked.now))
    context = {"cycle": found, "result": published, "page": page}
    return TemplateResponse(request, "residents/results/result.html", context).render()


@public
@kept_for_visitors(60)
def figures(request: HttpRequest, cycle: str) -> HttpResponse:
    """The result in numbers: who decided, whether all had their part, how many voted where and how."""
    return _more(cast(OrganisationRequest, request), cycle, "residents/results/figures.html")


@public
@kept_for_visitors(60)
def recount(request: HttpRequest, cycle: str) -> HttpResponse:
    """How anyone counts again, and the files for it."""
    return _more(cast(OrganisationRequest, request), cycle, "residents/results/recount.html")


def _more(request: OrganisationRequest, cycle: str, template: str) -> HttpResponse:
    published = _published_or_404(request, cycle)
    context = {
        "cycle": published.vote.cycle,
        "result": published,
        "page": showing.page_of(published, request.now),
        "crumbs": [Link(_("Resultat"), reverse("residents:result", kwargs={"cycle": cycle}))],
        "tab": "residents:result",
    }
    return TemplateResponse(request, template, context).render()


@public
@kept_for_visitors(60)
def proposal(request: HttpRequest, cycle: str, reference: str) -> HttpResponse:
    """Why one proposal won or did not."""
    asked = cast(OrganisationRequest, request)
    found = public_cycle_or_404(asked, cycle)
    published = _published_or_404(asked, cycle)
    page = explaining.option_page(published, reference)
    if page is None:
        raise Http404
    context = {"cycle": found, "result": published, "page": page, "crumbs": page.crumbs, "tab": "residents:result"}
    return TemplateResponse(request, "residents/results/proposal.html", context).render()


@public
@kept_for_visitors(60)
def comparison(request: HttpRequest, cycle: str) -> HttpResponse:
    """The rule that was used beside others, on the same ballots."""
    asked = cast(OrganisationRequest, request)
    found = public_cycle_or_404(asked, cycle)
    published = queries.published_result(found, all_rules=True)
    if published is None:
        raise Http404
    context = {
        "cycle": found,
        "result": published,
        "pots": comparing.comparisons(published),
        "run": queries.comparison_run(published.vote),
        "crumbs": [Link(_("Resultat"), reverse("residents:result", kwargs={"cycle": cycle}))],
        "tab": "residents:result",
    }
    return TemplateResponse(request, "residents/results/comparison.html", context).render()


@public
@kept_for_visitors(60)
def certificate(request: HttpRequest, cycle: str, pot: int) -> HttpResponse:
    """What proves the count without repeating it, where the ballots are published."""
    published = _published_or_404(cast(OrganisationRequest, request), cycle)
    found = published.pot(pot)
    if found is None or not published.publishes_ballots or found.count.outcome["certificate"] is None:
        raise Http404
    return _download(certificate_of(found.count), queries.file_name(found.count, "bevis.json"), "application/json")


@public
@kept_for_visitors(60)
def result_csv(request: HttpRequest, cycle: str) -> HttpResponse:
    """The result as a table."""
    published = _published_or_404(cast(OrganisationRequest, request), cycle)
    organisation = cast(OrganisationRequest, request).organisation
    return _download(csv_of(published).encode(), f"{organisation.slug}-{cycle}-resultat.csv", "text/csv; charset=utf-8")


@public
@kept_for_visitors(60)
def result_pb(request: HttpRequest, cycle: str, pot: int) -> HttpResponse:
    """The pot's ballots, where it was chosen to publish them and there are enough of them."""
    published = _published_or_404(cast(OrganisationRequest, request), cycle)
    found = published.pot(pot)
    if found is None or not published.publishes_ballots:
        raise Http404
    return _download(pb_of(found.count), queries.file_name(found.count, "pb"), "text/plain; charset=utf-8")


def _published_or_404(request: OrganisationRequest, cycle: str) -> Result:
    published = queries.published_result(public_cycle_or_404(request, cycle))
    if published is None:
        raise Http404
    return published


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
