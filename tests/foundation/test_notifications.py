"""Does everybody hear what concerns them, once, in the way they chose?"""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core import mail

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import notifications
from medborgarbudget.foundation.notifications import Notification, NotificationKind

pytestmark = pytest.mark.django_db


def tell(organisation: Organisation, now: datetime, *people: Person) -> int:
    return notifications.notify(
        person_ids=[person.pk for person in people],
        organisation=organisation,
        kind=NotificationKind.FOLLOWED,
        subject="Nytt om <gungan>",
        body="Den byggs nu.\n\nHälsningar",
        link="/omgangar/2027/",
        now=now,
    )


def test_each_is_told_once_in_the_product_and_by_mail(
    lund: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    assert tell(lund, now, asta, bo, asta) == 2
    assert Notification.objects.count() == 2
    assert sorted(message.to[0] for message in mail.outbox) == ["asta@example.org", "bo@example.org"]
    message = mail.outbox[0]
    assert "Den byggs nu." in str(message.body) and "http://localhost:8000/lund/omgangar/2027/" in str(message.body)
    html = str(message.alternatives[0][0])  # type: ignore[attr-defined]
    assert "Nytt om &lt;gungan&gt;" in html and "Lunds kommun" in html and "<gungan>" not in html


def test_whoever_wants_no_mail_of_a_kind_gets_none_but_is_told(lund: Organisation, asta: Person, now: datetime) -> None:
    notifications.choose_mail(person_id=asta.pk, kinds=[NotificationKind.CYCLE])
    tell(lund, now, asta)
    assert mail.outbox == [] and notifications.unread(asta.pk, lund.pk) == 1
    assert notifications.mail_wanted(asta.pk)["followed"] is False
    notifications.choose_mail(person_id=asta.pk, kinds=NotificationKind.values)
    tell(lund, now, asta)
    assert len(mail.outbox) == 1


def test_a_closed_account_gets_no_mail(lund: Organisation, asta: Person, now: datetime) -> None:
    asta.is_active = False
    asta.save()
    tell(lund, now, asta)
    assert mail.outbox == []


def test_reading_marks_only_the_persons_own_in_the_organisation(
    lund: Organisation, ystad: Organisation, asta: Person, bo: Person, now: datetime
) -> None:
    tell(lund, now, asta, bo)
    tell(ystad, now, asta)
    assert notifications.mark_read(person_id=asta.pk, organisation_id=lund.pk, now=now) == 1
    assert notifications.unread(asta.pk, ystad.pk) == 1 and notifications.unread(bo.pk, lund.pk) == 1


def test_nobody_to_tell_is_no_work(lund: Organisation, now: datetime) -> None:
    assert tell(lund, now) == 0


def test_a_subject_with_line_breaks_becomes_one_line(lund: Organisation) -> None:
    notifications.send_mail(to="a@example.org", organisation_name="Lund", subject="Hej\r\nBcc: x@y.se", body="Hej")
    assert mail.outbox[0].subject == "Hej Bcc: x@y.se"
