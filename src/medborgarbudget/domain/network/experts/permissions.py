"""Who keeps the directory of experts, who asks for help, and who sees what becomes of it? Each answer is yes, or no with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.experts import policy
from medborgarbudget.domain.network.experts.models import HelpRequest
from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no

KEEPERS = (RoleName.ADMINISTRATOR, RoleName.LEAD, RoleName.COMMUNICATOR)


def may_keep(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """The office keeps the directory and handles requests."""
    if has_role(person, network, *KEEPERS):
        return YES
    return no(_("Bara kansliets administratörer, projektansvariga och kommunikatörer sköter experterna."))


def may_ask(member: Member | None, now: datetime) -> Verdict:
    """Those who speak for a member."""
    if member is None:
        return no(_("Be om hjälp gör den som är projektansvarig hos en medlem."))
    if member.state == MemberState.PAUSED:
        return no(
            _("%(member)s har pausat sitt medlemskap. Hör av er till kansliet när ni vill vara med igen.")
            % {"member": member}
        )
    return YES


def may_tell_outcome(member: Member | None, request: HelpRequest, now: datetime) -> Verdict:
    """The member that asked, once something has come of it."""
    if member is None or request.member_id != member.pk:
        return no(_("Bara den medlem som bad om hjälp berättar vad det ledde till."))
    if request.state == "new":
        return no(_("Frågan är inte förmedlad än."))
    return YES


def may_handle(person: Person | None, request: HelpRequest, now: datetime) -> Verdict:
    """The office, while the request is open."""
    verdict = may_keep(person, request.organisation, now)
    if not verdict:
        return verdict
    if request.state in policy.OVER:
        return no(_("Frågan är avslutad."))
    return YES
