"""Does an issue reach every address once, whatever the mail server says and whoever dies on the way?"""

from __future__ import annotations

import smtplib
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend

from medborgarbudget.domain.network.newsletter import actions, housekeeping, policy, queries, sending
from medborgarbudget.domain.network.newsletter.models import (
    IssueMail,
    LetterState,
    MailState,
    Newsletter,
    Subscriber,
    SubscriberState,
)
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.clock import database_now
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.writes]

Deed = Callable[[str], None]


class FakeServer(BaseEmailBackend):
    """A mail server that keeps addresses, and does to each what `deed` says."""

    got: Counter[str] = Counter()
    opened = 0
    deed: Deed = staticmethod(lambda address: None)  # type: ignore[assignment]

    def open(self) -> bool:
        type(self).opened += 1
        return True

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            type(self).deed(message.to[0])
            self.got[message.to[0]] += 1
        return len(email_messages)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[FakeServer]:
    FakeServer.got, FakeServer.opened = Counter(), 0
    FakeServer.deed = staticmethod(lambda address: None)  # type: ignore[assignment]
    monkeypatch.setattr(settings, "EMAIL_BACKEND", f"{__name__}.FakeServer")
    return FakeServer


def subscribe(hub: Organisation, many: int, **fields: object) -> None:
    Subscriber.objects.bulk_create(
        Subscriber(
            organisation=hub, email=f"n{number}@exempel.example", token=f"token{number}", consent=1, asked_at=NOW,
            **{"state": SubscriberState.CONFIRMED, "confirmed_at": NOW, **fields},  # type: ignore[arg-type]
        )
        for number in range(many)
    )  # fmt: skip


def draft(hub: Organisation, frida: Person) -> Newsletter:
    return actions.start_issue(network=hub, title="Vårnytt", intro="Hej!", language="sv", actor=frida, now=NOW)


def states(newsletter: Newsletter) -> Counter[str]:
    return Counter(newsletter.mails.values_list("state", flat=True))


def refuse(code: int, chosen: Callable[[str], bool]) -> Deed:
    def deed(address: str) -> None:
        if chosen(address):
            raise smtplib.SMTPRecipientsRefused({address: (code, b"Nej")})

    return deed


