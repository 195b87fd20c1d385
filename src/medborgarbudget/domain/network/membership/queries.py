"""Who is a member, and for whom does a person speak?"""

from __future__ import annotations

from medborgarbudget.domain.network.membership.models import Member, MemberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person


def membership_of(network: Organisation, person: Person | None) -> Member | None:
    """The member that the person speaks for in this network now, or None. A paused member still reads; one that has left does not."""
    if person is None:
        return None
    return (
        Member.objects.of(network)
        .filter(
            contacts__person_id=person.pk,
            contacts__ended_at=None,
            state__in=[MemberState.MEMBER, MemberState.PAUSED],
        )
        .order_by("name")
        .first()
    )
