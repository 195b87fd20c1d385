"""Which meetings does the network's front page show?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.meetings import queries
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.meetings.cards import cards
from medborgarbudget.sites.hub.pages.parts import FrontPart, front_part

SHOWN = 3


@front_part(10)
def coming(request: OrganisationRequest) -> FrontPart | None:
    """The next ones."""
    rows = cards(queries.coming(request.organisation, request.now)[:SHOWN], request.now)
    if not rows:
        return None
    return FrontPart(
        title=_("Kommande träffar"),
        template="network/meetings/front.html",
        context={"cards": rows},
        more_url=reverse("network:meetings"),
        more_label=_("Alla träffar"),
        tone="sunken",
    )
