"""What is there in the hub about these words?"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.network.search import queries
from medborgarbudget.domain.network.search.models import SearchEntry
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.search.words import KINDS, kind_icon, kind_name

MOST_CHARACTERS = 200


@public
def search(request: OrganisationRequest) -> HttpResponse:
    """Results over the whole hub; members also find what is for members."""
    words = request.GET.get("q", "").replace("\0", "")[:MOST_CHARACTERS].strip()
    kind = request.GET.get("slag", "")[:30]
    page = request.GET.get("sida", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    members_too = bool(request.roles) or membership_of(request.organisation, request.person) is not None
    answer = queries.search(request.organisation, words, members_too=members_too, kind=kind, page=number)
    everything = sum(answer.kinds.values())
    order = list(KINDS)
    kinds = sorted(answer.kinds, key=lambda each: (order.index(each) if each in order else len(order), each))
    views = [Link(_("Allt"), "?" + urlencode({"q": words}), not kind, everything)]
    views += [
        Link(kind_name(each), "?" + urlencode({"q": words, "slag": each}), each == kind, answer.kinds[each])
        for each in kinds
    ]
    return render(
        request,
        "network/search/search.html",
        {
            "words": words,
            "kind": kind,
            "views": views if everything else [],
            "hits": [_shown(hit) for hit in answer.hits],
            "total": answer.total,
            # The pager wants a page of a paginator; the rows come from the index a page at a time.
            "page": Paginator(range(answer.total), queries.PER_PAGE).page(answer.page),
            "query": urlencode({"q": words, **({"slag": kind} if kind else {})}),
            "members_too": members_too,
            "noindex": True,
        },
    )


def _shown(hit: queries.Hit) -> dict[str, Any]:
    return {
        "title": hit.title,
        "snippet": hit.snippet,
        "url": address_of(hit.entry),
        "kind": kind_name(hit.entry.kind),
        "icon": kind_icon(hit.entry.kind),
        "at": hit.entry.at,
        "language": hit.entry.language,
        "for_members": hit.entry.audience != "public",
    }


def address_of(entry: SearchEntry) -> str:
    """Where the entry's page is; empty when its address is gone."""
    try:
        return reverse(entry.url_name, kwargs=entry.url_kwargs)
    except NoReverseMatch:
        return ""
