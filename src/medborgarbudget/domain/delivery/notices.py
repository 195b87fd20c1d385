"""What do the proposer and those who follow a proposal get to read while it is made real? Kept and sent in Swedish."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.delivery.models import Delivery, DeliveryState, PlanChange
from medborgarbudget.domain.people.models import Person
from medborgarbudget.domain.proposals.queries import followers
from medborgarbudget.foundation.money import kronor
from medborgarbudget.foundation.notifications import NotificationKind, notify, send_mail


def delivery_path(delivery: Delivery) -> str:
    """The public page of the delivery, within the organisation."""
    proposal = delivery.proposal
    return f"/omgangar/{proposal.cycle.slug}/genomforande/{proposal.reference}/"


@translation.override("sv")
def tell_of_plan(delivery: Delivery, change: PlanChange, actor: Person, now: datetime) -> None:
    """The planned day is set or moved."""
    if change.to_date is None:
        subject = _("”%(title)s” har inte längre något planerat datum")
    elif change.from_date is None:
        subject = _("”%(title)s” är planerat att bli klart %(day)s")
    else:
        subject = _("Nytt datum för ”%(title)s”: %(day)s")
    body = change.reason
    if change.from_date is not None:
        body += "\n\n" + _("Tidigare plan: %(day)s.") % {"day": _day(change.from_date)}
    day = _day(change.to_date) if change.to_date else ""
    _tell(delivery, subject % {"title": delivery.proposal.title, "day": day}, body, actor, now)


@translation.override("sv")
def tell_of_money(delivery: Delivery, actor: Person, now: datetime) -> None:
    """What it has cost so far."""
    if delivery.spent is None:
        return
    body = _("Hittills har det kostat %(spent)s av %(budget)s.") % {
        "spent": kronor(delivery.spent),
        "budget": kronor(delivery.budget),
    }
    if delivery.overspend_reason:
        body += "\n\n" + delivery.overspend_reason
    _tell(delivery, _("Utfall för ”%(title)s”") % {"title": delivery.proposal.title}, body, actor, now)


@translation.override("sv")
def tell_of_update(delivery: Delivery, text: str, actor: Person, now: datetime) -> None:
    """News from the work."""
    state = DeliveryState(delivery.state).label
    subject = _("”%(title)s”: %(state)s") % {"title": delivery.proposal.title, "state": state}
    _tell(delivery, subject, text, actor, now)


def _day(day: date) -> str:
    return dateformat.format(day, "j F Y")


def _tell(delivery: Delivery, subject: str, body: str, actor: Person, now: datetime) -> None:
    """The proposer, by account or address, and the followers; nobody twice, and not the one who did it."""
    proposal = delivery.proposal
    organisation = delivery.organisation
    link = delivery_path(delivery)
    if proposal.author_id is None and proposal.contact_email:
        send_mail(
            to=proposal.contact_email,
            organisation_name=organisation.name,
            subject=subject,
            body=body,
            url=organisation.base_url + link,
            url_text=_("Se hur arbetet går"),
        )
    silent = {actor.pk}
    for people, kind in (
        ([proposal.author_id] if proposal.author_id is not None else [], NotificationKind.OWN_PROPOSAL),
        (followers(proposal), NotificationKind.FOLLOWED),
    ):
        told = [pk for pk in people if pk not in silent]
        notify(person_ids=told, organisation=organisation, kind=kind, subject=subject, body=body, link=link, now=now)
        silent.update(told)
