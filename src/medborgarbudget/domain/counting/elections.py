"""What is handed to pbcount: which election do the stored ballots of a pot make, and by which rule is it counted?

Each pot is an election of its own. Projects are named by what the ballots name, the option number; an election that was read from a
file keeps the file's names and exact amounts, so that its digest is the file's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from medborgarbudget.domain.ballots.kind import Kind
from medborgarbudget.domain.counting.comparing import Variant, variants
from medborgarbudget.domain.counting.models import Count
from medborgarbudget.domain.cycles.models import CountingRule, Pot, RuleSheet
from medborgarbudget.domain.voting.definition import Choice, read_choices
from medborgarbudget.domain.voting.models import OpenedBallot, Vote, VoteOption
from medborgarbudget.domain.voting.queries import definition_of, opened_ballots
from pbcount import Election, Project, RuleSpec
from pbcount.election import Kind as ElectionKind

WITHDRAWN_COST = 999_999_999
"""What the .pb format gives as cost of a project that was withdrawn after the ballot was fixed."""

BY_POINTS = ("points", "ranking", "scores", "grades")
"""Kinds of ballots that tell how much, not only which."""

TRIED_TIES = "cost-votes-seed:00"

SOURCE = "source"
"""Key in a vote's definition under which an imported election keeps what its file said."""


def spec_of(rule_sheet: RuleSheet, tie_seed: str) -> RuleSpec:
    """The rule sheet as pbcount's rule spec. Ties: lower cost, then more votes, then the lot of the seed published before the vote closed."""
    equal_shares = rule_sheet.counting_rule == CountingRule.EQUAL_SHARES
    return RuleSpec(
        rule=rule_sheet.counting_rule,
        utility=rule_sheet.utility if equal_shares else "cost",
        completion=rule_sheet.completion if equal_shares else "none",
        ties=f"cost-votes-seed:{tie_seed.lower()}" if tie_seed else "id",
        threshold=rule_sheet.vote_threshold,
    )


def official_spec(vote: Vote) -> RuleSpec:
    """By which rule the vote is counted officially: that of its rule sheet, or for an imported election the one its file declares."""
    source = vote.definition.get(SOURCE)
    return RuleSpec.from_json(source["spec"]) if source else spec_of(vote.rule_sheet, vote.tie_seed)


def tried_spec(*, rule: str, completion: str, utility: str, threshold: int) -> RuleSpec:
    """A rule that is only tried. Ties: lower cost, then more votes, then a lot that is always the same."""
    return RuleSpec(rule, completion=completion, utility=utility, threshold=threshold, ties=TRIED_TIES)


def variants_of(kept: Count) -> list[Variant]:
    """The other rules that an official count is compared with, the one shown beside it first."""
    source = kept.vote.definition.get(SOURCE)
    by_points = bool(source) and source["kind"] in BY_POINTS
    return variants(RuleSpec.from_json(kept.spec), by_points=by_points)


def election_of(vote: Vote, pot: Pot) -> Election:
    """The pot's election as it is stored: its options, its money and the opened ballots that name at least one of its options.

    A voter who chose nothing in a pot leaves it to the others: the pot's money is shared among those who did choose.
    """
    options = list(vote.options.filter(pot=pot).select_related("proposal__theme", "proposal__cycle_area__area"))
    source = vote.definition.get(SOURCE)
    if source:
        stored = OpenedBallot.objects.filter(vote=vote).order_by("key").values_list("choices", flat=True)
        return _as_in_the_file(options, stored, source)
    projects = [_project(option) for option in options]
    here = {option.number for option in options}
    ballots = (
        [each for each in read_choices(ballot.choices) if _number(each) in here] for ballot in opened_ballots(vote)
    )
    return _of_kind(definition_of(vote).how, projects, pot.amount, filter(None, ballots))


def _number(choice: Choice) -> int:
    return choice[0] if isinstance(choice, tuple) else choice


def _of_kind(kind: Kind, projects: list[Project], budget: int, ballots: Iterable[list[Choice]]) -> Election:
    """The election that ballots of a kind make. Grades, pluses and stars are scores, as the format of published files has them."""
    if not kind.has_values:
        named = ([str(_number(choice)) for choice in ballot] for ballot in ballots)
        return Election.from_approvals(projects, budget, named, kind=cast(ElectionKind, kind.election))
    pairs = ([choice for choice in ballot if isinstance(choice, tuple)] for ballot in ballots)
    if kind.election == "ranking":
        ranked = (
            [str(number) for _place, number in sorted((place, number) for number, place in each)] for each in pairs
        )
        return Election.from_rankings(projects, budget, ranked)
    given = ({str(number): value for number, value in each} for each in pairs)
    return Election.from_points(projects, budget, given, kind=cast(ElectionKind, kind.election))


def is_imported(vote: Vote) -> bool:
    """Whether the vote was read from a file."""
    return SOURCE in vote.definition


def numbers_of(vote: Vote, pot: Pot) -> dict[str, int]:
    """The option number of each project, by what it is called in pbcount."""
    source = vote.definition.get(SOURCE)
    return {project_id(option, source): option.number for option in vote.options.filter(pot=pot)}


def project_id(option: VoteOption, source: Mapping[str, Any] | None) -> str:
    """What the option is called in pbcount and in a .pb file."""
    return str(source["projects"][option.number - 1]["id"]) if source else str(option.number)


def _project(option: VoteOption) -> Project:
    withdrawn = option.withdrawn_at is not None
    proposal = option.proposal
    return Project(
        id=str(option.number),
        cost=WITHDRAWN_COST if withdrawn else option.cost,
        name=option.title,
        area=_one_line(proposal.cycle_area.area.name) or None if proposal.cycle_area else None,
        categories=(_one_line(proposal.theme.name).replace(",", ""),) if proposal.theme else (),
        withdrawn=withdrawn,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_in_the_file(options: list[VoteOption], ballots: Iterable[Any], source: Mapping[str, Any]) -> Election:
    told = source["projects"]
    projects = [
        Project(
            id=told[option.number - 1]["id"],
            cost=told[option.number - 1]["cost"],
            name=option.title,
            area=told[option.number - 1]["area"],
            categories=tuple(told[option.number - 1]["categories"]),
            withdrawn=told[option.number - 1]["withdrawn"],
        )
        for option in options
    ]
    names = {option.number: project.id for option, project in zip(options, projects, strict=True)}
    budget, scale, kind = source["budget"], source["scale"], source["kind"]
    if kind == "ranking":
        return Election.from_rankings(
            projects, budget, ([names[number] for number in ballot] for ballot in ballots), scale=scale
        )
    if kind in {"points", "scores"}:
        counted = Election.from_points(
            projects,
            budget,
            ({names[number]: units for number, units in ballot} for ballot in ballots),
            kind=kind,
            scale=scale,
        )
        return replace(counted, ballots=replace(counted.ballots, points_scale=source["points_scale"]))
    return Election.from_approvals(
        projects, budget, ([names[number] for number in ballot] for ballot in ballots), kind=kind, scale=scale
    )
