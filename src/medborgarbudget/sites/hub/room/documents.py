"""Which documents do members share, and how are they handed out? Only to those who may be in the room, only as downloads."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from medborgarbudget.design.forms import take_errors
from medborgarbudget.domain.network.room import actions, permissions, queries
from medborgarbudget.domain.network.room.models import DocumentVersion, SharedDocument
from medborgarbudget.domain.network.room.policy import Topic
from medborgarbudget.foundation.decisions import require
from medborgarbudget.sites.access.guards import member
from medborgarbudget.sites.access.request import MemberRequest
from medborgarbudget.sites.hub.room.forms import DescriptionForm, DocumentForm, VersionForm
from medborgarbudget.sites.hub.room.views import tabs_of

PER_PAGE = 20


@member
@never_cache
def documents(request: MemberRequest) -> HttpResponse:
    """All documents, by topic and word."""
    topic = request.GET.get("amne", "")
    topic = topic if topic in Topic.values else ""
    words = " ".join(request.GET.get("sok", "").replace("\x00", " ").split())[:100]
    page = Paginator(queries.documents(request.organisation, topic=topic, words=words), PER_PAGE).get_page(
        request.GET.get("sida")
    )
    query = request.GET.copy()
    query.pop("sida", None)
    context = {
        "tabs": tabs_of("network:documents"),
        "page": page,
        "topic": topic,
        "words": words,
        "topics": Topic.choices,
        "query": query.urlencode(),
        "may_write": bool(permissions.may_take_part(request.person, request.organisation, request.now)),
    }
    return render(request, "network/room/documents.html", context)


@member
@never_cache
def new(request: MemberRequest) -> HttpResponse:
    """Share one."""
    require(permissions.may_take_part(request.person, request.organisation, request.now))
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.share(
                network=request.organisation,
                topic=given["topic"],
                title=given["title"],
                description=given["description"],
                upload=form.upload,
                key=given["key"] or secrets.token_hex(16),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Dokumentet är delat."))
            return _to(made)
    return _form(request, form, "document_form", reverse("network:documents"))


@member
@never_cache
def document(request: MemberRequest, document: int) -> HttpResponse:
    """What it is, and its versions."""
    found = _document_or_404(request, document)
    context = {
        "document": found,
        "versions": list(queries.versions(found)),
        "may_change": bool(permissions.may_change_document(request.person, found, request.now)),
    }
    return render(request, "network/room/document.html", context)


@member
@never_cache
def version(request: MemberRequest, document: int) -> HttpResponse:
    """A newer version."""
    found = _document_or_404(request, document)
    require(permissions.may_change_document(request.person, found, request.now))
    form = VersionForm(request.POST or None, request.FILES or None, initial={"key": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_version(
                document=found,
                upload=form.upload,
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"] or secrets.token_hex(16),
                actor=request.person,
                now=request.now,
            )
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            messages.success(request, _("Den nya versionen är delad."))
            return _to(found)
    return _form(request, form, "version_form", _address(found), document=found)


@member
@never_cache
def change(request: MemberRequest, document: int) -> HttpResponse:
    """Describe it otherwise."""
    found = _document_or_404(request, document)
    require(permissions.may_change_document(request.person, found, request.now))
    initial = {name: getattr(found, name) for name in ("title", "description", "topic")}
    form = DescriptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_document(document=found, actor=request.person, now=request.now, **form.cleaned_data)
        except ValidationError as wrong:
            take_errors(form, wrong)
        else:
            return _to(found)
    return _form(request, form, "document_form", _address(found), changing=True)


@member
@never_cache
def withdraw(request: MemberRequest, document: int) -> HttpResponse:
    """Take it out of the room, after a question."""
    found = _document_or_404(request, document)
    require(permissions.may_change_document(request.person, found, request.now))
    if request.method == "POST":
        actions.withdraw_document(document=found, actor=request.person, now=request.now)
        messages.success(request, _("Dokumentet är borttaget ur rummet."))
        return HttpResponseRedirect(reverse("network:documents"))
    return render(request, "network/room/withdraw.html", {"document": found, "here": _address(found)})


@member
@never_cache
def download(request: MemberRequest, document: int, number: int) -> HttpResponseBase:
    """One version, as a download that a browser neither shows nor runs."""
    try:
        row = queries.version_of(request.organisation, min(document, 2**62), min(number, 2**31 - 1))
        opened = row.file.open("rb")
    except (DocumentVersion.DoesNotExist, FileNotFoundError) as missing:
        raise Http404 from missing
    response = FileResponse(opened, as_attachment=True, filename=row.name, content_type=row.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _form(request: MemberRequest, form: Any, template: str, here: str, **more: Any) -> HttpResponse:
    context = {"form": form, "here": here, **more}
    return render(request, f"network/room/{template}.html", context, status=422 if form.errors else 200)


def _document_or_404(request: MemberRequest, document: int) -> SharedDocument:
    try:
        return queries.document_of(request.organisation, min(document, 2**62))
    except SharedDocument.DoesNotExist as missing:
        raise Http404 from missing


def _address(document: SharedDocument) -> str:
    return reverse("network:document", kwargs={"document": document.pk})


def _to(document: SharedDocument) -> HttpResponse:
    return HttpResponseRedirect(_address(document))
