"""How does the office keep the good examples: read what comes in, edit, publish, see versions, check that they still hold?"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Link
from medborgarbudget.domain.network.examples import actions, permissions, policy, queries
from medborgarbudget.domain.network.examples.models import Example, ExampleState
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.hub.examples.forms import DeclineForm, ExampleForms, NoteForm, content_of, initial_of
from medborgarbudget.sites.hub.examples.shown import card_of, facts_of, rows_of, state_tag
from medborgarbudget.sites.hub.library.form_errors import take_errors

WRITERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)
VIEWS = {"inskickade": "submitted", "publicerade": "published", "kontrollera": "due", "borta": "gone"}
PER_PAGE = 50


@staff()
def examples(request: StaffRequest) -> HttpResponse:
    """The office's table."""
    today = to_local(request.now).date()
    rows = {key: queries.for_office(request.organisation, view, today) for key, view in VIEWS.items()}
    waiting = rows["inskickade"].count()
    view = request.GET.get("vy", "")
    view = view if view in VIEWS else ("inskickade" if waiting else "publicerade")
    labels = {
        "inskickade": (_("Inskickade"), waiting),
        "publicerade": (_("Publicerade"), rows["publicerade"].count()),
        "kontrollera": (_("Att kontrollera"), rows["kontrollera"].count()),
        "borta": (_("Borttagna"), None),
    }
    page = Paginator(rows[view], PER_PAGE).get_page(request.GET.get("sida"))
    return render(
        request,
        "office/examples/examples.html",
        {
            "views": [Link(label, f"?vy={key}", key == view, count) for key, (label, count) in labels.items()],
            "view": view,
            "page": page,
            "rows": [
                {"example": row, "tag": state_tag(row), "due": policy.is_due(row.checked_on, today)} for row in page
            ],
        },
    )


def _example_or_404(request: StaffRequest, slug: str) -> Example:
    try:
        return queries.example_of(request.organisation, slug)
    except Example.DoesNotExist as missing:
        raise Http404 from missing


def _back(found: Example) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("office:example", kwargs={"example": found.slug}))


@staff()
def example(request: StaffRequest, example: str) -> HttpResponse:
    """One example as it will look, with what can be done about it."""
    found = _example_or_404(request, example)
    sections = [
        (_("Så gjorde de"), found.did),
        (_("Det blev"), found.result),
        (_("Det lärde de sig"), found.learnt),
        (_("Råd till andra"), found.advice),
    ]
    return render(
        request,
        "office/examples/example.html",
        {
            "example": found,
            "card": card_of(found),
            "tag": state_tag(found),
            "facts": facts_of(found),
            "rows": rows_of(found),
            "sections": [(name, text) for name, text in sections if text],
            "versions": queries.versions(found)[:50],
            "due": found.state == ExampleState.PUBLISHED
            and policy.is_due(found.checked_on, to_local(request.now).date()),
            "may_edit": permissions.may_edit(request.person, request.organisation, request.now),
            "crumbs": [Link(_("Exempel"), reverse("office:examples"))],
        },
    )


@staff(*WRITERS)
def example_edit(request: StaffRequest, example: str) -> HttpResponse:
    """Edit the words, and the figures where they are not a cycle's."""
    found = _example_or_404(request, example)
    require(permissions.may_edit(request.person, request.organisation, request.now))
    before = content_of(found)
    forms = ExampleForms(
        request.POST or None, request.FILES or None, initial=initial_of(before), figures=found.cycle_id is None
    )
    note = NoteForm(request.POST or None)
    if request.method == "POST" and forms.is_valid() and note.is_valid():
        try:
            actions.edit_example(
                example=found,
                content=forms.content(before),
                note=note.cleaned_data["note"],
                actor=request.person,
                now=request.now,
                picture=forms.read,
            )
        except ValidationError as wrong:
            forms.take_errors(wrong)
        else:
            messages.success(request, _("Ändringarna är sparade."))
            return _back(found)
    return render(
        request,
        "office/examples/edit.html",
        {
            "example": found,
            "forms": forms,
            "note": note,
            "crumbs": [
                Link(_("Exempel"), reverse("office:examples")),
                Link(found.title, reverse("office:example", kwargs={"example": found.slug})),
            ],
        },
        status=422 if forms.has_errors or note.errors else 200,
    )


@staff(*WRITERS)
def example_deed(request: StaffRequest, example: str) -> HttpResponse:
    """Publish, check, take figures again: deeds without a form of their own."""
    found = _example_or_404(request, example)
    if request.method == "POST":
        deed = request.POST.get("gor", "")
        if deed == "publicera":
            actions.publish_example(example=found, actor=request.person, now=request.now)
            messages.success(request, _("Exemplet är publicerat. Alla kan läsa det."))
        elif deed == "kontrollera":
            actions.check_example(example=found, actor=request.person, now=request.now)
            messages.success(request, _("Noterat: exemplet stämmer fortfarande."))
        elif deed == "siffror":
            actions.fetch_figures(example=found, actor=request.person, now=request.now)
            messages.success(request, _("Siffrorna är hämtade från omgången."))
    return _back(found)


@staff(*WRITERS)
def example_decline(request: StaffRequest, example: str) -> HttpResponse:
    """Say no, or not yet, with a reason."""
    found = _example_or_404(request, example)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_example(
                example=found, reason=form.cleaned_data["reason"], actor=request.person, now=request.now
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Den som skickade in exemplet ser skälet."))
            return HttpResponseRedirect(reverse("office:examples"))
    return render(
        request,
        "office/examples/decline.html",
        {
            "form": form,
            "example": found,
            "crumbs": [Link(found.title, reverse("office:example", kwargs={"example": found.slug}))],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@staff(*WRITERS)
def example_withdraw(request: StaffRequest, example: str) -> HttpResponse:
    """Take it away from everybody's eyes, after asking."""
    found = _example_or_404(request, example)
    if request.method == "POST":
        actions.withdraw_example(example=found, actor=request.person, now=request.now)
        messages.success(request, _("Exemplet är borttaget. Du hittar det under Borttagna om du ångrar dig."))
        return HttpResponseRedirect(reverse("office:examples"))
    return render(
        request,
        "office/examples/withdraw.html",
        {"example": found, "crumbs": [Link(found.title, reverse("office:example", kwargs={"example": found.slug}))]},
    )
