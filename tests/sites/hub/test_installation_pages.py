"""What does the installation itself show, and who makes organisations?"""

from __future__ import annotations

from datetime import datetime
from io import StringIO

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
NEW = {
    "name": "Solviks kommun",
    "short_name": "Solvik",
    "kind": "municipality",
    "slug": "solvik",
    "administrator_name": "Ada",
    "administrator_email": "ada@example.org",
}


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def operator(client: PageClient, frida: Person) -> PageClient:
    frida.is_operator = True
    frida.save()
    return client.signed_in_as(frida)


def test_the_front_page_shows_who_uses_the_service(client: PageClient, lund: Organisation, now: datetime) -> None:
    Cycle.objects.create(
        organisation=lund, slug="2027", name="Lund 2027", year=2027, promise="x", level="influence",
        reference_prefix="L", created_at=now, changed_at=now, published_at=now,
    )  # fmt: skip
    page = client.get("/").content.decode()
    assert 'href="/lund/"' in page and "Lund 2027" in page
    assert b".own-lund{" in client.get("/drift/farger.css").content


def test_an_empty_installation_has_a_front_page_too(client: PageClient) -> None:
    assert "Inga kommuner än" in client.get("/").content.decode()


def test_a_draft_is_not_on_the_front_page(client: PageClient, lund: Organisation, now: datetime) -> None:
    Cycle.objects.create(
        organisation=lund, slug="2027", name="Hemlig 2027", year=2027, promise="x", level="influence",
        reference_prefix="L", created_at=now, changed_at=now,
    )  # fmt: skip
    assert "Hemlig" not in client.get("/").content.decode()


def test_the_front_page_asks_as_little_for_ten_organisations_as_for_one(
    client: PageClient, lund: Organisation, now: datetime
) -> None:
    def asked() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/")
        return len(queries)

    first = asked()
    for number in range(9):
        Organisation.objects.create(
            slug=f"ort-{number}", name=f"Ort {number}", short_name="Ort", created_at=now, changed_at=now
        )
    assert asked() == first <= 4


def test_healthz_answers_without_a_session(client: PageClient) -> None:
    answer = client.get("/healthz")
    assert answer.content == b"ok\n" and "sessionid" not in answer.cookies


def test_an_operator_makes_an_organisation_whose_administrator_is_told(operator: PageClient) -> None:
    assert operator.get("/drift/").status_code == 200
    assert operator.get("/drift/ny/").status_code == 200
    assert operator.post("/drift/ny/", NEW).url == "/drift/"
    assert "Solviks kommun" in operator.get("/drift/").content.decode()
    assert Role.objects.get(organisation__slug="solvik").person.email == "ada@example.org"
    assert "http://localhost:8000/solvik/personal/" in str(mail.outbox[-1].body)
    again = operator.post("/drift/ny/", NEW)
    assert again.status_code == 422 and "redan en organisation" in again.content.decode()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"slug": "drift"}, {"slug": "../x"}, {"slug": ""}, {"name": "\0"}, {"administrator_email": "x"}, {"kind": "x"}],
)
def test_what_is_wrong_makes_no_organisation_and_no_account(operator: PageClient, wrong: dict[str, str]) -> None:
    before = Organisation.objects.count(), Person.objects.count()
    assert operator.post("/drift/ny/", {**NEW, **wrong}).status_code == 422
    assert (Organisation.objects.count(), Person.objects.count()) == before


def test_others_do_not_make_organisations(client: PageClient, doris: Person) -> None:
    assert client.get("/drift/").status_code == 302
    client.signed_in_as(doris)
    assert client.get("/drift/").status_code == 403
    assert client.post("/drift/ny/", NEW).status_code == 403
    assert not Organisation.objects.filter(slug="solvik").exists()


def test_an_operator_sees_no_organisations_own_pages_by_that(operator: PageClient, lund: Organisation) -> None:
    assert operator.get("/lund/personal/medarbetare/").status_code == 403


def test_organisations_and_operators_are_made_from_the_command_line(db: None) -> None:
    out = StringIO()
    call_command("create_organisation", "solvik", "Solviks kommun", "ada@example.org", stdout=out)
    assert "http://localhost:8000/solvik/" in out.getvalue() and len(mail.outbox) == 1
    call_command("create_operator", "drift@example.org", stdout=out)
    assert Person.objects.get(email="drift@example.org").is_operator
    for arguments in (
        ("solvik", "Annan", "a@b.se"),
        ("drift", "Annan", "a@b.se"),
        ("ny", "", "a@b.se"),
        ("ny", "Ny", "x"),
    ):
        with pytest.raises(CommandError):
            call_command("create_organisation", *arguments, stdout=out)
    with pytest.raises(CommandError):
        call_command("create_operator", "x", stdout=out)
    assert Organisation.objects.count() == 1
