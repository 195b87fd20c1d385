"""What may a person do by role?"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.domain.people.queries import roles_of
from medborgarbudget.foundation.decisions import YES, Verdict, no


def has_role(person: Person | None, organisation: Organisation, *roles: RoleName) -> bool:
    """Whether the person has one of the roles (any role, if none is named) in the organisation now."""
    if person is None:
        return False
    # A request looks its person's roles up once and leaves them here; see sites.access.visitor.
    held: frozenset[str] | None = getattr(person, "roles_held", {}).get(organisation.pk)
    if held is None:
        held = roles_of(person, organisation)
    return bool(held & {role.value for role in roles}) if roles else bool(held)


def may_manage_people(person: Person | None, organisation: Organisation, now: datetime) -> Verdict:
    """May the person give and end roles in the organisation?"""
    if has_role(person, organisation, RoleName.ADMINISTRATOR):
        return YES
    return no(
        _("Bara administratörer ger och avslutar roller. Be en administratör i {name}.").format(name=organisation.name)
    )


def may_end_role(person: Person | None, role: Role, now: datetime) -> Verdict:
    """May the person end this role? Never the last administrator's."""
    verdict = may_manage_people(person, role.organisation, now)
    if not verdict:
        return verdict
    if role.ended_at is not None:
        return no(_("Rollen är redan avslutad."))
    if role.role == RoleName.ADMINISTRATOR:
        others = (
            Role.objects.of(role.organisation).filter(role=RoleName.ADMINISTRATOR, ended_at=None).exclude(pk=role.pk)
        )
        if not others.filter(person__is_active=True).exists():
            return no(
                _("{person} är den enda administratören. Ge rollen till någon annan först.").format(person=role.person)
            )
    return YES


def may_read_audit(person: Person | None, organisation: Organisation, now: datetime) -> Verdict:
    """May the person read the log of deeds?"""
    if has_role(person, organisation, RoleName.ADMINISTRATOR, RoleName.AUDITOR):
        return YES
    return no(_("Loggen är till för administratörer och granskare."))


def may_close_account(person: Person, now: datetime) -> Verdict:
    """May the person close the account? Not with a role that somebody relies on."""
    held = person.roles.filter(ended_at=None).select_related("organisation")
    names = sorted({role.organisation.name for role in held})
    if names:
        return no(
            _("Du har en roll i {names}. Be en administratör där att avsluta den först.").format(names=", ".join(names))
        )
    if person.is_operator:
        return no(_("Du driver installationen. Låt någon annan ta över först."))
    return YES


def may_reset_factor(actor: Person | None, person: Person, organisation: Organisation, now: datetime) -> Verdict:
    """May the actor take away a colleague's lost second factor? Never one's own, nor one that guards another organisation."""
    verdict = may_manage_people(actor, organisation, now)
    if not verdict:
        return verdict
    if actor is not None and actor.pk == person.pk:
        return no(_("Du kan inte återställa din egen tvåstegsinloggning. Be en annan administratör."))
    elsewhere = person.roles.filter(ended_at=None).exclude(organisation_id=organisation.pk).exists()
    if elsewhere or person.is_operator:
        return no(
            _("{person} har också en roll på ett annat ställe. Be den som driver installationen.").format(person=person)
        )
    return YES
