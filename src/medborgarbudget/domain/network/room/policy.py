"""What are questions and documents about, how often does one want a summary, and who is like whom?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from medborgarbudget.domain.cycles.models import Orientation
from medborgarbudget.domain.network.membership.policy import Ballot, Need, Stage

OTHER = "other"


class Topic(models.TextChoices):
    """What a question or document is about: the needs of members in a word or two, and the rest."""

    START = "start", _("Komma igång")
    CRITERIA = "criteria", _("Kriterier och löfte")
    MONEY = "money", _("Pengar och områden")
    REACH = "reach", _("Nå ut")
    YOUNG = "young", _("Barn och unga")
    ASSESSMENT = "assessment", _("Bedömning")
    VOTING = "voting", _("Omröstning och räkning")
    DELIVERY = "delivery", _("Genomförande")
    EVALUATION = "evaluation", _("Utvärdering")
    DIGITAL = "digital", _("Digitala verktyg")
    OTHER = "other", _("Annat")


class Frequency(models.TextChoices):
    DAILY = "daily", _("Varje dag när något är nytt")
    WEEKLY = "weekly", _("En gång i veckan när något är nytt")
    NONE = "none", _("Aldrig")


SENT_EVERY = {Frequency.DAILY: timedelta(hours=23), Frequency.WEEKLY: timedelta(days=6, hours=23)}
"""How long after the last summary the next one may go. An hour under a day, so that a clock that ticks hourly keeps to the same hour."""
DIGEST_HOUR = 7
"""From when on a Swedish morning summaries are sent."""
UNLESS_CHOSEN = Frequency.WEEKLY
MOST_IN_DIGEST = 12

LIMITS = {"title": 120, "text": 5000, "description": 1000, "note": 300, "reason": 400}
MOST_REQUESTS = 10
"""Contact requests of one person in a day."""


WORTH_A_TALK = 3
"""A match under this rests on size or county alone, and is not suggested."""

# --- who is like whom ---


@dataclass(frozen=True)
class Traits:
    """What is known of a member that matters to whom it should meet. `inhabitants` None when not told."""

    kind: str
    stage: str = ""
    orientations: Collection[str] = ()
    needs: Collection[str] = ()
    offers: Collection[str] = ()
    ballots: Collection[str] = ()
    inhabitants: int | None = None
    county: str = ""
    finished_cycles: int = 0


@dataclass(frozen=True)
class Match:
    """How well two go together, and why, in words."""

    score: int
    reasons: list[str] = field(default_factory=list)


def match(mine: Traits, theirs: Traits) -> Match:
    """How much the first may learn from the second. Nothing is said that the reasons do not say: the score is what they weigh.

    Something they offer that I need weighs most (6 each, at most two counted); then a common orientation (3 each), experience when I am on
    my way (3), nearly the same size (2, within a third) or the same order of size (1, within three times), a ballot of theirs when I want
    help with voting (2), the same county (1). Of another kind (region or municipality) takes 1 off.
    """
    score, reasons = 0, []
    answers = [need for need in Need.values if need in mine.needs and need in theirs.offers]
    if answers:
        score += 6 * min(len(answers), 2)
        reasons.append(_now("De kan hjälpa till med det ni söker: {what}.").format(what=_listed(answers, Need)))
    common = [each for each in Orientation.values if each in mine.orientations and each in theirs.orientations]
    if common:
        score += 3 * len(common)
        reasons.append(
            _now("Ni har samma inriktning: {what}.").format(
                what=", ".join(str(Orientation(each).label).partition(" – ")[0].lower() for each in common)
            )
        )
    if mine.stage == Stage.ON_THE_WAY and (theirs.stage == Stage.ONGOING or theirs.finished_cycles):
        score += 3
        if theirs.finished_cycles:
            reasons.append(
                _now("De har genomfört {n} omgångar och ni är på väg att börja.").format(n=theirs.finished_cycles)
                if theirs.finished_cycles > 1
                else _now("De har genomfört en omgång och ni är på väg att börja.")
            )
        else:
            reasons.append(_now("De arbetar redan med medborgarbudget och ni är på väg att börja."))
    if mine.inhabitants and theirs.inhabitants:
        ratio = max(mine.inhabitants, theirs.inhabitants) / min(mine.inhabitants, theirs.inhabitants)
        if ratio <= 4 / 3:
            score += 2
            reasons.append(_now("De är nästan lika stora som ni."))
        elif ratio <= 3:
            score += 1
            reasons.append(_now("De är ungefär lika stora som ni."))
    if Need.VOTING in mine.needs:
        tried = [each for each in Ballot.values if each in theirs.ballots and each not in mine.ballots]
        if tried:
            score += 2
            reasons.append(
                _now("De har prövat en valsedel som ni inte har prövat: {what}.").format(what=_listed(tried, Ballot))
            )
    if mine.county and mine.county == theirs.county:
        score += 1
        reasons.append(_now("Ni ligger i samma län."))
    if score and mine.kind != theirs.kind:
        score -= 1
    return Match(max(score, 0), reasons)


def _listed(values: list[str], choices: type[models.TextChoices]) -> str:
    words = [str(choices(value).label) for value in values]
    words = [word[:1].lower() + word[1:] for word in words]
    return words[0] if len(words) == 1 else "; ".join(words)
