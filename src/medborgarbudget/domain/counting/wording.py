"""How is it said, in plain words, why a proposal won or did not?

From stored values to sentences in the language in use. Nothing is computed here but the rounding of what is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.counting.story import OTHERS, Fate, Story
from medborgarbudget.foundation.money import NO_BREAK_SPACE, kronor

NAMED = 3
"""How many proposals are named before the rest are summed up."""


def why(fate: Fate, story: Story, titles: Mapping[int, str]) -> list[str]:
    """Short sentences on why this proposal won or did not. `titles` maps option numbers to names."""
    return _why_it_won(fate, story) if fate.won else _why_it_did_not(fate, story, titles)


def rule_name(spec: Mapping[str, Any]) -> str:
    """The name of a counting rule with its options, as it stands in a heading. `spec` is pbcount's rule spec as JSON."""
    rule, completion, utility = str(spec["rule"]), spec.get("completion", "none"), spec.get("utility", "cost")
    if rule == "equal-shares":
        if utility == "cardinality":
            return _("Jämlika andelar efter antal förslag")
        return {
            "none": _("Jämlika andelar utan höjning"),
            "add1-then-greedy": _("Jämlika andelar, resten till flest röster"),
            "greedy": _("Jämlika andelar utan höjning, resten till flest röster"),
        }.get(completion, _("Jämlika andelar"))
    if rule == "bounded-overspending" and utility == "cardinality":
        return _("Jämlika andelar som får tänjas, efter antal förslag")
    if rule == "greedy" and utility == "cardinality":
        return _("Flest röster per krona")
    names = {
        "greedy": _("Flest röster först"),
        "greedy-stop": _("Flest röster först, stopp när pengarna inte räcker"),
        "bounded-overspending": _("Jämlika andelar som får tänjas"),
        "phragmen": _("Phragméns metod"),
        "maximin-support": _("Jämnast delad kostnad"),
        "points": _("Flest poäng först"),
        "majority-judgement": _("Bästa mittbetyg först"),
        "plus-minus": _("Plus minus minus"),
        "star": _("Stjärnor och tvekamp"),
        "max-utility": _("Störst sammanlagd nytta"),
    }
    return names.get(rule, rule)


def how_the_rule_works(spec: Mapping[str, Any]) -> str:
    """The rule in two or three sentences, for whoever has not met it before."""
    rule, completion, utility = str(spec["rule"]), spec.get("completion", "none"), spec.get("utility", "cost")
    if rule == "equal-shares":
        first = _(
            "Varje röst får en lika stor del av pengarna. Ett förslag vinner när de som har röstat på det tillsammans har råd med det, "
            "och då delar de på kostnaden."
        )
        second = (
            _("Förslag där var och en betalar minst köps först.")
            if utility == "cardinality"
            else _("Förslag som ger mest för varje krona köps först.")
        )
        rest = {
            "add1": _("Blir pengar över höjs allas del, lite i taget, tills det inte räcker till mer."),
            "add1-then-greedy": _(
                "Blir pengar över höjs allas del, lite i taget. Det som ändå är kvar går till förslag med flest röster."
            ),
            "greedy": _("Pengar som blir över går till förslag med flest röster."),
            "none": _("Pengar som blir över sparas."),
        }.get(completion, "")
        return " ".join(part for part in (first, second, rest) if part)
    if rule == "greedy" and utility == "cardinality":
        return _(
            "Förslagen tas i tur och ordning efter hur många röster de har för varje krona. "
            "Ett förslag som inte ryms i pengarna som är kvar hoppas över."
        )
    texts = {
        "greedy": _(
            "Förslagen tas i tur och ordning efter antal röster. Ett förslag som inte ryms i pengarna som är kvar hoppas över."
        ),
        "greedy-stop": _(
            "Förslagen tas i tur och ordning efter antal röster tills det första som inte ryms. Där tar det slut."
        ),
        "phragmen": _(
            "Alla som har röstat får pengar i samma takt. Ett förslag vinner så snart de som har röstat på det har råd med det."
        ),
        "bounded-overspending": _(
            "Varje röst får en lika stor del av pengarna. Ett förslag kan vinna fast de som har röstat på det inte har råd med hela: "
            "potten står för det som fattas. De förslag köps först som ger mest för pengarna och där minst fattas."
        ),
        "maximin-support": _(
            "De som har röstat på ett förslag som vinner delar på vad det kostar, så jämnt det går. Varje gång vinner det förslag som gör "
            "att den som bär mest bär så lite som möjligt. Ett förslag som inte ryms i pengarna som är kvar hoppas över."
        ),
        "points": _(
            "Förslagen tas i tur och ordning efter summan av alla poäng. Ett förslag som inte ryms i pengarna som är kvar hoppas över."
        ),
        "majority-judgement": _(
            "Förslagen tas i tur och ordning efter mittbetyget, det högsta betyg som minst hälften av väljarna tycker att förslaget förtjänar. "
            "Ett förslag som inte ryms i pengarna som är kvar hoppas över."
        ),
        "plus-minus": _(
            "Förslagen tas i tur och ordning efter antalet plus minus antalet minus. Ett förslag med fler minus än plus får inga pengar, "
            "och ett som inte ryms i pengarna som är kvar hoppas över."
        ),
        "star": _(
            "De två förslag som har flest stjärnor möts, och det som flest väljare gav fler stjärnor än det andra får pengarna. "
            "Sedan möts de två främsta av dem som är kvar och ryms, tills inget ryms."
        ),
        "max-utility": _(
            "De förslag vinner som tillsammans ger mest röster för pengarna, när varje röst räknas lika många gånger som förslaget kostar."
        ),
    }
    return texts.get(rule, "")


