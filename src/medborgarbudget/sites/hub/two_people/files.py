"""How does somebody in the office ask for a file with data about many people, and get it when another one has said yes?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.queries import office_people
from medborgarbudget.domain.people import offered_files, two_people
from medborgarbudget.domain.people.models import TwoPersonDeed
from medborgarbudget.foundation.files import csv_text
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.access.second_person import FileOfManyForm


def ask(
    request: StaffRequest,
    *,
    kind: str,
    subject: Model,
    form: FileOfManyForm,
    payload: dict[str, Any],
    context: dict[str, Any],
) -> HttpResponse:
    """The page on which one asks; when it is sent, on to what waits. `context`: heading, holds, back, instead, tab."""
    if request.method == "POST" and form.is_valid():
        made = two_people.ask(
            kind=kind,
            subject=subject,
            organisation=request.organisation,
            payload=payload,
            reason=form.cleaned_data["reason"],
            actor=request.person,
            now=request.now,
        )
        messages.success(request, _("Nu väntar det på att en annan person godkänner. Hämta sedan listan här."))
        return HttpResponseRedirect(reverse("staff:two-people-one", args=[made.pk]), status=303)
    waiting = two_people.waiting(request.organisation, kind=kind, subject=subject).first()
    context |= {
        "form": form,
        "waiting": waiting if waiting is not None and waiting.expires_at > request.now else None,
        "alone": not office_people(request.organisation).exclude(pk=request.person.pk).exists(),
    }
    return TemplateResponse(request, "office/ask_file.html", context, status=422 if form.errors else 200)


def taken(request: StaffRequest, *, kind: str, subject: Model, deed_id: int) -> TwoPersonDeed:
    """The deed whose file the person takes out now, once. What is not there is 404; what may not be taken is refused with its reason."""
    offered = offered_files.offered_by(request.organisation, kind, subject, deed_id)
    if offered is None:
        raise Http404
    offered_files.take(file=offered, actor=request.person, now=request.now)
    return offered.deed


def table(name: str, head: list[str], lines: list[list[Any]]) -> HttpResponse:
    """A table for a spreadsheet."""
    response = HttpResponse(csv_text(head, lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
