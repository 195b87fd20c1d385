"""What does each role let one do, in one sentence?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.people.models import RoleName

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MEANING: dict[str, _StrPromise] = {
    RoleName.ADMINISTRATOR: _("Ändrar inställningar, områden och vilka som har roller."),
    RoleName.LEAD: _("Leder omgångar: steg, pengar, regler, omröstning, beslut och genomförande."),
    RoleName.COMMUNICATOR: _("Skriver och publicerar nyheter om genomförandet och svarar invånare."),
    RoleName.ASSESSOR: _("Bedömer förslag: möjligt, lagligt, kostnad."),
    RoleName.DESK: _("Tar emot förslag i telefon och på papper och hjälper till att rösta."),
    RoleName.AUDITOR: _("Läser allt, även loggen, men ändrar inget."),
    RoleName.ELECTED: _("Läser underlag och resultat."),
}
