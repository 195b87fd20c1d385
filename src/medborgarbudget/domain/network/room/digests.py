"""Who gets a summary of what is new in the room now, and what does it say? Called by the clock, through the command `tidy`.

A summary tells what has happened since the last one, and is not sent when nothing has. Everybody in the network gets one a week until they
choose otherwise.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.network.membership import queries as membership
from medborgarbudget.domain.network.room import policy
from medborgarbudget.domain.network.room.models import DigestChoice, Question, SharedDocument
from medborgarbudget.domain.network.room.policy import Frequency
from medborgarbudget.domain.organisations.models import Organisation, OrganisationKind
from medborgarbudget.domain.people.models import Person
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.notifications import send_mail


def send_due(now: datetime) -> int:
    """Send the summaries that are due, in the morning. Gives how many."""
    if to_local(now).hour < policy.DIGEST_HOUR:
        return 0
    networks = Organisation.objects.filter(kind=OrganisationKind.NETWORK)
    return sum(_send_for(network, now) for network in networks)


def _send_for(network: Organisation, now: datetime) -> int:
    people = list(membership.people_in_network(network))
    chosen = {row.person_id: row for row in DigestChoice.objects.of(network)}
    sent = 0
    for person in people:
        choice = chosen.get(person.pk)
        if choice is None:
            # The first week begins now: nobody is sent what happened before they came.
            DigestChoice.objects.get_or_create(
                organisation=network, person=person, defaults={"frequency": policy.UNLESS_CHOSEN, "sent_at": now}
            )
        elif choice.frequency != Frequency.NONE:
            sent += _send_one(choice, person, network, now)
    return sent


@transaction.atomic
def _send_one(choice: DigestChoice, person: Person, network: Organisation, now: datetime) -> int:
    choice = DigestChoice.objects.select_for_update().get(pk=choice.pk)
    if choice.frequency == Frequency.NONE or choice.sent_at is None:
        return 0
    if now - choice.sent_at < policy.SENT_EVERY[Frequency(choice.frequency)]:
        return 0
    since, choice.sent_at = choice.sent_at, now
    choice.save(update_fields=["sent_at"])
    with translation.override(person.language):
        body = _words(network, person, since, now)
        if not body:
            return 0
        send_mail(
            to=person.email,
            organisation_name=network.name,
            subject=_("Nytt i medlemsrummet"),
            body=body,
            url=f"{network.base_url}/rummet/",
            url_text=_("Till medlemsrummet"),
            language=person.language,
        )
    return 1


def _words(network: Organisation, person: Person, since: datetime, now: datetime) -> str:
    """What is new between the two moments, without what the person did; empty when nothing is."""
    asked = Question.objects.of(network).filter(hidden_at=None, asked_at__gt=since, asked_at__lte=now)
    asked = asked.exclude(author=person).select_related("member")
    answered = Question.objects.of(network).filter(
        hidden_at=None, asked_at__lte=since, answers__at__gt=since, answers__at__lte=now, answers__hidden_at=None
    )
    documents = SharedDocument.objects.of(network).filter(withdrawn_at=None, changed_at__gt=since, changed_at__lte=now)
    documents = documents.exclude(author=person).select_related("member")
    joined = membership.public_members(network).filter(joined_at__gt=since, joined_at__lte=now)
    parts = []
    for title, names in (
        (_("Nya frågor"), [f"{row.title} ({row.member or network.name})" for row in asked]),
        (_("Nya svar på"), list(answered.distinct().values_list("title", flat=True))),
        (_("Nya dokument"), [f"{row.title} ({row.member or network.name})" for row in documents]),
        (_("Nya medlemmar"), [member.name for member in joined]),
    ):
        if names:
            shown = [f"• {name}" for name in names[: policy.MOST_IN_DIGEST]]
            more = len(names) - len(shown)
            if more:
                shown.append(ngettext("… och {n} till", "… och {n} till", more).format(n=more))
            parts.append("\n\n".join([f"{title}:", *shown]))
    if not parts:
        return ""
    parts.append(_("Du väljer själv hur ofta du får det här, i medlemsrummet under Så hör du av oss."))
    return "\n\n".join(parts)
