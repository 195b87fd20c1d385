"""What can one do on the demo's own pages? Sign in as anybody, and read the mails that were not sent."""

from __future__ import annotations

from time import time

from allauth.account.internal.flows.login import record_authentication as record_sign_in
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from medborgarbudget.demo.models import OutboxMail
from medborgarbudget.demo.places import HUB, OPERATOR, OPERATOR_DOMAIN, PASSWORD, PLACES, TOTP_SECRET, DemoPlace
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.access.guards import public

MAILS_SHOWN = 60


@public
def people(request: HttpRequest) -> HttpResponse:
    """Whom one can be, by organisation, each at one click."""
    places = [
        {
            "name": place.name,
            "slug": place.slug,
            "players": [
                {
                    "name": player.name,
                    "email": player.email(place.slug),
                    "tells": player.tells,
                    "roles": [role.label for role in player.roles],
                    "next": _inside(place) if player.roles else _outside(place),
                    "who": "Medlem i nätverket" if place is HUB else "Invånare",
                }
                for player in place.players
            ],
        }
        for place in PLACES
    ]
    operator = {
        "name": OPERATOR.name,
        "email": OPERATOR.email(OPERATOR_DOMAIN),
        "tells": OPERATOR.tells,
        "next": "/drift/",
    }
    context = {"places": places, "operator": operator, "password": PASSWORD, "code": code_of_the_moment()}
    return TemplateResponse(request, "demo/people.html", context)


def _outside(place: DemoPlace) -> str:
    return f"/{place.slug}/rummet/" if place is HUB else f"/{place.slug}/"


def _inside(place: DemoPlace) -> str:
    return f"/{place.slug}/kansli/" if place is HUB else f"/{place.slug}/personal/"


@public
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Be somebody, with the second factor taken as shown."""
    email = request.POST.get("email", "")
    known = {player.email(place.slug) for place in PLACES for player in place.players} | {
        OPERATOR.email(OPERATOR_DOMAIN)
    }
    person = Person.objects.filter(email=email).first() if email in known else None
    if person is None:
        raise Http404
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_sign_in(request, person, method="mfa", type="totp")
    target = request.POST.get("next", "/")
    allowed = {_outside(place) for place in PLACES} | {_inside(place) for place in PLACES} | {"/drift/"}
    return HttpResponseRedirect(target if target in allowed else "/")


@public
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, so that links and codes can be followed."""
    return TemplateResponse(request, "demo/outbox.html", {"mails": OutboxMail.objects.all()[:MAILS_SHOWN]})


def code_of_the_moment() -> str:
    """The six digits that the demo's second factor would show now."""
    return str(format_hotp_value(hotp_value(TOTP_SECRET, int(time()) // 30)))
