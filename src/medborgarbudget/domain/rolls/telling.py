"""What does one say about a roll that has been read? The same lines for the one who read it in and the one who approves it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from medborgarbudget.domain.rolls import policy
from medborgarbudget.domain.rolls.models import Roll
from medborgarbudget.foundation.money import spaced


def found_in_words(roll: Roll) -> list[tuple[str, str]]:
    """(what, how many or how) about the roll, most important first; nothing about any one person."""
    found: dict[str, Any] = roll.summary
    said = [(_("Får rösta"), _persons(found["entries"]))]
    if "added" in found:
        said.append(
            (
                _("Mot den som gäller"),
                _("%(added)s nya, %(removed)s borta, %(moved)s i annat område")
                % {name: spaced(found[name]) for name in ("added", "removed", "moved")},
            )
        )
    else:
        said.append((_("Mot den som gäller"), _("Ingen röstlängd gäller än")))
    said.append((_("Rader i filen"), spaced(found["rows"])))
    if found["rejected"]:
        said.append((_("Rader som inte går att läsa"), spaced(found["rejected"])))
    if found["doubles"]:
        said.append((_("Rader med någon som redan fanns"), spaced(found["doubles"])))
    if found["too_young"]:
        said.append(
            (
                _("För unga, utanför"),
                _("%(n)s under %(age)d år") % {"n": spaced(found["too_young"]), "age": roll.min_age},
            )
        )
    if found.get("outside_groups"):
        said.append((_("Inte i någon av grupperna, utanför"), spaced(found["outside_groups"])))
    if found["coordination"]:
        said.append((_("Med samordningsnummer"), spaced(found["coordination"])))
    said.append((_("Skyddade personuppgifter"), _protected(found)))
    if found["addresses"]:
        said.append((_("Adresser för kodbrev"), spaced(found["addresses"])))
    if found.get("pupils"):
        said.append((_("Elever som kan få en lapp i sin klass"), spaced(found["pupils"])))
    if found["contacts"]:
        said.append((_("E-post och telefon att känna igen"), spaced(found["contacts"])))
    return said


def _persons(number: int) -> str:
    return _("%(n)s personer") % {"n": spaced(number)} if number != 1 else _("1 person")


def _protected(found: dict[str, Any]) -> str:
    if policy.PROTECTED not in found["columns"]:
        return _("Filen har ingen kolumn för det. Ingen behandlas som skyddad.")
    return (
        _("%(n)s, utan namn, adress och område") % {"n": spaced(found["protected"])}
        if found["protected"]
        else _("Ingen")
    )


def warnings(roll: Roll) -> list[str]:
    """What the one who reads a roll in should look at once more."""
    found: dict[str, Any] = roll.summary
    said = []
    if policy.PROTECTED not in found["columns"]:
        said.append(_("Filen har ingen kolumn för skyddade personuppgifter. Kontrollera att ingen i den är skyddad."))
    if policy.AREA not in found["columns"] and len(found["areas"]) > 1:
        said.append(_("Filen har ingen kolumn för område. Alla väljer själva vilket område de röstar i."))
    if "added" in found and found["removed"] * 4 > found["entries"]:
        said.append(_("Många är borta jämfört med den röstlängd som gäller. Är det rätt fil?"))
    return said
