"""Who may send in a good example, make one of a cycle, and edit what the network shows?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.network.examples.models import Example, ExampleState
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.network.membership.queries import membership_of
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

EDITORS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)


def may_submit(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """Whoever speaks for a member, and the office's people."""
    if has_role(person, network, *EDITORS):
        return YES
    member = membership_of(network, person)
    if member is None:
        return no(_("Bara nätverkets medlemmar skickar in exempel."))
    if member.state != MemberState.MEMBER:
        return no(_("Medlemskapet är pausat. Kontakta kansliet för att skicka in exempel igen."))
    return YES


def may_edit(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office's people who write."""
    if has_role(person, network, *EDITORS):
        return YES
    return no(_("Bara kansliets projektansvariga och kommunikatörer redigerar exempel."))


def may_correct(person: Person | None, example: Example, now: datetime) -> Verdict:
    """Whoever speaks for the member it is about, until the office has published it; the office at any time."""
    if has_role(person, example.organisation, *EDITORS):
        return YES
    member = membership_of(example.organisation, person)
    if member is None or example.member_id != member.pk:
        return no(_("Exemplet är en annan medlems."))
    if example.state != ExampleState.SUBMITTED:
        return no(_("Kansliet har tagit hand om exemplet. Hör av dig dit om något ska ändras."))
    return YES


def may_make_of_cycle(person: Person | None, cycle: Cycle, member: Member | None, now: datetime) -> Verdict:
    """Leads and communicators of the cycle's organisation, when it is a member."""
    if not has_role(person, cycle.organisation, RoleName.LEAD, RoleName.COMMUNICATOR, RoleName.ADMINISTRATOR):
        return no(_("Bara projektansvariga och kommunikatörer gör ett gott exempel av omgången."))
    if member is None:
        return no(
            _("%(name)s är inte medlem i något nätverk i den här installationen.") % {"name": cycle.organisation.name}
        )
    return YES
