"""Who writes and sends the newsletter?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

EDITORS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)


def may_write(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office's people who write."""
    if has_role(person, network, *EDITORS):
        return YES
    return no(_("Bara kansliets projektansvariga och kommunikatörer skriver nyhetsbrev."))
