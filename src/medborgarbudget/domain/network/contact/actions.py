"""What happens to what people write to the office: it comes in, is vouched for, given to somebody, answered and put aside?"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.contact import permissions, policy
from medborgarbudget.domain.network.contact.models import ContactMessage, ContactReply, ContactTopic, MessageState
from medborgarbudget.domain.network.membership import queries as membership
from medborgarbudget.domain.network.membership.actions import REFERENCE_LETTERS
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import is_readable, plain_line, plain_text
from medborgarbudget.foundation import audit, notifications
from medborgarbudget.foundation.decisions import Refused, require
from medborgarbudget.foundation.notifications import NotificationKind


@transaction.atomic
def send(
    *,
    network: Organisation,
    topic: str,
    name: str,
    email: str,
    body_name: str,
    text: str,
    proven: bool,
    form_key: str,
    language: str,
    now: datetime,
) -> ContactMessage:
    """Take a message. Not `proven`: it waits unseen until `confirm`. The same form sent twice gives the first one again.

    Raises ValidationError with a message per field.
    """
    name, email, body_name, text = plain_line(name), email.strip().lower(), plain_line(body_name), plain_text(text)
    wrong = {}
    if topic not in ContactTopic.values:
        wrong["topic"] = _("Välj vad det gäller.")
    if not name:
        wrong["name"] = _("Ange ditt namn.")
    try:
        validate_email(email)
    except ValidationError:
        wrong["email"] = _("Ange en e-postadress som namn@exempel.se.")
    if not is_readable(text):
        wrong["text"] = _("Ange ditt meddelande.")
    elif len(text) > policy.LIMITS["text"]:
        wrong["text"] = _("Meddelandet får vara högst {limit} tecken. Du har skrivit {number}.").format(
            limit=policy.LIMITS["text"], number=len(text)
        )
    if wrong:
        raise ValidationError(wrong)
    Organisation.objects.select_for_update().get(pk=network.pk)
    earlier = ContactMessage.objects.of(network).filter(form_key=form_key).first()
    if earlier is not None:
        return earlier
    message = ContactMessage.objects.create(
        organisation=network, reference=_reference(network), form_key=form_key, topic=topic, name=name[:80], email=email,
        body_name=body_name[:120], text=text, language=language, sent_at=now, changed_at=now, by_mail=not proven,
    )  # fmt: skip
    if proven:
        _take(message, now)
    return message


@transaction.atomic
def confirm(*, message: ContactMessage, now: datetime) -> ContactMessage:
    """The sender has answered the mailed code: the office sees it from now on. Done twice, it is done once."""
    message = ContactMessage.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=message.pk)
    if message.confirmed_at is None:
        _take(message, now)
    return message


def _take(message: ContactMessage, now: datetime) -> None:
    message.confirmed_at = now
    message.save(update_fields=["confirmed_at"])
    network = message.organisation
    with translation.override(message.language):
        notifications.send_mail(
            to=message.email,
            organisation_name=network.name,
            subject=_("Vi har fått ditt meddelande"),
            body=_(
                "Tack för ditt meddelande. Det har nummer {reference}. Vi svarar med mejl, oftast inom några dagar."
            ).format(reference=message.reference),
            language=message.language,
        )
    with translation.override("sv"):
        notifications.notify(
            person_ids=membership.office_people(network).values_list("pk", flat=True),
            organisation=network,
            kind=NotificationKind.STAFF,
            subject=_("Nytt meddelande: {topic}").format(topic=message.get_topic_display()),
            body=_("Från {name}. Läs och svara i inkorgen.").format(name=message.name),
            link=f"/kansli/kontakt/{message.reference}/",
            now=now,
        )


@transaction.atomic
def assign(*, message: ContactMessage, to: Person | None, actor: Person, now: datetime) -> ContactMessage:
    """Say who answers; None for nobody. Whoever is given it by another is told."""
    message = _locked(message)
    require(permissions.may_answer(actor, message, now))
    if to is not None and not membership.office_people(message.organisation).filter(pk=to.pk).exists():
        raise ValidationError({"assignee": _("Välj någon som arbetar på kansliet.")})
    before, message.assignee, message.changed_at = message.assignee_id, to, now
    message.save(update_fields=["assignee", "changed_at"])
    if to is not None and to.pk not in (before, actor.pk):
        with translation.override(to.language):
            notifications.notify(
                person_ids=[to.pk],
                organisation=message.organisation,
                kind=NotificationKind.STAFF,
                subject=_("Du svarar på ett meddelande från {name}").format(name=message.name),
                body=message.text[:600],
                link=f"/kansli/kontakt/{message.reference}/",
                now=now,
            )
    _record(message, actor, "contact.assign", now)
    return message


@transaction.atomic
def reply(
    *, message: ContactMessage, text: str, internal: bool, key: str, actor: Person, now: datetime
) -> ContactReply:
    """Answer by mail, or note something that only the office reads. The same form sent twice answers once."""
    message = _locked(message)
    require(permissions.may_answer(actor, message, now))
    text = plain_text(text)[: policy.LIMITS["reply"]]
    if not is_readable(text):
        raise ValidationError({"text": _("Ange ett svar.")})
    if message.state == MessageState.SPAM and not internal:
        raise Refused(_("Meddelandet är märkt som skräp. Ta bort märkningen innan du svarar."))
    earlier = message.replies.filter(key=key).first()
    if earlier is not None:
        return earlier
    made = ContactReply.objects.create(message=message, author=actor, text=text, internal=internal, key=key, at=now)
    message.changed_at = now
    if message.assignee_id is None:
        message.assignee = actor
    if not internal:
        message.state = MessageState.ANSWERED
        with translation.override(message.language):
            quoted = "\n".join(f"> {line}" for line in message.text.split("\n"))
            notifications.send_mail(
                to=message.email,
                organisation_name=message.organisation.name,
                subject=_("Svar på ditt meddelande {reference}").format(reference=message.reference),
                body=_("{text}\n\nHälsningar,\n{name}, {network}\n\nDu skrev:\n\n{quoted}").format(
                    text=text, name=actor, network=message.organisation.name, quoted=quoted
                ),
                language=message.language,
            )
    message.save(update_fields=["state", "assignee", "changed_at"])
    _record(message, actor, "contact.note" if internal else "contact.reply", now)
    return made


@transaction.atomic
def sort(*, message: ContactMessage, to: MessageState, actor: Person, now: datetime) -> ContactMessage:
    """Put aside, mark as spam, or open again."""
    message = _locked(message)
    require(permissions.may_answer(actor, message, now))
    if to == MessageState.ANSWERED:
        raise Refused(_("Svara i stället: då blir meddelandet besvarat."))
    before, message.state, message.changed_at = message.state, to, now
    message.save(update_fields=["state", "changed_at"])
    _record(message, actor, "contact.sort", now, changes={"state": [before, str(to)]})
    return message


def tidy(now: datetime) -> dict[str, int]:
    """Throw away what nobody has vouched for in time. Says how many."""
    old = ContactMessage.objects.filter(confirmed_at=None, sent_at__lt=now - policy.UNCONFIRMED_KEPT)
    return {"unconfirmed messages": old.delete()[1].get(ContactMessage._meta.label, 0)}


def _locked(message: ContactMessage) -> ContactMessage:
    found = ContactMessage.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.exclude(confirmed_at=None).get(pk=message.pk)


def _reference(network: Organisation) -> str:
    while True:
        made = "M" + "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(6))
        if not ContactMessage.objects.of(network).filter(reference=made).exists():
            return made


def _record(
    message: ContactMessage, actor: Person, verb: str, now: datetime, changes: dict[str, list[str]] | None = None
) -> None:
    audit.record(
        organisation_id=message.organisation_id, actor=actor, verb=verb, subject=message, now=now, changes=changes
    )
