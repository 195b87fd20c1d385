"""How is one proposal's result explained, so that a thirteen-year-old understands it: an answer, a picture, and how it went step by step?"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.design.charts import Bar
from medborgarbudget.design.parts import Fact, Link
from medborgarbudget.design.templatetags.design import percent
from medborgarbudget.domain.counting import wording
from medborgarbudget.domain.counting.queries import OptionResult, PotResult, Result
from medborgarbudget.domain.counting.story import OTHERS, Fate, Story
from medborgarbudget.foundation.money import kronor

STREAMS = 7
"""How many proposals a stream leads to by name; the rest are taken together."""


@dataclass(frozen=True)
class CostPicture:
    """A sum paid in parts."""

    title: str
    parts: list[Bar]
    whole: int
    missing: str


@dataclass(frozen=True)
class Flow:
    """Where the supporters' money went instead."""

    source: str
    note: str
    rows: list[Bar]


@dataclass(frozen=True)
class Lacked:
    """Something that would have made it win."""

    figure: str
    text: str


@dataclass(frozen=True)
class OptionPage:
    """Everything on the page about one proposal's result."""

    result: OptionResult
    pot: PotResult
    question: str
    answer: str
    reasons: list[str]
    facts: list[Fact]
    steps: list[str]
    picture: CostPicture | None
    flow: Flow | None
    lacked: list[Lacked]
    lacked_note: str
    before: Link | None = None
    after: Link | None = None
    crumbs: list[Link] = field(default_factory=list)


def option_page(result: Result, reference: str) -> OptionPage | None:
    """The page, or None where no proposal with that reference was on the ballot."""
    for pot in result.pots:
        order = [*pot.winners, *pot.others]
        for place, each in enumerate(order):
            if each.reference and each.reference == reference:
                near = [other for other in (*order[:place][-1:], *order[place + 1 :][:1]) if other.reference]
                links = {other.number: Link(other.title, address_of(result, other)) for other in near}
                return _page(
                    result,
                    pot,
                    each,
                    links.get(order[place - 1].number) if place else None,
                    links.get(order[place + 1].number) if place + 1 < len(order) else None,
                )
    return None


def address_of(result: Result, each: OptionResult) -> str:
    """Where the proposal's result is explained; empty for one without a public page."""
    if not each.reference:
        return ""
    return reverse("residents:result-proposal", kwargs={"cycle": result.vote.cycle.slug, "reference": each.reference})


def _page(result: Result, pot: PotResult, each: OptionResult, before: Link | None, after: Link | None) -> OptionPage:
    fate, story = each.fate, pot.story
    told = each.shows_numbers
    lacked, note = _lacked(fate, story) if told and not each.won else ([], "")
    titles = {other.number: other for other in pot.options}
    flow = _flow(result, fate, story, titles) if told and not each.won else None
    return OptionPage(
        result=each,
        pot=pot,
        question=_("Varför vann förslaget?") if each.won else _("Varför vann förslaget inte?"),
        answer=_answer(each, pot),
        # Where the money went and what was lacking have pictures of their own further down.
        reasons=each.why[:1] if flow and lacked else each.why,
        facts=_facts(each),
        steps=_steps(each, pot) if told else [],
        picture=_picture(each, pot) if told else None,
        flow=flow,
        lacked=lacked,
        lacked_note=note,
        before=before,
        after=after,
        crumbs=[Link(_("Resultat"), reverse("residents:result", kwargs={"cycle": result.vote.cycle.slug}))],
    )


