"""Which examples does the office hear of again, since nobody has looked at them for a year? Called by the command `tidy`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.network.examples import permissions, policy, queries
from medborgarbudget.domain.network.examples.models import Example
from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.domain.people.queries import running_roles
from medborgarbudget.foundation import notifications
from medborgarbudget.foundation.clock import to_local


def remind(now: datetime) -> int:
    """Tell each network's office once a month of examples to look at. Gives the number of examples."""
    today = to_local(now).date()
    told = 0
    for network in Organisation.objects.filter(kind=OrganisationKind.NETWORK):
        with transaction.atomic():
            due = queries.to_check(network, today).filter(
                Q(reminded_on=None) | Q(reminded_on__lte=today - policy.REMIND_AGAIN)
            )
            titles = list(due.values_list("pk", "title"))
            if not titles:
                continue
            Example.objects.of(network).filter(pk__in=[pk for pk, _title in titles]).update(reminded_on=today)
            with translation.override("sv"):
                notifications.notify(
                    person_ids=running_roles(network)
                    .filter(role__in=[role.value for role in permissions.EDITORS])
                    .values_list("person_id", flat=True),
                    organisation=network,
                    kind=notifications.NotificationKind.STAFF,
                    subject=ngettext(
                        "%(n)d gott exempel behöver ses över", "%(n)d goda exempel behöver ses över", len(titles)
                    )
                    % {"n": len(titles)},
                    body=_("Ingen har kontrollerat det här på ett år: %(titles)s")
                    % {"titles": ", ".join(title for _pk, title in titles[:10])},
                    link="/kansli/exempel/?vy=kontrollera",
                    now=now,
                )
            told += len(titles)
    return told
