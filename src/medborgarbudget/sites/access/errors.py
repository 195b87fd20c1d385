"""What does a visitor see when something is wrong? Our own pages, with a reason and a way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template.loader import get_template
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _


def refused(request: HttpRequest, reason: str, *, status: int = 403) -> HttpResponse:
    """A refusal with its reason: 403 when it may not be done, 409 when it can no longer be done."""
    return TemplateResponse(request, "403.html", {"reason": reason, "conflict": status == 409}, status=status).render()


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 403."""
    return refused(request, str(exception) if exception and str(exception) else _("Du får inte öppna den här sidan."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's hidden token was missing or old. Nothing was stored."""
    return refused(
        request,
        _(
            "Formuläret var för gammalt eller skickades från en annan sida. Gå tillbaka, ladda om sidan och försök igen."
        ),
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 400."""
    return TemplateResponse(request, "400.html", status=400).render()


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler for 404."""
    return TemplateResponse(request, "404.html", status=404).render()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for 500: without context, since what failed may be what the context needs."""
    return HttpResponseServerError(get_template("500.html").render())
