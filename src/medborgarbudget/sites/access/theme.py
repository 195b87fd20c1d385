"""What does the organisation's own stylesheet say? Six colours, kept by browsers for a year under an address that changes with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from medborgarbudget.design import theme as design
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.sites.access.guards import public


@public
def theme(request: HttpRequest) -> HttpResponse:
    """The stylesheet of the organisation asked for."""
    organisation: Organisation = request.organisation  # type: ignore[attr-defined]
    response = HttpResponse(design.stylesheet(theme_of(organisation)), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def theme_of(organisation: Organisation) -> design.Theme:
    """The organisation's colours; the product's own where they are missing or unreadable."""
    names = design.Theme.__dataclass_fields__
    try:
        chosen = design.Theme(**{name: str(value) for name, value in organisation.theme.items() if name in names})
    except (AttributeError, TypeError):
        return design.Theme()
    return design.Theme() if design.problems(chosen) else chosen
