"""How do several rules on the same ballots differ, in a table and in plain words?

Plain values for pages: the rule that counts (or is tried) stands first, the others beside it. Numbers of people that may not be told
are left out here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from medborgarbudget.domain.counting import privacy, wording
from medborgarbudget.domain.counting.comparing import Measures
from medborgarbudget.domain.counting.story import Story
from medborgarbudget.foundation.money import NO_BREAK_SPACE, kronor

NAMED = 4
"""How many proposals are explained one by one for each rule."""


@dataclass(frozen=True)
class Counted:
    """A count by one rule: its spec as JSON, what came out, and its measures once they have been worked out."""

    spec: Mapping[str, Any]
    story: Story
    measures: Measures | None


@dataclass(frozen=True)
class Column:
    """A rule in the table."""

    title: str
    how: str
    base: bool


@dataclass(frozen=True)
class Line:
    """A measure under each rule, with what it means and who thought of it. `best` tells which columns are best for the voters."""

    label: str
    meaning: str
    source: str
    cells: list[str]
    best: list[bool]

    @property
    def pairs(self) -> list[tuple[str, bool]]:
        return list(zip(self.cells, self.best, strict=True))


@dataclass(frozen=True)
class Row:
    """A proposal and under which rules it wins."""

    number: int
    title: str
    cost: int
    votes: int
    won: list[bool]

    @property
    def differs(self) -> bool:
        return len(set(self.won)) > 1


@dataclass(frozen=True)
class Told:
    """A proposal that only one of two rules chooses, and why."""

    title: str
    why: str


@dataclass(frozen=True)
class Difference:
    """How one rule differs from the one that counts. `here` wins only with the one that counts, `there` only with this."""

    title: str
    how: str
    summary: list[str]
    here: list[Told]
    there: list[Told]

    @property
    def same(self) -> bool:
        return not self.here and not self.there


@dataclass(frozen=True)
class Contrast:
    """Everything on a comparison of rules."""

    columns: list[Column]
    lines: list[Line]
    rows: list[Row]
    differences: list[Difference]

    @property
    def differing(self) -> int:
        """How many proposals win with some rules and not with others."""
        return sum(row.differs for row in self.rows)

    @property
    def always(self) -> int:
        """How many win whatever the rule."""
        return sum(all(row.won) for row in self.rows)


def contrast(base: Counted, others: Sequence[Counted], titles: Mapping[int, str]) -> Contrast:
    """The comparison. Proposals that win under no rule are left out."""
    counts = [base, *others]
    winners = [each.story.winners for each in counts]
    fates = sorted(base.story.fates, key=lambda fate: (-sum(fate.number in won for won in winners), -fate.votes))
    rows = [
        Row(fate.number, titles[fate.number], fate.cost, fate.votes, [fate.number in won for won in winners])
        for fate in fates
        if any(fate.number in won for won in winners)
    ]
    return Contrast(
        columns=[
            Column(wording.rule_name(each.spec), wording.how_the_rule_works(each.spec), each is base) for each in counts
        ],
        lines=_lines(counts),
        rows=rows,
        differences=[_difference(base, other, titles) for other in others],
    )


def _lines(counts: Sequence[Counted]) -> list[Line]:
    stories = [each.story for each in counts]
    lines = [
        _line(
            _("Förslag som vinner"),
            _("Fler förslag betyder oftast billigare förslag, och pengar till fler håll."),
            "",
            [float(len(story.winners)) for story in stories],
            lambda value: wording.grouped(round(value)),
        ),
        _line(
            _("Pengar som används"),
            _("Vad vinnarna kostar tillsammans. Resten blir kvar i potten."),
            "",
            [float(story.spent) for story in stories],
            lambda value: kronor(round(value)),
        ),
        _line(
            _("Röstande som får minst ett av sina förslag"),
            _("Hur stor del av alla som röstade som valde något av det som vann. Resten blev helt utan."),
            _("Uteslutningskvot: Faliszewski m.fl., Participatory Budgeting: Data, Tools and Analysis (2023)"),
            [_with_something(story) for story in stories],
            _percent,
            best=max,
        ),
    ]
    measures = [each.measures for each in counts]
    if all(measures):
        known = [each for each in measures if each is not None]
        lines += [
            _line(
                _("Vinnande förslag per röstande, i snitt"),
                _("Hur många av sina förslag en röstande i genomsnitt får igenom."),
                _("Talmon och Faliszewski, A Framework for Approval-Based Budgeting Methods (2019)"),
                [each.projects for each in known],
                _two_decimals,
                best=max,
            ),
            _line(
                _("Pengar till det man valde, i snitt"),
                _("Vad de vinnande förslag som en röstande valde kostar tillsammans, i genomsnitt."),
                _("Talmon och Faliszewski (2019)"),
                [each.money for each in known],
                lambda value: kronor(round(value)),
                best=max,
            ),
            _line(
                _("Hur ojämnt makten är delad"),
                _(
                    "0 betyder att alla röstande bestämde över lika mycket pengar. Ju högre tal, desto mer bestämdes av några få."
                ),
                _("Efter Power inequality i Faliszewski m.fl. (2023)"),
                [each.inequality for each in known],
                _two_decimals,
                best=min,
            ),
            _line(
                _("Grupper som blev förbigångna"),
                _(
                    "Förslag vars väljare är så många att deras del av pengarna hade räckt, men som ändå inte vann "
                    "medan väljarna fick för lite annat."
                ),
                _("EJR+: Brill och Peters, Robust and Verifiable Proportionality Axioms (2023)"),
                [float(each.broken_claims) for each in known],
                lambda value: wording.grouped(round(value)),
                best=min,
            ),
        ]
    return lines


def _line(
    label: str, meaning: str, source: str, values: Sequence[float | None], write: Any, *, best: Any = None
) -> Line:
    known = [value for value in values if value is not None]
    top = best(known) if best is not None and len(set(known)) > 1 else None
    return Line(
        label,
        meaning,
        source,
        ["–" if value is None else write(value) for value in values],
        [value is not None and top is not None and write(value) == write(top) for value in values],
    )


def _with_something(story: Story) -> float | None:
    told = privacy.published_share(story.with_something, story.ballots)
    return told / story.ballots if told is not None and story.ballots else None


def _percent(share: float) -> str:
    return f"{share * 100:.1f}".removesuffix(".0").replace(".", ",") + NO_BREAK_SPACE + "%"


def _two_decimals(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _difference(base: Counted, other: Counted, titles: Mapping[int, str]) -> Difference:
    here = base.story.winners - other.story.winners
    there = other.story.winners - base.story.winners
    return Difference(
        title=wording.rule_name(other.spec),
        how=wording.how_the_rule_works(other.spec),
        summary=_summary(base, other, here, there) if here or there else [_("Samma förslag hade vunnit.")],
        here=_told(here, base.story, other.story, titles),
        there=_told(there, base.story, other.story, titles),
    )


def _told(numbers: frozenset[int], base: Story, other: Story, titles: Mapping[int, str]) -> list[Told]:
    """The dearest first: what happens to them moves most money. Each with why it does not win where it does not."""
    dearest = sorted(numbers, key=lambda number: (-base.of(number).cost, number))
    told = []
    for place, number in enumerate(dearest):
        loses_in = other if base.of(number).won else base
        fate = loses_in.of(number)
        # Two sentences where the first is only how many votes it had.
        most = 2 if fate.had is None else 1
        why = wording.why(fate, loses_in, titles)[:most] if place < NAMED else []
        told.append(Told(titles[number], " ".join(why)))
    return told


def _summary(base: Counted, other: Counted, here: frozenset[int], there: frozenset[int]) -> list[str]:
    sentences = []
    if here and there:
        sentences.append(
            _("%(out)s byts mot %(into)s.") % {"out": _proposals(len(here)), "into": _proposals(len(there))}
        )
        costs = [[base.story.of(number).cost for number in numbers] for numbers in (here, there)]
        means = [round(sum(each) / len(each)) for each in costs]
        if max(means) > 1.25 * min(means):
            sentences.append(
                _("De som åker ut kostar i snitt %(out)s och de som kommer in %(into)s.")
                % {"out": kronor(means[0]), "into": kronor(means[1])}
            )
    elif here:
        sentences.append(_("%(out)s till vinner inte längre.") % {"out": _proposals(len(here))})
    else:
        sentences.append(_("%(into)s till vinner.") % {"into": _proposals(len(there))})
    shares = [_with_something(each.story) for each in (base, other)]
    if shares[0] is not None and shares[1] is not None and abs(shares[0] - shares[1]) >= 0.005:
        words = (
            _("Färre röstande får något av sina förslag: %(there)s i stället för %(here)s.")
            if shares[1] < shares[0]
            else _("Fler röstande får något av sina förslag: %(there)s i stället för %(here)s.")
        )
        sentences.append(words % {"there": _percent(shares[1]), "here": _percent(shares[0])})
    mechanism = why_they_differ(base.spec, other.spec)
    return [*sentences, mechanism] if mechanism else sentences


def _proposals(count: int) -> str:
    return ngettext("%(count)s förslag", "%(count)s förslag", count) % {"count": wording.grouped(count)}


SHARING = ("equal-shares", "bounded-overspending", "phragmen", "maximin-support")
"""Rules that see to it that each voter decides over about as much."""


def why_they_differ(base: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Why two rules differ, by how they work and not by these ballots."""
    shares = [spec["rule"] in SHARING for spec in (base, other)]
    if shares == [True, False] and base["rule"] == "maximin-support":
        return _(
            "Det beror på att den största gruppen får bestämma gång på gång, utan att det räknas vad den redan har fått."
        )
    if other["rule"] == "maximin-support":
        return _(
            "Det beror på att kostnaden ska delas så jämnt som möjligt. Den som redan har fått mycket får vänta på andra."
        )
    if shares == [True, False] and other.get("utility") == "cardinality":
        return _("Det beror på att billiga förslag går först, hur många som än vill ha de dyra.")
    if shares == [True, False]:
        return _(
            "Det beror på att den största gruppen får bestämma först, gång på gång. Med lika delar tar varje väljares pengar slut "
            "när det valda har vunnit, och då är det andras tur."
        )
    if shares == [False, True]:
        return _(
            "Det beror på att varje väljare bara kan betala en gång för sina pengar. Den som redan har fått ett dyrt förslag har mindre kvar, "
            "och då räcker andras pengar till deras."
        )
    if shares == [True, True] and base["rule"] != other["rule"]:
        return _how_it_shares(str(other["rule"]))
    if shares == [True, True] and base.get("utility") != other.get("utility"):
        return _("Det beror på vad som räknas som mycket: ett dyrt förslag, eller ett förslag vilket som helst.")
    if shares == [True, True]:
        return _("Det beror bara på vad som händer med pengar som blir över.")
    return ""


def _how_it_shares(rule: str) -> str:
    """What sets this rule apart from another that shares as well."""
    return {
        "phragmen": _(
            "Båda delar lika, men här får alla sina pengar lite i taget, så att det som många vill ha går fort."
        ),
        "bounded-overspending": _(
            "Båda delar lika, men här kan ett förslag vinna fast de som valde det inte har råd med hela. Då blir det mindre över till annat."
        ),
    }.get(rule, _("Båda delar lika, men här har alla sina pengar från början och ett förslag måste betalas helt."))
