"""Who has which role where?"""

from __future__ import annotations

from django.db.models import QuerySet

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role


def roles_of(person: Person, organisation: Organisation) -> frozenset[str]:
    """The RoleName values that the person has in the organisation now."""
    return frozenset(
        Role.objects.of(organisation).filter(person_id=person.pk, ended_at=None).values_list("role", flat=True)
    )


def running_roles(organisation: Organisation) -> QuerySet[Role]:
    """All roles that run in the organisation, by person, with who gave them."""
    running = Role.objects.of(organisation).filter(ended_at=None)
    return running.select_related("person", "granted_by").order_by("person__name", "person_id", "granted_at")


def ended_roles(organisation: Organisation) -> QuerySet[Role]:
    """Roles that have ended, latest first."""
    ended = Role.objects.of(organisation).filter(ended_at__isnull=False)
    return ended.select_related("person").order_by("-ended_at")


def role_of(organisation: Organisation, role_id: int) -> Role:
    """One role of the organisation. Raises Role.DoesNotExist."""
    return Role.objects.of(organisation).select_related("person", "organisation").get(pk=role_id)


def person_with_email(email: str) -> Person | None:
    """The account with this address, whatever case, or None."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def organisations_served(person: Person) -> list[Organisation]:
    """The organisations in which the person has a role now, by name."""
    return list(
        Organisation.objects.filter(pk__in=person.roles.filter(ended_at=None).values("organisation_id")).order_by(
            "name"
        )
    )


def colleague(organisation: Organisation, person_id: int) -> Person | None:
    """Somebody with a role in the organisation now, or None."""
    return (
        Person.objects.filter(pk=person_id, roles__in=Role.objects.of(organisation).filter(ended_at=None)).first()
        if person_id < 2**63
        else None
    )
