"""Who may handle interests and members, and who may speak for a member?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.network.membership.models import Member, MemberContact, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.people.permissions import has_role
from medborgarbudget.foundation.decisions import YES, Verdict, no


def works_in_office(person: Person | None, network: Organisation) -> bool:
    """Whether the person handles things for the network."""
    return has_role(person, network, *policy.OFFICE)


def speaks_for(person: Person | None, member: Member) -> bool:
    """Whether the person is one of the member's contacts now, and the member belongs to the network."""
    return (
        person is not None
        and member.state in policy.IN
        and MemberContact.objects.filter(member=member, person=person, ended_at=None).exists()
    )


def may_handle(person: Person | None, network: Organisation, now: datetime) -> Verdict:
    """May the person handle interests, members and what comes in?"""
    if works_in_office(person, network):
        return YES
    return no(_("Bara kansliets handläggare kan göra det här."))


def may_move(person: Person | None, member: Member, to: MemberState, now: datetime) -> Verdict:
    """May the person bring the member to this state?"""
    verdict = may_handle(person, member.organisation, now)
    if not verdict:
        return verdict
    if to not in policy.WAYS[member.state]:
        return no(
            _("{name} har läget {before} och kan inte få läget {after}.").format(
                name=member.name, before=member.get_state_display().lower(), after=str(to.label).lower()
            )
        )
    return YES


def may_edit_profile(person: Person | None, member: Member, now: datetime) -> Verdict:
    """The member's own people write what it says of itself; the office helps."""
    if member.state not in policy.IN:
        return no(_("{name} är inte medlem just nu.").format(name=member.name))
    if speaks_for(person, member) or works_in_office(person, member.organisation):
        return YES
    return no(_("Bara de som företräder {name} ändrar sidan.").format(name=member.name))


def may_manage_contacts(person: Person | None, member: Member, now: datetime) -> Verdict:
    """The member's project leads and the office say who speaks for it."""
    if works_in_office(person, member.organisation):
        return YES
    if (
        speaks_for(person, member)
        and MemberContact.objects.filter(
            member=member, person=person, ended_at=None, role=MemberContact.Role.LEAD
        ).exists()
    ):
        return YES
    return no(_("Bara projektansvariga och kansliet ändrar vilka som företräder {name}.").format(name=member.name))


def may_link(member: Member, tenant: Organisation) -> Verdict:
    """May an organisation that exists be the member's own? Only when somebody who speaks for the member decides there too."""
    if tenant.pk == member.organisation_id or tenant.kind != member.kind:
        return no(_("Välj en organisation av samma slag som medlemmen."))
    people = MemberContact.objects.filter(member=member, ended_at=None).values("person_id")
    leads = Role.objects.of(tenant).filter(
        ended_at=None, role__in=[RoleName.ADMINISTRATOR, RoleName.LEAD], person_id__in=people
    )
    if not leads.exists():
        return no(
            _("Ingen av dem som företräder {member} är administratör eller projektansvarig i {name}.").format(
                member=member.name, name=tenant.name
            )
        )
    return YES
