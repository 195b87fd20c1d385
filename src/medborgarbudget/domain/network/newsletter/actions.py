"""What can be done with the newsletter? Ask for it, confirm, leave; write an issue of chosen things, try it on oneself, send it, take a
stopped sending up again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.newsletter import permissions, policy, queries, sending
from medborgarbudget.domain.network.newsletter.models import (
    IssueMail,
    LetterState,
    MailState,
    Newsletter,
    NewsletterItem,
    Subscriber,
    SubscriberState,
)
from medborgarbudget.domain.network.newsletter.rendering import mail_of
from medborgarbudget.domain.network.search.events import Found, ToldAnew
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.content import plain_line, plain_text
from medborgarbudget.foundation import audit, events, notifications
from medborgarbudget.foundation.decisions import Refused, require

SEARCH_KIND = "newsletter"


# --- subscribers ---


@transaction.atomic
def ask_for_it(*, network: Organisation, email: str, language: str, consent: bool, now: datetime) -> None:
    """Somebody fills in an address. It gets one question whether it was its owner; nothing tells the asker whether it was known before."""
    email = email.strip().lower()
    wrong = {}
    try:
        validate_email(email)
    except ValidationError:
        wrong["email"] = _("Ange en e-postadress som namn@exempel.se.")
    if language not in policy.LANGUAGES:
        wrong["language"] = _("Välj språk.")
    if not consent:
        wrong["consent"] = _("Kryssa i rutan för att få nyhetsbrevet.")
    if wrong:
        raise ValidationError(wrong)
    row = Subscriber.objects.of(network).select_for_update().filter(email__iexact=email).first()
    if row is not None and row.state == SubscriberState.CONFIRMED:
        if row.language != language:
            # Only who reads the mail may change it; the confirming link does.
            _ask(row, language, now)
        return
    if row is not None and now - row.asked_at < policy.ASK_AGAIN:
        return
    lately = Subscriber.objects.of(network).filter(asked_at__gt=now - policy.ASK_AGAIN).count()
    if lately >= policy.MOST_ASKED_PER_HOUR:
        raise Refused(_("Just nu är det många som anmäler sig. Försök igen om en timme."), conflict=True)
    if row is None:
        row = Subscriber(organisation=network, email=email, token=secrets.token_urlsafe(32))
    if row.state == SubscriberState.ENDED or row.pk is None:
        row.state = SubscriberState.PENDING
    row.consent, row.language = policy.CONSENT_VERSION, language
    _ask(row, language, now)


def _ask(row: Subscriber, language: str, now: datetime) -> None:
    row.asked_at = now
    row.save()
    network = row.organisation
    with translation.override(language):
        notifications.send_mail(
            to=row.email,
            organisation_name=network.name,
            subject=_("Bekräfta att du vill ha nyhetsbrevet"),
            body=_(
                "Någon, troligen du, har bett om vårt nyhetsbrev till den här adressen.\n\nTryck på knappen om det var du. Annars kan du "
                "slänga det här mejlet: då händer ingenting."
            ),
            url=network.base_url + policy.CONFIRM_PATH.format(token=confirm_token(row, language)),
            url_text=_("Ja, jag vill ha nyhetsbrevet"),
            language=language,
        )


def confirm_token(row: Subscriber, language: str) -> str:
    """The secret and the language asked for: what the confirming link carries."""
    return f"{row.token}.{language}"


@transaction.atomic
def confirm(*, network: Organisation, token: str, now: datetime) -> Subscriber | None:
    """The owner of the address says yes. None for a link that leads nowhere (any more)."""
    secret, _dot, language = token.partition(".")
    row = queries.subscriber_with_token(network, secret)
    if row is None or not constant_time_compare(row.token, secret):
        return None
    if language in policy.LANGUAGES:
        row.language = language
    row.confirmed_at = row.confirmed_at if row.state == SubscriberState.CONFIRMED else now
    row.state, row.ended_at, row.bounces, row.last_problem = SubscriberState.CONFIRMED, None, 0, ""
    row.save()
    return row


@transaction.atomic
def unsubscribe(*, network: Organisation, token: str, now: datetime) -> bool:
    """Leave, at once and without signing in. False for a link that leads nowhere; done twice it is as done once."""
    row = queries.subscriber_with_token(network, token)
    if row is None:
        return False
    if row.state != SubscriberState.ENDED:
        row.state, row.ended_at = SubscriberState.ENDED, now
        row.save(update_fields=["state", "ended_at"])
        # What is on its way but not handed over does not go out.
        IssueMail.objects.filter(subscriber=row, state=MailState.WAITING).update(state=MailState.SKIPPED, at=now)
    return True


# --- issues ---


@dataclass(frozen=True)
class Chosen:
    """Something from the index to tell of. `path` leads to it within the network's site."""

    kind: str
    key: str
    title: str
    text: str
    path: str


