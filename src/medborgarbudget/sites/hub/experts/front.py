"""Which partners does the network's front page show?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.experts import queries
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.experts.views import card_of
from medborgarbudget.sites.hub.pages.parts import FrontPart, front_part

SHOWN = 3


@front_part(40)
def partners(request: OrganisationRequest) -> FrontPart | None:
    """Those the network works with, and who else can be asked."""
    rows = list(queries.public_experts(request.organisation)[:SHOWN])
    if not rows:
        return None
    return FrontPart(
        title=_("Experter och samarbeten"),
        template="network/experts/front.html",
        context={"cards": [card_of(row) for row in rows]},
        more_url=reverse("network:experts"),
        more_label=_("Alla experter"),
    )
