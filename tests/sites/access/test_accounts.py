"""Can people get in, and only people who should?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import override_settings

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock
from medborgarbudget.sites.access import links
from medborgarbudget.sites.access.accounts import safe_path
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
PASSWORD = "lösenord-för-prov"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def link_in(message: Any) -> str:
    found = re.search(r"http://localhost:8000(/\S*)", str(message.body))
    assert found, message.body
    return found[1]


def asked_link(client: PageClient, email: str, **more: str) -> str:
    answer = client.post("/lund/konto/logga-in/lank/", {"email": email, **more})
    assert answer.status_code == 302
    assert email in client.get(answer.url).content.decode()
    return link_in(mail.outbox[-1])


def signed_in(client: PageClient) -> bool:
    return "_auth_user_id" in client.session


def verified(person: Person) -> Person:
    EmailAddress.objects.create(user_id=person.pk, email=person.email, verified=True, primary=True)
    return person


def test_every_way_in_is_on_one_page(client: PageClient, lund: Organisation) -> None:
    page = client.get("/lund/konto/logga-in/?next=/lund/personal/").content.decode()
    assert "Skicka länken" in page and "Logga in med lösenord" in page and 'name="next" value="/lund/personal/"' in page


def test_a_link_signs_in_once_and_goes_where_one_was(client: PageClient, lund: Organisation, asta: Person) -> None:
    address = asked_link(client, "Asta@Example.org", next="/lund/mitt/installningar/")
    assert address.startswith("/lund/konto/lank/")
    assert "Välkommen tillbaka" in client.get(address).content.decode()
    assert not signed_in(client)
    answer = client.post(address)
    assert (answer.status_code, answer.url) == (302, "/lund/mitt/installningar/")
    assert signed_in(client)
    again = PageClient()
    assert again.post(address).status_code == 410
    assert again.get(address).status_code == 410 and not signed_in(again)


def test_a_link_works_on_another_device(client: PageClient, lund: Organisation, asta: Person) -> None:
    address = asked_link(client, asta.email)
    telephone = PageClient()
    telephone.post(address)
    assert signed_in(telephone) and not signed_in(client)


def test_whoever_has_no_account_gets_one_by_the_link_and_not_before(client: PageClient, lund: Organisation) -> None:
    address = asked_link(client, "ny@example.org")
    assert not Person.objects.filter(email="ny@example.org").exists()
    assert "Skapa konto" in client.get(address).content.decode()
    client.post(address)
    assert signed_in(client)
    assert EmailAddress.objects.get(email="ny@example.org").verified
    assert PageClient().post(address).status_code == 410


def test_an_old_or_forged_link_does_nothing(client: PageClient, lund: Organisation, asta: Person) -> None:
    old = links.make_token(email=asta.email, next_path="", now=clock.now() - timedelta(minutes=31))
    for token in (old, "abc", "x" * 900, links.make_token(email=asta.email, next_path="", now=clock.now())[:-2] + "xx"):
        assert client.post(f"/lund/konto/lank/{token}/").status_code == 410
    assert not signed_in(client)


def test_signing_in_another_way_ends_the_link(client: PageClient, lund: Organisation, asta: Person) -> None:
    token = links.make_token(email=asta.email, next_path="", now=clock.now())
    PageClient().signed_in_as(asta)
    assert links.read_token(token, clock.now()) is None


def test_the_answer_is_the_same_with_and_without_an_account(
    client: PageClient, lund: Organisation, asta: Person
) -> None:
    known = client.post("/lund/konto/logga-in/lank/", {"email": asta.email})
    unknown = PageClient().post("/lund/konto/logga-in/lank/", {"email": "ingen@example.org"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    wrong = [
        PageClient().post("/lund/konto/logga-in/", {"login": email, "password": "fel-lösenord-här"})
        for email in (asta.email, "ingen@example.org")
    ]
    texts = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in wrong]
    assert texts[0] == texts[1] and wrong[0].status_code == 422


def test_a_link_in_a_mail_never_follows_the_host_of_the_request(
    client: PageClient, lund: Organisation, asta: Person
) -> None:
    client.post(
        "/lund/konto/logga-in/lank/",
        {"email": asta.email},
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_HOST="testserver",
    )
    client.post("/lund/konto/losenord/glomt/", {"email": asta.email}, HTTP_HOST="testserver")
    for message in mail.outbox:
        assert "evil" not in str(message.body) and "testserver" not in str(message.body)
        assert "http://localhost:8000/lund/konto/" in str(message.body)


def test_no_address_gives_an_error_at_the_field(client: PageClient, lund: Organisation) -> None:
    for email in ("", "asta", "a" * 300 + "@example.org", "a@b.se\r\nBcc: c@d.se"):
        answer = client.post("/lund/konto/logga-in/lank/", {"email": email})
        assert answer.status_code == 422
    assert mail.outbox == []


@override_settings(ACCOUNT_RATE_LIMITS={"request_login_code": "20/m/ip,3/m/key"})
def test_nobodys_mailbox_is_filled_by_somebody_else(client: PageClient, lund: Organisation) -> None:
    answers = [client.post("/lund/konto/logga-in/lank/", {"email": "a@example.org"}).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 422, 422] and len(mail.outbox) == 3


def test_password_and_signing_out(client: PageClient, lund: Organisation, asta: Person) -> None:
    verified(asta)
    answer = client.post("/lund/konto/logga-in/", {"login": asta.email, "password": PASSWORD, "next": "/lund/mitt/"})
    assert answer.url == "/lund/mitt/" and signed_in(client)
    assert client.get("/lund/konto/logga-ut/").status_code == 200
    assert client.post("/lund/konto/logga-ut/").url == "/lund/"
    assert not signed_in(client)


def test_the_session_changes_when_somebody_signs_in(client: PageClient, lund: Organisation, asta: Person) -> None:
    """A session planted by somebody else stays anonymous."""
    verified(asta)
    client.post("/lund/konto/logga-in/lank/", {"email": asta.email})
    planted = client.session.session_key
    client.post("/lund/konto/logga-in/", {"login": asta.email, "password": PASSWORD})
    assert client.session.session_key != planted
    attacker = PageClient()
    attacker.cookies["sessionid"] = planted
    assert not signed_in(attacker)


def test_signing_up_with_a_password_and_a_code(client: PageClient, lund: Organisation) -> None:
    assert client.get("/lund/konto/skapa/").status_code == 200
    form = {"email": "ny@example.org", "name": "Ny", "password1": "kort"}
    assert client.post("/lund/konto/skapa/", form).status_code == 422
    answer = client.post("/lund/konto/skapa/", {**form, "password1": "fyra-ord-i-rad-1"})
    assert answer.url == "/lund/konto/bekrafta/"
    assert "ny@example.org" in client.get(answer.url).content.decode()
    code = re.search(r"koden (\S+) på", str(mail.outbox[-1].body))
    assert code
    assert client.post(answer.url, {"code": "fel"}).status_code == 422
    assert client.post(answer.url, {"code": code[1]}).url == "/lund/mitt/"
    assert Person.objects.get(email="ny@example.org").name == "Ny"


def test_signing_up_with_a_taken_address_tells_only_its_owner(
    client: PageClient, lund: Organisation, asta: Person
) -> None:
    verified(asta)
    answer = client.post("/lund/konto/skapa/", {"email": asta.email, "password1": "fyra-ord-i-rad-1"})
    assert answer.url == "/lund/konto/bekrafta/"
    assert client.get(answer.url).status_code == 200
    assert "redan ett konto" in str(mail.outbox[-1].body)


def test_a_forgotten_password_is_chosen_anew(client: PageClient, lund: Organisation, asta: Person) -> None:
    verified(asta)
    answer = client.post("/lund/konto/losenord/glomt/", {"email": asta.email})
    assert client.get(answer.url).status_code == 200
    address = link_in(mail.outbox[-1])
    page = client.get(address)
    assert page.status_code == 302
    assert client.get(page.url).status_code == 200
    done = client.post(page.url, {"password1": "nytt-ord-i-rad-22", "password2": "nytt-ord-i-rad-22"})
    assert done.status_code == 302
    assert client.get(done.url).status_code == 200
    assert PageClient().get(address).status_code == 200
    asta.refresh_from_db()
    assert asta.check_password("nytt-ord-i-rad-22")


def test_wrong_passwords_cost_a_growing_wait_but_lock_nobody_out(
    client: PageClient, lund: Organisation, asta: Person
) -> None:
    verified(asta)
    for _ in range(50):
        client.post(
            "/lund/konto/logga-in/", {"login": asta.email, "password": "fel-lösenord-här"}, REMOTE_ADDR="10.0.0.1"
        )
    told = client.post("/lund/konto/logga-in/", {"login": asta.email, "password": PASSWORD}, REMOTE_ADDR="10.0.0.1")
    assert told.status_code == 422 and "Vänta" in told.content.decode()
    for number in range(50):
        where = f"10.0.1.{number}"
        client.post("/lund/konto/logga-in/", {"login": asta.email, "password": "fel-lösenord-här"}, REMOTE_ADDR=where)
    assert [message.subject for message in mail.outbox] == ["Någon har försökt logga in på ditt konto"]
    client.post("/lund/konto/logga-in/", {"login": asta.email, "password": PASSWORD}, REMOTE_ADDR="10.0.2.1")
    assert signed_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https:evil",
        "https://evil.example",
        "\\evil",
        "/\\evil",
        "@evil",
        "/a\r\nSet-Cookie: x=1",
        "javascript:x",
        "/ a",
    ],
)
def test_where_to_go_then_stays_on_this_host(client: PageClient, lund: Organisation, asta: Person, path: str) -> None:
    assert safe_path(path) == ""
    verified(asta)
    answer = client.post("/lund/konto/logga-in/", {"login": asta.email, "password": PASSWORD, "next": path})
    assert answer.url == "/lund/mitt/" and "x" not in answer.cookies
    assert client.post("/lund/konto/logga-ut/", {"next": path}).url == "/lund/"
    address = asked_link(client, asta.email, next=path)
    assert client.post(address).url == "/lund/mitt/"


def code_of(person: Person) -> str:
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_secrets_of_the_second_step_lie_sealed_in_the_database(asta: Person) -> None:
    code_of(asta)
    held = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert held.count("aesgcm:") == 2
    for one in Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES):
        assert all(code not in held for code in one.wrap().get_unused_codes())


def test_the_second_step_is_asked_for_after_password_and_after_link(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    verified(doris)
    code = code_of(doris)
    answer = client.post("/lund/konto/logga-in/", {"login": doris.email, "password": PASSWORD, "next": "/lund/mitt/"})
    assert answer.url == "/lund/konto/tvasteg/kod/" and not signed_in(client)
    assert "Steg två" in client.get(answer.url).content.decode()
    assert client.post(answer.url, {"code": "000000"}).status_code == 422
    assert client.post(answer.url, {"code": code}).url == "/lund/mitt/"
    other = PageClient()
    address = asked_link(other, doris.email)
    answer = other.post(address)
    assert answer.url == "/lund/konto/tvasteg/kod/" and not signed_in(other)
    reserve = Authenticator.objects.get(user=doris, type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    other.post(answer.url, {"code": reserve})
    assert signed_in(other)


def test_staff_without_a_second_step_are_sent_to_add_one_and_come_back(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    client.post(asked_link(client, doris.email))
    answer = client.get("/lund/personal/medarbetare/")
    assert answer.url == "/lund/konto/tvasteg/?next=%2Flund%2Fpersonal%2Fmedarbetare%2F"
    page = client.get(answer.url).content.decode()
    assert "En sak till innan du kommer in" in page
    again = client.get("/lund/konto/tvasteg/app/")
    assert again.status_code == 302
    assert client.get(again.url).status_code == 200
    back = client.post(again.url, {"password": PASSWORD})
    page = client.get(back.url).content.decode()
    secret = re.search(r'id="totp-nyckel">([A-Z2-7]+)<', page)
    assert secret
    counter = next(iter(yield_hotp_counters_from_time()))
    answer = client.post("/lund/konto/tvasteg/app/", {"code": format_hotp_value(hotp_value(secret[1], counter))})
    assert answer.url == "/lund/konto/tvasteg/reservkoder/"
    assert "/lund/personal/medarbetare/" in client.get(answer.url).content.decode()
    assert client.get("/lund/personal/medarbetare/").status_code == 200
    for path in (
        "tvasteg/",
        "tvasteg/reservkoder/nya/",
        "tvasteg/nycklar/",
        "tvasteg/nycklar/ny/",
        "tvasteg/app/ta-bort/",
    ):
        assert client.get(f"/lund/konto/{path}").status_code == 200, path
    text = client.get("/lund/konto/tvasteg/reservkoder/hamta/")
    assert text.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db(transaction=True)
def test_whoever_has_no_password_sees_the_reserve_codes_without_a_second_code(
    client: PageClient, lund: Organisation, doris: Person
) -> None:
    doris.set_unusable_password()
    doris.save()
    client.post(asked_link(client, doris.email))
    client.get("/lund/konto/tvasteg/?next=/lund/personal/omgangar/ny/")
    secret = re.search(r'id="totp-nyckel">([A-Z2-7]+)<', client.get("/lund/konto/tvasteg/app/").content.decode())
    assert secret
    counter = next(iter(yield_hotp_counters_from_time()))
    answer = client.post("/lund/konto/tvasteg/app/", {"code": format_hotp_value(hotp_value(secret[1], counter))})
    codes = client.get(answer.url)
    assert codes.status_code == 200, "the app's code works once: to ask for it again is to have people wait"
    assert "/lund/personal/omgangar/ny/" in codes.content.decode()


@pytest.mark.parametrize("page", ["app/ta-bort", "reservkoder/nya", "nycklar", "nycklar/ny"])
def test_whoever_signed_in_long_ago_shows_who_they_are_before_a_page_about_the_second_step(
    client: PageClient, lund: Organisation, doris: Person, page: str
) -> None:
    verified(doris)
    client.signed_in_as(doris)
    answer = client.get(f"/lund/konto/tvasteg/{page}/")
    if page == "nycklar":
        assert answer.status_code == 200
        return
    assert answer.status_code == 302 and re.match(r"/lund/konto/(tvasteg/)?igen/\?next=", answer.url)
    assert client.get(answer.url).status_code == 200


def test_changing_password_and_address(client: PageClient, lund: Organisation, asta: Person) -> None:
    verified(asta)
    client.post("/lund/konto/logga-in/", {"login": asta.email, "password": PASSWORD})
    form = {"oldpassword": "fel", "password1": "nytt-ord-i-rad-22", "password2": "nytt-ord-i-rad-22"}
    assert client.post("/lund/konto/losenord/byt/", form).status_code == 422
    assert client.post("/lund/konto/losenord/byt/", {**form, "oldpassword": PASSWORD}).status_code == 302
    assert "bytt" in str(mail.outbox[-1].subject)
    assert client.post("/lund/konto/e-post/", {"email": "fel", "action_add": "1"}).status_code == 422
    answer = client.post("/lund/konto/e-post/", {"email": "asta2@example.org", "action_add": "1"})
    assert answer.url == "/lund/konto/bekrafta/"
    code = re.search(r"koden (\S+) på", str(mail.outbox[-1].body))
    assert code
    client.post(answer.url, {"code": code[1]})
    asta.refresh_from_db()
    assert asta.email == "asta2@example.org"


def test_the_installations_own_pages_have_the_same_accounts(client: PageClient, asta: Person) -> None:
    verified(asta)
    assert client.get("/konto/logga-in/").status_code == 200
    assert client.post("/konto/logga-in/", {"login": asta.email, "password": PASSWORD}).url == "/"
    address = asked_from_front(client, asta)
    assert address.startswith("/konto/lank/")


def asked_from_front(client: PageClient, person: Person) -> str:
    client.post("/konto/logga-ut/")
    client.post("/konto/logga-in/lank/", {"email": person.email})
    return link_in(mail.outbox[-1])