def _answer(each: OptionResult, pot: PotResult) -> str:
    fate, story = each.fate, pot.story
    if not each.shows_numbers:
        return _(
            "Så få röstade här att vi inte berättar hur det gick till. Då kan ingen räkna ut hur någon har röstat."
        )
    if each.won:
        if fate.phase == "equal-shares":
            return _("Det vann, för de som röstade på det hade tillsammans råd med det.")
        if fate.phase == "bounded-overspending":
            return _("Det vann, för de som röstade på det hade råd med det, eller nästan.")
        if story.rule == "phragmen":
            return _("Det vann, för de som röstade på det fick ihop till det innan pengarna tog slut.")
        return _("Det vann, för pengarna räckte när turen kom till det.")
    match fate.reason:
        case "does-not-fit" if not story.each or story.instead:
            return _("Det vann inte, för pengarna räckte inte när turen kom till det.")
        case "supporters-cannot-pay" | "does-not-fit":
            return _("Det vann inte, för de som röstade på det hade inte råd med det till slut.")
        case _:
            return _("Det vann inte.")


def _facts(each: OptionResult) -> list[Fact]:
    facts = []
    if each.shows_numbers:
        share = f"{percent(each.votes_share)} {_('av dem som röstade')}" if each.votes_share is not None else ""
        facts.append(Fact(_("Röster"), wording.grouped(each.fate.votes), share))
    if each.cost is not None:
        facts.append(Fact(_("Kostnad"), kronor(each.cost)))
    if each.shows_numbers and each.won and each.fate.turn:
        facts.append(Fact(_("Valdes som nummer"), wording.grouped(each.fate.turn)))
    if each.shows_numbers and not each.won and each.support_percent is not None:
        facts.append(
            Fact(
                _("Stöd"),
                f"{each.support_percent}\u00a0%",
                _("så stor del av kostnaden hade väljarna råd med som mest"),
            )
        )
    return facts


# --- step by step ---


def _steps(each: OptionResult, pot: PotResult) -> list[str]:
    fate, story = each.fate, pot.story
    if fate.reason in {"withdrawn", "no-votes", "too-dear", "below-threshold"}:
        return []
    if story.each and not story.instead:
        return _shared(fate, story, each.option.cost)
    if story.rule == "phragmen":
        return [
            _("Alla som röstade fick pengar i samma takt, lite i taget, som om en kran stod och rann."),
            _("Så snart de som hade röstat på ett förslag fått ihop till det köptes det, och deras pengar gick åt."),
            _("Det här förslaget köptes som nummer %(turn)s.") % {"turn": fate.turn}
            if each.won
            else _("När nästa förslag inte längre rymdes i potten var det slut, och det här hade inte köpts än."),
        ]
    return _in_turn(fate, story)


def _shared(fate: Fate, story: Story, cost: int) -> list[str]:
    each = wording.part_of_krona(story.each or 0)
    steps = [
        _("Potten var %(pot)s och %(people)s röstade. Alla fick lika mycket att bestämma över: till slut %(each)s var.")
        % {"pot": kronor(story.pot), "people": wording.grouped(story.ballots), "each": each}
    ]
    together = kronor(round((story.each or 0) * fate.votes))
    steps.append(
        ngettext(
            "%(count)s person röstade på det här förslaget och hade %(sum)s.",
            "%(count)s personer röstade på det här förslaget. Tillsammans hade de %(sum)s från början.",
            fate.votes,
        )
        % {"count": wording.grouped(fate.votes), "sum": together}
    )
    if fate.won:
        steps += _paid(fate, story, cost)
    elif fate.had is not None:
        gone = round((story.each or 0) * fate.votes) - fate.had
        if gone > 0:
            steps.append(
                _("De flesta röstade på fler förslag. När de vann gick %(gone)s av pengarna dit, och %(had)s var kvar.")
                % {"gone": kronor(gone), "had": kronor(fate.had)}
            )
        steps.append(
            _("Förslaget kostar %(cost)s. Det saknades %(lacking)s, och därför vann det inte.")
            % {"cost": kronor(cost), "lacking": kronor(max(cost - fate.had, 1))}
            if fate.had < cost
            else _("Förslaget kostar %(cost)s. Så mycket var inte kvar i potten, och därför vann det inte.")
            % {"cost": kronor(cost)}
        )
    else:
        steps.append(_("Det räckte inte till de %(cost)s som det kostar.") % {"cost": kronor(cost)})
    return steps


