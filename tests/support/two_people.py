"""A deed that takes two, for tests: an organisation is given another contact address."""

from __future__ import annotations

from datetime import datetime

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind
from medborgarbudget.foundation.decisions import Refused


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
