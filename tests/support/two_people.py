"""A deed that takes two, for tests: an organisation is given another contact address."""

from __future__ import annotations

from datetime import datetime

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import grant, make_person


def perform(deed: TwoPersonDeed, *, now: datetime) -> None:
    if deed.payload["email"] == "nobody@example.org":
        raise Refused("Adressen går inte att använda.")
    Organisation.objects.filter(pk=deed.subject_id).update(contact_email=deed.payload["email"])


KIND = DeedKind(
    name="test.contact",
    title="Byt kontaktadress",
    roles=frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR}),
    perform=perform,
    describe=lambda deed: [("Ny adress", deed.payload["email"])],
)


two_people.register(KIND)


def ask(organisation: Organisation, actor: object, now: datetime, email: str = "ny@example.org") -> TwoPersonDeed:
    return two_people.ask(
        kind=KIND.name,
        subject=organisation,
        organisation=organisation,
        payload={"email": email},
        reason="Ny funktionsbrevlåda",
        actor=actor,  # type: ignore[arg-type]
        now=now,
    )


def confirmed(organisation: Organisation) -> TwoPersonDeed:
    """Another person, who has just shown their second factor, confirms the one deed that waits in the organisation."""
    (deed,) = two_people.waiting(organisation)
    second = grant(make_person(f"Andra{deed.pk}"), organisation, RoleName.ADMINISTRATOR)
    now = database_now()
    return two_people.confirm(deed=deed, actor=second, factor_at=now, now=now)
