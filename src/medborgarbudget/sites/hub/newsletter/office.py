"""How does the office write an issue of chosen things, look at it, send it, and watch it go out?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.parts import Fact, Link, Tag
from medborgarbudget.design.templatetags.design import number as grouped
from medborgarbudget.domain.network.newsletter import actions, permissions, policy, queries
from medborgarbudget.domain.network.newsletter.actions import Chosen
from medborgarbudget.domain.network.newsletter.models import LetterState, Newsletter, NewsletterItem, SubscriberState
from medborgarbudget.domain.network.search import queries as search
from medborgarbudget.domain.network.search.models import SearchEntry
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.library.form_errors import take_errors
from medborgarbudget.sites.hub.newsletter.forms import IssueForm, ItemForm, SendForm
from medborgarbudget.sites.hub.newsletter.pages import shown_items
from medborgarbudget.sites.hub.search.views import address_of
from medborgarbudget.sites.hub.search.words import kind_icon, kind_name

WRITERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
PER_PAGE = 30
TONES: dict[str, str] = {LetterState.DRAFT: "outline", LetterState.SENDING: "warning", LetterState.SENT: "success"}


def state_tag(row: Newsletter) -> Tag:
    return Tag(str(LetterState(row.state).label), TONES[row.state])  # type: ignore[arg-type]


@staff()
def newsletters(request: StaffRequest) -> HttpResponse:
    """All issues, and how many read them."""
    page = Paginator(queries.issues(request.organisation), PER_PAGE).get_page(request.GET.get("sida"))
    by_state = queries.number_by_state(request.organisation)
    return render(
        request,
        "office/newsletter/newsletters.html",
        {
            "rows": [{"newsletter": row, "tag": state_tag(row)} for row in page],
            "page": page,
            "facts": [
                Fact(_("får nyhetsbrevet"), grouped(by_state.get(SubscriberState.CONFIRMED, 0))),
                Fact(_("har inte bekräftat"), grouped(by_state.get(SubscriberState.PENDING, 0))),
                Fact(
                    _("pausade"),
                    grouped(by_state.get(SubscriberState.PAUSED, 0)),
                    _("Breven kommer inte fram"),
                ),
            ],
            "may_write": permissions.may_write(request.person, request.organisation, request.now),
        },
    )


@staff(*WRITERS)
def newsletter_new(request: StaffRequest) -> HttpResponse:
    """Begin an issue."""
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_issue(
                network=request.organisation, actor=request.person, now=request.now, **form.cleaned_data
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return _to(made)
    return render(
        request,
        "office/newsletter/head.html",
        {"form": form, "newsletter": None, "crumbs": _crumbs()},
        status=422 if form.is_bound and form.errors else 200,
    )


def _crumbs(row: Newsletter | None = None) -> list[Link]:
    links = [Link(_("Nyhetsbrev"), reverse("office:newsletters"))]
    return [*links, Link(row.title, _address(row))] if row is not None else links


def _address(row: Newsletter) -> str:
    return reverse("office:newsletter", kwargs={"newsletter": row.pk})


def _to(row: Newsletter) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(row))


def _issue_or_404(request: StaffRequest, pk: int) -> Newsletter:
    try:
        return queries.issue_of(request.organisation, pk)
    except (Newsletter.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


@staff()
def newsletter(request: StaffRequest, newsletter: int) -> HttpResponse:
    """An issue: as a draft with its parts, or how its sending goes. The page can be left; sending goes on."""
    found = _issue_or_404(request, newsletter)
    readers = queries.number_by_language(request.organisation).get(found.language, 0)
    context: dict[str, Any] = {
        "newsletter": found,
        "tag": state_tag(found),
        "crumbs": _crumbs(),
        "may_write": permissions.may_write(request.person, request.organisation, request.now),
        "readers": readers,
        "items": found.items.all(),
        "shown": shown_items(found),
        "language": policy.LANGUAGES.get(found.language, found.language),
    }
    if found.state != LetterState.DRAFT:
        context["progress"] = queries.progress_of(found)
        context["stuck"] = found.state == LetterState.SENDING and policy.is_stuck(found.progress_at, request.now)
    response = render(request, "office/newsletter/newsletter.html", context)
    if found.state == LetterState.SENDING and not context["stuck"]:
        # The page looks again by itself, with and without JavaScript.
        response.headers["Refresh"] = "5"
    return response


@staff(*WRITERS)
def newsletter_head(request: StaffRequest, newsletter: int) -> HttpResponse:
    """The title, introduction and language of a draft."""
    found = _issue_or_404(request, newsletter)
    form = IssueForm(
        request.POST or None, initial={"title": found.title, "intro": found.intro, "language": found.language}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_issue(newsletter=found, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return _to(found)
    return render(
        request,
        "office/newsletter/head.html",
        {"form": form, "newsletter": found, "crumbs": _crumbs(found)},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def newsletter_choose(request: StaffRequest, newsletter: int) -> HttpResponse:
    """Choose among all that is public in the network what the issue tells of."""
    found = _issue_or_404(request, newsletter)
    require(permissions.may_write(request.person, request.organisation, request.now))
    wrong = ""
    if request.method == "POST":
        ids = [int(value) for value in request.POST.getlist("val") if value.isascii() and value.isdigit()][:100]
        try:
            number = actions.add_items(
                newsletter=found,
                chosen=[_chosen(each) for each in search.public_entries(request.organisation, ids)],
                actor=request.person,
                now=request.now,
            )
        except ValidationError as problem:
            wrong = " ".join(problem.messages)
        else:
            messages.success(
                request, ngettext("%(n)d del är tillagd.", "%(n)d delar är tillagda.", number) % {"n": number}
            )
            return _to(found)
    words = request.GET.get("q", "").replace("\0", "")[:200].strip()
    kind = request.GET.get("slag", "")[:30]
    page = request.GET.get("sida", "1")
    answer = search.search(
        request.organisation,
        words,
        members_too=False,
        kind=kind,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )
    there = {(item.kind, item.key) for item in found.items.all()}
    return render(
        request,
        "office/newsletter/choose.html",
        {
            "newsletter": found,
            "words": words,
            "kind": kind,
            "kinds": [(each, kind_name(each), number) for each, number in sorted(answer.kinds.items())],
            "hits": [
                {
                    "entry": hit.entry,
                    "kind": kind_name(hit.entry.kind),
                    "icon": kind_icon(hit.entry.kind),
                    "snippet": hit.snippet,
                    "there": (hit.entry.kind, hit.entry.key) in there,
                }
                for hit in answer.hits
            ],
            "page": Paginator(range(answer.total), search.PER_PAGE).page(answer.page),
            "wrong": wrong,
            "crumbs": _crumbs(found),
        },
        status=422 if wrong else 200,
    )


def _chosen(entry: SearchEntry) -> Chosen:
    path = address_of(entry)
    return Chosen(
        kind=entry.kind,
        key=entry.key,
        title=entry.title,
        text=entry.text,
        path=f"/{path.removeprefix(get_script_prefix())}" if path else "",
    )


def _item_or_404(request: StaffRequest, newsletter: int, pk: int) -> NewsletterItem:
    try:
        return queries.item_of(request.organisation, newsletter, pk)
    except (NewsletterItem.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


@staff(*WRITERS)
def newsletter_own_words(request: StaffRequest, newsletter: int) -> HttpResponse:
    """A part of the office's own."""
    found = _issue_or_404(request, newsletter)
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_own_words(newsletter=found, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return _to(found)
    return render(
        request,
        "office/newsletter/item.html",
        {"form": form, "newsletter": found, "crumbs": _crumbs(found)},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def newsletter_item(request: StaffRequest, newsletter: int, item: int) -> HttpResponse:
    """Change the words of a part."""
    found = _item_or_404(request, newsletter, item)
    form = ItemForm(request.POST or None, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_item(item=found, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return _to(found.newsletter)
    return render(
        request,
        "office/newsletter/item.html",
        {"form": form, "newsletter": found.newsletter, "crumbs": _crumbs(found.newsletter)},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def newsletter_move(request: StaffRequest, newsletter: int, item: int) -> HttpResponse:
    """A part one place up or down, or left out."""
    found = _item_or_404(request, newsletter, item)
    if request.method == "POST":
        if request.POST.get("gor") == "bort":
            actions.remove_item(item=found, actor=request.person, now=request.now)
        else:
            actions.move_item(item=found, up=request.POST.get("gor") == "upp", actor=request.person, now=request.now)
    return HttpResponseRedirect(reverse("office:newsletter", kwargs={"newsletter": newsletter}))


@staff(*WRITERS)
def newsletter_try(request: StaffRequest, newsletter: int) -> HttpResponse:
    """A mail to oneself."""
    found = _issue_or_404(request, newsletter)
    if request.method == "POST":
        actions.send_to_oneself(newsletter=found, actor=request.person, now=request.now)
        messages.success(request, _("Ett prov är skickat till %(email)s.") % {"email": request.person.email})
    return _to(found)


@staff(*WRITERS)
def newsletter_send(request: StaffRequest, newsletter: int) -> HttpResponse:
    """The whole issue once more, and the button."""
    found = _issue_or_404(request, newsletter)
    form = SendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = actions.send_issue(newsletter=found, actor=request.person, now=request.now)
        messages.success(
            request,
            ngettext(
                "Nyhetsbrevet skickas till %(n)s adress. Du kan lämna sidan.",
                "Nyhetsbrevet skickas till %(n)s adresser. Du kan lämna sidan.",
                number,
            )
            % {"n": grouped(number)},
        )
        return _to(found)
    return render(
        request,
        "office/newsletter/send.html",
        {
            "newsletter": found,
            "items": shown_items(found),
            "form": form,
            "readers": queries.number_by_language(request.organisation).get(found.language, 0),
            "crumbs": _crumbs(found),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def newsletter_resume(request: StaffRequest, newsletter: int) -> HttpResponse:
    """Take a stopped sending up again."""
    found = _issue_or_404(request, newsletter)
    if request.method == "POST":
        if actions.resume(newsletter=found, actor=request.person, now=request.now):
            messages.success(request, _("Utskicket går vidare. Ingen får brevet två gånger."))
        else:
            messages.info(request, _("Utskicket pågår redan, eller är klart."))
    return _to(found)


@staff(*WRITERS)
def newsletter_remove(request: StaffRequest, newsletter: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    found = _issue_or_404(request, newsletter)
    if request.method == "POST":
        actions.remove_draft(newsletter=found, actor=request.person, now=request.now)
        messages.success(request, _("Utkastet är borttaget."))
        return HttpResponseRedirect(reverse("office:newsletters"))
    return render(request, "office/newsletter/remove.html", {"newsletter": found, "crumbs": _crumbs(found)})
