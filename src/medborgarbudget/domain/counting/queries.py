"""What is there to show of a counted vote, so far as it may be shown?

Public numbers go through `disclosure_of`: small pots and small areas lose their numbers here, so that no page, file or document can leak them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count as Rows
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medborgarbudget.domain.counting import elections, policy, privacy, wording
from medborgarbudget.domain.counting.channels import ChannelTurnout, turnout_by_channel
from medborgarbudget.domain.counting.comparing import Measures
from medborgarbudget.domain.counting.contrast import Contrast, Counted, contrast
from medborgarbudget.domain.counting.models import ComparisonRun, Count, Recount, ResultPublication, Simulation
from medborgarbudget.domain.counting.story import Fate, Share, Story
from medborgarbudget.domain.cycles.models import Cycle, CycleArea, Decision, DecisionKind, Pot
from medborgarbudget.domain.organisations.models import Organisation
from medborgarbudget.domain.voting.models import OpenedBallot, Vote, VoteOption
from medborgarbudget.domain.voting.queries import opened_ballots, turnout, vote_of

MOST_WINS = 6
"""Voters with this many winners or more are told of together."""


@dataclass(frozen=True)
class AreaTurnout:
    """How many voted in an area; None where that must stay hidden. `inhabitants` is None where nobody has said."""

    name: str
    voters: int | None
    inhabitants: int | None

    @property
    def share(self) -> float | None:
        return self.voters / self.inhabitants if self.voters is not None and self.inhabitants else None


@dataclass(frozen=True)
class OptionResult:
    """A proposal on the ballot and how it went. `why` is empty and the numbers are not to be shown where the pot is too small."""

    option: VoteOption
    fate: Fate
    why: list[str]
    won_by_the_other_rule: bool | None
    shows_numbers: bool
    ballots: int

    @property
    def number(self) -> int:
        return self.option.number

    @property
    def title(self) -> str:
        return _("Ett förslag som har dolts") if self.is_hidden else self.option.title

    @property
    def is_hidden(self) -> bool:
        return self.option.proposal.state == "hidden"

    @property
    def reference(self) -> str:
        """The proposal's reference, when it has a public page to lead to."""
        return self.option.proposal.reference if self.option.proposal.is_public else ""

    @property
    def won(self) -> bool:
        return self.fate.won

    @property
    def cost(self) -> int | None:
        """None for what was withdrawn from an imported election, whose cost the file does not tell."""
        return (
            None
            if self.option.withdrawn_at is not None and self.option.cost == elections.WITHDRAWN_COST
            else self.option.cost
        )

    @property
    def votes_share(self) -> float | None:
        return self.fate.votes / self.ballots if self.ballots else None

    @property
    def support_percent(self) -> int | None:
        """How much of the cost its voters could pay, in whole per cent; under a hundred for whatever did not win."""
        if self.fate.support is None:
            return None
        return 100 if self.won else min(99, int(100 * self.fate.support))

    @property
    def theme(self) -> str:
        return self.option.proposal.theme.name if self.option.proposal.theme else ""

    @property
    def area(self) -> str:
        return self.option.proposal.cycle_area.area.name if self.option.proposal.cycle_area else ""


