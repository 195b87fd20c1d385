"""Can administrators give and end roles, and read what was done?"""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core import mail

import medborgarbudget
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, Role, RoleName
from medborgarbudget.foundation import audit
from medborgarbudget.sites.staff.people.sentences import KINDS, SENTENCES, sentence
from tests.support.cast import NOW, grant
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
HOME = "/lund/personal/medarbetare/"


def test_everybody_with_a_role_is_listed(client: PageClient, lund: Organisation, doris: Person, egil: Person) -> None:
    page = client.signed_in_as(doris).get(HOME).content.decode()
    assert "Doris" in page and "Administratör" in page and "Egil" not in page


def test_somebody_is_invited_gets_a_mail_and_comes_in(client: PageClient, lund: Organisation, doris: Person) -> None:
    client.signed_in_as(doris)
    form = {"email": "ny@example.org", "name": "Ny", "roles": ["desk", "assessor"]}
    answer = client.post(f"{HOME}bjud-in/", form)
    assert answer.url == HOME
    assert "mejl" in client.get(HOME).content.decode()
    body = str(mail.outbox[-1].body)
    assert "bedömare, desk och telefon" in body and "sju dagar" in body
    address = body.split("http://localhost:8000")[1].split()[0]
    newcomer = PageClient()
    assert newcomer.post(address).url == "/lund/personal/"
    assert newcomer.get(HOME).status_code == 403
    client.post(f"{HOME}bjud-in/", form)
    assert len(mail.outbox) == 1 and Role.objects.filter(person__email="ny@example.org").count() == 2


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"email": "x", "name": "A", "roles": ["desk"]},
        {"email": "a@b.se", "name": "", "roles": ["desk"]},
        {"email": "a@b.se", "name": "A", "roles": []},
        {"email": "a@b.se", "name": "A", "roles": ["king"]},
        {"email": "a@b.se", "name": "A\0", "roles": ["desk"]},
        {"email": "a@b.se", "name": "x" * 81, "roles": ["desk"]},
    ],
)
def test_what_is_wrong_in_an_invitation_is_told(
    client: PageClient, lund: Organisation, doris: Person, form: dict[str, object]
) -> None:
    answer = client.signed_in_as(doris).post(f"{HOME}bjud-in/", form)
    assert answer.status_code == 422 and "Något behöver ändras" in answer.content.decode()
    assert mail.outbox == []


def test_a_role_ends_at_once_also_for_whoever_is_signed_in(
    client: PageClient, lund: Organisation, doris: Person, bo: Person
) -> None:
    grant(bo, lund, RoleName.AUDITOR)
    bos = PageClient().signed_in_as(bo)
    assert bos.get(HOME).status_code == 200
    role = Role.objects.get(person=bo)
    client.signed_in_as(doris)
    address = f"{HOME}roller/{role.pk}/avsluta/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "Slutat", "sure": "1"}).url == HOME
    assert bos.get(HOME).status_code == 403
    assert "Avslutade roller" in client.get(HOME).content.decode()


def test_the_last_administrator_is_told_why_not(client: PageClient, lund: Organisation, doris: Person) -> None:
    role = Role.objects.get(person=doris, role=RoleName.ADMINISTRATOR)
    address = f"{HOME}roller/{role.pk}/avsluta/"
    assert "enda administratören" in client.signed_in_as(doris).get(address).content.decode()
    answer = client.post(address, {"reason": "", "sure": "1"})
    assert answer.status_code == 403 and "enda administratören" in answer.content.decode()


def test_a_lost_second_factor_is_taken_away_by_a_colleague(
    client: PageClient, lund: Organisation, doris: Person, bo: Person
) -> None:
    grant(bo, lund, RoleName.AUDITOR)
    bos = PageClient().signed_in_as(bo)
    address = f"{HOME}{bo.pk}/tvasteg/"
    client.signed_in_as(doris)
    assert client.get(address).status_code == 200
    assert client.post(address).url == HOME
    assert bos.get(HOME).url.startswith("/lund/konto/tvasteg/")
    assert "återställd" in mail.outbox[-1].subject
    assert "återställde tvåstegsinloggningen för Bo" in client.get(f"{HOME}logg/").content.decode()


def test_a_second_factor_that_guards_more_is_left_alone(
    client: PageClient, lund: Organisation, ystad: Organisation, doris: Person, bo: Person, egil: Person
) -> None:
    grant(bo, lund, RoleName.AUDITOR)
    grant(bo, ystad, RoleName.DESK)
    PageClient().signed_in_as(bo)
    client.signed_in_as(doris)
    for person in (bo, doris):
        address = f"{HOME}{person.pk}/tvasteg/"
        assert "Det går inte" in client.get(address).content.decode()
        assert client.post(address).status_code == 403
        assert person.authenticator_set.exists()  # type: ignore[attr-defined]
    assert client.get(f"{HOME}{egil.pk}/tvasteg/").status_code == 404
    assert client.get(f"{HOME}{10**30}/tvasteg/").status_code == 404


