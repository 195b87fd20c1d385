"""What makes a ballot right, which channel may replace which, and how long does a code live? Plain values; no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kind import Problem as Problem
from medborgarbudget.domain.voting.definition import Choice, Definition, OptionOnBallot, numbers_in

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

ASSISTED_SAMPLE_PERCENT = 5
ASSISTED_SAMPLE_LEAST = 5
"""How many of a clerk's notes of a day the reviewer is shown one by one: five in a hundred, at least five."""

PUPILS_IN_A_CLASS = 40

LETTER_CODE_LENGTH = 12
LETTER_FREE_TRIES = 3
LETTER_LONGEST_WAIT = timedelta(seconds=60)
LETTERS_PER_VOTE = 5_000_000
LETTERS_PER_BATCH = 1_000


class Channel(StrEnum):
    """How a ballot comes in. ASSISTED: by staff at a desk or in the telephone, for somebody whose identity they have checked.

    POSTED: on a form sent back with the slip of a letter. It takes the place when the envelope is registered, and is counted if it still
    has it when the vote has closed.
    """

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    SCHOOL = "school"
    EID = "eid"
    ASSISTED = "assisted"
    POSTED = "posted"
    PAPER = "paper"


RANK = {
    Channel.EMAIL: 10,
    Channel.SMS: 20,
    Channel.LETTER: 20,
    Channel.SCHOOL: 20,
    Channel.POSTED: 20,
    Channel.EID: 30,
    Channel.ASSISTED: 30,
    Channel.PAPER: 40,
}
"""The published order: a ballot replaces the one already there if its channel ranks as high or higher. Supervised paper is final.

A posted form is as a code: it replaces an older vote by code, and a newer one replaces it. A second posted form is listed and not opened.
"""

FINAL = frozenset({Channel.PAPER})

BY_PAPER = frozenset({Channel.PAPER, Channel.POSTED})
"""Ways in which a ballot is never in an envelope of the urn: what holds the place is empty, and the ballot lies in a box."""


def replaces(held: Channel, new: Channel) -> bool:
    """Whether a ballot through `new` takes the place of one through `held` by the same person."""
    return held not in FINAL and RANK[new] >= RANK[held] and not held == new == Channel.POSTED


def precedence() -> list[tuple[Channel, Channel, bool]]:
    """The whole table, for publishing and for testing: held, new, whether new replaces held."""
    return [(held, new, replaces(held, new)) for held in Channel for new in Channel]


def validate(
    definition: Definition,
    style: str,
    choices: Sequence[object],
    withdrawn: Collection[int] = (),
    *,
    gone: Collection[int] = (),
) -> list[Problem]:
    """Everything wrong with these choices; an empty list for a ballot that counts.

    `choices` are as they came in, of whatever type: option numbers, or pairs of number and value where the kind of ballot has values.
    Never shortened to something valid: the voter decides what to drop. `withdrawn` may not be chosen; options `gone` may have been chosen
    before they were withdrawn, and nobody has to have chosen more than were left.
    """
    pots = definition.pots_of(style)
    if pots is None:
        return [Problem("style", _("Välj vilket område du röstar i."))]
    problems: list[Problem] = []
    if not choices:
        problems.append(Problem("empty", _("Välj minst ett förslag.")))
    within_reach = definition.pots_within_reach(style)
    seen: set[int] = set()
    counted: list[Choice] = []
    for each in choices:
        choice = _as_choice(each, with_value=definition.how.has_values)
        option = None if choice is None else definition.option(choice[0] if isinstance(choice, tuple) else choice)
        if choice is None or option is None:
            problems.append(Problem("unknown", _("Ett av dina val finns inte på valsedeln. Välj på nytt.")))
            continue
        problem = _wrong_option(option, seen, withdrawn, within_reach)
        if problem is None and isinstance(choice, tuple):
            problem = _wrong_value(definition, option, choice[1])
        if problem is None:
            counted.append(choice)
        else:
            problems.append(problem)
        seen.add(option.number)
    problems += _free_areas(definition, pots, counted)
    left = Counter(option.pot for option in definition.options if option.number not in {*withdrawn, *gone})
    for pot in definition.pots:
        if pot.id in within_reach:
            limits = replace(pot.limits, least=min(pot.min_choices, left[pot.id]))
            broken = definition.how.breaks(limits, definition.marked(counted, pot.id))
            problems += [Problem(code, text, pot=pot.id) for code, text in broken]
    return problems


def _as_choice(each: object, *, with_value: bool) -> Choice | None:
    """The choice, if it is of the right type: a number, or a pair of numbers."""
    if not with_value:
        return each if _is_number(each) else None  # type: ignore[return-value]
    if isinstance(each, list | tuple) and len(each) == 2 and all(_is_number(part) for part in each):
        return (each[0], each[1])
    return None


def _is_number(each: object) -> bool:
    return isinstance(each, int) and not isinstance(each, bool)


def _wrong_option(
    option: OptionOnBallot, seen: Collection[int], withdrawn: Collection[int], within_reach: Collection[int]
) -> Problem | None:
    named = {"title": option.title}
    if option.number in seen:
        text = _("%(title)s är valt två gånger. Ett förslag kan väljas en gång.") % named
        return Problem("twice", text, option.number)
    if option.number in withdrawn:
        text = _("%(title)s har dragits tillbaka från omröstningen. Ta bort det.") % named
        return Problem("withdrawn", text, option.number)
    if option.pot not in within_reach:
        text = _("%(title)s hör till ett annat område än det du röstar i. Ta bort det.") % named
        return Problem("wrong_pot", text, option.number)
    return None


def _wrong_value(definition: Definition, option: OptionOnBallot, value: int) -> Problem | None:
    pot = definition.pots_by_id[option.pot]
    allowed = definition.how.values(pot.limits)
    if value in allowed:
        return None
    text = _("%(title)s kan inte få %(value)d. Välj mellan %(least)d och %(most)d.")
    values = {"title": option.title, "value": value, "least": allowed[0], "most": allowed[-1]}
    return Problem("value", text % values, option.number, option.pot)


def _free_areas(definition: Definition, own: Collection[int], choices: Iterable[Choice]) -> list[Problem]:
    """More areas besides one's own than may be chosen freely."""
    others = {definition.options_by_number[number].pot for number in numbers_in(choices)} - set(own)
    free = definition.how.free_areas
    if len(others) <= free:
        return []
    names = ", ".join(pot.name for pot in definition.pots if pot.id in others)
    text = _("Du har valt förslag i flera områden utöver ditt eget: %(names)s. Du kan välja ett. Ta bort de andra.")
    return [Problem("free_areas", text % {"names": names})]


def assisted_sample_size(number: int) -> int:
    """How many of so many notes are looked at one by one."""
    return min(number, max(ASSISTED_SAMPLE_LEAST, -(-number * ASSISTED_SAMPLE_PERCENT // 100)))


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