@transaction.atomic
def start_issue(
    *, network: Organisation, title: str, intro: str, language: str, actor: Person, now: datetime
) -> Newsletter:
    """A new draft."""
    require(permissions.may_write(actor, network, now))
    row = Newsletter(organisation=network, created_at=now, created_by=actor)
    _fill(row, title, intro, language)
    row.save()
    _record(row, actor, "newsletter.create", now)
    return row


@transaction.atomic
def change_issue(
    *, newsletter: Newsletter, title: str, intro: str, language: str, actor: Person, now: datetime
) -> Newsletter:
    """Change a draft's head."""
    row = _draft(newsletter, actor, now)
    _fill(row, title, intro, language)
    row.save()
    _record(row, actor, "newsletter.change", now)
    return row


def _fill(row: Newsletter, title: str, intro: str, language: str) -> None:
    row.title, row.intro, row.language = plain_line(title)[:120], plain_text(intro)[:2000], language
    wrong = {}
    if not row.title:
        wrong["title"] = _("Ange en rubrik.")
    if language not in policy.LANGUAGES:
        wrong["language"] = _("Välj språk.")
    if wrong:
        raise ValidationError(wrong)


@transaction.atomic
def add_items(*, newsletter: Newsletter, chosen: Sequence[Chosen], actor: Person, now: datetime) -> int:
    """Tell of these too, last. What is there already is left alone. Gives the number of new ones."""
    row = _draft(newsletter, actor, now)
    there = set(row.items.values_list("kind", "key"))
    new = [each for each in chosen if (each.kind, each.key) not in there]
    if len(there) + len(new) > policy.MOST_ITEMS:
        raise ValidationError(_("Ett nyhetsbrev har högst %(most)d delar.") % {"most": policy.MOST_ITEMS})
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    for place, each in enumerate(new, last + 1):
        NewsletterItem.objects.create(
            newsletter=row,
            position=place,
            kind=each.kind,
            key=each.key,
            title=plain_line(each.title)[:300],
            text=_beginning(plain_text(each.text)),
            path=each.path,
        )
    return len(new)


def _beginning(text: str, most: int = 400) -> str:
    """The first paragraph, cut at a word."""
    first = text.split("\n", 1)[0].strip()
    return first if len(first) <= most else first[:most].rsplit(" ", 1)[0] + " …"


@transaction.atomic
def add_own_words(*, newsletter: Newsletter, title: str, text: str, actor: Person, now: datetime) -> NewsletterItem:
    """A part that is about nothing in the index."""
    row = _draft(newsletter, actor, now)
    title = plain_line(title)
    if not title:
        raise ValidationError({"title": _("Ange en rubrik.")})
    last = row.items.aggregate(last=Max("position"))["last"] or 0
    return NewsletterItem.objects.create(
        newsletter=row, position=last + 1, title=title[:300], text=plain_text(text)[:1500]
    )


@transaction.atomic
def change_item(*, item: NewsletterItem, title: str, text: str, actor: Person, now: datetime) -> NewsletterItem:
    """The words of a part."""
    _draft(item.newsletter, actor, now)
    item.title, item.text = plain_line(title)[:300], plain_text(text)[:1500]
    if not item.title:
        raise ValidationError({"title": _("Ange en rubrik.")})
    item.save(update_fields=["title", "text"])
    return item


@transaction.atomic
def remove_item(*, item: NewsletterItem, actor: Person, now: datetime) -> None:
    """Leave a part out."""
    _draft(item.newsletter, actor, now)
    item.delete()


