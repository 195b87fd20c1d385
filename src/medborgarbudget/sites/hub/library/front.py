"""What of the library does the network's front page show?"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.library import queries
from medborgarbudget.sites.access.request import OrganisationRequest
from medborgarbudget.sites.hub.library.shown import cards_of
from medborgarbudget.sites.hub.pages.parts import FrontPart, front_part

SHOWN = 3


@front_part(30)
def newest(request: OrganisationRequest) -> FrontPart | None:
    """The newest items."""
    rows = cards_of(queries.published(request.organisation)[:SHOWN], request.now)
    if not rows:
        return None
    return FrontPart(
        title=_("Nytt i biblioteket"),
        template="network/library/front.html",
        context={"cards": rows},
        more_url=reverse("network:library"),
        more_label=_("Hela biblioteket"),
        tone="soft",
    )
