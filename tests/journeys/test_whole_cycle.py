"""Can a municipality be carried from nothing to a delivered proposal, with three residents and a lead, on the pages alone?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from medborgarbudget.domain.people.models import Person as Account
from tests.journeys.conftest import Person, Time, last_mail, link_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PASSWORD = "en lång mening som lösenord"


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time()) // 30)))


def an_operator() -> Account:
    person = Account.objects.create_user("dag@example.org", PASSWORD, name="Dag Rydström", is_operator=True)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return person


def sign_in_with_second_factor(person: Person, email: str, secret: str) -> None:
    person.opens("/konto/logga-in/")
    person.page.get_by_text("Logga in med lösenord").click()
    person.fills(login=email, password=PASSWORD)
    person.page.locator('form:has([name="password"]) button').click()
    person.page.wait_for_load_state()
    person.looks().fills(code=code_of(secret)).clicks("Logga in", role="button")


def accept_invitation(person: Person, email: str) -> None:
    """Follow the invitation, and show with a link in a second mail that the address is one's own."""
    person.opens(link_in(last_mail(email)))
    sign_in_by_link(person, email)


def sign_in_by_link(person: Person, email: str) -> None:
    """From the page for signing in: ask for the link, open it, press the button."""
    person.fills(email=email).clicks("Skicka länken", role="button")
    person.opens(link_in(last_mail(email)))
    person.page.locator("main form button").first.click()
    person.page.wait_for_load_state()
    person.looks()


def turn_on_second_factor(person: Person) -> None:
    person.clicks("Lägg till app")
    person.page.get_by_text("Kan du inte läsa av bilden?").click()
    secret = person.page.locator("#totp-nyckel").inner_text().strip()
    person.fills(code=code_of(secret))
    person.page.locator('form:has([name="code"]) button').click()
    person.page.wait_for_load_state()
    person.looks()


def test_an_operator_creates_a_municipality_and_its_administrator_comes_in(
    people: Callable[..., Person], tmp_path: Path
) -> None:
    dag, doris = an_operator(), people()
    operator = people()
    sign_in_with_second_factor(operator, dag.email, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    operator.opens("/drift/ny/").fills(
        name="Havby kommun", short_name="Havby", slug="havby", administrator_name="Doris Berg", administrator_email="doris@example.org"
    ).ticks("Kommun").clicks("Skapa organisationen").sees("Havby")
    accept_invitation(doris, "doris@example.org")
    turn_on_second_factor(doris)
    assert Authenticator.objects.filter(user__email="doris@example.org", type="totp").exists()
    doris.opens("/havby/personal/")


__all__ = ["Time"]
