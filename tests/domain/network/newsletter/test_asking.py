"""Who gets on the list, and who never does without having said yes?"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from medborgarbudget.domain.network.newsletter import actions, housekeeping, policy
from medborgarbudget.domain.network.newsletter.models import Subscriber, SubscriberState
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.foundation.decisions import Refused
from tests.support.cast import NOW

pytestmark = pytest.mark.django_db


def ask(hub: Organisation, email: str = "Nils@Exempel.example", now=NOW, **given: object) -> None:  # type: ignore[no-untyped-def]
    actions.ask_for_it(network=hub, email=email, now=now, **{"language": "sv", "consent": True, **given})  # type: ignore[arg-type]


def token() -> str:
    found = re.search(r"/nyhetsbrev/bekrafta/([^/\s]+)/", mail.outbox[-1].body)
    assert found
    return found[1]


def test_an_address_gets_nothing_but_the_question_until_it_says_yes(hub: Organisation) -> None:
    ask(hub)
    row = Subscriber.objects.get()
    assert (row.email, row.state) == ("nils@exempel.example", SubscriberState.PENDING)
    assert len(mail.outbox) == 1
    assert actions.confirm(network=hub, token=token(), now=NOW) is not None
    row.refresh_from_db()
    assert (row.state, row.consent) == (SubscriberState.CONFIRMED, policy.CONSENT_VERSION)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"email": "nej"}, "email"), ({"language": "xx"}, "language"), ({"consent": False}, "consent")],
)
def test_what_is_wrong_is_told_at_its_field(hub: Organisation, given: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        ask(hub, **given)  # type: ignore[arg-type]
    assert list(wrong.value.error_dict) == [field]


def test_asking_again_sends_no_second_mail_within_the_hour_whatever_case(hub: Organisation) -> None:
    ask(hub)
    ask(hub, "NILS@exempel.example")
    assert (len(mail.outbox), Subscriber.objects.count()) == (1, 1)
    ask(hub, now=NOW + policy.ASK_AGAIN)
    assert len(mail.outbox) == 2


def test_who_already_reads_it_is_not_asked_again_and_nobody_else_changes_the_language(hub: Organisation) -> None:
    ask(hub)
    actions.confirm(network=hub, token=token(), now=NOW)
    ask(hub, now=NOW + timedelta(days=1))
    assert len(mail.outbox) == 1
    ask(hub, now=NOW + timedelta(days=1), language="fi")
    assert Subscriber.objects.get().language == "sv"
    actions.confirm(network=hub, token=token(), now=NOW)
    assert Subscriber.objects.get().language == "fi"


def test_a_program_that_signs_up_thousands_is_stopped(hub: Organisation) -> None:
    for number in range(policy.MOST_ASKED_PER_HOUR):
        Subscriber.objects.create(
            organisation=hub, email=f"{number}@exempel.example", token=str(number), consent=1, asked_at=NOW
        )
    with pytest.raises(Refused):
        ask(hub)
    assert not mail.outbox
    ask(hub, now=NOW + timedelta(hours=2))


def test_leaving_is_for_good_until_one_asks_again(hub: Organisation, lund: Organisation) -> None:
    ask(hub)
    actions.confirm(network=hub, token=token(), now=NOW)
    secret = token().partition(".")[0]
    assert not actions.unsubscribe(network=lund, token=secret, now=NOW), "another organisation's list"
    assert actions.unsubscribe(network=hub, token=secret, now=NOW)
    assert actions.unsubscribe(network=hub, token=secret, now=NOW)
    assert Subscriber.objects.get().state == SubscriberState.ENDED
    assert not actions.unsubscribe(network=hub, token="fel", now=NOW)
    ask(hub, now=NOW + timedelta(days=1))
    assert Subscriber.objects.get().state == SubscriberState.PENDING


def test_who_never_said_yes_is_forgotten(hub: Organisation) -> None:
    ask(hub)
    assert housekeeping.tidy(NOW + timedelta(days=13))["unconfirmed addresses"] == 0
    assert housekeeping.tidy(NOW + timedelta(days=15))["unconfirmed addresses"] == 1
    assert not Subscriber.objects.exists()


def test_the_paths_in_mails_lead_to_pages(hub: Organisation) -> None:
    from django.conf import settings
    from django.urls import resolve

    for path in (policy.CONFIRM_PATH, policy.UNSUBSCRIBE_PATH, policy.ISSUE_PATH):
        resolve(path.format(token="abc.sv", pk=1), urlconf=settings.NETWORK_URLCONF)
