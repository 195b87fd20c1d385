"""Which good examples does the network's front page show?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.examples import queries
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.examples.shown import cards_of
from medborgarbudget.sites.hub.pages.parts import FrontPart, front_part

SHOWN = 3


@front_part(20)
def newest(request: OrganisationRequest) -> FrontPart | None:
    """The newest ones."""
    rows = cards_of(queries.published(request.organisation).select_related("member")[:SHOWN])
    if not rows:
        return None
    return FrontPart(
        title=_("Goda exempel"),
        template="network/examples/front.html",
        context={"cards": rows},
        more_url=reverse("network:examples"),
        more_label=_("Alla exempel"),
    )