def votes(count: int) -> str:
    """ "1 röst", "320 röster"."""
    return ngettext("%(count)s röst", "%(count)s röster", count) % {"count": grouped(count)}


def winners(count: int) -> str:
    """ "1 förslag vann", "12 förslag vann"."""
    return ngettext("%(count)s förslag vann", "%(count)s förslag vann", count) % {"count": grouped(count)}


def grouped(count: int) -> str:
    """6586 → "6 586"."""
    return f"{count:,}".replace(",", NO_BREAK_SPACE)


def part_of_krona(amount: float) -> str:
    """What one voter paid: "7,28 kr" under a hundred kronor, "313 kr" above."""
    if amount >= 100 or abs(amount - round(amount)) < 0.005:
        return kronor(round(amount))
    return f"{amount:.2f}".replace(".", ",") + NO_BREAK_SPACE + "kr"


def enumeration(parts: Sequence[str]) -> str:
    """ "a", "a och b", "a, b och c"."""
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s och %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _why_it_won(fate: Fate, story: Story) -> list[str]:
    if fate.price is not None and fate.full:
        paid = {"count": grouped(fate.full), "price": part_of_krona(fate.price)}
        sentences = [
            ngettext(
                "%(count)s väljare betalade %(price)s för varje poäng.",
                "%(count)s väljare betalade %(price)s för varje poäng.",
                fate.full,
            )
            % paid
            if story.priced_by_points
            else ngettext(
                "%(count)s väljare betalade %(price)s.", "%(count)s väljare betalade %(price)s var.", fate.full
            )
            % paid
        ]
        if fate.rest:
            sentences.append(
                ngettext(
                    "%(count)s väljare som hade mindre än så kvar gav det sista.",
                    "%(count)s väljare som hade mindre än så kvar gav det sista.",
                    fate.rest,
                )
                % {"count": grouped(fate.rest)}
            )
        if story.each is not None:
            sentences.append(_("Varje röst hade %(each)s att ge.") % {"each": part_of_krona(story.each)})
        return [*sentences, *_what_the_pot_paid(fate)]
    if fate.price is not None and fate.rest:
        return [
            ngettext(
                "%(count)s väljare gav det sista de hade, och det räckte precis.",
                "%(count)s väljare gav det sista de hade, och det räckte precis.",
                fate.rest,
            )
            % {"count": grouped(fate.rest)},
            *_what_the_pot_paid(fate),
        ]
    if fate.price is not None and not story.priced_by_points and fate.phase == "equal-shares":
        return [
            ngettext(
                "Den %(count)s som röstade på förslaget betalade det.",
                "De %(count)s som röstade på förslaget delade på kostnaden, och ingen betalade mer än %(price)s.",
                fate.votes,
            )
            % {"count": grouped(fate.votes), "price": part_of_krona(fate.price)}
        ]
    first = _("Förslaget fick %(votes)s.") % {"votes": _score(fate, story)}
    if story.rule == "equal-shares" and fate.phase != "equal-shares":
        if story.instead:
            return [first, _in_turn(fate)]
        return [
            first,
            _("Det vann på pengar som var över när de jämlika andelarna var slut: %(left)s.")
            % {"left": kronor(fate.left)},
        ]
    if fate.phase == "bounded-overspending":
        return [first, _("De som röstade på det betalade det tillsammans."), *_what_the_pot_paid(fate)]
    if story.rule in {"phragmen", "max-utility"}:
        return [first]
    return [first, _in_turn(fate)]


def _what_the_pot_paid(fate: Fate) -> list[str]:
    return [_("Om något fattades stod potten för det.")] if fate.phase == "bounded-overspending" else []


def _in_turn(fate: Fate) -> str:
    return _("När turen kom till det fanns %(left)s kvar, och det kostar %(cost)s.") % {
        "left": kronor(fate.left),
        "cost": kronor(fate.cost),
    }


