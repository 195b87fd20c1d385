"""How does one ask for the newsletter, say yes, leave in one click, and read it on the web?"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.newsletter import actions, policy, queries
from medborgarbudget.domain.network.newsletter.models import Newsletter
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.library.form_errors import take_errors
from medborgarbudget.sites.hub.newsletter.forms import AskForm

PER_PAGE = 20


@public
def newsletters(request: OrganisationRequest) -> HttpResponse:
    """Ask for it, and read earlier issues."""
    language = (get_language() or "sv")[:2]
    form = AskForm(request.POST or None, initial={"language": language if language in policy.LANGUAGES else "sv"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_for_it(network=request.organisation, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return HttpResponseRedirect(reverse("network:newsletter-asked"))
    page = Paginator(queries.archive(request.organisation), PER_PAGE).get_page(request.GET.get("sida"))
    return render(
        request,
        "network/newsletter/newsletters.html",
        {"form": form, "page": page},
        status=422 if form.is_bound and form.errors else 200,
    )


@public
def newsletter_asked(request: OrganisationRequest) -> HttpResponse:
    """Look in your mail. The same for every address, known or not."""
    return render(request, "network/newsletter/asked.html", {"noindex": True})


@public
def newsletter_confirm(request: OrganisationRequest, token: str) -> HttpResponse:
    """The link in the mail leads to a button, since programs that look through mails follow links but press no buttons."""
    found = queries.subscriber_with_token(request.organisation, token.partition(".")[0])
    done = False
    if request.method == "POST" and found is not None:
        done = actions.confirm(network=request.organisation, token=token, now=request.now) is not None
    return render(
        request,
        "network/newsletter/confirm.html",
        {"found": found is not None, "done": done, "noindex": True},
        status=200 if found is not None else 404,
    )


@public
@csrf_exempt
def newsletter_unsubscribe(request: OrganisationRequest, token: str) -> HttpResponse:
    """Leave in one click: a mail program posts here without a form of ours (RFC 8058), and people press the button.

    The secret in the address is what gives the right, so no token against forged requests is asked for.
    """
    if request.method == "POST":
        found = actions.unsubscribe(network=request.organisation, token=token, now=request.now)
    else:
        found = queries.subscriber_with_token(request.organisation, token) is not None
    return render(
        request,
        "network/newsletter/unsubscribe.html",
        {"found": found, "done": request.method == "POST" and found, "noindex": True},
        status=200 if found else 404,
    )


@public
@kept_for_visitors(60)
def newsletter(request: OrganisationRequest, newsletter: int) -> HttpResponse:
    """An issue on the web, in its own language."""
    try:
        found = queries.public_issue(request.organisation, newsletter)
    except (Newsletter.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing
    return render(
        request,
        "network/newsletter/newsletter.html",
        {
            "newsletter": found,
            "items": shown_items(found),
            "crumbs": [Link(_("Nyhetsbrev"), reverse("network:newsletters"))],
            "description": found.intro[:150],
        },
    )


def shown_items(found: Newsletter) -> list[dict[str, str]]:
    """The parts with addresses under the site as it is reached now."""
    root = reverse("network:newsletters").removesuffix("nyhetsbrev/")
    return [
        {"title": item.title, "text": item.text, "url": root + item.path.lstrip("/") if item.path else ""}
        for item in found.items.all()
    ]
