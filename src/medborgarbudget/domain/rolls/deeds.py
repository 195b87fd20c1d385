"""Which deeds with a roll take two people, and what does the second one see?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.cycles.models import CycleArea
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register
from medborgarbudget.domain.rolls import actions
from medborgarbudget.domain.rolls.models import ChangeKind, Roll
from medborgarbudget.domain.rolls.telling import found_in_words

LEADS = frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR})


def _describe_approve(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    roll = Roll.objects.select_related("cycle", "compared_with").get(pk=deed.subject_id)
    return [(_("Omgång"), str(roll.cycle)), (_("Fil"), roll.file_name), *found_in_words(roll)]


def _describe_change(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    roll = Roll.objects.select_related("cycle").get(changes=int(deed.subject_id))
    kind = ChangeKind(deed.payload["kind"])
    area = CycleArea.objects.filter(pk=deed.payload["area"]).select_related("area").first()
    said = [
        (_("Omgång"), str(roll.cycle)),
        (_("Röstlängd"), str(roll)),
        (_("Vad"), str(kind.label)),
        (_("Personen är född"), str(deed.payload["year"])),
    ]
    if kind != ChangeKind.END:
        said.append((_("Område"), str(area) if area is not None else _("Hela kommunen – väljer själv")))
    else:
        said.append((_("Obs"), _("Har personen redan röstat räknas den rösten. Ingen kan se om det är så.")))
    return said


def _url(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    pk = int(deed.subject_id)
    rolls = Roll.objects.select_related("cycle")
    roll = rolls.get(changes=pk) if deed.kind == actions.CHANGE else rolls.get(pk=pk)
    return "staff:roll", {"cycle": roll.cycle.slug, "version": roll.version}


def register_all() -> None:
    """Called once, when the app is ready."""
    register(
        DeedKind(
            name=actions.APPROVE,
            title=gettext_lazy("Godkänna en röstlängd"),
            roles=LEADS,
            perform=actions.perform_approve,
            describe=_describe_approve,
            life=timedelta(days=7),
            url=_url,
        )
    )
    register(
        DeedKind(
            name=actions.CHANGE,
            title=gettext_lazy("Ändra en person i röstlängden"),
            roles=LEADS,
            perform=actions.perform_change,
            describe=_describe_change,
            life=timedelta(hours=72),
            url=_url,
        )
    )
