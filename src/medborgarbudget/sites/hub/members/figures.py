"""How many joined and left the network within a period?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.membership import queries
from medborgarbudget.domain.network.membership.models import BodyKind, Interest, MemberState, StateChange
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.hub.desk.figures import Figure, counts


@counts
def members(network: Organisation, since: datetime, until: datetime) -> list[Figure]:
    """Members now, those who came and went, and interests."""
    heading = _("Medlemmar")
    now = list(queries.public_members(network).values_list("kind", "county_code"))
    changes = StateChange.objects.filter(member__organisation=network, at__gte=since, at__lt=until)
    joined = changes.filter(after=MemberState.MEMBER).exclude(before=MemberState.PAUSED)
    left = changes.filter(after=MemberState.LEFT, before__in=[MemberState.MEMBER, MemberState.PAUSED])
    interests = Interest.objects.of(network).filter(confirmed_at__gte=since, confirmed_at__lt=until, addition=False)
    return [
        Figure(
            heading, _("Kommuner i nätverket"), str(sum(kind == BodyKind.MUNICIPALITY for kind, _c in now)), _("nu")
        ),
        Figure(heading, _("Regioner i nätverket"), str(sum(kind == BodyKind.REGION for kind, _c in now)), _("nu")),
        Figure(heading, _("Län med minst en medlem"), str(len({county for _k, county in now if county})), _("nu")),
        Figure(heading, _("Nya medlemmar"), str(joined.values("member").distinct().count())),
        Figure(heading, _("Har lämnat"), str(left.values("member").distinct().count())),
        Figure(heading, _("Intresseanmälningar"), str(interests.count())),
    ]


@counts
def cycles(network: Organisation, since: datetime, until: datetime) -> list[Figure]:
    """What the members that run their cycles here have published."""
    heading = _("Medlemmarnas omgångar i tjänsten")
    tenants = queries.public_members(network).exclude(tenant=None).values("tenant_id")
    begun = list(
        Cycle.objects.filter(organisation__in=tenants, published_at__gte=since, published_at__lt=until).values_list(
            "budget", flat=True
        )
    )
    return [
        Figure(heading, _("Medlemmar med egen plats"), str(tenants.count()), _("nu")),
        Figure(heading, _("Omgångar som har publicerats"), str(len(begun))),
        Figure(heading, _("Pengar i de omgångarna"), kronor(sum(begun))),
    ]
