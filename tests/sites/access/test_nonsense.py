"""Does any nonsense make a page fall over?"""

from __future__ import annotations

import pytest
from django.core.cache import cache

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db

PUBLIC = [
    "konto/logga-in/", "konto/logga-in/lank/", "konto/logga-in/skickat/", "konto/lank/abc/", "konto/logga-ut/",
    "konto/skapa/", "konto/bekrafta/", "konto/losenord/glomt/", "konto/losenord/nytt/1/abc-def/",
    "konto/losenord/nytt/~/~/", "konto/tvasteg/", "konto/tvasteg/kod/", "konto/tvasteg/nycklar/logga-in/",
    "tema.css", "tillganglighet/", "personuppgifter/",
]  # fmt: skip
OWN = [
    "mitt/", "mitt/aviseringar/", "mitt/aviseringar/999999999999999999999/", "mitt/installningar/", "mitt/avsluta/",
    "konto/e-post/", "konto/losenord/byt/", "konto/losenord/valj/", "konto/igen/", "konto/tvasteg/app/",
    "konto/tvasteg/nycklar/ny/", "konto/tvasteg/nycklar/1/", "konto/tvasteg/reservkoder/nya/",
]  # fmt: skip
STAFF = [
    "personal/medarbetare/", "personal/medarbetare/bjud-in/", "personal/medarbetare/logg/",
    "personal/medarbetare/logg.csv", "personal/medarbetare/roller/999999999999999999999/avsluta/",
    "personal/organisation/", "personal/organisation/utseende/", "personal/organisation/omraden/nytt/",
    "personal/organisation/omraden/999999999999999999999/", "personal/organisation/omraden/las-in/",
    "personal/organisation/karta/", "personal/organisation/utseende/prov.css",
]  # fmt: skip
FIELDS = [
    "next", "login", "email", "password", "password1", "code", "credential", "name", "language", "kinds", "roles", "reason",
    "accent", "file", "logo", "kind", "person", "since", "until", "page", "palett", "sprak", "e-post", "inhabitants",
    "languages", "host", "slug", "action", "action_add", "save_profile", "save_mail",
]  # fmt: skip
NONSENSE = [
    "", "\0", "x" * 5000, "\u202etxet", "'\"><script>alert(1)</script>", "\U0001f600", "-1", "9" * 400, "{}", '{"id": 1}',
    "\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.mark.parametrize("path", [*PUBLIC, *OWN, *STAFF])
def test_no_page_falls_over(client: PageClient, lund: Organisation, doris: Person, path: str) -> None:
    cache.clear()
    if path not in PUBLIC:
        client.signed_in_as(doris)
    for value in NONSENSE:
        for fields in (dict.fromkeys(FIELDS, value), {name: [value, value] for name in FIELDS}):
            for answer in (client.get(f"/lund/{path}", fields), client.post(f"/lund/{path}", fields)):
                assert answer.status_code < 500
                assert "a" not in answer.cookies
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    assert b"<script>alert(1)" not in answer.content
