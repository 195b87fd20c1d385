"""How is a result put on the page: which headline, which pictures, which words beside the numbers?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.charts import Bar, places_by_size
from medborgarbudget.design.dates import long_date, long_moment, short_date
from medborgarbudget.design.parts import Action, Fact, Link
from medborgarbudget.design.templatetags.design import percent
from medborgarbudget.domain.counting import wording
from medborgarbudget.domain.counting.queries import OptionResult, PotResult, Result
from medborgarbudget.domain.counting.story import Share
from medborgarbudget.domain.cycles.models import Cycle
from medborgarbudget.domain.delivery.models import Delivery, DeliveryState
from medborgarbudget.domain.delivery.policy import FINISHED
from medborgarbudget.domain.delivery.queries import days_late, public_deliveries
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import Phase, phase_of
from medborgarbudget.foundation.clock import to_local
from medborgarbudget.foundation.money import kronor
from medborgarbudget.sites.residents.delivery.shown import address_of as delivery_address
from medborgarbudget.sites.residents.delivery.shown import tag_of


@dataclass(frozen=True)
class Waiting:
    """What is said while there is no result to show."""

    title: str
    text: str


LOSERS_SHOWN = 12
"""So many of those that did not win are on the page at once; the rest are unfolded."""


@dataclass(frozen=True)
class Built:
    """How far a winner has come: "Klart 9 mars", and where to follow it."""

    text: str
    icon: str
    url: str
    done: bool


@dataclass(frozen=True)
class OutcomeRow:
    """A proposal in the list. `place` is its number in the picture, None where it has none."""

    each: OptionResult
    place: int | None
    built: Built | None
    page: str


@dataclass(frozen=True)
class PotPage:
    """One pot as shown. `picture` is the bars of the picture of where the money went."""

    result: PotResult
    anchor: str
    lead: str
    how: str
    picture: list[Bar]
    facts: list[Fact]
    winners: list[OutcomeRow]
    others: list[OutcomeRow]
    more: list[OutcomeRow]
    themes: list[tuple[str, float, float]]
    areas: list[tuple[str, float, float]]
    satisfied: list[Bar]
    tenths: list[Bar]
    tenths_told: str
    compared: str
    download: str
    certificate: str
    recount: dict[str, Any] | None


@dataclass(frozen=True)
class Page:
    """The whole page."""

    headline: str
    facts: list[Fact]
    pots: list[PotPage]
    jumps: list[Link]
    decided: str
    built: str
    turnout: list[Bar]
    ways: list[Action]

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to tell in numbers."""
        return bool(self.turnout) or any(pot.satisfied or pot.tenths or pot.themes or pot.areas for pot in self.pots)


def waiting(vote: Vote | None, now: datetime) -> Waiting:
    """Why there is no result to show, and when there will be."""
    later = _("Resultatet visas här när rösterna är räknade och granskade.")
    if vote is None:
        return Waiting(_("Omröstningen har inte börjat"), later)
    phase = phase_of(vote, now)
    if phase == Phase.BEFORE:
        return Waiting(_("Omröstningen öppnar %(when)s") % {"when": long_moment(vote.opens_at, now)}, later)
    if phase in {Phase.OPEN, Phase.CLOSING}:
        return Waiting(
            _("Omröstningen pågår till %(when)s") % {"when": long_moment(vote.closes_at, now)},
            _("Så länge den pågår kan ingen se hur det går, inte heller vi som ordnar den.") + " " + later,
        )
    return Waiting(
        _("Rösterna räknas"),
        _("Omröstningen stängde %(when)s. Nu räknas rösterna och räkningen granskas. Resultatet publiceras här.")
        % {"when": long_moment(vote.closes_at, now)},
    )


