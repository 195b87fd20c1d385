"""Who has which role where?"""

from __future__ import annotations

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role


def roles_of(person: Person, organisation: Organisation) -> frozenset[str]:
    """The RoleName values that the person has in the organisation now."""
    return frozenset(Role.objects.of(organisation).filter(person_id=person.pk, ended_at=None).values_list("role", flat=True))
