"""How do people get and lose roles, change their profile and leave?"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import permissions, queries
from medborgarbudget.domain.people.events import AccountClosed
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.foundation import audit, events
from medborgarbudget.foundation.decisions import require
from medborgarbudget.foundation.notifications import Notification, NotificationKind, NotificationPreference, notify


def person_for(*, email: str, name: str, now: datetime) -> Person:
    """The account with this address, made if there is none; made at the same moment by two, both get the one.

    Raises ValidationError for what is no address. A name already chosen is left alone.
    """
    email = email.strip().lower()
    validate_email(email)
    person = queries.person_with_email(email)
    if person is None:
        try:
            with transaction.atomic():
                person = Person.objects.create_user(email, name=name.strip()[:80], date_joined=now)
        except IntegrityError:
            person = Person.objects.get(email__iexact=email)
    if not person.name and name.strip():
        person.name = name.strip()[:80]
        person.save(update_fields=["name"])
    return person


@transaction.atomic
def invite(
    *, organisation: Organisation, email: str, name: str, roles: Iterable[str], actor: Person, now: datetime
) -> tuple[Person, list[Role]]:
    """Give roles to whoever has the address, making the account if needed. Roles already held are left as they are.

    Gives the person and the roles that are new. The page sends the mail, since only it knows how to sign in.
    """
    require(permissions.may_manage_people(actor, organisation, now))
    wanted = [role for role in RoleName.values if role in set(roles)]
    if not wanted:
        raise ValidationError({"roles": _("Välj minst en roll.")})
    person = person_for(email=email, name=name, now=now)
    if not person.is_active:
        raise ValidationError({"email": _("Kontot med den adressen är avslutat.")})
    return person, _grant(organisation, person, wanted, actor, now)


@transaction.atomic
def appoint_first_administrator(
    *, organisation: Organisation, email: str, name: str, actor: Person | None, now: datetime
) -> Person:
    """Give a new organisation its first administrator, on behalf of whoever runs the installation."""
    person = person_for(email=email, name=name, now=now)
    _grant(organisation, person, [RoleName.ADMINISTRATOR], actor, now)
    return person


@transaction.atomic
def appoint(
    *, organisation: Organisation, person: Person, roles: Iterable[str], actor: Person | None, now: datetime
) -> list[Role]:
    """Give somebody roles in an organisation that has just been made for them. Gives those that are new.

    For whoever made it: in an organisation with people of its own, roles are given by its administrators, with `invite`.
    """
    return _grant(organisation, person, [role for role in RoleName.values if role in set(roles)], actor, now)


@transaction.atomic
def end_role(*, role: Role, reason: str, actor: Person, now: datetime) -> Role:
    """End a role from now on. Refused for the last administrator. The person's next request is without it."""
    # The organisation's row is the turnstile: two administrators who end each other's role come one at a time.
    Organisation.objects.select_for_update().get(pk=role.organisation_id)
    role = queries.role_of(role.organisation, role.pk)
    require(permissions.may_end_role(actor, role, now))
    role.ended_at = now
    role.save(update_fields=["ended_at"])
    audit.record(
        organisation_id=role.organisation_id,
        actor=actor,
        verb="role.end",
        subject=role.person,
        now=now,
        reason=reason,
        changes={"role": [role.role, None]},
    )
    return role


@transaction.atomic
def make_operator(*, email: str, name: str, now: datetime) -> Person:
    """Let the person run the installation."""
    person = person_for(email=email, name=name, now=now)
    person.is_operator = True
    person.save(update_fields=["is_operator"])
    audit.record(organisation_id=None, actor=None, verb="operator.create", subject=person, now=now)
    return person


def note_factor_reset(*, organisation: Organisation, person: Person, actor: Person, now: datetime) -> None:
    """Put on record that an administrator took away a colleague's lost second factor."""
    require(permissions.may_reset_factor(actor, person, organisation, now))
    audit.record(organisation_id=organisation.pk, actor=actor, verb="role.reset_factor", subject=person, now=now)


@transaction.atomic
def note_new_factor(*, person: Person, now: datetime) -> None:
    """Put on record where the person has a role that they added a second factor, and tell the other administrators there.

    Whoever has stolen a password or a mailbox reads what is sent to the person; the others do not share it.
    """
    for organisation in queries.organisations_served(person):
        audit.record(organisation_id=organisation.pk, actor=person, verb="role.add_factor", subject=person, now=now)
        others = queries.running_roles(organisation).filter(role=RoleName.ADMINISTRATOR).exclude(person=person)
        notify(
            person_ids=others.values_list("person_id", flat=True),
            organisation=organisation,
            kind=NotificationKind.STAFF,
            subject=_("%(name)s har lagt till ett nytt sätt att logga in") % {"name": person},
            body=_(
                "%(name)s har lagt till en app eller nyckel för tvåstegsinloggning. Efter ett dygn kan den godkänna sådant som "
                "kräver två personer.\n\nStämmer det inte? Återställ tvåstegsinloggningen eller ta bort rollerna genast."
            )
            % {"name": person},
            link="/personal/medarbetare/",
            now=now,
        )


def save_profile(*, person: Person, name: str, language: str) -> None:
    """Change what others see and in which language the person is written to."""
    person.name, person.language = name.strip(), language
    person.save(update_fields=["name", "language"])


@transaction.atomic
def close_account(*, person: Person, now: datetime) -> None:
    """Make the person nameless for good and end every way in. What they published stays under the name shown there."""
    require(permissions.may_close_account(person, now))
    events.publish(AccountClosed(person=person, now=now))
    Notification.objects.filter(person=person).delete()
    NotificationPreference.objects.filter(person=person).delete()
    person.email = f"avslutat-{person.pk}-{secrets.token_hex(8)}@invalid.invalid"
    person.name, person.is_active, person.last_login = "", False, None
    person.set_unusable_password()
    person.save()


def _grant(
    organisation: Organisation, person: Person, roles: Iterable[str], actor: Person | None, now: datetime
) -> list[Role]:
    new = []
    for name in roles:
        role, made = Role.objects.get_or_create(
            organisation=organisation,
            person=person,
            role=name,
            ended_at=None,
            defaults={"granted_by": actor, "granted_at": now},
        )
        if made:
            new.append(role)
            audit.record(
                organisation_id=organisation.pk,
                actor=actor,
                verb="role.grant",
                subject=person,
                now=now,
                changes={"role": [None, str(name)]},
            )
    return new