def page_of(result: Result, now: datetime, built: Mapping[int, Built] | None = None) -> Page:
    """Everything on the result's pages, ready to be written. `built`: how far each has come, by its proposal's id."""
    built = built or {}
    pots = [_pot(pot, result, built) for pot in result.pots]
    page = Page(
        headline=_headline(result),
        facts=_facts(result),
        pots=pots,
        jumps=[Link(pot.result.pot.name, f"#{pot.anchor}", count=len(pot.result.winners)) for pot in pots]
        if len(pots) > 1
        else [],
        decided=_decided(result, now),
        built=_how_far(result, built),
        ways=[],
        turnout=[
            Bar(
                area.name,
                area.voters,
                note=_("%(share)s av invånarna") % {"share": percent(area.share)} if area.share is not None else "",
            )
            for area in result.turnout
            if area.voters is not None
        ],
    )
    return replace(page, ways=_ways(result, page))


def built_of(cycle: Cycle, now: datetime) -> dict[int, Built]:
    """How far the cycle's deliveries have come, by proposal."""
    return {
        row.proposal_id: Built(
            _when(row, now), tag_of(row.state).icon, delivery_address(row, cycle), row.state in FINISHED
        )
        for row in public_deliveries(cycle)
    }


def _when(delivery: Delivery, now: datetime) -> str:
    """ "Klart 9 mars", "Planerat till 1 juni": one line on a phone; the rest stands on the delivery's own page."""
    if delivery.state in {DeliveryState.STOPPED, DeliveryState.PAUSED}:
        return tag_of(delivery.state).label
    if delivery.finished_on is not None:
        return _("Klart %(day)s") % {"day": short_date(delivery.finished_on, now)}
    if delivery.planned_for is None:
        return _("Datum är inte bestämt än")
    if days_late(delivery, to_local(now).date()):
        return _("Försenat sedan %(day)s") % {"day": short_date(delivery.planned_for, now)}
    return _("Planerat till %(day)s") % {"day": short_date(delivery.planned_for, now)}


def _how_far(result: Result, built: Mapping[int, Built]) -> str:
    """ "3 av 16 är klara." once something is being built."""
    winners = [each for pot in result.pots for each in pot.winners]
    done = sum(built[each.option.proposal_id].done for each in winners if each.option.proposal_id in built)
    if not built or not winners:
        return ""
    return ngettext("%(done)s av %(all)s är klart.", "%(done)s av %(all)s är klara.", done) % {
        "done": wording.grouped(done),
        "all": wording.grouped(len(winners)),
    }


def _ways(result: Result, page: Page) -> list[Action]:
    """Where there is more to read."""
    cycle = {"cycle": result.vote.cycle.slug}
    ways = []
    if page.has_figures or result.channels:
        ways.append(
            Action(
                _("Resultatet i siffror"),
                reverse("residents:result-figures", kwargs=cycle),
                _("Vem fick bestämma, fick alla sin del och hur många röstade var?"),
                "people",
            )
        )
    if any(pot.result.comparison for pot in page.pots):
        ways.append(
            Action(
                _("Andra sätt att räkna"),
                reverse("residents:result-comparison", kwargs=cycle),
                _("Se vad som hade vunnit om samma röster hade räknats på ett annat sätt."),
                "scale",
            )
        )
    ways.append(
        Action(
            _("Räkna om själv"),
            reverse("residents:result-recount", kwargs=cycle),
            _("Kontrollera att resultatet stämmer, och hämta det som fil."),
            "refresh",
        )
    )
    return ways


def _headline(result: Result) -> str:
    won = ngettext("%(count)s förslag vann", "%(count)s förslag vann", result.winners) % {
        "count": wording.grouped(result.winners)
    }
    if result.voters is None:
        return _("%(won)s för %(spent)s.") % {"won": won, "spent": kronor(result.spent)}
    people = ngettext("%(count)s person röstade.", "%(count)s personer röstade.", result.voters) % {
        "count": wording.grouped(result.voters)
    }
    if not result.winners:
        return f"{people} " + _("Inget förslag vann.")
    return f"{people} " + _("%(won)s och delar på %(spent)s.") % {"won": won, "spent": kronor(result.spent)}


