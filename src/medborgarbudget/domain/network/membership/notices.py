"""Who hears of interests and members, and in which words?"""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from medborgarbudget.domain.network.membership import links, queries
from medborgarbudget.domain.network.membership.models import Interest, Member, Reminder
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation import notifications
from medborgarbudget.foundation.notifications import NotificationKind


def tell_of_interest(interest: Interest, now: datetime) -> None:
    """A receipt to whoever sent it, the same whatever the network knew before, and word to the office."""
    network, name = interest.organisation, str(interest.member)
    with translation.override(interest.language):
        notifications.send_mail(
            to=interest.email,
            organisation_name=network.name,
            subject=_("Tack för er intresseanmälan"),
            body=_(
                "Vi har tagit emot er anmälan för {name}. Ert nummer är {reference}.\n\n"
                "Någon på kansliet hör av sig inom en vecka. Med länken ser du hur långt vi har kommit."
            ).format(name=name, reference=interest.reference),
            url=network.base_url + links.path_to(interest),
            url_text=_("Se hur det går"),
            language=interest.language,
        )
    member = interest.member
    assert member is not None
    office = queries.office_people(network)
    people = [member.assignee_id] if member.assignee_id else office.values_list("pk", flat=True)
    with translation.override("sv"):
        subject = (
            _("{name} vill lägga till något i sitt medlemskap")
            if interest.addition
            else _("Ny intresseanmälan: {name}")
        )
        notifications.notify(
            person_ids=[pk for pk in people if pk is not None],
            organisation=network,
            kind=NotificationKind.STAFF,
            subject=subject.format(name=member.name),
            body=_("Läs vad de har skrivit och hör av dig."),
            link=f"/kansli/medlemmar/{member.slug}/",
            now=now,
        )


def tell_of_assignment(member: Member, person: Person, now: datetime) -> None:
    """Whoever is to see to a member hears of it."""
    with translation.override(person.language):
        notifications.notify(
            person_ids=[person.pk],
            organisation=member.organisation,
            kind=NotificationKind.STAFF,
            subject=_("Du håller kontakten med {name}").format(name=member.name),
            body=_("Du har fått ansvaret för kontakten med {name}.").format(name=member.name),
            link=f"/kansli/medlemmar/{member.slug}/",
            now=now,
        )


def tell_of_reminder(reminder: Reminder, now: datetime) -> None:
    """The day has come."""
    member = reminder.member
    with translation.override(reminder.person.language):
        notifications.notify(
            person_ids=[reminder.person_id],
            organisation=member.organisation,
            kind=NotificationKind.STAFF,
            subject=_("Påminnelse om {name}").format(name=member.name),
            body=reminder.text,
            link=f"/kansli/medlemmar/{member.slug}/",
            now=now,
        )
