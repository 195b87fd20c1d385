"""The pages on which a second person sees what would be done, and answers."""

from __future__ import annotations

from time import time

import pytest

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName, TwoPersonDeed, TwoPersonState
from medborgarbudget.foundation import clock
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


def showed_factor(client: PageClient, person: Person, seconds_ago: int) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time() - seconds_ago, "type": "totp"}]
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
