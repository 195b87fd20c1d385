"""What does the installation itself show: which organisations use it, and where they are made?"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from medborgarbudget.design import dates, theme
from medborgarbudget.domain.cycles import steps
from medborgarbudget.domain.cycles.models import Cycle, Deed
from medborgarbudget.domain.network.pages.actions import start_from_template
from medborgarbudget.domain.organisations import actions, queries
from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.domain.people import actions as people
from medborgarbudget.domain.people.models import RoleName
from medborgarbudget.foundation import clock
from medborgarbudget.sites.access import accounts
from medborgarbudget.sites.access.caching import kept_for_visitors
from medborgarbudget.sites.access.guards import operator, public
from medborgarbudget.sites.access.request import VisitorRequest
from medborgarbudget.sites.access.theme import theme_of
from medborgarbudget.sites.hub.installation.forms import OrganisationForm

PICTURES = (
    (Deed.VOTE, "ballot-box"),
    (Deed.PROPOSE, "idea"),
    (Deed.ASSESS, "assessment"),
    (Deed.DECIDE, "money"),
    (Deed.DELIVER, "building"),
)


@dataclass(frozen=True)
class Card:
    """An organisation on the front page: where it is and what is going on there."""

    organisation: Organisation
    url: str
    cycle: str
    going_on: str
    picture: str


@public
@kept_for_visitors(60)
def front(request: VisitorRequest) -> HttpResponse:
    """Which organisations use the service, and what is it?"""
    return render(request, "hub/front.html", {"cards": _cards(request), "description": _("Invånare bestämmer.")})


def _cards(request: VisitorRequest) -> list[Card]:
    newest: dict[int, Cycle] = {}
    published = Cycle.objects.filter(published_at__isnull=False, archived_at=None).prefetch_related("steps")
    for cycle in published.order_by("year", "published_at"):
        newest[cycle.organisation_id] = cycle
    return [_card(request, organisation, newest.get(organisation.pk)) for organisation in queries.organisations()]


def _card(request: VisitorRequest, organisation: Organisation, cycle: Cycle | None) -> Card:
    url = f"{organisation.base_url}/" if organisation.host else f"{get_script_prefix()}{organisation.slug}/"
    if cycle is None:
        return Card(organisation, url, "", _("Har inte börjat än."), "park")
    step = steps.current_step(cycle, request.now)
    coming = steps.next_step(cycle, request.now)
    shown = step or coming
    if step is not None:
        going_on = step.name
        if step.closes_at is not None:
            going_on = _("{step} – till {day}").format(step=step.name, day=dates.long_date(step.closes_at, request.now))
    elif coming is not None:
        going_on = _("{step} börjar {day}").format(step=coming.name, day=dates.long_date(coming.opens_at, request.now))
    else:
        going_on = _("Omgången är klar. Se vad den gav.")
    picture = next((name for deed, name in PICTURES if shown is not None and deed in shown.deeds), "celebration")
    return Card(organisation, url, cycle.name, going_on, picture)


@public
@kept_for_visitors(60)
def colours(request: VisitorRequest) -> HttpResponse:
    """The organisations' colours, for their cards on the front page."""
    light, dark = [], []
    for organisation in queries.organisations():
        chosen = theme_of(organisation)
        light.append(_scoped(organisation, chosen))
        dark.append(_scoped(organisation, theme.dark(chosen)))
    text = "\n".join((*light, "@media (prefers-color-scheme:dark){", *dark, "}\n"))
    return HttpResponse(text, content_type="text/css; charset=utf-8")


def _scoped(organisation: Organisation, chosen: theme.Theme) -> str:
    values = asdict(chosen)
    own = "".join(f"--org-{name.replace('_', '-')}:{value};" for name, value in values.items())
    roles = {"accent": "accent", "accent-strong": "accent_strong", "accent-soft": "accent_soft", "heading": "ink"}
    derived = "".join(f"--{role}:{values[name]};" for role, name in roles.items())
    return f".own-{organisation.slug}{{{own}{derived}--il-sky:{values['accent_soft']}}}"


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """Does the process answer, and does the database? 200 when both do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("ok\n", content_type="text/plain")


@operator
def organisations(request: VisitorRequest) -> HttpResponse:
    """All organisations, for whoever runs the installation."""
    return render(request, "hub/organisations.html", {"organisations": queries.organisations()})


@operator
def new_organisation(request: VisitorRequest) -> HttpResponse:
    """Make an organisation and give it its first administrator, who is told by mail."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, clock.now()
        try:
            with transaction.atomic():
                made = actions.create_organisation(
                    slug=data["slug"],
                    name=data["name"],
                    short_name=data["short_name"],
                    kind=data["kind"],
                    actor=request.person,
                    now=now,
                )
                administrator = people.appoint_first_administrator(
                    organisation=made,
                    email=data["administrator_email"],
                    name=data["administrator_name"],
                    actor=request.person,
                    now=now,
                )
                if made.kind == OrganisationKind.NETWORK:
                    start_from_template(network=made, actor=None, now=now)
                accounts.invite_administrator(made, administrator)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("{name} är skapad. {role} får ett mejl.").format(name=made.name, role=RoleName.ADMINISTRATOR.label),
            )
            return redirect("hub:organisations")
    return render(request, "hub/new_organisation.html", {"form": form}, status=422 if form.errors else 200)
