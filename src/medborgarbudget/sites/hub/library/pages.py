"""What does the library show everybody, how does a member suggest something, and how does one follow it from a feed reader?"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.library import actions, permissions, policy, queries
from medborgarbudget.domain.network.library.models import ItemKind, LibraryItem
from medborgarbudget.domain.network.library.queries import Wanted
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import member, public
from medborgarbudget.sites.access.links import own_address
from medborgarbudget.sites.access.request import MemberRequest, OrganisationRequest
from medborgarbudget.sites.hub.library.form_errors import take_errors
from medborgarbudget.sites.hub.library.forms import ItemForm
from medborgarbudget.sites.hub.library.shown import ICONS, card_of, cards_of, state_tag

PER_PAGE = 18
IN_FEED = 40
FEED_KEPT = 600
"""Seconds that a reader's server may keep the feed before it asks again whether something is new."""


def wanted_of(request: OrganisationRequest) -> Wanted:
    """What the address narrows the list to; what is not on offer is left out."""
    given = request.GET
    return Wanted(
        words=given.get("sok", "").replace("\0", "")[:100].strip(),
        kind=given.get("slag", "") if given.get("slag", "") in ItemKind.values else "",
        tag=given.get("amne", "").replace("\0", "")[: policy.LONGEST_TAG],
        language=given.get("sprak-pa", "") if given.get("sprak-pa", "") in policy.LANGUAGES else "",
        country=given.get("land", "") if given.get("land", "") in policy.COUNTRIES else "",
    )


def _query(wanted: Wanted, **changes: str) -> str:
    named = {
        "sok": wanted.words,
        "slag": wanted.kind,
        "amne": wanted.tag,
        "sprak-pa": wanted.language,
        "land": wanted.country,
    }
    return urlencode({key: value for key, value in {**named, **changes}.items() if value})


@public
@kept_for_visitors(30)
def library(request: OrganisationRequest) -> HttpResponse:
    """The list with its filters."""
    wanted = wanted_of(request)
    found = queries.choices(request.organisation)
    page = Paginator(queries.narrowed(request.organisation, wanted), PER_PAGE).get_page(request.GET.get("sida"))
    kinds = [Link(_("Allt"), f"?{_query(wanted, slag='')}", not wanted.kind, sum(found.kinds.values()))]
    kinds += [
        Link(
            str(ItemKind(kind).label),
            f"?{_query(wanted, slag=kind)}",
            wanted.kind == kind,
            found.kinds[kind],
            ICONS[kind],
        )
        for kind in ItemKind.values
        if found.kinds.get(kind)
    ]
    return render(
        request,
        "network/library/library.html",
        {
            "wanted": wanted,
            "kinds": kinds,
            "tags": [
                Link(tag, f"?{_query(wanted, amne='' if tag == wanted.tag else tag)}", tag == wanted.tag, number)
                for tag, number in found.tags[:24]
            ],
            "all_tags": [tag for tag, _number in found.tags],
            "languages": [(code, policy.LANGUAGES[code]) for code in policy.LANGUAGES if code in found.languages],
            "countries": [(code, policy.COUNTRIES[code]) for code in policy.COUNTRIES if code in found.countries],
            "page": page,
            "cards": cards_of(page, request.now),
            "total": page.paginator.count,
            "all": sum(found.kinds.values()),
            "query": _query(wanted),
        },
    )