@dataclass(frozen=True)
class PotResult:
    """The result of one pot. `beside` are the counts by other rules, the one to show first."""

    pot: Pot
    count: Count
    beside: list[Count]
    options: list[OptionResult]
    shows_numbers: bool
    command: str

    @property
    def story(self) -> Story:
        return self.count.story

    @property
    def comparison(self) -> Count | None:
        return self.beside[0] if self.beside else None

    @cached_property
    def winners(self) -> list[OptionResult]:
        """Those who won, the one with most votes first."""
        return sorted((each for each in self.options if each.won), key=lambda each: (-each.fate.votes, each.number))

    @cached_property
    def others(self) -> list[OptionResult]:
        """Those who did not, the nearest first where numbers may be shown."""
        if not self.shows_numbers:
            return [each for each in self.options if not each.won]
        return sorted((each for each in self.options if not each.won), key=lambda each: (-each.fate.votes, each.number))

    @property
    def spent(self) -> int:
        return self.count.spent

    @property
    def left(self) -> int:
        return self.count.budget - self.count.spent

    @property
    def voters(self) -> int | None:
        return self.count.ballots if self.shows_numbers else None

    @property
    def digest(self) -> str:
        """The count's digest, where there are so many ballots that nobody can find them by trying until the digest fits."""
        return self.count.digest if self.count.ballots >= privacy.BALLOTS_TO_PUBLISH else ""

    @property
    def rule_name(self) -> str:
        return wording.rule_name(self.count.spec)

    @property
    def how(self) -> str:
        return wording.how_the_rule_works(self.count.spec)

    @property
    def with_something(self) -> int | None:
        """How many voters had one of theirs among the winners; None where that number or its rest is too small to be told."""
        return privacy.published_share(self.story.with_something, self.count.ballots) if self.shows_numbers else None

    @property
    def themes(self) -> list[Share]:
        return _named(self.story.themes, _("Utan tema")) if self.shows_numbers else []

    @property
    def areas(self) -> list[Share]:
        return _named(self.story.areas, _("Hela kommunen")) if self.shows_numbers else []

    @property
    def satisfied(self) -> list[tuple[int, int | None, bool]]:
        """How many voters had so many of theirs among the winners: (number, voters, or more), None where that must not be told.

        Those with most are taken together until they are enough to be told of.
        """
        if not self.shows_numbers:
            return []
        many = list(self.story.satisfied)
        while len(many) > 2 and (many[-1] < privacy.SMALLEST_CELL or len(many) > MOST_WINS + 1):
            last = many.pop()
            many[-1] += last
        shown = privacy.published_parts(dict(enumerate(many)))
        cut = len(many) < len(self.story.satisfied)
        return [(wins, shown[wins], cut and wins == len(many) - 1) for wins in range(len(many))]

    @property
    def tenths(self) -> list[float]:
        """The part of the money that each tenth of the voters decided over; empty where a tenth is too few people."""
        enough = self.count.ballots >= 10 * privacy.SMALLEST_CELL
        return list(self.story.tenths) if self.shows_numbers and enough and any(self.story.tenths) else []

    @cached_property
    def ties(self) -> list[str]:
        titles = {each.number: each.title for each in self.options}
        return [wording.enumeration([titles[number] for number in tie]) for tie in self.story.ties]


@dataclass(frozen=True)
class Result:
    """The whole result of a vote. `publication` is None when somebody of the staff looks before it is public."""

    vote: Vote
    publication: ResultPublication | None
    pots: list[PotResult]
    turnout: list[AreaTurnout]
    voters: int | None
    decision: Decision | None
    notes: list[str] = field(default_factory=list)

    @property
    def is_decided(self) -> bool:
        return self.decision is not None

    @property
    def winners(self) -> int:
        return sum(len(pot.winners) for pot in self.pots)

    @property
    def options(self) -> int:
        return sum(len(pot.options) for pot in self.pots)

    @property
    def spent(self) -> int:
        return sum(pot.spent for pot in self.pots)

    @property
    def money(self) -> int:
        return sum(pot.count.budget for pot in self.pots)

    @property
    def has_hidden_areas(self) -> bool:
        return any(area.voters is None for area in self.turnout)

    @property
    def channels(self) -> list[ChannelTurnout]:
        """In which ways people voted; nothing when not even the number of voters may be told."""
        return turnout_by_channel(self.vote) if self.voters is not None else []

    @property
    def publishes_ballots(self) -> bool:
        return self.publication is not None and self.publication.publish_ballots

    def pot(self, pk: int) -> PotResult | None:
        return next((pot for pot in self.pots if pot.pot.pk == pk), None)


@dataclass(frozen=True)
class Disclosure:
    """What may be told: ballots per style, the number of all voters, and which pots show their numbers."""

    by_style: dict[str, int | None]
    voters: int | None
    pots: frozenset[int]


def disclosure_of(by_style: dict[str, int], counts: Iterable[Count], areas: dict[str, CycleArea]) -> Disclosure:
    """An area whose turnout is hidden hides the numbers of its own pot too, or they would tell it."""
    inhabitants = {code: area.inhabitants for code, area in areas.items() if area.inhabitants is not None}
    shown = privacy.published_parts(by_style, inhabitants)
    voters = sum(by_style.values())
    hidden = {areas[code].pk for code, number in shown.items() if number is None and code in areas}
    pots = frozenset(
        each.pot_id for each in counts if policy.shows_numbers(each.ballots) and each.pot.cycle_area_id not in hidden
    )
    return Disclosure(shown, voters if policy.shows_numbers(voters) else None, pots)


