"""How are a cycle's promise, rules and money said so that anybody understands them? The same words on page, in document and to staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import dateformat
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from medborgarbudget.domain.ballots.kinds import kind_of
from medborgarbudget.domain.cycles.models import (
    BallotKind,
    CountingRule,
    Cycle,
    GroupKind,
    Identity,
    ParticipationLevel,
    Pot,
    PotKind,
)
from medborgarbudget.domain.cycles.policy import BY_POINTS, RuleValues, limits_of
from medborgarbudget.foundation.money import kronor


@dataclass(frozen=True)
class Said:
    """One thing about the rules: a heading and a sentence or two."""

    label: str
    text: str


def own_words(text: str) -> str:
    """The organisation's own words, in the language of the page where the template that they were copied from has it."""
    return _(text) if text.strip() else text


def level_in_words(cycle: Cycle) -> str:
    """What the step on the ladder of participation means for whoever takes part."""
    sentences = {
        ParticipationLevel.INFORMATION: _("Du får veta vad som planeras. Besluten påverkas inte av omgången."),
        ParticipationLevel.CONSULTATION: _("Du säger vad du tycker. De förtroendevalda väger in det när de beslutar."),
        ParticipationLevel.DIALOGUE: _("Du och kommunen pratar er fram till förslagen. De förtroendevalda beslutar."),
        ParticipationLevel.INFLUENCE: _(
            "Du är med och formar förslagen och väljer bland dem. De förtroendevalda har lovat att utgå från resultatet."
        ),
        ParticipationLevel.CO_DECISION: _(
            "Du och de andra som röstar avgör vad pengarna går till. De förtroendevalda har lovat att besluta så."
        ),
    }
    return sentences.get(ParticipationLevel(cycle.level), "") if cycle.level in ParticipationLevel.values else ""


def who_may_propose(cycle: Cycle) -> str:
    """In one sentence."""
    if cycle.proposal_min_age:
        return _("Du som har fyllt %(age)d år får lämna förslag.") % {"age": cycle.proposal_min_age}
    return _("Alla får lämna förslag, också barn och föreningar.")


def who_may_vote(values: RuleValues) -> str:
    """In one sentence, and one more when the vote is for some only."""
    return " ".join(part for part in (_by_age(values), group_in_words(values.group_kind, values.groups)) if part)


def group_in_words(kind: str, groups: Sequence[str]) -> str:
    """Which groups or classes a vote is for; empty when it is for everybody."""
    if not kind:
        return ""
    names = ", ".join(groups)
    if kind == GroupKind.CLASS:
        return ngettext(
            "Du ska också gå i %(names)s.",
            "Du ska också gå i en av de här skolorna eller klasserna: %(names)s.",
            len(groups),
        ) % {"names": names}
    return ngettext(
        "Du ska också vara med i gruppen %(names)s.",
        "Du ska också vara med i en av de här grupperna: %(names)s.",
        len(groups),
    ) % {"names": names}


def _by_age(values: RuleValues) -> str:
    who = values.tie_to_place.strip().rstrip(".")
    if not values.min_age:
        return _("%(who)s, oavsett ålder.") % {"who": who}
    if values.age_on is None:
        return _("%(who)s och har fyllt %(age)d år när du röstar.") % {"who": who, "age": values.min_age}
    day = dateformat.format(values.age_on, "j. E Y" if get_language() == "fi" else "j F Y")
    return _("%(who)s och har fyllt %(age)d år den %(day)s.") % {"who": who, "age": values.min_age, "day": day}


def ballot_in_words(values: RuleValues) -> str:
    """How one votes."""
    return kind_of(values.ballot_kind).in_words(limits_of(values))


