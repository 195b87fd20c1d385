"""What may a person do by role?"""

from __future__ import annotations

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.domain.people.queries import roles_of


def has_role(person: Person | None, organisation: Organisation, *roles: RoleName) -> bool:
    """Whether the person has one of the roles (any role, if none is named) in the organisation now."""
    if person is None:
        return False
    held = roles_of(person, organisation)
    return bool(held & {role.value for role in roles}) if roles else bool(held)
