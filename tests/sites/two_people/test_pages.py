"""The pages on which a second person sees what would be done, and answers."""

from __future__ import annotations

import re
from datetime import timedelta
from time import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed, TwoPersonState
from medborgarbudget.foundation import clock
from medborgarbudget.foundation.audit import AuditEntry
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import grant, make_person
from tests.support.pages import PageClient
from tests.support.two_people import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def deed(lund: Organisation, doris: Person) -> TwoPersonDeed:
    return ask(lund, doris, clock.now())


@pytest.fixture
def maja(lund: Organisation) -> Person:
    return grant(make_person("Maja"), lund, RoleName.LEAD)


def showed_factor(client: PageClient, person: Person, seconds_ago: int, **record: Any) -> None:
    session = client.session
    shown = {"method": "mfa", "at": time() - seconds_ago, "type": "totp", **record}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def test_the_second_person_sees_what_and_why_and_does_it(client: PageClient, maja: Person, deed: TwoPersonDeed) -> None:
    client.signed_in_as(maja)
    assert "Väntar på ditt godkännande" in client.get("/lund/personal/").content.decode()
    assert "Byt kontaktadress" in client.get("/lund/personal/tva-personer/").content.decode()
    showed_factor(client, maja, 60)
    page = client.get(f"/lund/personal/tva-personer/{deed.pk}/").content.decode()
    assert "ny@example.org" in page and "Ny funktionsbrevlåda" in page and "Godkänn och utför" in page
    answer = client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/", follow=True)
    assert "Du har godkänt" in answer.content.decode()
    assert Organisation.objects.get(slug="lund").contact_email == "ny@example.org"


def test_a_stale_second_factor_is_asked_for_again_and_nothing_is_done(
    client: PageClient, maja: Person, deed: TwoPersonDeed
) -> None:
    client.signed_in_as(maja)
    showed_factor(client, maja, 16 * 60)
    answer = client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/")
    assert answer.status_code == 302 and "/konto/tvasteg/igen/" in answer["Location"]
    deed.refresh_from_db()
    assert deed.state == TwoPersonState.WAITING


def test_whoever_asked_is_told_why_they_cannot_and_may_take_it_back(
    client: PageClient, doris: Person, deed: TwoPersonDeed
) -> None:
    client.signed_in_as(doris)
    showed_factor(client, doris, 60)
    page = client.get(f"/lund/personal/tva-personer/{deed.pk}/").content.decode()
    assert "En annan person måste godkänna" in page and "Godkänn och utför" not in page
    assert client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/").status_code == 403
    client.post(f"/lund/personal/tva-personer/{deed.pk}/dra-tillbaka/")
    deed.refresh_from_db()
    assert deed.state == TwoPersonState.WITHDRAWN


def test_saying_no_needs_a_reason(client: PageClient, maja: Person, deed: TwoPersonDeed) -> None:
    client.signed_in_as(maja)
    address = f"/lund/personal/tva-personer/{deed.pk}/avsla/"
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Fel adress"})
    deed.refresh_from_db()
    assert (deed.state, deed.answer_reason) == (TwoPersonState.DECLINED, "Fel adress")


def test_another_organisations_deed_is_not_found(client: PageClient, egil: Person, deed: TwoPersonDeed) -> None:
    client.signed_in_as(egil)
    for ending in ("", "avsla/"):
        assert client.get(f"/ystad/personal/tva-personer/{deed.pk}/{ending}").status_code == 404
    for ending in ("godkann/", "dra-tillbaka/"):
        assert client.post(f"/ystad/personal/tva-personer/{deed.pk}/{ending}").status_code == 404


def added(person: Person, hours_ago: float, kind: str = "totp") -> Authenticator:
    made = clock.now() - timedelta(hours=hours_ago)
    return Authenticator.objects.create(user=person, type=kind, data={"secret": "unused in tests"}, created_at=made)


@pytest.mark.parametrize(("hours", "done"), [(0, False), (23.9, False), (24.1, True)])
def test_a_second_factor_added_within_a_day_confirms_nothing(
    client: PageClient, maja: Person, deed: TwoPersonDeed, hours: float, done: bool
) -> None:
    factor = added(maja, hours)
    client.signed_in_as(maja)
    showed_factor(client, maja, 10, id=factor.pk)
    page = client.get(f"/lund/personal/tva-personer/{deed.pk}/").content.decode()
    assert ("Din app eller nyckel är ny" in page) != done and ("Godkänn och utför" in page) == done
    answer = client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/")
    assert answer["Location"] == f"/lund/personal/tva-personer/{deed.pk}/"
    deed.refresh_from_db()
    assert (deed.state == TwoPersonState.DONE) == done


@pytest.mark.parametrize("shown", ["new", "old"])
def test_of_two_factors_only_the_one_that_is_not_new_confirms(
    client: PageClient, maja: Person, deed: TwoPersonDeed, shown: str
) -> None:
    old, new = added(maja, 24 * 30), added(maja, 1, "recovery_codes")
    client.signed_in_as(maja)
    factor = new if shown == "new" else old
    showed_factor(client, maja, 10, id=factor.pk, type=factor.type)
    answer = client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/")
    assert ("/konto/tvasteg/igen/" in answer["Location"]) == (shown == "new")
    deed.refresh_from_db()
    assert (deed.state == TwoPersonState.DONE) == (shown == "old")


def test_a_factor_that_has_been_taken_away_confirms_nothing(
    client: PageClient, maja: Person, deed: TwoPersonDeed
) -> None:
    gone = added(maja, 24 * 30)
    number = gone.pk
    gone.delete()
    client.signed_in_as(maja)
    showed_factor(client, maja, 10, id=number)
    assert "/konto/tvasteg/igen/" in client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/")["Location"]


@pytest.mark.django_db(transaction=True)
def test_a_stolen_password_adds_a_factor_but_confirms_nothing_and_others_are_told(
    client: PageClient, lund: Organisation, doris: Person, maja: Person, deed: TwoPersonDeed
) -> None:
    EmailAddress.objects.create(user=maja, email=maja.email, verified=True, primary=True)
    maja.set_password("stulen mening")
    maja.save()
    client.force_login(maja, backend="allauth.account.auth_backends.AuthenticationBackend")
    again = client.get("/lund/konto/tvasteg/app/")
    page = client.post(again["Location"], {"password": "stulen mening"}, follow=True).content.decode()
    secret = re.search(r'id="totp-nyckel">([A-Z2-7]+)<', page)
    assert secret is not None
    counter = next(iter(yield_hotp_counters_from_time()))
    mail.outbox.clear()
    client.post("/lund/konto/tvasteg/app/", {"code": format_hotp_value(hotp_value(secret[1], counter))})
    assert client.get("/lund/konto/tvasteg/reservkoder/").status_code == 200, "reserve codes ask for no second code"
    for _again in range(2):
        client.post(f"/lund/personal/tva-personer/{deed.pk}/godkann/")
    deed.refresh_from_db()
    assert deed.state == TwoPersonState.WAITING
    told = {address: letter.subject for letter in mail.outbox for address in letter.to}
    assert told == {
        maja.email: "En app för koder är tillagd",
        doris.email: "Maja har lagt till ett nytt sätt att logga in",
    }
    assert Notification.objects.get(person=doris).link == "/personal/medarbetare/"
    assert AuditEntry.objects.filter(verb="role.add_factor", organisation_id=lund.pk).count() == 1
