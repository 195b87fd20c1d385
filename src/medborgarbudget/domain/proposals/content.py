"""What may a proposal say? The words, place and sender as given, cleaned and held to the rules, with each error at its field."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles import queries as cycles
from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Theme
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.domain.proposals.places import area_at, contains

# Controls that would turn the reading direction of what stands around them, or cannot be stored.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")

LIMITS = {
    "title": 80, "what": 3000, "why": 2000, "place": 200, "display_name": 60, "association": 100,
    "contact_name": 100, "contact_email": 254, "contact_phone": 40,
}  # fmt: skip


@dataclass(frozen=True)
class ProposalContent:
    """What a person can write in a proposal. Coordinates are WGS84 degrees, both or neither."""

    title: str = ""
    what: str = ""
    why: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    cycle_area: CycleArea | None = None
    theme: Theme | None = None
    display_name: str = ""
    association: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""


FIELDS = tuple(ProposalContent.__dataclass_fields__)
CONTACT_FIELDS = ("contact_name", "contact_email", "contact_phone")


def content_of(proposal: Proposal) -> ProposalContent:
    """What a stored proposal says."""
    return ProposalContent(**{name: getattr(proposal, name) for name in FIELDS})


def plain_line(text: str) -> str:
    """One line of plain text: no control characters, single spaces."""
    return " ".join(_UNWANTED.sub("", text).split())


def plain_text(text: str) -> str:
    """Plain text with its line breaks: no control characters, at most one empty line in a row."""
    kept = _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    lines = "\n".join(line.rstrip() for line in kept.split("\n"))
    return _MANY_BLANK_LINES.sub("\n\n", lines).strip()


def is_readable(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def cleaned(
    content: ProposalContent, cycle: Cycle, *, whole: bool, before: ProposalContent | None = None
) -> ProposalContent:
    """The content as it is stored. `whole` asks for all that a sent proposal needs; a draft may lack it.

    A place that is the same as `before` stays, though borders have been redrawn or staff have moved the proposal since.
    The area is found from the point when none is chosen. Raises ValidationError with a message per field.
    """
    lines = ("title", "place", "display_name", "association", *CONTACT_FIELDS)
    clean = replace(
        content,
        **{name: plain_line(getattr(content, name)) for name in lines},  # type: ignore[arg-type]
        what=plain_text(content.what),
        why=plain_text(content.why),
    )
    errors: dict[str, str] = {}
    for name, limit in LIMITS.items():
        length = len(getattr(clean, name))
        if length > limit:
            errors[name] = _("Texten får vara högst %(limit)d tecken. Du har skrivit %(length)d.") % {
                "limit": limit,
                "length": length,
            }
    if whole:
        if not is_readable(clean.title):
            errors["title"] = _("Ange en titel, till exempel ”Fler bänkar i Stadsparken”.")
        if not is_readable(clean.what):
            errors["what"] = _("Beskriv vad du föreslår.")
    if clean.contact_email and "contact_email" not in errors:
        try:
            validate_email(clean.contact_email)
        except ValidationError:
            errors["contact_email"] = _("Ange en e-postadress som namn@exempel.se.")
    if clean.theme is not None and clean.theme.cycle_id != cycle.pk:
        errors["theme"] = _("Välj ett av omgångens teman.")
    if before is None or _place_of(clean) != _place_of(before):
        clean, place_errors = _placed(clean, cycle, whole=whole)
        errors.update(place_errors)
    if errors:
        raise ValidationError(errors)
    return clean


def _place_of(content: ProposalContent) -> tuple[float | None, float | None, int | None]:
    area = content.cycle_area
    return content.latitude, content.longitude, area.pk if area is not None else None


def _placed(content: ProposalContent, cycle: Cycle, *, whole: bool) -> tuple[ProposalContent, dict[str, str]]:
    latitude, longitude = content.latitude, content.longitude
    if (latitude is None) != (longitude is None):
        return content, {"latitude": _("Peka ut platsen på kartan igen. Bara halva läget kom med.")}
    chosen = content.cycle_area
    if chosen is not None and chosen.cycle_id != cycle.pk:
        return content, {"cycle_area": _("Välj ett av omgångens områden.")}
    areas = list(cycles.areas(cycle))
    if latitude is not None and longitude is not None:
        if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
            return content, {"latitude": _("Punkten finns inte på kartan. Peka ut platsen igen.")}
        if chosen is not None and not contains(chosen.area.geometry, latitude, longitude):
            return content, {
                "latitude": _("Punkten på kartan ligger utanför %(area)s. Flytta punkten eller välj ett annat område.")
                % {"area": chosen.area.name}
            }
        if chosen is None:
            found = area_at(areas, latitude, longitude)
            if found is not None:
                return replace(content, cycle_area=found), {}
            if areas and all(area.area.geometry for area in areas):
                return content, {"latitude": _("Punkten på kartan ligger utanför omgångens områden. Flytta punkten.")}
    if whole and areas and chosen is None:
        return content, {"cycle_area": _("Välj vilket område förslaget gäller.")}
    return content, {}
