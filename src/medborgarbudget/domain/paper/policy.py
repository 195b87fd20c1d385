"""What does a clerk's line mean, why does a ballot not count, when must numbers be explained, which ballots are read again? Plain values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.voting.definition import Choice, Definition
from medborgarbudget.domain.voting.policy import validate

MOST_BALLOTS = 20_000
"""In one box."""

SAMPLE_PERCENT = 5
SAMPLE_LEAST = 20

COUNTS = ""
SEEN_BY_THE_CLERK = {
    "unreadable": gettext_lazy("Går inte att läsa"),
    "marked": gettext_lazy("Har ett kännetecken, till exempel ett namn"),
    "foreign": gettext_lazy("Är inte en valsedel i den här omröstningen"),
}
"""Why a ballot does not count that only somebody who holds the paper can see."""

BROKEN_RULES = {
    "empty": gettext_lazy("Är tom"),
    "too_many": gettext_lazy("Har för många val"),
    "too_few": gettext_lazy("Har för få val"),
    "over_pot": gettext_lazy("Kostar mer än potten"),
    "too_many_points": gettext_lazy("Har för många poäng"),
    "same_place": gettext_lazy("Har flera förslag på samma plats"),
    "gap": gettext_lazy("Hoppar över en plats"),
    "value": gettext_lazy("Har ett värde som inte finns"),
    "free_areas": gettext_lazy("Har val i för många områden"),
}
"""Why a ballot does not count that its rules say; codes of voting.policy.validate."""

REASONS = {**SEEN_BY_THE_CLERK, **BROKEN_RULES}
_PAIR = re.compile(r"0*(\d{1,6})(?:\s*[=:]\s*([-−+]?\d{1,4}))?")


def read_line(definition: Definition, style: str, line: str) -> list[Choice]:
    """Choices from what a clerk typed: "3 7 12", or "3=5 7=2" where options carry values; a ranking may also be typed in its order.

    Raises ValidationError when it cannot be meant: what is no number, is not on this ballot, or stands twice.
    """
    within_reach = definition.pots_within_reach(style)
    choices: list[Choice] = []
    seen: set[int] = set()
    parts = re.sub(r"\s*([=:])\s*", r"\1", line).replace(",", " ").replace(";", " ").split()
    for place, part in enumerate(parts, 1):
        found = _PAIR.fullmatch(part)
        if found is None:
            raise ValidationError(_("”%(part)s” går inte att läsa. Skriv nummer med mellanslag.") % {"part": part[:20]})
        number, value = int(found.group(1)), found.group(2)
        option = definition.option(number)
        if option is None or option.pot not in within_reach:
            raise ValidationError(_("Nummer %(number)d finns inte på den valsedeln.") % {"number": number})
        if number in seen:
            raise ValidationError(_("Nummer %(number)d står två gånger.") % {"number": number})
        seen.add(number)
        if not definition.how.has_values:
            if value is not None:
                raise ValidationError(_("På den här valsedeln kryssar man. Skriv bara nummer."))
            choices.append(number)
        elif value is not None:
            choices.append((number, int(value.replace("−", "-"))))
        elif definition.how.control is Control.PLACE:
            choices.append((number, place))
        else:
            raise ValidationError(
                _("Skriv vad nummer %(number)d fick, till exempel %(number)d=3.") % {"number": number}
            )
    return choices


def entry_of(
    definition: Definition, style: str, choices: list[Choice], seen: str = COUNTS, gone: Iterable[int] = ()
) -> dict[str, Any]:
    """What is kept of a reading: the choices as they stand, and why the ballot does not count. `seen` is what the clerk saw."""
    problems = validate(definition, style, choices, gone=tuple(gone))
    return {
        "style": style,
        "choices": sorted([list(each) if isinstance(each, tuple) else each for each in choices], key=repr),
        "invalid": seen or (problems[0].code if problems else COUNTS),
    }


def must_be_explained(ballots: int | None, check_ins: int) -> bool:
    """More ballots in the box than people ticked off. Fewer need no explanation: somebody may have left with theirs."""
    return ballots is not None and ballots > check_ins


def exchanges_must_be_explained(exchanged: int, spoiled: int) -> bool:
    """Spoiled ballots are missing from the envelopes, and may lie in a box; or there are some that nobody gave back at the desk."""
    return exchanged != spoiled


def sample_size(ballots: int) -> int:
    """How many of the ballots the auditor reads again: five in a hundred, rounded up, at least twenty, or all there are."""
    return min(ballots, max(SAMPLE_LEAST, -(-ballots * SAMPLE_PERCENT // 100)))


def drawn(seed: str, names: Iterable[str]) -> list[str]:
    """The sample, in the order of SHA-256 over the seed, a bar and the ballot's name ("batch/number"): anybody can draw it again."""
    listed = sorted(names, key=lambda name: hashlib.sha256(f"{seed}|{name}".encode()).hexdigest())
    return listed[: sample_size(len(listed))]
