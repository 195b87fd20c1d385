"""What does the network tell everybody? Its front page, its pages and news, and a way to say whether they helped."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.network.pages import actions, content, policy, queries
from medborgarbudget.domain.network.pages.models import Page, PageKind
from medborgarbudget.domain.network.pages.queries import Words
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.pages.forms import FeedbackForm
from medborgarbudget.sites.hub.pages.parts import front_parts
from medborgarbudget.sites.hub.pages.shown import blocks_of, contents_of

NEWS_A_PAGE = 12
IN_FEED = 30


def language_of(request: OrganisationRequest) -> str:
    """The language of the page now."""
    return getattr(request, "LANGUAGE_CODE", policy.ORIGINAL)


@public
@kept_for_visitors(30)
def front(request: OrganisationRequest) -> HttpResponse:
    """The network's front page."""
    network, language = request.organisation, language_of(request)
    words = queries.front(network, language)
    parts = [
        {
            "part": part,
            "number": number,
            "html": render_to_string(part.template, {**part.context, "part": part}, request=request),
        }
        for number, part in enumerate(front_parts(request), 1)
    ]
    news = queries.with_words(list(queries.public_news(network)[: policy.NEWS_ON_FRONT]), language)
    blocks = blocks_of(network, words.version) if words else []
    context: dict[str, Any] = {
        "words": words,
        "title": words.version.title if words else network.name,
        "lead": words.version.lead
        if words
        else _("Kommuner och regioner lär av varandra hur invånarna kan bestämma över en del av budgeten."),
        "blocks": blocks,
        "parts": parts,
        "menu": queries.menu(network, language),
        "news": news,
        "buttons": _buttons(),
        "description": words.version.lead[:155] if words else "",
    }
    return TemplateResponse(request, "network/pages/front.html", context)


def _buttons() -> list[dict[str, str]]:
    """What one does on the front page: join first, then look at the meetings. A room that is not there has no button."""
    found = []
    for name, label, icon in (
        ("network:interest", _("Anmäl ert intresse"), "people"),
        ("network:meetings", _("Se kommande träffar"), "calendar"),
    ):
        try:
            found.append({"url": reverse(name), "label": label, "icon": icon})
        except NoReverseMatch:
            continue
    return found


@public
@kept_for_visitors(30)
def page(request: OrganisationRequest, slug: str) -> HttpResponse:
    """One of the network's pages."""
    return _shown(request, PageKind.PAGE, slug)


@public
@kept_for_visitors(30)
def news_item(request: OrganisationRequest, slug: str) -> HttpResponse:
    """One of its news."""
    return _shown(request, PageKind.NEWS, slug)


def _found(request: OrganisationRequest, kind: str, slug: str) -> Words:
    try:
        return queries.public_page(request.organisation, kind, slug, language_of(request))
    except Page.DoesNotExist as missing:
        raise Http404 from missing


def _shown(request: OrganisationRequest, kind: str, slug: str) -> HttpResponse:
    words = _found(request, kind, slug)
    blocks = blocks_of(request.organisation, words.version)
    menu = queries.menu(request.organisation, language_of(request)) if kind == PageKind.PAGE else []
    return TemplateResponse(
        request,
        "network/pages/page.html",
        {
            "words": words,
            "page": words.page,
            "version": words.version,
            "blocks": blocks,
            "contents": contents_of(blocks),
            "menu": menu,
            "is_news": kind == PageKind.NEWS,
            "responsibles": list(words.page.responsibles.all()),
            "address": f"{request.organisation.base_url}/{request.path.removeprefix(get_script_prefix())}",
            "description": words.version.lead[:155],
        },
    )


@public
@kept_for_visitors(30)
def news(request: OrganisationRequest) -> HttpResponse:
    """All news, latest first."""
    found = Paginator(queries.public_news(request.organisation), NEWS_A_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "network/pages/news.html",
        {"rows": queries.with_words(found.object_list, language_of(request)), "page_obj": found},
    )


@public
@kept_for_visitors(60)
def news_feed(request: OrganisationRequest) -> HttpResponse:
    """News as an Atom feed."""
    network = request.organisation
    base = network.base_url
    address = f"{base}/{reverse('network:news').removeprefix(get_script_prefix())}"
    feed = Atom1Feed(
        title=_("Nyheter från %(name)s") % {"name": network.name},
        link=address,
        description="",
        language=language_of(request),
        feed_url=f"{base}/{reverse('network:news-feed').removeprefix(get_script_prefix())}",
    )
    for words in queries.with_words(list(queries.public_news(network)[:IN_FEED]), language_of(request)):
        link = (
            f"{base}/{reverse('network:news-item', kwargs={'slug': words.page.slug}).removeprefix(get_script_prefix())}"
        )
        feed.add_item(
            title=words.version.title,
            link=link,
            description=words.version.lead or content.words_of(words.version.blocks)[:300],
            unique_id=link,
            pubdate=words.page.published_at,
            updateddate=words.page.updated_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public
def feedback(request: OrganisationRequest, kind: str, slug: str) -> HttpResponse:
    """Did the page help? Without saying who one is."""
    words = _found(request, kind, slug)
    back = reverse(f"network:{'news-item' if kind == PageKind.NEWS else 'page'}", kwargs={"slug": slug})
    given = request.GET.get("svar", "")
    form = FeedbackForm(
        request.POST if request.method == "POST" else None,
        initial={"helped": given if given in {"ja", "nej"} else None, "key": secrets.token_hex(16)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(
                page=words.page,
                helped=form.cleaned_data["helped"] == "ja",
                text=form.cleaned_data["text"],
                language=language_of(request),
                key=form.cleaned_data["key"],
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Tack! Kansliet läser alla svar."))
            return HttpResponseRedirect(back)
    return TemplateResponse(
        request,
        "network/pages/feedback.html",
        {"form": form, "version": words.version, "back": back, "noindex": True},
        status=422 if form.is_bound and form.errors else 200,
    )


def take_errors(form: PlainForm, wrong: ValidationError) -> None:
    """Show what a deed refused at the fields it is about."""
    if hasattr(wrong, "error_dict"):
        for name, errors in wrong.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, wrong)
