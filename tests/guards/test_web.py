"""Can the web's old tricks be played: a false host, an address that leads away, a kept page that tells somebody else's news? (C71, C75)"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.pages import PageClient
from tests.support.promises import broken_promises

ELSEWHERE = (
    "//evil.example", "///evil.example", "https://evil.example", "https:evil.example", "http:///evil.example", "\\\\evil.example",
    "/\\evil.example", "@evil.example", "/lund/\r\nSet-Cookie: evil=1", "javascript:alert(1)", "data:text/html,evil",
    "/%0d%0aSet-Cookie:%20evil=1", "\tjavascript:evil", "//evil.example%2f@testserver",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_page_of_the_account_leads_away(client: PageClient, lund: Organisation, asta: Person, path: str) -> None:
    for page in ("konto/logga-in/", "konto/skapa/", "konto/losenord/glomt/", "konto/tvasteg/"):
        response = client.get(f"/lund/{page}?next={quote(path)}")
        assert "evil" not in response.headers.get("Location", "").partition("?")[0]
        assert "evil" not in response.cookies
        assert not [part for part in ('href="//evil', 'href="https:', 'value="//evil', 'value="https:evil', 'href="javascript')
                    if part in response.content.decode()]  # fmt: skip
    client.signed_in_as(asta)
    for page in ("konto/logga-in/", "konto/logga-ut/"):
        for response in (client.get(f"/lund/{page}?next={quote(path)}"), client.post(f"/lund/{page}", {"next": path})):
            there = response.headers.get("Location", "/lund/")
            assert there.startswith("/") and not there.startswith(("//", "/\\")) and not {"\r", "\n"} & set(there)
            assert "evil" not in response.cookies


@pytest.mark.parametrize("value", ["en\r\nSet-Cookie: evil=1", "//evil", "en; evil=1", "x" * 5000, "\x00", "../en"])
def test_the_choice_of_language_takes_languages_only(client: PageClient, lund: Organisation, value: str) -> None:
    response = client.get(f"/lund/?sprak={quote(value)}")
    assert response.status_code == 200 and set(response.cookies) <= {"ordning"}
    client.cookies["sprak"] = "finns-inte"
    assert client.get("/lund/").status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "testserver.evil.example", "testserver.", "testserver@evil.example", "evil.example:80", "testserver:x",
     "testserver, evil.example", "lund.example/..", "127.0.0.1.evil.example", "[::1]", "xn--evil", "", " "],
)  # fmt: skip
def test_a_host_that_is_not_ours_gets_nothing(lund: Organisation, host: str) -> None:
    for page in ("/", "/lund/", "/lund/konto/logga-in/", "/healthz"):
        response = Client().get(page, HTTP_HOST=host, SERVER_NAME="evil.example")
        assert response.status_code in {400, 404, 421}
        assert b"evil" not in response.content and b"Lunds kommun" not in response.content


def test_a_forwarded_host_is_not_believed(client: PageClient, lund: Organisation, asta: Person) -> None:
    false = {
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_FORWARDED": "host=evil.example",
        "HTTP_X_HOST": "evil.example",
    }
    assert b"evil" not in client.get("/lund/", **false).content
    client.post("/lund/konto/logga-in/lank/", {"email": asta.email}, **false)
    client.post("/lund/konto/losenord/glomt/", {"email": asta.email}, **false)
    assert mail.outbox and not [letter for letter in mail.outbox if "evil" in letter.body]


def test_a_page_kept_for_one_host_is_not_given_to_another(lund: Organisation, ystad: Organisation) -> None:
    Organisation.objects.filter(pk=lund.pk).update(host="budget.lund.example")
    Organisation.objects.filter(pk=ystad.pk).update(host="budget.ystad.example")
    for path in ("/", "/omgangar/", "/sa-funkar-det/", "/tema.css"):
        seen = [Client().get(path, HTTP_HOST=f"budget.{name}.example").content for name in ("lund", "ystad", "lund")]
        assert b"Ystads kommun" not in seen[0] and b"Lunds kommun" not in seen[1] and seen[0] == seen[2]


def test_what_one_visitor_is_told_is_not_kept_for_the_next(
    client: PageClient, lund: Organisation, asta: Person
) -> None:
    client.signed_in_as(asta)
    answer = client.post("/lund/konto/logga-ut/")
    del client.cookies["sessionid"]  # as browsers do with a cookie that has been taken back
    first, second = client.get(answer.headers["Location"]), PageClient().get(answer.headers["Location"])
    assert "Du är utloggad." in first.content.decode()
    assert "Du är utloggad." not in second.content.decode() and "Asta" not in second.content.decode()


def test_a_message_is_told_also_where_the_page_is_kept(client: PageClient, lund: Organisation, asta: Person) -> None:
    PageClient().get("/lund/")
    client.signed_in_as(asta)
    answer = client.post("/lund/konto/logga-ut/")
    del client.cookies["sessionid"]
    assert "Du är utloggad." in client.get(answer.headers["Location"]).content.decode()


def test_a_kept_page_keeps_its_headers(lund: Organisation) -> None:
    first, kept = PageClient().get("/lund/"), PageClient().get("/lund/")
    assert first.content == kept.content
    assert not broken_promises(first) and not broken_promises(kept)
    assert kept.headers["Content-Language"] == "sv"


def test_answers_of_every_kind_keep_the_promises(client: PageClient, lund: Organisation, asta: Person) -> None:
    client.signed_in_as(asta)
    for address in (
        "/lund/finns-inte/",
        "/lund/personal/",
        "/lund/mitt/",
        "/finns-inte",
        "/lund/omgangar/finns-inte/",
        "/healthz",
    ):
        assert not broken_promises(client.get(address)), address
    assert not broken_promises(PageClient().get("/lund/mitt/"))
    assert not broken_promises(PageClient().get("/", HTTP_HOST="evil.example"))


def test_a_form_from_another_site_is_refused(lund: Organisation, asta: Person) -> None:
    strict = PageClient(enforce_csrf_checks=True)
    strict.signed_in_as(asta)
    for address in (
        "/lund/mitt/installningar/",
        "/lund/konto/logga-ut/",
        "/lund/mitt/uppgifter/",
        "/lund/mitt/avsluta/",
    ):
        assert strict.post(address, {"name": "Kapad"}).status_code == 403
    asta.refresh_from_db()
    assert asta.name == "Asta"


def test_over_https_cookies_are_secure_and_djangos_own_check_is_content(tmp_path: Path) -> None:
    from medborgarbudget.config.environment import write_keys

    write_keys(tmp_path / "keys.json")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MEDBORGARBUDGET", "DJANGO"))},
        "MEDBORGARBUDGET_URL": "https://budget.example.se",
        "MEDBORGARBUDGET_DATA": str(tmp_path),
        "MEDBORGARBUDGET_MAIL": "console:",
        "MEDBORGARBUDGET_DEMO": "0",
        "MEDBORGARBUDGET_DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "medborgarbudget.config.settings",
    }
    code = (
        "import django; django.setup(); from django.conf import settings as s; from django.core.management import call_command;"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.LANGUAGE_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY;"
        "assert s.SECURE_HSTS_SECONDS >= 31536000 and not s.DEBUG and not s.DEMO;"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
