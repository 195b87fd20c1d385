"""Who works here with which roles, and what has been done?"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from medborgarbudget.design.dates import long_moment
from medborgarbudget.domain.people import actions, permissions, queries
from medborgarbudget.domain.people.models import Role, RoleName
from medborgarbudget.domain.people.policy import MEANING
from medborgarbudget.foundation import audit, clock
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.files import csv_text
from medborgarbudget.sites.access import accounts
from medborgarbudget.sites.access.guards import staff
from medborgarbudget.sites.access.request import StaffRequest
from medborgarbudget.sites.staff.people.forms import EndRoleForm, InviteForm, LogFilterForm
from medborgarbudget.sites.staff.people.sentences import changes, kinds_of, sentence

MOST_ROWS = 20_000
"""Of the log in one file."""


@staff(RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def people(request: StaffRequest) -> HttpResponse:
    """Everybody with a role, and those who had one."""
    held: dict[int, dict[str, Any]] = {}
    for role in queries.running_roles(request.organisation):
        row = held.setdefault(role.person_id, {"person": role.person, "roles": []})
        row["roles"].append(role)
    context = {
        "rows": list(held.values()),
        "ended": queries.ended_roles(request.organisation)[:50],
        "may_manage": bool(permissions.may_manage_people(request.person, request.organisation, request.now)),
        "meaning": [(RoleName(name).label, text) for name, text in MEANING.items()],
    }
    return render(request, "staff/people/people.html", context)


@staff(RoleName.ADMINISTRATOR)
def invite(request: StaffRequest) -> HttpResponse:
    """Give somebody roles; they get a mail with a link."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person, new = actions.invite(
                organisation=request.organisation, actor=request.person, now=clock.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            if new:
                accounts.send_invitation(request, person, new)
                messages.success(
                    request, _("{person} har fått ett mejl med en länk för att komma igång.").format(person=person)
                )
            else:
                messages.info(request, _("{person} hade redan de rollerna.").format(person=person))
            return redirect("staff:people")
    return render(request, "staff/people/invite.html", {"form": form}, status=422 if form.errors else 200)


@staff(RoleName.ADMINISTRATOR)
def end_role(request: StaffRequest, role_id: int) -> HttpResponse:
    """End one role, after a question; when it may not end, why."""
    try:
        role = queries.role_of(request.organisation, role_id)
    except Role.DoesNotExist as missing:
        raise Http404 from missing
    verdict = permissions.may_end_role(request.person, role, request.now)
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.end_role(role=role, reason=form.cleaned_data["reason"], actor=request.person, now=clock.now())
        messages.success(
            request,
            _("{person} är inte längre {role}.").format(person=role.person, role=str(role.get_role_display()).lower()),
        )
        return redirect("staff:people")
    context = {"role": role, "form": form, "verdict": verdict}
    return render(request, "staff/people/end_role.html", context, status=422 if form.errors else 200)


@staff(RoleName.ADMINISTRATOR)
def reset_factor(request: StaffRequest, person_id: int) -> HttpResponse:
    """Take away the second factor of somebody who has lost it, after a question; they are told and add a new one."""
    person = queries.colleague(request.organisation, person_id)
    if person is None:
        raise Http404
    verdict = permissions.may_reset_factor(request.person, person, request.organisation, request.now)
    if request.method == "POST":
        require(verdict)
        with transaction.atomic():
            Authenticator.objects.filter(user_id=person.pk).delete()
            actions.note_factor_reset(
                organisation=request.organisation, person=person, actor=request.person, now=clock.now()
            )
        accounts.tell_of_reset(request, person)
        messages.success(request, _("{person} lägger till en ny app eller nyckel nästa gång.").format(person=person))
        return redirect("staff:people")
    return render(request, "staff/people/reset_factor.html", {"colleague": person, "verdict": verdict})


@staff(RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def log(request: StaffRequest) -> HttpResponse:
    """What has been done, by whom, latest first."""
    form, wanted = _filter(request)
    found = audit.entries(request.organisation.pk, **wanted)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(entry) for entry in page],
        "query": query.urlencode(),
        "filtered": any(wanted.values()),
    }
    return render(request, "staff/people/log.html", context)


@staff(RoleName.ADMINISTRATOR, RoleName.AUDITOR)
def log_csv(request: StaffRequest) -> HttpResponse:
    """The same as a table for a spreadsheet."""
    _form, wanted = _filter(request)
    found = audit.entries(request.organisation.pk, **wanted)[:MOST_ROWS]
    head = [_("När"), _("Vem"), _("Vad"), _("Verb"), _("Gäller"), _("Skäl"), _("Ändringar")]
    rows = (
        [
            clock.to_local(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
            entry.actor_name or _("Systemet"),
            sentence(entry),
            entry.verb,
            entry.subject_name,
            entry.reason,
            "; ".join(changes(entry)),
        ]
        for entry in found.iterator(chunk_size=500)
    )
    response = HttpResponse(csv_text(head, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="logg-{request.organisation.slug}.csv"'
    return response


def _filter(request: StaffRequest) -> tuple[LogFilterForm, dict[str, Any]]:
    """The form as it is to be shown, without what made no sense, and what to ask for."""
    pk = request.organisation.pk
    choices: dict[str, Any] = {"actors": audit.actors(pk), "kinds": kinds_of(audit.verbs(pk))}
    form = LogFilterForm(request.GET, **choices)
    wanted = form.wanted()
    kept = {name: value for name, value in request.GET.items() if name not in form.errors}
    return LogFilterForm(kept, **choices), wanted


def _row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "when": long_moment(entry.at),
        "who": entry.actor_name or _("Systemet"),
        "what": sentence(entry),
        "reason": entry.reason,
        "changes": changes(entry),
    }
