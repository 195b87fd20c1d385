"""Which deed with members takes two people? Taking out a list of those who speak for them, with how to reach them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.network.membership import policy
from medborgarbudget.domain.people import offered_files
from medborgarbudget.domain.people.models import TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register

CONTACTS = "member.export_contacts"


def _describe(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    return [
        (_("Medlemmar i listan"), str(len(deed.payload["members"]))),
        (_("Personuppgifter i listan"), _("Namn, roll, e-post och telefon till dem som företräder medlemmarna")),
        (_("Vad som händer"), offered_files.what_happens(deed)),
    ]


def _to_members(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "office:members", {}


def _to_file(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "office:members-contacts-file", {"deed_id": deed.pk}


def register_all() -> None:
    """Make the deed known; called once, when the app is ready."""
    register(
        DeedKind(
            name=CONTACTS,
            title=gettext_lazy("Hämta medlemmarnas kontakter"),
            roles=frozenset(policy.OFFICE),
            perform=offered_files.offer,
            describe=_describe,
            url=_to_members,
            file=_to_file,
        )
    )
