"""What waits for a second person, in the eyes of somebody who may be it? Told on every desk."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.access.waiting import Waiting


def waits_for_second_person(
    organisation: Organisation, person: Person, roles: frozenset[str], now: datetime
) -> list[Waiting]:
    """What the person can confirm now."""
    mine = [deed for deed in two_people.waiting(organisation) if two_people.may_confirm(person, deed, now)]
    return [
        Waiting(_("Väntar på ditt godkännande"), len(mine), reverse("staff:two-people"), urgent=True, icon="people")
    ]
