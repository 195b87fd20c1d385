"""How does anybody write to the office? One form that every person can send and no machine can flood the office with."""

from __future__ import annotations

import secrets

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from medborgarbudget.design.forms import take_errors
from medborgarbudget.domain.network.contact import actions, links
from medborgarbudget.domain.network.contact.models import ContactMessage, ContactTopic
from medborgarbudget.domain.network.human.policy import Judgement
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.links import own_address
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.contact.forms import MessageForm
from medborgarbudget.sites.hub.human import check
from medborgarbudget.sites.hub.human.forms import CodeForm

FORM = "contact"


@public
@never_cache
def contact(request: OrganisationRequest) -> HttpResponse:
    """The form."""
    if request.method != "POST":
        topic = request.GET.get("amne", "")
        initial = {"topic": topic if topic in ContactTopic.values else ""}
        if request.person is not None:
            initial |= {"name": request.person.name, "email": request.person.email}
        return _page(request, MessageForm(initial=initial))
    form = MessageForm(request.POST)
    key = check.form_key(request)
    if not form.is_valid():
        return _page(request, form, key=key, status=422)
    earlier = ContactMessage.objects.of(request.organisation).filter(form_key=key).first()
    if earlier is not None:
        return _sent(earlier)
    judgement = check.judge(request, request.organisation, FORM, form.cleaned_data["email"], request.now)
    if judgement == Judgement.TOO_MANY:
        return _page(request, form, key=key, status=429, refused=check.too_many(request.organisation))
    try:
        made = actions.send(
            network=request.organisation,
            proven=judgement == Judgement.PROVEN,
            form_key=key,
            language=get_language() or "sv",
            now=request.now,
            **form.cleaned_data,
        )
    except ValidationError as wrong:
        take_errors(form, wrong)
        return _page(request, form, key=key, status=422)
    if made.confirmed_at is None:
        check.mail_code(
            organisation=request.organisation,
            about=f"contact:{made.pk}",
            to=made.email,
            url=own_address(request, "network:contact-confirm", links.token_of(made)),
            language=made.language,
            now=request.now,
        )
    return _sent(made)


@public
@never_cache
def confirm(request: OrganisationRequest, token: str) -> HttpResponse:
    """The code from the mail: then the office may read it."""
    found = _message_or_404(request, token)
    if found.confirmed_at is not None:
        return _sent(found)
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("kod", "")[:20]})
    if request.method == "POST" and form.is_valid():
        about, code = f"contact:{found.pk}", form.cleaned_data["code"]
        if check.right_code(organisation=request.organisation, about=about, code=code, now=request.now):
            return _sent(actions.confirm(message=found, now=request.now))
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Ange den senaste koden vi har mejlat."))
    return render(
        request, "network/human/code.html", {"form": form, "noindex": True}, status=422 if form.errors else 200
    )


@public
@never_cache
def sent(request: OrganisationRequest, token: str) -> HttpResponse:
    """The receipt."""
    found = _message_or_404(request, token)
    if found.confirmed_at is None:
        return _sent(found)
    return render(request, "network/contact/sent.html", {"message": found, "noindex": True})


def _page(
    request: OrganisationRequest, form: MessageForm, *, key: str = "", status: int = 200, refused: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "key": key or secrets.token_hex(16),
        "human": check.challenge_for(request.organisation, FORM, request.now),
        "refused": refused,
    }
    return render(request, "network/contact/form.html", context, status=status)


def _sent(message: ContactMessage) -> HttpResponse:
    name = "network:contact-sent" if message.confirmed_at else "network:contact-confirm"
    return HttpResponseRedirect(reverse(name, kwargs={"token": links.token_of(message)}))


def _message_or_404(request: OrganisationRequest, token: str) -> ContactMessage:
    number = links.number_in(token, request.organisation.pk)
    found = ContactMessage.objects.of(request.organisation).filter(pk=number or 0).first()
    if found is None:
        raise Http404
    return found
