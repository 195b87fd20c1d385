"""How many wrote to the office within a period, and were answered?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.contact import queries
from medborgarbudget.domain.network.contact.models import MessageState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.sites.hub.desk.figures import Figure, counts


@counts
def messages(network: Organisation, since: datetime, until: datetime) -> list[Figure]:
    came = queries.messages(network).filter(sent_at__gte=since, sent_at__lt=until).exclude(state=MessageState.SPAM)
    heading = _("Kansliets inkorg")
    return [
        Figure(heading, _("Meddelanden"), str(came.count()), _("utan skräp")),
        Figure(heading, _("Besvarade"), str(came.filter(state=MessageState.ANSWERED).count())),
    ]