def _facts(result: Result) -> list[Fact]:
    facts = []
    if result.voters is not None:
        facts.append(Fact(_("Röstade"), wording.grouped(result.voters)))
    facts.append(
        Fact(
            _("Förslag som vann"),
            wording.grouped(result.winners),
            _("av %(all)s") % {"all": wording.grouped(result.options)},
        )
    )
    facts.append(Fact(_("Pengar till vinnarna"), kronor(result.spent), _("av %(all)s") % {"all": kronor(result.money)}))
    told = [pot for pot in result.pots if pot.with_something is not None]
    if told and len(told) == len(result.pots) == 1:
        pot = told[0]
        share = pot.story.with_something / pot.count.ballots
        facts.append(Fact(_("Fick minst ett av sina förslag"), percent(share), _("av dem som röstade")))
    return facts


def _decided(result: Result, now: datetime) -> str:
    decision = result.decision
    if decision is None:
        return ""
    return _("%(body)s beslutade %(day)s, § %(paragraph)s.") % {
        "body": decision.body,
        "day": long_date(decision.decided_on, now),
        "paragraph": decision.paragraph.removeprefix("§").strip(),
    }


def _pot(pot: PotResult, result: Result, built: Mapping[int, Built]) -> PotPage:
    cycle = result.vote.cycle.slug
    picture = [
        Bar(each.title, each.option.cost, group=each.theme or each.area, url=f"#forslag-{each.number}")
        for each in pot.winners
    ]
    others = [_row(each, None, built, cycle) for each in pot.others]
    shown = LOSERS_SHOWN if len(others) > LOSERS_SHOWN + 3 else len(others)
    download = (
        reverse("residents:result-pb", kwargs={"cycle": cycle, "pot": pot.pot.pk}) if result.publishes_ballots else ""
    )
    return PotPage(
        result=pot,
        anchor=f"pott-{pot.pot.pk}",
        lead=_pot_lead(pot),
        how=wording.how_the_rule_works(pot.count.spec),
        picture=picture,
        winners=[
            _row(each, place, built, cycle) for each, place in zip(pot.winners, places_by_size(picture), strict=True)
        ],
        others=others[:shown],
        more=others[shown:],
        facts=_pot_facts(pot),
        themes=_side_by_side(pot.themes),
        areas=_side_by_side(pot.areas),
        satisfied=_satisfied(pot),
        tenths=_tenths(pot),
        tenths_told=_tenths_told(pot),
        compared=_compared(pot),
        download=download,
        certificate=reverse("residents:result-certificate", kwargs={"cycle": cycle, "pot": pot.pot.pk})
        if download and pot.count.outcome["certificate"]
        else "",
        recount=_recount(pot, download),
    )


def _row(each: OptionResult, place: int | None, built: Mapping[int, Built], cycle: str) -> OutcomeRow:
    page = ""
    if each.reference and each.shows_numbers:
        page = reverse("residents:result-proposal", kwargs={"cycle": cycle, "reference": each.reference})
    return OutcomeRow(each, place, built.get(each.option.proposal_id) if each.won else None, page)


def _recount(pot: PotResult, download: str) -> dict[str, Any] | None:
    """What the reader's browser needs to count again; None where the ballots are not published or its program does not know the rule."""
    spec = pot.count.spec
    known = (
        spec["rule"] in {"greedy", "equal-shares"}
        and spec["completion"] != "phragmen"
        and not pot.story.counted_by_points
    )
    if not download or not known:
        return None
    outcome = pot.count.outcome
    return {
        "file": download,
        "spec": spec,
        "winners": outcome["winners"],
        "steps": (outcome["endowment"] or {}).get("added", 0),
        "certificate": outcome["certificate"],
    }


