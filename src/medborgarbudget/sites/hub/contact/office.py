"""What has come in to the office, who answers it, and what is answered?"""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from medborgarbudget.design.forms import take_errors
from medborgarbudget.design.parts import Link, Tag
from medborgarbudget.domain.network.contact import actions, permissions, queries
from medborgarbudget.domain.network.contact.models import ContactMessage, MessageState
from medborgarbudget.domain.network.membership import policy as membership
from medborgarbudget.domain.network.membership.queries import office_people
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.contact.forms import AssignForm, ReplyForm

PER_PAGE = 40
TONES: dict[str, tuple[Any, str]] = {
    MessageState.NEW: ("highlight", "star"),
    MessageState.ANSWERED: ("success", "check"),
    MessageState.CLOSED: ("", "minus"),
    MessageState.SPAM: ("warning", "trash"),
}
VIEWS = {
    "": MessageState.NEW,
    "besvarade": MessageState.ANSWERED,
    "avslutade": MessageState.CLOSED,
    "skrap": MessageState.SPAM,
}


def tag_of(message: ContactMessage) -> Tag:
    """The message's state in words, with colour and icon."""
    tone, icon = TONES[message.state]
    return Tag(str(message.get_state_display()), tone, icon)


@staff(*membership.READERS)
@never_cache
def inbox(request: StaffRequest) -> HttpResponse:
    """Messages that somebody has vouched for."""
    counts = queries.counts_by_state(request.organisation)
    view = request.GET.get("vy", "")
    words = " ".join(request.GET.get("sok", "").replace("\x00", " ").split())[:100]
    mine = view == "mina"
    if words:
        found = queries.messages(request.organisation, words=words)
    elif mine:
        found = queries.messages(request.organisation, state=MessageState.NEW, assignee=request.person)
    else:
        found = queries.messages(request.organisation, state=VIEWS.get(view, MessageState.NEW))
    labels = {"": _("Väntar på svar"), "besvarade": _("Besvarade"), "avslutade": _("Avslutade"), "skrap": _("Skräp")}
    links = [
        Link(label, f"?vy={key}" if key else "?", not words and key == view, counts[VIEWS[key]])
        for key, label in labels.items()
    ]
    links.insert(1, Link(_("Mina"), "?vy=mina", mine and not words))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("sida"))
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "views": links,
        "page": page,
        "rows": [(message, tag_of(message)) for message in page.object_list],
        "words": words,
        "query": query.urlencode(),
        "unconfirmed": queries.unconfirmed(request.organisation),
    }
    return render(request, "office/contact/inbox.html", context)


@staff(*membership.READERS)
@never_cache
def message(request: StaffRequest, reference: str) -> HttpResponse:
    """One message, what has been answered, and the form to answer."""
    found = _message_or_404(request, reference)
    handles = permissions.may_answer(request.person, found, request.now)
    form = ReplyForm(request.POST or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        internal = "note" in request.POST
        try:
            actions.reply(
                message=found,
                text=form.cleaned_data["text"],
                internal=internal,
                key=form.cleaned_data["key"] or secrets.token_hex(16),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Anteckningen är sparad.") if internal else _("Svaret är skickat."))
            return _back(found)
    context = {
        "message": found,
        "tag": tag_of(found),
        "replies": list(queries.replies(found)),
        "form": form,
        "assign_form": AssignForm(people=office_people(request.organisation), initial={"assignee": found.assignee_id}),
        "handles": handles,
        "is_spam": found.state == MessageState.SPAM,
        "is_open": found.state == MessageState.NEW,
    }
    return render(request, "office/contact/message.html", context, status=422 if form.errors else 200)


@staff(*membership.OFFICE)
@require_POST
def assign(request: StaffRequest, reference: str) -> HttpResponse:
    found = _message_or_404(request, reference)
    form = AssignForm(request.POST, people=office_people(request.organisation))
    if form.is_valid():
        actions.assign(message=found, to=form.cleaned_data["assignee"], actor=request.person, now=request.now)
        messages.success(request, _("Sparat."))
    else:
        messages.error(request, _("Välj någon som arbetar på kansliet."))
    return _back(found)


@staff(*membership.OFFICE)
@require_POST
def sort(request: StaffRequest, reference: str) -> HttpResponse:
    """Put aside, mark as spam, or open again."""
    found = _message_or_404(request, reference)
    to = {"avsluta": MessageState.CLOSED, "skrap": MessageState.SPAM, "oppna": MessageState.NEW}.get(
        request.POST.get("gor", "")
    )
    if to is None:
        raise Http404
    actions.sort(message=found, to=to, actor=request.person, now=request.now)
    return HttpResponseRedirect(reverse("office:contact"))


def _message_or_404(request: StaffRequest, reference: str) -> ContactMessage:
    try:
        return queries.message_of(request.organisation, reference)
    except ContactMessage.DoesNotExist as missing:
        raise Http404 from missing


def _back(message: ContactMessage) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:contact-message", kwargs={"reference": message.reference}))
