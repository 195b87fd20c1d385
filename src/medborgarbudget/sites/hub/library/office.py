"""How does the office keep the library: suggestions, editing, links to look at?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.library import actions, permissions, queries
from medborgarbudget.domain.network.library.models import ItemState, LibraryItem
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.library.form_errors import take_errors
from medborgarbudget.sites.hub.library.forms import DeclineForm, ItemForm, LinkForm, initial_of
from medborgarbudget.sites.hub.library.shown import card_of, state_tag

WRITERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
VIEWS = {"forslag": "suggested", "publicerat": "published", "lankar": "links", "borta": "gone"}
PER_PAGE = 50


@staff()
def library(request: StaffRequest) -> HttpResponse:
    """The office's table."""
    today = to_local(request.now).date()
    waiting = queries.suggestions(request.organisation).count()
    view = request.GET.get("vy", "")
    view = view if view in VIEWS else ("forslag" if waiting else "publicerat")
    labels = {
        "forslag": _("Tips"),
        "publicerat": _("Publicerat"),
        "lankar": _("Länkar att titta på"),
        "borta": _("Borttaget"),
    }
    counts = {
        "forslag": waiting,
        "lankar": queries.for_office(request.organisation, "links", today).count(),
        "publicerat": queries.published(request.organisation).count(),
        "borta": None,
    }
    page = Paginator(queries.for_office(request.organisation, VIEWS[view], today), PER_PAGE).get_page(
        request.GET.get("sida")
    )
    return render(
        request,
        "office/library/library.html",
        {
            "views": [Link(label, f"?vy={key}", key == view, counts[key]) for key, label in labels.items()],
            "view": view,
            "rows": [{"card": card_of(row, request.now), "tag": state_tag(row)} for row in page],
            "page": page,
            "may_edit": permissions.may_edit(request.person, request.organisation, request.now),
        },
    )


@staff(*WRITERS)
def library_new(request: StaffRequest) -> HttpResponse:
    """The office adds something itself."""
    require(permissions.may_edit(request.person, request.organisation, request.now))
    form = ItemForm(request.POST or None, request.FILES or None, initial={"dated": to_local(request.now).date()})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.publish_item(
                network=request.organisation, content=form.content(), actor=request.person, now=request.now
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("”%(title)s” är publicerat i biblioteket.") % {"title": made.title})
            return HttpResponseRedirect(reverse("office:library") + "?vy=publicerat")
    return _form_page(request, form, None)


def _item_or_404(request: StaffRequest, pk: int) -> LibraryItem:
    try:
        return queries.item_of(request.organisation, pk)
    except (LibraryItem.DoesNotExist, OverflowError) as missing:
        raise Http404 from missing


@staff(*WRITERS)
def library_item(request: StaffRequest, item: int) -> HttpResponse:
    """Edit an item, and publish a suggestion."""
    found = _item_or_404(request, item)
    require(permissions.may_edit(request.person, request.organisation, request.now))
    form = ItemForm(request.POST or None, request.FILES or None, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_item(
                item=found,
                content=form.content(),
                publish="publicera" in request.POST,
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(
                request,
                _("Det är publicerat.") if changed.state == ItemState.PUBLISHED else _("Ändringarna är sparade."),
            )
            return HttpResponseRedirect(reverse("office:library"))
    return _form_page(request, form, found)


def _form_page(request: StaffRequest, form: ItemForm, item: LibraryItem | None) -> HttpResponse:
    return render(
        request,
        "office/library/item.html",
        {
            "form": form,
            "item": item,
            "tag": state_tag(item) if item else None,
            "decline": DeclineForm(),
            "crumbs": [Link(_("Bibliotek"), reverse("office:library"))],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def library_decline(request: StaffRequest, item: int) -> HttpResponse:
    """Say no to a suggestion."""
    found = _item_or_404(request, item)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_item(item=found, reason=form.cleaned_data["reason"], actor=request.person, now=request.now)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Tipset är avböjt. Den som tipsade ser varför."))
            return HttpResponseRedirect(reverse("office:library"))
    return render(
        request,
        "office/library/decline.html",
        {"form": form, "item": found, "crumbs": [Link(_("Bibliotek"), reverse("office:library"))]},
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def library_withdraw(request: StaffRequest, item: int) -> HttpResponse:
    """Take an item away from everybody's eyes, after asking."""
    found = _item_or_404(request, item)
    if request.method == "POST":
        actions.withdraw_item(item=found, actor=request.person, now=request.now)
        messages.success(request, _("Det är borttaget. Du hittar det under Borttaget om du ångrar dig."))
        return HttpResponseRedirect(reverse("office:library"))
    return render(
        request,
        "office/library/withdraw.html",
        {"item": found, "crumbs": [Link(_("Bibliotek"), reverse("office:library"))]},
    )


@staff(*WRITERS)
def library_link(request: StaffRequest, item: int) -> HttpResponse:
    """Say whether the link works."""
    found = _item_or_404(request, item)
    form = LinkForm(request.POST or None, initial={"problem": found.link_problem})
    if request.method == "POST" and form.is_valid():
        actions.check_link(item=found, problem=form.cleaned_data["problem"], actor=request.person, now=request.now)
        messages.success(request, _("Noterat."))
        return HttpResponseRedirect(reverse("office:library") + "?vy=lankar")
    return render(
        request,
        "office/library/link.html",
        {
            "form": form,
            "item": found,
            "crumbs": [Link(_("Länkar att titta på"), reverse("office:library") + "?vy=lankar")],
        },
        status=422 if form.is_bound and form.errors else 200,
    )