def count_in_words(values: RuleValues) -> str:
    """How winners are chosen."""
    skipped = _("Ett förslag som är för dyrt för pengarna som är kvar hoppas över.")
    if values.counting_rule == CountingRule.POINTS:
        return _("Förslagen får pengar i ordning efter summan av alla poäng, det med flest först.") + " " + skipped
    if values.counting_rule == CountingRule.MAJORITY_JUDGEMENT:
        return (
            _(
                "Förslagen får pengar i ordning efter sitt mittbetyg: det högsta betyg som minst hälften av väljarna tycker att förslaget förtjänar. "
                "Har två samma mittbetyg avgör om fler har satt ett högre eller ett lägre."
            )
            + " "
            + skipped
        )
    if values.counting_rule == CountingRule.PLUS_MINUS:
        return (
            _(
                "Förslagen får pengar i ordning efter antalet plus minus antalet minus. Ett förslag med fler minus än plus får inga pengar."
            )
            + " "
            + skipped
        )
    if values.counting_rule == CountingRule.STAR:
        return _(
            "De två förslag som har flest stjärnor möts, och det som flest väljare gav fler stjärnor än det andra får pengarna. "
            "Sedan möts de två främsta av dem som är kvar och ryms, tills inget ryms."
        )
    if values.counting_rule == CountingRule.GREEDY:
        return _(
            "Förslagen får pengar i ordning efter antalet röster, det med flest först. "
            "Ett förslag som är för dyrt för pengarna som är kvar hoppas över."
        )
    return _(
        "Pengarna delas lika mellan alla som röstar. Ett förslag vinner när de som valde det tillsammans har råd med det. "
        "Därför får många olika grupper igenom något, inte bara den största."
    )


def rest_in_words(values: RuleValues) -> str:
    """What happens with money that is left over; empty when the rule leaves nothing to say."""
    if values.counting_rule != CountingRule.EQUAL_SHARES:
        return ""
    return {
        "add1": _("Blir pengar över höjs allas del, lite i taget, så länge det räcker till fler förslag."),
        "add1-then-greedy": _(
            "Blir pengar över höjs allas del, lite i taget. Det som ändå är kvar går till förslag med flest röster."
        ),
        "greedy": _("Pengar som blir över går till de förslag som har flest röster och ryms."),
        "none": _("Pengar som blir över sparas."),
    }.get(values.completion, "")


def identity_in_words(values: RuleValues) -> str:
    """How a voter shows who they are."""
    ways = {
        Identity.EID.value: _("med e-legitimation"),
        Identity.SMS_CODE.value: _("med dina uppgifter och en kod som du får i ett sms"),
        Identity.SCHOOL_CLASS.value: _("med en kod på en lapp som du får i skolan"),
        Identity.ASSISTED.value: _("med hjälp av kommunens personal"),
        Identity.EMAIL_CODE.value: _("med dina uppgifter och en kod som du får med e-post"),
        Identity.CODE_LETTER.value: _("med en kod som du får i ett brev"),
    }
    return _("Du visar vem du är sist, %(ways)s. Ingen kan se vad just du har röstat på.") % {
        "ways": _(" eller ").join(ways[way] for way in values.identities if way in ways)
    }


def rules_in_words(cycle: Cycle, values: RuleValues) -> list[Said]:
    """All the rules, in the order that somebody would ask."""
    said = [
        Said(_("Vem får föreslå?"), who_may_propose(cycle)),
        Said(_("Vem får rösta?"), who_may_vote(values)),
        Said(_("Hur röstar man?"), ballot_in_words(values)),
        Said(_("Hur visar jag vem jag är?"), identity_in_words(values)),
        Said(
            _("Hur räknas rösterna?"),
            " ".join(text for text in (count_in_words(values), rest_in_words(values)) if text),
        ),
    ]
    limits = []
    if values.cost_ceiling is not None:
        limits.append(_("Ett förslag får kosta högst %(most)s.") % {"most": kronor(values.cost_ceiling)})
    if values.vote_threshold:
        limits.append(_threshold_in_words(values))
    if limits:
        said.append(Said(_("Vilka gränser finns?"), " ".join(limits)))
    said.append(
        Said(
            _("Om det blir lika?"),
            _("Då avgör en lottning med ett frö som publiceras före räkningen, så att alla kan kontrollera den."),
        )
    )
    said.append(
        Said(
            _("Vem beslutar?"),
            _(
                "Röstningen är rådgivande. De förtroendevalda fattar beslutet, och det publiceras här med datum och paragraf."
            ),
        )
    )
    return said