def vote_to_count(cycle: Cycle) -> Vote | None:
    """The cycle's vote, in whatever state it is."""
    return vote_of(cycle)


def publication_of(vote: Vote) -> ResultPublication | None:
    """When and by whom the result was made public, if it has been."""
    return ResultPublication.objects.of(vote.organisation).filter(vote=vote).select_related("published_by").first()


def official_counts(vote: Vote) -> list[Count]:
    """The official count of each pot, in the pots' order."""
    return list(
        Count.objects.of(vote.organisation).filter(vote=vote, official=True).select_related("pot", "counted_by")
    )


def sizes(vote: Vote) -> list[int]:
    """How many ballots each official count was made from, and how many each area has in each list that would be published.

    Each must be large enough for ballots to be published: an area with few is told by its own pot's ballots, or by taking the others'
    from a common pot. Those from envelopes and those on paper are listed by themselves, so three on paper in an area are told too.
    """
    counts = Count.objects.of(vote.organisation).filter(vote=vote, official=True)
    # What was read from a file has been public all along.
    imported = elections.is_imported(vote)
    areas = {} if imported else turnout(vote).by_style or {}
    listed = OpenedBallot.objects.filter(vote=vote).values_list("on_paper", "style").annotate(n=Rows("key"))
    lists = [] if imported else [n for _on_paper, _style, n in listed.order_by("on_paper", "style")]
    return [*counts.values_list("ballots", flat=True), *areas.values(), *lists]


def in_order(official: Count, others: Iterable[Count]) -> list[Count]:
    """The counts by other rules in the order that they are shown."""
    by_name = {each.variant: each for each in others}
    return [by_name[each.name] for each in elections.variants_of(official) if each.name in by_name]


def comparison_run(vote: Vote) -> ComparisonRun | None:
    """How far the comparison with other rules has come, if it has been started."""
    return ComparisonRun.objects.filter(vote=vote).first()


def contrast_of(pot: PotResult) -> Contrast | None:
    """The pot's count beside those by other rules; None where numbers may not be shown or nothing has been compared yet."""
    if not pot.shows_numbers or not pot.beside:
        return None
    titles = {each.number: each.title for each in pot.options}
    return contrast(_counted(pot.count), [_counted(each) for each in pot.beside], titles)


def contrast_of_simulation(simulation: Simulation) -> Contrast | None:
    """The tried rule beside the others; None before it is done."""
    if not simulation.result:
        return None
    tried, *others = [
        Counted(each["spec"], Story.from_json(each["story"]), Measures.from_json(each["measures"]))
        for each in simulation.result["counts"]
    ]
    titles = {number: title for number, title, _cost in simulation.result["projects"]}
    return contrast(tried, others, titles)


def _counted(kept: Count) -> Counted:
    return Counted(kept.spec, kept.story, Measures.from_json(kept.measures) if kept.measures else None)


def votes_to_try(organisation: Organisation) -> QuerySet[Count]:
    """The organisation's own published votes, one for each pot, on which a rule can be tried."""
    return (
        Count.objects.of(organisation)
        .filter(official=True, vote__result_publication__isnull=False, ballots__gte=privacy.SMALLEST_CELL)
        .select_related("vote__cycle", "pot")
        .order_by("-vote__closes_at", "pot__position", "pk")
    )


def simulations(cycle: Cycle) -> QuerySet[Simulation]:
    """What has been tried for the cycle, the newest first, without the uploaded files."""
    return (
        Simulation.objects.of(cycle.organisation)
        .filter(cycle=cycle)
        .defer("data", "result")
        .select_related("created_by")
    )


def simulation(cycle: Cycle, pk: int) -> Simulation | None:
    """One of them, with what came out."""
    return (
        Simulation.objects.of(cycle.organisation).filter(cycle=cycle, pk=pk).defer("data").select_related("created_by")
    ).first()


def last_recounts(vote: Vote) -> list[Recount]:
    """The newest recount of each official count."""
    newest: dict[int, Recount] = {}
    for recount in Recount.objects.filter(count__vote=vote).select_related("count__pot", "by").order_by("at", "id"):
        newest[recount.count_id] = recount
    return list(newest.values())


def published_result(cycle: Cycle, *, all_rules: bool = False) -> Result | None:
    """The cycle's result if it is public, otherwise None: nothing of it is read before."""
    vote = vote_of(cycle)
    publication = publication_of(vote) if vote is not None else None
    if vote is None or publication is None:
        return None
    return result_of(vote, publication, all_rules=all_rules)


