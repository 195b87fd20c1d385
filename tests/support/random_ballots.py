"""How do tests get ballots of any kind that follow the rules, at random but the same for the same seed?"""

from __future__ import annotations

import random
import secrets
from datetime import timedelta
from typing import Any

from medborgarbudget.domain.ballots.kind import Control
from medborgarbudget.domain.ballots.kinds import KINDS
from medborgarbudget.domain.cycles.models import Cycle, RuleSheet
from medborgarbudget.domain.cycles.policy import rule_faults, settled
from medborgarbudget.domain.cycles.readiness import values_of
from medborgarbudget.domain.proposals.models import Proposal
from medborgarbudget.domain.voting.definition import Choice, Definition
from medborgarbudget.domain.voting.models import OpenedBallot, Vote, VoteOption, VoteState
from medborgarbudget.domain.voting.plan import plan_ballot
from medborgarbudget.domain.voting.policy import validate
from medborgarbudget.domain.voting.queries import definition_of
from tests.support.cast import NOW

SETTINGS: dict[str, list[dict[str, Any]]] = {
    "up_to_k": [{"max_choices": 3}, {"max_choices": 4, "min_choices": 2}],
    "own_and_free": [{"max_choices": 2}],
    "one": [{"max_choices": None}],
    "knapsack": [{"max_choices": None}],
    "points": [
        {"max_choices": None, "points_total": 10},
        {"max_choices": None, "points_total": 5, "points_each": 1},
        {"max_choices": None, "points_total": 8, "points_each": 3, "min_choices": 2},
    ],
    "ranking": [{"max_choices": 3}, {"max_choices": 3, "min_choices": 3}],
    "grades": [{"max_choices": None}],
    "plus_minus": [{"max_choices": None}, {"max_choices": 3}],
    "star": [{"max_choices": None}],
}
"""Settings of the rule sheet to try with each kind."""


def every_kind_and_rule() -> list[tuple[str, str, dict[str, Any]]]:
    """Kind, counting rule that can count it, settings: all that a rule sheet may say."""
    return [
        (name, rule, settings) for name, kind in KINDS.items() for rule in kind.rules for settings in SETTINGS[name]
    ]


def random_choices(definition: Definition, style: str, chance: random.Random) -> list[Choice]:
    """Choices that the definition allows on a ballot of this style; at least one."""
    pots = list(definition.pots_of(style) or ())
    others = [pot.id for pot in definition.pots if pot.id not in pots]
    if definition.how.free_areas and others and chance.random() < 0.7:
        pots.append(chance.choice(others))
    while True:
        choices = [each for pot in pots for each in _in_pot(definition, pot, chance)]
        if choices:
            return choices


def _in_pot(definition: Definition, pot_id: int, chance: random.Random) -> list[Choice]:
    kind, pot = definition.how, definition.pots_by_id[pot_id]
    options = [option for option in definition.options if option.pot == pot_id]
    chance.shuffle(options)
    if chance.random() < 0.1:
        return []
    most = min(len(options), pot.max_choices or (1 if kind.control is Control.PICK else len(options)))
    wanted = options[: chance.randint(min(pot.min_choices or 1, most), most)]
    match kind.control:
        case Control.TICK if kind.name == "knapsack":
            bought, left = [], pot.amount
            for option in wanted:
                if option.cost <= left:
                    bought.append(option.number)
                    left -= option.cost
            return list(bought)
        case Control.TICK | Control.PICK:
            return [option.number for option in wanted]
        case Control.PLACE:
            return [(option.number, place) for place, option in enumerate(wanted, 1)]
        case Control.NUMBER:
            return _points(definition, pot_id, [option.number for option in wanted], chance)
        case _:
            values = list(kind.values(pot.limits))
            return [(option.number, chance.choice(values)) for option in wanted]


def _points(definition: Definition, pot_id: int, numbers: list[int], chance: random.Random) -> list[Choice]:
    pot = definition.pots_by_id[pot_id]
    left, each = pot.points or 0, definition.how.values(pot.limits)[-1]
    least = max(pot.min_choices, 1)
    given = dict.fromkeys(numbers[: max(least, min(len(numbers), left))], 1)
    left -= len(given)
    for number in given:
        more = chance.randint(0, min(left, each - 1))
        given[number] += more
        left -= more
    return list(given.items())


def settle(cycle: Cycle) -> RuleSheet:
    """The rule sheet as the action would have kept it."""
    sheet = RuleSheet.objects.get(cycle=cycle)
    values = settled(values_of(sheet))
    assert not rule_faults(values, [pot.amount for pot in cycle.pots.all()])
    sheet.utility, sheet.completion = values.utility, values.completion
    sheet.save()
    return sheet


def random_vote(
    cycle: Cycle, proposals: list[Proposal], kind: str, rule: str, settings: dict[str, object], chance: random.Random
) -> tuple[Vote, int]:
    """An opened vote with random costs, ballots and threshold, some options withdrawn."""
    fields = {"max_choices": 3, "min_choices": 0, "points_total": None, "points_each": None, **settings}
    RuleSheet.objects.filter(cycle=cycle).update(
        ballot_kind=kind, counting_rule=rule, completion=chance.choice(["none", "add1", "greedy", "add1-then-greedy"]),
        utility="cost", vote_threshold=0 if kind == "grades" else chance.choice([0, 0, 2]), **fields,
    )  # fmt: skip
    sheet = settle(cycle)
    for proposal in proposals:
        proposal.cost = chance.choice([50_000, 100_000, chance.randrange(20_000, 400_000)])
    Proposal.objects.bulk_update(proposals, ["cost"])
    plan = plan_ballot(cycle, sheet)
    assert not plan.problems
    vote = Vote.objects.create(
        organisation=cycle.organisation, cycle=cycle, rule_sheet=sheet, title="R9", state=VoteState.OPENED,
        opens_at=NOW, closes_at=NOW + timedelta(days=7), public_key=b"", sealed_private_key=b"",
        definition=plan.definition.as_data(), definition_hash=plan.definition.hash, tie_seed=secrets.token_hex(8),
        withdrawn=[1] if chance.random() < 0.2 else [], created_at=NOW,
    )  # fmt: skip
    VoteOption.objects.bulk_create(
        VoteOption(
            vote=vote, proposal=proposal, pot=pot, number=option.number, title=option.title, cost=option.cost,
            withdrawn_at=NOW if option.number in vote.withdrawn else None,
        )
        for option, (proposal, pot) in zip(plan.definition.options, plan.proposals, strict=True)
    )  # fmt: skip
    definition = definition_of(vote)
    cast = [
        (style.code, random_choices(definition, style.code, chance))
        for style in definition.styles
        for _ in range(chance.randint(3, 40))
    ]
    assert not [1 for style, choices in cast if validate(definition, style, choices)]
    OpenedBallot.objects.bulk_create(
        OpenedBallot(key=secrets.token_hex(16), vote=vote, style=style, choices=choices) for style, choices in cast
    )
    return vote, len(cast)
