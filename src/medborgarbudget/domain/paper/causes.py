"""Why is a posted envelope listed and not opened? Plain values."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.voting.policy import Channel


class Cause(models.TextChoices):
    """Each envelope that is not opened has one of these. None is ever thrown away unlisted."""

    NO_SLIP = "no_slip", _("Ingen lapp, eller en som inte går att läsa")
    NO_INNER = "no_inner", _("Valsedeln låg inte i ett eget, förslutet kuvert")
    WRONG = "wrong", _("Lappens nummer och kod hör inte ihop")
    VOID = "void", _("Brevet gällde inte längre")
    REISSUED = "reissued", _("Brevet hade fått en ny kod")
    NOT_IN_ROLL = "not_in_roll", _("Personen finns inte i röstlängden")
    LATE = "late", _("Kom in för sent")
    UNREGISTERED = "unregistered", _("Registrerades först när omröstningen hade stängt")
    SECOND = "second", _("Ett kuvert till med samma brev")
    STRONGER = "stronger", _("Hade redan röstat på ett sätt som en kod inte ersätter")
    PAPER = "paper", _("Hade fått eller fick en valsedel på plats")
    LATER = "later", _("Röstade igen efter att kuvertet kom")


BY_HAND = (Cause.NO_SLIP, Cause.NO_INNER, Cause.WRONG)
"""What only somebody who holds the envelope can see."""


def cause_of(held: Channel) -> Cause:
    """Why an envelope is listed when this was there before it."""
    match held:
        case Channel.PAPER:
            return Cause.PAPER
        case Channel.POSTED:
            return Cause.SECOND
    return Cause.STRONGER
