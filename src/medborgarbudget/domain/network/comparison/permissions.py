"""Who brings figures to the comparison, who chooses what is shown, and who vouches for what is unsigned?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

EDITORS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)


def may_bring(person: Person | None, member: Member, now: datetime) -> Verdict:
    """Whoever speaks for the member, and the office for any member."""
    if has_role(person, member.organisation, *EDITORS):
        return YES
    own = membership_of(member.organisation, person)
    if own is None or own.pk != member.pk:
        return no(_("Bara den som företräder medlemmen lämnar dess siffror."))
    if own.state != MemberState.MEMBER:
        return no(_("Medlemskapet är pausat. Kontakta kansliet för att vara med i jämförelsen."))
    return YES


def may_settle(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office approves and refuses what is not signed."""
    if has_role(person, network, *EDITORS):
        return YES
    return no(_("Bara kansliet godkänner siffror till jämförelsen."))
