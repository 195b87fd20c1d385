"""Who may suggest something for the library, and who edits it?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

EDITORS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)


def may_suggest(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """Whoever speaks for a member, and the office's people."""
    if has_role(person, network, *EDITORS) or membership_of(network, person) is not None:
        return YES
    return no(_("Bara nätverkets medlemmar tipsar om nytt till biblioteket."))


def may_edit(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office's people who write."""
    if has_role(person, network, *EDITORS):
        return YES
    return no(_("Bara kansliets projektansvariga och kommunikatörer redigerar biblioteket."))
