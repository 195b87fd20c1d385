"""What makes a ballot right, which channel may replace which, and how long does a code live? Plain values; no database, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from medborgarbudget.domain.voting.definition import KNAPSACK, Definition
from medborgarbudget.foundation.money import kronor

GRACE = timedelta(minutes=2)
"""After closing, what arrived in time may still be on its way into the urn for this long; the urn stays shut."""

EMAIL_CODE_DIGITS = 8
EMAIL_CODE_LIFE = timedelta(minutes=30)
EMAIL_CODE_TRIES = 5
EMAIL_CODES_PER_NETWORK = 300
SMS_PER_NUMBER_AND_DAY = 6
EMAIL_CODES_WINDOW = timedelta(hours=1)
IDENTIFIED_FOR = timedelta(minutes=60)

ASSISTED_FOR = timedelta(minutes=30)
ASSISTED_A_DAY = 60
"""How many votes one person of the staff may help with in a day."""

PUPILS_IN_A_CLASS = 40

LETTER_CODE_LENGTH = 12
LETTER_FREE_TRIES = 3
LETTER_LONGEST_WAIT = timedelta(seconds=60)
LETTERS_PER_VOTE = 5_000_000
LETTERS_PER_BATCH = 1_000


class Channel(StrEnum):
    """How a ballot comes in. ASSISTED: by staff at a desk or in the telephone, for somebody whose identity they have checked."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    SCHOOL = "school"
    EID = "eid"
    ASSISTED = "assisted"
    PAPER = "paper"


RANK = {
    Channel.EMAIL: 10,
    Channel.SMS: 20,
    Channel.LETTER: 20,
    Channel.SCHOOL: 20,
    Channel.EID: 30,
    Channel.ASSISTED: 30,
    Channel.PAPER: 40,
}
"""The published order: a ballot replaces the one already there if its channel ranks as high or higher. Supervised paper is final."""

FINAL = frozenset({Channel.PAPER})


def replaces(held: Channel, new: Channel) -> bool:
    """Whether a ballot through `new` takes the place of one through `held` by the same person."""
    return held not in FINAL and RANK[new] >= RANK[held]


def precedence() -> list[tuple[Channel, Channel, bool]]:
    """The whole table, for publishing and for testing: held, new, whether new replaces held."""
    return [(held, new, replaces(held, new)) for held in Channel for new in Channel]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a ballot. `option` and `pot` say where; `text` says what, and what to do, in the reader's language."""

    code: str
    text: str
    option: int | None = None
    pot: int | None = None


def validate(
    definition: Definition, style: str, choices: Sequence[object], withdrawn: Collection[int] = ()
) -> list[Problem]:
    """Everything wrong with these choices; an empty list for a ballot that counts.

    `choices` are option numbers as they came in, of whatever type. Never shortened to something valid: the voter decides what to drop.
    """
    pots = definition.pots_of(style)
    if pots is None:
        return [Problem("style", _("Välj vilket område du röstar i."))]
    problems: list[Problem] = []
    if not choices:
        problems.append(Problem("empty", _("Välj minst ett förslag.")))
    seen: set[int] = set()
    counted: list[int] = []
    for number in choices:
        option = definition.option(number) if isinstance(number, int) and not isinstance(number, bool) else None
        if option is None:
            problems.append(Problem("unknown", _("Ett av dina val finns inte på valsedeln. Välj på nytt.")))
        elif option.number in seen:
            problems.append(
                Problem(
                    "twice",
                    _("%(title)s är valt två gånger. Ett förslag kan väljas en gång.") % {"title": option.title},
                    option.number,
                )
            )
        elif option.number in withdrawn:
            problems.append(
                Problem(
                    "withdrawn",
                    _("%(title)s har dragits tillbaka från omröstningen. Ta bort det.") % {"title": option.title},
                    option.number,
                )
            )
        elif option.pot not in pots:
            problems.append(
                Problem(
                    "wrong_pot",
                    _("%(title)s hör till ett annat område än det du röstar i. Ta bort det.") % {"title": option.title},
                    option.number,
                )
            )
        else:
            counted.append(option.number)
        if option is not None:
            seen.add(option.number)
    for pot in pots:
        problems += _limits(
            definition, pot, [number for number in counted if definition.options_by_number[number].pot == pot]
        )
    return problems


def _limits(definition: Definition, pot_id: int, numbers: Iterable[int]) -> list[Problem]:
    pot = definition.pots_by_id[pot_id]
    chosen = list(numbers)
    if definition.kind == KNAPSACK:
        total = sum(definition.options_by_number[number].cost for number in chosen)
        if total > pot.amount:
            text = _("Dina val i %(pot)s kostar %(total)s. Det är %(over)s mer än potten på %(amount)s. Ta bort något.")
            values = {
                "pot": pot.name,
                "total": kronor(total),
                "over": kronor(total - pot.amount),
                "amount": kronor(pot.amount),
            }
            return [Problem("over_pot", text % values, pot=pot_id)]
    elif pot.max_choices is not None and len(chosen) > pot.max_choices:
        text = _("Du har valt %(chosen)d förslag i %(pot)s. Du kan välja högst %(most)d. Ta bort %(over)d.")
        values_ = {
            "chosen": len(chosen),
            "pot": pot.name,
            "most": pot.max_choices,
            "over": len(chosen) - pot.max_choices,
        }
        return [Problem("too_many", text % values_, pot=pot_id)]
    return []


def wait_after(failures: int) -> timedelta:
    """How long the next try of a letter's code has to wait after this many wrong ones: none for the first three, then doubling up to a minute."""
    if failures < LETTER_FREE_TRIES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - LETTER_FREE_TRIES + 1, 10)), LETTER_LONGEST_WAIT)


def wait_before_new_code(sent_lately: int) -> timedelta:
    """How long until another e-mail code may be sent to an address that got this many in the last hour: a minute at first, ten at most."""
    if sent_lately == 0:
        return timedelta(0)
    return min(timedelta(minutes=int(2 ** min(sent_lately - 1, 5))), timedelta(minutes=10))