def _paid(fate: Fate, story: Story, cost: int) -> list[str]:
    if fate.phase == "bounded-overspending":
        return [
            _("Förslaget kostar %(cost)s. De som röstade på det betalade lika mycket var, eller det de hade kvar.")
            % {"cost": kronor(cost)},
            _(
                "Om det inte räckte hela vägen stod potten för det som fattades. Det vann som nummer %(turn)s i ordningen."
            )
            % {"turn": fate.turn},
        ]
    if fate.phase != "equal-shares":
        return [
            _("De hade inte råd med de %(cost)s som det kostar, men när alla andelar var slut fanns pengar över.")
            % {"cost": kronor(cost)},
            _("Överskottet gick till de förslag som hade flest röster, och det räckte till det här också."),
        ]
    steps = []
    price = wording.part_of_krona(fate.price or 0)
    if fate.full and not fate.rest and not story.priced_by_points:
        steps.append(
            _("Förslaget kostar %(cost)s. Delat på alla som röstade på det blev det %(price)s var, och det hade de.")
            % {"cost": kronor(cost), "price": price}
        )
    elif not story.priced_by_points:
        steps.append(
            _(
                "Förslaget kostar %(cost)s. Några hade redan lagt pengar på annat och gav det de hade kvar. "
                "De andra delade lika på resten: %(price)s var."
            )
            % {"cost": kronor(cost), "price": price}
        )
    else:
        steps.append(
            _("Förslaget kostar %(cost)s. Den som gav många poäng betalade mer: %(price)s för varje poäng.")
            % {"cost": kronor(cost), "price": price}
        )
    steps.append(
        _("Så mycket hade de tillsammans. Därför vann det, som nummer %(turn)s i ordningen.") % {"turn": fate.turn}
    )
    return steps


def _in_turn(fate: Fate, story: Story) -> list[str]:
    steps = []
    ahead = sum(other.votes > fate.votes for other in story.fates if other.reason != "withdrawn")
    if story.rule in {"greedy", "greedy-stop"} and not story.counted_by_points:
        steps.append(
            _(
                "Förslagen ställdes i ordning efter antal röster. Det här fick %(votes)s och %(ahead)s förslag fick fler."
            )
            % {"votes": wording.votes(fate.votes), "ahead": wording.grouped(ahead) if ahead else _("inget")}
        )
    elif story.rule == "maximin-support":
        steps.append(
            _(
                "Ett i taget valdes det förslag som gjorde att kostnaden kunde delas jämnast mellan dem som hade röstat på det som vann."
            )
        )
    else:
        steps.append(_("Förslagen ställdes i ordning, och pengarna delades ut uppifrån och ner."))
    steps.append(
        _("När turen kom till det fanns %(left)s kvar av potten på %(pot)s.")
        % {"left": kronor(max(fate.left, 0)), "pot": kronor(story.pot)}
    )
    if fate.won:
        steps.append(_("Det kostar %(cost)s. Pengarna räckte, och därför vann det.") % {"cost": kronor(fate.cost)})
    elif fate.reason == "stopped":
        steps.append(_("Då hade räkningen redan stannat: ett förslag med fler röster rymdes inte."))
    else:
        steps.append(
            _("Det kostar %(cost)s. Det saknades %(lacking)s, och därför vann det inte.")
            % {"cost": kronor(fate.cost), "lacking": kronor(max(fate.cost - fate.left, 0))}
        )
    return steps


# --- pictures ---


def _picture(each: OptionResult, pot: PotResult) -> CostPicture | None:
    fate, story, cost = each.fate, pot.story, each.option.cost
    if each.won and fate.phase == "equal-shares":
        return CostPicture(_("Så betalades det"), _payers(fate, story, cost), cost, "")
    if each.won and story.rule != "phragmen":
        before = story.pot - fate.left
        parts = [Bar(_("Redan till andra förslag"), before)] if before > 0 else []
        return CostPicture(
            _("Potten när turen kom"), [*parts, Bar(_("Det här förslaget"), cost)], story.pot, _("Kvar i potten")
        )
    if fate.had is not None and fate.reason in {"supporters-cannot-pay", "does-not-fit"} and not story.instead:
        had = min(fate.had, cost)
        return CostPicture(
            _("Så långt räckte pengarna"), [Bar(_("Kvar hos dem som röstade på det"), had)], cost, _("Saknades")
        )
    if fate.reason == "does-not-fit":
        left = max(min(fate.left, cost), 0)
        return CostPicture(_("Så långt räckte pengarna"), [Bar(_("Kvar i potten"), left)], cost, _("Saknades"))
    return None


