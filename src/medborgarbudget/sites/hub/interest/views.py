"""How does a municipality or region register its interest, and see how it goes?"""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from medborgarbudget.design.dates import long_date
from medborgarbudget.design.forms import error_links, take_errors
from medborgarbudget.design.parts import Row, Step
from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.human.policy import Judgement
from medborgarbudget.domain.network.membership import actions, bodies, links, policy
from medborgarbudget.domain.network.membership.models import Interest, MemberState, StateChange
from medborgarbudget.sites.access.guards import public
from medborgarbudget.sites.access.links import own_address
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.human import check
from medborgarbudget.sites.hub.human.forms import CodeForm
from medborgarbudget.sites.hub.interest.forms import LIST_ID, InterestForm, PeopleForms, content_of

FORM = "interest"


@public
@never_cache
def interest(request: OrganisationRequest) -> HttpResponse:
    """The form. A button adds a person without sending; nothing that is written is lost on the way."""
    if request.method != "POST":
        wanted = bodies.body_with_key(request.GET.get("for", ""))
        return _page(request, InterestForm(initial={"body": wanted.name if wanted else ""}), PeopleForms())
    if "more" in request.POST:
        kept = InterestForm(initial=_written(request))
        return _page(request, kept, PeopleForms(request.POST, more=True), key=check.form_key(request))
    form, people = InterestForm(request.POST), PeopleForms(request.POST)
    key = check.form_key(request)
    valid = form.is_valid()
    if not people.is_valid() or not valid:
        return _page(request, form, people, key=key, status=422)
    content = content_of(form, people)
    sent = Interest.objects.of(request.organisation).filter(form_key=key).first()
    if sent is not None:
        return _sent(request, sent)
    try:
        email = content.people[0].email
        judgement = check.judge(request, request.organisation, FORM, email, request.now)
        if judgement == Judgement.TOO_MANY:
            return _page(request, form, people, key=key, status=429, refused=check.too_many(request.organisation))
        made = actions.register_interest(
            network=request.organisation,
            content=content,
            proven=judgement == Judgement.PROVEN,
            form_key=key,
            language=get_language() or "sv",
            now=request.now,
        )
    except ValidationError as wrong:
        take_errors(form, wrong)
        return _page(request, form, people, key=key, status=422)
    if made.confirmed_at is None:
        check.mail_code(
            organisation=request.organisation,
            about=f"interest:{made.pk}",
            to=made.email,
            url=own_address(request, "network:interest-confirm", links.token_of(made)),
            language=made.language,
            now=request.now,
        )
    return _sent(request, made)


def _sent(request: OrganisationRequest, made: Interest) -> HttpResponse:
    name = "network:interest-status" if made.confirmed_at else "network:interest-confirm"
    return HttpResponseRedirect(reverse(name, kwargs={"token": links.token_of(made)}))


def _written(request: OrganisationRequest) -> dict[str, Any]:
    """What was in the form, to be shown again without judging it."""
    lists = {"orientations", "needs"}
    given = {
        name: [value.replace("\x00", "") for value in request.POST.getlist(name)] for name in InterestForm.base_fields
    }
    return {name: values if name in lists else "".join(values[-1:]) for name, values in given.items()}


def _page(
    request: OrganisationRequest,
    form: InterestForm,
    people: PeopleForms,
    *,
    key: str = "",
    status: int = 200,
    refused: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "people": people,
        "wrong": [link for each in (form, *people.with_errors()) for link in error_links(each)],
        "key": key or secrets.token_hex(16),
        "bodies": bodies.bodies(),
        "list_id": LIST_ID,
        "human": check.challenge_for(request.organisation, FORM, request.now),
        "refused": refused,
        "decision_open": any(form[name].value() for name in ("decision_body", "decision_date", "organisation_number")),
    }
    return render(request, "network/interest/form.html", context, status=status)


@public
@never_cache
def confirm(request: OrganisationRequest, token: str) -> HttpResponse:
    """The code from the mail: then the office may read it."""
    found = _interest_or_404(request, token)
    if found.confirmed_at is not None:
        return _sent(request, found)
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("kod", "")[:20]})
    if request.method == "POST" and form.is_valid():
        about, code = f"interest:{found.pk}", form.cleaned_data["code"]
        if check.right_code(organisation=request.organisation, about=about, code=code, now=request.now):
            return _sent(request, actions.confirm_interest(interest=found, now=request.now))
        form.add_error("code", _("Koden stämmer inte, eller gäller inte längre. Ange den senaste koden vi har mejlat."))
    return render(
        request, "network/human/code.html", {"form": form, "noindex": True}, status=422 if form.errors else 200
    )


@public
@never_cache
def status(request: OrganisationRequest, token: str) -> HttpResponse:
    """The receipt, and how far it has come. Says of the body only what everybody may know."""
    found = _interest_or_404(request, token)
    if found.confirmed_at is None:
        return _sent(request, found)
    context = {
        "interest": found,
        "name": str(found.member),
        "steps": _steps(found),
        "joined": found.member is not None and found.member.state in policy.IN,
        "rows": _rows(found, request),
        "noindex": True,
    }
    return render(request, "network/interest/status.html", context)


def _steps(interest: Interest) -> list[Step]:
    member = interest.member
    assert member is not None
    touched = StateChange.objects.filter(member=member, at__gt=interest.submitted_at).values_list("after", flat=True)
    contacted = interest.handled_at is not None or MemberState.CONTACTED in touched
    joined = member.state in policy.IN and (not interest.addition or interest.handled_at is not None)
    last = _("Ni är med") if not interest.addition else _("Tillagt i ert medlemskap")
    return [
        Step(_("Anmälan är mottagen"), "past"),
        Step(_("Kansliet hör av sig"), "past" if contacted or joined else "now"),
        Step(last, "past" if joined else "now" if contacted else "coming"),
    ]


def _rows(interest: Interest, request: OrganisationRequest) -> list[Row]:
    def names(values: list[str], labels: Any) -> str:
        return "; ".join(str(labels(value).label) for value in values if value in labels.values)

    rows = [
        Row(_("Ert nummer"), interest.reference),
        Row(_("Skickad"), long_date(interest.submitted_at, request.now)),
        Row(_("Hur långt ni har kommit"), names([interest.stage], policy.Stage)),
        Row(_("Inriktningar"), names(interest.orientations, Orientation)),
        Row(_("Vad ni vill pröva"), interest.wants),
        Row(_("Vad ni vill ha hjälp med"), names(interest.needs, policy.Need)),
        Row(_("Mer om vad ni behöver"), interest.needs_text),
        Row(_("Personer"), ", ".join(person.name for person in interest.people.all())),
    ]
    return [row for row in rows if row.value]


def _interest_or_404(request: OrganisationRequest, token: str) -> Interest:
    number = links.number_in(token, request.organisation.pk, request.now)
    found = Interest.objects.of(request.organisation).select_related("member").filter(pk=number or 0).first()
    if found is None:
        raise Http404
    return found
