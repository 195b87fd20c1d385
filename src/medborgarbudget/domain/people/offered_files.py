"""How does a file with data about many people leave the system? Two people decide; then whoever asked takes it out, once, within a day.

A part that has such a file registers a kind of deed whose `perform` is `offer`, and gives its file only after `take`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people.models import OfferedFile, Person, TwoPersonDeed
from medborgarbudget.domain.people.two_people import kind_of, may_ask
from medborgarbudget.foundation.decisions import Verdict, no, require

OFFERED_FOR = timedelta(hours=24)


def offer(deed: TwoPersonDeed, *, now: datetime) -> None:
    """What the deed asked for may be taken out from now on: `perform` of a kind of deed."""
    OfferedFile.objects.create(organisation=deed.organisation, deed=deed, until=now + OFFERED_FOR)


def what_happens(deed: TwoPersonDeed) -> str:
    """What confirming leads to, in words for the second person."""
    hours = int(OFFERED_FOR.total_seconds() // 3600)
    return _("%(name)s kan hämta listan en gång, inom %(hours)d timmar.") % {"name": deed.asked_by, "hours": hours}


def offered_for(deed: TwoPersonDeed) -> OfferedFile | None:
    """What a deed that has been done offers, whether or not it has been taken."""
    return (
        OfferedFile.objects.of(deed.organisation)
        .select_related("deed__asked_by", "organisation")
        .filter(deed=deed)
        .first()
    )


def may_take(person: Person | None, file: OfferedFile, now: datetime) -> Verdict:
    """Only the one who asked, who still has the role, once and in time."""
    if person is None or person.pk != file.deed.asked_by_id:
        return no(_("Bara den som bad om filen kan hämta den."))
    if file.taken_at is not None:
        return no(_("Filen är redan hämtad. Den kan hämtas en gång."))
    if now >= file.until:
        return no(_("Tiden för att hämta filen har gått ut. Be om den på nytt."))
    return may_ask(person, file.organisation, kind_of(file.deed), now)


def offered_by(organisation: Organisation, kind: str, subject: models.Model, deed_id: int) -> OfferedFile | None:
    """The file that a deed of this kind about this thing offers, or None."""
    deed = (
        TwoPersonDeed.objects.of(organisation)
        .filter(pk=deed_id, kind=kind, subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
        .first()
    )
    return offered_for(deed) if deed is not None else None


@transaction.atomic
def take(*, file: OfferedFile, actor: Person, now: datetime) -> None:
    """Note that the file is taken, before it is given. Of two who take at once only one gets it."""
    locked = (
        OfferedFile.objects.of(file.organisation).select_for_update(of=("self",)).select_related("deed").get(pk=file.pk)
    )
    require(may_take(actor, locked, now))
    locked.taken_at = now
    locked.save(update_fields=["taken_at"])
