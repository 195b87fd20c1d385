"""Can one ask for the newsletter, say yes, leave; and can the office write, look, send and watch?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from medborgarbudget.domain.network.newsletter.models import (
    IssueMail,
    LetterState,
    MailState,
    Newsletter,
    Subscriber,
    SubscriberState,
)
from medborgarbudget.domain.network.search.events import MEMBERS, Found
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation import clock, events
from tests.support.cast import NOW, grant
from tests.support.knowledge import make_example, make_item
from tests.support.pages import PageClient

pytestmark = pytest.mark.django_db
BASE = "/natverket/nyhetsbrev/"
OFFICE = "/natverket/kansli/nyhetsbrev/"


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def reader(hub: Organisation, number: int = 1, **fields: object) -> Subscriber:
    given = {"state": SubscriberState.CONFIRMED, "confirmed_at": NOW, **fields}
    return Subscriber.objects.create(
        organisation=hub, email=f"n{number}@exempel.example", token=f"token{number}", consent=1, asked_at=NOW, **given
    )


def test_asking_confirming_and_leaving(client: PageClient, hub: Organisation) -> None:
    wrong = client.post(BASE, {"email": "nils", "language": "sv"})
    assert wrong.status_code == 422
    assert 'value="nils"' in wrong.content.decode()
    asked = client.post(BASE, {"email": "nils@exempel.example", "language": "sv", "consent": "on"}, follow=True)
    assert "Titta i din e-post" in asked.content.decode()
    [path] = re.findall(r"/nyhetsbrev/bekrafta/\S+", mail.outbox[0].body)
    assert "Vill du ha nyhetsbrevet?" in client.get("/natverket" + path).content.decode()
    assert Subscriber.objects.get().state == SubscriberState.PENDING, "following a link is not saying yes"
    client.post("/natverket" + path)
    row = Subscriber.objects.get()
    assert row.state == SubscriberState.CONFIRMED
    again = client.post(BASE, {"email": "nils@exempel.example", "language": "sv", "consent": "on"}, follow=True)
    assert again.content == asked.content, "nobody learns whose address is known"
    leave = f"{BASE}avsluta/{row.token}/"
    assert "Avsluta nyhetsbrevet?" in client.get(leave).content.decode()
    assert Subscriber.objects.get().state == SubscriberState.CONFIRMED, "programs that look through mails follow links"
    assert "inga fler nyhetsbrev" in client.post(leave).content.decode()
    assert Subscriber.objects.get().state == SubscriberState.ENDED


def test_a_mail_program_leaves_in_one_click_without_session_or_form(hub: Organisation) -> None:
    row = reader(hub)
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        f"{BASE}avsluta/{row.token}/", "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    row.refresh_from_db()
    assert row.state == SubscriberState.ENDED


def test_links_that_lead_nowhere_say_so(client: PageClient, hub: Organisation) -> None:
    for path in ("avsluta/fel/", "bekrafta/fel.sv/"):
        for method in (client.get, client.post):
            answer = method(BASE + path)
            assert answer.status_code == 404
            assert "gäller inte längre" in answer.content.decode()


def test_the_office_builds_an_issue_of_public_things_sends_and_watches(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    make_example(hub, frida)
    make_item(hub, frida, title="<b>Vägledning</b>")
    events.publish(
        Found(network=hub, kind="question", key="1", title="Hemlig fråga", text="", url_name="network:search", at=NOW, audience=MEMBERS)
    )  # fmt: skip
    reader(hub, 1)
    reader(hub, 2)
    client.signed_in_as(frida)
    assert client.post(OFFICE + "nytt/", {"title": "", "language": "sv"}).status_code == 422
    client.post(OFFICE + "nytt/", {"title": "Vårnytt", "intro": "Hej!", "language": "sv"})
    issue = Newsletter.objects.get()
    page = f"{OFFICE}{issue.pk}/"
    choose = client.get(page + "valj/").content.decode()
    assert "Hemlig fråga" not in choose
    ids = re.findall(r'name="val" value="(\d+)"', choose)
    assert len(ids) == 2
    client.post(page + "valj/", {"val": [*ids, "999999", "x"]})
    client.post(page + "egna-ord/", {"title": "Vi flyttar", "text": "Ny adress."})
    first = issue.items.first()
    assert first is not None
    client.post(f"{page}delar/{first.pk}/flytta/", {"gor": "ned"})
    assert issue.items.first() != first
    client.post(f"{page}delar/{first.pk}/", {"title": "Nya ord", "text": ""})
    draft = client.get(page).content.decode()
    assert "Nya ord" in draft
    assert "<b>Vägledning</b>" not in draft
    assert client.get(f"{BASE}{issue.pk}/").status_code == 404, "a draft is nobody's to read"
    client.post(page + "prov/")
    assert mail.outbox[-1].to == [frida.email]
    assert client.post(page + "skicka/", {"sure": ""}).status_code == 422
    client.post(page + "skicka/", {"sure": "on"})
    assert sorted(each.to[0] for each in mail.outbox[1:]) == ["n1@exempel.example", "n2@exempel.example"]
    html = str(mail.outbox[-1].alternatives[0][0])  # type: ignore[attr-defined]
    assert "&lt;b&gt;Vägledning&lt;/b&gt;" in html or "Nya ord" in html
    assert "<b>Vägledning" not in html
    watched = client.get(page).content.decode()
    assert "2 av 2" in watched
    assert client.post(page + "skicka/", {"sure": "on"}).status_code == 409
    client.logout()
    assert "Vi flyttar" in client.get(f"{BASE}{issue.pk}/").content.decode()
    assert "Vårnytt" in client.get(BASE).content.decode()
    assert "Vårnytt" in client.get("/natverket/sok/?q=flyttar").content.decode()


def test_a_sending_can_be_watched_and_taken_up_when_it_has_stopped(
    client: PageClient, hub: Organisation, frida: Person
) -> None:
    before = clock.now() - timedelta(hours=1)
    issue = Newsletter.objects.create(
        organisation=hub, title="Halv", state=LetterState.SENDING, created_at=NOW, started_at=before, progress_at=before
    )
    for number in range(4):
        IssueMail.objects.create(
            newsletter=issue, subscriber=reader(hub, number), state=MailState.SENT if number < 2 else MailState.WAITING
        )
    client.signed_in_as(frida)
    page = f"{OFFICE}{issue.pk}/"
    shown = client.get(page)
    assert "2 av 4" in shown.content.decode()
    assert "har stannat" in shown.content.decode()
    client.post(page + "fortsatt/")
    assert "4 av 4" in client.get(page).content.decode()
    assert len(mail.outbox) == 2


def test_only_those_who_write_write(client: PageClient, hub: Organisation, bo: Person, asta: Person) -> None:
    grant(bo, hub, RoleName.AUDITOR)
    client.signed_in_as(bo)
    assert client.get(OFFICE).status_code == 200
    assert client.get(OFFICE + "nytt/").status_code == 403
    client.signed_in_as(asta)
    assert client.get(OFFICE).status_code == 403


def test_queries_do_not_grow_with_issues_or_readers(client: PageClient, hub: Organisation, frida: Person) -> None:
    client.signed_in_as(frida)
    numbers = []
    for more in (1, 10):
        for number in range(more):
            issue = Newsletter.objects.create(
                organisation=hub, title="N", state=LetterState.SENT, created_at=NOW, started_at=NOW, sent_at=NOW
            )
            IssueMail.objects.create(
                newsletter=issue, subscriber=reader(hub, 100 * more + number), state=MailState.SENT
            )
        counts = []
        for path in (OFFICE, f"{OFFICE}{issue.pk}/", f"{OFFICE}{issue.pk}/valj/", BASE):
            with CaptureQueriesContext(connection) as seen:
                client.get(path)
            counts.append(len(seen))
        numbers.append(counts)
    assert numbers[0] == numbers[1]
    assert max(numbers[1]) <= 15
