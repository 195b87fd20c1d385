"""Which deed with meetings takes two people? Taking out a list of those who come, with how to reach them and what they need."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.network.meetings.models import Meeting
from medborgarbudget.domain.network.meetings.permissions import ARRANGERS
from medborgarbudget.domain.people import offered_files
from medborgarbudget.domain.people.models import TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register

PARTICIPANTS = "meeting.export_participants"


def _describe(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    told = _("Namn, e-post och medlem")
    if deed.payload["needs"]:
        told = _("Namn, e-post, medlem, och vad var och en har skrivit om mat och tillgänglighet")
    return [
        (_("Personer i listan"), str(len(deed.payload["registrations"]))),
        (_("Personuppgifter i listan"), told),
        (_("Vad som händer"), offered_files.what_happens(deed)),
    ]


def _place(deed: TwoPersonDeed) -> dict[str, Any]:
    return {"slug": Meeting.objects.of(deed.organisation).get(pk=deed.subject_id).slug}


def _to_meeting(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "office:meeting", _place(deed)


def _to_file(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "office:meeting-contacts-file", {**_place(deed), "deed_id": deed.pk}


def register_all() -> None:
    """Make the deed known; called once, when the app is ready."""
    register(
        DeedKind(
            name=PARTICIPANTS,
            title=gettext_lazy("Hämta deltagarlista med kontaktuppgifter"),
            roles=frozenset(ARRANGERS),
            perform=offered_files.offer,
            describe=_describe,
            url=_to_meeting,
            file=_to_file,
        )
    )