def _item_or_404(request: OrganisationRequest, pk: int) -> LibraryItem:
    try:
        return queries.public_item(request.organisation, pk)
    except (LibraryItem.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


@public
@kept_for_visitors(30)
def library_item(request: OrganisationRequest, item: int) -> HttpResponse:
    """One item, with the way to it and others like it."""
    found = _item_or_404(request, item)
    return render(
        request,
        "network/library/item.html",
        {
            "card": card_of(found, request.now),
            "item": found,
            "crumbs": [Link(_("Bibliotek"), reverse("network:library"))],
            "related": cards_of(queries.related(found), request.now),
            "description": found.summary[:150],
        },
    )


@public
def library_file(request: OrganisationRequest, item: int) -> HttpResponseBase:
    """The item's file, to save: never shown as part of the site."""
    found = _item_or_404(request, item)
    if not found.file:
        raise Http404
    ending = str(found.file.name).rpartition(".")[2]
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.file_name or f"fil.{ending}",
        content_type=policy.FILE_KINDS.get(ending, (b"", "application/octet-stream"))[1],
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@public
def library_feed(request: OrganisationRequest) -> HttpResponseBase:
    """The latest items as Atom, narrowed like the list. A reader that has seen the latest gets a short answer."""
    wanted = wanted_of(request)
    rows = list(queries.narrowed(request.organisation, wanted)[:IN_FEED])
    changed = max((row.changed_at for row in rows), default=request.organisation.changed_at)
    etag = quote_etag(f"{int(changed.timestamp())}-{'-'.join(str(row.pk) for row in rows[:5])}-{len(rows)}")
    headers = {
        "ETag": etag,
        "Last-Modified": http_date(int(changed.timestamp())),
        "Cache-Control": f"public, max-age={FEED_KEPT}",
    }
    known = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    if known is not None and known.status_code == 304:
        for name, value in headers.items():
            known.headers[name] = value
        return known
    response = HttpResponse(
        _feed(request, wanted, rows), content_type="application/atom+xml; charset=utf-8", headers=headers
    )
    # The reader asks again by itself; nothing of the visitor is in it.
    response.headers.setdefault("Vary", "Accept-Language")
    return response


def _feed(request: OrganisationRequest, wanted: Wanted, rows: list[LibraryItem]) -> str:
    name = request.organisation.name
    feed = Atom1Feed(
        title=_("Biblioteket i %(name)s") % {"name": name},
        link=own_address(request, "network:library"),
        description=_("Metoder, vägledningar, forskning och nytt från omvärlden om medborgarbudget."),
        language=settings.LANGUAGE_CODE,
        author_name=name,
        feed_url=f"{own_address(request, 'network:library-feed')}{'?' + _query(wanted) if wanted.is_narrow else ''}",
        feed_guid=own_address(request, "network:library-feed"),
    )
    for row in rows:
        address = own_address(request, "network:library-item", row.pk)
        feed.add_item(
            title=row.title,
            link=address,
            description=row.summary,
            unique_id=address,
            pubdate=row.published_at or datetime.combine(row.dated, time(), tzinfo=UTC),
            updateddate=row.changed_at,
            author_name=row.source,
            categories=[str(ItemKind(row.kind).label), *row.tags],
        )
    return feed.writeString("utf-8")


@member
def library_suggest(request: MemberRequest) -> HttpResponse:
    """A member's suggestion to the office."""
    require(permissions.may_suggest(request.person, request.organisation, request.now))
    form = ItemForm(request.POST or None, request.FILES or None, initial={"dated": to_local(request.now).date()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.suggest_item(
                network=request.organisation,
                content=form.content(),
                member=request.member,
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Tack för tipset! Kansliet tittar på det och publicerar det om det passar."))
            return HttpResponseRedirect(reverse("network:library-mine"))
    return render(
        request,
        "network/library/suggest.html",
        {"form": form, "crumbs": [Link(_("Bibliotek"), reverse("network:library"))]},
        status=422 if form.is_bound and form.errors else 200,
    )


@member
def library_mine(request: MemberRequest) -> HttpResponse:
    """What has become of what I have suggested."""
    rows: list[dict[str, Any]] = [
        {"item": row, "tag": state_tag(row)} for row in queries.suggested_by(request.organisation, request.person)[:100]
    ]
    return render(
        request,
        "network/library/mine.html",
        {"rows": rows, "crumbs": [Link(_("Bibliotek"), reverse("network:library"))]},
    )


@member
def library_report(request: MemberRequest, item: int) -> HttpResponse:
    """A reader says that the link does not work."""
    found = _item_or_404(request, item)
    if request.method == "POST":
        actions.report_broken(item=found, actor=request.person, now=request.now)
        messages.success(request, _("Tack! Kansliet tittar på länken."))
    return HttpResponseRedirect(reverse("network:library-item", kwargs={"item": found.pk}))