@transaction.atomic
def move_item(*, item: NewsletterItem, up: bool, actor: Person, now: datetime) -> None:
    """One place up or down."""
    row = _draft(item.newsletter, actor, now)
    items = list(row.items.all())
    place = next(number for number, each in enumerate(items) if each.pk == item.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    for position, each in enumerate(items, 1):
        if each.position != position:
            NewsletterItem.objects.filter(pk=each.pk).update(position=position)


@transaction.atomic
def remove_draft(*, newsletter: Newsletter, actor: Person, now: datetime) -> None:
    """Throw a draft away."""
    row = _draft(newsletter, actor, now)
    _record(row, actor, "newsletter.remove", now)
    row.delete()


def send_to_oneself(*, newsletter: Newsletter, actor: Person, now: datetime) -> None:
    """A mail as the subscribers will get it, to the one who writes it. Its link to unsubscribe leads nowhere."""
    require(permissions.may_write(actor, newsletter.organisation, now))
    mail = mail_of(newsletter, newsletter.organisation)
    reader = Subscriber(organisation=newsletter.organisation, email=actor.email, token="prov")  # noqa: S106
    sending.message_for(reader, mail, newsletter.organisation).send()


@transaction.atomic
def send_issue(*, newsletter: Newsletter, actor: Person, now: datetime) -> int:
    """Send a draft to all confirmed addresses of its language, in the background. Gives how many they are. It cannot be taken back."""
    row = _draft(newsletter, actor, now)
    if not row.items.exists() and not row.intro:
        raise Refused(_("Nyhetsbrevet är tomt. Skriv något eller välj vad det ska berätta om."))
    readers = list(queries.readers(row.organisation, row.language).values_list("pk", flat=True))
    if not readers:
        raise Refused(_("Ingen prenumererar på det språket än."))
    IssueMail.objects.bulk_create((IssueMail(newsletter=row, subscriber_id=pk) for pk in readers), batch_size=500)
    row.state, row.started_at, row.progress_at = LetterState.SENDING, now, now
    row.save()
    _record(row, actor, "newsletter.send", now, changes={"readers": [0, len(readers)]})
    tell_issue(newsletter=row)
    sending.send_issue.enqueue(row.pk)
    return len(readers)


@transaction.atomic
def resume(*, newsletter: Newsletter, actor: Person | None, now: datetime) -> bool:
    """Take a stopped sending up again: what was being handed over is unsure and is left, the rest goes out. False when it has not stopped."""
    row = _locked(newsletter)
    if actor is not None:
        require(permissions.may_write(actor, row.organisation, now))
    if row.state != LetterState.SENDING or not policy.is_stuck(row.progress_at, now):
        return False
    row.mails.filter(state=MailState.CLAIMED, at__lte=now - policy.STUCK_AFTER).update(state=MailState.UNSURE)
    row.progress_at = now
    row.save(update_fields=["progress_at"])
    if sending.finish(row, now):
        return True
    if actor is not None:
        _record(row, actor, "newsletter.resume", now)
    sending.send_issue.enqueue(row.pk)
    return True


def tell_anew(event: ToldAnew) -> None:
    """The index is being built anew."""
    for row in queries.archive(event.network).select_related("organisation"):
        tell_issue(newsletter=row)


def tell_issue(*, newsletter: Newsletter) -> None:
    """Let an issue that has gone out be found."""
    row = newsletter
    words = [row.intro, *(f"{item.title}\n{item.text}" for item in row.items.all())]
    events.publish(
        Found(
            network=row.organisation,
            kind=SEARCH_KIND,
            key=str(row.pk),
            title=row.title,
            text="\n".join(words),
            url_name="network:newsletter",
            url_kwargs={"newsletter": row.pk},
            at=row.started_at or row.created_at,
            language=row.language,
        )
    )


def _draft(newsletter: Newsletter, actor: Person, now: datetime) -> Newsletter:
    """The issue as it stands now, held until the transaction ends. Refuses when it has been sent."""
    row = _locked(newsletter)
    require(permissions.may_write(actor, row.organisation, now))
    if row.state != LetterState.DRAFT:
        raise Refused(_("Nyhetsbrevet är redan skickat och går inte att ändra."), conflict=True)
    return row


def _locked(newsletter: Newsletter) -> Newsletter:
    return Newsletter.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=newsletter.pk)


def _record(
    row: Newsletter, actor: Person, verb: str, now: datetime, *, changes: dict[str, object] | None = None
) -> None:
    audit.record(
        organisation_id=row.organisation_id, actor=actor, verb=verb, subject=row, now=now, changes=changes or {}
    )