def test_five_thousand_addresses_of_which_three_per_cent_bounce(
    hub: Organisation, frida: Person, server: type[FakeServer]
) -> None:
    subscribe(hub, 5000)
    server.deed = staticmethod(refuse(550, lambda a: int(a[1:].partition("@")[0]) % 100 < 3))  # type: ignore[assignment]
    issue = draft(hub, frida)
    assert actions.send_issue(newsletter=issue, actor=frida, now=NOW) == 5000
    issue.refresh_from_db()
    assert issue.state == LetterState.SENT
    assert states(issue) == {MailState.SENT: 4850, MailState.BOUNCED: 150}
    assert len(server.got) == 4850
    assert set(server.got.values()) == {1}
    assert server.opened == -(-5000 // policy.PER_TASK) + (5000 % policy.PER_TASK == 0), "one connection a part"
    assert Subscriber.objects.filter(bounces=1, state=SubscriberState.CONFIRMED).count() == 150
    assert queries.progress_of(issue).done == 5000


def test_an_address_that_bounces_again_and_again_is_paused_and_one_that_works_again_is_not(
    hub: Organisation, frida: Person, server: type[FakeServer]
) -> None:
    subscribe(hub, 3)
    for number in range(policy.BOUNCES_TO_PAUSE):
        bad = {"n0@exempel.example"} | ({"n1@exempel.example"} if number == 0 else set())
        server.deed = staticmethod(refuse(550, bad.__contains__))  # type: ignore[assignment]
        actions.send_issue(newsletter=draft(hub, frida), actor=frida, now=NOW)
    rows = {row.email[:2]: (row.state, row.bounces) for row in Subscriber.objects.all()}
    assert rows["n0"] == (SubscriberState.PAUSED, 3)
    assert rows["n1"] == (SubscriberState.CONFIRMED, 0)
    assert actions.send_issue(newsletter=draft(hub, frida), actor=frida, now=NOW) == 2


def test_a_killed_worker_leaves_one_mail_in_doubt_and_nobody_gets_two(
    hub: Organisation, frida: Person, server: type[FakeServer]
) -> None:
    class Killed(BaseException):
        pass

    def die_at_seven(address: str) -> None:
        if sum(server.got.values()) == 7:
            raise Killed

    subscribe(hub, 20)
    server.deed = staticmethod(die_at_seven)  # type: ignore[assignment]
    issue = draft(hub, frida)
    IssueMail.objects.bulk_create(IssueMail(newsletter=issue, subscriber=each) for each in Subscriber.objects.all())
    Newsletter.objects.update(state=LetterState.SENDING, started_at=NOW, progress_at=NOW)
    with pytest.raises(Killed):
        sending.send_part(issue.pk, most=100)
    assert states(issue) == {MailState.SENT: 7, MailState.CLAIMED: 1, MailState.WAITING: 12}
    server.deed = staticmethod(lambda address: None)  # type: ignore[assignment]
    assert not actions.resume(newsletter=issue, actor=frida, now=database_now()), "it may still be running"
    later = database_now() + policy.STUCK_AFTER + timedelta(minutes=1)
    assert housekeeping.tidy(later)["newsletters resumed"] == 1
    issue.refresh_from_db()
    assert issue.state == LetterState.SENT
    assert states(issue) == {MailState.SENT: 19, MailState.UNSURE: 1}
    assert set(server.got.values()) == {1}
    assert len(server.got) == 19


def test_two_workers_at_once_send_each_mail_once(hub: Organisation, frida: Person, server: type[FakeServer]) -> None:
    subscribe(hub, 30)
    issue = draft(hub, frida)
    IssueMail.objects.bulk_create(IssueMail(newsletter=issue, subscriber=each) for each in Subscriber.objects.all())
    Newsletter.objects.update(state=LetterState.SENDING, started_at=NOW, progress_at=NOW)
    # The second has read the same waiting rows before the first began.
    rows = sending._waiting(issue, 100)
    sending.send_part(issue.pk, most=100)
    from medborgarbudget.domain.network.newsletter.rendering import mail_of

    sending._send_all(rows, mail_of(issue, hub), hub, FakeServer())
    assert set(server.got.values()) == {1}
    assert states(issue) == {MailState.SENT: 30}


def test_when_there_is_no_server_nothing_is_claimed_and_all_waits(
    hub: Organisation, frida: Person, server: type[FakeServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_server(self: FakeServer) -> bool:
        raise ConnectionRefusedError

    subscribe(hub, 3)
    issue = draft(hub, frida)
    monkeypatch.setattr(FakeServer, "open", no_server)
    actions.send_issue(newsletter=issue, actor=frida, now=NOW)
    issue.refresh_from_db()
    assert issue.state == LetterState.SENDING
    assert states(issue) == {MailState.WAITING: 3}


def test_a_line_that_breaks_leaves_that_mail_in_doubt_and_the_rest_waiting(
    hub: Organisation, frida: Person, server: type[FakeServer]
) -> None:
    def gone(address: str) -> None:
        if address.startswith("n2"):
            raise smtplib.SMTPServerDisconnected

    subscribe(hub, 5)
    server.deed = staticmethod(gone)  # type: ignore[assignment]
    issue = draft(hub, frida)
    actions.send_issue(newsletter=issue, actor=frida, now=NOW)
    assert states(issue) == {MailState.SENT: 2, MailState.UNSURE: 1, MailState.WAITING: 2}
    assert Subscriber.objects.filter(bounces__gt=0).count() == 0


def test_not_now_is_tried_again_later_and_not_for_ever(
    hub: Organisation, frida: Person, server: type[FakeServer]
) -> None:
    subscribe(hub, 2)
    server.deed = staticmethod(refuse(451, lambda a: a.startswith("n1")))  # type: ignore[assignment]
    issue = draft(hub, frida)
    actions.send_issue(newsletter=issue, actor=frida, now=NOW)
    for _again in range(policy.MOST_ATTEMPTS - 1):
        assert states(issue) == {MailState.SENT: 1, MailState.WAITING: 1}
        assert not sending.send_part(issue.pk, most=10)
        assert sum(server.got.values()) == 1, "not at once"
        past = database_now() - timedelta(hours=1)
        IssueMail.objects.filter(state=MailState.WAITING).update(at=past)
        Newsletter.objects.update(progress_at=past)
        actions.resume(newsletter=issue, actor=None, now=database_now())
    assert states(issue) == {MailState.SENT: 1, MailState.BOUNCED: 1}
    assert Subscriber.objects.filter(bounces__gt=0).count() == 0, "the address itself was never refused"


def test_who_leaves_while_it_is_sent_does_not_get_it(
    hub: Organisation, frida: Person, server: type[FakeServer]
) -> None:
    def leave(address: str) -> None:
        if address.startswith("n0"):
            assert actions.unsubscribe(network=hub, token="token2", now=NOW)

    subscribe(hub, 4)
    server.deed = staticmethod(leave)  # type: ignore[assignment]
    issue = draft(hub, frida)
    actions.send_issue(newsletter=issue, actor=frida, now=NOW)
    assert sorted(server.got) == [f"n{n}@exempel.example" for n in (0, 1, 3)]
    assert states(issue) == {MailState.SENT: 3, MailState.SKIPPED: 1}


def test_it_goes_to_the_confirmed_of_its_language_and_of_its_network_only(
    hub: Organisation, lund: Organisation, frida: Person
) -> None:
    subscribe(hub, 1)
    for number, fields in enumerate(
        ({"language": "fi"}, {"state": SubscriberState.PENDING}, {"state": SubscriberState.ENDED}, {"state": SubscriberState.PAUSED})
    ):  # fmt: skip
        Subscriber.objects.create(
            organisation=hub, email=f"x{number}@exempel.example", token=f"x{number}", consent=1, asked_at=NOW,
            **{"state": SubscriberState.CONFIRMED, "confirmed_at": NOW, **fields},
        )  # fmt: skip
    Subscriber.objects.create(
        organisation=lund, email="l@exempel.example", token="l", consent=1, asked_at=NOW, state=SubscriberState.CONFIRMED, confirmed_at=NOW
    )  # fmt: skip
    assert actions.send_issue(newsletter=draft(hub, frida), actor=frida, now=NOW) == 1


def test_the_mail_can_be_left_in_one_click_by_mail_programs(hub: Organisation, frida: Person) -> None:
    subscribe(hub, 2)
    actions.send_issue(newsletter=draft(hub, frida), actor=frida, now=NOW)
    first, second = mail.outbox
    assert first.to == ["n0@exempel.example"], "nobody sees anybody else's address"
    headers = first.message()
    assert headers["List-Unsubscribe"] == "<http://localhost:8000/natverket/nyhetsbrev/avsluta/token0/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "avsluta/token0/" in first.body
    assert "avsluta/token1/" in second.body
    html = str(first.alternatives[0][0])
    assert "avsluta/token0/" in html
    assert "TOKEN" not in first.body + html
    assert isinstance(mail.get_connection(), EmailBackend)


def test_what_has_been_sent_is_not_changed_or_sent_again(hub: Organisation, frida: Person, bo: Person) -> None:
    issue = draft(hub, frida)
    with pytest.raises(Refused, match="prenumererar"):
        actions.send_issue(newsletter=issue, actor=frida, now=NOW)
    subscribe(hub, 1)
    with pytest.raises(Refused):
        actions.send_issue(newsletter=issue, actor=bo, now=NOW)
    actions.send_issue(newsletter=issue, actor=frida, now=NOW)
    for again in (
        lambda: actions.send_issue(newsletter=issue, actor=frida, now=NOW),
        lambda: actions.change_issue(newsletter=issue, title="X", intro="", language="sv", actor=frida, now=NOW),
        lambda: actions.remove_draft(newsletter=issue, actor=frida, now=NOW),
    ):
        with pytest.raises(Refused):
            again()
    assert len(mail.outbox) == 1
