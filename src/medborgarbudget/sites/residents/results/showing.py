"""How is a result put on the page: which headline, which pictures, which words beside the numbers?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.charts import Bar
from medborgarbudget.design.dates import long_date, long_moment
from medborgarbudget.design.parts import Fact, Link
from medborgarbudget.design.templatetags.design import percent
from medborgarbudget.domain.counting import wording
from medborgarbudget.domain.counting.queries import OptionResult, PotResult, Result
from medborgarbudget.domain.counting.story import Share, Story
from medborgarbudget.domain.voting.models import Vote
from medborgarbudget.domain.voting.queries import Phase, phase_of
from medborgarbudget.foundation.money import kronor


@dataclass(frozen=True)
class Waiting:
    """What is said while there is no result to show."""

    title: str
    text: str


@dataclass(frozen=True)
class Compared:
    """One measure under the rule that was used and under the other."""

    label: str
    here: str
    there: str


@dataclass(frozen=True)
class Comparison:
    """The rule that was used beside another on the same ballots. `only_here` and `only_there` won under one of them alone."""

    here: str
    there: str
    how_there: str
    rows: list[Compared]
    only_here: list[OptionResult]
    only_there: list[OptionResult]


@dataclass(frozen=True)
class PotPage:
    """One pot as shown. `picture` is the bars of the picture of where the money went."""

    result: PotResult
    anchor: str
    lead: str
    how: str
    picture: list[Bar]
    facts: list[Fact]
    themes: list[tuple[str, float, float]]
    areas: list[tuple[str, float, float]]
    satisfied: list[Bar]
    tenths: list[Bar]
    tenths_told: str
    comparison: Comparison | None
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
    turnout: list[Bar]


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


def page_of(result: Result, now: datetime) -> Page:
    """Everything on the result page, ready to be written."""
    pots = [_pot(pot, result) for pot in result.pots]
    return Page(
        headline=_headline(result),
        facts=_facts(result),
        pots=pots,
        jumps=[Link(pot.result.pot.name, f"#{pot.anchor}", count=len(pot.result.winners)) for pot in pots]
        if len(pots) > 1
        else [],
        decided=_decided(result, now),
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


def _pot(pot: PotResult, result: Result) -> PotPage:
    cycle = result.vote.cycle.slug
    download = (
        reverse("residents:result-pb", kwargs={"cycle": cycle, "pot": pot.pot.pk}) if result.publishes_ballots else ""
    )
    return PotPage(
        result=pot,
        anchor=f"pott-{pot.pot.pk}",
        lead=_pot_lead(pot),
        how=wording.how_the_rule_works(pot.count.spec),
        picture=[
            Bar(each.title, each.option.cost, group=each.theme or each.area, url=f"#forslag-{each.number}")
            for each in pot.winners
        ],
        facts=_pot_facts(pot),
        themes=_side_by_side(pot.themes),
        areas=_side_by_side(pot.areas),
        satisfied=_satisfied(pot),
        tenths=_tenths(pot),
        tenths_told=_tenths_told(pot),
        comparison=_comparison(pot),
        download=download,
        certificate=reverse("residents:result-certificate", kwargs={"cycle": cycle, "pot": pot.pot.pk})
        if download and pot.count.outcome["certificate"]
        else "",
        recount=_recount(pot, download),
    )


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


def _comparison(pot: PotResult) -> Comparison | None:
    other = pot.comparison
    if other is None:
        return None
    here, there = pot.story, other.story
    only_here = [each for each in pot.winners if not each.won_by_the_other_rule]
    only_there = [each for each in pot.others if each.won_by_the_other_rule]
    rows = [
        Compared(_("Förslag som vinner"), wording.grouped(len(here.winners)), wording.grouped(len(there.winners))),
        Compared(_("Pengar som används"), kronor(here.spent), kronor(there.spent)),
    ]
    if pot.with_something is not None and pot.shows_numbers:
        without_here, without_there = _without(here), _without(there)
        if without_here and without_there:
            rows.append(Compared(_("Röstande som inte får något av sina förslag"), without_here, without_there))
        rows.append(Compared(_("Vinnande förslag per röstande, i snitt"), _average(here), _average(there)))
    return Comparison(
        here=wording.rule_name(pot.count.spec),
        there=wording.rule_name(other.spec),
        how_there=wording.how_the_rule_works(other.spec),
        rows=rows,
        only_here=only_here,
        only_there=only_there,
    )


def _without(story: Story) -> str:
    without = story.ballots - story.with_something
    if without < 10 or story.with_something < 10:
        return ""
    return f"{percent(without / story.ballots)} ({wording.grouped(without)})"


def _average(story: Story) -> str:
    total = sum(count * voters for count, voters in enumerate(story.satisfied))
    return f"{total / story.ballots:.2f}".replace(".", ",") if story.ballots else "–"
