"""Which deeds with a voter's way in take two people, and what does the second one see?"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.people import offered_files
from medborgarbudget.domain.people.models import RoleName, TwoPersonDeed
from medborgarbudget.domain.people.two_people import DeedKind, register
from medborgarbudget.domain.voting.actions import letters
from medborgarbudget.domain.voting.models import CodeLetterBatch, Vote


def _batch(deed: TwoPersonDeed) -> CodeLetterBatch:
    return CodeLetterBatch.objects.select_related("vote__cycle").get(pk=deed.subject_id)


def _describe(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    said = [(_("Omröstning"), str(_batch(deed).vote))]
    if deed.payload["letter"]:
        said.append((_("Brevnummer"), deed.payload["letter"]))
        said.append(
            (_("Vad som händer"), _("Den gamla koden slutar gälla direkt. En röst med den kan ersättas med den nya."))
        )
    else:
        said.append((_("Vad som händer"), _("En person i röstlängden som inte har något brev får ett.")))
    return said


def _url(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "staff:letters", {"cycle": _batch(deed).vote.cycle.slug}


def _describe_taking(deed: TwoPersonDeed) -> list[tuple[str, str]]:
    return [
        (_("Omröstning"), deed.subject_name),
        (_("Brev"), str(deed.payload["letters"])),
        (_("Personuppgifter i breven"), _("Namn, adress och kod till var och en")),
        (
            _("Vad som händer"),
            _("%(name)s kan hämta varje bunt en gång, inom %(hours)d timmar.")
            % {"name": deed.asked_by, "hours": int(offered_files.OFFERED_FOR.total_seconds() // 3600)},
        ),
    ]


def _letters_of_vote(deed: TwoPersonDeed) -> tuple[str, dict[str, Any]]:
    return "staff:letters", {"cycle": Vote.objects.select_related("cycle").get(pk=deed.subject_id).cycle.slug}


def register_all() -> None:
    """Called once, when the app is ready."""
    register(
        DeedKind(
            name=letters.TAKE_ROLL,
            title=gettext_lazy("Hämta breven till röstlängden"),
            roles=frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR}),
            perform=offered_files.offer,
            describe=_describe_taking,
            url=_letters_of_vote,
        )
    )
    register(
        DeedKind(
            name=letters.REISSUE,
            title=gettext_lazy("Ge en person ett nytt kodbrev"),
            roles=frozenset({RoleName.LEAD, RoleName.ADMINISTRATOR}),
            perform=letters.perform_new_letter,
            describe=_describe,
            url=_url,
        )
    )