def _why_it_did_not(fate: Fate, story: Story, titles: Mapping[int, str]) -> list[str]:
    match fate.reason:
        case "withdrawn":
            return [_("Förslaget drogs tillbaka innan rösterna räknades.")]
        case "no-votes":
            return [_("Ingen röstade på förslaget.")]
        case "too-dear":
            sentences = [
                _("Förslaget kostar %(cost)s. Det är mer än hela potten på %(pot)s.")
                % {"cost": kronor(fate.cost), "pot": kronor(story.pot)}
            ]
        case "below-threshold":
            sentences = [
                _("Förslaget fick %(votes)s. För att kunna vinna behövdes minst %(threshold)s.")
                % {"votes": _score(fate, story), "threshold": grouped(story.threshold)}
            ]
        case "does-not-fit":
            sentences = [
                _("Förslaget fick %(votes)s.") % {"votes": _score(fate, story)},
                _("När turen kom till det fanns %(left)s kvar av de %(cost)s som det kostar.")
                % {"left": kronor(max(fate.left, 0)), "cost": kronor(fate.cost)},
            ]
        case "not-liked":
            sentences = [
                _("Förslaget fick %(votes)s. Fler sa minus än plus, eller lika många.") % {"votes": _score(fate, story)}
            ]
        case "not-in-best":
            sentences = [
                _("Förslaget fick %(votes)s.") % {"votes": _score(fate, story)},
                _("Pengarna gav mer när de gick till andra förslag."),
            ]
        case "stopped":
            sentences = [
                _("Förslaget fick %(votes)s.") % {"votes": _score(fate, story)},
                _("Ett förslag som stod på tur rymdes inte i pengarna som var kvar, och där tog det slut.")
                if story.rule == "phragmen"
                else _("Ett förslag med fler röster rymdes inte i pengarna som var kvar, och där tog det slut."),
            ]
        case _:
            sentences = _supporters_could_not_pay(fate, titles)
    close = _what_it_lacked(fate)
    return [*sentences, close] if close else sentences


def _supporters_could_not_pay(fate: Fate, titles: Mapping[int, str]) -> list[str]:
    if fate.had is None:
        return [
            _("De som röstade på förslaget hade inte råd med de %(cost)s som det kostar.") % {"cost": kronor(fate.cost)}
        ]
    sentences = [
        ngettext(
            "Den %(count)s som röstade på förslaget hade %(had)s kvar av de %(cost)s som det kostar.",
            "De %(count)s som röstade på förslaget hade tillsammans %(had)s kvar av de %(cost)s som det kostar.",
            fate.votes,
        )
        % {"count": grouped(fate.votes), "had": kronor(fate.had), "cost": kronor(fate.cost)}
    ]
    spent = [(number, amount) for number, amount in fate.elsewhere if amount > 0]
    if spent:
        known = [(number, amount) for number, amount in spent if number != OTHERS]
        named = [f"{titles.get(number, str(number))} ({kronor(amount)})" for number, amount in known[:NAMED]]
        others = [*known[NAMED:], *((number, amount) for number, amount in spent if number == OTHERS)]
        rest = {"count": grouped(len(others)), "sum": kronor(sum(amount for _number, amount in others))}
        if any(number == OTHERS for number, _amount in others):
            named.append(_("andra förslag (%(sum)s)") % rest)
        elif others:
            named.append(
                ngettext("%(count)s förslag till (%(sum)s)", "%(count)s förslag till (%(sum)s)", len(others)) % rest
            )
        sentences.append(_("Resten av deras pengar gick till %(names)s.") % {"names": enumeration(named)})
    return sentences


def _what_it_lacked(fate: Fate) -> str:
    if fate.more_votes and fate.lower_cost:
        return ngettext(
            "Med %(count)s röst till, eller om det hade kostat högst %(cost)s, hade det vunnit.",
            "Med %(count)s röster till, eller om det hade kostat högst %(cost)s, hade det vunnit.",
            fate.more_votes,
        ) % {"count": grouped(fate.more_votes), "cost": kronor(fate.lower_cost)}
    if fate.more_votes:
        return ngettext(
            "Med %(count)s röst till hade det vunnit.", "Med %(count)s röster till hade det vunnit.", fate.more_votes
        ) % {"count": grouped(fate.more_votes)}
    if fate.lower_cost:
        return _("Om det hade kostat högst %(cost)s hade det vunnit.") % {"cost": kronor(fate.lower_cost)}
    return ""


def _score(fate: Fate, story: Story) -> str:
    if not story.counted_by_points or fate.points is None:
        return votes(fate.votes)
    points = round(fate.points, 2)
    shown = grouped(int(points)) if points == int(points) else f"{points:g}".replace(".", ",")
    return _("%(points)s poäng av %(votes)s") % {"points": shown, "votes": _people(fate.votes)}


def _people(count: int) -> str:
    return ngettext("%(count)s väljare", "%(count)s väljare", count) % {"count": grouped(count)}