def test_another_organisations_role_is_not_found(
    client: PageClient, lund: Organisation, doris: Person, egil: Person
) -> None:
    role = Role.objects.filter(person=egil).first()
    assert role is not None
    address = f"{HOME}roller/{role.pk}/avsluta/"
    assert client.signed_in_as(doris).get(address).status_code == 404
    assert client.post(address, {"sure": "1"}).status_code == 404
    role.refresh_from_db()
    assert role.ended_at is None


@pytest.mark.parametrize("role", [role for role in RoleName if role not in {RoleName.ADMINISTRATOR, RoleName.AUDITOR}])
def test_others_are_refused_with_the_roles_that_may(
    client: PageClient, lund: Organisation, bo: Person, role: RoleName
) -> None:
    grant(bo, lund, role)
    client.signed_in_as(bo)
    for path in ("", "bjud-in/", "logg/", "logg.csv"):
        answer = client.get(HOME + path)
        assert answer.status_code == 403 and "administratör" in answer.content.decode()


def test_an_auditor_reads_but_does_not_invite(client: PageClient, lund: Organisation, bo: Person) -> None:
    grant(bo, lund, RoleName.AUDITOR)
    client.signed_in_as(bo)
    assert "Bjud in" not in client.get(HOME).content.decode()
    assert client.get(f"{HOME}bjud-in/").status_code == 403
    assert client.get(f"{HOME}logg/").status_code == 200


def test_the_log_tells_in_words_and_is_searched(
    client: PageClient, lund: Organisation, ystad: Organisation, doris: Person, bo: Person
) -> None:
    audit.record(
        organisation_id=lund.pk, actor=doris, verb="role.grant", subject=bo, now=NOW, changes={"role": [None, "desk"]}
    )
    audit.record(organisation_id=lund.pk, actor=None, verb="odd.verb", subject=lund, now=NOW + timedelta(days=1))
    audit.record(organisation_id=ystad.pk, actor=None, verb="hemlig.deed", subject=ystad, now=NOW)
    client.signed_in_as(doris)
    page = client.get(f"{HOME}logg/").content.decode()
    assert "gav Bo rollen desk och telefon" in page and "odd.verb: Lunds kommun" in page and "Systemet" in page
    assert "hemlig" not in page
    assert "odd.verb" not in client.get(f"{HOME}logg/?person={doris.pk}").content.decode().split("<table")[1]
    assert "gav Bo" not in client.get(f"{HOME}logg/?kind=odd").content.decode()
    assert "odd.verb" not in client.get(f"{HOME}logg/?until=2027-03-10").content.decode().split("<table")[1]
    assert "Inget stämmer" in client.get(f"{HOME}logg/?since=2030-01-01").content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "person=x",
        "person=999999999999999999999",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=2027-03-28",
        "kind=%00",
        "page=x",
        "page=-1",
        "since=31/31",
    ],
)
def test_nonsense_in_the_search_is_left_out(client: PageClient, lund: Organisation, doris: Person, query: str) -> None:
    client.signed_in_as(doris)
    assert client.get(f"{HOME}logg/?{query}").status_code == 200
    assert client.get(f"{HOME}logg.csv?{query}").status_code == 200


def test_the_table_of_the_log_runs_no_formulas(client: PageClient, lund: Organisation, doris: Person) -> None:
    audit.record(
        organisation_id=lund.pk, actor=doris, verb="cycle.change", subject=doris, now=NOW, reason="=HYPERLINK(1)"
    )
    answer = client.signed_in_as(doris).get(f"{HOME}logg.csv")
    assert "'=HYPERLINK(1)" in answer.content.decode() and "attachment" in answer.headers["Content-Disposition"]


def test_a_verb_without_sentence_is_shown_plainly(lund: Organisation, doris: Person) -> None:
    entry = audit.record(organisation_id=lund.pk, actor=doris, verb="x.y", subject=doris, now=NOW)
    assert sentence(entry) == "x.y: Doris"


def test_every_verb_of_the_product_has_a_sentence() -> None:
    """A new verb wants a line in sentences.py, so that the log can be read by people."""
    wanted = set()
    for file in (Path(medborgarbudget.__file__).parent / "domain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                kind, dot, verb = node.value.partition(".")
                if (
                    dot
                    and kind in KINDS
                    and re.fullmatch("[a-z_]+", verb)
                    and verb not in {"html", "txt", "py", "typ", "json"}
                ):
                    wanted.add(node.value)
    wanted -= {model._meta.label_lower for model in apps.get_models()}
    assert wanted - set(SENTENCES) == set()
    assert len(wanted) > 20
