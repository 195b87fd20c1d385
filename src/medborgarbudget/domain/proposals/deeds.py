"""Which deed with proposals takes two people? Taking out a list of those who made them, with how to reach them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.people import offered_files
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register

CONTACTS = "proposals.export_contacts"


def cycle_of(deed: TwoPersonDeed) -> Cycle:
    return Cycle.objects.of(deed.organisation).get(pk=deed.subject_id)


def _describe(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    return [
        (_("Omgång"), cycle_of(deed).name),
        (_("Förslag i listan"), str(len(deed.payload["proposals"]))),
        (_("Personuppgifter i listan"), _("Kontaktperson, e-post och telefon till dem som har lämnat förslagen")),
        (_("Vad som händer"), offered_files.what_happens(deed)),
    ]


def _to_proposals(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "staff:proposals", {"cycle": cycle_of(deed).slug}


def _to_file(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "staff:proposals-contacts-file", {"cycle": cycle_of(deed).slug, "deed_id": deed.pk}


def register_all() -> None:
    """Make the deed known; called once, when the app is ready."""
    register(
        DeedKind(
            name=CONTACTS,
            title=gettext_lazy("Hämta förslag med kontaktuppgifter"),
            roles=frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR}),
            perform=offered_files.offer,
            describe=_describe,
            url=_to_proposals,
            file=_to_file,
        )
    )
