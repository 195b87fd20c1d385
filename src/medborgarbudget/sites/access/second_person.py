"""What waits for a second person, in the eyes of somebody who may be it? And what does one say who asks for a file about many?"""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.design.forms import PlainForm
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.people import two_people
from medborgarbudget.domain.people.models import Person
from medborgarbudget.sites.access.waiting import Waiting


class FileOfManyForm(PlainForm):
    """What somebody needs a file with data about many people for."""

    reason = forms.CharField(
        label=gettext_lazy("Vad uppgifterna ska användas till"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Ange vad uppgifterna ska användas till.")},
    )


def waits_for_second_person(
    organisation: Organisation, person: Person, roles: frozenset[str], now: datetime
) -> list[Waiting]:
    """What the person can confirm now."""
    mine = [deed for deed in two_people.waiting(organisation) if two_people.may_confirm(person, deed, now)]
    return [
        Waiting(_("Väntar på ditt godkännande"), len(mine), reverse("staff:two-people"), urgent=True, icon="people")
    ]
