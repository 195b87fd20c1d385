"""What do the voting pages show? The ballot, cut into one page per pot, as plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.design.parts import Mark
from medborgarbudget.domain.ballots.kind import Control, Kind, Marked
from medborgarbudget.domain.cycles.models import Identity
from medborgarbudget.domain.proposals.order import fair_order
from medborgarbudget.domain.voting.definition import KNAPSACK, Choice, Definition, PotOnBallot
from medborgarbudget.domain.voting.models import Vote, VoteOption
from medborgarbudget.domain.voting.policy import Problem


@dataclass(frozen=True)
class Card:
    """An option to choose."""

    number: int
    title: str
    cost: int
    pot: int
    what: str
    why: str
    area: str
    place: str
    theme: str
    theme_id: int | None
    reference: str
    url: str
    image_url: str
    image_alt: str
    checked: bool
    withdrawn: str
    notices: tuple[str, ...]
    mark: Mark | None = None
    said: str = ""


@dataclass(frozen=True)
class PotPage:
    """One page of the ballot: the options of one pot, with its own limits and what is marked there so far."""

    place: int
    of: int
    pot: PotOnBallot
    kind: Kind
    marks: tuple[Marked, ...]

    @property
    def chosen(self) -> int:
        return len(self.marks)

    @property
    def spent(self) -> int:
        return sum(mark.cost for mark in self.marks)

    @property
    def knapsack(self) -> bool:
        return self.kind.name == KNAPSACK

    @property
    def picks(self) -> bool:
        """Whether one option is picked, so that picking none must be an answer too."""
        return self.kind.control is Control.PICK

    @property
    def nothing(self) -> bool:
        return not self.marks

    @property
    def ticks(self) -> bool:
        """Whether options are ticked, any number of them; the bar then counts ticks and money."""
        return self.kind.control is Control.TICK

    @property
    def instruction(self) -> str:
        return self.kind.instruction(self.pot.limits)

    @property
    def standing(self) -> str:
        return self.kind.standing(self.pot.limits, self.marks)

    @property
    def live(self) -> str:
        return self.kind.live(self.pot.limits)


def pot_pages(definition: Definition, pots: Sequence[int], choices: Sequence[Choice]) -> list[PotPage]:
    """The pages of a ballot, one per pot, in the order of the pots."""
    return [
        PotPage(place, len(pots), definition.pots_by_id[pot], definition.how, tuple(definition.marked(choices, pot)))
        for place, pot in enumerate(pots, start=1)
    ]


def cards(
    vote: Vote, options: Sequence[VoteOption], page: PotPage, order: int, typed: Mapping[int, str] | None = None
) -> list[Card]:
    """Options as cards in the visitor's fair order, which stays the same through pages and filters. `typed` is shown as it was typed."""
    by_id = {option.pk: option for option in options}
    keys = [(option.pk, option.proposal.random_key) for option in options]
    values = {mark.number: mark.value for mark in page.marks}
    found = []
    for pk in fair_order(keys, order):
        number = by_id[pk].number
        text = (typed or {}).get(number, str(values[number]) if number in values else "")
        found.append(_card(vote, by_id[pk], page, checked=number in values, text=text))
    return found


def chosen_cards(vote: Vote, options: Sequence[VoteOption], page: PotPage) -> list[Card]:
    """What has been chosen in the page's pot, in the order chosen or the most wanted first."""
    by_number = {option.number: option for option in options}
    return [
        _card(vote, by_number[mark.number], page, checked=True, text=str(mark.value))
        for mark in page.kind.in_order(page.marks)
        if mark.number in by_number
    ]


def _card(vote: Vote, option: VoteOption, page: PotPage, *, checked: bool, text: str) -> Card:
    proposal = option.proposal
    picture = next(iter(proposal.pictures.all()), None)
    limits, kind = page.pot.limits, page.kind
    levels = kind.levels(limits)
    return Card(
        number=option.number,
        title=option.title,
        cost=option.cost,
        pot=option.pot_id,
        what=proposal.what,
        why=proposal.why,
        area=proposal.cycle_area.area.name if proposal.cycle_area is not None else "",
        place=proposal.place,
        theme=proposal.theme.name if proposal.theme is not None else "",
        theme_id=proposal.theme_id,
        reference=proposal.reference,
        url=reverse("residents:proposal", kwargs={"cycle": vote.cycle.slug, "reference": proposal.reference}),
        image_url=picture.thumbnail.url if picture is not None and picture.thumbnail else "",
        image_alt=picture.alt if picture is not None else "",
        checked=checked,
        withdrawn=option.withdrawn_reason if option.withdrawn_at is not None else "",
        notices=tuple(notice.text for notice in option.notices.all()),
        mark=Mark(
            control=kind.control.value,
            number=option.number,
            title=option.title,
            asked=kind.asked(),
            unmarked=kind.unmarked(),
            steps=tuple((str(level.value), level.label, level.short) for level in levels),
            text=text,
            most=kind.values(limits)[-1],
            closed=option.withdrawn_at is not None,
        )
        if kind.has_values
        else None,
        said=kind.said(limits, int(text)) if kind.has_values and checked and is_number(text) else "",
    )


def is_number(text: str) -> bool:
    """Whether it is a whole number that can be meant."""
    digits = text.removeprefix("-").removeprefix("−")
    return digits.isascii() and digits.isdigit() and len(digits) < 7


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Each thing wrong, once."""
    return list(dict.fromkeys(problem.text for problem in problems))


def ways_in_words(offered: Sequence[str]) -> list[str]:
    """How one may show who one is, a line each."""
    words = {
        Identity.EID.value: _("Med e-legitimation."),
        Identity.CODE_LETTER.value: _("Med brevnumret och koden i brevet du har fått."),
        Identity.SCHOOL_CLASS.value: _("Med koden på lappen du fick i skolan."),
        Identity.EMAIL_CODE.value: _("Med en kod som vi mejlar till dig. Du behöver inget konto."),
        Identity.SMS_CODE.value: _("Med en kod som du får i ett sms."),
        Identity.ASSISTED.value: _("Med hjälp av personal, på plats eller i telefon."),
    }
    return [text for way, text in words.items() if way in offered]
