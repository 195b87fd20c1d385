"""Who plays in the tests? Asta in Lund who may vote, Bo in Ystad, Cissi who is twelve, Doris who leads in Lund, Egil in Ystad, Frida at the hub."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.domain.people.models import Person, Role, RoleName

NOW = datetime(2027, 3, 10, 12, 0, tzinfo=UTC)
"""The moment most tests happen at: a Wednesday, 13.00 in Sweden."""


def make_organisation(slug: str, name: str, kind: str = OrganisationKind.MUNICIPALITY) -> Organisation:
    return Organisation.objects.create(
        slug=slug,
        name=name,
        short_name=name.split()[0],
        kind=kind,
        languages=["sv", "en", "fi"],
        inhabitants=30_000,
        created_at=NOW,
        changed_at=NOW,
    )


def make_person(name: str) -> Person:
    return Person.objects.create_user(f"{name.lower()}@example.org", "lösenord-för-prov", name=name)


def grant(person: Person, organisation: Organisation, *roles: str) -> Person:
    for role in roles:
        Role.objects.create(organisation=organisation, person=person, role=role, granted_at=NOW)
    return person


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def lund(db: None) -> Organisation:
    return make_organisation("lund", "Lunds kommun")


@pytest.fixture
def ystad(db: None) -> Organisation:
    return make_organisation("ystad", "Ystads kommun")


@pytest.fixture
def hub(db: None) -> Organisation:
    return make_organisation("natverket", "Nätverket Medborgarbudget", OrganisationKind.NETWORK)


@pytest.fixture
def asta(db: None) -> Person:
    return make_person("Asta")


@pytest.fixture
def bo(db: None) -> Person:
    return make_person("Bo")


@pytest.fixture
def cissi(db: None) -> Person:
    return make_person("Cissi")


@pytest.fixture
def doris(lund: Organisation) -> Person:
    """Leads in Lund, and may do everything there."""
    return grant(make_person("Doris"), lund, RoleName.ADMINISTRATOR, RoleName.LEAD)


@pytest.fixture
def egil(ystad: Organisation) -> Person:
    """Leads in Ystad, and nothing in Lund."""
    return grant(make_person("Egil"), ystad, RoleName.ADMINISTRATOR, RoleName.LEAD)


@pytest.fixture
def frida(hub: Organisation) -> Person:
    return grant(make_person("Frida"), hub, RoleName.ADMINISTRATOR)
