"""Can everybody write to the office, with or without JavaScript, and does a flood stop before it reaches anybody?"""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from medborgarbudget.domain.network.contact.models import ContactMessage, MessageState
from medborgarbudget.domain.network.human import policy
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import clock
from tests.support.network import proof
from tests.support.pages import PageClient

FORM, INBOX = "/natverket/kontakt/", "/natverket/kansli/kontakt/"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)
    cache.clear()


def text_of(response: Any) -> str:
    return str(response.content.decode())


def post(hub: Organisation, now: datetime, **values: Any) -> dict[str, Any]:
    return {
        "topic": "method", "text": "Hur gör man?", "name": "Asta", "email": "asta@example.org", "key": secrets.token_hex(16),
        "altcha": proof(hub, "contact", now), **values,
    }  # fmt: skip


def test_from_message_to_answer(client: PageClient, hub: Organisation, frida: Person, now: datetime) -> None:
    page = text_of(client.get(FORM))
    assert "data-human=" in page and "human.js" in page and "mejlar vi en kod" in page
    sent = client.post(FORM, post(hub, now))
    message = ContactMessage.objects.get()
    assert message.reference in text_of(client.get(sent.headers["Location"]))
    office = PageClient().signed_in_as(frida)
    assert "Hur gör man?" in text_of(office.get(INBOX))
    here = f"{INBOX}{message.reference}/"
    assert office.post(here, {"text": ""}).status_code == 422
    mail.outbox.clear()
    assert office.post(here, {"text": "Internt", "note": "1"}).status_code == 302 and not mail.outbox
    assert office.post(here, {"text": "Så här."}).status_code == 302
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]]
    assert "Så här." in text_of(office.get(here)) and "Internt" in text_of(office.get(here))
    assert office.post(f"{here}vem/", {"assignee": str(frida.pk)}).status_code == 302
    assert office.post(f"{here}vem/", {"assignee": "999999"}).status_code == 302
    assert office.post(f"{here}sortera/", {"gor": "oppna"}).status_code == 302
    assert office.post(f"{here}sortera/", {"gor": "nonsens"}).status_code == 404
    assert "Hur gör man?" in text_of(office.get(f"{INBOX}?sok={message.reference}"))
    for view in ("", "mina", "besvarade", "avslutade", "skrap", "nonsens"):
        assert office.get(f"{INBOX}?vy={view}").status_code == 200


def test_without_javascript_a_code_by_mail_lets_it_through(
    client: PageClient, hub: Organisation, frida: Person, now: datetime
) -> None:
    here = client.post(FORM, post(hub, now, altcha="")).headers["Location"]
    office = PageClient().signed_in_as(frida)
    assert "Hur gör man?" not in text_of(office.get(INBOX)) and "1 meddelande är skickat utan" in text_of(
        office.get(INBOX)
    )
    code = re.search(r"[0-9]{6}", mail.outbox[0].subject)
    assert code is not None
    assert client.post(here, {"code": ""}).status_code == 422
    assert client.post(here, {"code": code[0]}).status_code == 302
    assert "Hur gör man?" in text_of(office.get(INBOX)) and "Bekräftat med kod" in text_of(
        office.get(f"{INBOX}{ContactMessage.objects.get().reference}/")
    )


def test_what_is_wrong_is_told_and_nothing_is_lost_or_used_up(
    client: PageClient, hub: Organisation, now: datetime
) -> None:
    work = proof(hub, "contact", now)
    refused = client.post(FORM, post(hub, now, topic="", email="asta", altcha=work))
    shown = text_of(refused)
    assert (
        refused.status_code == 422
        and "Hur gör man?" in shown
        and "Ange" in shown
        and not ContactMessage.objects.exists()
    )
    assert "/skickat/" in client.post(FORM, post(hub, now, altcha=work)).headers["Location"]


def test_a_filled_trap_asks_for_a_code(client: PageClient, hub: Organisation, now: datetime) -> None:
    assert "/bekrafta/" in client.post(FORM, post(hub, now, hemsida="http://x.example")).headers["Location"]


def test_a_flood_leaves_a_few_unseen_messages_and_a_person_comes_through(
    client: PageClient, hub: Organisation, frida: Person, now: datetime
) -> None:
    hub.contact_email = "kansliet@natverket.example"
    hub.save()
    answers = [
        client.post(FORM, post(hub, now, altcha="", email=f"{number}@example.org", text=f"Köp {number}"))
        for number in range(policy.UNPROVEN_PER_NETWORK + 20)
    ]
    assert [each.status_code for each in answers].count(429) == 20
    assert ContactMessage.objects.count() == len(mail.outbox) == policy.UNPROVEN_PER_NETWORK
    told = text_of(answers[-1])
    assert "Köp" in told and "kansliet@natverket.example" in told, "what was written is kept, and another way is shown"
    assert "Köp" not in text_of(PageClient().signed_in_as(frida).get(INBOX))
    assert "/skickat/" in client.post(FORM, post(hub, now)).headers["Location"]
    assert ContactMessage.objects.filter(state=MessageState.NEW, confirmed_at__isnull=False).count() == 1


def test_a_link_to_a_receipt_is_its_senders_secret(client: PageClient, hub: Organisation, now: datetime) -> None:
    here = client.post(FORM, post(hub, now)).headers["Location"]
    assert client.get(here).status_code == 200
    assert client.get(here[:-3] + "xx/").status_code == 404


def test_a_message_is_shown_as_text(client: PageClient, hub: Organisation, frida: Person, now: datetime) -> None:
    client.post(FORM, post(hub, now, text="<script>alert(1)</script>", name="<b>A</b>"))
    shown = text_of(PageClient().signed_in_as(frida).get(f"{INBOX}{ContactMessage.objects.get().reference}/"))
    assert "<script>alert" not in shown and "&lt;script&gt;alert(1)" in shown
