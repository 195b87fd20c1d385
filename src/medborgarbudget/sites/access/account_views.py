"""Which pages does an account have? Sign in by link here; the rest is allauth's, on our addresses and with our pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from medborgarbudget.foundation import clock
from medborgarbudget.sites.access import accounts, links
from medborgarbudget.sites.access.account_forms import LinkForm
from medborgarbudget.sites.access.guards import public

SENT_TO = "link_sent_to"
AFTER_SECOND_FACTOR = "after_second_factor"
"""In the session: where staff were going when they were sent to add a second factor."""


def ours(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """One of allauth's views: public, since it guards itself; a form with errors is answered with 422; never indexed."""

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            context = response.context_data if response.context_data is not None else {}
            context["noindex"] = True
            context["next_path"] = accounts.safe_path(request.GET.get("next") or request.POST.get("next"))
            form = context.get("form")
            if request.method == "POST" and form is not None and form.is_bound and form.errors:
                response.status_code = 422
            response.context_data = context
        return response

    return public(shown)


@public
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The page with all ways in; allauth takes care of the password."""
    response: HttpResponseBase = account.login(request)
    if isinstance(response, TemplateResponse):
        form = (response.context_data or {}).get("form")
        failed = form is not None and form.is_bound
        response.context_data = {
            **(response.context_data or {}),
            "noindex": True,
            "next_path": accounts.safe_path(request.GET.get("next") or request.POST.get("next")),
            "link_form": LinkForm(initial={"email": request.GET.get("e-post", "")[:254]}, auto_id="link_%s"),
            "by_password": failed or "losenord" in request.GET,
        }
        if failed:
            response.status_code = 422
    return response


@public
@require_POST
def send_link(request: HttpRequest) -> HttpResponse:
    """Mail a link. The answer is the same whether there is an account or not."""
    form = LinkForm(request.POST, auto_id="link_%s")
    next_path = accounts.safe_path(request.POST.get("next"))
    if form.is_valid():
        try:
            accounts.send_sign_in_link(request, form.cleaned_data["email"], next_path)
        except ValidationError as error:
            form.add_error("email", error)
        except accounts.TooManyLinks:
            form.add_error("email", _("Vi har nyss skickat flera länkar dit. Vänta en minut och försök igen."))
        else:
            request.session[SENT_TO] = form.cleaned_data["email"]
            return HttpResponseRedirect(reverse("account_link_sent"))
    context = {"link_form": form, "next_path": next_path, "noindex": True}
    return TemplateResponse(request, "account/link.html", context, status=422)


@public
@never_cache
def link_sent(request: HttpRequest) -> HttpResponse:
    """Look in your mail."""
    context = {"email": request.session.get(SENT_TO, ""), "noindex": True}
    return TemplateResponse(request, "account/link_sent.html", context)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link in the mail: opening it shows a button, since mail programs open links by themselves; the button signs in."""
    if request.method == "POST":
        response = accounts.sign_in_by_link(request, token)
        if response is not None:
            return response
        held = None
    else:
        held = links.read_token(token, clock.now())
    if held is None:
        return TemplateResponse(request, "account/link_over.html", {"noindex": True}, status=410)
    return TemplateResponse(request, "account/link_open.html", {"held": held, "noindex": True})


@public
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """The second factor's own page; remembers where staff were going when they were sent here."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    going = accounts.safe_path(request.GET.get("next"))
    if going:
        request.session[AFTER_SECOND_FACTOR] = going
    response: HttpResponseBase = mfa.index(request)
    if isinstance(response, TemplateResponse):
        response.context_data = {
            **(response.context_data or {}),
            "going": request.session.get(AFTER_SECOND_FACTOR, ""),
            "sent_here": bool(going),
            "noindex": True,
        }
    return response
