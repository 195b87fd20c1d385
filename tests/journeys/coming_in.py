"""How do the people of a journey come in: by password and code, by a mailed link, by an invitation?"""

from __future__ import annotations

import re
from datetime import timedelta
from time import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from medborgarbudget.domain.people.models import Person as Account
from medborgarbudget.foundation import clock
from tests.journeys.conftest import Person, last_mail, link_in

PASSWORD = "en lång mening som lösenord"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time()) // 30)))


def an_account(email: str, name: str, **values: Any) -> Account:
    """Somebody with a password and a second factor already."""
    person = Account.objects.create_user(email, PASSWORD, name=name, **values)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    held_for_long(person)
    return person


def held_for_long(person: Account) -> None:
    """A second factor that is not new any more, so that it confirms what takes two people."""
    TOTP.activate(person, SECRET)
    Authenticator.objects.filter(user=person).update(created_at=clock.now() - timedelta(days=400))


def an_operator() -> Account:
    return an_account("dag@example.org", "Dag Rydström", is_operator=True)


def sign_in_with_password_and_code(person: Person, email: str) -> None:
    person.opens("/konto/logga-in/")
    person.page.get_by_text("Logga in med lösenord").click()
    person.fills(login=email, password=PASSWORD)
    person.page.locator('form:has([name="password"]) button').click()
    person.page.wait_for_load_state()
    person.looks().fills(code=code_of(SECRET)).clicks("Logga in", role="button")


def sign_in_by_link(person: Person, email: str) -> None:
    """From the page for signing in: ask for the link, open it, press the button."""
    person.fills(email=email).clicks("Skicka länken", role="button")
    person.opens(link_in(last_mail(email)))
    press_the_one_button(person)


def press_the_one_button(person: Person) -> None:
    """A page from a mail asks for one press, so that a mail program that opens links does nothing by that."""
    person.page.locator("main form button").first.click()
    person.page.wait_for_load_state()
    person.looks()


def sign_in_link(text: str) -> str:
    """The address in a mail that signs in."""
    return next(address for address in re.findall(r"https?://\S+", text) if "/konto/" in address)


def accept_invitation(person: Person, email: str, link: str = "") -> str:
    """Follow the invitation, show with a link that the address is one's own, and turn on the second factor that staff need.

    The invitation is the first link of the last mail unless given. Gives the factor's secret.
    """
    person.opens(link or link_in(last_mail(email)))
    if person.page.locator('[name="email"]:visible').count():
        sign_in_by_link(person, email)
    else:
        press_the_one_button(person)
    person.clicks("Lägg till app")
    person.page.get_by_text("Kan du inte läsa av bilden?").click()
    secret = person.page.locator("#totp-nyckel").inner_text().strip()
    show_code(person, secret)
    return secret


def show_code(person: Person, secret: str) -> None:
    person.fills(code=code_of(secret))
    person.page.locator('form:has([name="code"]) button').first.click()
    person.page.wait_for_load_state()
    person.looks()
