"""Which steps does a new cycle begin with? The eight points of SKR's model, and shorter cuts of them, as data to copy and change."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Deed


@dataclass(frozen=True)
class TemplateStep:
    """A step as the template has it: its name and description become the cycle's own when it is copied."""

    name: Promise
    description: Promise
    deeds: tuple[Deed, ...]


@dataclass(frozen=True)
class Template:
    """A way to cut the model into steps."""

    key: str
    name: Promise
    steps: tuple[TemplateStep, ...]


CRITERIA = TemplateStep(
    _("Ta fram kriterier"),
    _("Vi bestämmer vad omgången handlar om, hur mycket pengar som finns och vilka gränser som gäller."),
    (Deed.CRITERIA,),
)
INFORM = TemplateStep(
    _("Göra känt"), _("Vi berättar om medborgarbudgeten så att alla vet att de kan vara med."), (Deed.INFORM,)
)
IDEAS = TemplateStep(
    _("Lämna förslag"),
    _("Du lämnar förslag, stödjer andras och hjälper till att göra dem bättre."),
    (Deed.PROPOSE, Deed.SUPPORT, Deed.COMMENT),
)
WORK_UP = TemplateStep(
    _("Bearbeta förslagen"),
    _("Vi prövar varje förslag mot kriterierna, räknar på kostnaden och svarar alla. Du kan begära omprövning."),
    (Deed.ASSESS, Deed.OBJECT, Deed.COMMENT),
)
VOTING = TemplateStep(_("Rösta"), _("Du väljer vilka förslag som ska bli verklighet."), (Deed.VOTE,))
DECISION = TemplateStep(
    _("Politiskt beslut"), _("De förtroendevalda fattar beslut utifrån röstningsresultatet."), (Deed.DECIDE,)
)
DELIVERY = TemplateStep(
    _("Genomföra"), _("Vi bygger och genomför de förslag som beslutades. Du kan följa varje förslag."), (Deed.DELIVER,)
)
FOLLOW_UP = TemplateStep(
    _("Följa upp"), _("Vi tar reda på vad som blev bra och vad vi gör bättre nästa gång."), (Deed.FOLLOW_UP,)
)
PREPARATION = TemplateStep(
    _("Förbereda och göra känt"),
    _("Vi bestämmer kriterier och pengar och berättar för alla att de kan vara med."),
    (Deed.CRITERIA, Deed.INFORM),
)
DELIVERY_AND_FOLLOW_UP = TemplateStep(
    _("Genomföra och följa upp"),
    _("Vi genomför de förslag som beslutades och berättar hur det går, med vad vi har lärt oss."),
    (Deed.DELIVER, Deed.FOLLOW_UP),
)

TEMPLATES: tuple[Template, ...] = (
    Template(
        "eight",
        _("Åtta steg – alla punkter i SKR:s modell"),
        (CRITERIA, INFORM, IDEAS, WORK_UP, VOTING, DECISION, DELIVERY, FOLLOW_UP),
    ),
    Template(
        "seven",
        _("Sju steg – förberedelserna i ett"),
        (PREPARATION, IDEAS, WORK_UP, VOTING, DECISION, DELIVERY, FOLLOW_UP),
    ),
    Template(
        "five",
        _("Fem steg – det som invånarna ser"),
        (IDEAS, WORK_UP, VOTING, DECISION, DELIVERY_AND_FOLLOW_UP),
    ),
)

THEMES: tuple[tuple[Promise, str], ...] = (
    (_("Lek och idrott"), "playground"),
    (_("Natur och parker"), "tree"),
    (_("Kultur"), "art"),
    (_("Trygghet och ljus"), "light"),
    (_("Gator och cykel"), "bike"),
    (_("Mötesplatser"), "bench"),
)
"""Themes that a new cycle begins with, each with the name of an icon."""


def template(key: str) -> Template:
    """The template with this key. Raises KeyError."""
    return {each.key: each for each in TEMPLATES}[key]
