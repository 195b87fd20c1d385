"""Does what people write to the office come in once, get answered once, and never before somebody vouches for it?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.contact import actions, links, queries
from medborgarbudget.domain.network.contact.models import ContactMessage, ContactReply, MessageState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person, RoleName
from medborgarbudget.foundation.decisions import Refused
from medborgarbudget.foundation.notifications import Notification
from tests.support.cast import grant, make_person


def send(hub: Organisation, now: datetime, **values: Any) -> ContactMessage:
    given: dict[str, Any] = {
        "topic": "method", "name": "Asta", "email": "asta@example.org", "body_name": "Lund", "text": "Hur gör man?", "proven": True,
        "form_key": "k", "language": "sv",
    }  # fmt: skip
    return actions.send(network=hub, now=now, **(given | values))


def test_a_message_comes_in_once_and_tells_sender_and_office(hub: Organisation, frida: Person, now: datetime) -> None:
    first, second = send(hub, now), send(hub, now)
    assert first == second and ContactMessage.objects.count() == 1
    assert sorted(letter.to[0] for letter in mail.outbox) == ["asta@example.org", frida.email]
    assert list(queries.messages(hub)) == [first]


def test_what_nobody_vouches_for_is_shown_to_nobody(hub: Organisation, frida: Person, now: datetime) -> None:
    message = send(hub, now, proven=False)
    assert not queries.messages(hub).exists() and queries.unconfirmed(hub) == 1
    assert not mail.outbox and not Notification.objects.exists()
    with pytest.raises(ContactMessage.DoesNotExist):
        actions.reply(message=message, text="Svar", internal=False, key="r", actor=frida, now=now)
    actions.confirm(message=message, now=now)
    actions.confirm(message=message, now=now)
    assert queries.messages(hub).count() == 1 and len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("values", "field"),
    [({"topic": "x"}, "topic"), ({"name": " "}, "name"), ({"email": "asta"}, "email"), ({"text": " .\u202e "}, "text"),
     ({"text": "x" * 5001}, "text")],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(
    hub: Organisation, now: datetime, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as wrong:
        send(hub, now, **values)
    assert set(wrong.value.message_dict) == {field} and not ContactMessage.objects.exists()


def test_an_answer_goes_by_mail_once_and_a_note_does_not(hub: Organisation, frida: Person, now: datetime) -> None:
    message = send(hub, now)
    mail.outbox.clear()
    actions.reply(message=message, text="Hör med Karin först", internal=True, key="n", actor=frida, now=now)
    assert not mail.outbox and queries.messages(hub).get().state == MessageState.NEW
    for _twice in (1, 2):
        actions.reply(message=message, text="Så här gör man.", internal=False, key="r", actor=frida, now=now)
    assert [letter.to for letter in mail.outbox] == [["asta@example.org"]]
    assert "Så här gör man." in mail.outbox[0].body and "> Hur gör man?" in mail.outbox[0].body
    assert "Karin" not in mail.outbox[0].body
    message.refresh_from_db()
    assert (message.state, message.assignee, ContactReply.objects.count()) == (MessageState.ANSWERED, frida, 2)


def test_spam_is_not_answered(hub: Organisation, frida: Person, now: datetime) -> None:
    message = actions.sort(message=send(hub, now), to=MessageState.SPAM, actor=frida, now=now)
    with pytest.raises(Refused):
        actions.reply(message=message, text="Nej tack", internal=False, key="r", actor=frida, now=now)
    actions.sort(message=message, to=MessageState.NEW, actor=frida, now=now)
    with pytest.raises(Refused):
        actions.sort(message=message, to=MessageState.ANSWERED, actor=frida, now=now)


def test_who_only_reads_neither_answers_nor_sorts(hub: Organisation, now: datetime) -> None:
    rut = grant(make_person("Rut"), hub, RoleName.AUDITOR)
    message = send(hub, now)
    for deed in (
        lambda: actions.reply(message=message, text="Svar", internal=True, key="r", actor=rut, now=now),
        lambda: actions.sort(message=message, to=MessageState.SPAM, actor=rut, now=now),
        lambda: actions.assign(message=message, to=rut, actor=rut, now=now),
    ):
        with pytest.raises(Refused):
            deed()


def test_whoever_is_given_a_message_is_told(hub: Organisation, frida: Person, now: datetime) -> None:
    gun, message = grant(make_person("Gun"), hub, RoleName.COMMUNICATOR), send(hub, now)
    Notification.objects.all().delete()
    actions.assign(message=message, to=gun, actor=frida, now=now)
    assert Notification.objects.get().person == gun
    assert list(queries.waiting(hub, frida)) == [] and list(queries.waiting(hub, gun)) == [message]


def test_a_link_leads_to_its_own_message_in_its_own_network(
    hub: Organisation, lund: Organisation, now: datetime
) -> None:
    message = send(hub, now)
    token = links.token_of(message)
    assert links.number_in(token, hub.pk) == message.pk
    assert links.number_in(token, lund.pk) is None and links.number_in(token + "x", hub.pk) is None


def test_what_nobody_vouches_for_goes_after_three_days(hub: Organisation, now: datetime) -> None:
    send(hub, now, proven=False)
    send(hub, now, form_key="other")
    assert actions.tidy(now + timedelta(days=2)) == {"unconfirmed messages": 0}
    assert actions.tidy(now + timedelta(days=4)) == {"unconfirmed messages": 1}
    assert ContactMessage.objects.count() == 1


@pytest.mark.writes
def test_messages_are_searched_on_both_databases(hub: Organisation, now: datetime) -> None:
    message = send(hub, now, text="Om Åsa & Örjan")
    for words in (message.reference.lower(), "asta@example", "OM asta"):
        assert list(queries.messages(hub, words=words)) == [message], words
    assert list(queries.messages(hub, words="Åsa Örjan")) == [message]
    assert not queries.messages(hub, words="finnsinte").exists()