def _pot_lead(pot: PotResult) -> str:
    won = ngettext("%(count)s förslag vann", "%(count)s förslag vann", len(pot.winners)) % {
        "count": wording.grouped(len(pot.winners))
    }
    lead = _("%(won)s och kostar tillsammans %(spent)s av potten på %(pot)s.") % {
        "won": won,
        "spent": kronor(pot.spent),
        "pot": kronor(pot.count.budget),
    }
    if not pot.winners:
        lead = _("Inget förslag vann i potten på %(pot)s.") % {"pot": kronor(pot.count.budget)}
    if not pot.shows_numbers:
        return (
            lead
            + " "
            + _(
                "Så få röstade här att vi inte visar hur många röster varje förslag fick. Då kan ingen räkna ut hur någon har röstat."
            )
        )
    return lead


def _pot_facts(pot: PotResult) -> list[Fact]:
    story = pot.story
    if not pot.shows_numbers:
        return []
    facts = [Fact(_("Röstade om potten"), wording.grouped(story.ballots))]
    if story.each is not None and not story.instead:
        note = (
            _("från början %(first)s, höjt tills pengarna inte räckte till mer")
            % {"first": wording.part_of_krona(story.each_at_first)}
            if story.each_at_first is not None and story.each_at_first < story.each
            else ""
        )
        facts.append(Fact(_("Varje röst fick"), wording.part_of_krona(story.each), note))
    if pot.with_something is not None:
        share = pot.story.with_something / story.ballots
        facts.append(
            Fact(
                _("Fick minst ett av sina förslag"),
                percent(share),
                wording.grouped(pot.with_something) + " " + _("röstande"),
            )
        )
    facts.append(Fact(_("Kvar i potten"), kronor(pot.left)))
    return facts


def _side_by_side(shares: Sequence[Share]) -> list[tuple[str, float, float]]:
    return [(share.name, share.votes, share.money) for share in shares]


def _satisfied(pot: PotResult) -> list[Bar]:
    """How many voters got none, one, two … of the proposals that they chose; nothing where more than one number must be hidden."""
    told = pot.satisfied
    if not told or any(voters is None for _wins, voters, _more in told):
        return []
    bars = []
    for wins, voters, more in told:
        if more:
            label = _("%(count)s förslag eller fler") % {"count": wins}
        else:
            label = (
                ngettext("%(count)s förslag", "%(count)s förslag", wins) % {"count": wins}
                if wins
                else _("Inget förslag")
            )
        bars.append(Bar(label, voters or 0, note=percent((voters or 0) / pot.count.ballots)))
    return bars


def _tenths(pot: PotResult) -> list[Bar]:
    tenths = pot.tenths
    last = len(tenths) - 1
    names = {0: _("De som bestämde minst"), last: _("De som bestämde mest")}
    return [
        Bar(names.get(place, _("Tiondel %(n)s") % {"n": place + 1}), round(share, 3))
        for place, share in enumerate(tenths)
    ]


def _tenths_told(pot: PotResult) -> str:
    tenths = pot.tenths
    if not tenths:
        return ""
    return _(
        "Alla som röstade är här delade i tio lika stora grupper, efter hur mycket av pengarna de bestämde över. "
        "Om alla hade bestämt lika mycket hade varje grupp haft 10 %%. Halvan som bestämde mest bestämde över %(half)s."
    ) % {"half": percent(sum(tenths[5:]))}


def _compared(pot: PotResult) -> str:
    """What another rule would have given, in a sentence."""
    other = pot.comparison
    if other is None:
        return ""
    rule = {"rule": wording.rule_name(other.spec)}
    there = sum(bool(each.won_by_the_other_rule) for each in pot.others)
    here = sum(each.won_by_the_other_rule is False for each in pot.winners)
    if not here and not there:
        return _("Samma förslag hade vunnit med ”%(rule)s”.") % rule
    if not there:
        return ngettext(
            "Med ”%(rule)s” hade %(count)s av vinnarna inte vunnit.",
            "Med ”%(rule)s” hade %(count)s av vinnarna inte vunnit.",
            here,
        ) % {**rule, "count": wording.grouped(here)}
    return ngettext(
        "Med ”%(rule)s” hade %(count)s annat förslag vunnit.",
        "Med ”%(rule)s” hade %(count)s andra förslag vunnit.",
        there,
    ) % {**rule, "count": wording.grouped(there)}