def _payers(fate: Fate, story: Story, cost: int) -> list[Bar]:
    price = fate.price or 0
    full = fate.full * price
    if story.priced_by_points or not fate.full or full > cost + 1:
        return [
            Bar(
                ngettext("%(count)s väljare delade på det", "%(count)s väljare delade på det", fate.votes)
                % {"count": wording.grouped(fate.votes)},
                cost,
            )
        ]
    parts = [
        Bar(
            ngettext("%(count)s väljare betalade %(price)s", "%(count)s väljare betalade %(price)s var", fate.full)
            % {"count": wording.grouped(fate.full), "price": wording.part_of_krona(price)},
            min(full, cost),
        )
    ]
    if fate.rest:
        parts.append(
            Bar(
                ngettext(
                    "%(count)s väljare gav det sista de hade", "%(count)s väljare gav det sista de hade", fate.rest
                )
                % {"count": wording.grouped(fate.rest)},
                max(cost - full, 0),
            )
        )
    return parts


def _flow(result: Result, fate: Fate, story: Story, titles: dict[int, OptionResult]) -> Flow | None:
    if fate.had is None or not story.each or story.instead or not fate.elsewhere:
        return None
    whole = round(story.each * fate.votes)
    named = [(number, amount) for number, amount in fate.elsewhere if number != OTHERS]
    others = sum(amount for _number, amount in named[STREAMS:])
    others += sum(amount for number, amount in fate.elsewhere if number == OTHERS)
    rows = [
        Bar(
            titles[number].title,
            amount,
            note=percent(amount / whole) if whole else "",
            url=address_of(result, titles[number]),
        )
        for number, amount in named[:STREAMS]
    ]
    if others:
        rows.append(Bar(_("Andra förslag"), others, note=percent(others / whole) if whole else ""))
    rows.append(Bar(_("Kvar när räkningen var slut"), fate.had, group="left"))
    source = ngettext("%(count)s röstade på förslaget", "%(count)s röstade på förslaget", fate.votes) % {
        "count": wording.grouped(fate.votes)
    }
    return Flow(source, _("och hade %(sum)s tillsammans") % {"sum": kronor(whole)}, rows)


def _lacked(fate: Fate, story: Story) -> tuple[list[Lacked], str]:
    if fate.reason == "withdrawn":
        return [], ""
    if not fate.searched:
        return [], (
            _("Vad som hade krävts är inte uträknat: det hade tagit för lång tid.")
            if story.finished or fate.number in story.put_by
            else _("Vad som hade krävts räknas ut just nu. Kom tillbaka om en stund.")
        )
    found = []
    if fate.more_votes:
        found.append(
            Lacked(
                ngettext("%(count)s röst till", "%(count)s röster till", fate.more_votes)
                % {"count": wording.grouped(fate.more_votes)},
                _("på bara det här förslaget. Då hade det vunnit, men inte med en färre."),
            )
        )
    if fate.lower_cost:
        found.append(
            Lacked(
                kronor(fate.lower_cost),
                _("eller mindre, alltså %(down)s billigare. Då hade det vunnit med samma röster.")
                % {"down": kronor(fate.cost - fate.lower_cost)},
            )
        )
    if not found:
        return [], _("Varken fler röster eller en lägre kostnad hade räckt för att det skulle vinna.")
    return found, _(
        "Uträknat genom att räkna om hela omröstningen gång på gång, så det är exakt om allt annat är lika."
    )
