"""What do the voting pages show? The ballot, cut into one page per pot, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from medborgarbudget.domain.cycles.models import Identity
from medborgarbudget.domain.proposals.order import fair_order
from medborgarbudget.domain.voting.definition import KNAPSACK, Definition, PotOnBallot
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


@dataclass(frozen=True)
class PotPage:
    """One page of the ballot: the options of one pot, with its own limit."""

    place: int
    of: int
    pot: PotOnBallot
    chosen: int
    spent: int
    knapsack: bool

    @property
    def instruction(self) -> str:
        if self.knapsack:
            return _("Välj förslag så länge pengarna räcker. Du behöver inte använda allt.")
        if self.pot.max_choices == 1:
            return _("Välj ett förslag.")
        return _("Välj upp till %(most)d förslag. Du får välja färre.") % {"most": self.pot.max_choices}


def pot_pages(definition: Definition, style: str, choices: Sequence[int]) -> list[PotPage]:
    """The pages of a ballot, the area's own pot first."""
    pots = definition.pots_of(style) or ()
    pages = []
    for place, pot_id in enumerate(pots, start=1):
        mine = [definition.options_by_number[number] for number in choices if number in definition.options_by_number]
        mine = [option for option in mine if option.pot == pot_id]
        pages.append(
            PotPage(
                place,
                len(pots),
                definition.pots_by_id[pot_id],
                len(mine),
                sum(option.cost for option in mine),
                definition.kind == KNAPSACK,
            )
        )
    return pages


def cards(vote: Vote, options: Sequence[VoteOption], choices: Sequence[int], order: int) -> list[Card]:
    """Options as cards in the visitor's fair order, which stays the same through pages and filters."""
    by_id = {option.pk: option for option in options}
    keys = [(option.pk, option.proposal.random_key) for option in options]
    return [_card(vote, by_id[pk], option_chosen=by_id[pk].number in choices) for pk in fair_order(keys, order)]


def chosen_cards(vote: Vote, options: Sequence[VoteOption], choices: Sequence[int]) -> list[Card]:
    """What has been chosen, in the order chosen."""
    by_number = {option.number: option for option in options}
    return [_card(vote, by_number[number], option_chosen=True) for number in choices if number in by_number]


def _card(vote: Vote, option: VoteOption, *, option_chosen: bool) -> Card:
    proposal = option.proposal
    picture = next(iter(proposal.pictures.all()), None)
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
        checked=option_chosen,
        withdrawn=option.withdrawn_reason if option.withdrawn_at is not None else "",
        notices=tuple(notice.text for notice in option.notices.all()),
    )


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