def result_of(vote: Vote, publication: ResultPublication | None, *, all_rules: bool = False) -> Result:
    """Everything about the result, in a number of queries that does not depend on how many proposals there were.

    Beside the official count the one to set beside it, or with `all_rules` all.
    """
    counts = Count.objects.of(vote.organisation).filter(vote=vote).select_related("pot")
    official = list(counts.filter(official=True))
    for each in official:
        each.vote = vote
    others = counts.filter(official=False)
    if not all_rules:
        others = others.filter(
            variant__in={variant.name for each in official for variant in elections.variants_of(each)[:1]}
        )
    compared: dict[int, list[Count]] = {}
    for each in others:
        compared.setdefault(each.pot_id, []).append(each)
    options = list(vote.options.select_related("proposal__theme", "proposal__cycle_area__area"))
    areas = {area.area.code: area for area in CycleArea.objects.filter(cycle_id=vote.cycle_id).select_related("area")}
    by_style = turnout(vote).by_style or {}
    told = disclosure_of(by_style, official, areas)
    titles = {option.number: option.title for option in options}
    return Result(
        vote=vote,
        publication=publication,
        pots=[
            _pot_result(
                each,
                in_order(each, compared.get(each.pot_id, [])),
                [o for o in options if o.pot_id == each.pot_id],
                titles,
                each.pot_id in told.pots,
            )
            for each in official
        ],
        turnout=[
            AreaTurnout(area.area.name, told.by_style.get(code), area.inhabitants)
            for code, area in areas.items()
            if code in by_style
        ],
        voters=told.voters,
        decision=Decision.objects.filter(cycle_id=vote.cycle_id, kind=DecisionKind.WINNERS)
        .order_by("decided_on", "id")
        .last(),
        notes=list(vote.definition.get(elections.SOURCE, {}).get("notes", ())),
    )


def _pot_result(
    kept: Count, others: list[Count], options: list[VoteOption], titles: dict[int, str], shows_numbers: bool
) -> PotResult:
    other = others[0] if others else None
    other_winners = other.story.winners if other is not None else None
    return PotResult(
        pot=kept.pot,
        count=kept,
        beside=others,
        options=[
            OptionResult(
                option=option,
                fate=kept.story.of(option.number),
                why=why_in_words(kept.story, option, titles) if shows_numbers else [],
                won_by_the_other_rule=None if other_winners is None else option.number in other_winners,
                shows_numbers=shows_numbers,
                ballots=kept.ballots,
            )
            for option in options
        ],
        shows_numbers=shows_numbers,
        command=command_of(kept),
    )


def why_in_words(story: Story, option: VoteOption, titles: dict[int, str]) -> list[str]:
    """Why the option won or did not, with the reason given when it was withdrawn."""
    sentences = wording.why(story.of(option.number), story, titles)
    return [option.withdrawn_reason] if option.withdrawn_at is not None and option.withdrawn_reason else sentences


def command_of(kept: Count) -> str:
    """The command that counts the pot's file again."""
    spec = kept.spec
    words = ["pbcount", file_name(kept, "pb"), "--rule", spec["rule"]]
    for option, usual in (("utility", "cost"), ("completion", "none"), ("start", "floor"), ("stop", "over")):
        if spec[option] != usual or (option == "utility" and spec["rule"] == "equal-shares"):
            words += [f"--{option}", spec[option]]
    words += ["--ties", spec["ties"]]
    if spec["compare"]:
        words += ["--compare", spec["compare"]]
    if spec["threshold"]:
        words += ["--threshold", str(spec["threshold"])]
    return " ".join(words)


def file_name(kept: Count, ending: str) -> str:
    """ "lund-2027-hela-kommunen.pb": what a download of the pot is called."""
    cycle = kept.vote.cycle
    return f"{cycle.organisation.slug}-{cycle.slug}-{slugify(kept.pot.name) or kept.pot_id}.{ending}"


def unique_patterns(vote: Vote) -> float:
    """How large a part of the ballots no other ballot is like: shown to whoever decides about publishing them."""
    return privacy.unique_share((ballot.style, str(ballot.choices)) for ballot in opened_ballots(vote))


def _named(shares: Iterable[Share], nameless: str) -> list[Share]:
    found = [Share(share.name or nameless, share.votes, share.money) for share in shares]
    return sorted(found, key=lambda share: -share.votes) if len(found) > 1 else []