def _threshold_in_words(values: RuleValues) -> str:
    """Where points are counted the least is a sum of points."""
    if values.utility == "points" or values.counting_rule in BY_POINTS:
        text = ngettext(
            "Ett förslag behöver minst %(least)d poäng för att vinna.",
            "Ett förslag behöver minst %(least)d poäng för att vinna.",
            values.vote_threshold,
        )
    else:
        text = ngettext(
            "Ett förslag behöver minst %(least)d röst för att vinna.",
            "Ett förslag behöver minst %(least)d röster för att vinna.",
            values.vote_threshold,
        )
    return text % {"least": values.vote_threshold}


def pot_in_words(pot: Pot) -> str:
    """How the pot's amount came about."""
    if pot.kind == PotKind.PER_INHABITANT and pot.per_inhabitant is not None:
        text = _("%(each)s per invånare") % {"each": kronor(pot.per_inhabitant)}
        return _("%(text)s, högst %(cap)s") % {"text": text, "cap": kronor(pot.cap)} if pot.cap is not None else text
    if pot.kind == PotKind.POPULATION_SHARE:
        return _("andel efter antalet invånare")
    return _("fast belopp")


def practice(values: RuleValues, pots: Sequence[int], inhabitants: int | None) -> list[str]:
    """What the rules mean in practice with these pots: a few sentences with numbers, for whoever decides on them."""
    sentences: list[str] = []
    if not pots:
        return sentences
    largest = max(pots)
    if values.cost_ceiling:
        room = largest // values.cost_ceiling
        sentences.append(
            ngettext(
                "Med taket %(most)s ryms minst %(count)d förslag i den största potten.",
                "Med taket %(most)s ryms minst %(count)d förslag i den största potten.",
                room,
            )
            % {"most": kronor(values.cost_ceiling), "count": room}
        )
    else:
        sentences.append(_("Utan tak kan ett enda förslag ta hela potten på %(pot)s.") % {"pot": kronor(largest)})
    if values.counting_rule == CountingRule.EQUAL_SHARES:
        voters = 1000
        sentences.append(
            _("Om %(voters)d personer röstar om %(pot)s bär varje röst %(each)s. Ett förslag som kostar %(cost)s behöver då "
              "ungefär %(needed)d personer som inte redan har betalat för något annat.")
            % {
                "voters": voters,
                "pot": kronor(largest),
                "each": kronor(largest // voters),
                "cost": kronor(largest // 10),
                "needed": voters // 10,
            }
        )  # fmt: skip
    else:
        sentences.append(_("En grupp som är störst och röstar lika kan ta alla pengarna. Jämlika andelar hindrar det."))
    if values.ballot_kind == BallotKind.ONE or values.max_choices == 1:
        sentences.append(
            _(
                "Med ett enda val måste många välja bort något de vill ha. Tre eller fler val ger ett rättvisare resultat."
            )
        )
    if values.vote_threshold and inhabitants:
        sentences.append(
            _("Tröskeln %(least)d röster är %(share)s procent av invånarna.")
            % {
                "least": values.vote_threshold,
                "share": f"{100 * values.vote_threshold / inhabitants:.1f}".replace(".", ","),
            }
        )
    return sentences


def per_inhabitant(amount: int, inhabitants: int | None) -> int | None:
    """Whole kronor for each inhabitant, to give a large sum a size; None when it would say nothing."""
    return amount // inhabitants if inhabitants and amount >= inhabitants else None
